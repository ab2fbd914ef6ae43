"""Ballots: cast by a member on their own device, or answered aloud and recorded by the clerk.

A ballot is one row more; it locks nothing and enters nothing on the ledger, which holds the vote's opening and its close. It
reads that the vote is open and who may vote, so a ballot that races the close is either counted or refused, on both
engines: a transaction that did not see the other is tried again.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.accounts.models import Account
from governance.boards.models import Board, Person
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.models import Meeting
from governance.votes.floor_acts import VoteRefusal, VoteRefused, check_request
from governance.votes.floor_models import CastBallot, HeldVote, HowCast
from governance.votes.vote_standing import find_standing
from model_law.thresholds import Choice

BALLOT: Any = CastBallot.__table__
COLUMNS = ("held_vote_id", "person_id", "choice", "at", "how", "receipt", "request", "entered_by")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter is given: the word by which their ballot can be found again, what it says, and when it was cast."""

    receipt: str
    choice: Choice
    at: datetime


@dataclass(frozen=True, slots=True)
class Booth:
    """An open or closed vote as a ballot needs it, with the version of its board's record, and who casts it."""

    vote_id: int
    opened_at: datetime
    closed_at: datetime | None
    version: int
    zone: str
    person_id: int | None
    person: str | None


@prepared
def read_booth(board_id: int, vote_key: str, account_id: int) -> Rows:
    return (
        select(
            HeldVote.id, HeldVote.opened_at, HeldVote.closed_at, Board.record_version, Board.zone, Person.id, Person.key
        )
        .join(Meeting, Meeting.id == HeldVote.meeting_id)
        .join(Board, Board.id == Meeting.board_id)
        .outerjoin(Account, Account.id == account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(HeldVote.key == vote_key, Board.id == board_id)
    )


@prepared
def read_cast(vote_id: int, person_id: int, request: str) -> Rows:
    return select(CastBallot.choice, CastBallot.receipt, CastBallot.at).where(
        CastBallot.held_vote_id == vote_id, CastBallot.person_id == person_id, CastBallot.request == request
    )


@prepared
def read_answers(vote_id: int, request: str) -> Rows:
    return select(CastBallot.person_id, CastBallot.receipt, CastBallot.choice, CastBallot.at).where(
        CastBallot.held_vote_id == vote_id, CastBallot.request == request
    )


def make_insert(dialect: Any) -> Any:
    values: dict[str, Any] = {name: bindparam(name) for name in COLUMNS}
    made = dialect.insert(CastBallot).values(values)
    once = made.on_conflict_do_nothing(index_elements=["held_vote_id", "person_id", "request"])
    return once.returning(BALLOT.c.id)


INSERTS = {"sqlite": make_insert(sqlite), "postgresql": make_insert(postgresql)}


def make_receipt() -> str:
    return secrets.token_hex(16)


def cast(
    session: Session, now: datetime, actor: Actor, board_id: int, vote_key: str, choice: Choice, request: str
) -> Receipt:
    """Cast the actor's own ballot, or change it: the last one before the close counts.

    request: the name that the page gave the act; the same name again is the same ballot, also after the close. Refused with
    BALLOT and model_law's reason for whoever has no vote here and now, with VOTE_CLOSED once the vote is closed.
    """
    request = check_request(request)
    if actor.account_id is None:
        raise VoteRefused(VoteRefusal.NO_PERSON)
    booth = find_booth(session, board_id, vote_key, actor.account_id)
    if booth.person_id is None or booth.person is None:
        raise VoteRefused(VoteRefusal.NO_PERSON)
    # Of two clocks one may be behind: what was cast after the opening is told so.
    at = max(now, booth.opened_at)
    if booth.closed_at is None:
        refuse(session, booth, vote_key, booth.person, choice, at)
        receipt = Receipt(make_receipt(), choice, at)
        if add_ballot(session, booth.vote_id, booth.person_id, receipt, HowCast.OWN_DEVICE, request, actor):
            return receipt
    known = read_cast(session, booth.vote_id, booth.person_id, request).one_or_none()
    if known is None:
        raise VoteRefused(VoteRefusal.VOTE_CLOSED)
    if known.choice is not choice:
        raise VoteRefused(VoteRefusal.REQUEST_USED, "request")
    return Receipt(known.receipt, known.choice, known.at)


def record_roll_call(
    session: Session, now: datetime, actor: Actor, board_id: int, vote_key: str,
    answers: Sequence[tuple[str, Choice]], request: str,
) -> list[Receipt]:  # fmt: skip
    """Record what members answered aloud, by their keys and in the order in which they were called. All of it, or nothing.

    Raises VoteRefused as cast does, with whom it is about.
    """
    request = check_request(request)
    booth = find_booth(session, board_id, vote_key, actor.account_id or 0)
    keys = [person for person, _choice in answers]
    if len(set(keys)) != len(keys):
        raise VoteRefused(
            VoteRefusal.NOTHING_CHANGES, "answers", about=next(key for key in keys if keys.count(key) > 1)
        )
    people = dict(session.execute(select(Person.key, Person.id).where(Person.key.in_(keys))).all())
    recorded = {row[0]: Receipt(*row[1:]) for row in read_answers(session, booth.vote_id, request)}
    at = max(now, booth.opened_at)
    receipts = []
    for person, choice in answers:
        if person not in people:
            raise VoteRefused(VoteRefusal.UNKNOWN_PERSON, "answers", about=person)
        known = recorded.get(people[person])
        if known is not None and known.choice is not choice:
            raise VoteRefused(VoteRefusal.REQUEST_USED, "request", about=person)
        if known is not None:
            receipts.append(known)
            continue
        if booth.closed_at is not None:
            raise VoteRefused(VoteRefusal.VOTE_CLOSED, about=person)
        refuse(session, booth, vote_key, person, choice, at)
        receipt = Receipt(make_receipt(), choice, at)
        add_ballot(session, booth.vote_id, people[person], receipt, HowCast.ROLL_CALL, request, actor)
        receipts.append(receipt)
    return receipts


def find_booth(session: Session, board_id: int, vote_key: str, account_id: int) -> Booth:
    row = read_booth(session, board_id, vote_key, account_id).one_or_none()
    if row is None:
        raise VoteRefused(VoteRefusal.UNKNOWN_VOTE)
    return Booth(*row)


def refuse(session: Session, booth: Booth, vote_key: str, person: str, choice: Choice, at: datetime) -> None:
    reason = find_standing(session, vote_key, booth.version, booth.zone, at).refuse(person, choice, at)
    if reason is not None:
        raise VoteRefused(VoteRefusal.BALLOT, "choice", reason=reason, about=person)


def add_ballot(
    session: Session, vote_id: int, person_id: int, receipt: Receipt, how: HowCast, request: str, actor: Actor
) -> bool:
    """Add one row; False where this person's act of this name was there already."""
    values = (vote_id, person_id, receipt.choice, receipt.at, how, receipt.receipt, request, actor.account_id)
    connection = session.connection()
    added = connection.execute(INSERTS[connection.dialect.name], dict(zip(COLUMNS, values, strict=True)))
    return added.one_or_none() is not None


def add_all(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(CastBallot), rows)
