"""`governance init --check`: what `governance init` would do, told without a change to anything."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from governance.cli.configuration import describe_database, find_sqlite_file
from governance.cli.places import check_content
from governance.cli.problems import SAYS_NO, Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from governance.settings import Settings


def check(settings: "Settings") -> int:
    """Print what there is to do; the exit status. Raises BadInput, or Refused where a newer release made the database."""
    from governance.security.vault import Vault

    place, file = describe_database(settings.url), find_sqlite_file(settings.url)
    if file is not None and not file.exists():
        due = [f"There is no database {place} yet: governance init makes it."]
    else:
        with look_at(settings.url) as connection:
            due = list_due(connection, place)
    if not Vault(Path(settings.vault_keys)).find_keys():
        due.append("A key to seal secrets with would be made.")
    for line in due or [f"The database {place} is up to date."]:
        print(line)
    return SAYS_NO if due else 0


def list_due(connection: "Connection", place: str) -> list[str]:
    """What an upgrade of the database would do, a line each. Raises BadInput, Refused."""
    from governance.db.schema import UnknownSchema, list_due_steps, read_revision

    if check_content(connection):
        return [f"The database {place} is empty: governance init makes the record in it."]
    revision = read_revision(connection)
    try:
        steps = list_due_steps(revision)
    except UnknownSchema as error:
        raise Refused(f"{error}; install that release, or bring back a backup of before") from None
    if steps:
        first = f"The database {place} stands at revision {revision}; governance init would take these steps:"
        return [first, *(f"  {step}" for step in steps)]
    return [] if has_ledger(connection) else [f"The database {place} has no ledger yet: governance init begins it."]


def has_ledger(connection: "Connection") -> bool:
    from sqlalchemy import select

    from governance.ledger.models import LedgerLog, LogKind

    begun = select(LedgerLog.id).where(LedgerLog.kind == LogKind.INSTANCE, LedgerLog.size > 0)
    return connection.scalar(begun) is not None


@contextmanager
def look_at(url: str) -> "Iterator[Connection]":
    """A connection to a database that is there, in which nothing can be written."""
    from sqlalchemy import create_engine

    file = find_sqlite_file(url)
    if file is None:
        engine = create_engine(url, hide_parameters=True)
        refuse = "SET default_transaction_read_only = on"
    else:
        # Opened as usual SQLite would be told to keep a log beside its file, and would write that into it.
        address = f"{file.resolve().as_uri()}?mode=rw"
        engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True))
        refuse = "PRAGMA query_only = ON"
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(refuse)
            yield connection
    finally:
        engine.dispose()
