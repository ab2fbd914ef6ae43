"""Writing on the ledger, inside the transaction of the act itself.

The log's row is locked first (SQLite holds its write lock since the act began), and grows only from the size that was
read: a chain can neither fork nor lose a link. Of two acts that met on PostgreSQL, the later one is tried again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from governance.db.keys import make_key
from governance.ledger.entries import LONGEST_LINE, LedgerAct, NotForTheLedger, Office, Sealed, hash_body, write_body
from governance.ledger.merkle import Frontier, hash_leaf
from governance.ledger.models import LedgerEntry, LedgerLog, LedgerSeal, LedgerShape, LogKind
from governance.ledger.seals import Row, finish_digest, make_heading, make_salt

NO_FACTS: Mapping[str, object] = {}
CHUNK = 5000
FEW = 200

LOG, ENTRY, SEAL, SHAPE = (model.__table__ for model in (LedgerLog, LedgerEntry, LedgerSeal, LedgerShape))
COLUMNS = (LOG.c.id, LOG.c.key, LOG.c.size, LOG.c.frontier)
LOCK_BOARD_LOG = select(*COLUMNS).where(LOG.c.board_id == bindparam("board")).with_for_update()
LOCK_INSTANCE_LOG = select(*COLUMNS).where(LOG.c.kind == LogKind.INSTANCE).with_for_update()
GROW = (
    update(LedgerLog)
    .where(LOG.c.id == bindparam("the_log"), LOG.c.size == bindparam("from_size"))
    .values(size=bindparam("to_size"), frontier=bindparam("to_frontier"))
)

SEAL_COLUMNS = {
    "log_id": "bigint", "sequence": "bigint", "position": "integer", "shape_id": "bigint", "row_id": "bigint",
    "salt": "bytea", "digest": "bytea",
}  # fmt: skip
"""A column of a seal -> its type on PostgreSQL."""

ENTRY_COLUMNS = ("log_id", "sequence", "at", "kind", "body", "hashes")

# Names of our own. PostgreSQL takes a column's values as one array, however many there are, and the end of an act in one
# statement: each statement more is a way to the server and back while the log is locked.
INTO_SEAL = f"INSERT INTO ledger_seal ({', '.join(SEAL_COLUMNS)})"
SEAL_ON_SQLITE = f"{INTO_SEAL} VALUES ({', '.join('?' for _ in SEAL_COLUMNS)})"
ARRAYS = ", ".join(f"%s::{kind}[]" for kind in SEAL_COLUMNS.values())
SEAL_ON_POSTGRESQL = f"{INTO_SEAL} SELECT * FROM unnest({ARRAYS})"  # noqa: S608  # names of our own
ENTER_ON_POSTGRESQL = (
    f"WITH seals AS ({SEAL_ON_POSTGRESQL}), entry AS (INSERT INTO ledger_entry ({', '.join(ENTRY_COLUMNS)})"  # noqa: S608  # the same
    f" VALUES ({', '.join('%s' for _ in ENTRY_COLUMNS)}))"
    " UPDATE ledger_log SET size = %s, frontier = %s WHERE id = %s AND size = %s"
)


class LedgerClash(RuntimeError):
    """A log grew while its own act was writing: two writers shared one transaction, or it held no lock."""


@dataclass(frozen=True)
class Appended:
    """An entry as it was written."""

    log_id: int
    log: str
    sequence: int
    body: str
    leaf: bytes


@dataclass
class OpenLog:
    """A log that this transaction has locked, and the seals that its next entry covers."""

    id: int
    key: str
    frontier: Frontier
    sealed: Frontier = field(default_factory=Frontier)

    @property
    def next_sequence(self) -> int:
        return self.frontier.size + 1


class Act:
    """One act on its way to the ledger: seal the rows it wrote, as many as there are, then enter it.

    board_id names the log everywhere; None is the instance's own.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.logs: dict[int | None, OpenLog] = {}
        self.shapes: dict[tuple[str, tuple[str, ...]], tuple[int, bytes]] = {}
        self.known_shapes: dict[tuple[str, str], int] | None = None
        self.waiting: list[tuple[Any, ...]] = []

    def open(self, board_id: int | None) -> OpenLog:
        """Lock a log, and make it where there is none yet."""
        log = self.logs.get(board_id)
        if log is None:
            log = self.logs[board_id] = lock_log(self.connection, board_id)
        return log

    def seal(self, board_id: int | None, rows: Iterable[Row]) -> None:
        """Seal rows under the next entry of a log. They are written in parts, so there may be any number."""
        log = self.open(board_id)
        for row in rows:
            shape, heading = self.shapes.get((row.table, row.columns)) or self.find_shape(row.table, row.columns)
            salt = make_salt()
            self.add_seal(log, shape, row.id, salt, finish_digest(salt, heading, row.values))

    def add_seal(self, log: OpenLog, shape: int, row_id: int, salt: bytes, digest: bytes) -> None:
        self.waiting.append((log.id, log.next_sequence, log.sealed.size, shape, row_id, salt, digest))
        log.sealed.add(hash_leaf(digest))
        if len(self.waiting) >= CHUNK:
            self.write_seals()

    def find_shape(self, table: str, columns: tuple[str, ...]) -> tuple[int, bytes]:
        """The id of a shape, which is made where it is new, and what its seals begin with."""
        if self.known_shapes is None:
            # All at once: there are few, and an act writes rows of several tables.
            rows = self.connection.execute(select(SHAPE.c.table_name, SHAPE.c.columns, SHAPE.c.id))
            self.known_shapes = {(name, held): shape for name, held, shape in rows}
        names = ",".join(columns)
        known = self.known_shapes.get((table, names)) or make_shape(self.connection, table, names)
        shape = self.shapes[table, columns] = known, make_heading(table, columns)
        return shape

    def write_seals(self) -> None:
        if not self.waiting:
            return
        if self.is_sqlite:
            self.connection.exec_driver_sql(SEAL_ON_SQLITE, self.waiting)
        else:
            self.connection.exec_driver_sql(SEAL_ON_POSTGRESQL, self.take_columns())
        self.waiting = []

    def take_columns(self) -> tuple[list[Any], ...]:
        """The waiting seals as one list a column."""
        return tuple(map(list, zip(*self.waiting, strict=True))) or tuple([] for _ in SEAL_COLUMNS)

    def write_entry(self, log: OpenLog, before: int, entry: Mapping[str, Any]) -> None:
        """Write the seals that wait, the entry, and the log's new size. Raises LedgerClash where it was not `before`."""
        packed = log.frontier.pack()
        if self.is_sqlite:
            self.write_seals()
            self.connection.execute(insert(LedgerEntry), entry)
            growth = {"the_log": log.id, "from_size": before, "to_size": log.frontier.size, "to_frontier": packed}
            grown = self.connection.execute(GROW, growth).rowcount
        else:
            values = (*self.take_columns(), *entry.values(), log.frontier.size, packed, log.id, before)
            grown = self.connection.exec_driver_sql(ENTER_ON_POSTGRESQL, values).rowcount
            self.waiting = []
        if grown != 1:
            raise LedgerClash(f"log {log.key} is no longer of {before} entries")

    def enter(
        self,
        board_id: int | None,
        *,
        at: datetime,
        office: Office,
        kind: StrEnum,
        facts: Mapping[str, object] = NO_FACTS,
        count_rows: bool = True,
    ) -> Appended:
        """Write the entry. count_rows: False where how many rows were sealed must not show.

        Raises NotForTheLedger, LedgerClash.
        """
        log = self.open(board_id)
        sealed = Sealed(log.sealed.root, log.sealed.size if count_rows else None) if log.sealed.size else None
        sequence, size = log.next_sequence, log.frontier.size
        body = write_body(log.key, sequence, at, office, kind, facts, sealed)
        if len(body) >= LONGEST_LINE:
            raise NotForTheLedger(f"an entry of {len(body)} bytes is too long")
        leaf = hash_body(body)
        hashes = log.frontier.add(leaf)
        values = (log.id, sequence, at, kind.value, body, b"".join(hashes))
        self.write_entry(log, size, dict(zip(ENTRY_COLUMNS, values, strict=True)))
        log.sealed = Frontier()
        return Appended(log.id, log.key, sequence, body, leaf)


def append(
    session: Session,
    board_id: int | None,
    *,
    at: datetime,
    office: Office,
    kind: StrEnum,
    facts: Mapping[str, object] = NO_FACTS,
    rows: Iterable[Row] = (),
) -> Appended:
    """Write one act on a board's log (None: on the instance's), in the session's transaction, and seal the rows it wrote.

    at: a moment; kind: a member of a room's closed set, such as board.renamed; facts: only keys, numbers, codes, days and
    hashes. A row that acts change in place is always sealed on the same log. Raises NotForTheLedger, LedgerClash.
    """
    session.flush()
    act = Act(session.connection())
    rows = iter(rows)
    first = next(rows, None)
    if first is not None:
        act.seal(board_id, chain_first(first, rows))
    return act.enter(board_id, at=at, office=office, kind=kind, facts=facts)


def chain_first(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def lock_log(connection: Connection, board_id: int | None) -> OpenLog:
    def lock() -> Any:
        if board_id is None:
            return connection.execute(LOCK_INSTANCE_LOG).one_or_none()
        return connection.execute(LOCK_BOARD_LOG, {"board": board_id}).one_or_none()

    row = lock()
    if row is None:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        kind = LogKind.INSTANCE if board_id is None else LogKind.BOARD
        made = {"key": make_key(), "kind": kind, "board_id": board_id, "size": 0, "frontier": b""}
        connection.execute(dialect.insert(LedgerLog).values(made).on_conflict_do_nothing())
        row = lock()
    return OpenLog(row.id, row.key, Frontier.unpack(row.size, row.frontier))


def make_shape(connection: Connection, table: str, columns: str) -> int:
    """Write a shape that was not there; its id."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    made = dialect.insert(LedgerShape).values(table_name=table, columns=columns)
    connection.execute(made.on_conflict_do_nothing())
    query = select(SHAPE.c.id).where(SHAPE.c.table_name == table, SHAPE.c.columns == columns)
    return int(connection.execute(query).scalar_one())


def purge_seals(
    session: Session, board_id: int | None, *, at: datetime, office: Office, table: str, row_ids: Iterable[int]
) -> Appended | None:
    """Destroy the salts of rows that are being purged, and say so on the log that sealed them; None where none was sealed.

    The caller removes or empties the rows in the same transaction. The entry holds how many seals lost their salt and
    the root over their hashes.
    """
    session.flush()
    connection = session.connection()
    act = Act(connection)
    log = act.open(board_id)
    shapes = list(connection.scalars(select(SHAPE.c.id).where(SHAPE.c.table_name == table)))
    destroyed = 0
    ids = iter(row_ids)
    while part := list(islice(ids, FEW)):
        destroyed += connection.execute(
            update(LedgerSeal)
            .where(
                SEAL.c.log_id == log.id, SEAL.c.row_id.in_(part), SEAL.c.shape_id.in_(shapes), SEAL.c.salt.is_not(None)
            )
            .values(salt=None, purged_in=log.next_sequence)
        ).rowcount
    if not destroyed:
        return None
    root = compute_purged_root(connection, log.id, log.next_sequence)
    return act.enter(
        board_id, at=at, office=office, kind=LedgerAct.PURGED, facts={"seals": destroyed, "root": root}
    )  # fmt: skip


def compute_purged_root(connection: Connection, log_id: int, purged_in: int) -> bytes:
    """The root over the hashes of the seals that an entry's purge took the salt of, in the order of the log."""
    query = (
        select(SEAL.c.digest)
        .where(SEAL.c.log_id == log_id, SEAL.c.purged_in == purged_in)
        .order_by(SEAL.c.sequence, SEAL.c.position)
        .execution_options(yield_per=CHUNK)
    )
    frontier = Frontier()
    for digest in connection.scalars(query):
        frontier.add(hash_leaf(digest))
    return frontier.root


def count_purged(connection: Connection, log_id: int, purged_in: int) -> int:
    query = select(func.count()).where(SEAL.c.log_id == log_id, SEAL.c.purged_in == purged_in)
    return connection.scalar(query) or 0
