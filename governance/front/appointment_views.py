"""Appointing, reappointing, swearing in, ending a service and correcting: each through the door that its address names."""

from datetime import date, timedelta
from typing import Any

import colander

from governance.boards.appointment_actions import (
    appoint,
    change_role,
    correct_appointment,
    end_service,
    swear_in,
)
from governance.boards.appointment_models import Door
from governance.boards.appointment_queries import SeatFact, find_appointments, find_namesakes, find_seats
from governance.boards.appointment_rows import Ending
from governance.boards.members import NewPerson
from governance.boards.models import NO_MEMBERS, EndReason, Role
from governance.boards.words import END_REASONS, ROLES
from governance.front.act_forms import ActForm, read_document
from governance.front.act_telling import Reader
from governance.front.appointment_resources import (
    APPOINTMENT_PATH,
    APPOINTMENTS_PATH,
    BoardSeats,
    OneAppointment,
)
from governance.front.appointment_schemas import (
    SOMEBODY_NEW,
    choose,
    make_act_schema,
    make_box,
    make_choice,
    make_day,
    make_document,
    make_ending,
    make_person,
    make_recorded_details,
    make_role,
    make_seat_choice,
    make_term,
    make_text,
)
from governance.security import Permission
from governance.web.forms import FieldProblem
from governance.web.locale import _

A_DAY = timedelta(days=1)
TERM = ("started_on", "term_ends_on", "holds_over", "remainder_of")
DETAILS = ("appointed_on", "sworn_on", "selected_by")
ROLES_HELD = choose(ROLES, *(role for role in Role if role not in NO_MEMBERS))
REASONS = choose(
    END_REASONS, EndReason.TERM_ENDED, EndReason.RESIGNED, EndReason.REMOVED, EndReason.DIED, EndReason.TERM_LIMITED,
    EndReason.OTHER,
)  # fmt: skip
ALL_REASONS = choose(END_REASONS, *EndReason)


def pick(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def find_vacant_number(request: Any, seats: list[SeatFact]) -> str | None:
    """The seat that the address names, where it can be filled."""
    asked = str(request.GET.get("seat", ""))
    return asked if asked in {str(seat.number) for seat in seats} else None


class Appoint(ActForm):
    """Giving somebody a seat."""

    formid = "appoint"
    heading = _("Appoint somebody to a seat")
    action = staticmethod(appoint)

    def make_schema(self) -> colander.SchemaNode:
        self.seats = self.find_open_seats()
        recorded = self.door is Door.RECORDED
        return make_act_schema(
            make_seat_choice(self.seats, [self.name_seat(seat) for seat in self.seats]),
            *make_person(find_namesakes(self.request.db, self.board.id, self.find_name())),
            *make_term(),
            make_role(ROLES_HELD),
            *([*make_recorded_details(), *make_ending(REASONS, needed=False), *make_document()] if recorded else []),
        )

    def find_open_seats(self) -> list[SeatFact]:
        """The seats in which somebody may sit, those first that are vacant. What is recorded may have been long ago, so
        that every seat can be chosen for it."""
        seats = find_seats(self.request.db, self.board.id, self.today)
        current = find_appointments(self.request.db, self.board.id, self.today)
        held = {one.seat for one in current if not one.is_holdover(self.today)}
        vacant = [seat for seat in seats if seat.number not in held]
        return vacant + [seat for seat in seats if seat.number in held]

    def name_seat(self, seat: SeatFact) -> Any:
        # What a seat is called may state what it is reserved for: that is for whoever keeps the record.
        if seat.label and self.reader is not Reader.AUTHORITY:
            return _("Seat ${number}: ${label}", mapping={"number": seat.number, "label": seat.label})
        return _("Seat ${number}", mapping={"number": seat.number})

    def find_name(self) -> str:
        return " ".join(str(self.request.POST.get("person_name", "")).split())

    def find_defaults(self) -> dict[str, Any]:
        seat = find_vacant_number(self.request, self.seats)
        return {"started_on": self.today, **({"seat": seat} if seat else {})}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        person = values.get("person")
        chosen = person if person and person != SOMEBODY_NEW else None
        named = NewPerson(values["person_name"], is_namesake=person == SOMEBODY_NEW)
        return {
            "door": self.door, "seat": int(values["seat"]), "person": chosen or named, "role": Role(values["role"]),
            "ending": read_ending(values), "document": read_document(values), **pick(values, *TERM, *DETAILS),
        }  # fmt: skip


def read_ending(values: dict[str, Any]) -> Ending | None:
    """How a service that is over already came to its end; None where it is not over."""
    ended_on, reason = values.get("ended_on"), values.get("reason")
    if ended_on is None:
        if reason or values.get("removed_by"):
            raise FieldProblem("ended_on", _("Say which day was the last one served"))
        return None
    return Ending(ended_on, EndReason(reason or EndReason.TERM_ENDED), values.get("removed_by"))


class ProposeAppointment(Appoint):
    door = Door.PROPOSED


class OfAppointment(ActForm):
    """A form about one appointment, whose member and seat its heading names."""

    context: OneAppointment

    def __init__(self, context: OneAppointment, request: Any) -> None:
        self.appointment = context.appointment
        super().__init__(context, request)

    def say_heading(self) -> Any:
        return f"{self.say(self.heading)}: {self.appointment.name}"


class Reappoint(OfAppointment):
    """Another term for whoever holds a seat, in the same seat."""

    formid = "reappoint"
    heading = _("Appoint again")
    action = staticmethod(appoint)

    def make_schema(self) -> colander.SchemaNode:
        recorded = [*make_recorded_details(), *make_document()] if self.door is Door.RECORDED else []
        return make_act_schema(*make_term(), make_role(ROLES_HELD), *recorded)

    def find_defaults(self) -> dict[str, Any]:
        end = self.appointment.term_ends_on or self.appointment.ended_on
        follows = end + A_DAY if end is not None and end < date.max else self.today
        first = max(follows, self.today) if self.door is Door.PROPOSED else follows
        return {"started_on": first, "holds_over": self.appointment.holds_over, "role": self.appointment.role.value}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "door": self.door, "seat": self.appointment.seat or 0, "person": self.appointment.person,
            "role": Role(values["role"]), "document": read_document(values), **pick(values, *TERM, *DETAILS),
        }  # fmt: skip


class ProposeReappointment(Reappoint):
    door = Door.PROPOSED


class SwearIn(OfAppointment):
    """The day of a member's oath."""

    formid = "swear-in"
    heading = _("Enter the oath")
    action = staticmethod(swear_in)
    refusable = False

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(make_day("sworn_on", _("Day of the oath"), needed=True), *make_document(needed=False))

    def find_defaults(self) -> dict[str, Any]:
        return {"sworn_on": self.today}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "appointment": self.appointment.key, "sworn_on": values["sworn_on"], "document": read_document(values),
        }  # fmt: skip


class EndService(OfAppointment):
    """The end of a service as it happened elsewhere."""

    formid = "end-service"
    heading = _("Enter the end of a service")
    action = staticmethod(end_service)

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(*make_ending(REASONS, needed=True), *make_document())

    def find_defaults(self) -> dict[str, Any]:
        return {"ended_on": self.today}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "door": self.door, "appointment": self.appointment.key, "ended_on": values["ended_on"],
            "reason": EndReason(values["reason"]), "removed_by": values["removed_by"],
            "document": read_document(values),
        }  # fmt: skip


class ProposeRemoval(OfAppointment):
    """Removing a member, by the authority that may."""

    formid = "remove"
    heading = _("Remove a member")
    action = staticmethod(end_service)
    door = Door.PROPOSED

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(
            make_day("ended_on", _("Last day served"), needed=True),
            make_text("removed_by", _("Removed by"), _("The authority as its office is called."), needed=True),
        )

    def find_defaults(self) -> dict[str, Any]:
        return {"ended_on": self.today, "removed_by": self.appointment.selected_by or ""}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "door": self.door, "appointment": self.appointment.key, "ended_on": values["ended_on"],
            "reason": EndReason.REMOVED, "removed_by": values["removed_by"],
        }  # fmt: skip


class Resign(OfAppointment):
    """A member's own resignation. What it does to the law's rules is not for them to weigh."""

    formid = "resign"
    heading = _("Resign my seat")
    action = staticmethod(end_service)
    door = Door.PROPOSED
    refusable = False
    reveals = False

    def say_heading(self) -> Any:
        return self.heading

    def find_way_back(self) -> str:
        return "appointments/own"

    def make_schema(self) -> colander.SchemaNode:
        hint = _("From the day after it the seat is vacant.")
        return make_act_schema(make_day("ended_on", _("My last day on the board"), hint, needed=True))

    def find_defaults(self) -> dict[str, Any]:
        return {"ended_on": self.today}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "door": self.door, "appointment": self.appointment.key, "ended_on": values["ended_on"],
            "reason": EndReason.RESIGNED,
        }  # fmt: skip


class ChangeRole(OfAppointment):
    """Another role on the board for somebody who serves, as the chair say."""

    formid = "change-role"
    heading = _("Enter another role")
    action = staticmethod(change_role)

    def make_schema(self) -> colander.SchemaNode:
        others = [choice for choice in ROLES_HELD if choice[0] != self.appointment.role.value]
        return make_act_schema(
            make_choice("role", _("Role on the board"), others),
            make_day("started_on", _("From"), needed=True),
            *make_document(),
        )

    def find_defaults(self) -> dict[str, Any]:
        return {"started_on": self.today}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "door": self.door, "appointment": self.appointment.key, "role": Role(values["role"]),
            "started_on": values["started_on"], "document": read_document(values),
        }  # fmt: skip


class CorrectAppointment(OfAppointment):
    """What was entered wrongly of an appointment, put right; the wrong entry stays on record."""

    formid = "correct-appointment"
    heading = _("Correct an appointment")
    action = staticmethod(correct_appointment)
    refusable = False
    fields = (*TERM, *DETAILS, "ended_on", "removed_by")

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(
            *make_term(needed=False), make_role(ROLES_HELD), *make_recorded_details(), *make_ending(ALL_REASONS, needed=False),
            make_box("strikes", _("There never was such an appointment: strike it out")), *make_document(),
        )  # fmt: skip

    def find_defaults(self) -> dict[str, Any]:
        known = {name: getattr(self.appointment, name) for name in self.fields}
        reason = self.appointment.end_reason
        given = {**known, "role": self.appointment.role.value, "reason": reason.value if reason else None}
        return {name: value for name, value in given.items() if value is not None}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        """Only what differs from what stands is corrected: the end of a term moves the end of a service by itself."""
        entered = {name: values[name] for name in self.fields}
        entered["role"] = Role(values["role"])
        entered["end_reason"] = EndReason(values["reason"]) if values["reason"] else None
        changes = {name: value for name, value in entered.items() if value != getattr(self.appointment, name)}
        return {
            "appointment": self.appointment.key, "document": read_document(values), "strikes": values["strikes"],
            **({} if values["strikes"] else changes),
        }  # fmt: skip


WAYS: tuple[tuple[str, str, type[ActForm], type[BoardSeats], Permission], ...] = (
    ("record", f"{APPOINTMENTS_PATH}/record", Appoint, BoardSeats, Permission.APPOINTMENT_RECORD),
    ("propose", f"{APPOINTMENTS_PATH}/propose", ProposeAppointment, BoardSeats, Permission.APPOINTMENT_PROPOSE),
    ("record_again", f"{APPOINTMENT_PATH}/record-reappointment", Reappoint, OneAppointment,
     Permission.APPOINTMENT_RECORD),
    ("propose_again", f"{APPOINTMENT_PATH}/propose-reappointment", ProposeReappointment, OneAppointment,
     Permission.APPOINTMENT_PROPOSE),
    ("record_oath", f"{APPOINTMENT_PATH}/record-oath", SwearIn, OneAppointment, Permission.APPOINTMENT_RECORD),
    ("record_end", f"{APPOINTMENT_PATH}/record-end", EndService, OneAppointment, Permission.APPOINTMENT_RECORD),
    ("propose_removal", f"{APPOINTMENT_PATH}/propose-removal", ProposeRemoval, OneAppointment,
     Permission.APPOINTMENT_PROPOSE),
    ("record_role", f"{APPOINTMENT_PATH}/record-role", ChangeRole, OneAppointment, Permission.APPOINTMENT_RECORD),
    ("correct", f"{APPOINTMENT_PATH}/correct", CorrectAppointment, OneAppointment, Permission.APPOINTMENT_RECORD),
    ("resign", f"{APPOINTMENT_PATH}/resign", Resign, OneAppointment, Permission.APPOINTMENT_RESIGN_OWN),
)  # fmt: skip
"""Name of the route below appointments, its path, its form, what its address stands for, and who may use it."""


def add_act_forms(config: Any, prefix: str, ways: Any) -> None:
    """Register forms in two steps: each is shown and sent at one address."""
    for name, path, form, factory, permission in ways:
        route = f"{prefix}.{name}"
        config.add_route(route, path, factory=factory)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=route, request_method=method, permission=permission,
                renderer="front/act_enter.jinja2",
            )  # fmt: skip


def includeme(config: Any) -> None:
    add_act_forms(config, "appointments", WAYS)
