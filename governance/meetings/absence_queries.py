"""Who was missing at a board's meetings, as the plain facts that rules on absences read."""

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from governance.boards.models import Person
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.models import Attendance, Meeting, Presence
from model_law.facts import Absence

MISSING = (Presence.ABSENT, Presence.EXCUSED)


@prepared
def read_absences(board_id: int) -> Rows:
    """One row for each person whom a meeting's roll calls name; missing: at all of those that say anything of them."""
    missing = Attendance.presence.in_(MISSING)
    excused = Attendance.presence == Presence.EXCUSED
    return (
        select(
            Person.key,
            Meeting.starts_at,
            Meeting.zone,
            func.min(case((missing, 1), else_=0)),
            func.max(case((excused, 1), else_=0)),
        )
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(
            and_(
                Meeting.board_id == board_id,
                Attendance.superseded_at.is_(None),
                Attendance.presence != Presence.UNKNOWN,
            )
        )
        .group_by(Meeting.id, Meeting.starts_at, Meeting.zone, Person.id, Person.key)
        .order_by(Meeting.starts_at, Person.key)
    )


def find_absences(session: Session, board_id: int) -> list[Absence] | None:
    """Every meeting that somebody missed from beginning to end; None where the record holds no attendance at all.

    Nothing says why. One query.
    """
    rows = list(read_absences(session, board_id))
    if not rows:
        return None
    return [
        Absence(person, find_day(starts_at, zone), bool(excused))
        for person, starts_at, zone, missing, excused in rows
        if missing
    ]
