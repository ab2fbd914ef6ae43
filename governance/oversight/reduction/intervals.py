"""Times between two moments, kept as whole seconds beside a small number, so that medians are exact."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from governance.oversight.reduction.times import BLANK, UNSURE, USABLE

MISSING, IMPOSSIBLE, UNCERTAIN, TOO_LONG, NOT_TOLD, OUTSIDE = -1, -2, -3, -4, -5, -6
LEFT_OUT = {
    MISSING: "missing",
    IMPOSSIBLE: "impossible",
    UNCERTAIN: "uncertain",
    TOO_LONG: "too_long",
    NOT_TOLD: "not_known",
}
"""Why a row is not in a median: a moment is missing; the end is before the start, or moments are out of their order;
a moment is midnight for want of a time, or fell into a change of clocks; longer than LONGEST; whether the row belongs
here cannot be told. OUTSIDE: the row does not belong to the metric."""

LONGEST = 7 * 86_400
"""Longer intervals are counted apart: a date is wrong, or the call was never closed."""


def measure_spans(starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    """Seconds from start to end, or the reason why there are none, which is below 0."""
    spans = [end - start if start > USABLE < end else MISSING for start, end in zip(starts, ends, strict=True)]
    if spans and (min(spans) < 0 or max(spans) > LONGEST):
        for position, span in enumerate(spans):
            if span < 0 or span > LONGEST:
                spans[position] = tell_reason(starts[position], ends[position])
    return spans


def tell_reason(start: int, end: int) -> int:
    if UNSURE in (start, end):
        return UNCERTAIN
    if start < USABLE or end < USABLE:
        return MISSING
    return IMPOSSIBLE if end < start else TOO_LONG


def check_spans(seconds: Sequence[int]) -> list[int]:
    """The same for spans that the agency's own system computed."""
    if seconds and (min(seconds) < 0 or max(seconds) > LONGEST):
        return [
            span if 0 <= span <= LONGEST else MISSING if span == BLANK else IMPOSSIBLE if span < 0 else TOO_LONG
            for span in seconds
        ]
    return list(seconds)


def find_disorder(chain: Sequence[Sequence[int]]) -> set[int]:
    """Rows whose moments are out of the order in which they must follow, such as an arrival before the dispatch."""
    found: set[int] = set()
    for earlier, later in pairwise(chain):
        found.update([row for row, (a, b) in enumerate(zip(earlier, later, strict=True)) if USABLE < b < a])
    return found


class Summary(NamedTuple):
    """How many values there are, their median and 90th percentile; None where there are none.

    The median of an even number is the mean of the middle two, so it may end in .5. The percentile is the nearest rank:
    the smallest value that at least nine tenths of the values do not exceed.
    """

    n: int
    median: float | None
    p90: int | None


def summarize(counts: Mapping[int, int]) -> Summary:
    """From how often each value is there; values below 0 are reasons, and no values."""
    values = sorted(counts)
    del values[: bisect_left(values, 0)]
    ranks = list(accumulate(map(counts.__getitem__, values)))
    if not ranks:
        return Summary(0, None, None)
    n = ranks[-1]
    low, high, p90 = (values[bisect_left(ranks, rank)] for rank in ((n + 1) // 2, n // 2 + 1, -(-9 * n // 10)))
    return Summary(n, (low + high) // 2 if (low + high) % 2 == 0 else (low + high) / 2, p90)
