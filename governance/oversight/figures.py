"""Figures of a report as they are counted: checked when they are made, whether they were typed or came in a file.

They hold raw counts. Nothing of them is shown to the public but what publication makes of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from governance.oversight.metrics import Dictionary, Metric
from governance.oversight.metrics.definitions import Measure

LARGEST_COUNT = 1_000_000_000
LONGEST_SPAN = 7 * 86_400
"""Seconds; longer ones are never in a median."""
ADDITIVE = (Measure.COUNT, Measure.SHARE)
"""Measures whose months add up to quarters and years. Medians do not, nor do different persons."""


class FigureRefusal(StrEnum):
    """Why a figure is not kept."""

    NUMBER_UNUSABLE = "number_unusable"
    PARTS_EXCEED_WHOLE = "parts_exceed_whole"
    DENOMINATOR_MISSING = "denominator_missing"
    NUMERATOR_MISSING = "numerator_missing"
    MEDIAN_WITHOUT_GROUP = "median_without_group"
    MEDIAN_UNUSABLE = "median_unusable"
    MEDIAN_ABOVE_PERCENTILE = "median_above_percentile"
    WHOLES_DIFFER = "wholes_differ"


class FigureRefused(ValueError):
    """A figure that cannot be. metric: its id; other: that of another one which it contradicts."""

    def __init__(self, refusal: FigureRefusal, metric: str, other: str = "") -> None:
        super().__init__(": ".join(filter(None, (refusal, metric, other))))
        self.refusal, self.metric, self.other = refusal, metric, other


class Place(NamedTuple):
    """Where a figure stands: a period by its name, and a breakdown's category; both empty for the total."""

    period: str
    breakdown: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """numerator: what is counted, or how many values a median is of. median and p90: in seconds, medians also in halves."""

    numerator: int
    denominator: int | None = None
    median: float | None = None
    p90: int | None = None


@dataclass(frozen=True, slots=True)
class MetricFigures:
    """All figures of one metric in one version of its definition."""

    metric: Metric
    cells: Mapping[Place, Figure]


def check_figure(metric: Metric, figure: Figure) -> Figure:
    """The figure itself. Raises FigureRefused where a part exceeds its whole, or a rate has no denominator."""
    for number in (figure.numerator, figure.denominator):
        if number is not None and (type(number) is not int or not 0 <= number <= LARGEST_COUNT):
            raise FigureRefused(FigureRefusal.NUMBER_UNUSABLE, metric.id)
    if asks_denominator(metric):
        if figure.denominator is None:
            raise FigureRefused(FigureRefusal.DENOMINATOR_MISSING, metric.id)
        if metric.unit == "share" and figure.numerator > figure.denominator:
            raise FigureRefused(FigureRefusal.PARTS_EXCEED_WHOLE, metric.id)
    check_median(metric, figure)
    return figure


def asks_denominator(metric: Metric) -> bool:
    return metric.denominator is not None and metric.measure is not Measure.INTERVAL


def check_median(metric: Metric, figure: Figure) -> None:
    told = (figure.median, figure.p90)
    if metric.measure is not Measure.INTERVAL or figure.numerator == 0:
        if told != (None, None):
            raise FigureRefused(FigureRefusal.MEDIAN_WITHOUT_GROUP, metric.id)
        return
    if figure.median is None or figure.p90 is None:
        raise FigureRefused(FigureRefusal.MEDIAN_UNUSABLE, metric.id)
    in_range = 0 <= figure.median <= LONGEST_SPAN and type(figure.p90) is int and 0 <= figure.p90 <= LONGEST_SPAN
    if not in_range or figure.median * 2 != int(figure.median * 2):
        raise FigureRefused(FigureRefusal.MEDIAN_UNUSABLE, metric.id)
    if figure.median > figure.p90:
        raise FigureRefused(FigureRefusal.MEDIAN_ABOVE_PERCENTILE, metric.id)


def check_totals(metrics: Iterable[MetricFigures]) -> None:
    """Raises FigureRefused where the categories of a breakdown add up to more than the total.

    Persons may be met in two districts, and hours are no persons; so only what counts rows is held to it.
    """
    for one in metrics:
        if one.metric.measure in (Measure.REPEATS, Measure.PEOPLE):
            continue
        sums: dict[tuple[str, str], int] = {}
        for place, figure in one.cells.items():
            if place.breakdown:
                key = (place.period, place.breakdown)
                sums[key] = sums.get(key, 0) + figure.numerator
        for (period, _breakdown), number in sums.items():
            total = one.cells.get(Place(period))
            if total is not None and number > total.numerator:
                raise FigureRefused(FigureRefusal.PARTS_EXCEED_WHOLE, one.metric.id)


def write_figures(metrics: Iterable[MetricFigures]) -> dict[str, Any]:
    """Figures as plain data for JSON."""
    return {
        "metrics": [
            {
                "metric": one.metric.id,
                "version": one.metric.version,
                "cells": [
                    [*place, figure.numerator, figure.denominator, figure.median, figure.p90]
                    for place, figure in sorted(one.cells.items())
                ],
            }
            for one in metrics
        ]
    }


def read_figures(data: Mapping[str, Any], dictionary: Dictionary) -> list[MetricFigures]:
    """Figures as write_figures wrote them; those of a metric that the dictionary has lost are left out."""
    return list(iterate_figures(data, dictionary))


def iterate_figures(data: Mapping[str, Any], dictionary: Dictionary) -> Iterator[MetricFigures]:
    for one in data.get("metrics", ()):
        metric = dictionary.versions.get((one["metric"], one["version"]))
        if metric is not None:
            yield MetricFigures(metric, {Place(*cell[:3]): Figure(*cell[3:]) for cell in one["cells"]})
