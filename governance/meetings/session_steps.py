"""The steps of a meeting's items as they stand: what each leads to, and which cannot follow another."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.db.model import Model
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.session_acts import SessionRefusal, SessionRefused
from governance.meetings.session_models import ItemStep, ItemStepKind


class ItemState(StrEnum):
    """Where an item stands. PULLED: out of the consent calendar, and waiting to be taken up alone."""

    WAITING = "waiting"
    PULLED = "pulled"
    UP = "up"
    FINISHED = "finished"
    POSTPONED = "postponed"


LEADS_TO = {
    ItemStepKind.TAKEN_UP: ItemState.UP,
    ItemStepKind.FINISHED: ItemState.FINISHED,
    ItemStepKind.POSTPONED: ItemState.POSTPONED,
    ItemStepKind.PULLED: ItemState.PULLED,
}


def find_item_state(steps: Iterable[ItemStepKind]) -> ItemState:
    """Where an item stands after its steps, in their order. Raises SessionRefused for one that cannot follow."""
    state = ItemState.WAITING
    for step in steps:
        refuse_step(state, step)
        state = LEADS_TO[step]
    return state


def refuse_step(state: ItemState, step: ItemStepKind) -> None:
    """What is finished or postponed can be taken up again; nothing else can follow it."""
    if step is ItemStepKind.TAKEN_UP:
        if state is ItemState.UP:
            raise SessionRefused(SessionRefusal.ITEM_UP_ALREADY)
    elif step is ItemStepKind.FINISHED:
        if state is not ItemState.UP:
            raise SessionRefused(SessionRefusal.ITEM_NOT_UP)
    elif state in (ItemState.FINISHED, ItemState.POSTPONED) or (
        step is ItemStepKind.PULLED and state is ItemState.PULLED
    ):
        raise SessionRefused(SessionRefusal.ITEM_DONE_ALREADY)


def find_steps(session: Session, meeting: Meeting) -> dict[int, list[ItemStep]]:
    """The steps of a meeting's items as they stand, by item, in the order of their time."""
    found: dict[int, list[ItemStep]] = {}
    rows = session.scalars(
        select(ItemStep)
        .join(AgendaItem, AgendaItem.id == ItemStep.agenda_item_id)
        .where(AgendaItem.meeting_id == meeting.id, ItemStep.superseded_at.is_(None))
        .order_by(ItemStep.at, ItemStep.id)
    )
    for row in rows:
        found.setdefault(row.agenda_item_id, []).append(row)
    return found


def refuse_order(steps: Sequence[ItemStep]) -> None:
    """Raises SessionRefused where an item's steps cannot follow one another by their times; a new one comes last."""
    # Rows that are not added yet have no number, and Python's sort keeps what comes at the same time in its order.
    find_item_state(step.what for step in sorted(steps, key=lambda step: step.at))


def end_all(session: Session, now: datetime, actor: Actor, meeting: Meeting, at: datetime) -> list[Model]:
    """The ends of all items that are up when a meeting is adjourned; they are added."""
    ended: list[Model] = [
        make_step(now, actor, item_id, ItemStepKind.FINISHED, at, None)
        for item_id, steps in find_steps(session, meeting).items()
        if steps[-1].what is ItemStepKind.TAKEN_UP
    ]
    session.add_all(ended)
    session.flush()
    return ended


def make_step(
    now: datetime, actor: Actor, item_id: int, what: ItemStepKind, at: datetime, request: str | None
) -> ItemStep:
    return ItemStep(
        agenda_item_id=item_id, what=what, at=at, request=request, entered_at=now, entered_by=actor.account_id
    )  # fmt: skip
