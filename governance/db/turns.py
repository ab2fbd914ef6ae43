"""Whose turn it is: acts that met on PostgreSQL come back one by one, so that each of them comes through.

A serializable act that met another is refused, however it locks the rows that it needs: it has taken its view of the
record before it waits. Only LOCK TABLE, as a transaction's first statement, waits before the view is taken. So every
act first takes a lock that all acts can hold together; one that was refused takes the lock that nobody else can hold,
and runs alone. PostgreSQL gives locks in the order in which they were asked for, so nobody waits for ever.
SQLite has its acts wait for one another at their beginning anyway.
"""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

LONGEST_WAIT_SECONDS = 2
"""How long an act waits to be alone. Where a long act is under way it then runs beside it, and so does everybody."""

LOCK_NOT_AVAILABLE = "55P03"

# No act ever writes to this table, and nothing tidies it up meanwhile.
AMONG_OTHERS = "LOCK TABLE alembic_version IN ROW SHARE MODE"
ALONE = "LOCK TABLE alembic_version IN EXCLUSIVE MODE"


def take_turn(session: Session, *, alone: bool) -> None:
    """Begin an act, before anything is read: among others, or alone where it has been refused before."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return
    if alone:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LONGEST_WAIT_SECONDS * 1000:.0f}ms'")
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(ALONE)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            connection.exec_driver_sql(AMONG_OTHERS)
        connection.exec_driver_sql("SET LOCAL lock_timeout = DEFAULT")
    else:
        connection.exec_driver_sql(AMONG_OTHERS)
