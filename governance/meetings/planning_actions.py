"""Preparing meetings and giving notice of them: drafts, and agendas that are posted.

Each act runs in the caller's transaction; one that the public can read writes one entry on the board's ledger. Each
raises PlanningRefused or PlanRefused before anything is changed. Notice that is given here is refused where the law
says that it comes too late; for notice that was given elsewhere see notice_actions.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.clock import find_day
from governance.db.history import FormerState
from governance.db.keys import make_key
from governance.meetings.law_facts import find_meeting_law, gather_calendar, read_emergency
from governance.meetings.models import Meeting
from governance.meetings.notice_actions import Attestation, check_attestation, make_notice
from governance.meetings.planning import (
    Plan,
    check_plan,
    compute_digest,
    find_changes,
    read_plan,
    write_plan,
)
from governance.meetings.planning_acts import (
    MeetingAct,
    PlanningRefusal,
    PlanningRefused,
    enter_act,
    refuse_breaches,
)
from governance.meetings.planning_models import AgendaVersion, MeetingDraft, Notice, NoticeChannel
from governance.meetings.planning_rows import (
    find_newest_agenda,
    find_open_meeting,
    find_papers,
    keep_former,
    lock_draft,
    plan_recorded,
    refuse_closed,
    refuse_same_time,
    set_meeting,
    write_items,
    write_papers,
)
from model_law import meetings as facts
from model_law.proceedings import judge_notice


def open_draft(session: Session, now: datetime, actor: Actor, board_id: int, plan: Plan) -> MeetingDraft:
    """Begin to prepare a meeting. Nobody but those who keep the record reads it until it is posted."""
    plan = check_plan(plan, to_post=False)
    board = lock_board(session, board_id)
    find_papers(session, board.id, plan)
    draft = MeetingDraft(
        key=make_key(), board_id=board.id, content=write_plan(plan), edit=1, entered_at=now,
        entered_by=actor.account_id, changed_at=now,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def change_draft(session: Session, now: datetime, board_id: int, key: str, edit: int, plan: Plan) -> MeetingDraft:
    """Write a draft anew. edit: the change that the writer saw last; raises CHANGED_MEANWHILE where there is a later one."""
    plan = check_plan(plan, to_post=False)
    draft = lock_draft(session, board_id, key, edit)
    find_papers(session, board_id, plan)
    draft.content, draft.edit, draft.changed_at = write_plan(plan), draft.edit + 1, now
    session.flush()
    return draft


def edit_draft(
    session: Session, now: datetime, board_id: int, key: str, change: Callable[[Plan], Plan]
) -> MeetingDraft:
    """Change one part of a draft, and nothing of what others have written in the meantime in its other parts.

    change: makes the new plan of the newest one; it raises PlanningRefused where that is not as its writer saw it.
    """
    draft = lock_draft(session, board_id, key, None)
    before = read_plan(draft.content)
    plan = check_plan(change(before), to_post=False)
    find_papers(session, board_id, plan)
    if plan != before:
        draft.content, draft.edit, draft.changed_at = write_plan(plan), draft.edit + 1, now
        session.flush()
    return draft


def abandon_draft(session: Session, now: datetime, board_id: int, key: str, edit: int) -> None:
    """Give up what was prepared. What was posted stays as it is, and can be taken up again as a new draft."""
    draft = lock_draft(session, board_id, key, edit)
    draft.abandoned_at, draft.meeting_id = now, None
    session.flush()


def copy_agenda(plan: Plan, starts_at: datetime, ends_at: datetime | None) -> Plan:
    """The plan of another meeting after this one: the same items as new ones, on another day, without their papers."""
    items = tuple(replace(item, key=make_key(), documents=()) for item in plan.items)
    return replace(
        plan, starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat() if ends_at else "", emergency=None,
        recording_address="", items=items,
    )  # fmt: skip


def take_up(session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str) -> MeetingDraft:
    """The draft by which a posted meeting is changed: the one that is there, or a new one that holds what was posted."""
    board = lock_board(session, board_id)
    meeting = find_open_meeting(session, now, board.id, meeting_key)
    draft = session.scalar(select(MeetingDraft).where(MeetingDraft.meeting_id == meeting.id))
    if draft is not None:
        return draft
    newest = find_newest_agenda(session, meeting.id)
    draft = MeetingDraft(
        key=make_key(), board_id=board.id, meeting_id=meeting.id,
        content=newest.content if newest is not None else write_plan(plan_recorded(session, meeting)), edit=1,
        entered_at=now, entered_by=actor.account_id, changed_at=now,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def post_agenda(
    session: Session,
    now: datetime,
    actor: Actor,
    board_id: int,
    key: str,
    edit: int,
    *,
    noticed_elsewhere: Attestation | None = None,
) -> AgendaVersion:
    """Give notice of a meeting here, or post another version of its agenda: from now on the public reads it.

    Refused with BREAKS_LAW and the findings where the law that is in force on the meeting's day says that a first
    notice, or one for another time, comes too late now; unless noticed_elsewhere says where notice was given before
    this portal knew, which then stands on the record beside it, with whatever it breaches.
    """
    board = lock_board(session, board_id)
    draft = lock_draft(session, board.id, key, edit)
    plan = check_plan(read_plan(draft.content))
    papers = find_papers(session, board.id, plan)
    meeting = session.get_one(Meeting, draft.meeting_id) if draft.meeting_id is not None else None
    if meeting is not None:
        refuse_closed(now, meeting)
    if plan.begins <= now:
        raise PlanningRefused(PlanningRefusal.ALREADY_BEGUN, "starts_at")
    refuse_same_time(session, board.id, plan, meeting)
    newest = find_newest_agenda(session, meeting.id) if meeting is not None else None
    before = read_plan(newest.content) if newest is not None else None
    digest = compute_digest(plan)
    if newest is not None and newest.digest == digest:
        raise PlanningRefused(PlanningRefusal.NOTHING_CHANGES)
    if noticed_elsewhere is not None:
        check_attestation(now, noticed_elsewhere)
    elif before is None or (before.starts_at, before.kind) != (plan.starts_at, plan.kind):
        refuse_late_notice(session, board, plan, now)
    former: list[FormerState] = []
    if meeting is None:
        meeting = Meeting(
            board_id=board.id, key=f"{find_day(plan.begins, board.zone)}-{make_key()}", zone=board.zone, entered_at=now
        )  # fmt: skip
        set_meeting(meeting, plan)
        session.add(meeting)
        session.flush()
        draft.meeting_id = meeting.id
    else:
        former = [keep_former(session, now, meeting)]
        set_meeting(meeting, plan)
    rows = [
        *former,
        *write_items(session, now, meeting, plan),
        *write_papers(session, now, board, meeting, plan, papers),
    ]
    version = AgendaVersion(
        meeting_id=meeting.id, number=newest.number + 1 if newest is not None else 1, content=write_plan(plan),
        digest=digest, changes=find_changes(before, plan) if before is not None else [], posted_at=now,
        posted_by=actor.account_id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    notices = [
        Notice(
            meeting_id=meeting.id, agenda_version_id=version.id, channel=NoticeChannel.PORTAL, posted_at=now,
            entered_at=now, entered_by=actor.account_id,
        ),
        *([make_notice(session, now, actor, board.id, meeting, noticed_elsewhere)] if noticed_elsewhere else []),
    ]  # fmt: skip
    session.add_all(notices)
    session.flush()
    act = MeetingAct.NOTICED if newest is None else MeetingAct.AGENDA_CHANGED
    said = {"agenda": version.number, "sha256": digest, "on": find_day(plan.begins, board.zone)}
    enter_act(session, now, actor, act, meeting, said, [meeting, version, *notices, *rows])
    grow_versions(session, board)
    return version


def refuse_late_notice(session: Session, board: Board, plan: Plan, now: datetime) -> None:
    """Raises PlanningRefused where notice here and now would come too late under the law of the meeting's day."""
    day = find_day(plan.begins, board.zone)
    law = find_meeting_law(session, board.id, day)
    if law is None:
        return
    noticed = facts.Meeting(
        key="", starts_at=plan.begins, zone=board.zone, kind=plan.kind,
        postings=(facts.Posting(facts.Channel.PORTAL, now),),
        emergency=read_emergency(plan.emergency),
    )  # fmt: skip
    years = range(find_day(now, board.zone).year - 1, day.year + 2)
    refuse_breaches(judge_notice(law, noticed, gather_calendar(session, board.id, years), now), "starts_at")
