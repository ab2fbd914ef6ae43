"""Bringing a backup back, into an empty database of either engine: all of it, checked, or nothing.

First the whole archive is read and checked, and nothing is touched. Then the schema is made at the backup's own
revision, the rows go in, foreign keys and the ledger are checked, and the schema is brought to this release's: on
PostgreSQL in one transaction, on SQLite in a file that gets its name last. Nobody sees a half of it.
"""

import itertools
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, bindparam, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from alembic import command
from governance.db.engine import make_engine
from governance.db.model import Moment
from governance.db.schema import make_config, read_newest_revision
from governance.keeping.archive import Header, TableNote, UnusableArchive, read_archive
from governance.keeping.backup import Progress, find_sequence, put_in_place
from governance.keeping.tables import AFTERWARDS, VERSIONED, TableShape, read_shapes
from governance.keeping.values import GIVE, READ, BadValue, convert, read_line

Check = Callable[[Connection, Header], None]
"""Looks at a restored record and what its backup said of itself, before it is opened; raises where it is not sound."""


class NotEmpty(Exception):
    """The database holds something already. It was not touched."""


class NoRoom(Exception):
    """The disk has too little room for what a backup holds."""


def restore_backup(url: str, file: Path, now: datetime, progress: Progress, checks: tuple[Check, ...] = ()) -> Header:
    """Restore a backup into the empty database of a SQLAlchemy address; return what the backup says of itself.

    checks: run on the restored record, at this release's schema, before anybody can open it; they raise to refuse it.
    Raises UnusableArchive, NotEmpty, NoRoom, OSError and what the database and the checks raise; the database is then
    as it was.
    """
    refuse_full(url)
    with file.open("rb") as archive:
        size = os.fstat(archive.fileno()).st_size
        unpacked = check_archive(archive, lambda done: progress(done, 2 * size))
        archive.seek(0)

        def fill_all(connection: Connection) -> Header:
            header = fill(connection, archive, lambda done: progress(size + done, 2 * size), now)
            for check in checks:
                check(connection, header)
            return header

        if make_url(url).get_backend_name() == "sqlite":
            return restore_into_file(Path(make_url(url).database or ""), unpacked, fill_all)
        return restore_into_server(url, fill_all)


def refuse_full(url: str) -> None:
    """Raise NotEmpty where the database is there and holds a table."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        file = Path(parts.database or "")
        if not file.exists() or not file.stat().st_size:
            return
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            refuse_tables(connection)
    finally:
        engine.dispose()


def refuse_tables(connection: Connection) -> None:
    tables = inspect(connection).get_table_names()
    if tables:
        raise NotEmpty(
            "the database holds tables already, and a backup is only restored into an empty one: name a new one in "
            "sqlalchemy.url"
        )


def check_archive(archive: IO[bytes], progress: Callable[[int], None]) -> int:
    """Read a whole backup, keep nothing, and answer how many bytes its rows are. Raises UnusableArchive."""
    header, lines = read_archive(archive)
    newest = read_newest_revision()
    if header.revision not in {
        script.revision for script in ScriptDirectory.from_config(make_config()).walk_revisions()
    }:
        raise UnusableArchive(
            f"was made at schema revision {header.revision!r}, which this release (at {newest}) does not know: a newer "
            "one made it"
        )
    unpacked = 0
    for number, (_table, line) in enumerate(lines):
        unpacked += len(line)
        if not number % 1000:
            progress(archive.tell())
    return unpacked


def restore_into_file(file: Path, unpacked: int, fill_all: Callable[[Connection], Header]) -> Header:
    """Make a SQLite file of another name, and give it its own once it is whole and on the disk."""
    free = shutil.disk_usage(file.parent).free
    if free < unpacked:
        raise NoRoom(f"the backup needs about {unpacked >> 20} MB at {file.parent}, and {free >> 20} MB are free")
    unfinished = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}.unfinished")
    engine = make_engine(f"sqlite:///{unfinished}").execution_options(governance_write=True)
    event.listen(engine, "connect", prepare_filling)
    try:
        with engine.begin() as connection:
            header = fill_all(connection)
        with engine.connect() as connection:
            damage = connection.execute(text("PRAGMA integrity_check")).scalar()
        engine.dispose()
        if damage != "ok":
            raise UnusableArchive("makes a database that SQLite itself finds damaged")
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        # An empty file of that name may give way; one that somebody filled meanwhile may not.
        put_in_place(unfinished, file, replace=file.exists() and not file.stat().st_size)
    finally:
        engine.dispose()
        for leftover in ("", "-journal", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + leftover).unlink(missing_ok=True)
    return header


def prepare_filling(connection: Any, _record: object) -> None:
    """Nobody else knows the file, and it is thrown away unless all goes well: it needs no journal on the disk.

    Foreign keys are checked once, at the end: a row may name one that follows it.
    """
    for pragma in ("foreign_keys = OFF", "journal_mode = MEMORY", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def restore_into_server(url: str, fill_all: Callable[[Connection], Header]) -> Header:
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            # Of two restores at once, the later finds the earlier one's tables.
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('governance restore'))"))
            refuse_tables(connection)
            connection.execute(text("SET LOCAL TimeZone = 'UTC'"))
            return fill_all(connection)
    finally:
        engine.dispose()


def fill(connection: Connection, archive: IO[bytes], progress: Callable[[int], None], now: datetime) -> Header:
    """Make the schema at the backup's revision, put every row in, check them, and bring the schema to this release's."""
    header, lines = read_archive(archive)
    command.upgrade(make_config(connection), header.revision)
    check_columns(header, read_shapes(connection))
    is_sqlite = connection.dialect.name == "sqlite"
    keys = [] if is_sqlite else drop_foreign_keys(connection)
    reported = report_lines(lines, archive, progress)
    for note, group in itertools.groupby(reported, key=lambda pair: pair[0]):
        rows = read_rows(note, (line for _, line in group), connection.dialect.name)
        put_rows(connection, note.shape, rows)
    if is_sqlite:
        check_sqlite_foreign_keys(connection)
    else:
        make_foreign_keys(connection, keys)
        set_sequences(connection, header)
    command.upgrade(make_config(connection), "head")
    outrun_kept_pages(connection, header, now)
    tables = {table.shape.name for table in header.tables}
    for table in AFTERWARDS.keys() & tables:
        connection.execute(text(AFTERWARDS[table]).bindparams(bindparam("now", type_=Moment())), {"now": now})
    return header


def report_lines(
    lines: Iterator[tuple[TableNote, bytes]], archive: IO[bytes], progress: Callable[[int], None]
) -> Iterator[tuple[TableNote, bytes]]:
    for number, pair in enumerate(lines):
        yield pair
        if not number % 1000:
            progress(archive.tell())


def check_columns(header: Header, shapes: dict[str, TableShape]) -> None:
    """Raise UnusableArchive where the backup's tables and columns are not those of its revision."""
    said = {table.shape.name: table.shape for table in header.tables}
    shapes = {name: shape for name, shape in shapes.items() if name not in header.left_out}
    if said.keys() != shapes.keys():
        different = sorted(said.keys() ^ shapes.keys())
        raise UnusableArchive(f"does not hold the tables of its schema revision: {', '.join(different)[:200]}")
    for name, shape in said.items():
        known = shapes[name]
        columns = {column: kind for column, kind in known.columns.items() if f"{name}.{column}" not in header.left_out}
        if shape.columns != columns or set(shape.key) != set(known.key):
            raise UnusableArchive(f"does not hold the columns of the table {name} at its schema revision")


def read_rows(table: TableNote, lines: Iterator[bytes], engine: str) -> Iterator[list[object]]:
    shape, give = table.shape, GIVE[engine]
    for number, line in enumerate(lines, start=1):
        values = read_line(shape.name, number, line)
        yield convert(shape.name, number, shape.columns, values, READ, give)


def put_rows(connection: Connection, shape: TableShape, rows: Iterator[list[object]]) -> None:
    """Insert rows in one stream. Raises UnusableArchive where the database itself refuses one."""
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(f'"{name}"' for name in shape.columns)
    try:
        if connection.dialect.name == "sqlite":
            places = ", ".join("?" * len(shape.columns))
            driver.executemany(f'INSERT INTO "{shape.name}" ({columns}) VALUES ({places})', rows)  # noqa: S608  # names of our own tables
        else:
            with driver.cursor() as cursor, cursor.copy(f'COPY "{shape.name}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
    except BadValue as error:
        raise UnusableArchive(f"cannot be restored: {error}") from None
    except (psycopg.IntegrityError, psycopg.DataError, connection.dialect.dbapi.IntegrityError) as error:  # type: ignore[union-attr]  # a dialect in use has its driver
        raise UnusableArchive(
            f"cannot be restored: the database refuses a row of the table {shape.name} ({name_reason(error)})"
        ) from None


def name_reason(error: Exception) -> str:
    """What a row broke, without its values."""
    diagnosis = getattr(error, "diag", None)
    if diagnosis is None:
        return str(error)[:100]  # SQLite names tables, columns and constraints only
    return str(diagnosis.constraint_name or diagnosis.column_name or diagnosis.sqlstate)


def check_sqlite_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise UnusableArchive(
            f"is not sound: a row of the table {broken[0]} names one of {broken[2]} that is not there"
        )


FOREIGN_KEYS = text(
    "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conrelid, conname"
)


def drop_foreign_keys(connection: Connection) -> list[tuple[str, str, str]]:
    """Take the foreign keys away while rows come in, in any order; what make_foreign_keys needs to bring them back."""
    keys = [(row[0], row[1], row[2]) for row in connection.execute(FOREIGN_KEYS)]
    for table, name, _definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return keys


def make_foreign_keys(connection: Connection, keys: list[tuple[str, str, str]]) -> None:
    """Bring them back, which checks every row. Raises UnusableArchive."""
    for table, name, definition in keys:
        try:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        except DBAPIError as error:
            if not isinstance(error.orig, psycopg.IntegrityError):
                raise
            raise UnusableArchive(
                f"is not sound: a row of the table {table} names one that is not there ({name})"
            ) from None


def set_sequences(connection: Connection, header: Header) -> None:
    """Let PostgreSQL go on counting after the highest number that was ever given."""
    for table in header.tables:
        sequence = find_sequence(connection, table.shape) if table.shape.number else None
        if sequence is not None:
            highest = connection.execute(
                text(f'SELECT max("{table.shape.number}") FROM "{table.shape.name}"')  # noqa: S608  # our own tables
            ).scalar()
            last = max(highest or 0, table.last or 0)
            connection.execute(
                text("SELECT setval(:sequence, :last, :used)"),
                {"sequence": sequence, "last": max(last, 1), "used": last > 0},
            )


def outrun_kept_pages(connection: Connection, header: Header, now: datetime) -> None:
    """Raise each board's version beyond any that a reader's kept page could carry.

    What came after the backup also counted up from its version. A board's record changes less than once a second, so
    the seconds since the backup are more than all of that.
    """
    table, column = VERSIONED
    age = now - datetime.fromisoformat(header.made_at)
    seconds = max(0, int(age.total_seconds())) + 1
    connection.execute(text(f"UPDATE {table} SET {column} = {column} + :seconds"), {"seconds": seconds})  # noqa: S608  # a constant of ours
