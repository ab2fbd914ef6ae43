"""A board's targets in words, beside the figures that they are held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal

from governance.oversight.inquiry_telling import list_lines, name_metric
from governance.oversight.inquiry_words import COMPARISONS
from governance.oversight.metrics import Metric, load_dictionary
from governance.oversight.metrics.definitions import Measure
from governance.oversight.target_models import Comparison
from governance.oversight.target_queries import TargetFact
from governance.oversight.targets import Target, find_target, is_reached
from governance.oversight.telling import FigureTold, write_span
from governance.web.locale import _, read_language, translate


@dataclass(frozen=True)
class TargetTold:
    """A target of the board: its own, by a motion. said: in words, also where there is none from that day on."""

    metric: str
    name: str
    said: str
    started_on: date
    words: list[str]
    motion: str


@dataclass(frozen=True)
class HeldTold:
    """A figure beside the target that held from the first day of its period. reached: None where it cannot be told."""

    figure: FigureTold
    target: str | None
    reached: bool | None


def write_exact(value: Fraction) -> str:
    """A number that somebody typed with at most two places, as the reader's language writes it."""
    return str(format_decimal(Decimal(value.numerator) / Decimal(value.denominator), locale=read_language()))


def write_target(metric: Metric | None, comparison: Comparison, value: Fraction) -> str:
    """A target in words: at most 8 %."""
    if comparison is Comparison.NONE:
        return translate(COMPARISONS[comparison])
    if metric is not None and metric.measure is Measure.INTERVAL:
        written = write_span(float(value))
    elif metric is not None and metric.unit == "share":
        written = translate(_("${number} percent", mapping={"number": write_exact(value * 100)}))
    else:
        written = write_exact(value)
    word = _("at least ${value}") if comparison is Comparison.AT_LEAST else _("at most ${value}")
    return translate(_(str(word), mapping={"value": written}))


def tell_target(fact: TargetFact, language: str) -> TargetTold:
    said = write_target(load_dictionary().find_newest(fact.metric), fact.comparison, fact.value)
    return TargetTold(
        fact.metric, name_metric(fact.metric, language) or fact.metric, said, fact.started_on, list_lines(fact.words),
        fact.motion_text,
    )  # fmt: skip


def hold_figures(metric: Metric, history: Sequence[FigureTold], targets: Sequence[Target]) -> list[HeldTold]:
    """Each figure beside the target that held when its period began: a target judges nothing that began before it."""
    held = []
    for figure in history:
        target = find_target(targets, metric.id, figure.starts_on)
        if target is None:
            held.append(HeldTold(figure, None, None))
            continue
        cell = {
            "hidden": figure.hidden, "numerator": figure.numerator, "denominator": figure.denominator,
            "median": figure.median_seconds,
        }  # fmt: skip
        said = write_target(metric, target.comparison, target.value)
        held.append(HeldTold(figure, said, is_reached(target, metric, cell)))
    return held
