"""Writing many rows at once, on SQLite and on PostgreSQL alike."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Column, Connection, String, Table, bindparam, func, select, text, update

from governance.db.history import FormerState
from governance.exchange.sealing import Sealing

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
        self.sealing = Sealing(connection)
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
        sequence = self.connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
        query = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :count)")
        return list(self.connection.scalars(query, {"sequence": sequence, "count": count}))

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that all name the same columns, and seal them.

        The values pass through the columns' own types and go to the driver by columns: a third of the time that
        SQLAlchemy takes to bind each row.
        """
        for part in chunk(rows, WRITE_CHUNK):
            names = list(part[0])
            quote = self.connection.dialect.identifier_preparer.quote
            columns = ", ".join(quote(name) for name in names)
            values = [self.bind(table.c[name], [row[name] for row in part]) for name in names]
            if self.is_sqlite:
                marks = ", ".join("?" * len(names))
                statement = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608  # names of our own
                self.connection.exec_driver_sql(statement, list(zip(*values, strict=True)))
            else:
                arrays = ", ".join(f"%s::{self.name_array(table.c[name])}" for name in names)
                statement = f"INSERT INTO {table.name} ({columns}) SELECT * FROM unnest({arrays})"  # noqa: S608  # as above
                self.connection.exec_driver_sql(statement, tuple(values))
            self.sealing.seal(table, part)

    def bind(self, column: Column[Any], values: list[Any]) -> list[Any]:
        """The values as the driver takes them."""
        dialect = self.connection.dialect
        process = column.type.dialect_impl(dialect).bind_processor(dialect)
        if process is None:
            return values
        try:
            bound = {value: process(value) for value in set(values)}
        except TypeError:  # a JSON object is no key
            return [process(value) for value in values]
        return [bound[value] for value in values]

    def name_array(self, column: Column[Any]) -> str:
        # Text without its length: a cast would cut what is too long, an insertion refuses it.
        kind = "text" if isinstance(column.type, String) else column.type.compile(self.connection.dialect)
        return f"{kind}[]"

    def change(self, table: Table, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Change rows in place; what they held before goes to former_state. All changes name the same columns."""
        if not changes:
            return
        self.sealing.note_changed(table, changes)
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
            self.sealing.note_changed(table, part)


def make_plain(value: object) -> object:
    """A column's value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value
