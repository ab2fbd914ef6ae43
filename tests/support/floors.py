"""A board in session with a motion before it, whose members can vote, for tests of what happens on the floor."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.accounts.models import Account
from governance.boards.models import Person, Seat
from governance.db import Database
from governance.db.keys import make_key
from governance.db.retry import run_act
from governance.ledger.entries import Office, read_entry
from governance.ledger.models import LedgerEntry
from governance.votes.ballot_actions import Receipt, cast, record_roll_call
from governance.votes.floor_acts import VoteRefused
from governance.votes.floor_checks import Moved
from governance.votes.floor_models import HeldVote, MotionVersion, Stage, VoteFacts
from governance.votes.models import Ballot, Motion, Vote
from governance.votes.motion_actions import move, second
from governance.votes.voting_actions import AS_USUAL, Asked, close_vote, open_vote
from model_law.motions import Kind, Status
from model_law.thresholds import Choice
from tests.support.composition import NOW, SEATS_SINCE
from tests.support.sessions import SessionHouse, after

AYE, NAY, ABSTAIN, RECUSE = Choice.AYE, Choice.NAY, Choice.ABSTAIN, Choice.RECUSE
ITEM = "agenda0002"
SEATS = 7


class FloorHouse(SessionHouse):
    """A board whose every member has an account, and its meeting."""

    def __init__(self, database: Database, keys: Path, **more: Any) -> None:
        super().__init__(database, keys, **more)
        self.accounts = self.add_accounts()

    def sit_down(self) -> None:
        with self.database.writing.begin() as session:
            missing = range(SEATS + 1, len(self.people) + 1)
            rows = [
                {"board_id": self.board, "number": number, "appointing_authority": "Mayor", "started_on": SEATS_SINCE,
                 "entered_at": NOW}
                for number in missing
            ]  # fmt: skip
            if rows:
                session.execute(insert(Seat), rows)
        super().sit_down()

    def add_accounts(self) -> dict[str, int]:
        """An account for each member, by the person's key."""
        return self.add_accounts_of(self.people)

    def add_accounts_of(self, keys: Sequence[str]) -> dict[str, int]:
        with self.database.writing.begin() as session:
            people = session.execute(select(Person.key, Person.id).where(Person.key.in_(keys))).all()
            session.execute(
                insert(Account),
                [
                    {"key": make_key(), "name": key, "language": "en", "person_id": number, "entered_at": NOW}
                    for key, number in people
                ],
            )
            rows = select(Person.key, Account.id).join(Account, Account.person_id == Person.id)
            return dict(session.execute(rows.where(Person.key.in_(keys))).all())

    def as_member(self, person: str) -> Actor:
        return Actor(Office.MEMBER, self.accounts[person])

    # -- acts, so many minutes after the hour, each in a transaction of its own; what they give back is plain

    def do(self, action: Callable[..., Any], minutes: float, *arguments: Any, **named: Any) -> Any:
        """An action of the floor by the clerk in this meeting: the key of what it made."""
        actor = named.pop("actor", self.clerk)

        def run(session: Session) -> Any:
            done = action(session, after(minutes), actor, self.board, self.meeting, *arguments, **named)
            return getattr(done, "key", None)

        return run_act(self.database, run)

    def move(self, minutes: float = 1, mover: int = 0, seconder: int | None = 1, **more: Any) -> str:
        """Move that the report go to the council, and second it; the motion's key."""
        given = {"item": None if more.get("about") or more.get("consent") else ITEM, "text": "Send the report.", **more}
        key = given.pop("key", None)
        motion: str = self.do(move, minutes, Moved(self.people[mover], **given), key=key)
        if seconder is not None:
            self.do(second, minutes, motion, self.people[seconder])
        return motion

    def open(self, motion: str, minutes: float = 2, asked: Asked = AS_USUAL, key: str | None = None) -> str:
        def run(session: Session) -> str:
            return open_vote(
                session, self.vault, after(minutes), self.clerk, self.board, self.meeting, motion, asked, key
            ).key

        return run_act(self.database, run)

    def cast(
        self, vote: str, member: int | str, choice: Choice, minutes: float = 3, request: str | None = None
    ) -> Receipt:
        person = self.people[member] if isinstance(member, int) else member
        return run_act(
            self.database,
            lambda session: cast(
                session, after(minutes), self.as_member(person), self.board, vote, choice, request or make_key()
            ),
        )

    def call_roll(
        self, vote: str, answers: Sequence[tuple[int, Choice]], minutes: float = 3, request: str | None = None
    ) -> list[Receipt]:
        return self.call_roll_of(vote, [(self.people[member], choice) for member, choice in answers], minutes, request)

    def call_roll_of(
        self, vote: str, named: Sequence[tuple[str, Choice]], minutes: float = 3, request: str | None = None
    ) -> list[Receipt]:
        return run_act(
            self.database,
            lambda session: record_roll_call(
                session, after(minutes), self.clerk, self.board, vote, named, request or make_key()
            ),
        )

    def close(self, vote: str, minutes: float = 9) -> str:
        """Close a vote; its result."""

        def run(session: Session) -> str:
            held = close_vote(session, self.vault, after(minutes), self.clerk, self.board, vote)
            return str(held.result)

        return run_act(self.database, run)

    def decide(self, motion: str, choices: Sequence[Choice], minutes: float = 2, asked: Asked = AS_USUAL) -> str:
        """Hold a whole vote, in which the members answer aloud one after the other; its key."""
        vote = self.open(motion, minutes, asked)
        self.call_roll(vote, list(enumerate(choices)), minutes)
        self.close(vote, minutes)
        return vote

    # -- what the record holds

    def find_status(self, motion: str) -> Status:
        status: Status = self.read(
            select(MotionVersion.status)
            .join(Motion, Motion.id == MotionVersion.motion_id)
            .where(Motion.key == motion, MotionVersion.superseded_at.is_(None))
        )
        return status

    def find_ballots(self, vote: str) -> dict[str, str]:
        """What stands beside each member's name on the public page of a vote."""
        with self.database.reading() as session:
            rows = session.execute(
                select(Person.key, Ballot.choice)
                .join(Ballot, Ballot.person_id == Person.id)
                .join(Vote, Vote.id == Ballot.vote_id)
                .where(Vote.key == vote, Ballot.superseded_at.is_(None))
            )
            return {person: choice.value for person, choice in rows}

    def find_facts(self, vote: str, stage: Stage = Stage.CLOSE) -> dict[str, Any]:
        content: dict[str, Any] = self.read(
            select(VoteFacts.content)
            .join(HeldVote, HeldVote.id == VoteFacts.held_vote_id)
            .where(HeldVote.key == vote, VoteFacts.stage == stage)
            .order_by(VoteFacts.id.desc())
            .limit(1)
        )
        return content

    def find_last_entry(self, kind: str) -> dict[str, Any]:
        """What the last entry of a kind says."""
        body = self.read(
            select(LedgerEntry.body).where(LedgerEntry.kind == kind).order_by(LedgerEntry.sequence.desc()).limit(1)
        )
        return read_entry(body.encode())._asdict()

    def refuse(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> VoteRefused:
        """Why an act of the floor is refused; it may leave nothing behind."""
        before = self.count_rows(), self.find_record_version()
        with pytest.raises(VoteRefused) as raised:
            act(*arguments, **named)
        assert (self.count_rows(), self.find_record_version()) == before
        return raised.value


__all__ = ["ABSTAIN", "AYE", "NAY", "RECUSE", "FloorHouse", "Kind", "after"]
