"""Published figures in the reader's language: the plain sentence first, then the value with all that it depends on.

Only published content comes in here; what is hidden in it stays hidden in every word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_skeleton

from governance.oversight.metrics import Dictionary, Metric
from governance.oversight.metrics.definitions import Measure
from governance.oversight.periods import Period
from governance.oversight.words import BREAKDOWNS, CATEGORIES
from governance.web.locale import _, read_language, translate, write_number
from model_law.tables import Text


@dataclass(frozen=True)
class FigureTold:
    """A figure of one period. None is a hidden number, or one that the metric has not. value: the same in words.

    period, starts_on, ends_on: of what time; as_of: the day on which it was published; address: of the report.
    """

    period: str
    starts_on: date
    ends_on: date
    as_of: date | None
    value: str
    numerator: int | None
    denominator: int | None
    median_seconds: float | None
    p90_seconds: float | None
    hidden: bool
    address: str | None = None
    definition_changed: bool = False


@dataclass(frozen=True)
class RowTold:
    """A figure of one category."""

    breakdown: str
    category: str
    figure: FigureTold


@dataclass(frozen=True)
class PartTold:
    """A category through the periods in which it is told, the latest first."""

    breakdown: str
    category: str
    history: list[FigureTold]


@dataclass(frozen=True)
class ReportedTold:
    """A figure that another program was reported to have: definitions differ, and it is no target."""

    program: str
    figure: str
    source: str


@dataclass(frozen=True)
class MetricTold:
    """A metric with its figures. sentence: what the newest figure says. notes: what is hidden or told otherwise, and why.

    parts: the categories of one breakdown, where it is asked for.
    """

    metric: str
    version: int
    unit: str
    name: str
    sentence: str
    definition: str
    counted: str
    out_of: str | None
    caveat: str
    source: str
    figure: FigureTold | None
    history: list[FigureTold]
    rows: list[RowTold]
    notes: list[str]
    reported: list[ReportedTold]
    parts: list[PartTold]


def say(text: Text, language: str) -> str:
    return text.es if language == "es" else text.en


def write_month(first: date) -> str:
    """A month with its year: July 2026."""
    return str(format_skeleton("yMMMM", first, locale=read_language()))


def name_period(name: str) -> str:
    """A period by its name, in words: July 2026; July 2026 to September 2026; 2026."""
    first, _slash, last = name.partition("/")
    begins = date.fromisoformat(f"{first}-01")
    if not last:
        return write_month(begins)
    if first.endswith("-01") and last.endswith("-12"):
        return first[:4]
    ends = write_month(date.fromisoformat(f"{last}-01"))
    return translate(_("${first} to ${last}", mapping={"first": write_month(begins), "last": ends}))


def write_rate(part: int, whole: int) -> str:
    """A rate in plain words, rounded by whole numbers: 1 in 170, none of 12, 42 in 100."""
    if not part or part == whole:
        word = _("none of ${whole}") if not part else _("all ${whole}")
        return translate(_(str(word), mapping={"whole": write_number(whole)}))
    if 2 * part <= whole:
        ratio, exact = (2 * whole + part) // (2 * part), whole % part == 0
        text = _("1 in ${whole}") if exact else _("about 1 in ${whole}")
        return translate(_(str(text), mapping={"whole": write_number(ratio)}))
    percent, exact = (200 * part + whole) // (2 * whole), (100 * part) % whole == 0
    text = _("${part} in 100") if exact else _("about ${part} in 100")
    return translate(_(str(text), mapping={"part": write_number(percent)}))


def write_span(seconds: float) -> str:
    """Seconds as minutes and seconds, or hours and minutes."""
    whole = int(seconds)
    if whole >= 3600:
        return translate(
            _("${hours} h ${minutes} min", mapping={"hours": whole // 3600, "minutes": whole % 3600 // 60})
        )
    return translate(_("${minutes} min ${seconds} s", mapping={"minutes": whole // 60, "seconds": whole % 60}))


def write_value(metric: Metric, cell: Mapping[str, Any]) -> str:
    """A cell in words, hidden where a part of it is."""
    numerator, denominator = cell.get("numerator"), cell.get("denominator")
    if cell["hidden"] or numerator is None:
        return translate(_("hidden"))
    if metric.measure is Measure.INTERVAL:
        if cell.get("median") is None or cell.get("p90") is None:
            return translate(_("none"))
        said = {"median": write_span(cell["median"]), "p90": write_span(cell["p90"])}
        return translate(_("half within ${median}, nine in ten within ${p90}", mapping=said))
    if denominator is None:
        return write_number(numerator)
    said = {"part": write_number(numerator), "whole": write_number(denominator)}
    if metric.unit == "share" and denominator:
        rate = write_rate(numerator, denominator)
        return translate(_("${rate} (${part} of ${whole})", mapping={"rate": rate, **said}))
    return translate(_("${part} for ${whole}", mapping=said))


def write_sentence(metric: Metric, cell: Mapping[str, Any], period: str, language: str) -> str:
    """What a total says, in one plain sentence."""
    counted = say(metric.numerator, language)
    if cell["hidden"] or cell.get("numerator") is None:
        return translate(
            _("In ${period}, the number is hidden to protect people: ${name}.",
              mapping={"period": period, "name": say(metric.name, language)})
        )  # fmt: skip
    if metric.measure is Measure.INTERVAL:
        counted = say(metric.name, language)
    value = write_value(metric, cell)
    if metric.unit == "share" and cell.get("denominator"):
        value = write_rate(cell["numerator"], cell["denominator"])
    said = {"period": period, "value": value, "counted": counted[:1].lower() + counted[1:]}
    return translate(_("In ${period}, ${value}: ${counted}.", mapping=said))


def tell_figure(
    metric: Metric, cell: Mapping[str, Any], period: Period, as_of: date | None, name: str, **more: Any
) -> FigureTold:
    return FigureTold(
        name, period.starts_on, period.ends_on, as_of, write_value(metric, cell), cell.get("numerator"),
        cell.get("denominator"), cell.get("median"), cell.get("p90"), cell["hidden"], **more,
    )  # fmt: skip


def name_breakdown(breakdown: str, dictionary: Dictionary, language: str) -> str:
    field = dictionary.fields.get(breakdown)
    if field is not None:
        return say(field.name, language)
    return translate(BREAKDOWNS[breakdown]) if breakdown in BREAKDOWNS else breakdown.replace("_", " ")


def name_category(breakdown: str, value: str, dictionary: Dictionary, language: str) -> str:
    """A category by its name; one of the locality's own is its own name."""
    field = dictionary.fields.get(breakdown)
    if field is not None and value in field.categories:
        return say(field.categories[value], language)
    return translate(CATEGORIES[value]) if value in CATEGORIES else value


def tell_metric(
    one: Mapping[str, Any] | None,
    metric: Metric,
    history: Sequence[FigureTold],
    content: Mapping[str, Any],
    dictionary: Dictionary,
    language: str,
    parts: Sequence[PartTold] = (),
) -> MetricTold:
    """A metric of a published content; one: its part of it, None where the content has none."""
    period = Period(*(date.fromisoformat(content["period"][day]) for day in ("starts_on", "ends_on")))
    as_of = date.fromisoformat(content["as_of"])
    cells = one["cells"] if one is not None else []
    total = next((cell for cell in cells if not cell["breakdown"] and cell["period"] == period.name), None)
    name = name_period(period.name)
    sentence = (
        write_sentence(metric, total, name, language)
        if total is not None
        else translate(_("The report on ${period} does not tell this.", mapping={"period": name}))
    )
    rows = [
        RowTold(
            name_breakdown(cell["breakdown"], dictionary, language) if cell["breakdown"] else translate(_("In all")),
            name_category(cell["breakdown"], cell["value"], dictionary, language),
            tell_figure(metric, cell, period, as_of, name_period(cell["period"])),
        )
        for cell in cells
        if cell is not total
    ]
    return MetricTold(
        metric.id, metric.version, metric.unit, say(metric.name, language), sentence, say(metric.definition, language),
        say(metric.numerator, language), say(metric.denominator, language) if metric.denominator else None,
        say(metric.caveat, language), metric.source,
        tell_figure(metric, total, period, as_of, name) if total is not None else None, list(history), rows,
        list_notes(one, cells, content, dictionary, language),
        [ReportedTold(say(other.program, language), say(other.figure, language), other.source)
         for other in metric.reported],
        list(parts),
    )  # fmt: skip


def list_notes(
    one: Mapping[str, Any] | None,
    cells: Sequence[Mapping[str, Any]],
    content: Mapping[str, Any],
    dictionary: Dictionary,
    language: str,
) -> list[str]:
    if one is None:
        return []
    least = content["small_cells"]["least"]
    notes = []
    if any(cell["hidden"] for cell in cells):
        notes.append(
            _("Hidden: numbers of people below ${least}, and those by which they could be worked out.",
              mapping={"least": least})
        )  # fmt: skip
    for breakdown in one["widened"]:
        named = name_breakdown(breakdown, dictionary, language)
        notes.append(
            _("${breakdown}: told for the whole period, because single months are below ${least}.",
              mapping={"breakdown": named, "least": least})
        )  # fmt: skip
    for breakdown in one["left_out"]:
        named = name_breakdown(breakdown, dictionary, language)
        notes.append(
            _("${breakdown}: not told, because too many of its numbers are below ${least}.",
              mapping={"breakdown": named, "least": least})
        )  # fmt: skip
    return [translate(note) for note in notes]
