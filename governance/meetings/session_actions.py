"""What happens in a meeting that is held here: the call to order, who comes and goes, recess and adjournment.

Each act runs in the caller's transaction, locks the board, and writes one entry on its ledger. Each raises
SessionRefused before anything is changed. `at` is when it happened, which may be earlier than it is entered; `request` is
the name that the page gave the act: the same act under the same name is done once, however often it is sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.law_actions import lock_board
from governance.boards.models import Person
from governance.clock import find_day
from governance.db.model import Model
from governance.meetings.models import Attendance, AttendanceMode, Meeting, MeetingStatus, Presence
from governance.meetings.session_acts import SessionAct, SessionRefusal, SessionRefused, enter_act
from governance.meetings.session_certificate import make_certificate
from governance.meetings.session_facts import EventFact, Sitting, find_events, gather_sitting
from governance.meetings.session_models import SessionEvent
from governance.meetings.session_rows import (
    check_time,
    find_attendance_rows,
    find_person,
    find_session_meeting,
    follow_or_refuse,
    refuse_steps_outside,
    settle_meeting,
)
from governance.meetings.session_steps import end_all
from governance.security.vault import Vault
from model_law.attendance import Happening, State

ACTS = {
    Happening.CALL_TO_ORDER: SessionAct.CALLED_TO_ORDER,
    Happening.ROLL_CALL: SessionAct.ROLL_CALLED,
    Happening.ARRIVE: SessionAct.ARRIVED,
    Happening.LEAVE: SessionAct.LEFT,
    Happening.RECESS: SessionAct.RECESSED,
    Happening.RESUME: SessionAct.RESUMED,
    Happening.ADJOURN: SessionAct.ADJOURNED,
}
NOT_YET_ENTERED = 2**62
"""The number of an event that is only being tried: what is entered last comes last of what happened at its time."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing to be entered. person and the keys of answered are keys of people; answered: who is there, and how."""

    what: Happening
    at: datetime
    person: str | None = None
    mode: AttendanceMode | None = None
    answered: Mapping[str, AttendanceMode] = field(default_factory=dict)


def enter(
    session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, meeting_key: str, happened: Happened,
    request: str | None = None,
) -> SessionEvent:  # fmt: skip
    """Enter what happened, now or earlier. A call to order that names who answered takes the roll in the same act.

    Refused with OUT_OF_ORDER and model_law's reason where it cannot have happened in this order.
    """
    board = lock_board(session, board_id)
    meeting = find_session_meeting(session, board.id, meeting_key)
    known = find_requested(session, meeting, request)
    if known is not None:
        return accept_again(session, known, happened)
    refuse_elsewhere(session, meeting)
    check_time(now, board, meeting, happened.at)
    sitting = gather_sitting(session, board.id, find_day(meeting.starts_at, board.zone))
    parts = split(happened)
    people = [check_person(session, sitting, part) for part in parts]
    standing = find_events(session, meeting.id)
    tried = [make_fact(now, part, NOT_YET_ENTERED + number) for number, part in enumerate(parts)]
    moments = follow_or_refuse(session, [*standing, *tried])
    refuse_steps_outside(session, meeting, moments)
    events = [
        make_event(now, actor, meeting, part, person, request if part is parts[-1] else None)
        for part, person in zip(parts, people, strict=True)
    ]
    session.add_all(events)
    session.flush()
    rows: list[Model] = [*events]
    said: dict[str, object] = {"event": events[-1].id}
    if happened.what is Happening.CALL_TO_ORDER:
        present = moments.at(happened.at).present
        certificate = make_certificate(session, vault, now, board, meeting, happened.at, present)
        session.add(certificate)
        session.flush()
        rows.append(certificate)
        said["sha256"] = certificate.digest
    if happened.what is Happening.ADJOURN:
        rows += end_all(session, now, actor, meeting, happened.at)
    rows += settle_meeting(session, now, meeting, sitting)
    enter_act(session, now, actor, ACTS[happened.what], board, meeting, said, rows)
    return events[-1]


def correct_event(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, event_id: int,
    right: Happened | None, request: str | None = None,
) -> SessionEvent | None:  # fmt: skip
    """Put what is true in the place of what was entered wrongly; None: nothing of the kind happened.

    What was entered stays on record. A call to order can be given another time, and stays: its certificate does too.
    """
    board = lock_board(session, board_id)
    meeting = find_session_meeting(session, board.id, meeting_key)
    known = find_requested(session, meeting, request)
    if known is not None and right is not None:
        return accept_again(session, known, right)
    wrong = session.get(SessionEvent, event_id)
    if wrong is None or wrong.meeting_id != meeting.id:
        raise SessionRefused(SessionRefusal.UNKNOWN_EVENT)
    if wrong.superseded_at is not None:
        if right is None and not is_corrected(session, wrong):
            return None
        raise SessionRefused(SessionRefusal.UNKNOWN_EVENT)
    standing = find_events(session, meeting.id)
    before = next(fact for fact in standing if fact.id == wrong.id)
    if (right is None or right.what is not wrong.what) and wrong.what is Happening.CALL_TO_ORDER:
        raise SessionRefused(SessionRefusal.CERTIFICATE_STANDS)
    if right is not None and is_same(before, right):
        raise SessionRefused(SessionRefusal.NOTHING_CHANGES)
    sitting = gather_sitting(session, board.id, find_day(meeting.starts_at, board.zone))
    tried = [fact for fact in standing if fact.id != wrong.id]
    person = None
    if right is not None:
        check_time(now, board, meeting, right.at)
        person = check_person(session, sitting, right)
        tried += [replace(before, superseded_at=now), make_fact(now, right, NOT_YET_ENTERED, before.id)]
    refuse_steps_outside(session, meeting, follow_or_refuse(session, tried))
    wrong.superseded_at = now
    event = None
    if right is not None:
        event = make_event(now, actor, meeting, right, person, request)
        event.corrects_id = wrong.id
        session.add(event)
    session.flush()
    rows: list[Model] = [wrong, *([event] if event is not None else [])]
    rows += settle_meeting(session, now, meeting, sitting)
    enter_act(session, now, actor, SessionAct.CORRECTED, board, meeting, {"event": wrong.id}, rows)
    return event


def excuse(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, person_key: str, *,
    excused: bool = True,
) -> Attendance | None:  # fmt: skip
    """Record that somebody who does not come is excused, or that they are not. No reason is asked or kept."""
    board = lock_board(session, board_id)
    meeting = find_session_meeting(session, board.id, meeting_key)
    facts = find_events(session, meeting.id)
    moments = follow_or_refuse(session, facts)
    if moments.state is State.NOT_BEGUN:
        raise SessionRefused(SessionRefusal.NOT_IN_SESSION)
    sitting = gather_sitting(session, board.id, find_day(meeting.starts_at, board.zone))
    if person_key not in sitting.serving:
        raise SessionRefused(SessionRefusal.UNKNOWN_PERSON, "person")
    person = find_person(session, person_key)
    if excused and any(person_key in moment.present for moment in moments.moments):
        raise SessionRefused(SessionRefusal.WAS_THERE, "person", person=person.name)
    standing = find_attendance_rows(session, meeting).get(person.id)
    is_excused = standing is not None and standing.presence is Presence.EXCUSED
    if is_excused is excused:
        return standing
    over = moments.state is State.ADJOURNED
    rows: list[Model] = []
    if standing is not None:
        standing.superseded_at = now
        session.flush()
        rows.append(standing)
    row = None
    if excused or over:
        row = Attendance(
            meeting_id=meeting.id, person_id=person.id, presence=Presence.EXCUSED if excused else Presence.ABSENT,
            entered_at=now, corrects_id=standing.id if standing is not None else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        rows.append(row)
    enter_act(session, now, actor, SessionAct.EXCUSED, board, meeting, {}, rows)
    return row


def find_requested(session: Session, meeting: Meeting, request: str | None) -> SessionEvent | None:
    """What was entered under the name that a page gave its act; None where nothing was."""
    if request is None:
        return None
    return session.scalar(
        select(SessionEvent).where(SessionEvent.meeting_id == meeting.id, SessionEvent.request == request)
    )


def accept_again(session: Session, known: SessionEvent, happened: Happened) -> SessionEvent:
    """The same act once more is what was done. Under its name nothing else is done."""
    person = session.get(Person, known.person_id) if known.person_id is not None else None
    same = (known.what, person.key if person else None, known.mode) == (happened.what, happened.person, happened.mode)
    if not same or (happened.what is Happening.ROLL_CALL and dict(known.answered or {}) != plain(happened.answered)):
        raise SessionRefused(SessionRefusal.REQUEST_USED)
    return known


def refuse_elsewhere(session: Session, meeting: Meeting) -> None:
    """A meeting of which another system tells that it was held is not held here once more."""
    if meeting.status is MeetingStatus.ADJOURNED and not find_events(session, meeting.id):
        raise SessionRefused(SessionRefusal.HELD_ELSEWHERE)


def split(happened: Happened) -> list[Happened]:
    """A call to order with its roll is two events at one time: first who is there, then the call."""
    if happened.what is Happening.CALL_TO_ORDER and happened.answered:
        roll = Happened(Happening.ROLL_CALL, happened.at, answered=happened.answered)
        return [roll, replace(happened, answered={})]
    return [happened]


def check_person(session: Session, sitting: Sitting, happened: Happened) -> Person | None:
    """Whom an event is about; only who serves on the meeting's day can come."""
    named: Iterable[str] = happened.answered or ([happened.person] if happened.person is not None else [])
    if any(key not in sitting.serving for key in named):
        raise SessionRefused(SessionRefusal.UNKNOWN_PERSON, "person")
    return find_person(session, happened.person) if happened.person is not None else None


def plain(answered: Mapping[str, AttendanceMode]) -> dict[str, str]:
    return {person: mode.value for person, mode in answered.items()}


def make_fact(now: datetime, happened: Happened, number: int, corrects: int | None = None) -> EventFact:
    return EventFact(
        number, happened.at, happened.what, happened.person, happened.mode, plain(happened.answered), now, None, corrects
    )  # fmt: skip


def make_event(
    now: datetime, actor: Actor, meeting: Meeting, happened: Happened, person: Person | None, request: str | None
) -> SessionEvent:
    return SessionEvent(
        meeting_id=meeting.id, at=happened.at, what=happened.what, person_id=person.id if person is not None else None,
        mode=happened.mode, answered=plain(happened.answered) if happened.what is Happening.ROLL_CALL else None,
        request=request, entered_at=now, entered_by=actor.account_id,
    )  # fmt: skip


def is_same(before: EventFact, right: Happened) -> bool:
    return (before.at, before.what, before.person, before.mode, dict(before.answered or {})) == (
        right.at, right.what, right.person, right.mode, plain(right.answered),
    )  # fmt: skip


def is_corrected(session: Session, wrong: SessionEvent) -> bool:
    """Whether something else took the place of what was entered wrongly."""
    return session.scalar(select(SessionEvent.id).where(SessionEvent.corrects_id == wrong.id)) is not None
