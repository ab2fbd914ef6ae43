"""Motions as pages tell them: one with its versions, and those that a meeting has before it. In a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy.orm import Session, aliased

from governance.boards.models import Board
from governance.boards.queries import BoardIdentity, select_boards
from governance.db.facts import MaybeRowKey, RowKey, Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.queries import make_meeting_address
from governance.votes.floor_models import MotionVersion
from governance.votes.models import Motion
from governance.votes.queries import Mover, Named, Seconder, name_person
from model_law.motions import Kind, Status

About = aliased(Motion, name="about")

MaybePerson = Annotated[str | None, Field(exclude=True)]
"""A person's key, by which forms name them; the public has their address."""


@dataclass(frozen=True, slots=True)
class MotionReference:
    """Another motion, as a page names it."""

    key: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class MotionTold:
    """A motion as it stands. status is empty for one whose record came from another system.

    text is the whole text that stands; effect is what changes if it carries; about is the motion that it would amend, lay
    aside, take up, reconsider or rescind. consent: it decides the items of the consent calendar together. The meeting is
    the one on whose page the public reads it.
    """

    id: RowKey
    key: str
    address: str
    text: str
    kind: Kind
    status: Status | None
    effect: str | None
    consent: bool
    reconsidered: bool
    mover: Named | None
    seconder: Named | None
    mover_key: MaybePerson
    seconder_key: MaybePerson
    about: MotionReference | None
    meeting_key: str
    meeting_title: str
    meeting_address: str
    item_id: MaybeRowKey
    item_number: str | None
    item_title: str | None
    item_anchor: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is before the board: moved or pending, and not decided or laid aside."""
        return self.status in (Status.MOVED, Status.PENDING)


def make_motion_address(slug: str, key: str) -> str:
    return f"/boards/{slug}/motions/{key}"


TOLD = (
    Motion.id, Motion.key, Motion.text, Motion.agenda_item_id, Mover.name, Mover.key, Motion.mover_name, Seconder.name,
    Seconder.key, Motion.seconder_name, MotionVersion.kind, MotionVersion.status, MotionVersion.effect,
    MotionVersion.consent, MotionVersion.reconsidered, About.key, About.text, Meeting.key, Meeting.title,
    AgendaItem.number, AgendaItem.position, AgendaItem.title, AgendaItem.key,
)  # fmt: skip


def join_told(query: Rows) -> Rows:
    """All that TOLD reads, from Motion on."""
    return (
        query.outerjoin(
            MotionVersion, (MotionVersion.motion_id == Motion.id) & MotionVersion.superseded_at.is_(None)
        )
        .outerjoin(About, About.id == MotionVersion.about_id)
        .outerjoin(AgendaItem, AgendaItem.id == Motion.agenda_item_id)
        .outerjoin(Mover, Mover.id == Motion.mover_id)
        .outerjoin(Seconder, Seconder.id == Motion.seconder_id)
    )  # fmt: skip


def make_motion(row: Sequence[Any], slug: str) -> MotionTold:
    motion_id, key, text, item_id = row[:4]
    mover, seconder = row[4:7], row[7:10]
    kind, status, effect, consent, reconsidered, about_key, about_text, meeting, title = row[10:19]
    number, position, item_title, item_key = row[19:]
    about = MotionReference(about_key, about_text, make_motion_address(slug, about_key)) if about_key else None
    return MotionTold(
        motion_id, key, make_motion_address(slug, key), text, kind or Kind.MAIN, status, effect, bool(consent),
        bool(reconsidered), name_person(*mover), name_person(*seconder), mover[1], seconder[1], about, meeting, title,
        make_meeting_address(slug, meeting), item_id, (number or f"{position}.") if item_key else None,
        item_title, f"item-{item_key}" if item_key else None,
    )  # fmt: skip


@prepared
def read_motion(slug: str, key: str) -> Rows:
    return join_told(
        select_boards()
        .add_columns(*TOLD)
        .join(Meeting, Meeting.board_id == Board.id)
        .join(Motion, Motion.meeting_id == Meeting.id)
        .where(Board.slug == slug, Motion.key == key)
    )


def find_motion(db: Session, slug: str, key: str) -> tuple[BoardIdentity, MotionTold] | None:
    """A motion with its board, in one query."""
    row = read_motion(db, slug, key).one_or_none()
    return None if row is None else (BoardIdentity(*row[:15]), make_motion(row[15:], slug))


def find_motion_of_board(db: Session, board: BoardIdentity, key: str) -> MotionTold | None:
    """The same where the board is known already."""
    found = find_motion(db, board.slug, key)
    return None if found is None else found[1]
