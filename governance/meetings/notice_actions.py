"""Notices that were given elsewhere, and meetings that are called off.

Each act runs in the caller's transaction, writes one entry on the board's ledger, and raises PlanningRefused or
PlanRefused before anything is changed. Notice is attested whether it was given in time or not.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.clock import find_day
from governance.meetings.law_facts import find_meeting_law
from governance.meetings.models import Meeting, MeetingStatus
from governance.meetings.planning import tidy_line, tidy_text
from governance.meetings.planning_acts import (
    MeetingAct,
    PlanningRefusal,
    PlanningRefused,
    enter_act,
    refuse_breaches,
)
from governance.meetings.planning_models import DecidedBy, MeetingStatusChange, Notice, NoticeChannel
from governance.meetings.planning_rows import find_meeting_row, find_open_meeting, find_paper, keep_former
from model_law import meetings as facts
from model_law.proceedings import judge_cancellation


@dataclass(frozen=True, slots=True)
class Attestation:
    """That a notice was posted elsewhere: in which channel, when, where, and a paper that shows it, by its key."""

    channel: NoticeChannel
    posted_at: datetime
    place: str = ""
    document: str | None = None


def attest_notice(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, attestation: Attestation
) -> Notice:
    """Record that notice was posted elsewhere, in time or not, by whoever saw to it."""
    board = lock_board(session, board_id)
    meeting = find_meeting_row(session, board.id, meeting_key)
    check_attestation(now, attestation)
    notice = make_notice(session, now, actor, board.id, meeting, attestation)
    session.add(notice)
    session.flush()
    said = {"channel": notice.channel, "on": find_day(notice.posted_at, board.zone)}
    enter_act(session, now, actor, MeetingAct.NOTICE_ATTESTED, meeting, said, [notice])
    grow_versions(session, board)
    return notice


def correct_notice(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, notice_id: int,
    attestation: Attestation | None,
) -> Notice | None:  # fmt: skip
    """Take back what was attested wrongly; attestation: what is true instead. What this portal posted itself stays."""
    board = lock_board(session, board_id)
    meeting = find_meeting_row(session, board.id, meeting_key)
    wrong = session.scalar(
        select(Notice).where(
            Notice.id == notice_id, Notice.meeting_id == meeting.id, Notice.superseded_at.is_(None)
        )
    )  # fmt: skip
    if wrong is None:
        raise PlanningRefused(PlanningRefusal.UNKNOWN_NOTICE)
    if wrong.channel is NoticeChannel.PORTAL:
        raise PlanningRefused(PlanningRefusal.PORTAL_ATTESTS_ITSELF, "channel")
    right = None
    if attestation is not None:
        check_attestation(now, attestation)
        right = make_notice(session, now, actor, board.id, meeting, attestation)
        right.corrects_id = wrong.id
        session.add(right)
    wrong.superseded_at = now
    session.flush()
    said = {"channel": wrong.channel, "was_on": find_day(wrong.posted_at, board.zone)}
    rows = [wrong, *([right] if right is not None else [])]
    enter_act(session, now, actor, MeetingAct.NOTICE_CORRECTED, meeting, said, rows)
    grow_versions(session, board)
    return right


def call_off(
    session: Session,
    now: datetime,
    actor: Actor,
    board_id: int,
    meeting_key: str,
    *,
    status: MeetingStatus,
    decided_by: DecidedBy,
    reason: str,
) -> MeetingStatusChange:
    """Cancel or postpone a meeting, in public and with its reason. status: CANCELLED or POSTPONED.

    Refused with BREAKS_LAW where the law names others who may decide it. A meeting that was put off is noticed anew, as
    another meeting.
    """
    reason = tidy_text(reason, "reason")
    if not reason:
        raise PlanningRefused(PlanningRefusal.REASON_MISSING, "reason")
    board = lock_board(session, board_id)
    meeting = find_open_meeting(session, now, board.id, meeting_key)
    law = find_meeting_law(session, board.id, find_day(now, board.zone))
    if law is not None:
        standing = facts.Standing.CANCELLED if status is MeetingStatus.CANCELLED else facts.Standing.POSTPONED
        called_off = facts.Meeting(
            key=meeting.key, starts_at=meeting.starts_at, zone=meeting.zone, kind=meeting.kind, standing=standing,
            cancellation=facts.Cancellation(decided_by.value, True),
        )  # fmt: skip
        refuse_breaches(judge_cancellation(law, called_off), "decided_by")
    former = keep_former(session, now, meeting)
    meeting.status = status
    change = MeetingStatusChange(
        meeting_id=meeting.id, status=status, decided_by=decided_by, reason=reason, entered_at=now,
        entered_by=actor.account_id,
    )  # fmt: skip
    session.add(change)
    session.flush()
    act = MeetingAct.CANCELLED if status is MeetingStatus.CANCELLED else MeetingAct.POSTPONED
    enter_act(session, now, actor, act, meeting, {"decided_by": decided_by}, [meeting, former, change])
    grow_versions(session, board)
    return change


def check_attestation(now: datetime, attestation: Attestation) -> None:
    if attestation.channel is NoticeChannel.PORTAL:
        raise PlanningRefused(PlanningRefusal.PORTAL_ATTESTS_ITSELF, "channel")
    if attestation.posted_at > now:
        raise PlanningRefused(PlanningRefusal.YET_TO_COME, "posted_at")
    if attestation.channel is NoticeChannel.PHYSICAL and not tidy_line(attestation.place, "place"):
        raise PlanningRefused(PlanningRefusal.PLACE_MISSING, "place")


def make_notice(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting: Meeting, attestation: Attestation
) -> Notice:
    paper = find_paper(session, board_id, attestation.document, "document") if attestation.document else None
    return Notice(
        meeting_id=meeting.id, channel=attestation.channel, posted_at=attestation.posted_at,
        place=tidy_line(attestation.place, "place") or None, document_id=paper.id if paper is not None else None,
        entered_at=now, entered_by=actor.account_id,
    )  # fmt: skip
