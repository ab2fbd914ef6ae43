"""Who comes to a meeting, for its clerk; what one has answered oneself; and what of it belongs to somebody's own data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.models import Account
from governance.boards.models import Board, Person
from governance.boards.queries import BoardIdentity, find_roster
from governance.clock import find_day
from governance.meetings.coming_actions import SEALED_AS
from governance.meetings.models import Meeting
from governance.meetings.planning_models import Coming, ComingAnswer
from governance.meetings.planning_rows import OPEN
from governance.security.vault import KeyMissing, Spoiled, Vault


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """One member's answer. reason is None where none was given, or where it was destroyed."""

    name: str
    coming: Coming
    reason: str | None
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A meeting to come of which somebody has not said whether they come."""

    board_slug: str
    board_name: str
    meeting: str
    title: str
    starts_at: datetime
    zone: str


def open_reason(vault: Vault, sealed: bytes | None, meeting: str, person: str) -> str | None:
    """What was sealed; None where there is nothing, or where the key to it is not here."""
    if sealed is None:
        return None
    try:
        return vault.open(sealed, SEALED_AS, meeting, person).decode()
    except (KeyMissing, Spoiled):
        return None


def select_answers() -> Any:
    return (
        select(Person.name, Person.key, Meeting.key, ComingAnswer.coming, ComingAnswer.reason, ComingAnswer.answered_at)
        .join(Meeting, Meeting.id == ComingAnswer.meeting_id)
        .join(Person, Person.id == ComingAnswer.person_id)
    )


def find_answers(session: Session, vault: Vault, meeting_id: int) -> list[AnswerTold]:
    """Every answer about a meeting, by name: for its clerk alone."""
    rows = session.execute(select_answers().where(ComingAnswer.meeting_id == meeting_id).order_by(Person.sort_name))
    return [
        AnswerTold(name, coming, open_reason(vault, reason, meeting, person), answered_at)
        for name, person, meeting, coming, reason, answered_at in rows
    ]


def find_own_answer(session: Session, vault: Vault, meeting_id: int, person_id: int) -> AnswerTold | None:
    row = session.execute(
        select_answers().where(ComingAnswer.meeting_id == meeting_id, ComingAnswer.person_id == person_id)
    ).one_or_none()
    if row is None:
        return None
    name, person, meeting, coming, reason, answered_at = row
    return AnswerTold(name, coming, open_reason(vault, reason, meeting, person), answered_at)


def list_silent(
    session: Session, board: BoardIdentity, starts_at: datetime, answers: Iterable[AnswerTold]
) -> list[str]:
    """Who serves on the meeting's day and has not answered."""
    answered = {answer.name for answer in answers}
    members = find_roster(session, board, find_day(starts_at, board.zone)).members
    return [member.name for member in members if member.name not in answered]


def find_open_questions(
    session: Session, board_ids: Iterable[int], person_id: int, now: datetime, limit: int
) -> list[OpenQuestion]:
    """The meetings to come of some boards of which a person has not said whether they come, the soonest first."""
    answered = select(ComingAnswer.meeting_id).where(ComingAnswer.person_id == person_id)
    rows = session.execute(
        select(Board.slug, Board.name, Meeting.key, Meeting.title, Meeting.starts_at, Meeting.zone)
        .join(Board, Board.id == Meeting.board_id)
        .where(
            Meeting.board_id.in_(sorted(board_ids)), Meeting.status.in_(OPEN), Meeting.starts_at > now,
            Meeting.id.not_in(answered),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(limit)
    )  # fmt: skip
    return [OpenQuestion(*row) for row in rows]


def gather_own_answers(session: Session, vault: Vault, account_id: int) -> dict[str, Any]:
    """What somebody has answered, with their reasons as long as they are kept: for the file of their own data."""
    person = select(Account.person_id).where(Account.id == account_id).scalar_subquery()
    rows = session.execute(select_answers().where(ComingAnswer.person_id == person).order_by(ComingAnswer.id))
    answers = [
        {
            "meeting": meeting,
            "coming": coming.value,
            "reason": open_reason(vault, reason, meeting, person_key),
            "answered_at": answered_at,
        }
        for _name, person_key, meeting, coming, reason, answered_at in rows
    ]
    return {"coming_answers": answers}
