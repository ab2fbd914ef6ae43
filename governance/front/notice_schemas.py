"""The shape of the forms by which notices are attested and meetings called off."""

from datetime import datetime
from typing import Any

import colander
import deform.widget

from governance.meetings.document_views import make_file
from governance.meetings.notice_actions import Attestation
from governance.meetings.planning import PlanRefused, find_moment
from governance.meetings.planning_models import DecidedBy, NoticeChannel
from governance.meetings.planning_schemas import in_span, make_day, make_hidden, make_line, make_text, make_time
from governance.meetings.planning_words import CHANNELS, DECIDED_BY, PLAN_REFUSALS
from governance.web.form_fields import one_of
from governance.web.forms import FieldProblem
from governance.web.locale import _

ELSEWHERE = tuple(channel for channel in NoticeChannel if channel is not NoticeChannel.PORTAL)


def list_attestation_fields(zone: str) -> list[Any]:
    """Where, when and how a notice was given elsewhere. zone: where the board sits."""
    channels = [(channel.value, CHANNELS[channel]) for channel in ELSEWHERE]
    return [
        colander.SchemaNode(colander.String(), name="channel", title=_("Where notice was given"), **one_of(channels)),
        make_line("place", _("Which place, list or address"), _("Such as: the glass case at the town hall's door.")),
        make_day("posted_on", _("Day of the notice"), validator=in_span),
        make_time(
            "posted_time", _("Time of the notice"), _("Local time of the board: ${zone}", mapping={"zone": zone})
        ),
    ]


def make_attestation_schema(zone: str, largest: int) -> Any:
    photograph = make_file(largest, needed=False)
    photograph.title = _("Photograph or copy of the notice")
    return colander.MappingSchema(children=[*list_attestation_fields(zone), photograph])


def make_correction_schema(zone: str, largest: int) -> Any:
    """The same, or a box that takes what was attested back without anything in its place."""
    schema = make_attestation_schema(zone, largest)
    box = colander.SchemaNode(
        colander.Boolean(), name="struck", title=_("No notice was given there: take it back"), missing=False,
        default=False, widget=deform.widget.CheckboxWidget(),
    )  # fmt: skip
    schema.children.insert(0, box)
    return schema


def make_entering_schema(zone: str) -> Any:
    return colander.MappingSchema(children=[*list_attestation_fields(zone), make_hidden("seen")])


def make_posting_schema() -> Any:
    return colander.MappingSchema(children=[make_hidden("seen")])


def make_calling_off_schema(allowed: list[DecidedBy]) -> Any:
    deciders = [(one.value, DECIDED_BY[one]) for one in allowed]
    return colander.MappingSchema(
        children=[
            colander.SchemaNode(colander.String(), name="decided_by", title=_("Who decided it"), **one_of(deciders)),
            make_text("reason", _("Why"), _("The public reads it."), needed=True),
        ]
    )


def read_attestation(values: dict[str, Any], zone: str, document: str | None) -> Attestation:
    """What a form attests. Raises FieldProblem for a moment that no clock of the place showed."""
    try:
        moment = find_moment(datetime.combine(values["posted_on"], values["posted_time"]), zone, "posted_time")
    except PlanRefused as refused:
        raise FieldProblem(refused.field, PLAN_REFUSALS[refused.refusal]) from None
    return Attestation(NoticeChannel(values["channel"]), moment, values["place"], document)
