"""Charts of published figures with their words: what a drawing shows is also said, and never by its colours alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from governance.oversight.charts import Datum, Drawing, Frame, Scale, draw, list_missing, make_scale
from governance.oversight.telling import FigureTold, MetricTold, write_month, write_span
from governance.web.locale import _, read_language, translate

WIDE = Frame(left=52, top=10, right=352, bottom=150)
SMALL = Frame(left=46, top=8, right=176, bottom=78)
WHOLE_UNITS = ("calls", "contacts", "people", "complaints")


@dataclass(frozen=True)
class Chart:
    """A drawing with its words. marks: the numbers of the scale with their places; notes: what the lines do not tell.

    summary: the same in a sentence, for who does not see it. begins, ends: what stands below its ends.
    """

    frame: Frame
    drawing: Drawing
    marks: list[tuple[str, float]]
    begins: str
    ends: str
    summary: str
    notes: list[str]
    two_lines: bool


@dataclass(frozen=True)
class SmallChart:
    """One of several charts on the same scale, of one category."""

    name: str
    chart: Chart


def measure(figure: FigureTold) -> tuple[Fraction | None, ...]:
    """The values of a figure that lines go through: median and 90th percentile, or a rate, or a count."""
    if figure.hidden or figure.numerator is None:
        return (None,)
    if figure.denominator is not None:
        return (Fraction(figure.numerator, figure.denominator) if figure.denominator else None,)
    return (Fraction(figure.numerator),)


def measure_all(figures: Sequence[FigureTold], unit: str) -> list[Datum]:
    """Figures, the latest first, as data, the earliest first."""
    data = []
    for figure in reversed(figures):
        values = measure(figure)
        if unit == "seconds":
            spans = (figure.median_seconds, figure.p90_seconds)
            values = tuple(None if figure.hidden or span is None else Fraction(span) for span in spans)
        data.append(Datum(figure.starts_on, figure.ends_on, values, figure.definition_changed))
    return data


def scale_for(data: Sequence[Datum], unit: str) -> Scale:
    values = [value for one in data for value in one.values if value is not None]
    return make_scale(values, seconds=unit == "seconds", whole=unit in WHOLE_UNITS)


def write_mark(value: Fraction, unit: str) -> str:
    """A number of the scale, short enough to stand beside it."""
    if unit == "seconds":
        return write_short_span(int(value))
    number = value * 100 if unit == "share" else value
    text = str(format_decimal(round(float(number), 6), format="#,##0.######", locale=read_language()))
    return f"{text}%" if unit == "share" else text


def write_short_span(seconds: int) -> str:
    if seconds and seconds % 3600 == 0:
        return translate(_("${hours} h", mapping={"hours": seconds // 3600}))
    if seconds and seconds % 60 == 0:
        return translate(_("${minutes} min", mapping={"minutes": seconds // 60}))
    return write_span(seconds) if seconds > 60 else translate(_("${seconds} s", mapping={"seconds": seconds}))


def write_short_month(day: date) -> str:
    """Short enough for two of them to stand below a small chart."""
    return str(format_skeleton("yMMM", day, locale=read_language()))


def draw_metric(told: MetricTold) -> Chart | None:
    """The chart of a metric's totals, period by period; None where there is nothing to compare."""
    return draw_figures(told.history, told.unit, WIDE) if len(told.history) > 1 else None


def draw_parts(told: MetricTold) -> list[SmallChart]:
    """A small chart for each category of the breakdown that is asked for, all on one scale."""
    series = [(part.category, measure_all(part.history, told.unit), part.history) for part in told.parts]
    scale = scale_for([one for _name, data, _history in series for one in data], told.unit)
    return [
        SmallChart(name, make_chart(data, history, scale, told.unit, SMALL))
        for name, data, history in series
        if data
    ]  # fmt: skip


def draw_figures(history: Sequence[FigureTold], unit: str, frame: Frame) -> Chart:
    data = measure_all(history, unit)
    return make_chart(data, history, scale_for(data, unit), unit, frame)


def make_chart(data: Sequence[Datum], history: Sequence[FigureTold], scale: Scale, unit: str, frame: Frame) -> Chart:
    drawing = draw(data, scale, frame)
    marks = [(write_mark(value, unit), place) for value, place in zip(scale.marks, drawing.levels, strict=True)]
    return Chart(
        frame, drawing, marks, write_short_month(data[0].starts_on), write_short_month(data[-1].ends_on),
        summarize(data, history), list_notes(data, history), len(data[0].values) > 1,
    )  # fmt: skip


def summarize(data: Sequence[Datum], history: Sequence[FigureTold]) -> str:
    """Where the first line is highest and lowest, and where it ends."""
    told = [(one.values[0], figure) for one, figure in zip(reversed(data), history, strict=True)]
    shown = [(value, figure) for value, figure in told if value is not None]
    if not shown:
        return translate(_("No number can be shown."))
    low, high = (choose(shown, key=lambda pair: pair[0])[1] for choose in (min, max))
    newest = shown[0][1]
    said = {
        "high": high.value, "high_period": high.period, "low": low.value, "low_period": low.period,
        "newest": newest.value, "newest_period": newest.period,
    }  # fmt: skip
    return translate(
        _("Highest in ${high_period}: ${high}. Lowest in ${low_period}: ${low}. Latest, ${newest_period}: ${newest}.",
          mapping=said)
    )  # fmt: skip


def list_notes(data: Sequence[Datum], history: Sequence[FigureTold]) -> list[str]:
    """What a gap or a break in the line means, in words."""
    earliest_first = list(reversed(history))
    notes = []
    hidden = [figure.period for figure in earliest_first if figure.hidden]
    if hidden:
        notes.append(_("Hidden to protect people: ${periods}.", mapping={"periods": "; ".join(hidden)}))
    empty = [
        figure.period
        for one, figure in zip(data, earliest_first, strict=True)
        if one.values[0] is None and not figure.hidden
    ]
    if empty:
        notes.append(_("Nothing to count in: ${periods}.", mapping={"periods": "; ".join(empty)}))
    missing = [
        write_month(begins)
        if begins.replace(day=1) == ends.replace(day=1)
        else f"{write_month(begins)} – {write_month(ends)}"
        for begins, ends in list_missing(data)
    ]
    if missing:
        notes.append(_("Nothing is published of: ${periods}.", mapping={"periods": "; ".join(missing)}))
    changed = [figure.period for figure in earliest_first if figure.definition_changed]
    if changed:
        notes.append(
            _("From ${periods} on it is defined otherwise than before, so the line breaks: what stands on its two sides"
              " cannot be compared.", mapping={"periods": "; ".join(changed)})
        )  # fmt: skip
    return [translate(note) for note in notes]
