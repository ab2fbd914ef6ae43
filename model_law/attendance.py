"""Who is present at each moment of a meeting, followed from what happened in it and in what order.

Presence is what a quorum, a ballot and a set of minutes rest on. It is never stored beside the events: whoever
needs it follows them again, so that a late entry changes all that it should.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Happening(StrEnum):
    """What can happen in a meeting that changes who is there or whether it is in session."""

    CALL_TO_ORDER = "call_to_order"
    ROLL_CALL = "roll_call"
    ARRIVE = "arrive"
    LEAVE = "leave"
    RECESS = "recess"
    RESUME = "resume"
    ADJOURN = "adjourn"


class Mode(StrEnum):
    """How somebody is there."""

    IN_PERSON = "in_person"
    REMOTE = "remote"


class State(StrEnum):
    """Where a meeting stands."""

    NOT_BEGUN = "not_begun"
    IN_SESSION = "in_session"
    IN_RECESS = "in_recess"
    ADJOURNED = "adjourned"


class Disorder(StrEnum):
    """Why a row of events cannot have happened as it is told."""

    WITHOUT_ZONE = "without_zone"
    BEFORE_THE_LAST = "before_the_last"
    NOT_CALLED = "not_called"
    CALLED_TWICE = "called_twice"
    AFTER_ADJOURNMENT = "after_adjournment"
    IN_RECESS_ALREADY = "in_recess_already"
    NOT_IN_RECESS = "not_in_recess"
    THERE_ALREADY = "there_already"
    NOT_THERE = "not_there"
    NOT_A_MEMBER = "not_a_member"
    NOBODY_NAMED = "nobody_named"
    WITHOUT_MODE = "without_mode"


class AttendanceError(ValueError):
    """A row of events that cannot have happened: which one (counted from 1), who, and why."""

    def __init__(self, number: int, reason: Disorder, person: str | None = None) -> None:
        self.number, self.reason, self.person = number, reason, person
        super().__init__(f"event {number}: {reason.value}" + (f": {person}" if person else ""))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``person`` and ``mode`` belong to an arrival, ``person`` to a departure.

    ``answered`` belongs to a roll call: everybody who answered it, and how they are there.
    """

    at: datetime
    what: Happening
    person: str | None = None
    mode: Mode | None = None
    answered: Mapping[str, Mode] = field(default_factory=dict)


class Moment(NamedTuple):
    """How a meeting stands from a moment on, until the next one."""

    at: datetime
    state: State
    present: Mapping[str, Mode]


class Span(NamedTuple):
    """A stretch of a session in which the quorum did not change. ``end`` is None while it lasts.

    ``present`` is the least number of counted members that were there in it.
    """

    start: datetime
    end: datetime | None
    quorum: bool
    present: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """The moments of one meeting, in their order; of several at the same time the last one holds."""

    moments: tuple[Moment, ...] = ()

    def at(self, moment: datetime) -> Moment:
        """How the meeting stood at a moment; what happens at a time holds from that time on."""
        number = bisect_right(self.moments, moment, key=lambda known: known.at)
        return self.moments[number - 1] if number else Moment(moment, State.NOT_BEGUN, {})

    def between(self, start: datetime, end: datetime) -> tuple[Moment, ...]:
        """How it stood at ``start`` and after each later time at which something changed, up to and with ``end``.

        What happened at the same time is one change. Raises ValueError for an end before the start.
        """
        if end < start:
            raise ValueError(f"{end.isoformat()} lies before {start.isoformat()}")
        first, last = (bisect_right(self.moments, edge, key=lambda known: known.at) for edge in (start, end))
        later = {moment.at: moment for moment in self.moments[first:last]}
        return (self.at(start), *later.values())

    @property
    def state(self) -> State:
        """Where the meeting stands after its last event."""
        return self.moments[-1].state if self.moments else State.NOT_BEGUN


def _check(number: int, event: Event, last: Moment | None, members: frozenset[str] | None) -> None:
    """Refuse an event that cannot follow what is known; ``last`` is None for the first."""
    state = last.state if last else State.NOT_BEGUN
    present = last.present if last else {}
    if event.at.utcoffset() is None:
        raise AttendanceError(number, Disorder.WITHOUT_ZONE)
    if last is not None and event.at < last.at:
        raise AttendanceError(number, Disorder.BEFORE_THE_LAST)
    if state is State.ADJOURNED:
        raise AttendanceError(number, Disorder.AFTER_ADJOURNMENT)
    match event.what:
        case Happening.CALL_TO_ORDER:
            if state is not State.NOT_BEGUN:
                raise AttendanceError(number, Disorder.CALLED_TWICE)
        case Happening.RECESS | Happening.RESUME | Happening.ADJOURN:
            if state is State.NOT_BEGUN:
                raise AttendanceError(number, Disorder.NOT_CALLED)
            if event.what is Happening.RECESS and state is State.IN_RECESS:
                raise AttendanceError(number, Disorder.IN_RECESS_ALREADY)
            if event.what is Happening.RESUME and state is not State.IN_RECESS:
                raise AttendanceError(number, Disorder.NOT_IN_RECESS)
        case Happening.ROLL_CALL:
            for person in event.answered:
                if members is not None and person not in members:
                    raise AttendanceError(number, Disorder.NOT_A_MEMBER, person)
        case Happening.ARRIVE | Happening.LEAVE:
            if event.person is None:
                raise AttendanceError(number, Disorder.NOBODY_NAMED)
            if members is not None and event.person not in members:
                raise AttendanceError(number, Disorder.NOT_A_MEMBER, event.person)
            if event.what is Happening.LEAVE and event.person not in present:
                raise AttendanceError(number, Disorder.NOT_THERE, event.person)
            if event.what is Happening.ARRIVE and event.mode is None:
                raise AttendanceError(number, Disorder.WITHOUT_MODE, event.person)
            if event.what is Happening.ARRIVE and present.get(event.person) is event.mode:
                raise AttendanceError(number, Disorder.THERE_ALREADY, event.person)


_LEADS_TO = {
    Happening.CALL_TO_ORDER: State.IN_SESSION,
    Happening.RECESS: State.IN_RECESS,
    Happening.RESUME: State.IN_SESSION,
    Happening.ADJOURN: State.ADJOURNED,
}


def follow(events: Iterable[Event], members: frozenset[str] | None = None) -> Attendance:
    """Follow a meeting's events in the order given; ``members`` are those who can be there, None for anybody.

    A roll call tells all who are there: whoever does not answer is not. Somebody who is there and arrives by
    the other mode changes over. Presence may be taken before the call to order, and during a recess.

    Raises AttendanceError for a time without a zone, a time before the one that precedes it, a departure of
    somebody who is not there, an arrival of somebody who is, and a session that begins, rests, resumes or ends
    out of turn.
    """
    moments: list[Moment] = []
    for number, event in enumerate(events, start=1):
        last = moments[-1] if moments else None
        _check(number, event, last, members)
        present = dict(last.present) if last else {}
        if event.what is Happening.ROLL_CALL:
            present = dict(event.answered)
        elif event.what is Happening.ARRIVE and event.person is not None and event.mode is not None:
            present[event.person] = event.mode
        elif event.what is Happening.LEAVE and event.person is not None:
            del present[event.person]
        state = _LEADS_TO.get(event.what, last.state if last else State.NOT_BEGUN)
        moments.append(Moment(event.at, state, MappingProxyType(present)))
    return Attendance(tuple(moments))


def spans(attendance: Attendance, counted: frozenset[str], needed: int) -> tuple[Span, ...]:
    """The stretches of a session with a quorum and without: ``needed`` of the members ``counted``.

    A recess is no part of a session, and what lasted no time is no stretch.
    """
    found: list[Span] = []
    moments = attendance.moments
    for number, moment in enumerate(moments):
        if moment.state is not State.IN_SESSION:
            continue
        end = moments[number + 1].at if number + 1 < len(moments) else None
        if end == moment.at:
            continue
        there = len(counted.intersection(moment.present))
        quorum = there >= needed
        last = found[-1] if found else None
        if last is not None and last.end == moment.at and last.quorum is quorum:
            found[-1] = Span(last.start, end, quorum, min(last.present, there))
        else:
            found.append(Span(moment.at, end, quorum, there))
    return tuple(found)
