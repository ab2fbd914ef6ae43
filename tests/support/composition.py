"""A board with a law, a clerk, an appointing authority and a member, for tests of acts on its composition."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from governance.accounts.actions import OPERATOR, Actor, invite
from governance.accounts.models import Account, Role
from governance.boards.actions import add_board
from governance.boards.appointment_actions import appoint
from governance.boards.appointment_models import CompositionAct, Door
from governance.boards.composition_acts import CompositionRefused, Document
from governance.boards.composition_queries import gather_history
from governance.boards.declaration_models import CommunityStanding
from governance.boards.law_actions import Instrument, confirm_law, propose_law
from governance.boards.members import NewPerson
from governance.boards.models import Membership, Person, Seat
from governance.db import Database
from governance.db.model import Model
from governance.db.retry import run_act
from governance.ledger.entries import Office
from governance.security.vault import Vault
from model_law.history import History

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
FOUNDED = date(2026, 1, 1)
SEATS_SINCE = date(2015, 1, 1)
LETTER = Document("Letter of appointment 12", date(2026, 1, 2), "https://example.org/12")


class CompositionHouse:
    """A board of so many seats, which were all created on one day."""

    def __init__(self, database: Database, keys: Path, seats: int = 7) -> None:
        self.database, self.vault = database, Vault(keys)
        with database.writing.begin() as session:
            board = add_board(session, NOW, name="Crisis Board", jurisdiction="Ottershaw", zone="America/Chicago")
            self.board = board.id
            self.clerk = self.invite(session, "ada", Role.CLERK, Office.CLERK)
            self.second = self.invite(session, "bea", Role.CLERK, Office.CLERK)
            self.authority = self.invite(session, "cal", Role.APPOINTING_AUTHORITY, Office.APPOINTING_AUTHORITY)
            self.member = self.invite(session, "dee", Role.MEMBER, Office.MEMBER)
            rows = [
                {"board_id": board.id, "number": number, "appointing_authority": "Mayor", "started_on": SEATS_SINCE,
                 "entered_at": NOW}
                for number in range(1, seats + 1)
            ]  # fmt: skip
            if rows:
                session.execute(insert(Seat), rows)

    def invite(self, session: Session, name: str, role: Role, office: Office) -> Actor:
        account, _ = invite(
            session, NOW, OPERATOR, name=name, address=f"{name}@example.org", role=role, board_id=self.board
        )
        return Actor(office, account.id)

    def adopt(self, started_on: date = FOUNDED, **more: Any) -> None:
        given = {"act": "model-act", "instrument": Instrument("Ordinance 88", FOUNDED, "88"), **more}
        with self.database.writing.begin() as session:
            key = propose_law(session, NOW, self.clerk, self.board, started_on=started_on, **given).key
            confirm_law(session, NOW, self.second, self.board, key)

    def do(self, act: Callable[..., CompositionAct], now: datetime = NOW, **given: Any) -> str:
        """An act by the clerk, recorded with a letter where nothing else is said; the key of its appointment, or ""."""
        actor = given.pop("actor", self.clerk)
        board = given.pop("board", self.board)

        def run(session: Session) -> str:
            done = act(session, self.vault, now, actor, board, **given)
            row = session.get(Membership, done.membership_id) if done.membership_id else None
            return str(row.key) if row else ""

        return run_act(self.database, run)

    def seat(self, number: int, name: str | NewPerson = "", **more: Any) -> str:
        """Record that somebody new was given a seat; the appointment's key."""
        given: dict[str, Any] = {
            "door": Door.RECORDED, "document": LETTER, "started_on": FOUNDED, "seat": number,
            "person": NewPerson(name) if isinstance(name, str) and " " in name else name, **more,
        }  # fmt: skip
        return self.do(appoint, **given)

    def propose(self, number: int, person: str | NewPerson, **more: Any) -> str:
        """Propose that somebody be given a seat from today on."""
        given: dict[str, Any] = {
            "actor": self.authority, "door": Door.PROPOSED, "seat": number, "person": person, "started_on": TODAY
        }  # fmt: skip
        return self.do(appoint, **given | more)

    def add_people(self, *names: str, community: bool = False) -> list[str]:
        """People on the record who serve nowhere yet; their keys. community: they count as community representatives."""
        with self.database.writing.begin() as session:
            people = [
                Person(key=f"{name.lower().replace(' ', '-')}", name=name, sort_name=name, entered_at=NOW)
                for name in names
            ]
            session.add_all(people)
            session.flush()
            if community:
                session.add_all(
                    CommunityStanding(board_id=self.board, person_id=person.id, entered_at=NOW) for person in people
                )
            return [person.key for person in people]

    def fill(self, community: int, others: int) -> None:
        """Seat so many community representatives, then so many others, from the first seat on."""
        keys = [
            *self.add_people(*(f"Community {number}" for number in range(community)), community=True),
            *self.add_people(*(f"Other {number}" for number in range(others))),
        ]
        for number, key in enumerate(keys, 1):
            self.seat(number, key)

    def link(self, actor: Actor, person: str) -> None:
        """Join an account to a person of the record."""
        with self.database.writing.begin() as session:
            account = session.get_one(Account, actor.account_id)
            account.person_id = session.scalars(select(Person.id).where(Person.key == person)).one()

    def find_history(self) -> History:
        with self.database.reading() as session:
            return gather_history(session, self.vault, self.board)

    def find_row(self, key: str) -> Membership:
        """The row of an appointment as it stands."""
        with self.database.reading() as session:
            row = session.scalars(
                select(Membership).where(Membership.key == key, Membership.superseded_at.is_(None))
            ).one()
            session.expunge(row)
            return row

    def find_row_of(self, person: str) -> Membership:
        """The row by which somebody serves, as it stands."""
        with self.database.reading() as session:
            row = session.scalars(
                select(Membership)
                .join(Person, Person.id == Membership.person_id)
                .where(Person.key == person, Membership.superseded_at.is_(None))
                .order_by(Membership.id.desc())
            ).first()
            assert row is not None
            session.expunge(row)
            return row

    def find_act(self) -> CompositionAct:
        """The last act."""
        with self.database.reading() as session:
            act = session.scalars(select(CompositionAct).order_by(CompositionAct.id.desc()).limit(1)).one()
            session.expunge(act)
            return act

    def count_rows(self) -> dict[str, int]:
        """How many rows each table holds."""
        with self.database.reading() as session:
            return {
                table.name: session.scalars(select(func.count()).select_from(table)).one()
                for table in Model.metadata.sorted_tables
            }

    def refuse(self, act: Callable[..., CompositionAct], **given: Any) -> CompositionRefused:
        """Why an act is refused; nothing may be left of it, even where the transaction goes on."""
        before, version = self.count_rows(), self.find_version()
        actor = given.pop("actor", self.clerk)
        with self.database.writing.begin() as session:
            try:
                act(session, self.vault, NOW, actor, self.board, **given)
            except CompositionRefused as refused:
                found = refused
            else:
                raise AssertionError("the act was done")
        assert (self.count_rows(), self.find_version()) == (before, version)
        return found

    def find_version(self) -> list[tuple[Any, ...]]:
        """Everything that a refused act might have changed in place."""
        with self.database.reading() as session:
            tables = (table for table in Model.metadata.sorted_tables if table.name in CHANGED)
            return [tuple(row) for table in tables for row in session.execute(select(table).order_by(table.c.id))]


CHANGED = frozenset({"board", "seat", "seat_change", "membership", "member_description", "person", "ledger_log"})
