"""Writing to a board, and what its clerk does with what was written.

Each act runs in the caller's transaction and raises CommentRefused, or PlanRefused for a text that cannot be kept,
before anything is changed. A comment comes to the ledger with the first decision on it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.accounts.tokens import hash_token
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.db.changes import change_rows
from governance.db.keys import make_key
from governance.db.model import Model
from governance.ledger.actions import append, purge_seals
from governance.ledger.entries import Office
from governance.ledger.seals import read_row
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.planning import PlanRefusal, PlanRefused, tidy_line, tidy_text
from governance.meetings.planning_rows import OPEN
from governance.participation.acts import CommentAct, CommentRefusal, CommentRefused
from governance.participation.models import CommentKind, CommentState, ParticipationTerms, PublicComment
from governance.participation.queries import TAKEN_OUT, find_closing_hours

LONGEST_NAME = 120
LONGEST_COMMENT = 6000
MOST_COMMENTS = 2000
"""On one meeting: more than a board can read, and less than a flood needs to fill a disk."""

UNCONFIRMED_FOR = timedelta(days=7)
MOST_HOURS = 336
TERMS = ("rules_en", "rules_es", "danger_en", "danger_es", "complaints_en", "complaints_es", "closes_hours")


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody sends. item: the key of the agenda's item that it is about; receipt: the secret that the form had."""

    kind: CommentKind
    item: str
    name: str
    words: str
    receipt: str


def write_comment(
    session: Session, now: datetime, board_id: int, meeting_id: int, writing: Writing, confirmation: str | None
) -> tuple[PublicComment, bool]:
    """Keep a comment; whether it is new. The same form sent twice is one comment.

    confirmation: the secret that goes by mail to the writer's address, where they gave one: the comment waits for it.
    """
    name, words = tidy_line(writing.name, "name"), tidy_text(writing.words, "words")
    refuse_unusable(name, "name", LONGEST_NAME)
    refuse_unusable(words, "words", LONGEST_COMMENT)
    # Two clicks at once follow one another.
    lock_board(session, board_id)
    meeting = session.scalars(
        select(Meeting).where(Meeting.id == meeting_id).execution_options(populate_existing=True)
    ).one()
    item_id = find_item(session, meeting_id, writing.item)
    receipt_hash = hash_token(writing.receipt)
    sent = session.scalar(select(PublicComment).where(PublicComment.receipt_hash == receipt_hash))
    if sent is not None:
        held = (sent.meeting_id, sent.kind, sent.agenda_item_id, sent.name or "", sent.words or "")
        if held != (meeting_id, writing.kind, item_id, name, words):
            raise CommentRefused(CommentRefusal.SENT_ALREADY)
        return sent, False
    if meeting.status not in OPEN or now >= meeting.starts_at - find_closing_hours(session, board_id):
        raise CommentRefused(CommentRefusal.CLOSED)
    if writing.kind is CommentKind.WRITTEN and not words:
        raise CommentRefused(CommentRefusal.WORDS_MISSING, "words")
    if writing.kind is CommentKind.SPEAKING and not name:
        raise CommentRefused(CommentRefusal.NAME_MISSING, "name")
    if (session.scalar(select(func.count()).where(PublicComment.meeting_id == meeting_id)) or 0) >= MOST_COMMENTS:
        raise CommentRefused(CommentRefusal.TOO_MANY)
    comment = PublicComment(
        key=make_key(), meeting_id=meeting_id, agenda_item_id=item_id, kind=writing.kind,
        state=CommentState.WAITING if confirmation is None else CommentState.UNCONFIRMED, name=name or None,
        words=words or None, receipt_hash=receipt_hash, written_at=now, taken_out=0,
        confirmation_hash=None if confirmation is None else hash_token(confirmation),
    )  # fmt: skip
    session.add(comment)
    session.flush()
    return comment, True


def refuse_unusable(text: str, field: str, longest: int) -> None:
    if len(text) > longest:
        raise PlanRefused(PlanRefusal.TEXT_TOO_LONG, field)
    # The mark of what was taken out is one of these: nobody writes it themselves.
    if any(unicodedata.category(letter) == "Co" for letter in text):
        raise PlanRefused(PlanRefusal.TEXT_UNUSABLE, field)


def find_item(session: Session, meeting_id: int, key: str) -> int | None:
    if not key:
        return None
    item_id = session.scalar(
        select(AgendaItem.id).where(
            AgendaItem.meeting_id == meeting_id, AgendaItem.key == key, AgendaItem.taken_off_at.is_(None)
        )
    )
    if item_id is None:
        raise CommentRefused(CommentRefusal.UNKNOWN_ITEM, "item")
    return int(item_id)


def confirm_comment(session: Session, now: datetime, confirmation: str) -> PublicComment | None:
    """Bring a comment before the clerk, by the secret that its writer got by mail. None where that is no longer good."""
    comment = session.scalar(
        select(PublicComment).where(PublicComment.confirmation_hash == hash_token(confirmation)).with_for_update()
    )
    if comment is None or comment.state is not CommentState.UNCONFIRMED or now - comment.written_at >= UNCONFIRMED_FOR:
        return None
    comment.state, comment.confirmation_hash = CommentState.WAITING, None
    session.flush()
    return comment


def withdraw_comment(session: Session, now: datetime, receipt: str) -> PublicComment:
    """Take back what one wrote, until the meeting begins: its words and its name are destroyed."""
    found = session.execute(
        select(PublicComment.id, Meeting.board_id)
        .join(Meeting, Meeting.id == PublicComment.meeting_id)
        .where(PublicComment.receipt_hash == hash_token(receipt))
    ).one_or_none()
    if found is None:
        raise CommentRefused(CommentRefusal.UNKNOWN_COMMENT)
    board, comment, meeting = lock_comment(session, found.board_id, found.id)
    if comment.state is CommentState.WITHDRAWN:
        return comment
    if meeting.starts_at <= now:
        raise CommentRefused(CommentRefusal.CLOSED)
    # Before that the ledger knows nothing of it.
    is_sealed, was_public = comment.decided_at is not None or comment.taken_out > 0, comment.decided_at is not None
    comment.state, comment.withdrawn_at, comment.name, comment.words = CommentState.WITHDRAWN, now, None, None
    comment.confirmation_hash = None
    session.flush()
    if is_sealed:
        forget_seals(session, now, Office.PORTAL, comment, board)
        enter(session, now, Office.PORTAL, CommentAct.WITHDRAWN, meeting, comment)
    if was_public:
        grow_versions(session, board)
    return comment


def publish_comment(session: Session, now: datetime, actor: Actor, board_id: int, key: str) -> PublicComment:
    """Let everybody read a comment, or keep a speaker on the list. What was held back may be published after all."""
    board, comment, meeting = find_comment_row(session, board_id, key)
    if comment.state not in (CommentState.WAITING, CommentState.HELD_BACK, CommentState.COMPLAINT):
        raise CommentRefused(CommentRefusal.DECIDED_ALREADY)
    comment.rule = comment.reason = None
    decide(session, now, actor, board, comment, meeting, CommentState.PUBLISHED, CommentAct.PUBLISHED)
    return comment


def hold_back(
    session: Session, now: datetime, actor: Actor, board_id: int, key: str, rule: str, reason: str,
    rules: Sequence[str],
) -> PublicComment:  # fmt: skip
    """Keep a comment from the public by one of the board's rules. rules: those that are in force, in words."""
    reason = tidy_text(reason, "reason")
    if rule not in rules:
        raise CommentRefused(CommentRefusal.UNKNOWN_RULE, "rule")
    if not reason:
        raise CommentRefused(CommentRefusal.REASON_MISSING, "reason")
    board, comment, meeting = find_comment_row(session, board_id, key)
    if comment.state not in (CommentState.WAITING, CommentState.PUBLISHED):
        raise CommentRefused(CommentRefusal.DECIDED_ALREADY)
    comment.rule, comment.reason = rule, reason
    decide(session, now, actor, board, comment, meeting, CommentState.HELD_BACK, CommentAct.HELD_BACK)
    return comment


def count_as_complaint(session: Session, now: datetime, actor: Actor, board_id: int, key: str) -> PublicComment:
    """Count a comment as a complaint about a response: the public reads how many there are, and nothing of them."""
    board, comment, meeting = find_comment_row(session, board_id, key)
    if comment.state is not CommentState.WAITING:
        raise CommentRefused(CommentRefusal.DECIDED_ALREADY)
    decide(session, now, actor, board, comment, meeting, CommentState.COMPLAINT, CommentAct.COUNTED)
    return comment


def take_out_passage(
    session: Session, now: datetime, actor: Actor, board_id: int, key: str, passage: str
) -> PublicComment:
    """Take what tells of another person's health out of a comment, wherever it stands. It is destroyed, and marked."""
    passage = tidy_text(passage, "passage")
    board, comment, meeting = find_comment_row(session, board_id, key)
    if comment.state not in (CommentState.WAITING, CommentState.PUBLISHED):
        raise CommentRefused(CommentRefusal.DECIDED_ALREADY)
    if not passage or passage not in (comment.words or ""):
        raise CommentRefused(CommentRefusal.PASSAGE_MISSING, "passage")
    comment.words = (comment.words or "").replace(passage, TAKEN_OUT)
    comment.taken_out = comment.words.count(TAKEN_OUT)
    session.flush()
    forget_seals(session, now, actor.office, comment, board)
    enter(session, now, actor.office, CommentAct.PASSAGE_TAKEN_OUT, meeting, comment)
    grow_versions(session, board)
    return comment


def set_terms(
    session: Session, now: datetime, actor: Actor, board_id: int, values: dict[str, str | int | None]
) -> ParticipationTerms:
    """Set the board's rules of comment, its words and its closing time. values: by TERMS; an empty text is the default."""
    board = lock_board(session, board_id)
    said = {
        name: (tidy_text(value, name) or None if isinstance(value, str) else value)
        for name, value in ((name, values[name]) for name in TERMS)
    }
    before = session.scalar(
        select(ParticipationTerms).where(
            ParticipationTerms.board_id == board.id, ParticipationTerms.superseded_at.is_(None)
        )
    )
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        raise CommentRefused(CommentRefusal.NOTHING_CHANGES)
    rows: list[Model] = []
    if before is not None:
        before.superseded_at = now
        rows.append(before)
        session.flush()
    terms = ParticipationTerms(
        board_id=board.id, entered_at=now, entered_by=actor.account_id,
        corrects_id=before.id if before is not None else None, **said,
    )  # fmt: skip
    session.add(terms)
    session.flush()
    append(
        session, board.id, at=now, office=actor.office, kind=CommentAct.TERMS_SET, rows=map(read_row, [terms, *rows])
    )
    grow_versions(session, board)
    return terms


def destroy_unconfirmed(session: Session, now: datetime) -> int:
    """Destroy each comment that its writer did not confirm in a week, or before its meeting began; how many."""
    begun = select(Meeting.id).where(Meeting.starts_at <= now)
    destroy = delete(PublicComment).where(
        PublicComment.state == CommentState.UNCONFIRMED,
        (PublicComment.written_at <= now - UNCONFIRMED_FOR) | PublicComment.meeting_id.in_(begun),
    )
    return change_rows(session, destroy)


def find_comment_row(session: Session, board_id: int, key: str) -> tuple[Board, PublicComment, Meeting]:
    comment_id = session.scalar(
        select(PublicComment.id)
        .join(Meeting, Meeting.id == PublicComment.meeting_id)
        .where(Meeting.board_id == board_id, PublicComment.key == key)
    )
    if comment_id is None:
        raise CommentRefused(CommentRefusal.UNKNOWN_COMMENT)
    return lock_comment(session, board_id, comment_id)


def lock_comment(session: Session, board_id: int, comment_id: int) -> tuple[Board, PublicComment, Meeting]:
    """The board's row is held first, so that acts on its comments follow one another."""
    board = lock_board(session, board_id)
    comment = session.scalars(
        select(PublicComment).where(PublicComment.id == comment_id).execution_options(populate_existing=True)
    ).one()
    return board, comment, session.get_one(Meeting, comment.meeting_id)


def decide(
    session: Session, now: datetime, actor: Actor, board: Board, comment: PublicComment, meeting: Meeting,
    state: CommentState, act: CommentAct,
) -> None:  # fmt: skip
    comment.state, comment.decided_at, comment.decided_by = state, now, actor.account_id
    session.flush()
    enter(session, now, actor.office, act, meeting, comment)
    grow_versions(session, board)


def forget_seals(session: Session, now: datetime, office: Office, comment: PublicComment, board: Board) -> None:
    """Destroy the salts of earlier seals: with them, what was taken out could be guessed and tried."""
    purge_seals(session, board.id, at=now, office=office, table="public_comment", row_ids=[comment.id])


def enter(
    session: Session, now: datetime, office: Office, act: CommentAct, meeting: Meeting, comment: PublicComment
) -> None:
    append(
        session, meeting.board_id, at=now, office=office, kind=act,
        facts={"meeting": meeting.key, "comment": comment.key}, rows=[read_row(comment)],
    )  # fmt: skip
