"""What rooms above ask of motions: whether the board decided what they are about to do. They hold the key to a motion."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.db.facts import Rows
from governance.meetings.models import Meeting
from governance.votes.closed_doors import is_told
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


def select_carried() -> Rows:
    """Motions that the board carried here and that stand, each with its votes.

    Only what asks for something itself is one: a motion that amends or lays aside another approves nothing. What was
    decided in a closed session can be acted on once that is over: before, it would be told by what follows from it.
    """
    return (
        select(
            Motion.key, Meeting.board_id, Meeting.key, MotionVersion.agenda_item_id, MotionVersion.text,
            MotionVersion.effect, HeldVote.key, HeldVote.closed_at,
        )
        .join(MotionVersion, MotionVersion.motion_id == Motion.id)
        .join(HeldVote, HeldVote.motion_id == Motion.id)
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .where(
            MotionVersion.superseded_at.is_(None), MotionVersion.kind == Kind.MAIN,
            MotionVersion.status == Status.CARRIED, HeldVote.result == Result.CARRIED,
            is_told(HeldVote.meeting_id, HeldVote.closed_at),
        )
    )  # fmt: skip


def find_carried_motion(session: Session, key: str) -> CarriedMotion | None:
    """The motion of a key, where the board carried it: not while it is pending or reconsidered, nor once it is rescinded.

    One query.
    """
    row = session.execute(
        select_carried().where(Motion.key == key).order_by(HeldVote.closed_at.desc(), HeldVote.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else CarriedMotion(*row)


def find_carried_motions(session: Session, board_id: int, most: int) -> list[CarriedMotion]:
    """The motions that a board carried and that stand, the latest first, each with its last vote that carried."""
    rows = session.execute(
        select_carried()
        .where(Meeting.board_id == board_id)
        .order_by(HeldVote.closed_at.desc(), HeldVote.id.desc())
        .limit(most)
    )
    found: dict[str, CarriedMotion] = {}
    for row in rows:
        found.setdefault(row[0], CarriedMotion(*row))
    return list(found.values())
