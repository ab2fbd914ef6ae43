"""Motions before a board: moved, seconded, amended, withdrawn, laid aside, taken up, reconsidered, rescinded; and conflicts.

What may be done with a motion, when and by whom, the law says; here it is asked, and what it answers is written. Each act
runs in the caller's transaction, locks the board, writes one entry on its ledger, and raises VoteRefused before anything is
changed. An act that was done already, by the same member, is not done again and not refused.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.clock import find_day
from governance.db.keys import make_key
from governance.db.model import Model
from governance.meetings.session_acts import SessionRefusal, SessionRefused
from governance.meetings.session_bars import is_record_closed
from governance.meetings.session_facts import gather_sitting
from governance.meetings.session_items import Step, enter_step
from governance.meetings.session_models import ItemStepKind
from governance.votes.floor_acts import (
    VoteAct,
    VoteRefusal,
    VoteRefused,
    check_key,
    enter_act,
    find_item,
    find_people,
    tidy,
)
from governance.votes.floor_checks import (
    Moved,
    ask,
    begin,
    check_members,
    find_item_id,
    find_moved,
    refuse_out_of_session,
    refuse_while_voting,
)
from governance.votes.floor_models import ConflictDeclaration, MotionVersion
from governance.votes.models import Motion
from governance.votes.motion_rows import load_floor, save_floor
from governance.votes.vote_facts import find_calendar
from model_law import motions as law
from model_law.conflicts import ConflictError, read_conflict
from model_law.motions import Floor, MotionError, Objection, Status
from model_law.votes import Refusal


def move(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, moved: Moved, key: str | None = None
) -> Motion:
    """Move a motion. key: the name that the page gave it, under which it is moved once.

    Refused with MOTION and model_law's reason where it is not in order, with MEMBER where the mover may not vote here.
    """
    board, meeting = begin(session, board_id, meeting_key)
    text, effect = tidy(moved.text, "text"), tidy(moved.effect, "effect")
    if key is not None and (known := find_moved(session, check_key(key), meeting, moved, text)) is not None:
        return known
    refuse_while_voting(session, meeting)
    present = refuse_out_of_session(session, meeting, now).present
    check_members(session, board, now, present, [moved.mover])
    loaded = load_floor(session, board, meeting, moved.about)
    item_id = find_item_id(session, meeting, moved, loaded)
    key = key or make_key()
    after = ask(lambda: law.move(loaded.floor, key, moved.mover, text, moved.kind, moved.about))
    position = session.scalar(select(func.max(Motion.position)).where(Motion.meeting_id == meeting.id)) or 0
    motion = Motion(
        meeting_id=meeting.id, agenda_item_id=item_id, key=key, text=text, position=position + 1, entered_at=now,
        mover_id=find_people(session, [moved.mover])[moved.mover],
    )  # fmt: skip
    session.add(motion)
    session.flush()
    version = MotionVersion(
        motion_id=motion.id, number=1, meeting_id=meeting.id, agenda_item_id=item_id, kind=moved.kind,
        status=after.find(key).status, text=text, effect=effect or None, consent=moved.consent, entered_at=now,
        about_id=loaded.rows[moved.about].motion.id if moved.about is not None else None, entered_by=actor.account_id,
        reconsidered=False,
    )  # fmt: skip
    session.add(version)
    session.flush()
    said = {"motion": key, "kind": moved.kind}
    enter_act(session, now, actor, VoteAct.MOVED, board, meeting, said, [motion, version])
    return motion


def second(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str, member: str
) -> Motion:
    """Second a motion, which brings it before the board."""
    board, meeting = begin(session, board_id, meeting_key)
    loaded = load_floor(session, board, meeting, motion_key)
    standing = ask(lambda: loaded.floor.find(motion_key))
    row = loaded.rows[motion_key]
    if standing.seconder == member:
        return row.motion
    present = refuse_out_of_session(session, meeting, now).present
    check_members(session, board, now, present, [member])
    after = ask(lambda: law.second(loaded.floor, motion_key, member))
    row.motion.seconder_id = find_people(session, [member])[member]
    rows = save_floor(session, now, actor, meeting, loaded, after)
    enter_act(session, now, actor, VoteAct.SECONDED, board, meeting, {"motion": motion_key}, [row.motion, *rows])
    return row.motion


def withdraw(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str, member: str
) -> Motion:
    """The mover takes a motion back, and what was moved about it falls with it."""
    return change(
        session, now, actor, board_id, meeting_key, motion_key, VoteAct.WITHDRAWN, Status.WITHDRAWN,
        lambda floor: law.withdraw(floor, motion_key, member),
    )  # fmt: skip


def pass_over(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str
) -> Motion:
    """Nobody seconded a motion, and the chair passes over it."""
    return change(
        session, now, actor, board_id, meeting_key, motion_key, VoteAct.NOT_SECONDED, Status.NOT_SECONDED,
        lambda floor: law.fall(floor, motion_key),
    )  # fmt: skip


def take_up_again(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str, item: str
) -> Motion:
    """A motion that was postponed or referred comes back at its time, under an item of this meeting."""
    _board, meeting = begin(session, board_id, meeting_key)
    item_id = find_item(session, meeting, item).id
    return change(
        session, now, actor, board_id, meeting_key, motion_key, VoteAct.TAKEN_UP_AGAIN, Status.PENDING,
        lambda floor: law.taken_up(floor, motion_key), item_id,
    )  # fmt: skip


def change(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str, act: VoteAct,
    becomes: Status, do: Callable[[Floor], Floor], item_id: int | None = None,
) -> Motion:  # fmt: skip
    """An act that changes how motions stand and no more."""
    board, meeting = begin(session, board_id, meeting_key)
    loaded = load_floor(session, board, meeting, motion_key)
    if act is VoteAct.WITHDRAWN and ask(lambda: loaded.floor.find(motion_key)).status is becomes:
        return loaded.rows[motion_key].motion
    refuse_while_voting(session, meeting)
    refuse_out_of_session(session, meeting, now)
    after = ask(lambda: do(loaded.floor))
    rows = save_floor(session, now, actor, meeting, loaded, after, item_id)
    enter_act(session, now, actor, act, board, meeting, {"motion": motion_key}, rows)
    return loaded.rows[motion_key].motion


def declare_conflict(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, item_key: str, person: str,
    conflict: str, recuses: bool | None = None,
) -> ConflictDeclaration:  # fmt: skip
    """Declare a conflict of a class on an item, ahead of the meeting or in it, and whether the member steps aside.

    Afterwards it is entered until the minutes are approved, and then only with a correction of them.

    A later answer takes the place of the one before. Lived experience and the program's services are no conflict by
    themselves: refused with CONFLICT. Nothing more is asked, and the ledger names neither the person nor the class.
    """
    board, meeting = begin(session, board_id, meeting_key)
    item = find_item(session, meeting, item_key)
    try:
        named = read_conflict(conflict)
    except ConflictError as problem:
        raise VoteRefused(VoteRefusal.CONFLICT, "conflict", reason=problem.reason) from None
    sitting = gather_sitting(session, board.id, find_day(max(now, meeting.starts_at), board.zone))
    if person not in sitting.serving:
        raise VoteRefused(VoteRefusal.MEMBER, "person", reason=Refusal.NOT_A_MEMBER, about=person)
    person_id = find_people(session, [person])[person]
    standing = session.scalar(
        select(ConflictDeclaration).where(
            ConflictDeclaration.agenda_item_id == item.id, ConflictDeclaration.person_id == person_id,
            ConflictDeclaration.conflict == named, ConflictDeclaration.superseded_at.is_(None),
        )
    )  # fmt: skip
    if standing is not None and standing.recuses is recuses:
        return standing
    if is_record_closed(session, meeting.id):
        raise VoteRefused(VoteRefusal.NOT_IN_SESSION, reason=SessionRefusal.MINUTES_APPROVED)
    rows: list[Model] = []
    if standing is not None:
        standing.superseded_at = now
        session.flush()
        rows.append(standing)
    row = ConflictDeclaration(
        agenda_item_id=item.id, person_id=person_id, conflict=named, recuses=recuses, entered_at=now,
        entered_by=actor.account_id, corrects_id=standing.id if standing is not None else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    said = {"item": item.key}
    enter_act(session, now, actor, VoteAct.CONFLICT_DECLARED, board, meeting, said, [*rows, row])
    return row


def pull_from_consent(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, item_key: str,
    request: str | None = None,
) -> None:  # fmt: skip
    """Take an item out of the consent calendar, for debate and a vote of its own. Not while its vote is open."""
    _board, meeting = begin(session, board_id, meeting_key)
    refuse_while_voting(session, meeting)
    calendar, _ids = find_calendar(session, meeting)
    try:
        law.pull(calendar, item_key)
    except MotionError as problem:
        if problem.reason is Objection.PULLED_ALREADY:
            return
        raise VoteRefused(VoteRefusal.MOTION, "item", reason=problem.reason) from None
    try:
        enter_step(session, now, actor, board_id, meeting_key, Step(item_key, ItemStepKind.PULLED, now), request)
    except SessionRefused as refused:
        raise VoteRefused(VoteRefusal.NOT_IN_SESSION, refused.field, reason=refused.refusal) from None
