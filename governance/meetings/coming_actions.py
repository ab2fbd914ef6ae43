"""Members tell the clerk whether they come to a meeting, and why not: to nobody else, and not for long.

A reason lies sealed in the database, bound to its meeting and its person. It is destroyed once there are minutes, the
meeting is called off, or two months after it. Nothing of it stands on the ledger.
"""

import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from governance.boards.models import Board, Person
from governance.db.changes import change_rows
from governance.meetings.models import Meeting, MeetingStatus, PaperStatus
from governance.meetings.planning import PlanRefusal, PlanRefused, refuse_control
from governance.meetings.planning_acts import PlanningRefusal, PlanningRefused
from governance.meetings.planning_models import Coming, ComingAnswer
from governance.meetings.planning_rows import find_open_meeting
from governance.security.vault import Vault

SEALED_AS = "coming_answer"
KEPT_AFTER = timedelta(days=60)
"""How long after a meeting a reason is kept where no minutes are approved."""
LONGEST_REASON = 1000
CALLED_OFF = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED, MeetingStatus.NEVER_MET)


def answer_coming(
    session: Session, vault: Vault, now: datetime, board_id: int, meeting_key: str, person_id: int, coming: Coming,
    reason: str,
) -> ComingAnswer:  # fmt: skip
    """Say whether one comes; another answer takes the place of the one before, with its reason.

    Raises PlanningRefused where the meeting has begun or is called off, and PlanRefused for a reason that cannot be kept.
    """
    reason = unicodedata.normalize("NFC", reason.replace("\r\n", "\n")).strip()
    if len(reason) > LONGEST_REASON:
        raise PlanRefused(PlanRefusal.TEXT_TOO_LONG, "reason")
    refuse_control(reason, "reason")
    # Two answers of one person at once follow one another.
    session.scalars(select(Board.id).where(Board.id == board_id).with_for_update()).one()
    meeting = find_open_meeting(session, now, board_id, meeting_key)
    person = session.get(Person, person_id)
    if person is None:
        raise PlanningRefused(PlanningRefusal.UNKNOWN_MEETING)
    answer = session.scalar(
        select(ComingAnswer)
        .where(ComingAnswer.meeting_id == meeting.id, ComingAnswer.person_id == person_id)
        .execution_options(populate_existing=True)
    )
    if answer is None:
        answer = ComingAnswer(meeting_id=meeting.id, person_id=person_id)
        session.add(answer)
    answer.coming, answer.answered_at = coming, now
    answer.reason = vault.seal(reason.encode(), SEALED_AS, meeting.key, person.key) if reason else None
    session.flush()
    return answer


def destroy_reasons(session: Session, now: datetime) -> int:
    """Destroy each reason whose meeting is called off, has its minutes or was two months ago; how many."""
    over = select(Meeting.id).where(
        or_(
            Meeting.starts_at <= now - KEPT_AFTER,
            Meeting.status.in_(CALLED_OFF),
            (Meeting.minutes_status == PaperStatus.FINAL) & (Meeting.starts_at <= now),
        )
    )
    erase = update(ComingAnswer).where(ComingAnswer.reason.is_not(None), ComingAnswer.meeting_id.in_(over))
    return change_rows(session, erase.values(reason=None))


def reseal_reasons(session: Session, vault: Vault) -> int:
    """Seal anew, under the newest key, what an older one sealed; how many reasons that were."""
    count = 0
    rows = session.execute(
        select(ComingAnswer, Meeting.key, Person.key)
        .join(Meeting, Meeting.id == ComingAnswer.meeting_id)
        .join(Person, Person.id == ComingAnswer.person_id)
        .where(ComingAnswer.reason.is_not(None))
    )
    for answer, meeting, person in rows:
        if answer.reason is not None and not vault.is_newest(answer.reason):
            secret = vault.open(answer.reason, SEALED_AS, meeting, person)
            answer.reason = vault.seal(secret, SEALED_AS, meeting, person)
            count += 1
    session.flush()
    return count
