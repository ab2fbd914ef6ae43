"""What is done in a closed session is told once the board is back from it, and not before."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from governance.meetings.models import AgendaItem, ItemKind, Meeting, MeetingStatus
from governance.meetings.session_models import ItemStep, ItemStepKind

Step, Later = aliased(ItemStep, name="closed_step"), aliased(ItemStep, name="later_step")
Item, Held = aliased(AgendaItem, name="closed_item"), aliased(Meeting, name="held_meeting")


def is_told(
    meeting_id: InstrumentedAttribute[Any] | ScalarSelect[Any], at: InstrumentedAttribute[Any] | datetime
) -> ColumnElement[bool]:
    """Whether the public reads by now what was entered at a moment of a meeting: not while a closed session lasts that had
    begun by then.
    """
    went_on = or_(Later.at > Step.at, and_(Later.at == Step.at, Later.id > Step.id))
    is_over = exists(
        select(Later.id).where(Later.agenda_item_id == Step.agenda_item_id, Later.superseded_at.is_(None), went_on)
    )
    return ~exists(
        select(Step.id)
        .join(Item, Item.id == Step.agenda_item_id)
        .join(Held, Held.id == Item.meeting_id)
        .where(
            Held.id == meeting_id, Held.status == MeetingStatus.IN_SESSION, Item.kind == ItemKind.CLOSED_SESSION,
            Step.what == ItemStepKind.TAKEN_UP, Step.superseded_at.is_(None), Step.at <= at, ~is_over,
        )
    )  # fmt: skip
