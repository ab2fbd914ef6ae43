"""Motions as pages tell them: one with its versions, and those that a meeting has before it. In a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from governance.boards.models import Board, Person
from governance.boards.queries import BoardIdentity, select_boards
from governance.db.facts import MaybeRowKey, RowKey, Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.queries import make_meeting_address
from governance.votes.closed_doors import is_told
from governance.votes.floor_models import MotionVersion
from governance.votes.models import Motion
from governance.votes.queries import (
    Mover,
    Named,
    Seconder,
    VoteSummary,
    make_motion_address,
    name_person,
    select_votes,
    summarize_votes,
)
from governance.votes.text_changes import Passage, compare_texts
from governance.votes.vote_facts import find_calendar, find_declarations, find_items_decided
from model_law.conflicts import Declaration
from model_law.motions import ConsentCalendar, Kind, Status

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


@prepared
def read_untold(motion_id: int) -> Rows:
    own = aliased(MotionVersion)
    about = select(own.about_id).where(own.motion_id == motion_id, own.about_id.is_not(None))
    return select(MotionVersion.id).where(
        or_(MotionVersion.motion_id == motion_id, MotionVersion.motion_id.in_(about)),
        ~is_told(MotionVersion.meeting_id, MotionVersion.entered_at),
    )


def is_behind_closed_doors(db: Session, motion: MotionTold) -> bool:
    """Whether a motion, or the one that it is about, was moved or changed in a closed session that lasts: then nothing of
    it is told."""
    return read_untold(db, motion.id).first() is not None


@dataclass(frozen=True, slots=True)
class VersionTold:
    """A motion as it stood from a moment on. changes: the words that differ from the version before, where any do."""

    number: int
    at: datetime
    status: Status
    text: str
    changes: list[Passage]
    meeting_title: str
    meeting_address: str


@prepared
def read_versions(motion_id: int) -> Rows:
    version = MotionVersion
    return (
        select(version.number, version.entered_at, version.status, version.text, Meeting.title, Meeting.key)
        .join(Meeting, Meeting.id == version.meeting_id)
        .where(version.motion_id == motion_id)
        .order_by(version.number)
    )


def find_versions(db: Session, slug: str, motion_id: int) -> list[VersionTold]:
    """How a motion stood from each act to the next, the first first."""
    told: list[VersionTold] = []
    for number, at, status, text, title, meeting in read_versions(db, motion_id):
        changes = compare_texts(told[-1].text, text) if told and told[-1].text != text else []
        told.append(VersionTold(number, at, status, text, changes, title, make_meeting_address(slug, meeting)))
    return told


@prepared
def read_text_about(motion_id: int) -> Rows:
    """The versions of the motion that one would change, as they were when it was moved or before; the latest first."""
    own, about = aliased(MotionVersion), MotionVersion
    return (
        select(about.text)
        .join(own, own.about_id == about.motion_id)
        .where(own.motion_id == motion_id, own.number == 1, about.entered_at <= own.entered_at)
        .order_by(about.number.desc())
        .limit(1)
    )


def find_proposal(db: Session, motion: MotionTold) -> list[Passage]:
    """What an amendment would change, as it was when it was moved; empty for every other motion."""
    if motion.kind is not Kind.AMEND:
        return []
    before = read_text_about(db, motion.id).scalar_one_or_none()
    return compare_texts(before, motion.text) if before is not None else []


@prepared
def read_motions_about(motion_id: int) -> Rows:
    return join_told(
        select(*TOLD)
        .select_from(Motion)
        .join(Meeting, Meeting.id == Motion.meeting_id)
    ).where(
        MotionVersion.about_id == motion_id, is_told(MotionVersion.meeting_id, MotionVersion.entered_at)
    ).order_by(Motion.id)  # fmt: skip


def find_motions_about(db: Session, slug: str, motion_id: int) -> list[MotionTold]:
    """What was moved about a motion: amendments, and motions to lay it aside, take it up, reconsider or rescind it."""
    return [make_motion(row, slug) for row in read_motions_about(db, motion_id)]


@prepared
def read_votes_on(motion_id: int) -> Rows:
    return select_votes().where(Motion.id == motion_id)


def find_votes_on(db: Session, board: BoardIdentity, motion_id: int) -> list[VoteSummary]:
    """The votes on a motion. Two queries."""
    rows = read_votes_on(db, motion_id).all()
    return [summary for _, summary in summarize_votes(db, rows, board.slug, board.zone)]


@prepared
def read_floor(meeting_id: int) -> Rows:
    """The motions of a meeting: those that were moved in it, and those of others that came back in it; as load_floor
    orders them."""
    return (
        join_told(select(*TOLD).select_from(Motion).join(Meeting, Meeting.id == Motion.meeting_id))
        .where(or_(Motion.meeting_id == meeting_id, MotionVersion.meeting_id == meeting_id))
        .order_by(Motion.id)
    )


def find_floor(db: Session, board: BoardIdentity, meeting_id: int) -> list[MotionTold]:
    return [make_motion(row, board.slug) for row in read_floor(db, meeting_id)]


DONE_WITH = (Status.CARRIED, Status.LOST, Status.TABLED, Status.POSTPONED, Status.REFERRED)
"""What a later meeting can act on: decided or laid aside."""


def is_earlier(board_id: int, statuses: Sequence[str]) -> ColumnElement[bool]:
    return and_(
        Meeting.board_id == board_id,
        or_(MotionVersion.id.is_(None), (MotionVersion.kind == Kind.MAIN) & MotionVersion.status.in_(statuses)),
    )


@prepared
def read_earlier(board_id: int, statuses: Sequence[str], limit: int, offset: int) -> Rows:
    return (
        join_told(select(*TOLD).select_from(Motion).join(Meeting, Meeting.id == Motion.meeting_id))
        .where(is_earlier(board_id, statuses))
        .order_by(Meeting.starts_at.desc(), Motion.position.desc(), Motion.id.desc())
        .limit(limit)
        .offset(offset)
    )


@prepared
def read_number_of_earlier(board_id: int, statuses: Sequence[str]) -> Rows:
    return (
        select(func.count())
        .select_from(Motion)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .outerjoin(
            MotionVersion, (MotionVersion.motion_id == Motion.id) & MotionVersion.superseded_at.is_(None)
        )
        .where(is_earlier(board_id, statuses))
    )  # fmt: skip


def count_earlier(db: Session, board_id: int) -> int:
    return int(read_number_of_earlier(db, board_id, DONE_WITH).scalar_one())


def find_earlier(db: Session, board: BoardIdentity, limit: int, offset: int) -> list[MotionTold]:
    """The motions of a board on which a meeting can act once more, those of the latest meeting first."""
    return [make_motion(row, board.slug) for row in read_earlier(db, board.id, DONE_WITH, limit, offset)]


@prepared
def read_person_key(person_id: int) -> Rows:
    return select(Person.key).where(Person.id == person_id)


def find_person_key(db: Session, person_id: int | None) -> str | None:
    """The key of whoever an account belongs to; None where the record knows nobody."""
    return None if person_id is None else read_person_key(db, person_id).scalar_one_or_none()


def find_consent_calendar(db: Session, meeting_id: int) -> ConsentCalendar:
    """The items that one vote decides together, and those that somebody took out."""
    return find_calendar(db, db.get_one(Meeting, meeting_id))[0]


def find_declarations_on(db: Session, meeting_id: int, motion: MotionTold) -> tuple[Declaration, ...]:
    """The conflicts on what a motion that a meeting has before it decides there."""
    version = db.scalars(
        select(MotionVersion).where(MotionVersion.motion_id == motion.id, MotionVersion.superseded_at.is_(None))
    ).one()
    return find_declarations(db, find_items_decided(db, db.get_one(Meeting, meeting_id), version).values())
