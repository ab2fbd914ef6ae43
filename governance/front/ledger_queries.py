"""What ledger pages read besides the ledger itself: the words that stand in live tables, and which boards are our own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance.boards.models import Board, BoardName
from governance.ledger.entries import read_entry, read_moment
from governance.ledger.queries import Log, StoredEntry, find_sealed_rows


@dataclass(frozen=True, slots=True)
class EntryInWords:
    """An entry as pages show it.

    kind and office are closed codes; facts are keys, numbers, codes, days and hashes. board_name: the name that the entry
    sealed last, from the live record; None where it sealed none, or the name was destroyed since.
    """

    sequence: int
    address: str
    at: datetime
    kind: str
    office: str
    facts: dict[str, Any]
    rows: int | None
    board_name: str | None


def put_in_words(
    db: Session, log: Log, entries: Iterable[StoredEntry], address: str, *, of_board: bool
) -> list[EntryInWords]:
    """Join entries with what the live tables say of them: two queries for a board's log, none for the instance's.

    The instance's entries may be about boards that are not published, so nothing is joined to them. address: of the ledger.
    """
    read = {entry.sequence: read_entry(entry.body.encode()) for entry in entries}
    names = find_names(db, log, read) if of_board else {}
    return [
        EntryInWords(
            sequence,
            f"{address}/{sequence}",
            read_moment(entry.at),
            entry.kind,
            entry.office,
            entry.facts,
            entry.sealed.get("rows") if entry.sealed else None,
            names.get(sequence),
        )
        for sequence, entry in read.items()
    ]


def find_names(db: Session, log: Log, sequences: Iterable[int]) -> dict[int, str]:
    """sequence -> the board's name that the entry sealed last."""
    sealed = {
        sequence: rows[-1] for sequence, rows in find_sealed_rows(db, log, sequences, BoardName.__tablename__).items()
    }
    rows = db.execute(select(BoardName.id, BoardName.name).where(BoardName.id.in_(set(sealed.values()))))
    names: dict[int, str] = {row_id: name for row_id, name in rows}  # noqa: C416  # the rows are no plain tuples to the type checker
    return {sequence: names[row_id] for sequence, row_id in sealed.items() if row_id in names}


def find_own_boards(db: Session) -> list[int]:
    """The boards that are kept here, and not only copied from another system: private acts happen on their logs alone."""
    query = select(Board.id).where(or_(Board.source_system.is_(None), Board.is_demo)).order_by(Board.id)
    return list(db.scalars(query))
