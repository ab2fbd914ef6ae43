"""Small ledgers for tests."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from governance.boards.actions import add_board
from governance.boards.models import Board
from governance.db import Database
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.actions import Appended, append
from governance.ledger.entries import Office
from governance.ledger.heads import begin_ledger
from governance.ledger.models import LedgerEntry, LedgerLog
from governance.ledger.queries import Log, find_log, stream_lines

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)

TRIGGERS = ("ledger_entry", "ledger_head", "ledger_log", "ledger_seal", "ledger_shape")


class TestAct(StrEnum):
    __test__ = False

    DONE = "test.done"
    UNDONE = "test.undone"


def begin(database: Database, keys: Path) -> str:
    """Begin the ledger; the public key."""
    with database.writing.begin() as session:
        return begin_ledger(session, keys, NOW, tuple(WAY_TO_BOARD)) or ""


def add(session: Session, name: str = "Crisis Board") -> Board:
    return add_board(session, NOW, name=name, jurisdiction="City of Ottershaw", zone="America/Chicago")


def do(session: Session, board_id: int | None, number: int = 0) -> Appended:
    return append(session, board_id, at=NOW, office=Office.CLERK, kind=TestAct.DONE, facts={"number": number})


def fill(database: Database, board_id: int | None, count: int) -> None:
    with database.writing.begin() as session:
        for number in range(count):
            do(session, board_id, number)


def find(database: Database, board_id: int | None) -> Log:
    with database.reading() as session:
        log = find_log(session, board_id)
        assert log is not None
        return log


def download(database: Database, board_id: int | None) -> bytes:
    return b"".join(stream_lines(database, find(database, board_id)))


def read_bodies(database: Database, board_id: int | None) -> list[str]:
    with database.reading() as session:
        log = LedgerLog.board_id == board_id if board_id is not None else LedgerLog.board_id.is_(None)
        query = select(LedgerEntry.body).join(LedgerLog, LedgerLog.id == LedgerEntry.log_id).where(log)
        return list(session.scalars(query.order_by(LedgerEntry.sequence)))


def change_behind(database: Database, *statements: str, **values: object) -> None:
    """Change the database as somebody would who owns it: with every trigger of the ledger taken away."""
    with database.engine.execution_options(governance_write=True).begin() as connection:
        if database.is_sqlite:
            names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in TRIGGERS:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            assert connection.execute(text(statement), values).rowcount, statement
