"""Opening the database with the same guarantees on both engines."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

LOCK_WAIT_SECONDS = 20


@dataclass(frozen=True)
class Database:
    """One database, opened three ways.

    reading: one consistent view of the record for a page. writing: one act, as if it were alone.
    glancing: a single statement outside any transaction, for validators.
    """

    engine: Engine
    reading: sessionmaker[Session]
    writing: sessionmaker[Session]
    glancing: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at a SQLAlchemy address (sqlite or postgresql+psycopg). Nothing is read until it is used."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        reading, writing = engine, engine.execution_options(governance_write=True)
        glancing = engine.execution_options(governance_no_transaction=True)
    else:
        reading = engine.execution_options(isolation_level="REPEATABLE READ")
        writing = engine.execution_options(isolation_level="SERIALIZABLE")
        glancing = engine.execution_options(isolation_level="AUTOCOMMIT")
    return Database(engine, sessionmaker(reading), sessionmaker(writing), glancing)


def make_engine(url: str) -> Engine:
    """An engine whose errors never carry the values of a statement: they could be a person's."""
    if make_url(url).get_backend_name() != "sqlite":
        # As many as ballots come at once: what is beyond the pool's size is connected anew each time.
        return create_engine(url, hide_parameters=True, pool_pre_ping=False, pool_recycle=1800, pool_size=16)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_WAIT_SECONDS})
    event.listen(engine, "connect", prepare_sqlite_connection)
    event.listen(engine, "begin", begin_sqlite_transaction)
    return engine


def prepare_sqlite_connection(connection: Any, _record: object) -> None:
    # The driver must not start transactions by itself: it would start them too late for savepoints to roll back.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA cache_size = -65536")
    cursor.close()


def begin_sqlite_transaction(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("governance_no_transaction"):
        return
    if options.get("governance_write"):
        # An act takes the write lock first: a reader that turns writer half-way could find its view outdated.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # Takes no lock yet, so it cannot fail for one; straight to the driver it costs a tenth.
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")
