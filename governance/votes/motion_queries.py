"""What rooms above ask of motions: whether the board decided what they are about to do. They hold the key to a motion."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.meetings.models import Meeting
from governance.votes.floor_models import HeldVote, MotionVersion
from governance.votes.models import Motion
from model_law.motions import Kind, Status
from model_law.vote_judgement import Result


@dataclass(frozen=True, slots=True)
class CarriedMotion:
    """A motion that the board carried here and that stands. text is what was carried; vote: the key of the vote."""

    key: str
    board_id: int
    meeting: str
    agenda_item_id: int | None
    text: str
    effect: str | None
    vote: str
    carried_at: datetime | None


def find_carried_motion(session: Session, key: str) -> CarriedMotion | None:
    """The motion of a key, where the board carried it: not while it is pending or reconsidered, nor once it is rescinded.

    Only what asks for something itself is one: a motion that amends or lays aside another approves nothing. One query.
    """
    row = session.execute(
        select(
            Motion.key, Meeting.board_id, Meeting.key, MotionVersion.agenda_item_id, MotionVersion.text,
            MotionVersion.effect, HeldVote.key, HeldVote.closed_at,
        )
        .join(MotionVersion, MotionVersion.motion_id == Motion.id)
        .join(HeldVote, HeldVote.motion_id == Motion.id)
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .where(
            Motion.key == key, MotionVersion.superseded_at.is_(None), MotionVersion.kind == Kind.MAIN,
            MotionVersion.status == Status.CARRIED, HeldVote.result == Result.CARRIED,
        )
        .order_by(HeldVote.closed_at.desc(), HeldVote.id.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    return None if row is None else CarriedMotion(*row)
