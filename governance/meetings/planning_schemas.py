"""The shape of the forms in which meetings are prepared, nothing more: what may be planned, the plan itself says."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import colander
import deform.widget

from governance.meetings.holidays_calendar import FIRST_YEAR, LAST_YEAR
from governance.meetings.models import ItemKind, MeetingKind
from governance.meetings.planning import (
    ADDRESSES,
    LONGEST_ADDRESS,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_MINUTES,
    PLANNED_ITEMS,
    PLANNED_KINDS,
    Plan,
    PlannedItem,
    PlanRefusal,
    PlanRefused,
    find_moment,
)
from governance.meetings.planning_words import FIELDS, FINDINGS
from governance.meetings.words import ITEM_KINDS, KINDS
from governance.web.form_fields import one_of
from governance.web.locale import _

HINTS = {
    "join_address": _("Such as https://example.org/meeting. Leave it empty where nobody can join remotely."),
    "accommodations": _("A name, phone number or mail address, and by when to ask."),
    "languages": _("Such as Spanish, American Sign Language."),
}
TOLD = tuple(name for name in FINDINGS if name != "known_at")
"""The findings that are written as text."""

SPAN = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
"""The years for which holidays are known, and so notices can be counted."""

OPTIONAL_LINES = ("place", "join_address", "join_phone", "accommodations", "languages", "recording_address")


def make_line(name: str, title: Any, hint: Any = "", *, needed: bool = False, limit: int = LONGEST_LINE) -> Any:
    optional = {} if needed else {"missing": ""}
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, validator=colander.Length(max=limit),
        widget=deform.widget.TextInputWidget(), **optional,
    )  # fmt: skip


def make_text(name: str, title: Any, hint: Any = "", *, needed: bool = False) -> Any:
    optional = {} if needed else {"missing": ""}
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, validator=colander.Length(max=LONGEST_TEXT),
        widget=deform.widget.TextAreaWidget(rows=4), **optional,
    )  # fmt: skip


def in_span(node: Any, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise colander.Invalid(node, _("Choose a day from ${first} to ${last}.", mapping=SPAN))


def make_day(name: str, title: Any, hint: Any = "", *, needed: bool = True, validator: Any = None) -> Any:
    optional = {"validator": validator} if needed else {"validator": validator, "missing": None}
    return colander.SchemaNode(
        colander.Date(), name=name, title=title, description=hint, widget=deform.widget.DateInputWidget(), **optional
    )


def make_time(name: str, title: Any, hint: Any = "", *, needed: bool = True) -> Any:
    optional = {} if needed else {"missing": None}
    return colander.SchemaNode(
        colander.Time(), name=name, title=title, description=hint, widget=deform.widget.TimeInputWidget(), **optional
    )


def make_hidden(name: str) -> Any:
    return colander.SchemaNode(
        colander.String(), name=name, missing="", validator=colander.Length(max=64),
        widget=deform.widget.HiddenWidget(),
    )  # fmt: skip


def make_box(name: str, title: Any) -> Any:
    return colander.SchemaNode(
        colander.Boolean(), name=name, title=title, missing=False, default=False, widget=deform.widget.CheckboxWidget()
    )


def list_times(zone: str) -> list[Any]:
    """The fields of a meeting's time, on the clock of the place where the board sits."""
    return [
        make_day("day", _("Day"), validator=in_span),
        make_time("time", _("Beginning"), _("Local time of the board: ${zone}", mapping={"zone": zone})),
        make_time("ends", _("End"), "", needed=False),
        make_box("ends_next_day", _("It ends on the day after")),
    ]


def make_meeting_schema(zone: str) -> Any:
    kinds = [(kind.value, KINDS[kind]) for kind in PLANNED_KINDS]
    limits = dict.fromkeys(ADDRESSES, LONGEST_ADDRESS)
    findings = _("Only for an emergency meeting. They are posted with the agenda.")
    return colander.MappingSchema(
        children=[
            make_line("title", FIELDS["title"], needed=True),
            colander.SchemaNode(colander.String(), name="kind", title=FIELDS["kind"], **one_of(kinds)),
            *list_times(zone),
            *(
                make_line(name, FIELDS[name], HINTS.get(name, ""), limit=limits.get(name, LONGEST_LINE))
                for name in OPTIONAL_LINES
            ),
            make_text("comment", FIELDS["comment"]),
            *(make_text(f"emergency_{name}", FINDINGS[name], findings) for name in TOLD),
            make_day("known_day", FINDINGS["known_at"], findings, needed=False, validator=in_span),
            make_time("known_time", _("At what time"), "", needed=False),
            make_hidden("seen"),
        ]
    )


def read_times(values: dict[str, Any], zone: str) -> tuple[datetime, datetime | None]:
    """The moments of the beginning and the end. Raises PlanRefused with the form's own fields."""
    starts_at = find_moment(datetime.combine(values["day"], values["time"]), zone, "time")
    if values["ends"] is None:
        return starts_at, None
    last = values["day"] + timedelta(days=1) if values["ends_next_day"] else values["day"]
    return starts_at, find_moment(datetime.combine(last, values["ends"]), zone, "ends")


def write_times(starts_at: datetime, ends_at: datetime | None, zone: str) -> dict[str, Any]:
    begins = starts_at.astimezone(ZoneInfo(zone))
    ends = ends_at.astimezone(ZoneInfo(zone)) if ends_at is not None else None
    return {
        "day": begins.date(),
        "time": begins.time(),
        "ends": ends.time() if ends is not None else colander.null,
        "ends_next_day": ends is not None and ends.date() > begins.date(),
    }


def read_meeting(values: dict[str, Any], zone: str) -> Plan:
    """The plan of a form, without items. Raises PlanRefused."""
    starts_at, ends_at = read_times(values, zone)
    emergency = {name: values[f"emergency_{name}"] for name in TOLD} | {"known_at": read_known(values, zone)}
    return Plan(
        title=values["title"], kind=values["kind"], starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat() if ends_at is not None else "", comment=values["comment"],
        emergency=emergency if any(emergency.values()) or values["kind"] == MeetingKind.EMERGENCY else None,
        **{name: values[name] for name in OPTIONAL_LINES},
    )  # fmt: skip


def read_known(values: dict[str, Any], zone: str) -> str:
    """When an emergency became known, as a plan holds it; "" where neither day nor time is given."""
    day, time = values["known_day"], values["known_time"]
    if day is None and time is None:
        return ""
    if day is None or time is None:
        raise PlanRefused(PlanRefusal.NO_MOMENT, "known_day" if day is None else "known_time")
    return find_moment(datetime.combine(day, time), zone, "known_time").isoformat()


def write_known(plan: Plan, zone: str) -> dict[str, Any]:
    known_at = (plan.emergency or {}).get("known_at")
    if not known_at:
        return {"known_day": colander.null, "known_time": colander.null}
    local = datetime.fromisoformat(known_at).astimezone(ZoneInfo(zone))
    return {"known_day": local.date(), "known_time": local.time()}


def write_meeting(plan: Plan, zone: str) -> dict[str, Any]:
    """A plan as its form first shows it."""
    return {
        "title": plan.title,
        "kind": plan.kind,
        "comment": plan.comment,
        **write_times(plan.begins, plan.ends, zone),
        **{name: getattr(plan, name) for name in OPTIONAL_LINES},
        **{f"emergency_{name}": (plan.emergency or {}).get(name, "") for name in TOLD},
        **write_known(plan, zone),
    }


def make_copy_schema(zone: str) -> Any:
    return colander.MappingSchema(children=list_times(zone))


def make_item_schema(places: int, *, is_new: bool = False) -> Any:
    """places: how many places there are on the agenda once the item stands on it."""
    kinds = [(kind.value, ITEM_KINDS[kind]) for kind in PLANNED_ITEMS]
    place_hint = _("From 1 to ${last}. Empty: where it is now, or last if it is new.", mapping={"last": places})
    return colander.MappingSchema(
        children=[
            make_line("title", FIELDS["title"], needed=True),
            colander.SchemaNode(colander.String(), name="kind", title=FIELDS["kind"], **one_of(kinds)),
            make_text("question", FIELDS["question"]),
            make_line("presenter", FIELDS["presenter"]),
            make_number("minutes", FIELDS["minutes"], _("How long it may take."), MOST_MINUTES),
            make_line("closed_ground", FIELDS["closed_ground"], _("The law's own words or section, in public.")),
            make_text("note", FIELDS["note"], _("For everybody to read.")),
            make_number("position", _("Place on the agenda"), place_hint, max(1, places)),
            make_hidden("key" if is_new else "seen"),
        ]
    )


def make_number(name: str, title: Any, hint: Any, most: int) -> Any:
    return colander.SchemaNode(
        colander.Integer(strict=True), name=name, title=title, description=hint, missing=None,
        validator=colander.Range(
            1, most, max_err=_("Write a whole number from 1 to ${most}.", mapping={"most": most}),
            min_err=_("Write a whole number from 1 to ${most}.", mapping={"most": most}),
        ),
        widget=deform.widget.TextInputWidget(attributes={"inputmode": "numeric"}),
    )  # fmt: skip


def read_item(values: dict[str, Any], key: str) -> PlannedItem:
    names = ("kind", "title", "note", "presenter", "minutes", "question", "closed_ground")
    return PlannedItem(key=key, **{name: values[name] for name in names})


def write_item(item: PlannedItem, place: int) -> dict[str, Any]:
    """An item as its form first shows it."""
    return {
        "kind": item.kind if item.kind != ItemKind.UNSTATED else "",
        "title": item.title,
        "note": item.note,
        "presenter": item.presenter,
        "minutes": colander.null if item.minutes is None else item.minutes,
        "question": item.question,
        "closed_ground": item.closed_ground,
        "position": place,
    }


FORM_FIELDS = {"starts_at": "time", "ends_at": "ends", "emergency": "emergency_happened"}
"""A field of a plan -> the field of the form where its refusal stands, where that is called otherwise."""


def find_field(refused: PlanRefused) -> str:
    """The field of the form that a refused plan speaks of: "items.3.title" is the item's title."""
    field = refused.field
    if field.startswith("items."):
        field = field.split(".")[-1]
    return FORM_FIELDS.get(field, field.replace(".", "_"))
