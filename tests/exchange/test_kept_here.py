"""What a clerk entered of imported records stands: the next import tells of it and does not undo it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from governance.accounts.actions import OPERATOR, Actor, invite
from governance.accounts.models import Role
from governance.boards.appointment_actions import correct_appointment, end_service
from governance.boards.appointment_models import Door
from governance.boards.composition_acts import Document
from governance.boards.models import Board, EndReason, Membership, Seat
from governance.boards.seat_actions import abolish_seat
from governance.db import Database
from governance.db.keys import make_key
from governance.exchange.intake import (
    BoardIntake,
    Intake,
    JurisdictionIntake,
    MembershipIntake,
    PersonIntake,
    SeatIntake,
)
from governance.exchange.reconcile import bring_in
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.ledger.entries import Office
from governance.ledger.heads import begin_ledger
from governance.security.vault import Vault

READ_AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DOCUMENT = Document("Letter to the clerk")


class City:
    """A board of two seats as another system tells it; what it says can change."""

    def __init__(self, database: Database, keys: Path) -> None:
        self.database, self.vault = database, Vault(keys)
        self.first: dict[str, Any] = {"started_on": date(2024, 1, 1), "ended_on": None}
        self.seat: dict[str, Any] = {"reserved_for": "Anybody"}
        self.bring()
        with database.writing.begin() as session:
            self.board = session.scalars(select(Board.id)).one()
            account, _ = invite(
                session, READ_AT, OPERATOR, name="Ada", address="ada@example.org", role=Role.CLERK, board_id=self.board
            )
            self.clerk = Actor(Office.CLERK, account.id)

    def bring(self) -> dict[str, Any]:
        intakes: list[Intake] = [
            JurisdictionIntake("o", "Ottershaw", "America/Chicago"),
            BoardIntake("b", "Crisis Board"),
            PersonIntake("p1", "Una Bell"),
            PersonIntake("p2", "Duo Bell"),
            SeatIntake("s1", "b", 1, **self.seat),
            SeatIntake("s2", "b", 2),
            MembershipIntake("m1", "b", "p1", seat="s1", **self.first),
            MembershipIntake("m2", "b", "p2", seat="s2", started_on=date(2024, 1, 1)),
        ]
        report = bring_in(
            self.database, intakes, system="city", reader="test", file_name="city", digest="0" * 64, now=READ_AT
        )
        return report.as_json()

    def do(self, act: Any, **given: Any) -> None:
        with self.database.writing.begin() as session:
            act(session, self.vault, READ_AT, self.clerk, self.board, document=DOCUMENT, **given)

    def read_rows(self, table: type[Any], identifier: str) -> list[Any]:
        """The rows of a record that stand."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(table).where(table.source_identifier == identifier, table.superseded_at.is_(None))
            ).all()
            session.expunge_all()
            return list(rows)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    with database.writing.begin() as session:
        begin_ledger(session, tmp_path / "keys", READ_AT, ())
    return City(database, tmp_path)


def end_first(city: City) -> None:
    [row] = city.read_rows(Membership, "m1")
    city.do(end_service, door=Door.RECORDED, appointment=row.key, ended_on=date(2026, 2, 1), reason=EndReason.RESIGNED)


def test_imported_memberships_have_the_same_key_whenever_they_are_read(city: City) -> None:
    [row] = city.read_rows(Membership, "m1")
    assert row.key == make_key("city/m1")
    city.first["title"] = "Member"
    assert city.bring()["changed"]["memberships"] == 1
    [changed] = city.read_rows(Membership, "m1")
    assert (changed.key, changed.title, changed.corrects_id) == (row.key, "Member", row.id)


def test_a_source_that_says_the_same_as_before_does_not_undo_what_was_entered(city: City) -> None:
    end_first(city)
    report = city.bring()
    assert (report["changed"]["memberships"], report["kept_as_entered_here"]) == (0, {})
    [row] = city.read_rows(Membership, "m1")
    assert (row.ended_on, row.end_reason, row.source_system) == (date(2026, 2, 1), EndReason.RESIGNED, "city")


def test_a_source_that_says_something_new_of_it_is_told_and_the_entry_stands(city: City) -> None:
    end_first(city)
    before = city.read_rows(Membership, "m1")[0].id
    city.first["ended_on"] = date(2026, 1, 15)
    for _ in range(2):
        report = city.bring()
        assert report["kept_as_entered_here"] == {"memberships": ["m1"]}
        assert report["changed"]["memberships"] == report["new"]["memberships"] == 0
        assert report["read"]["memberships"] == report["unchanged"]["memberships"] == 2
    assert [row.id for row in city.read_rows(Membership, "m1")] == [before]


def test_what_was_struck_out_does_not_come_back(city: City) -> None:
    [row] = city.read_rows(Membership, "m2")
    city.do(correct_appointment, appointment=row.key, strikes=True)
    report = city.bring()
    assert (report["new"]["memberships"], report["kept_as_entered_here"]) == (0, {})
    assert city.read_rows(Membership, "m2") == []


def test_a_seat_that_was_abolished_here_stays_abolished(city: City) -> None:
    city.do(abolish_seat, door=Door.RECORDED, seat=1, ended_on=date(2026, 2, 1))
    assert city.bring()["kept_as_entered_here"] == {}
    city.seat["reserved_for"] = "Somebody else"
    report = city.bring()
    assert report["kept_as_entered_here"] == {"seats": ["s1"]}
    [seat] = city.read_rows(Seat, "s1")
    assert (seat.ended_on, seat.reserved_for) == (date(2026, 2, 1), "Anybody")
    [holder] = city.read_rows(Membership, "m1")
    assert (holder.ended_on, holder.end_reason) == (date(2026, 2, 1), EndReason.SEAT_ABOLISHED)


def test_the_ledger_covers_what_acts_and_imports_did_to_one_row(city: City) -> None:
    city.first["title"] = "Member"
    city.bring()
    end_first(city)
    city.do(abolish_seat, door=Door.RECORDED, seat=2, ended_on=date(2026, 2, 1))
    with city.database.reading() as session:
        assert check_record(session, WAY_TO_BOARD).logs == 2
