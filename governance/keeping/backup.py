"""Writing a backup: one consistent view of the record, while others go on reading and writing."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, text

from governance.db import Database
from governance.db.schema import read_revision
from governance.keeping.archive import ArchiveWriter, Header, TableNote
from governance.keeping.tables import LEFT_OUT, LEFT_OUT_COLUMNS, TableShape, read_shapes
from governance.keeping.values import LONGEST_LINE, TAKE, WRITE, BadValue, convert, write_line

Progress = Callable[[int, int], None]
"""Told how many rows (or bytes) are done, and of how many."""

# How PostgreSQL names what a kind's column is read as, so that the driver reads it the same everywhere.
POSTGRESQL_TYPES = {
    "integer": "int8", "text": "text", "boolean": "bool", "json": "text", "bytes": "bytea", "day": "date",
    "moment": "timestamptz",
}  # fmt: skip


def write_backup(database: Database, file: Path, now: datetime, progress: Progress, *, replace: bool = False) -> Header:
    """Write a backup and put it in its place once all of it is on the disk; return what it says of itself.

    replace: a file of that name gives way, at the end. Raises FileExistsError, BadValue (the database holds what a
    backup cannot) and OSError; nothing is left behind then.
    """
    with write_whole_file(file, replace=replace) as output, hold_snapshot(database) as connection:
        header = read_header_facts(connection, now)
        writer = ArchiveWriter(output, header, now.timestamp())
        done = 0
        for table in header.tables:
            written = writer.add_table(table.shape.name, count_lines(connection, table, done, header.rows, progress))
            # The count was taken in the same view; where it is another, the view was none.
            if written != table.rows:
                raise BadValue(f"the table {table.shape.name} changed while it was read")
            done += table.rows
        writer.finish()
    return header


def count_lines(connection: Connection, table: TableNote, done: int, total: int, progress: Progress) -> Iterator[bytes]:
    for number, line in enumerate(read_table(connection, table.shape), start=1):
        yield line
        if not number % 1000 or number == table.rows:
            progress(done + number, total)


@contextmanager
def write_whole_file(file: Path, *, replace: bool) -> Iterator[IO[bytes]]:
    """A file that has its name once all of it is on the disk, and does not exist before; only its owner may read it."""
    if file.exists() and not replace:
        raise FileExistsError(17, "there is such a file already", str(file))
    unfinished = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
            yield output
            output.flush()
            os.fsync(output.fileno())
        put_in_place(unfinished, file, replace=replace)
    finally:
        unfinished.unlink(missing_ok=True)


def put_in_place(unfinished: Path, file: Path, *, replace: bool) -> None:
    """Give a finished file its name, for good. Raises FileExistsError where one came there meanwhile."""
    if not replace:
        try:
            os.link(unfinished, file)
        except FileExistsError:
            raise
        except OSError:  # a disk without links, such as a memory stick
            if file.exists():
                raise FileExistsError(17, "there is such a file already", str(file)) from None
    if not file.exists() or replace:
        unfinished.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def hold_snapshot(database: Database) -> Iterator[Connection]:
    """A connection on which every read sees the record of one moment; no writer waits for it.

    On PostgreSQL it is also a moment between acts: SERIALIZABLE READ ONLY DEFERRABLE waits for one.
    """
    if database.is_sqlite:
        engine = database.engine
    else:
        engine = database.engine.execution_options(
            isolation_level="SERIALIZABLE", postgresql_readonly=True, postgresql_deferrable=True
        )
    with engine.connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SET LOCAL TimeZone = 'UTC'"))
            connection.execute(text("SET LOCAL DateStyle = 'ISO, YMD'"))
        yield connection


def read_header_facts(connection: Connection, now: datetime) -> Header:
    shapes = read_shapes(connection)
    tables = tuple(
        TableNote(shape, read_number(connection, f'SELECT count(*) FROM "{name}"') or 0, read_last(connection, shape))  # noqa: S608  # our own tables
        for name, shape in shapes.items()
    )
    moment = now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    left_out = (*LEFT_OUT, *(f"{table}.{column}" for table, column in LEFT_OUT_COLUMNS))
    return Header(read_release(), read_revision(connection) or "", moment, tables, left_out)


def read_release() -> str:
    try:
        return version("governance")
    except PackageNotFoundError:
        return "unknown"


def read_last(connection: Connection, shape: TableShape) -> int | None:
    """The highest number that the database ever gave a row of the table, as far as it knows; None where it counts none."""
    if shape.number is None:
        return None
    highest = read_number(connection, f'SELECT max("{shape.number}") FROM "{shape.name}"') or 0  # noqa: S608  # our own tables
    if connection.dialect.name == "postgresql":
        sequence = find_sequence(connection, shape)
        if sequence is None:
            return None
        highest = max(highest, read_number(connection, f"SELECT last_value FROM {sequence}") or 0)  # noqa: S608  # as quoted by the server
    return highest


def find_sequence(connection: Connection, shape: TableShape) -> str | None:
    """The sequence that numbers a table's rows on PostgreSQL, quoted."""
    name: str | None = connection.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": f'"{shape.name}"', "column": shape.number}
    ).scalar()
    return name


def read_number(connection: Connection, query: str) -> int | None:
    return connection.execute(text(query)).scalar()


def read_table(connection: Connection, shape: TableShape) -> Iterator[bytes]:
    """A table's rows as lines, by their key, in little memory. Raises BadValue."""
    take = TAKE[connection.dialect.name]
    rows = read_sqlite_rows if connection.dialect.name == "sqlite" else read_postgresql_rows
    for number, row in enumerate(rows(connection, shape), start=1):
        line = write_line(convert(shape.name, number, shape.columns, row, take, WRITE))
        if len(line) > LONGEST_LINE:
            raise BadValue(f"row {number} of the table {shape.name} is too large for a backup")
        yield line


def write_query(shape: TableShape, columns: list[str]) -> str:
    order = ", ".join(f'"{column}"' for column in shape.key)
    return f'SELECT {", ".join(columns)} FROM "{shape.name}" ORDER BY {order}'  # noqa: S608  # names of our own tables


def read_sqlite_rows(connection: Connection, shape: TableShape) -> Iterator[tuple[Any, ...]]:
    driver: Any = connection.connection.driver_connection
    yield from driver.execute(write_query(shape, [f'"{column}"' for column in shape.columns]))


def read_postgresql_rows(connection: Connection, shape: TableShape) -> Iterator[tuple[Any, ...]]:
    driver: Any = connection.connection.driver_connection
    types = [POSTGRESQL_TYPES[kind] for kind in shape.columns.values()]
    query = write_query(shape, [f'"{name}"::{of}' for name, of in zip(shape.columns, types, strict=True)])
    with driver.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        copy.set_types(types)
        yield from copy.rows()
