"""Writing many rows at once, on SQLite and on PostgreSQL alike."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Table, bindparam, func, insert, select, text, update

from governance.db.history import FormerState

T = TypeVar("T")
CHUNK = 500
WRITE_CHUNK = 5000


class Known(NamedTuple):
    """A row that the record holds: its id, the digest of what was read, and the id of the row that it belongs to."""

    id: int
    fingerprint: str | None
    parent: int | None


def fingerprint(intake: Sequence[object]) -> str:
    """A digest of what a source says of one record, to tell a change without comparing columns."""
    return hashlib.blake2b(repr(tuple(intake)).encode(), digest_size=16).hexdigest()


def chunk(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    found: list[T] = []
    for value in values:
        found.append(value)
        if len(found) == size:
            yield found
            found = []
    if found:
        yield found


class Writer:
    """One transaction's way into the tables, for the rows of one system."""

    def __init__(self, connection: Connection, system: str, now: datetime) -> None:
        self.connection = connection
        self.system = system
        self.now = now
        self.is_sqlite = connection.dialect.name == "sqlite"

    def find_known(self, table: Table, parent: str | None, *, current_only: bool) -> dict[str, Known]:
        """The rows of the system, by identifier; of corrected ones only those that hold now."""
        columns = [table.c.source_identifier, table.c.id, table.c.source_fingerprint]
        if parent:
            columns.append(table.c[parent])
        query = select(*columns).where(table.c.source_system == self.system, table.c.source_identifier.is_not(None))
        if current_only:
            query = query.where(table.c.superseded_at.is_(None))
        rows = self.connection.execute(query)
        return {row[0]: Known(row[1], row[2], row[3] if parent else None) for row in rows}

    def take_ids(self, table: Table, count: int) -> list[int]:
        """Ids for new rows, which nobody else gets."""
        if not count:
            return []
        if self.is_sqlite:
            # The write lock is held since the beginning: nobody can take the same.
            last = self.connection.scalar(select(func.max(table.c.id))) or 0
            return list(range(last + 1, last + 1 + count))
        query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(self.connection.scalars(query, {"name": table.name, "count": count}))

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        for part in chunk(rows, WRITE_CHUNK):
            self.connection.execute(insert(table), part)

    def change(self, table: Table, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Change rows in place; what they held before goes to former_state. All changes name the same columns."""
        if not changes:
            return
        columns = list(next(iter(changes.values())))
        former = []
        for ids in chunk(changes):
            rows = self.connection.execute(select(table).where(table.c.id.in_(ids))).mappings()
            for row in rows:
                held = {name: make_plain(row[name]) for name in columns}
                entered = row["source_read_at"] or row["entered_at"]
                former.append({"table_name": table.name, "row_id": row["id"], "values": held,
                               "entered_at": entered, "superseded_at": self.now})  # fmt: skip
        self.insert(FormerState.__table__, former)  # type: ignore[arg-type]  # declared as the wider FromClause
        statement = update(table).where(table.c.id == bindparam("the_id"))
        statement = statement.values({name: bindparam(f"new_{name}") for name in columns})
        rows_changed = [
            {"the_id": row_id, **{f"new_{name}": value for name, value in row.items()}}
            for row_id, row in changes.items()
        ]
        for part in chunk(rows_changed, WRITE_CHUNK):
            self.connection.execute(statement, part)

    def supersede(self, table: Table, ids: Iterable[int]) -> None:
        """Mark rows as corrected; their corrections come after."""
        for part in chunk(ids):
            self.connection.execute(update(table).where(table.c.id.in_(part)).values(superseded_at=self.now))


def make_plain(value: object) -> object:
    """A column's value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value
