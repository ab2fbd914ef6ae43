"""A board's target for a metric, and whether a published figure reaches it: exact, over plain facts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from governance.oversight.acts import OversightRefusal, OversightRefused
from governance.oversight.metrics import Metric
from governance.oversight.metrics.definitions import Measure
from governance.oversight.target_models import Comparison

NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """What a board wants a metric to be from a day on. value: a share, a number, or a median in seconds."""

    metric: str
    comparison: Comparison
    value: Fraction
    started_on: date


def read_target(metric: Metric, text: str) -> Fraction:
    """The value that somebody typed: of a share in percent, of a time in minutes, else a number. Raises OversightRefused."""
    typed = text.strip()
    if not NUMBER.fullmatch(typed):
        raise OversightRefused(OversightRefusal.VALUE_UNUSABLE, "value")
    value = Fraction(typed)
    if metric.measure is Measure.INTERVAL:
        return value * 60
    if metric.unit == "share":
        if value > 100:
            raise OversightRefused(OversightRefusal.VALUE_UNUSABLE, "value")
        return value / 100
    return value


def find_target(targets: Iterable[Target], metric: str, on: date) -> Target | None:
    """The target for a metric that holds on a day; None where there is none, or none any more."""
    begun = [one for one in targets if one.metric == metric and one.started_on <= on]
    newest = max(begun, key=lambda one: one.started_on, default=None)
    return newest if newest is not None and newest.comparison is not Comparison.NONE else None


def is_reached(target: Target, metric: Metric, cell: Mapping[str, Any]) -> bool | None:
    """Whether a published figure reaches a target; None where the figure is hidden or is no number."""
    if cell["hidden"] or cell.get("numerator") is None:
        return None
    if metric.measure is Measure.INTERVAL:
        if cell.get("median") is None:
            return None
        value = Fraction(cell["median"])
    elif cell.get("denominator") is not None:
        if not cell["denominator"]:
            return None
        value = Fraction(cell["numerator"], cell["denominator"])
    else:
        value = Fraction(cell["numerator"])
    return value >= target.value if target.comparison is Comparison.AT_LEAST else value <= target.value
