"""Private acts share one entry a day, which tells neither how many they were nor whether there were any."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.models import BoardName
from governance.db import Database
from governance.ledger.models import LedgerPrivateAct, LedgerSeal
from governance.ledger.private_acts import note_private_act, write_private_days
from governance.ledger.seals import read_row
from tests.ledger.support import NOW, add, read_bodies

DAY = timedelta(days=1)


@pytest.fixture
def board_id(database: Database) -> int:
    with database.writing.begin() as session:
        return add(session).id


def note(session: Session, board_id: int, times: int = 1) -> None:
    row = read_row(session.scalars(select(BoardName)).one())
    for number in range(times):
        note_private_act(session, board_id, at=NOW, rows=[row._replace(id=row.id + number)])


def read_days(database: Database, board_id: int | None) -> list[dict[str, object]]:
    bodies = map(json.loads, read_bodies(database, board_id))
    return [body for body in bodies if body["kind"] == "ledger.private_acts"]


def test_a_full_and_an_empty_day_look_alike(database: Database, board_id: int) -> None:
    with database.writing.begin() as session:
        note(session, board_id, 3)
    entries = write_private_days(database, NOW + 2 * DAY, lambda session: [board_id])
    days = read_days(database, board_id)
    assert [entry.sequence for entry in entries if entry.log == days[0]["log"]] == [2, 3]
    assert [day["facts"] for day in days] == [{"day": "2026-03-10"}, {"day": "2026-03-11"}]
    for day in days:
        assert day["sealed"].keys() == {"root"}
    assert days[0]["sealed"] != days[1]["sealed"]
    assert {len(json.dumps(day)) for day in days} == {len(json.dumps(days[0]))}


def test_each_day_is_written_once_and_no_day_is_left_out(database: Database, board_id: int) -> None:
    for later in (1, 1, 1, 4, 4):
        write_private_days(database, NOW + later * DAY, lambda session: [board_id])
    assert [day["facts"]["day"] for day in read_days(database, board_id)] == [
        "2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13",
    ]  # fmt: skip


def test_the_day_s_acts_are_sealed_and_none_waits_any_longer(database: Database, board_id: int) -> None:
    with database.writing.begin() as session:
        note(session, board_id, 3)
        assert session.scalar(select(func.count()).select_from(LedgerPrivateAct)) == 3
    assert write_private_days(database, NOW, lambda session: [board_id])
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerPrivateAct)) == 3
    write_private_days(database, NOW + DAY, lambda session: [board_id])
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerPrivateAct)) == 0
        day = read_days(database, board_id)[-1]
        seals = session.scalars(
            select(LedgerSeal.row_id).where(LedgerSeal.sequence == day["sequence"]).order_by(LedgerSeal.position)
        ).all()
    # The first one is by chance and covers no row.
    assert sorted(seals)[-3:] == [1, 2, 3]


def test_an_act_that_is_undone_is_not_noted(database: Database, board_id: int) -> None:
    with database.writing() as session:
        note(session, board_id)
        session.rollback()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerPrivateAct)) == 0


def test_the_instance_has_its_private_days_too(database: Database, board_id: int) -> None:
    write_private_days(database, NOW + DAY, lambda session: [])
    assert [day["facts"]["day"] for day in read_days(database, None)] == ["2026-03-10"]
    assert read_days(database, board_id) == []
