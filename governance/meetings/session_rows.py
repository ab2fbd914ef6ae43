"""The rows behind a meeting that is held here: the meeting itself, and the attendance that follows from what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.models import Board, Person
from governance.clock import find_day
from governance.db.model import Model
from governance.meetings.models import AgendaItem, Attendance, AttendanceMode, Meeting, MeetingStatus, Presence
from governance.meetings.planning_rows import keep_former
from governance.meetings.session_acts import SessionRefusal, SessionRefused
from governance.meetings.session_bars import is_record_closed
from governance.meetings.session_facts import EventFact, Sitting, find_events, follow_facts, put_in_order
from governance.meetings.session_models import ItemStep
from model_law import attendance as law
from model_law.attendance import AttendanceError, Happening, State

TELLING = (Happening.ARRIVE, Happening.LEAVE, Happening.ROLL_CALL)
CALLED_OFF = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED, MeetingStatus.NEVER_MET)


def find_session_meeting(session: Session, board_id: int, key: str) -> Meeting:
    """The meeting that the clerk keeps the record of.

    Raises SessionRefused where it was called off, and where its record stays as it is.
    """
    meeting = session.scalar(
        select(Meeting)
        .where(Meeting.board_id == board_id, Meeting.key == key)
        .execution_options(populate_existing=True)
    )
    if meeting is None:
        raise SessionRefused(SessionRefusal.UNKNOWN_MEETING)
    if meeting.status in CALLED_OFF:
        raise SessionRefused(SessionRefusal.CALLED_OFF)
    if is_record_closed(session, meeting.id):
        raise SessionRefused(SessionRefusal.MINUTES_APPROVED)
    return meeting


def check_time(now: datetime, board: Board, meeting: Meeting, at: datetime) -> None:
    """What has yet to come cannot be entered, nor what would have been before the meeting's own day."""
    if at > now:
        raise SessionRefused(SessionRefusal.YET_TO_COME, "at")
    if find_day(at, board.zone) < find_day(meeting.starts_at, board.zone):
        raise SessionRefused(SessionRefusal.BEFORE_ITS_DAY, "at")


def find_person(session: Session, key: str) -> Person:
    person = session.scalar(select(Person).where(Person.key == key))
    if person is None:
        raise SessionRefused(SessionRefusal.UNKNOWN_PERSON, "person")
    return person


def follow_or_refuse(session: Session, facts: Sequence[EventFact]) -> law.Attendance:
    """The moments of a meeting. Raises SessionRefused, with why, where it cannot have been so."""
    try:
        return follow_facts(facts)
    except AttendanceError as problem:
        name = ""
        if problem.person is not None:
            name = session.scalar(select(Person.name).where(Person.key == problem.person)) or ""
        raise SessionRefused(SessionRefusal.OUT_OF_ORDER, "at", reason=problem.reason, person=name) from None


def refuse_steps_outside(session: Session, meeting: Meeting, moments: law.Attendance) -> None:
    """What was done with an item was done while the meeting lasted, also once its hours are corrected."""
    times = session.scalars(
        select(ItemStep.at)
        .join(AgendaItem, AgendaItem.id == ItemStep.agenda_item_id)
        .where(AgendaItem.meeting_id == meeting.id, ItemStep.superseded_at.is_(None))
    )
    begins, ends = find_bounds(moments)
    if any(begins is None or at < begins or (ends is not None and at > ends) for at in times):
        raise SessionRefused(SessionRefusal.STEP_OUTSIDE, "at")


def find_bounds(moments: law.Attendance) -> tuple[datetime | None, datetime | None]:
    """When a meeting was called to order and when it was adjourned; None where it was not."""
    begins = next((moment.at for moment in moments.moments if moment.state is not State.NOT_BEGUN), None)
    return begins, moments.moments[-1].at if moments.state is State.ADJOURNED else None


def settle_meeting(session: Session, now: datetime, meeting: Meeting, sitting: Sitting) -> list[Model]:
    """Bring the meeting's status and, once it is adjourned, everybody's attendance to what happened.

    Every row that was made or changed, and what the meeting held before.
    """
    facts = find_events(session, meeting.id)
    moments = follow_facts(facts)
    rows: list[Model] = []
    if moments.state is not State.NOT_BEGUN:
        adjourned = moments.state is State.ADJOURNED
        status = MeetingStatus.ADJOURNED if adjourned else MeetingStatus.IN_SESSION
        if meeting.status != status:
            rows += [keep_former(session, now, meeting), meeting]
            meeting.status = status
            session.flush()
    if moments.state is State.ADJOURNED or find_attendance_rows(session, meeting):
        rows += write_attendance(session, now, meeting, sitting, facts)
    return rows


@dataclass(frozen=True, slots=True)
class Attended:
    """How one person attended. Times are told only where they say more than the meeting's own."""

    presence: Presence
    mode: AttendanceMode | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None


ABSENT = Attended(Presence.ABSENT)


def find_opening(facts: Sequence[EventFact], moments: law.Attendance) -> datetime | None:
    """Until when somebody who comes is not late: the call to order, or the roll that is called right after it."""
    begins, _ = find_bounds(moments)
    if begins is None or moments.at(begins).present:
        return begins
    first = next((fact for fact in put_in_order(facts) if fact.at >= begins and fact.what in TELLING), None)
    return first.at if first is not None and first.what is Happening.ROLL_CALL else begins


def sum_up(moments: law.Attendance, person: str, opening: datetime | None) -> Attended:
    """How somebody attended a meeting that is over, from the call to order to the adjournment.

    Late is whoever came after its opening, also where they left early as well; both times are told then. Who only went
    out in between was present.
    """
    begins, ends = find_bounds(moments)
    if begins is None or ends is None or opening is None:
        return ABSENT
    within = [moment for moment in moments.between(begins, ends) if moment.at < ends or begins == ends]
    there = [moment for moment in within if person in moment.present]
    if not there:
        return ABSENT
    mode = AttendanceMode(there[-1].present[person])
    arrived_at = there[0].at if there[0].at > opening else None
    left_at = None
    if person not in within[-1].present:
        last = within.index(there[-1])
        left_at = within[last + 1].at
    presence = Presence.LATE if arrived_at else Presence.LEFT_EARLY if left_at else Presence.PRESENT
    return Attended(presence, mode, arrived_at, left_at)


def find_attendance_rows(session: Session, meeting: Meeting) -> dict[int, Attendance]:
    """The meeting's own attendance as it stands, by person; a roll call of an item is none."""
    rows = session.scalars(
        select(Attendance).where(
            Attendance.meeting_id == meeting.id, Attendance.agenda_item_id.is_(None),
            Attendance.superseded_at.is_(None),
        )
    )  # fmt: skip
    return {row.person_id: row for row in rows}


def write_attendance(
    session: Session, now: datetime, meeting: Meeting, sitting: Sitting, facts: Sequence[EventFact]
) -> list[Model]:
    """Bring the rows of attendance to what happened; of a meeting that goes on again there are none but excuses.

    Whom the clerk excused stays excused unless they came.
    """
    moments = follow_facts(facts)
    opening = find_opening(facts, moments)
    over = moments.state is State.ADJOURNED
    came = {person for moment in moments.moments for person in moment.present}
    keys = sorted({*sitting.serving, *came})
    people = dict(session.execute(select(Person.key, Person.id).where(Person.key.in_(keys))).all())
    standing = find_attendance_rows(session, meeting)
    wanted: dict[int, Attended] = {people[key]: sum_up(moments, key, opening) for key in keys} if over else {}
    here = {people[key] for key in came}
    rows: list[Model] = []
    for person_id, row in standing.items():
        attended = wanted.get(person_id)
        if row.presence is Presence.EXCUSED and (attended == ABSENT if over else person_id not in here):
            wanted.pop(person_id, None)
            continue
        if attended is not None and attended == Attended(row.presence, row.mode, row.arrived_at, row.left_at):
            del wanted[person_id]
            continue
        row.superseded_at = now
        rows.append(row)
    session.flush()
    for person_id, attended in wanted.items():
        rows.append(make_attendance(now, meeting, person_id, attended, standing.get(person_id)))
    session.add_all(rows)
    session.flush()
    return rows


def make_attendance(
    now: datetime, meeting: Meeting, person_id: int, attended: Attended, before: Attendance | None
) -> Attendance:
    return Attendance(
        meeting_id=meeting.id, person_id=person_id, presence=attended.presence, mode=attended.mode,
        arrived_at=attended.arrived_at, left_at=attended.left_at, entered_at=now,
        corrects_id=before.id if before is not None else None,
    )  # fmt: skip
