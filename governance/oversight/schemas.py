"""The shape of the forms for programs and reports, nothing more: what may be reported, the figures themselves say."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import colander
import deform.widget

from governance.oversight.acts import OversightRefusal, OversightRefused
from governance.oversight.drafts import LONGEST_LINE, LONGEST_NARRATIVE
from governance.oversight.figures import (
    LARGEST_COUNT,
    Figure,
    FigureRefusal,
    FigureRefused,
    MetricFigures,
    Place,
    asks_denominator,
    check_figure,
)
from governance.oversight.metrics import Dictionary, Metric
from governance.oversight.metrics.definitions import Measure
from governance.oversight.program_actions import MOST_DUE_DAYS, Rhythm
from governance.oversight.words import RHYTHMS
from governance.web.form_fields import FileWidget, UploadedFile, one_of
from governance.web.locale import _

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)
FIELDS = {
    "numerator": _("Counted"),
    "denominator": _("Out of"),
    "median": _("Half within, in seconds"),
    "p90": _("Nine in ten within, in seconds"),
}


def make_line(name: str, title: Any, hint: Any = "", **more: Any) -> Any:
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, validator=colander.Length(max=LONGEST_LINE),
        widget=deform.widget.TextInputWidget(), **more,
    )  # fmt: skip


def make_number(name: str, title: Any, most: int, **more: Any) -> Any:
    return colander.SchemaNode(
        colander.Integer(), name=name, title=title, validator=colander.Range(min=0, max=most),
        widget=deform.widget.TextInputWidget(), **more,
    )  # fmt: skip


def make_seen() -> Any:
    """The edit of the draft that whoever fills in the form has seen."""
    return colander.SchemaNode(
        colander.Integer(), name="seen", validator=colander.Range(min=1, max=LARGEST_COUNT),
        widget=deform.widget.HiddenWidget(),
    )  # fmt: skip


def list_rhythm_fields() -> list[Any]:
    lengths = [(str(months), word) for months, word in RHYTHMS.items()]
    return [
        colander.SchemaNode(colander.String(), name="every_months", title=_("It reports"), **one_of(lengths)),
        make_line("first_month", _("First month of the first period"), _("Written like 2026-07.")),
        make_number("due_days", _("Days after the end of a period by which its report is due"), MOST_DUE_DAYS),
        make_line("basis", _("What says so"), _("Such as the section of an ordinance. The public reads it.")),
    ]


def make_program_schema() -> Any:
    return colander.MappingSchema(
        children=[
            make_line("name", _("Name of the program")),
            make_line("operator", _("Who runs it")),
            make_line("zone", _("Time zone in which its days are counted"), _("Written like America/Chicago.")),
            *list_rhythm_fields(),
        ]
    )


def make_schedule_schema() -> Any:
    return colander.MappingSchema(children=list_rhythm_fields())


def read_month(text: str) -> date:
    """The first day of a month. Raises OversightRefused."""
    if not MONTH.fullmatch(text.strip()):
        raise OversightRefused(OversightRefusal.PERIOD_UNUSABLE, "first_month")
    return date.fromisoformat(f"{text.strip()}-01")


def read_rhythm(values: Mapping[str, Any]) -> Rhythm:
    return Rhythm(int(values["every_months"]), values["due_days"], read_month(values["first_month"]), values["basis"])


def list_fields(metric: Metric) -> list[str]:
    """The fields of a metric's figure."""
    if metric.measure is Measure.INTERVAL:
        return ["numerator", "median", "p90"]
    return ["numerator", "denominator"] if asks_denominator(metric) else ["numerator"]


def make_figures_schema(dictionary: Dictionary, before: Mapping[str, str], translate: Any, language: str) -> Any:
    """A group of fields for each metric. before: what the last published report says of it, in words."""
    groups = []
    for metric in dictionary.metrics:
        hints = [metric.definition.es if language == "es" else metric.definition.en]
        if metric.id in before:
            hints.append(translate(_("Last published: ${value}", mapping={"value": before[metric.id]})))
        groups.append(
            colander.MappingSchema(
                name=metric.id,
                title=metric.name.es if language == "es" else metric.name.en,
                description=" ".join(hints),
                children=[make_number(name, FIELDS[name], LARGEST_COUNT, missing=None) for name in list_fields(metric)],
            )
        )
    return colander.MappingSchema(children=[make_seen(), *groups])


def read_figures(values: Mapping[str, Any], dictionary: Dictionary, period: str) -> list[MetricFigures]:
    """The figures that were typed; a metric whose fields are all empty is not told. Raises FigureRefused."""
    found = []
    for metric in dictionary.metrics:
        given = values.get(metric.id) or {}
        if all(given.get(name) is None for name in list_fields(metric)):
            continue
        if given["numerator"] is None:
            raise FigureRefused(FigureRefusal.NUMERATOR_MISSING, metric.id)
        figure = Figure(given["numerator"], given.get("denominator"), given.get("median"), given.get("p90"))
        found.append(MetricFigures(metric, {Place(period): check_figure(metric, figure)}))
    return found


def write_figures_form(figures: list[MetricFigures], period: str) -> dict[str, Any]:
    """Typed figures as the form shows them again."""
    filled: dict[str, Any] = {}
    for one in figures:
        figure = one.cells.get(Place(period))
        if figure is not None:
            held = {name: getattr(figure, name) for name in list_fields(one.metric)}
            filled[one.metric.id] = {
                name: colander.null if value is None else int(value) for name, value in held.items()
            }
    return filled


def make_file_schema() -> Any:
    return colander.MappingSchema(
        children=[
            make_seen(),
            colander.SchemaNode(
                UploadedFile(), name="file", title=_("File of aggregates"),
                description=_("What the command “governance reduce” wrote, usually AGGREGATES.json. Never the call file."),
                widget=FileWidget(accept=".json,application/json"),
            ),
        ]
    )  # fmt: skip


def make_narrative_schema() -> Any:
    return colander.MappingSchema(
        children=[
            make_seen(),
            colander.SchemaNode(
                colander.String(), name="narrative", title=_("In the program's own words"), missing="",
                description=_("Markdown. Name nobody, and tell no number of people below 11."),
                validator=colander.Length(max=LONGEST_NARRATIVE), widget=deform.widget.TextAreaWidget(rows=16),
            ),
        ]
    )  # fmt: skip


def make_publish_schema(*, corrects: bool) -> Any:
    reason = [make_line("change", _("Why it takes the place of what is published"), _("The public is told."))]
    return colander.MappingSchema(children=[make_seen(), *(reason if corrects else [])])


def make_seen_schema() -> Any:
    return colander.MappingSchema(children=[make_seen()])
