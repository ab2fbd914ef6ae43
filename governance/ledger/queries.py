"""What can be read of the ledger, in a fixed number of queries however long a log is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.db import Database
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.ledger.entries import write_moment
from governance.ledger.heads import Head
from governance.ledger.merkle import Frontier, Node, find_hashes, list_inclusion_ranges, list_nodes, split_hashes
from governance.ledger.models import LedgerEntry, LedgerHead, LedgerLog, LedgerSeal, LedgerShape, LogKind

LINES_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Log:
    """A log: its key, how many entries it has, and the root over them."""

    id: int
    key: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it is kept. body holds its canonical bytes; leaf is their hash in the tree."""

    sequence: int
    body: str
    leaf: bytes


COLUMNS = (LedgerLog.id, LedgerLog.key, LedgerLog.size, LedgerLog.frontier)
HEAD_COLUMNS = (LedgerHead.size, LedgerHead.root, LedgerHead.at, LedgerHead.key, LedgerHead.signature)


@prepared
def read_log_of_board(board_id: int) -> Rows:
    return select(*COLUMNS).where(LedgerLog.board_id == board_id)


@prepared
def read_instance_log() -> Rows:
    return select(*COLUMNS).where(LedgerLog.kind == LogKind.INSTANCE)


def find_log(db: Session, board_id: int | None) -> Log | None:
    """The log of a board, or the instance's own; None where nothing was entered yet."""
    answer = read_instance_log(db) if board_id is None else read_log_of_board(db, board_id)
    row = answer.one_or_none()
    if row is None:
        return None
    log_id, key, size, frontier = row
    return Log(log_id, key, size, Frontier.unpack(size, frontier).root)


@prepared
def read_entries(log_id: int, newest: int, limit: int) -> Rows:
    return (
        select(LedgerEntry.sequence, LedgerEntry.body, LedgerEntry.hashes)
        .where(LedgerEntry.log_id == log_id, LedgerEntry.sequence <= newest)
        .order_by(LedgerEntry.sequence.desc())
        .limit(limit)
    )


@prepared
def read_entries_of_kind(log_id: int, kind: str, limit: int, offset: int) -> Rows:
    return (
        select(LedgerEntry.sequence, LedgerEntry.body, LedgerEntry.hashes)
        .where(LedgerEntry.log_id == log_id, LedgerEntry.kind == kind)
        .order_by(LedgerEntry.sequence.desc())
        .limit(limit)
        .offset(offset)
    )


@prepared
def read_number_of_kind(log_id: int, kind: str) -> Rows:
    return select(func.count()).where(LedgerEntry.log_id == log_id, LedgerEntry.kind == kind)


def count_entries(db: Session, log: Log, kind: str | None) -> int:
    """How many entries a log has, of all kinds (no query: it is counted as it grows) or of one."""
    return log.size if kind is None else int(read_number_of_kind(db, log.id, kind).scalar_one())


def list_entries(db: Session, log: Log, kind: str | None, limit: int, offset: int) -> list[StoredEntry]:
    """Entries, the newest first."""
    rows = (
        read_entries(db, log.id, log.size - offset, limit)
        if kind is None
        else read_entries_of_kind(db, log.id, kind, limit, offset)
    )
    return [make_entry(*row) for row in rows]


def make_entry(sequence: int, body: str, hashes: bytes) -> StoredEntry:
    return StoredEntry(sequence, body, split_hashes(hashes)[0])


def find_entry(db: Session, log: Log, sequence: int) -> StoredEntry | None:
    if not 0 < sequence <= log.size:
        return None
    return make_entry(*read_entries(db, log.id, sequence, 1).one())


@prepared
def read_heads(log_id: int, limit: int, offset: int) -> Rows:
    return (
        select(*HEAD_COLUMNS)
        .where(LedgerHead.log_id == log_id)
        .order_by(LedgerHead.size.desc())
        .limit(limit)
        .offset(offset)
    )


@prepared
def read_number_of_heads(log_id: int) -> Rows:
    return select(func.count()).where(LedgerHead.log_id == log_id)


def count_heads(db: Session, log: Log) -> int:
    return int(read_number_of_heads(db, log.id).scalar_one())


def list_heads(db: Session, log: Log, limit: int, offset: int = 0) -> list[Head]:
    """Signed heads of a log, the newest first."""
    return [make_head(log.key, *row) for row in read_heads(db, log.id, limit, offset)]


def make_head(log: str, size: int, root: bytes, at: Any, key: str, signature: bytes) -> Head:
    return Head(log, size, root.hex(), write_moment(at), key, signature.hex())


def find_newest_head(db: Session, log: Log) -> Head | None:
    return next(iter(list_heads(db, log, 1)), None)


def prove_inclusion(db: Session, log: Log, sequence: int, size: int) -> list[bytes]:
    """The path that proves an entry in the tree of the log's first `size` entries. One query, of few rows."""
    ranges = list_inclusion_ranges(sequence - 1, size)
    nodes = [node for leaves in ranges for node in list_nodes(leaves)]
    return find_hashes(ranges, find_nodes(db, log.id, nodes).__getitem__)


def find_nodes(db: Session, log_id: int, nodes: Iterable[Node]) -> dict[Node, bytes]:
    """The hashes of complete subtrees: each is kept with the entry that it ends with."""
    ends = {(level, place): (place + 1) << level for level, place in nodes}
    query = select(LedgerEntry.sequence, LedgerEntry.hashes).where(
        LedgerEntry.log_id == log_id, LedgerEntry.sequence.in_(set(ends.values()))
    )
    kept = {sequence: split_hashes(hashes) for sequence, hashes in db.execute(query)} if ends else {}
    return {node: kept[end][node[0]] for node, end in ends.items()}


def find_sealed_rows(db: Session, log: Log, sequences: Iterable[int], table: str) -> dict[int, list[int]]:
    """sequence -> the ids of a table's rows that the entry sealed, in its order, without those that were purged."""
    query = (
        select(LedgerSeal.sequence, LedgerSeal.row_id)
        .join(LedgerShape, LedgerShape.id == LedgerSeal.shape_id)
        .where(
            LedgerSeal.log_id == log.id,
            LedgerSeal.sequence.in_(list(sequences)),
            LedgerShape.table_name == table,
            LedgerSeal.salt.is_not(None),
        )
        .order_by(LedgerSeal.sequence, LedgerSeal.position)
    )
    found: dict[int, list[int]] = {}
    for sequence, row_id in db.execute(query):
        found.setdefault(sequence, []).append(row_id)
    return found


@prepared
def read_sealing_entries(board_id: int, table: str, row_ids: Sequence[int]) -> Rows:
    return (
        select(LedgerSeal.row_id, LedgerSeal.sequence)
        .join(LedgerShape, LedgerShape.id == LedgerSeal.shape_id)
        .join(LedgerLog, LedgerLog.id == LedgerSeal.log_id)
        .where(LedgerLog.board_id == board_id, LedgerShape.table_name == table, LedgerSeal.row_id.in_(row_ids))
        .order_by(LedgerSeal.sequence.desc())
    )


def find_sealing_entries(db: Session, board_id: int, table: str, row_ids: Sequence[int]) -> dict[int, int]:
    """The number of the first entry of a board's ledger that sealed each row of a table. One query."""
    return dict(read_sealing_entries(db, board_id, table, row_ids).all()) if row_ids else {}


@prepared
def read_bodies(log_id: int, after: int, until: int, limit: int) -> Rows:
    return (
        select(LedgerEntry.sequence, LedgerEntry.body)
        .where(LedgerEntry.log_id == log_id, LedgerEntry.sequence > after, LedgerEntry.sequence <= until)
        .order_by(LedgerEntry.sequence)
        .limit(limit)
    )


def stream_lines(database: Database, log: Log) -> Iterator[bytes]:
    """The canonical bytes of a log's entries, a line each, from the first to the last that it has now.

    Read in parts, each with a query of its own: entries never change, so no transaction has to stay open for a slow reader.
    """
    after = 0
    while after < log.size:
        with Session(database.glancing) as db:
            rows = read_bodies(db, log.id, after, log.size, LINES_AT_ONCE).all()
        if not rows:
            return
        yield b"".join(body.encode() + b"\n" for _, body in rows)
        after = rows[-1][0]
