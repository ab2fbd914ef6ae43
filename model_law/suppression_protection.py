"""DATA-02: choosing what else is hidden, until the audit certifies every small cell. See `suppression` for the rule.

The choice is greedy: for one small cell after another the cheapest exchange is hidden (small counts are cheaper than
large ones, parts cheaper than totals), and at the end every cell that turns out not to be needed is shown again. The
audit decides, the choice only proposes.

A cell of a correction whose count did not change since the release before is the same unknown, one whose count changed
is another. So one system holds all releases, and whatever is out already is fixed in it.
"""

from collections.abc import Collection, Iterator, Sequence

from model_law.suppression_audit import Pattern, Reach, System, bound_by_fixed, find_reach
from model_law.suppression_facts import Cell, Counts, Key, Publication, Release, Threshold


class Protection:
    """The cells of all releases with what is hidden of them, on the way to an outcome."""

    def __init__(
        self, publication: Publication, threshold: Threshold, earlier: Sequence[Release], withheld: frozenset[Key]
    ) -> None:
        self.publication, self.threshold, self.earlier = publication, threshold, earlier
        every = [*(release.publication for release in earlier), publication]
        unknowns = _name_unknowns(every)
        # In the order of the keys, so that the same facts give the same outcome in whatever order they are told.
        ordered = sorted({unknown for names in unknowns for unknown in names.values()})
        place = {unknown: number for number, unknown in enumerate(ordered)}
        self._places = [{key: place[unknown] for key, unknown in names.items()} for names in unknowns]
        self.places = self._places[-1]
        self._keys = [key for key, _ in ordered]
        counts = [0] * len(ordered)
        self.people: set[int] = set()
        self.acts: set[int] = set()
        for cell, number in self._numbered(every):
            counts[number] = cell.count
            if cell.counts is Counts.PEOPLE:
                self.people.add(number)
        self.system = System(counts, self._relations(every))
        self.known: set[int] = set()
        # A reader knows of these that they are no zeros, whatever this release hides.
        self._never_zero: set[int] = set()
        for release, places in zip(earlier, self._places, strict=False):
            self.known.update(places[key] for key in release.shown)
            gone = release.shown | release.withheld
            self._never_zero.update(
                places[cell.key]
                for cell in release.publication.cells
                if cell.printed and cell.count and cell.key not in gone
            )
            self.acts.update(places[key] for key in release.shown if _stands(release.publication.by_key[key]))
        self.acts.update(self.places[cell.key] for cell in publication.cells if _stands(cell))
        self.pattern = Pattern(self.system, self.known | self.acts)
        self.reasons: dict[int, str] = {}
        self.kept_back: set[int] = set()
        self.chosen: set[int] = set()
        self.reaches: dict[int, Reach] = {}
        self.untold: list[Key] = []
        self._withheld = withheld
        self._bounds = bound_by_fixed(self.system, self.acts)
        self._best = self._bounds

    def _numbered(self, every: Sequence[Publication]) -> Iterator[tuple[Cell, int]]:
        for publication, places in zip(every, self._places, strict=False):
            for cell in publication.cells:
                yield cell, places[cell.key]

    def _relations(self, every: Sequence[Publication]) -> Iterator[tuple[int, list[int]]]:
        once: set[tuple[int, ...]] = set()
        for publication, places in zip(every, self._places, strict=False):
            for relation in publication.relations:
                once.add((places[relation.total], *sorted(places[part] for part in relation.parts)))
        for total, *parts in sorted(once):
            yield total, parts

    def hide_small(self) -> None:
        """Hide what is small, what a wider period replaces, what was hidden before, and what is never printed."""
        printed = {self.places[cell.key]: cell for cell in self.publication.cells if cell.printed}
        for number in range(len(self.system.counts)):
            if number not in printed and not self.pattern.fixed[number]:
                self._open(number, with_zeros=True)
        earlier = self._numbered([release.publication for release in self.earlier])
        before = {number for cell, number in earlier if cell.printed} - self.known
        whole_is_small = self._parts_of_small_complements()
        for number, cell in printed.items():
            if number in self.acts:
                continue
            if cell.key in self._withheld:
                self._hide(number, "widened", with_zeros=True)
            elif self.threshold.is_small(cell.count) and number in self.people:
                self._hide(number, "hidden_small" if cell.count else "hidden_zero")
            elif number in whole_is_small:
                self._hide(number, "hidden_complement")
            elif number in before:
                self._hide(number, "hidden_as_before")
        if not self.threshold.zero_shows:
            self.pattern.floor = [int(number in self._never_zero) for number in range(len(self.pattern.floor))]

    def _open(self, number: int, *, with_zeros: bool) -> None:
        self.pattern.hide(number, with_zeros=with_zeros and number not in self._never_zero)

    def _hide(self, number: int, reason: str, *, with_zeros: bool = False) -> None:
        self.reasons[number] = reason
        if self.pattern.fixed[number]:
            self.kept_back.add(number)
        else:
            self._open(number, with_zeros=with_zeros)

    def _parts_of_small_complements(self) -> set[int]:
        cells = self.publication.by_key
        found = set()
        for relation in self.publication.relations:
            if relation.complement:
                part, complement = (cells[key] for key in relation.parts)
                if complement.counts is Counts.PEOPLE and self.threshold.is_small(complement.count):
                    found.add(self.places[part.key])
        return found

    def protect_all(self) -> None:
        """Hide further cells until each small one is certified, or name those that nothing can protect."""
        counts, hidden = self.system.counts, self.pattern.hidden
        small = [n for n in self.people if hidden[n] and self.threshold.is_small(counts[n])]
        # The best that can be had while zeros stand, so that no search is made for what cannot be.
        zeros = [n for n, count in enumerate(counts) if not count and not hidden[n]]
        self._best = bound_by_fixed(self.system, {*self.acts, *self.known, *zeros}, self.pattern.floor)
        for target in sorted(small, key=lambda number: (counts[number], self._keys[number])):
            self._protect(target)

    def _asked(self, target: int) -> tuple[int, int]:
        """Up to what, and over what width, a small cell has to be open; less only where acts' totals leave less."""
        least, (low, high) = self.threshold.least, self._bounds[target]
        return (least, least - 1) if high is None else (min(least, high), min(least - 1, high - low))

    def _certify(self, target: int, *, may_hide: bool, may_repeat: bool = False) -> bool:
        most, width = self._asked(target)
        before = list(self.pattern.hidden)
        reach = find_reach(self.pattern, target, most, width, may_hide=may_hide, may_repeat=may_repeat)
        if reach.most < most or reach.most - reach.least < width:
            self.pattern.hidden[:] = before
            return False
        self.reaches[target] = reach
        for number in reach.moved:
            if not before[number]:
                self.reasons[number] = "hidden_to_protect_another"
                self.chosen.add(number)
        return True

    def _certify_somehow(self, target: int) -> bool:
        return self._certify(target, may_hide=False) or self._certify(target, may_hide=True)

    def _protect(self, target: int) -> None:
        highest = self._best[target][1]
        if (highest is None or highest >= self._asked(target)[0]) and self._certify_somehow(target):
            return
        region = {target}
        while True:
            around = {n for n in self.system.neighbours(region) if not self.pattern.fixed[n]}
            self._withhold(around)
            if self._certify_somehow(target):
                return
            if around == region:
                break
            region = around
        if not self._certify(target, may_hide=False, may_repeat=True):
            self._settle(target, region)

    def _withhold(self, cells: set[int]) -> None:
        printed = {self.places[cell.key] for cell in self.publication.cells if cell.printed}
        for number in cells:
            self._open(number, with_zeros=True)
            if number in printed and (number not in self.reasons or number in self.chosen):
                self.reasons[number] = "withheld_whole"
                self.chosen.discard(number)

    def _settle(self, target: int, region: set[int]) -> None:
        """Everything related to the cell is withheld, so the new release adds acts' totals to what is out already.

        That is the least that can be published, and it stands unless, together with an earlier release, it narrows
        the cell further than the earlier releases did alone.
        """
        most, width = self._asked(target)
        reach = self.reaches[target] = find_reach(self.pattern, target, most, width, may_repeat=True)
        if self.known.isdisjoint(self.system.neighbours(region)):
            return
        before = self._reach_before(target, most, width)
        if before is None or reach.least > before.least or reach.most < before.most:
            self.untold.append(self._keys[target])

    def _reach_before(self, target: int, most: int, width: int) -> Reach | None:
        """How far the cell was open by the earlier releases alone; None where it stood in none."""
        every = [release.publication for release in self.earlier]
        if all(number != target for _, number in self._numbered(every)):
            return None
        alone = Pattern(System(self.system.counts, self._relations(every)), self.known)
        alone.floor = [int(number in self._never_zero) for number in range(len(alone.floor))]
        for number in range(len(alone.hidden)):
            if number not in self.known:
                alone.hide(number)
        return find_reach(alone, target, most, width, may_repeat=True)

    def show_again(self) -> None:
        """Show totals for which cheaper cells can be hidden, and then every cell that turns out not to be needed."""
        self._show_each(may_hide=True, among=self.pattern.totals)
        self._show_each(may_hide=False, among=self.chosen)

    def _show_each(self, *, may_hide: bool, among: Collection[int]) -> None:
        hidden, fixed, price = self.pattern.hidden, self.pattern.fixed, self.pattern.price
        for number in sorted(self.chosen.intersection(among), key=lambda cell: (-price[cell], cell)):
            leaning = sorted(target for target, reach in self.reaches.items() if number in reach.moved)
            before = list(hidden), set(self.chosen), dict(self.reasons), dict(self.reaches)
            hidden[number], fixed[number] = False, True
            served = all(self._certify(target, may_hide=may_hide) for target in leaning)
            fixed[number] = False
            if served and sum(price[cell] for cell in self.chosen - before[1]) < price[number]:
                self.chosen.discard(number)
                del self.reasons[number]
            else:
                hidden[:], self.chosen, self.reasons, self.reaches = before

    def hidden_with_zeros(self) -> frozenset[Key]:
        """The printed keys that are hidden and in whose place a zero would be hidden too."""
        floor, hidden = self.pattern.floor, self.pattern.hidden
        numbers = ((cell, self.places[cell.key]) for cell in self.publication.cells if cell.printed)
        return frozenset(cell.key for cell, number in numbers if hidden[number] and not floor[number])

    def open_range(self) -> dict[Key, tuple[int, int]]:
        """For each small key, what was certified as possible for it."""
        return {self._keys[target]: (reach.least, reach.most) for target, reach in self.reaches.items()}


Unknown = tuple[Key, int]
"""A key and how many times its count has changed."""


def _name_unknowns(every: Sequence[Publication]) -> list[dict[Key, Unknown]]:
    last: dict[Key, tuple[int, int]] = {}
    named = []
    for publication in every:
        names: dict[Key, Unknown] = {}
        for cell in publication.cells:
            count, changed = last.get(cell.key, (cell.count, 0))
            last[cell.key] = (cell.count, changed + (count != cell.count))
            names[cell.key] = (cell.key, last[cell.key][1])
        named.append(names)
    return named


def _stands(cell: Cell) -> bool:
    return cell.counts is Counts.ACTS and cell.printed
