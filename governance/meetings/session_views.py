"""The page on which a clerk keeps the record of a meeting while it is held, and its forms.

Each button is a form with a name of its own, so that what is sent twice is done once; none of it needs a script.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.actions import Actor
from governance.accounts.identities import find_actor
from governance.boards.views import make_board_crumbs
from governance.db.keys import make_key
from governance.meetings.models import AttendanceMode
from governance.meetings.session_actions import Happened, correct_event, enter, excuse
from governance.meetings.session_acts import SessionRefused
from governance.meetings.session_bars import is_record_closed
from governance.meetings.session_facts import EventFact
from governance.meetings.session_items import Step, enter_step, take_back_step
from governance.meetings.session_models import ItemStepKind
from governance.meetings.session_queries import find_running
from governance.meetings.session_resources import EVENT_PATH, SESSION_PATH, MeetingSession
from governance.meetings.session_schemas import (
    NEVER,
    Press,
    make_correct_schema,
    make_late_schema,
    make_press_schema,
    make_roll_schema,
    read_happened,
    read_moment,
    read_press,
    read_roll,
    write_moment,
)
from governance.meetings.session_waiting import find_meetings_to_run
from governance.meetings.session_words import (
    HAPPENINGS,
    ITEM_STATES,
    QUORUM_UNKNOWN,
    SESSION_STATES,
    STEPS,
    VERDICTS_THEN,
    WAYS_HERE,
    word_refusal,
)
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, pressed, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.parameters import PAGE, make_paging, read_whole_number
from model_law.attendance import Happening, State

ITEMS_PER_PAGE = 100
RUN = _("Keep the record of this meeting")
PRESSED = {"call": Happening.CALL_TO_ORDER, "recess": Happening.RECESS, "resume": Happening.RESUME,
           "adjourn": Happening.ADJOURN}  # fmt: skip


def make_session_crumbs(context: MeetingSession, *more: Crumb) -> tuple[Crumb, ...]:
    board, meeting = context.board, context.meeting
    here = Crumb(RUN, context.address) if more else Crumb(RUN)
    if not board.published:
        # A board that is not published has no page to lead to.
        return (Crumb(board.name), here, *more)
    meetings = Crumb(_("Meetings"), f"{board.address}/meetings")
    return make_board_crumbs(board, meetings, Crumb(meeting.title, context.meeting_address), here, *more)


def attempt(form: Any, act: Callable[[], Any]) -> Any:
    """What an act answers. Raises FieldProblem, at its field or at the form as a whole, where it is refused."""
    try:
        return act()
    except SessionRefused as refused:
        field = {"at": "time"}.get(refused.field, refused.field)
        known = any(child.name == field for child in form.children)
        raise FieldProblem(field if known else "", word_refusal(refused)) from None


class SessionForm:
    """One form on a meeting's session. A subclass names it, makes its fields, and does its act."""

    formid: str
    heading: Any
    button: Button

    def __init__(self, context: MeetingSession, request: Any) -> None:
        self.context, self.request = context, request
        self.board, self.meeting = context.board, context.meeting
        self.running = find_running(request.db, self.board.id, self.meeting)
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=self.list_buttons(),
            appstruct={"request": make_key(), **self.find_defaults()},
        )  # fmt: skip

    def make_schema(self) -> Any:
        raise AssertionError(type(self))

    def list_buttons(self) -> list[Button]:
        return [self.button]

    def find_defaults(self) -> dict[str, Any]:
        return {}

    @property
    def people(self) -> list[tuple[str, str]]:
        return [(person.key, person.name) for person in self.running.people]

    def act(self, values: dict[str, Any]) -> None:
        raise AssertionError(type(self))

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(self.heading, make_session_crumbs(self.context, Crumb(self.heading)), None)
        return {
            "form": self.form, "heading": self.request.layout.translate(self.heading), "board": self.board,
            "meeting": self.meeting, "running": self.running, **self.tell_minutes(),
        }  # fmt: skip

    def tell_minutes(self) -> dict[str, Any]:
        """Where the minutes are written, and whether the record changes only together with them."""
        return {
            "minutes": f"{self.request.layout.root}{self.context.minutes_address}",
            "closed": is_record_closed(self.request.db, self.meeting.id),
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.do) or self.show()

    def do(self, values: dict[str, Any]) -> str:
        attempt(self.form, lambda: self.act(values))
        return self.find_way_back()

    def find_way_back(self) -> str:
        return f"{self.request.layout.root}{self.context.address}"

    @property
    def here(self) -> tuple[Any, datetime, Actor, int, str]:
        """What every act begins with."""
        request = self.request
        return request.db, request.now, find_actor(request.identity, self.board.id), self.board.id, self.meeting.key

    def enter(self, happened: Happened, name: str) -> None:
        db, now, actor, board_id, meeting = self.here
        enter(db, self.request.registry.vault, now, actor, board_id, meeting, happened, name)


class RunSession(SessionForm):
    """The page itself: who is here, the items, what happened; and every button on it."""

    formid = "press"
    heading = RUN
    button = Button("press", RUN)

    def make_schema(self) -> Any:
        return make_press_schema()

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(RUN, make_session_crumbs(self.context), None)
        paging = make_paging(self.request, len(self.running.items), ITEMS_PER_PAGE)
        return {
            "board": self.board,
            "meeting": self.meeting,
            "address": f"{self.request.layout.root}{self.context.address}",
            "running": self.running,
            "paging": paging,
            "items": self.running.items[paging.offset : paging.offset + paging.per_page],
            "here": self.request.path + self.write_page(),
            "events": sorted(self.running.events, key=lambda fact: (fact.at, fact.id), reverse=True),
            "make_key": make_key,
            "problem": self.find_problem(),
            **self.tell_minutes(),
        }

    def find_problem(self) -> str | None:
        """Why the button that was pressed did nothing, in words."""
        if self.form.error is None:
            return None
        return str(self.request.layout.translate(self.form.error.msg or _("This button is not on the page any more.")))

    def act(self, values: dict[str, Any]) -> None:
        press, name, now = read_press(values["press"]), values["request"], self.request.now
        if press.act in PRESSED:
            self.enter(Happened(PRESSED[press.act], now), name)
        elif press.act in ("in_person", "remote", "leave"):
            self.enter(read_happened(press.act, press.subject, now), name)
        elif press.act in ("excuse", "unexcuse"):
            excuse(*self.here, press.subject, excused=press.act == "excuse")
        elif press.act == "take_back":
            take_back_step(*self.here, int(press.subject))
        else:
            enter_step(*self.here, Step(press.subject, ItemStepKind(press.act), now), name)
        self.pressed = press

    pressed = Press("", "")

    def find_way_back(self) -> str:
        """The page again, at the row in which the button was."""
        place = f"#at-{self.pressed.subject}" if self.pressed.subject else "#now"
        return super().find_way_back() + self.write_page() + ("" if self.pressed.act == "take_back" else place)

    def write_page(self) -> str:
        """Which page of the items is shown, for addresses that lead back to it."""
        number = read_whole_number(self.request, PAGE)
        return f"?{PAGE.name}={number}" if number is not None else ""


class CallRoll(SessionForm):
    """The roll: everybody, and how they are there. Before the meeting is called to order, it can be with it."""

    formid = "roll"
    heading = _("Call the roll")

    def make_schema(self) -> Any:
        return make_roll_schema(self.people)

    def list_buttons(self) -> list[Button]:
        roll = Button("roll", _("Enter the roll"))
        return [Button("call", _("Call to order with this roll")), roll] if self.is_before else [roll]

    @property
    def is_before(self) -> bool:
        return self.running.state is State.NOT_BEGUN

    def find_defaults(self) -> dict[str, Any]:
        return {f"person_{person.key}": person.mode.value if person.mode else "away" for person in self.running.people}

    def act(self, values: dict[str, Any]) -> None:
        answered = read_roll(values)
        calls = self.is_before and pressed(self.request, self.form) == "call"
        what = Happening.CALL_TO_ORDER if calls else Happening.ROLL_CALL
        self.enter(Happened(what, self.request.now, answered=answered), values["request"])


class EnterLate(SessionForm):
    """Something that happened earlier: it is marked as entered afterwards."""

    formid = "late"
    heading = _("Enter what happened earlier")
    button = Button("enter", _("Enter it"))

    def make_schema(self) -> Any:
        return make_late_schema(self.people, self.board.zone)

    def find_defaults(self) -> dict[str, Any]:
        return {"day": write_moment(self.request.now, self.board.zone)["day"]}

    def act(self, values: dict[str, Any]) -> None:
        at = read_moment(values, self.board.zone)
        what = values["what"]
        person = values["person"] if what in ("in_person", "remote", "leave") else None
        self.enter(read_happened(what, person, at), values["request"])


class CorrectEvent(SessionForm):
    """What was entered wrongly, and what is true instead."""

    formid = "correct"
    heading = _("Correct an entry")
    button = Button("correct", _("Correct it"))

    def make_schema(self) -> Any:
        return make_correct_schema(self.people, self.board.zone, self.event.what)

    @property
    def event(self) -> EventFact:
        number = int(self.request.matchdict["event"])
        found = next((fact for fact in self.running.events if fact.id == number), None)
        if found is None:
            raise HTTPNotFound
        return found

    def find_defaults(self) -> dict[str, Any]:
        event = self.event
        truth = "otherwise" if event.what is Happening.CALL_TO_ORDER else NEVER
        told = {"truth": truth, **write_moment(event.at, self.board.zone)}
        if event.person is not None:
            told["person"] = event.person
        if event.mode is not None:
            told["way"] = event.mode.value
        return told

    def show(self) -> dict[str, Any]:
        return {**super().show(), "event": self.event}

    def act(self, values: dict[str, Any]) -> None:
        event, right = self.event, None
        if values["truth"] != NEVER:
            way = AttendanceMode(values["way"]) if "way" in values else None
            answered = {person: AttendanceMode(mode) for person, mode in (event.answered or {}).items()}
            at = read_moment(values, self.board.zone, event.at)
            right = Happened(event.what, at, values.get("person"), way, answered)
        correct_event(*self.here, event.id, right, values["request"])


def add_session_form(config: Any, name: str, form: type[SessionForm], renderer: str) -> None:
    for attr, method in (("show", "GET"), ("submit", "POST")):
        config.add_view(
            form, attr=attr, route_name=name, request_method=method, permission=Permission.MEETING_RUN,
            renderer=renderer,
        )  # fmt: skip


def includeme(config: Any) -> None:
    config.add_waiting_source(find_meetings_to_run)
    config.add_words(
        session_states=SESSION_STATES,
        happenings=HAPPENINGS,
        item_states=ITEM_STATES,
        steps=STEPS,
        ways_here=WAYS_HERE,
        quorum_unknown_here=QUORUM_UNKNOWN,
        verdicts_then=VERDICTS_THEN,
    )
    for name, path, form, renderer in (
        ("sessions.run", SESSION_PATH, RunSession, "meetings/session.jinja2"),
        ("sessions.roll", f"{SESSION_PATH}/roll-call", CallRoll, "meetings/session_form.jinja2"),
        ("sessions.late", f"{SESSION_PATH}/late", EnterLate, "meetings/session_form.jinja2"),
        ("sessions.correct", EVENT_PATH, CorrectEvent, "meetings/session_correct.jinja2"),
    ):
        config.add_route(name, path, factory=MeetingSession)
        add_session_form(config, name, form, renderer)
