"""DATA-02: what the suppression engine is told: counts, how they add up, and the threshold that a board adopted.

Counts are raw here and nowhere behind `suppression.suppress`. A key is a tuple of words, such as
``("responses", "by_age", "under_18", "2026-07")``; the engine only compares keys, it never reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

Key = tuple[str, ...]


class SuppressionError(ValueError):
    """Facts that contradict themselves; the message names the keys and never a count."""


class Counts(StrEnum):
    """What a cell counts.

    ``ACTS`` are the agency's own acts in total (force, police back-up, arrests): privacy of people must not hide
    conduct, so they are always shown. A breakdown of acts by who the people were counts ``PEOPLE``.
    """

    PEOPLE = "people"
    ACTS = "acts"


@dataclass(frozen=True, slots=True)
class Threshold:
    """What was adopted about small cells.

    ``least`` is the smallest count of people that is shown: with 11, which is the usual practice after the cell size
    policy of the Centers for Medicare and Medicaid Services, 1 to 10 are hidden. ``zero_shows`` says whether a zero
    stands. ``small_share`` is the share of a period's cells that may be small before the period is widened; 0 widens
    before anything is hidden.
    """

    least: int = 11
    zero_shows: bool = True
    small_share: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if type(self.least) is not int or self.least < 2:
            raise SuppressionError("the least count that is shown must be a whole number from 2 up")
        if not isinstance(self.small_share, Fraction) or not 0 <= self.small_share <= 1:
            raise SuppressionError("the share of small cells must be a fraction from 0 to 1")

    def is_small(self, count: int) -> bool:
        """Whether a count of people is under the threshold."""
        return (0 if not self.zero_shows else 1) <= count < self.least


@dataclass(frozen=True, slots=True)
class Cell:
    """One count. ``printed`` is false for what no output prints but a reader can work out, such as n minus k."""

    key: Key
    count: int
    counts: Counts = Counts.PEOPLE
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Relation:
    """``total`` is the sum of ``parts``: a total, a subtotal, a longer period, or a whole and its two halves.

    Where ``complement`` is true the parts are k and n minus k, in that order, and k is hidden where n minus k is small.
    """

    total: Key
    parts: tuple[Key, ...]
    complement: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that is printed as numerator and denominator. Both are cells of the publication."""

    key: Key
    numerator: Key
    denominator: Key


@dataclass(frozen=True, slots=True)
class Median:
    """A median (or another quantile) of a group, in the metric's own unit, with the cell that counts the group."""

    key: Key
    group: Key
    value: int | Fraction


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that is about to be public at once, and all relations between its cells.

    A relation that is left out is a door left open: the engine defends against what it is told a reader can add up.
    Raises SuppressionError where a key is unknown or stands twice, a count is not a whole number from 0 up, or a total
    is not the sum of its parts.
    """

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...] = ()
    rates: tuple[Rate, ...] = ()
    medians: tuple[Median, ...] = ()
    by_key: Mapping[Key, Cell] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key: dict[Key, Cell] = {}
        for cell in self.cells:
            if type(cell.count) is not int or cell.count < 0:
                raise SuppressionError(f"{cell.key}: a count is a whole number from 0 up")
            if cell.key in by_key:
                raise SuppressionError(f"{cell.key}: stands twice")
            by_key[cell.key] = cell
        object.__setattr__(self, "by_key", by_key)
        for relation in self.relations:
            self._check_relation(relation)
        for rate in self.rates:
            self._check_known(rate.key, (rate.numerator, rate.denominator))
        for median in self.medians:
            self._check_known(median.key, (median.group,))

    def _check_known(self, owner: Key, keys: tuple[Key, ...]) -> None:
        for key in keys:
            if key not in self.by_key:
                raise SuppressionError(f"{owner}: speaks of {key}, which is no cell")

    def _check_relation(self, relation: Relation) -> None:
        keys = (relation.total, *relation.parts)
        self._check_known(relation.total, keys)
        if len(set(keys)) < len(keys):
            raise SuppressionError(f"{relation.total}: a cell stands twice in its sum")
        if relation.complement and len(relation.parts) != 2:
            raise SuppressionError(f"{relation.total}: a whole has one part and one complement")
        if self.by_key[relation.total].count != sum(self.by_key[part].count for part in relation.parts):
            raise SuppressionError(f"{relation.total}: is not the sum of its parts")


@dataclass(frozen=True, slots=True)
class Release:
    """An earlier publication as it went out: what was known then, which keys were shown, and which were withheld.

    ``withheld`` are the hidden keys in whose place a zero would have been hidden too, so that a reader cannot know that
    they are none. `suppression.remember` makes a release from an outcome.
    """

    publication: Publication
    shown: frozenset[Key]
    withheld: frozenset[Key] = frozenset()

    def __post_init__(self) -> None:
        for key in sorted(self.shown | self.withheld):
            if key not in self.publication.by_key:
                raise SuppressionError(f"{key}: an earlier release speaks of it, and it is no cell of it")


@dataclass(frozen=True, slots=True)
class Note:
    """A message id with arguments; the wording in both languages belongs to whoever shows it."""

    message: str
    arguments: Mapping[str, str | int]
