"""Sealing what an import or the demo wrote: each row on the log of its board, what belongs to no board on the instance's.

Rows that were inserted are sealed as they went in; rows that were changed are read back once all is written. Neither is
held: seals are written in parts, and of what went in only the way to its board is remembered.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Table, func, select

from governance.db import Model
from governance.db.history import FormerState
from governance.ledger.actions import Act
from governance.ledger.entries import Office
from governance.ledger.seals import read_rows

CHUNK = 500

WAY_TO_BOARD = {
    "jurisdiction": None,
    "person": None,
    "import_run": None,
    "former_state": None,
    "board": "id",
    "board_name": "board_id",
    "seat": "board_id",
    "membership": "board_id",
    "meeting": "board_id",
    "agenda_item": "meeting_id",
    "meeting_document": "meeting_id",
    "attendance": "meeting_id",
    "motion": "meeting_id",
    "vote": "motion_id",
    "ballot": "vote_id",
}
"""Table -> the column that leads towards the board of a row; None: its rows are sealed on the instance's log."""

LEADS_TO = {"meeting_id": "meeting", "motion_id": "motion", "vote_id": "vote"}

FORMER = Model.metadata.tables[FormerState.__tablename__]


class RecordAct(StrEnum):
    """What stands on the ledger of records that come in together."""

    IMPORTED = "record.imported"
    DEMO_LOADED = "record.demo_loaded"


class Sealing:
    """Seals what one run writes, inside its transaction, and enters it on every log that it reaches."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.act = Act(connection)
        self.changed: dict[str, set[int]] = defaultdict(set)
        self.boards: dict[str, dict[int, int]] = defaultdict(dict)
        self.sealed: dict[int | None, Counter[str]] = defaultdict(Counter)
        # What this run writes there gets higher numbers than any that it can see now.
        self.last_former = connection.scalar(select(func.max(FORMER.c.id))) or 0

    def seal(self, table: Table, rows: Sequence[Mapping[Any, Any]]) -> None:
        """Seal rows that were inserted, with all the columns that they fill."""
        if table.name == FORMER.name:
            return
        of_board: dict[int | None, list[Mapping[Any, Any]]] = defaultdict(list)
        boards = self.find_boards(table.name, rows)
        for row, board in zip(rows, boards, strict=True):
            of_board[board].append(row)
        if table.name in LEADS_TO.values():
            self.boards[table.name].update((row["id"], board) for row, board in zip(rows, boards, strict=True) if board)
        for board, held in of_board.items():
            self.act.seal(board, read_rows(table, held))
            self.sealed[board][table.name] += len(held)

    def note_changed(self, table: Table, ids: Iterable[int]) -> None:
        """Note rows that were changed in place: they are sealed as they stand at the end."""
        self.changed[table.name].update(ids)

    def find_boards(self, table: str, rows: Sequence[Mapping[Any, Any]]) -> list[int | None]:
        """The board of each row; None for what belongs to none."""
        way = WAY_TO_BOARD[table]
        if way is None:
            return [None] * len(rows)
        if way not in LEADS_TO:
            return [row[way] for row in rows]
        above = LEADS_TO[way]
        known = self.boards[above]
        self.load(above, {row[way] for row in rows} - known.keys())
        return [known[row[way]] for row in rows]

    def load(self, table: str, ids: set[int]) -> None:
        """Learn the boards of rows that this run did not insert."""
        source = Model.metadata.tables[table]
        for part in chunk(ids):
            way = source.c[WAY_TO_BOARD[table] or "id"]
            rows = self.connection.execute(select(source.c.id, way).where(source.c.id.in_(part))).mappings().all()
            boards = self.find_boards(table, rows)
            self.boards[table].update((row["id"], board) for row, board in zip(rows, boards, strict=True) if board)

    def seal_changed(self) -> None:
        former = select(FORMER.c.id).where(FORMER.c.id > self.last_former)
        self.note_changed(FORMER, self.connection.scalars(former))
        changed, self.changed = self.changed, defaultdict(set)
        for name, ids in changed.items():
            table = Model.metadata.tables[name]
            # A row may have come to another board.
            self.boards.pop(name, None)
            for part in chunk(ids):
                rows = self.connection.execute(
                    select(table).where(table.c.id.in_(part)).order_by(table.c.id)
                ).mappings()
                self.seal_read(table, rows.all())

    def seal_read(self, table: Table, rows: Sequence[Mapping[Any, Any]]) -> None:
        for row, board in zip(rows, self.find_boards(table.name, rows), strict=True):
            self.act.seal(board, read_rows(table, [row]))
            self.sealed[board][table.name] += 1

    def finish(
        self, kind: RecordAct, now: datetime, facts: Mapping[str, object], touched_boards: Iterable[int] = ()
    ) -> None:
        """Enter the run on the instance's log and on that of every board it reached.

        A board's entry says how many rows of which table were sealed there, and which entry of the instance tells of the
        whole. touched_boards: boards on whose pages something shows, though none of their own rows changed.
        """
        self.seal_changed()
        entry = self.act.enter(None, at=now, office=Office.OPERATOR, kind=kind, facts=facts)
        for board in sorted({*touched_boards, *(board for board in self.sealed if board is not None)}):
            counts = {"rows": dict(self.sealed[board]), "instance_entry": entry.sequence}
            if "digest" in facts:
                counts["digest"] = facts["digest"]
            self.act.enter(board, at=now, office=Office.OPERATOR, kind=kind, facts=counts)


def chunk(ids: Iterable[int]) -> Iterable[list[int]]:
    """The ids in order, by CHUNK."""
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
