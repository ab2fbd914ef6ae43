"""What is done with the items of a meeting that is held here: taken up, finished, postponed, pulled, added, written of.

Each act runs in the caller's transaction and locks the board. What the public can read writes one entry on the board's
ledger; a note is nobody's but the record keepers' until the minutes are published, and goes among the private acts.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.clock import find_day
from governance.db.keys import make_key
from governance.ledger.private_acts import note_private_act
from governance.ledger.seals import read_row
from governance.meetings.law_facts import find_meeting_law
from governance.meetings.models import AgendaItem, ItemKind, Meeting
from governance.meetings.planning import PlanRefused, tidy_line, tidy_text
from governance.meetings.session_acts import SessionAct, SessionRefusal, SessionRefused, enter_act
from governance.meetings.session_facts import find_events
from governance.meetings.session_models import ItemNote, ItemStep, ItemStepKind, OffAgenda
from governance.meetings.session_rows import check_time, find_bounds, find_session_meeting, follow_or_refuse
from governance.meetings.session_steps import find_steps, make_step, refuse_order
from model_law import meetings as facts
from model_law.attendance import Attendance, State
from model_law.findings import Verdict
from model_law.notice import judge_agenda

ACTS = {
    ItemStepKind.TAKEN_UP: SessionAct.ITEM_TAKEN_UP,
    ItemStepKind.FINISHED: SessionAct.ITEM_FINISHED,
    ItemStepKind.POSTPONED: SessionAct.ITEM_POSTPONED,
    ItemStepKind.PULLED: SessionAct.ITEM_PULLED,
}
IN_SESSION_ONLY = (ItemStepKind.TAKEN_UP, ItemStepKind.POSTPONED, ItemStepKind.PULLED)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done with an item, by its key."""

    item: str
    what: ItemStepKind
    at: datetime


def enter_step(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, step: Step,
    request: str | None = None,
) -> ItemStep:  # fmt: skip
    """Take an item up, finish, postpone or pull it. Taking one up finishes the one that is up, at the same moment.

    A closed session is finished by itself: the public is told when the board comes back.
    """
    board = lock_board(session, board_id)
    meeting = find_session_meeting(session, board.id, meeting_key)
    item = find_item(session, meeting, step.item)
    known = find_requested_step(session, meeting, request)
    if known is not None:
        if (known.agenda_item_id, known.what) != (item.id, step.what):
            raise SessionRefused(SessionRefusal.REQUEST_USED)
        return known
    check_time(now, board, meeting, step.at)
    if item.taken_off_at is not None:
        raise SessionRefused(SessionRefusal.ITEM_TAKEN_OFF, "item")
    if step.what is ItemStepKind.PULLED and item.kind is not ItemKind.CONSENT:
        raise SessionRefused(SessionRefusal.ITEM_NOT_CONSENT, "item")
    refuse_out_of_session(follow_or_refuse(session, find_events(session, meeting.id)), step)
    steps = find_steps(session, meeting)
    new = make_step(now, actor, item.id, step.what, step.at, request)
    refuse_order([*steps.get(item.id, []), new])
    ended = end_other(session, now, actor, steps, item, step)
    session.add_all([*ended, new])
    session.flush()
    enter_act(session, now, actor, ACTS[step.what], board, meeting, {"item": item.key, "step": new.id}, [*ended, new])
    return new


def refuse_out_of_session(moments: Attendance, step: Step) -> None:
    begins, ends = find_bounds(moments)
    state = moments.at(step.at).state
    within = begins is not None and begins <= step.at and (ends is None or step.at <= ends)
    if not within or (step.what in IN_SESSION_ONLY and state is State.IN_RECESS):
        raise SessionRefused(SessionRefusal.NOT_IN_SESSION, "at")


def end_other(
    session: Session, now: datetime, actor: Actor, steps: dict[int, list[ItemStep]], item: AgendaItem, step: Step
) -> list[ItemStep]:  # fmt: skip
    """The ends of other items that were up at the moment at which this one is taken up."""
    if step.what is not ItemStepKind.TAKEN_UP:
        return []
    ended = []
    for other_id, others in steps.items():
        past = [one for one in others if one.at <= step.at]
        if other_id == item.id or not past or past[-1].what is not ItemStepKind.TAKEN_UP:
            continue
        if session.get_one(AgendaItem, other_id).kind is ItemKind.CLOSED_SESSION:
            raise SessionRefused(SessionRefusal.CLOSED_SESSION_LASTS, "item")
        later = next((one for one in others if one.at > step.at), None)
        if later is not None:
            # What became of it afterwards is known: this item came between.
            continue
        ended.append(make_step(now, actor, other_id, ItemStepKind.FINISHED, step.at, None))
    return ended


def take_back_step(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, step_id: int
) -> ItemStep:
    """Strike out a step that was entered wrongly; it stays on record. What is true is entered anew, with its time."""
    board = lock_board(session, board_id)
    meeting = find_session_meeting(session, board.id, meeting_key)
    step = session.get(ItemStep, step_id)
    item = session.get(AgendaItem, step.agenda_item_id) if step is not None else None
    if step is None or item is None or item.meeting_id != meeting.id:
        raise SessionRefused(SessionRefusal.UNKNOWN_STEP)
    if step.superseded_at is not None:
        return step
    left = [one for one in find_steps(session, meeting)[item.id] if one.id != step.id]
    refuse_order(left)
    step.superseded_at = now
    session.flush()
    said = {"item": item.key, "step": step.id}
    enter_act(session, now, actor, SessionAct.STEP_TAKEN_BACK, board, meeting, said, [step])
    return step


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that is on no posted agenda: why the law lets it be taken up, and what the board found."""

    title: str
    kind: ItemKind
    exception: str
    found: str
    closed_ground: str = ""


def add_off_agenda(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, new: NewItem, key: str | None = None
) -> AgendaItem:
    """Put a matter before the meeting that is on no posted agenda. key: the name that the page gave it.

    Without the exception and what was found it is refused: with BREAKS_LAW and the finding, where a rule that binds the
    board says that nothing else is voted on than what is on the agenda.
    """
    board = lock_board(session, board_id)
    meeting = find_session_meeting(session, board.id, meeting_key)
    known = session.scalar(select(AgendaItem).where(AgendaItem.key == key)) if key is not None else None
    if known is not None:
        if known.meeting_id != meeting.id or known.title != tidy(new.title, "title", line=True):
            raise SessionRefused(SessionRefusal.REQUEST_USED)
        return known
    moments = follow_or_refuse(session, find_events(session, meeting.id))
    if moments.state not in (State.IN_SESSION, State.IN_RECESS):
        raise SessionRefused(SessionRefusal.NOT_IN_SESSION)
    title, ground = tidy(new.title, "title", line=True), tidy(new.closed_ground, "closed_ground", line=True)
    exception, found = tidy(new.exception, "exception"), tidy(new.found, "found")
    if not title:
        raise SessionRefused(SessionRefusal.TITLE_MISSING, "title")
    if new.kind is ItemKind.CLOSED_SESSION and not ground:
        raise SessionRefused(SessionRefusal.GROUND_MISSING, "closed_ground")
    if not exception or not found:
        refuse_off_agenda(session, board, meeting)
        missing = SessionRefusal.FOUND_MISSING if exception else SessionRefusal.EXCEPTION_MISSING
        raise SessionRefused(missing, "found" if exception else "exception")
    last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)) or 0
    item = AgendaItem(
        meeting_id=meeting.id, key=key or make_key(), position=last + 1, kind=new.kind, title=title,
        closed_ground=ground or None, entered_at=now,
    )  # fmt: skip
    session.add(item)
    session.flush()
    why = OffAgenda(
        agenda_item_id=item.id, exception=exception, found=found, entered_at=now, entered_by=actor.account_id
    )  # fmt: skip
    session.add(why)
    session.flush()
    enter_act(session, now, actor, SessionAct.ITEM_ADDED, board, meeting, {"item": item.key}, [item, why])
    return item


def refuse_off_agenda(session: Session, board: Board, meeting: Meeting) -> None:
    """Raises SessionRefused where the law binds the board to its posted agenda, as one vote off it would be judged."""
    law = find_meeting_law(session, board.id, find_day(meeting.starts_at, board.zone))
    off = facts.Meeting(key=meeting.key, starts_at=meeting.starts_at, zone=meeting.zone, off_agenda_votes=1)
    rules = [rule for rule in law.rules if rule.provision.check == "agenda_only"] if law is not None else []
    breached = [
        finding for finding in (judge_agenda(rule, off) for rule in rules) if finding.verdict is Verdict.BREACHED
    ]
    if breached:
        raise SessionRefused(SessionRefusal.BREAKS_LAW, "exception", findings=breached)


def write_note(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, item_key: str, *, note: str,
    action: str, seen: int | None,
) -> ItemNote | None:  # fmt: skip
    """Write anew what is noted of an item, and what was done. Each save is kept; nobody's is overwritten unseen.

    seen: the save that the writer saw last, None for none; CHANGED_MEANWHILE where another one came since and says
    something else.
    """
    board = lock_board(session, board_id)
    meeting = find_session_meeting(session, board.id, meeting_key)
    item = find_item(session, meeting, item_key)
    texts = (tidy(note, "note") or None, tidy(action, "action") or None)
    current = session.scalar(
        select(ItemNote).where(ItemNote.agenda_item_id == item.id, ItemNote.superseded_at.is_(None))
    )
    if texts == ((current.note, current.action) if current is not None else (None, None)):
        return current
    if (current.id if current is not None else None) != seen:
        raise SessionRefused(SessionRefusal.CHANGED_MEANWHILE, "note")
    if current is not None:
        current.superseded_at = now
        session.flush()
    row = ItemNote(
        agenda_item_id=item.id, note=texts[0], action=texts[1], entered_at=now, entered_by=actor.account_id,
        corrects_id=current.id if current is not None else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note_private_act(
        session, board.id, at=now, rows=map(read_row, [*([current] if current is not None else []), row])
    )  # fmt: skip
    return row


def find_item(session: Session, meeting: Meeting, key: str) -> AgendaItem:
    item = session.scalar(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.key == key))
    if item is None:
        raise SessionRefused(SessionRefusal.UNKNOWN_ITEM, "item")
    return item


def find_requested_step(session: Session, meeting: Meeting, request: str | None) -> ItemStep | None:
    if request is None:
        return None
    return session.scalar(
        select(ItemStep)
        .join(AgendaItem, AgendaItem.id == ItemStep.agenda_item_id)
        .where(AgendaItem.meeting_id == meeting.id, ItemStep.request == request)
        .limit(1)
    )


def tidy(text: str, field: str, *, line: bool = False) -> str:
    try:
        return tidy_line(text, field) if line else tidy_text(text, field)
    except PlanRefused:
        raise SessionRefused(SessionRefusal.TEXT_UNUSABLE, field) from None
