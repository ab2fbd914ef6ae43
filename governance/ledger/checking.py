"""Checking the database against its ledger: every entry, head and seal, and every row that a seal covers.

One consistent view of the database, read in parts. What was changed behind the portal's back, even with the triggers
taken away, shows as the first entry, head or row that disagrees.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.db import Model
from governance.ledger.actions import compute_purged_root, count_purged
from governance.ledger.checking_rows import Progress, RecordOutcome, check_table
from governance.ledger.downloads import Disagreement, Succession, check_heads
from governance.ledger.entries import Entry, LedgerAct, NotAnEntry, read_entry, write_moment
from governance.ledger.heads import Head
from governance.ledger.merkle import EMPTY_ROOT, Frontier, hash_leaf
from governance.ledger.models import LedgerEntry, LedgerHead, LedgerLog, LedgerSeal, LedgerShape

ENTRIES_AT_ONCE = 500


@dataclass(frozen=True)
class Kept:
    """A log as its row says. name: how a person finds it."""

    id: int
    key: str
    size: int
    frontier: bytes
    name: str


def check_record(
    session: Session,
    tables: Iterable[str],
    heads: Sequence[Head] = (),
    keys: Sequence[str] = (),
    progress: Progress | None = None,
) -> RecordOutcome:
    """Check everything, in a session with one consistent view. Raises Disagreement with the first thing that is wrong.

    tables: those of which every row must be sealed. heads: heads that were kept elsewhere; keys: the public keys that may
    have signed them. progress is told how many entries and rows were done.
    """
    outcome, tell = RecordOutcome(), progress or (lambda done: None)
    kept_heads = group_heads(heads, keys, outcome.notes)
    logs = list_logs(session)
    if not logs or logs[0].name != "the instance" or not logs[0].size:
        raise Disagreement("the ledger has not begun: governance init begins it")
    succession, older = Succession(), {}
    for log in logs:
        outside = kept_heads.pop(log.key, {})
        for entry in check_log(session, log, outside, succession, outcome, tell):
            if log is logs[0] and entry.kind in succession.kinds:
                succession.follow(entry, outcome.notes)
            if log is logs[0] and entry.kind == LedgerAct.BEGAN:
                older = dict(entry.facts.get("older_rows", {}))
        outcome.logs += 1
    for key in kept_heads:
        raise Disagreement(f"there is no ledger {key}, and a head of it was given")
    check_no_stray(session)
    complete = list(tables)
    sealed = session.scalars(select(LedgerShape.table_name).where(LedgerShape.table_name != "").distinct())
    for name in [*complete, *sorted(set(sealed) - set(complete))]:
        check_table(session, name, older.get(name, 0) if name in complete else None, outcome, tell)
    return outcome


def group_heads(heads: Sequence[Head], keys: Sequence[str], notes: list[str]) -> dict[str, dict[int, Head]]:
    ordered = sorted(heads, key=attrgetter("log"))
    grouped = {log: check_heads(group, keys, []) for log, group in groupby(ordered, attrgetter("log"))}
    if heads and not keys:
        notes.append("whose key signed the heads was not verified: no public key was given")
    return grouped


def list_logs(session: Session) -> list[Kept]:
    """The instance's log first, then the boards'."""
    board = Model.metadata.tables["board"]
    query = (
        select(LedgerLog.id, LedgerLog.key, LedgerLog.size, LedgerLog.frontier, board.c.slug)
        .outerjoin(board, board.c.id == LedgerLog.board_id)
        .order_by(LedgerLog.board_id.is_not(None), LedgerLog.id)
    )
    return [
        Kept(log_id, key, size, frontier, f"board {slug}" if slug else "the instance")
        for log_id, key, size, frontier, slug in session.execute(query)
    ]


def check_log(
    session: Session,
    log: Kept,
    outside: dict[int, Head],
    succession: Succession,
    outcome: RecordOutcome,
    tell: Progress,
) -> Iterator[Entry]:
    """Check the entries of a log with their seals, then its heads; hand out each entry once it is known to be right."""
    frontier = Frontier()
    roots: dict[int, bytes] = {}
    purges: set[int] = set()
    wanted = set(session.scalars(select(LedgerHead.size).where(LedgerHead.log_id == log.id))) | outside.keys()
    for rows in read_parts(session, log):
        checked = [(row, check_entry(row, log, frontier, roots, wanted)) for row in rows]
        check_seals(session, log, checked, outcome)
        for row, entry in checked:
            if entry.kind == LedgerAct.PURGED:
                check_purge(session, log, entry)
                purges.add(row.sequence)
            yield entry
        outcome.entries += len(rows)
        tell(len(rows))
    if frontier.size != log.size:
        raise Disagreement(
            f"the ledger of {log.name} ends with entry {frontier.size:,}, and says that it has {log.size:,}"
        )
    if frontier.pack() != log.frontier:
        raise Disagreement(f"the ledger of {log.name} keeps another tree than its entries make")
    purged = select(LedgerSeal.purged_in).where(LedgerSeal.log_id == log.id, LedgerSeal.purged_in.is_not(None))
    for purge in session.scalars(purged.distinct()):
        if purge not in purges:
            raise Disagreement(f"seals of the ledger of {log.name} name entry {purge:,} as their purge, and it is none")
    check_signed_heads(session, log, roots, succession, outcome)
    for size, head in outside.items():
        if roots.get(size, EMPTY_ROOT).hex() != head.root:
            raise Disagreement(
                f"the first {size:,} entries of the ledger of {log.name} are not those of the head of {head.at}"
            )


def read_parts(session: Session, log: Kept) -> Iterator[Sequence[Any]]:
    after = -1
    columns = (LedgerEntry.sequence, LedgerEntry.at, LedgerEntry.kind, LedgerEntry.body, LedgerEntry.hashes)
    while True:
        query = select(*columns).where(LedgerEntry.log_id == log.id, LedgerEntry.sequence > after)
        rows = session.execute(query.order_by(LedgerEntry.sequence).limit(ENTRIES_AT_ONCE)).all()
        if not rows:
            return
        yield rows
        after = rows[-1].sequence


def check_entry(row: Any, log: Kept, frontier: Frontier, roots: dict[int, bytes], wanted: set[int]) -> Entry:
    number = frontier.size + 1
    where = f"entry {number:,} of the ledger of {log.name}"
    if row.sequence != number:
        raise Disagreement(f"{where} is missing")
    try:
        entry = read_entry(row.body.encode())
    except NotAnEntry as error:
        raise Disagreement(f"{where} {error}") from None
    hashes = frontier.add(hash_leaf(row.body.encode()))
    if b"".join(hashes) != row.hashes:
        raise Disagreement(f"{where} does not give the hashes that are kept with it")
    if (entry.log, entry.sequence, entry.kind, entry.at) != (log.key, number, row.kind, write_moment(row.at)):
        raise Disagreement(f"{where} says something else than its row")
    if number in wanted:
        roots[number] = frontier.root
    return entry


def check_seals(session: Session, log: Kept, checked: list[tuple[Any, Entry]], outcome: RecordOutcome) -> None:
    """The seals of some entries in a row give the roots that the entries hold."""
    entries = {entry.sequence: entry for _, entry in checked}
    query = (
        select(LedgerSeal.sequence, LedgerSeal.position, LedgerSeal.salt, LedgerSeal.digest, LedgerSeal.purged_in)
        .where(LedgerSeal.log_id == log.id, LedgerSeal.sequence.between(min(entries), max(entries)))
        .order_by(LedgerSeal.sequence, LedgerSeal.position)
        .execution_options(yield_per=5000)
    )
    found: dict[int, Frontier] = {}
    # Closed at once where one is wrong: a cursor that stays open would be one of the server's.
    with session.execute(query) as seals_of_entries:
        for sequence, position, salt, digest, purged_in in seals_of_entries:
            seals = found.setdefault(sequence, Frontier())
            where = f"seal {position + 1:,} of entry {sequence:,} of the ledger of {log.name}"
            if position != seals.size:
                raise Disagreement(
                    f"seal {seals.size + 1:,} of entry {sequence:,} of the ledger of {log.name} is missing"
                )
            if (salt is None) != (purged_in is not None):
                raise Disagreement(f"{where} lost its salt otherwise than by a purge")
            outcome.purged_seals += salt is None
            seals.add(hash_leaf(digest))
    for sequence, entry in entries.items():
        seals = found.get(sequence, Frontier())
        said = entry.sealed or {}
        if seals.size == 0 and entry.sealed is None:
            continue
        if said.get("root") != seals.root.hex() or said.get("rows", seals.size) != seals.size:
            raise Disagreement(
                f"entry {sequence:,} of the ledger of {log.name} does not cover the seals that are kept with it"
            )


def check_purge(session: Session, log: Kept, entry: Entry) -> None:
    connection = session.connection()
    found = (
        count_purged(connection, log.id, entry.sequence),
        compute_purged_root(connection, log.id, entry.sequence).hex(),
    )
    if found != (entry.facts.get("seals"), entry.facts.get("root")):
        raise Disagreement(
            f"entry {entry.sequence:,} of the ledger of {log.name} purged other seals than those that name it"
        )


def check_signed_heads(
    session: Session, log: Kept, roots: Mapping[int, bytes], succession: Succession, outcome: RecordOutcome
) -> None:
    rows = session.scalars(select(LedgerHead).where(LedgerHead.log_id == log.id).order_by(LedgerHead.size)).all()
    for row in rows:
        where = f"the head of {row.size:,} entries of the ledger of {log.name}"
        if row.size > log.size or roots.get(row.size) != row.root:
            raise Disagreement(f"{where} does not have the root of those entries")
        head = Head(log.key, row.size, row.root.hex(), write_moment(row.at), row.key, row.signature.hex())
        if row.key not in succession.keys:
            raise Disagreement(f"{where} is signed by a key that the instance's ledger does not name")
        if not head.verify():
            raise Disagreement(f"{where} is not signed by the key that it names")
    outcome.heads += len(rows)
    outcome.unsigned += log.size - (rows[-1].size if rows else 0)


def check_no_stray(session: Session) -> None:
    """No seal stands under an entry that there is not."""
    stray = (
        select(LedgerSeal.sequence, LedgerLog.key)
        .join(LedgerLog, LedgerLog.id == LedgerSeal.log_id)
        .where(LedgerSeal.sequence > LedgerLog.size)
        .limit(1)
    )
    for sequence, key in session.execute(stray):
        raise Disagreement(f"a seal stands under entry {sequence:,} of ledger {key}, which there is not")


def count_work(session: Session, tables: Iterable[str]) -> int:
    """How many entries and rows check_record will look at."""
    counted = [select(func.count()).select_from(Model.metadata.tables[name]).scalar_subquery() for name in tables]
    total = select(func.coalesce(func.sum(LedgerLog.size), 0)).scalar_subquery()
    return int(session.scalar(select(sum(counted, start=total))) or 0)
