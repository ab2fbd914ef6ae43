"""The forms by which a meeting's record is kept while it is held: presses of a button, and entries with a time."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import colander
import deform.widget

from governance.meetings.models import AttendanceMode, ItemKind
from governance.meetings.planning import PlanRefused, find_moment
from governance.meetings.planning_schemas import make_day, make_line, make_text, make_time
from governance.meetings.session_actions import Happened
from governance.meetings.session_models import ItemStepKind
from governance.meetings.session_words import HAPPENINGS, STEPS, WAYS_HERE
from governance.meetings.words import ITEM_KINDS
from governance.web.form_fields import one_of
from governance.web.forms import FieldProblem
from governance.web.locale import _
from model_law.attendance import Happening

KEY = "[a-z0-9-]{1,32}"
PRESS = re.compile(
    f"(?:(call|recess|resume|adjourn)|(in_person|remote|leave|excuse|unexcuse) ({KEY})"
    f"|(taken_up|finished|postponed|pulled) ({KEY})|(take_back) ([1-9][0-9]{{0,15}}))"
)
REQUEST = re.compile("[a-z0-9]{10}")
AWAY = "away"
NO_SUCH_HOUR = _("There is no such time on this day: the clocks are put forward over it. Choose one before or after.")


class Press(NamedTuple):
    """A button that was pressed: what it does, and with whom or what."""

    act: str
    subject: str


def read_press(text: str) -> Press:
    parts = text.split(" ")
    return Press(parts[0], parts[1] if len(parts) > 1 else "")


def make_hidden(name: str, pattern: re.Pattern[str], *, needed: bool = True) -> Any:
    optional = {} if needed else {"missing": ""}
    return colander.SchemaNode(
        colander.String(), name=name, validator=colander.Regex(f"^(?:{pattern.pattern})\\Z"),
        widget=deform.widget.HiddenWidget(), **optional,
    )  # fmt: skip


def make_press_schema() -> Any:
    return colander.MappingSchema(children=[make_hidden("press", PRESS), make_hidden("request", REQUEST)])


def make_request() -> Any:
    return make_hidden("request", REQUEST)


def list_moment(zone: str) -> list[Any]:
    return [
        make_day("day", _("Day")),
        make_time("time", _("Time"), _("Local time of the board: ${zone}", mapping={"zone": zone})),
    ]


def read_moment(values: Mapping[str, Any], zone: str, before: datetime | None = None) -> datetime:
    """The moment that was entered. before: the one that stood there, which the form shows without its seconds."""
    try:
        moment = find_moment(datetime.combine(values["day"], values["time"].replace(second=0)), zone, "time")
    except PlanRefused:
        raise FieldProblem("time", NO_SUCH_HOUR) from None
    return before if before is not None and moment == before.replace(second=0, microsecond=0) else moment


def write_moment(moment: datetime, zone: str) -> dict[str, Any]:
    local = moment.astimezone(ZoneInfo(zone))
    return {"day": local.date(), "time": local.time().replace(second=0, microsecond=0)}


def make_roll_schema(people: Iterable[tuple[str, str]]) -> Any:
    """One choice for each person, by key and name."""
    ways = [(mode.value, title) for mode, title in WAYS_HERE.items()] + [(AWAY, _("not here"))]
    nodes = [
        colander.SchemaNode(colander.String(), name=f"person_{key}", title=name, **one_of(ways, radio=True))
        for key, name in people
    ]
    return colander.MappingSchema(children=[*nodes, make_request()])


def read_roll(values: Mapping[str, Any]) -> dict[str, AttendanceMode]:
    """Who answered, and how they are there."""
    return {
        name.removeprefix("person_"): AttendanceMode(way)
        for name, way in values.items()
        if name.startswith("person_") and way != AWAY
    }


WHAT = {
    "in_person": _("Somebody came, in person"),
    "remote": _("Somebody came, remotely"),
    "leave": _("Somebody left"),
    Happening.CALL_TO_ORDER.value: _("The meeting was called to order"),
    Happening.RECESS.value: HAPPENINGS[Happening.RECESS],
    Happening.RESUME.value: _("It went on after the recess"),
    Happening.ADJOURN.value: _("It was adjourned"),
}


def make_late_schema(people: list[tuple[str, str]], zone: str) -> Any:
    return colander.MappingSchema(
        children=[
            colander.SchemaNode(colander.String(), name="what", title=_("What happened"), **one_of(list(WHAT.items()))),
            make_person(people),
            *list_moment(zone),
            make_request(),
        ]
    )


def make_person(people: list[tuple[str, str]]) -> Any:
    return colander.SchemaNode(
        colander.String(), name="person", title=_("Who"), description=_("Only where somebody came or left."), missing=None,
        **one_of(people),
    )  # fmt: skip


def read_happened(what: str, person: str | None, at: datetime) -> Happened:
    if what in ("in_person", "remote"):
        return Happened(Happening.ARRIVE, at, person, AttendanceMode(what))
    if what == "leave":
        return Happened(Happening.LEAVE, at, person)
    return Happened(Happening(what), at)


NEVER, OTHERWISE = "never", "otherwise"


def make_correct_schema(people: list[tuple[str, str]], zone: str, what: Happening) -> Any:
    """What is true instead: that it never happened, or when it did, and of whom and how where it is about somebody."""
    truths = [(NEVER, _("It did not happen")), (OTHERWISE, _("It happened as I write below"))]
    if what is Happening.CALL_TO_ORDER:
        truths = truths[1:]
    nodes = [
        colander.SchemaNode(colander.String(), name="truth", title=_("What is true"), **one_of(truths, radio=True))
    ]
    if what in (Happening.ARRIVE, Happening.LEAVE):
        nodes.append(colander.SchemaNode(colander.String(), name="person", title=_("Who"), **one_of(people)))
    if what is Happening.ARRIVE:
        ways = [(mode.value, title) for mode, title in WAYS_HERE.items()]
        nodes.append(colander.SchemaNode(colander.String(), name="way", title=_("How"), **one_of(ways, radio=True)))
    return colander.MappingSchema(children=[*nodes, *list_moment(zone), make_request()])


def make_note_schema() -> Any:
    hint = _("Kept for the minutes. Nobody but those who keep the record reads it before they are published.")
    return colander.MappingSchema(
        children=[
            make_text("note", _("Note"), hint), make_text("action", _("What was done")),
            make_hidden("seen", re.compile("[1-9][0-9]{0,15}|"), needed=False),
        ]
    )  # fmt: skip


def make_step_schema(zone: str) -> Any:
    steps = [(step.value, title) for step, title in STEPS.items()]
    return colander.MappingSchema(
        children=[
            colander.SchemaNode(colander.String(), name="what", title=_("What was done"), **one_of(steps)),
            *list_moment(zone), make_request(),
        ]
    )  # fmt: skip


def read_step(what: str) -> ItemStepKind:
    return ItemStepKind(what)


def make_off_agenda_schema() -> Any:
    kinds = [
        (kind.value, ITEM_KINDS[kind]) for kind in ITEM_KINDS if kind not in (ItemKind.CONSENT, ItemKind.ROLL_CALL)
    ]
    return colander.MappingSchema(
        children=[
            make_line("title", _("Title"), needed=True),
            colander.SchemaNode(colander.String(), name="kind", title=_("Kind"), **one_of(kinds)),
            make_text(
                "exception", _("By which exception of the law"),
                _("Such as: it came up after the agenda was posted, and cannot wait until the next meeting."),
            ),
            make_text("found", _("What the board found"), _("The public reads this.")),
            make_line("closed_ground", _("The law's ground, for a closed session")),
            make_request(),
        ]
    )  # fmt: skip
