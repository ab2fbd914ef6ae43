"""Holding the rows of a table against their seals: each row against its last one, and no seal without its row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from governance.db import Model
from governance.ledger.downloads import Disagreement
from governance.ledger.models import LedgerSeal, LedgerShape
from governance.ledger.seals import finish_digest, make_heading

ROWS_AT_ONCE = 500

Progress = Callable[[int], None]


@dataclass
class RecordOutcome:
    """What was checked. older_rows: rows from before the ledger began, which nothing proves; unsigned: entries that no
    signed head covers yet; notes: what could not be verified."""

    logs: int = 0
    entries: int = 0
    heads: int = 0
    rows: int = 0
    purged_seals: int = 0
    older_rows: int = 0
    unsigned: int = 0
    notes: list[str] = field(default_factory=list)


def check_table(session: Session, name: str, older: int | None, outcome: RecordOutcome, tell: Progress) -> None:
    """Hold every row of a table against its last seal. older: the last row from before the ledger; None: rows need no seal."""
    table = Model.metadata.tables.get(name)
    if table is None:
        raise Disagreement(f"the table {name} is gone, and the ledger has seals of its rows")
    shapes = {
        shape_id: (make_heading(name, columns.split(",")), tuple(columns.split(",")))
        for shape_id, columns in session.execute(
            select(LedgerShape.id, LedgerShape.columns).where(LedgerShape.table_name == name)
        )
    }
    for rows in read_rows(session, table):
        seals = read_last_seals(session, name, rows[0]["id"], rows[-1]["id"])
        for row in rows:
            check_row(name, row, seals.pop(row["id"], []), shapes, older, outcome)
        tell(len(rows))
    check_none_gone(session, table)


def read_rows(session: Session, table: Table) -> Iterator[Sequence[Any]]:
    after = -1
    while True:
        query = select(table).where(table.c.id > after).order_by(table.c.id).limit(ROWS_AT_ONCE)
        rows = session.execute(query).mappings().all()
        if not rows:
            return
        yield rows
        after = rows[-1]["id"]


def read_last_seals(session: Session, table: str, first: int, last: int) -> dict[int, list[Any]]:
    """row -> its last seal on each log that sealed it (one, unless it moved to another board)."""
    columns = (LedgerSeal.log_id, LedgerSeal.sequence, LedgerSeal.shape_id, LedgerSeal.row_id, LedgerSeal.salt,
               LedgerSeal.digest)  # fmt: skip
    query = (
        select(*columns)
        .join(LedgerShape, LedgerShape.id == LedgerSeal.shape_id)
        .where(LedgerShape.table_name == table, LedgerSeal.row_id.between(first, last))
        .order_by(LedgerSeal.log_id, LedgerSeal.sequence, LedgerSeal.position)
    )
    found: dict[int, dict[int, Any]] = {}
    for seal in session.execute(query):
        found.setdefault(seal.row_id, {})[seal.log_id] = seal
    return {row: list(seals.values()) for row, seals in found.items()}


def check_row(
    table: str,
    row: Mapping[Any, Any],
    seals: list[Any],
    shapes: Mapping[int, tuple[bytes, tuple[str, ...]]],
    older: int | None,
    outcome: RecordOutcome,
) -> None:
    if not seals:
        if older is None:
            return
        if row["id"] > older:
            raise Disagreement(f"row {row['id']} of {table} is under no entry of the ledger")
        outcome.older_rows += 1
        return
    outcome.rows += 1
    for seal in seals:
        if seal.salt is None:
            return
        heading, names = shapes.get(seal.shape_id, (b"", ()))
        if not all(name in row for name in names):
            raise Disagreement(f"{table} has lost a column that the ledger has seals of")
        if names and finish_digest(seal.salt, heading, [row[name] for name in names]) == seal.digest:
            return
    sequence = max(seal.sequence for seal in seals)
    raise Disagreement(f"row {row['id']} of {table} does not hold what entry {sequence:,} sealed")


def check_none_gone(session: Session, table: Table) -> None:
    gone = (
        select(LedgerSeal.row_id, LedgerSeal.sequence)
        .join(LedgerShape, LedgerShape.id == LedgerSeal.shape_id)
        .outerjoin(table, table.c.id == LedgerSeal.row_id)
        .where(LedgerShape.table_name == table.name, LedgerSeal.salt.is_not(None), table.c.id.is_(None))
        .order_by(LedgerSeal.row_id)
        .limit(1)
    )
    for row_id, sequence in session.execute(gone):
        raise Disagreement(f"row {row_id} of {table.name} is gone, and entry {sequence:,} sealed it")
