"""A reader who wants a hidden number: writes down every whole table that agrees with what is public, one by one.

Knows nothing of the engine's audit. Given are the relations, the numbers shown (of several releases, where a cell that
did not change is one unknown), and which hidden cells cannot be zero because a zero would have been shown.
"""

from collections.abc import Iterator, Mapping, Sequence

from model_law.suppression import Outcome, Review
from model_law.suppression_facts import Cell, Key, Publication

Unknown = tuple[Key, int]
"""A key, and the first release in which it has the count that it has."""
MOST_STEPS = 20_000


class TooManyTables(Exception):
    """The attack did not end; the table is too large for it."""


class Attacker:
    """What a reader can write down from releases, each a publication with its outcome and review."""

    def __init__(self, releases: Sequence[tuple[Publication, Outcome, Review]], cap: int, zero_shows: bool) -> None:
        self.cap = cap
        self.floor: dict[Unknown, int] = {}
        self.known: dict[Unknown, int] = {}
        self.sums: list[tuple[Unknown, tuple[Unknown, ...]]] = []
        self.names: list[dict[Key, Unknown]] = []
        for number, (publication, outcome, review) in enumerate(releases):
            here: dict[Key, Unknown] = {}
            for cell in publication.cells:
                unknown = here[cell.key] = self._same_as_before(releases[:number], cell) or (cell.key, number)
                shown = outcome.counts.get(cell.key)
                if shown is not None:
                    self.known[unknown] = shown
                no_zero = cell.printed and cell.count > 0 and zero_shows and cell.key not in review.withheld
                self.floor[unknown] = max(self.floor.get(unknown, 0), int(no_zero))
            for relation in publication.relations:
                self.sums.append((here[relation.total], tuple(here[part] for part in relation.parts)))
            self.names.append(here)

    def _same_as_before(self, releases: Sequence[tuple[Publication, Outcome, Review]], cell: Cell) -> Unknown | None:
        """The unknown that the cell was when it last came out, if it has not changed since."""
        for (publication, _, _), names in zip(reversed(releases), reversed(self.names), strict=True):
            if cell.key in names:
                return names[cell.key] if publication.by_key[cell.key].count == cell.count else None
        return None

    def could_be(self, target: Unknown, value: int) -> bool:
        """Whether some whole table agrees with everything public and holds the value there."""
        if target in self.known:
            return self.known[target] == value
        if value < self.floor[target]:
            return False
        self.steps = 0
        return next(self._tables({**self.known, target: value}), None) is not None

    def run_around(self, target: Unknown, count: int, enough: int) -> tuple[int, int]:
        """The run of consecutive numbers around the true count that cannot be ruled out, up to ``enough`` each way."""
        low = high = count
        while low > 0 and count - low < enough and self.could_be(target, low - 1):
            low -= 1
        while high - count < 2 * enough and self.could_be(target, high + 1):
            high += 1
        return low, high

    def _tables(self, table: dict[Unknown, int]) -> Iterator[dict[Unknown, int]]:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManyTables
        table = dict(table)
        # Sums of which one number is missing are written down at once.
        again = True
        while again:
            again = False
            for total, parts in self.sums:
                missing = [part for part in parts if part not in table]
                have = sum(table[part] for part in parts if part in table)
                if total in table:
                    least = have + sum(self.floor[part] for part in missing)
                    if least > table[total] or (not missing and have != table[total]):
                        return
                    if len(missing) == 1:
                        table[missing[0]] = table[total] - have
                        again = True
                elif not missing:
                    if have < self.floor[total]:
                        return
                    table[total] = have
                    again = True
        unwritten = [cell for sums in self.sums for cell in (*sums[1], sums[0]) if cell not in table]
        if not unwritten:
            yield table
            return
        cell = min(unwritten, key=lambda one: min(self._missing(one, table)))
        for value in range(self.floor[cell], self._most(cell, table) + 1):
            yield from self._tables({**table, cell: value})

    def _missing(self, cell: Unknown, table: Mapping[Unknown, int]) -> Iterator[int]:
        for total, parts in self.sums:
            if cell == total or cell in parts:
                yield sum(one not in table for one in (total, *parts))

    def _most(self, cell: Unknown, table: Mapping[Unknown, int]) -> int:
        tops = [
            table[total] - sum(table.get(part, self.floor[part]) for part in parts if part != cell)
            for total, parts in self.sums
            if cell in parts and total in table
        ]
        return min([self.cap, *tops])
