"""What is told of public comment: to everybody what the clerk has decided on, to the clerk all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.models import Board
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem, Meeting
from governance.participation.models import CommentKind, CommentState, ParticipationTerms, PublicComment

TAKEN_OUT = "\ue000"
"""What stands in a kept comment where something was taken out: a sign that nobody can send."""

CLOSES_HOURS = 24
"""How long before a meeting the time for comments is over, where a board has set nothing."""


@dataclass(frozen=True, slots=True)
class TermsFact:
    """What a board has set for public comment. None: the portal's own default."""

    rules_en: str | None = None
    rules_es: str | None = None
    danger_en: str | None = None
    danger_es: str | None = None
    complaints_en: str | None = None
    complaints_es: str | None = None
    closes_hours: int = CLOSES_HOURS


@dataclass(frozen=True, slots=True)
class CommentTold:
    """One published comment. passages: its words; between two of them something was taken out of it."""

    key: str
    name: str | None
    item: str | None
    passages: tuple[str, ...]
    written_at: datetime


@dataclass(frozen=True, slots=True)
class HeldBackCount:
    """How many comments were held back by one rule, for one reason. Nothing of them is told."""

    rule: str
    reason: str
    comments: int


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many of each kind there are in a state."""

    kind: CommentKind
    state: CommentState
    comments: int


@dataclass(frozen=True, slots=True)
class CommentToReview:
    """One comment as the clerk reads it, whatever has become of it."""

    key: str
    kind: CommentKind
    state: CommentState
    name: str | None
    item: str | None
    passages: tuple[str, ...]
    written_at: datetime
    rule: str | None
    reason: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment as whoever holds its secret sees it, with the meeting that it is about."""

    comment: CommentToReview
    withdrawn_at: datetime | None
    board_slug: str
    board_name: str
    meeting: str
    title: str
    starts_at: datetime
    zone: str


@prepared
def read_terms(board_id: int) -> Rows:
    return select(*(getattr(ParticipationTerms, name) for name in TermsFact.__slots__)).where(
        ParticipationTerms.board_id == board_id, ParticipationTerms.superseded_at.is_(None)
    )


def find_terms(session: Session, board_id: int) -> TermsFact:
    row = read_terms(session, board_id).one_or_none()
    return TermsFact() if row is None else TermsFact(*row)


def find_closing_hours(session: Session, board_id: int) -> timedelta:
    return timedelta(hours=find_terms(session, board_id).closes_hours)


def split_passages(words: str | None) -> tuple[str, ...]:
    return tuple((words or "").split(TAKEN_OUT)) if words else ()


@prepared
def read_published(meeting_id: int, limit: int, offset: int) -> Rows:
    return (
        select(
            PublicComment.key, PublicComment.name, AgendaItem.title, PublicComment.words, PublicComment.written_at
        )
        .outerjoin(AgendaItem, AgendaItem.id == PublicComment.agenda_item_id)
        .where(
            PublicComment.meeting_id == meeting_id, PublicComment.state == CommentState.PUBLISHED,
            PublicComment.kind == CommentKind.WRITTEN,
        )
        .order_by(PublicComment.written_at, PublicComment.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip


def find_published(session: Session, meeting_id: int, limit: int, offset: int) -> list[CommentTold]:
    """The comments that everybody may read, in the order in which they came."""
    return [
        CommentTold(key, name, item, split_passages(words), written_at)
        for key, name, item, words, written_at in read_published(session, meeting_id, limit, offset)
    ]


@prepared
def read_written(meeting_id: int) -> Rows:
    """Every written comment that everybody may read, without words and name, in the order in which they came."""
    comment = PublicComment
    return (
        select(comment.key, AgendaItem.title, comment.written_at, comment.taken_out)
        .outerjoin(AgendaItem, AgendaItem.id == comment.agenda_item_id)
        .where(
            comment.meeting_id == meeting_id, comment.state == CommentState.PUBLISHED,
            comment.kind == CommentKind.WRITTEN,
        )
        .order_by(comment.written_at, comment.id)
    )  # fmt: skip


@prepared
def read_published_of(keys: Sequence[str]) -> Rows:
    return (
        select(PublicComment.key, PublicComment.name, PublicComment.words, PublicComment.taken_out)
        .where(PublicComment.key.in_(keys), PublicComment.state == CommentState.PUBLISHED)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordsOfComment:
    """The words of a comment as everybody may read them now. taken_out: how many passages are gone from them."""

    name: str | None
    passages: tuple[str, ...]
    taken_out: int


def find_words_of(session: Session, keys: Sequence[str]) -> dict[str, WordsOfComment]:
    """The words of those comments of which everybody may read them now, by key."""
    return {
        key: WordsOfComment(name, split_passages(words), taken_out)
        for key, name, words, taken_out in (read_published_of(session, keys) if keys else ())
    }


@prepared
def read_counts(meeting_id: int) -> Rows:
    return (
        select(PublicComment.kind, PublicComment.state, func.count())
        .where(PublicComment.meeting_id == meeting_id)
        .group_by(PublicComment.kind, PublicComment.state)
        .order_by(PublicComment.kind, PublicComment.state)
    )


def count_comments(session: Session, meeting_id: int) -> list[StateCount]:
    return [StateCount(*row) for row in read_counts(session, meeting_id)]


def find_count(counts: Sequence[StateCount], kind: CommentKind, state: CommentState) -> int:
    return sum(one.comments for one in counts if (one.kind, one.state) == (kind, state))


@prepared
def read_held_back(meeting_id: int) -> Rows:
    return (
        select(PublicComment.rule, PublicComment.reason, func.count())
        .where(PublicComment.meeting_id == meeting_id, PublicComment.state == CommentState.HELD_BACK)
        .group_by(PublicComment.rule, PublicComment.reason)
        .order_by(PublicComment.rule, PublicComment.reason)
    )


def count_held_back(session: Session, meeting_id: int) -> list[HeldBackCount]:
    return [HeldBackCount(*row) for row in read_held_back(session, meeting_id)]


@prepared
def read_complaints(board_id: int) -> Rows:
    return (
        select(func.count())
        .select_from(PublicComment)
        .join(Meeting, Meeting.id == PublicComment.meeting_id)
        .where(Meeting.board_id == board_id, PublicComment.state == CommentState.COMPLAINT)
    )


def count_complaints(session: Session, board_id: int) -> int:
    """How many comments of a board's meetings were complaints about a response."""
    return int(read_complaints(session, board_id).scalar_one())


REVIEWED = (
    PublicComment.key, PublicComment.kind, PublicComment.state, PublicComment.name, AgendaItem.title,
    PublicComment.words, PublicComment.written_at, PublicComment.rule, PublicComment.reason, PublicComment.decided_at,
)  # fmt: skip


def tell_review(row: Sequence[Any]) -> CommentToReview:
    key, kind, state, name, item, words, *rest = row
    return CommentToReview(key, kind, state, name, item, split_passages(words), *rest)


def select_to_review() -> Rows:
    """Every comment but those that nobody is to read: what its writer has not confirmed, or has withdrawn."""
    hidden = (CommentState.UNCONFIRMED, CommentState.WITHDRAWN)
    return (
        select(*REVIEWED)
        .outerjoin(AgendaItem, AgendaItem.id == PublicComment.agenda_item_id)
        .where(PublicComment.state.not_in(hidden))
    )


def find_to_review(session: Session, meeting_id: int, limit: int, offset: int) -> list[CommentToReview]:
    """What the clerk has to read and has read, what waits longest first."""
    rows = (
        select_to_review()
        .where(PublicComment.meeting_id == meeting_id)
        .order_by(PublicComment.decided_at.is_not(None), PublicComment.written_at, PublicComment.id)
        .limit(limit)
        .offset(offset)
    )
    return [tell_review(row) for row in session.execute(rows)]


def find_comment(session: Session, meeting_id: int, key: str) -> CommentToReview | None:
    row = session.execute(
        select_to_review().where(PublicComment.meeting_id == meeting_id, PublicComment.key == key)
    ).one_or_none()
    return None if row is None else tell_review(row)


def find_own_comment(session: Session, receipt_hash: str) -> OwnComment | None:
    """The comment of a secret, by its hash."""
    row = session.execute(
        select(
            *REVIEWED, PublicComment.withdrawn_at, Board.slug, Board.name, Meeting.key, Meeting.title,
            Meeting.starts_at, Meeting.zone,
        )
        .join(Meeting, Meeting.id == PublicComment.meeting_id)
        .join(Board, Board.id == Meeting.board_id)
        .outerjoin(AgendaItem, AgendaItem.id == PublicComment.agenda_item_id)
        .where(PublicComment.receipt_hash == receipt_hash)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    split = len(REVIEWED)
    rest: Sequence[Any] = row[split:]
    return OwnComment(tell_review(row[:split]), *rest)


def is_awaiting_confirmation(session: Session, confirmation_hash: str) -> bool:
    row = session.scalar(
        select(PublicComment.id).where(
            PublicComment.confirmation_hash == confirmation_hash, PublicComment.state == CommentState.UNCONFIRMED
        )
    )
    return row is not None
