"""Private acts share one entry a day, which is written on empty days too, so that its coming tells nothing.

An attestation, an excuse, an accommodation, a change of somebody's address: the row is sealed at once and waits. When
the day (in UTC) is over, its entry holds the root over all that waited and one seal by chance, never how many.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from governance.db import Database
from governance.db.retry import run_act
from governance.ledger.actions import Act, Appended, lock_log
from governance.ledger.entries import LedgerAct, Office, read_entry
from governance.ledger.models import LedgerEntry, LedgerPrivateAct
from governance.ledger.seals import Row, compute_digest, make_salt

NOTHING = ("", ())
"""Table and columns of the seal by chance."""

A_DAY = timedelta(days=1)


def note_private_act(session: Session, board_id: int | None, *, at: datetime, rows: Iterable[Row]) -> None:
    """Seal the rows of a private act in its own transaction; the day's entry on the board's log will cover them."""
    session.flush()
    connection = session.connection()
    act = Act(connection)
    log = lock_log(connection, board_id)
    for row in rows:
        shape, _heading = act.find_shape(row.table, row.columns)
        salt = make_salt()
        digest = compute_digest(salt, row.table, row.columns, row.values)
        values = {"log_id": log.id, "day": at.astimezone(UTC).date(), "shape_id": shape, "row_id": row.id, "salt": salt,
                  "digest": digest}  # fmt: skip
        session.execute(insert(LedgerPrivateAct).values(values))


def write_private_days(
    database: Database, now: datetime, find_boards: Callable[[Session], Iterable[int]]
) -> list[Appended]:
    """Write the entry of every day that is over, on each board's log and on the instance's. It may run twice.

    find_boards: the boards on whose logs private acts can happen at all.
    """
    with database.reading() as session:
        boards = [None, *find_boards(session)]
    return [entry for board in boards for entry in run_act(database, partial(write_days, board_id=board, now=now))]


def write_days(session: Session, board_id: int | None, now: datetime) -> list[Appended]:
    act = Act(session.connection())
    log_id = act.open(board_id).id
    yesterday = now.astimezone(UTC).date() - A_DAY
    day = find_first_day(session, log_id, yesterday)
    entries = []
    while day <= yesterday:
        entries.append(write_day(session, act, board_id, log_id, day, now))
        day += A_DAY
    return entries


def find_first_day(session: Session, log_id: int, yesterday: date) -> date:
    """The first day that has no entry yet: the one after the last entry's, or of what waits longest."""
    last = session.scalar(
        select(LedgerEntry.body)
        .where(LedgerEntry.log_id == log_id, LedgerEntry.kind == LedgerAct.PRIVATE_ACTS)
        .order_by(LedgerEntry.sequence.desc())
        .limit(1)
    )
    if last is not None:
        return date.fromisoformat(str(read_entry(last.encode()).facts["day"])) + A_DAY
    waiting = session.scalar(select(func.min(LedgerPrivateAct.day)).where(LedgerPrivateAct.log_id == log_id))
    return min(waiting or yesterday, yesterday)


def write_day(session: Session, act: Act, board_id: int | None, log_id: int, day: date, now: datetime) -> Appended:
    # What comes late, after its day's entry, is covered by the next one.
    waits = (LedgerPrivateAct.log_id == log_id, LedgerPrivateAct.day <= day)
    columns = (LedgerPrivateAct.shape_id, LedgerPrivateAct.row_id, LedgerPrivateAct.salt, LedgerPrivateAct.digest)
    log = act.open(board_id)
    table, names = NOTHING
    shape, _heading = act.find_shape(table, names)
    salt = make_salt()
    act.add_seal(log, shape, 0, salt, compute_digest(salt, table, names, ()))
    for shape, row_id, salt, digest in session.execute(select(*columns).where(*waits).order_by(LedgerPrivateAct.id)):
        act.add_seal(log, shape, row_id, salt, digest)
    session.execute(delete(LedgerPrivateAct).where(*waits))
    return act.enter(
        board_id, at=now, office=Office.PORTAL, kind=LedgerAct.PRIVATE_ACTS, facts={"day": day}, count_rows=False
    )
