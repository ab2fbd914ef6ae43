"""What happened in a meeting that is held here, who could be there, and whether there is a quorum, at every moment.

Nothing here is stored: presence and quorum follow each time from the events as they stand, so that a late entry or a
correction changes all that it should.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.composition_facts import Holding, date_seats, is_complete, place_holdings
from governance.boards.composition_queries import END_OF_TIME, find_seats, read_holdings
from governance.boards.law_models import LawKind
from governance.boards.law_queries import AdoptionFact, find_profile
from governance.boards.models import NO_MEMBERS, Person
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.models import AttendanceMode, Meeting
from governance.meetings.session_models import SessionEvent
from model_law.attendance import Attendance, Event, Happening, Mode, State, follow
from model_law.facts import Roster
from model_law.history import History, HistoryError
from model_law.quorum import Quorum, QuorumPresent, QuorumUnknown, count_quorum
from model_law.rules import Profile, Rule
from model_law.timeline import roster_on
from model_law.votes import find_profile_rule


@dataclass(frozen=True, slots=True)
class EventFact:
    """One row of what happened. person: a key; answered: key -> mode; stands: nothing has taken its place."""

    id: int
    at: datetime
    what: Happening
    person: str | None
    mode: AttendanceMode | None
    answered: Mapping[str, str] | None
    entered_at: datetime
    superseded_at: datetime | None
    corrects_id: int | None

    @property
    def stands(self) -> bool:
        return self.superseded_at is None

    @property
    def is_late(self) -> bool:
        """Whether it was entered after it had happened."""
        return self.entered_at > self.at

    def as_event(self) -> Event:
        answered = {person: Mode(mode) for person, mode in (self.answered or {}).items()}
        return Event(self.at, self.what, self.person, Mode(self.mode) if self.mode else None, answered)


@prepared
def read_events(meeting_id: int) -> Rows:
    event = SessionEvent
    return (
        select(
            event.id, event.at, event.what, Person.key, event.mode, event.answered, event.entered_at,
            event.superseded_at, event.corrects_id,
        )
        .outerjoin(Person, Person.id == event.person_id)
        .where(event.meeting_id == meeting_id)
        .order_by(event.at, event.id)
    )  # fmt: skip


def find_events(session: Session, meeting_id: int) -> list[EventFact]:
    """All that was ever entered of a meeting, what was corrected as well."""
    return [EventFact(*row) for row in read_events(session, meeting_id)]


def put_in_order(facts: Iterable[EventFact]) -> list[EventFact]:
    """What stands, by the time at which it happened.

    What happened at the same time stands in the order of entry, a correction in the place of what it corrects.
    """
    facts = list(facts)
    corrected = {fact.id: fact.corrects_id for fact in facts}

    def find_root(number: int) -> int:
        while (before := corrected.get(number)) is not None:
            number = before
        return number

    return sorted((fact for fact in facts if fact.stands), key=lambda fact: (fact.at, find_root(fact.id)))


def follow_facts(facts: Iterable[EventFact]) -> Attendance:
    """Who was there at each moment, and where the meeting stood. Raises AttendanceError where it cannot have been so."""
    return follow(fact.as_event() for fact in put_in_order(facts))


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits on a board on a day: its roster without what the law asks to know of people, and everybody's name by key.

    contradicts: the record says two things of one seat or one person, so that nothing can be counted; serving then
    holds those whom it says to serve.
    """

    roster: Roster
    names: Mapping[str, str]
    serving: tuple[str, ...]
    contradicts: bool = False


def gather_sitting(session: Session, board_id: int, on: date) -> Sitting:
    """Two queries, and no secret is opened: a quorum counts people, whoever they are."""
    seats, changes = find_seats(session, board_id, END_OF_TIME)
    rows = list(read_holdings(session, board_id, END_OF_TIME))
    holdings, names = [Holding(*row[1:]) for row in rows], {row[1]: row[0] for row in rows}
    try:
        placed = place_holdings(holdings, date_seats(seats, changes))
        complete = is_complete(seats, holdings, placed.services)
        roster = roster_on(History(tuple(placed.seats), tuple(placed.services), complete=complete), on)
    except HistoryError:
        held = {one.person for one in holdings if one.role not in NO_MEMBERS and one.first <= on <= one.last}
        return Sitting(Roster(on, ()), names, tuple(sorted(held, key=names.__getitem__)), contradicts=True)
    return make_sitting(roster, names)


def make_sitting(roster: Roster, names: Mapping[str, str]) -> Sitting:
    held = {seat.holder.person for seat in roster.seats if seat.holder is not None}
    return Sitting(roster, names, tuple(sorted(held, key=lambda person: names[person].casefold())))


@dataclass(frozen=True, slots=True)
class SessionLaw:
    """The laws that a meeting is held under: the board's act first, then the law on open meetings."""

    composition: tuple[AdoptionFact, Profile] | None
    open_meetings: tuple[AdoptionFact, Profile] | None

    @property
    def profiles(self) -> list[Profile]:
        return [found[1] for found in (self.composition, self.open_meetings) if found is not None]

    @property
    def quorum_rule(self) -> Rule | None:
        return find_profile_rule(self.profiles, "quorum")

    def binds(self, rule: Rule) -> bool:
        """Whether what the rule asks stops the board: not where it only warns, or is merely held against it."""
        for found in (self.composition, self.open_meetings):
            if found is not None and any(rule is one for one in found[1].rules):
                return rule.enforced and not found[0].borrowed
        return False


def find_session_law(session: Session, board_id: int, on: date) -> SessionLaw:
    composition, open_meetings = (
        find_profile(session, board_id, on, kind=kind) for kind in (LawKind.COMPOSITION, LawKind.OPEN_MEETINGS)
    )
    return SessionLaw(composition, open_meetings)


CONTRADICTION = "contradiction"
"""Why a quorum cannot be told where the record contradicts itself, beside the reasons of QuorumUnknown."""


@dataclass(frozen=True, slots=True)
class QuorumNow:
    """How many are needed and there. reached None: it cannot be told, and unknown says why, unless it is the same either
    way. binds: without it no action can be taken; rule: the provision that says so.
    """

    needed: int | None
    total: int | None
    counted_of: str | None
    present: int | None
    reached: bool | None
    unknown: str | None
    binds: bool
    rule: str | None

    def as_data(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class House:
    """A meeting's members and law on its day, to count a quorum by at any moment of it."""

    sitting: Sitting
    law: SessionLaw

    @cached_property
    def rule(self) -> Rule | None:
        return self.law.quorum_rule

    def count(self, present: Iterable[str]) -> QuorumNow:
        rule = self.rule
        if rule is None:
            return QuorumNow(None, None, None, None, None, QuorumUnknown.NO_RULE.value, False, None)
        if self.sitting.contradicts:
            there = QuorumPresent(Quorum(None, None, rule.values["of"]), None, None)
        else:
            there = count_quorum(rule, self.sitting.roster, frozenset(present))
        unknown = CONTRADICTION if self.sitting.contradicts else there.quorum.unknown
        return QuorumNow(
            there.quorum.needed, there.quorum.total, there.quorum.of, there.present, there.reached,
            unknown.value if isinstance(unknown, QuorumUnknown) else unknown, self.law.binds(rule), rule.provision.id,
        )  # fmt: skip


def gather_house(session: Session, board_id: int, on: date) -> House:
    return House(gather_sitting(session, board_id, on), find_session_law(session, board_id, on))


class ActionBar(StrEnum):
    """Why a board cannot act at a moment."""

    NOT_BEGUN = "not_begun"
    IN_RECESS = "in_recess"
    ADJOURNED = "adjourned"
    NO_QUORUM = "no_quorum"


BARS = {
    State.NOT_BEGUN: ActionBar.NOT_BEGUN,
    State.IN_RECESS: ActionBar.IN_RECESS,
    State.ADJOURNED: ActionBar.ADJOURNED,
}


@dataclass(frozen=True, slots=True)
class MayAct:
    """Whether a board may act at a moment of a meeting; bar says why not. present: key -> how they are there."""

    bar: ActionBar | None
    quorum: QuorumNow
    present: Mapping[str, Mode]

    @property
    def allowed(self) -> bool:
        return self.bar is None


def may_act(session: Session, meeting: Meeting, at: datetime) -> MayAct:
    """Whether the board may take action at a moment: the meeting is in session, and no quorum that binds is missing.

    A quorum that cannot be told bars nothing here, nor does one that only warns; whoever holds a vote judges it anew
    with all that belongs to it, such as recusals.
    """
    moment = follow_facts(find_events(session, meeting.id)).at(at)
    house = gather_house(session, meeting.board_id, find_day(meeting.starts_at, meeting.zone))
    quorum = house.count(moment.present)
    bar = BARS.get(moment.state)
    if bar is None and quorum.reached is False and quorum.binds:
        bar = ActionBar.NO_QUORUM
    return MayAct(bar, quorum, moment.present)
