"""Lines of charts: where each published figure stands, where a line breaks, and which numbers stand on the scale.

Only values come in here that are published: a hidden number is None already, and leaves a gap. No words, no colours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

MOST_STEPS = 4
"""Steps on the scale; the numbers at them must stay legible on a phone."""
STEPS_OF_SECONDS = (1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800)
MOST_DOTS = 40
"""More figures than these are drawn as a line alone."""


@dataclass(frozen=True, slots=True)
class Datum:
    """A figure of a period. values: one for each line; None where it is hidden, or there is none.

    definition_changed: it is defined otherwise than the one before it.
    """

    starts_on: date
    ends_on: date
    values: tuple[Fraction | None, ...]
    definition_changed: bool = False

    @property
    def middle(self) -> Fraction:
        """In days; a period that is told as a whole stands in its middle."""
        return Fraction(self.starts_on.toordinal() + self.ends_on.toordinal() + 1, 2)


@dataclass(frozen=True, slots=True)
class Frame:
    """The field in which lines are drawn, in units of the drawing: its edges from the left and from the top."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers beside the field, from 0 to its upper edge."""

    marks: tuple[Fraction, ...]

    @property
    def most(self) -> Fraction:
        return self.marks[-1]


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure of a line, from 1."""

    line: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """lines: for each line its pieces, as a polyline's points. dots: figures that are marked one by one.

    gaps: from where to where nothing is drawn of a period. breaks: where a definition changed. levels: where the scale's
    numbers stand.
    """

    lines: tuple[tuple[str, ...], ...]
    dots: tuple[Dot, ...]
    gaps: tuple[tuple[float, float], ...]
    breaks: tuple[float, ...]
    levels: tuple[float, ...]


def make_scale(values: Iterable[Fraction], *, seconds: bool = False, whole: bool = False) -> Scale:
    """A scale from 0 with at most MOST_STEPS even steps that holds all values. whole: of whole numbers only."""
    most = max(values, default=Fraction(0))
    if most <= 0:
        most = Fraction(1)
    step = next(step for step in list_steps(seconds=seconds, whole=whole) if step * MOST_STEPS >= most)
    return Scale(tuple(step * number for number in range(-(-most // step) + 1)))


def list_steps(*, seconds: bool, whole: bool) -> Iterable[Fraction]:
    """Steps that a reader counts in, the smallest first."""
    if seconds:
        yield from map(Fraction, STEPS_OF_SECONDS)
    power = 5 if seconds else 0 if whole else -6
    while True:
        for digit in (1, 2, 5):
            yield digit * Fraction(10) ** power
        power += 1


def follows(before: Datum, after: Datum) -> bool:
    """Whether no time lies between two periods, and both are defined alike."""
    return after.starts_on == before.ends_on + timedelta(days=1) and not after.definition_changed


def list_missing(data: Sequence[Datum]) -> list[tuple[date, date]]:
    """The days, from first to last, between periods of which there is no figure at all."""
    day = timedelta(days=1)
    return [
        (before.ends_on + day, after.starts_on - day)
        for before, after in pairwise(data)
        if after.starts_on > before.ends_on + day
    ]


def draw(data: Sequence[Datum], scale: Scale, frame: Frame) -> Drawing:
    """Draw figures, the earliest first. A line breaks where a figure is missing, and where its definition changed."""
    first, last = data[0].starts_on.toordinal(), data[-1].ends_on.toordinal() + 1
    width, height = frame.right - frame.left, frame.bottom - frame.top

    def find_x(days: Fraction) -> float:
        return float(round(frame.left + width * (days - first) / (last - first), 1))

    def find_y(value: Fraction) -> float:
        return float(round(frame.bottom - height * value / scale.most, 1))

    lines, dots = [], []
    for line in range(len(data[0].values)):
        pieces, alone = [], []
        for run in list_runs(data, line):
            points = [
                Dot(line + 1, find_x(one.middle), find_y(value))
                for one in run
                if (value := one.values[line]) is not None
            ]
            if len(points) > 1:
                pieces.append(" ".join(f"{point.x},{point.y}" for point in points))
            if len(points) == 1 or len(data) <= MOST_DOTS:
                alone += points
        lines.append(tuple(pieces))
        dots += alone
    untold = [(one.starts_on, one.ends_on) for one in data if one.values[0] is None] + list_missing(data)
    gaps = [
        (find_x(Fraction(begins.toordinal())), find_x(Fraction(ends.toordinal() + 1)))
        for begins, ends in sorted(untold)
    ]
    breaks = [find_x(Fraction(one.starts_on.toordinal())) for one in data if one.definition_changed]
    return Drawing(tuple(lines), tuple(dots), tuple(gaps), tuple(breaks), tuple(map(find_y, scale.marks)))


def list_runs(data: Sequence[Datum], line: int) -> list[list[Datum]]:
    """The figures of one line, cut wherever the line may not go on."""
    runs: list[list[Datum]] = []
    before: Datum | None = None
    for one in data:
        if one.values[line] is None:
            before = None
            continue
        if before is None or not follows(before, one):
            runs.append([])
        runs[-1].append(one)
        before = one
    return runs
