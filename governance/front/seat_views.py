"""The clerk's page of a board's seats and appointments, that of the authority that appoints, and the forms on seats and
members."""

from datetime import date
from functools import partial
from typing import Any

import colander

from governance.accounts.identities import find_actor
from governance.boards.appointment_models import Door, Interest
from governance.boards.appointment_queries import find_appointments, find_description
from governance.boards.law_queries import find_profile
from governance.boards.member_actions import describe_member, record_training
from governance.boards.seat_actions import abolish_seat, change_seat, create_seat, strike_seat
from governance.clock import find_day
from governance.front.act_forms import SEATS, ActForm, make_seat_crumbs, read_document, read_done
from governance.front.act_telling import find_reader
from governance.front.appointment_resources import (
    APPOINTMENTS_PATH,
    MEMBER_PATH,
    SEAT_PATH,
    SEATS_PATH,
    BoardSeats,
    OneMember,
    OneSeat,
    OwnSeats,
)
from governance.front.appointment_schemas import (
    Choices,
    make_act_schema,
    make_choice,
    make_day,
    make_description,
    make_document,
    make_number,
    make_seat_properties,
    make_training,
)
from governance.front.appointment_views import add_act_forms
from governance.front.composition_words import QUORUM_UNKNOWN
from governance.front.seat_queries import read_seats_for_authority, read_seats_for_clerk
from governance.front.seat_waiting import find_open_breaches
from governance.law.queries import say
from governance.security import Permission
from governance.web.locale import _
from governance.web.parameters import make_paging

APPOINTMENTS = _("Appointments to this board")
OWN_SEATS = _("My seat on the board")
MOST_SHOWN = 50
"""How many of one kind are shown of what waits; what lies beyond is counted."""

DOORS = [
    (Door.RECORDED.value, _("It was decided elsewhere, and I enter its document")),
    (Door.PROPOSED.value, _("It is decided here, now")),
]


def show_seats(context: BoardSeats, request: Any) -> dict[str, Any]:
    """All that a clerk has to see to, each with its way to act."""
    board = context.board
    request.layout.fill(SEATS, make_seat_crumbs(board, "seats"), None)
    identity = request.identity
    page = read_seats_for_clerk(
        request.db, request.registry.vault, board, request.now, request.locale_name,
        find_reader(find_actor(identity, board.id).office), identity.person_id,
    )  # fmt: skip
    paging = make_paging(request, len(page.seats))
    return {
        "board": board,
        "page": page,
        "seats": page.seats[paging.offset : paging.offset + paging.per_page],
        "paging": paging,
        "most": MOST_SHOWN,
        "done": read_done(request),
        "account_id": identity.account_id,
    }


def show_appointments(context: BoardSeats, request: Any) -> dict[str, Any]:
    """What the authority that appoints has to see to: vacancies, terms that end, and what it may know of the law's sum."""
    board = context.board
    request.layout.fill(APPOINTMENTS, make_seat_crumbs(board, "appointments"), None)
    page = read_seats_for_authority(request.db, request.registry.vault, board, request.now, request.locale_name)
    return {"board": board, "page": page, "most": MOST_SHOWN, "done": read_done(request)}


def show_own_seats(context: OwnSeats, request: Any) -> dict[str, Any]:
    """The seats that a member holds, each with the way to resign it."""
    board, person = context.board, request.identity.person_id
    request.layout.fill(OWN_SEATS, make_seat_crumbs(board, "appointments/own"), None)
    appointments = find_appointments(request.db, board.id, find_day(request.now, board.zone))
    own = [one for one in appointments if one.person_id == person]
    return {"board": board, "appointments": own, "done": read_done(request)}


class OfSeats(ActForm):
    """A form on seats: by the clerk, decided elsewhere or here."""

    def __init__(self, context: BoardSeats, request: Any) -> None:
        super().__init__(context, request)
        if request.POST.get("door") == Door.PROPOSED:
            self.door = Door.PROPOSED
            for name in ("document_title", "document_dated_on"):
                self.form[name].schema.missing = None

    def find_way_back(self) -> str:
        return "seats"

    def make_doors(self) -> list[colander.SchemaNode]:
        """Through which door it comes; a document is asked for where it was decided elsewhere."""
        door = make_choice("door", _("Where is it decided?"), DOORS)
        door.default = Door.RECORDED.value
        return [door, *make_document()]

    def find_categories(self, held: str | None = None) -> Choices:
        """The categories that the law of today names, and the one that a seat has already."""
        found = find_profile(self.request.db, self.board.id, self.today)
        categories = found[1].act.categories if found else {}
        language = self.request.locale_name
        choices = [(name, say(category.title, language)) for name, category in categories.items()]
        return choices if held is None or held in categories else [*choices, (held, held)]


def read_properties(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": values["label"], "constituency": values.get("constituency"), "voting": not values["nonvoting"],
        "alternate": values["alternate"], "ex_officio": values["ex_officio"],
        "appointing_authority": values["appointing_authority"],
    }  # fmt: skip


class CreateSeat(OfSeats):
    """A new seat."""

    formid = "create-seat"
    heading = _("Create a seat")
    action = staticmethod(create_seat)

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(
            make_number(),
            make_day("started_on", _("There from"), needed=True),
            *make_seat_properties(self.find_categories()),
            *self.make_doors(),
        )

    def find_defaults(self) -> dict[str, Any]:
        return {"started_on": self.today}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "door": self.door, "number": values["number"], "started_on": values["started_on"],
            "document": read_document(values), **read_properties(values),
        }  # fmt: skip


class OfSeat(OfSeats):
    """A form about one seat."""

    context: OneSeat

    def __init__(self, context: OneSeat, request: Any) -> None:
        self.seat = context.seat
        super().__init__(context, request)

    def say_heading(self) -> Any:
        return _("${act}: seat ${number}", mapping={"act": self.say(self.heading), "number": self.seat.number})


class ChangeSeat(OfSeat):
    """What a seat becomes from a day on."""

    formid = "change-seat"
    heading = _("Change a seat")
    action = staticmethod(change_seat)

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(
            make_day("started_on", _("So from"), needed=True),
            *make_seat_properties(self.find_categories(self.seat.constituency)),
            *self.make_doors(),
        )

    def find_defaults(self) -> dict[str, Any]:
        seat = self.seat
        known = {
            "started_on": self.today, "label": seat.label, "constituency": seat.constituency,
            "nonvoting": not seat.voting, "alternate": seat.alternate, "ex_officio": seat.ex_officio,
            "appointing_authority": seat.appointing_authority,
        }  # fmt: skip
        return {name: value for name, value in known.items() if value is not None}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "door": self.door, "seat": self.seat.number, "started_on": values["started_on"],
            "document": read_document(values), **read_properties(values),
        }  # fmt: skip


class AbolishSeat(OfSeat):
    """The end of a seat, and of the service of whoever holds it."""

    formid = "abolish-seat"
    heading = _("Abolish a seat")
    action = staticmethod(abolish_seat)

    def make_schema(self) -> colander.SchemaNode:
        hint = _("Whoever holds the seat serves until this day.")
        return make_act_schema(make_day("ended_on", _("Last day of the seat"), hint, needed=True), *self.make_doors())

    def find_defaults(self) -> dict[str, Any]:
        return {"ended_on": self.today}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "door": self.door, "seat": self.seat.number, "ended_on": values["ended_on"],
            "document": read_document(values),
        }  # fmt: skip


class StrikeSeat(OfSeat):
    """Taking back a seat that was entered by mistake."""

    formid = "strike-seat"
    heading = _("Take back a seat that never was")
    action = staticmethod(strike_seat)
    refusable = False

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(*make_document())

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {
            "seat": self.seat.number, "on": max(self.today, self.seat.started_on or self.today),
            "document": read_document(values),
        }  # fmt: skip


class OfMember(ActForm):
    """A form about somebody who serves, served or will serve on the board."""

    context: OneMember
    door = Door.PROPOSED
    refusable = False

    def __init__(self, context: OneMember, request: Any) -> None:
        self.person, self.name = context.member
        super().__init__(context, request)

    def say_heading(self) -> Any:
        return f"{self.say(self.heading)}: {self.name}"


class DescribeMember(OfMember):
    """What the law asks to know of a member besides community status."""

    formid = "describe-member"
    heading = _("Say what the law asks to know")
    action = staticmethod(describe_member)
    flags = ("staff", "law_enforcement", "sector_income")

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(*make_description())

    def find_defaults(self) -> dict[str, Any]:
        known = find_description(self.request.db, self.board.id, self.person, self.today)
        defaults: dict[str, Any] = {"started_on": self.today}
        if known is None:
            return defaults
        for name in ("organization", "area", "interest"):
            defaults[name] = getattr(known, name)
        for name in self.flags:
            answer = getattr(known, name)
            defaults[name] = None if answer is None else "yes" if answer else "no"
        return {name: value for name, value in defaults.items() if value is not None}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        interest = values["interest"]
        return {
            "person": self.person, "started_on": values["started_on"],
            "interest": Interest(interest) if interest else None,
            "organization": values["organization"], "area": values["area"],
            **{name: {"yes": True, "no": False}.get(values[name]) for name in self.flags},
        }  # fmt: skip


class RecordTraining(OfMember):
    """A training that a member completed."""

    formid = "record-training"
    heading = _("Enter a training")
    action = staticmethod(record_training)

    def make_schema(self) -> colander.SchemaNode:
        return make_act_schema(*make_training())

    def find_defaults(self) -> dict[str, date]:
        return {"completed_on": self.today}

    def read(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"person": self.person, **values}


SEAT_WAYS: tuple[tuple[str, str, type[ActForm], type[BoardSeats], Permission], ...] = (
    ("create", f"{SEATS_PATH}/create", CreateSeat, BoardSeats, Permission.SEAT_DEFINE),
    ("change", f"{SEAT_PATH}/change", ChangeSeat, OneSeat, Permission.SEAT_DEFINE),
    ("abolish", f"{SEAT_PATH}/abolish", AbolishSeat, OneSeat, Permission.SEAT_DEFINE),
    ("strike", f"{SEAT_PATH}/strike", StrikeSeat, OneSeat, Permission.SEAT_DEFINE),
)
MEMBER_WAYS: tuple[tuple[str, str, type[ActForm], type[BoardSeats], Permission], ...] = (
    ("describe", f"{MEMBER_PATH}/describe", DescribeMember, OneMember, Permission.APPOINTMENT_RECORD),
    ("training", f"{MEMBER_PATH}/training", RecordTraining, OneMember, Permission.APPOINTMENT_RECORD),
)


def includeme(config: Any) -> None:
    config.add_waiting_source(partial(find_open_breaches, config.registry))
    config.add_words(quorum_unknown=QUORUM_UNKNOWN)
    config.add_route("seats.list", SEATS_PATH, factory=BoardSeats)
    config.add_route("appointments.list", APPOINTMENTS_PATH, factory=BoardSeats)
    config.add_view(
        show_seats, route_name="seats.list", request_method="GET", renderer="front/seats.jinja2",
        permission=Permission.APPOINTMENT_RECORD,
    )  # fmt: skip
    config.add_view(
        show_appointments, route_name="appointments.list", request_method="GET",
        renderer="front/appointments.jinja2", permission=Permission.APPOINTMENT_PROPOSE,
    )  # fmt: skip
    config.add_route("appointments.own", f"{APPOINTMENTS_PATH}/own", factory=OwnSeats)
    config.add_view(
        show_own_seats, route_name="appointments.own", request_method="GET", renderer="front/own_seats.jinja2",
        permission=Permission.APPOINTMENT_RESIGN_OWN,
    )  # fmt: skip
    add_act_forms(config, "seats", SEAT_WAYS)
    add_act_forms(config, "members", MEMBER_WAYS)
