"""The tables of the ledger.

Triggers of the migration hold what the columns cannot say: entries and heads are never changed or removed, a log only
grows, and of a seal only the salt can go. A change of these tables in place would lose the triggers on SQLite, which
rebuilds a table to change it: such a migration makes them again.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Model, RowId, closed_set

WIDE = BigInteger().with_variant(Integer, "sqlite")


class LogKind(StrEnum):
    BOARD = "board"
    INSTANCE = "instance"


class LedgerLog(Model):
    """One log: that of a board, or the one of this instance of the portal.

    key names it for ever. size: how many entries it has. frontier: the hashes of the complete subtrees of its tree, the
    largest first, from which the root follows and the next entry's tree.
    """

    __tablename__ = "ledger_log"
    __table_args__ = (
        CheckConstraint("(kind = 'board') = (board_id IS NOT NULL)", name="board_of_log"),
        CheckConstraint("size >= 0", name="size"),
        Index(
            "uq_ledger_log_instance", "kind", unique=True,
            sqlite_where=text("kind = 'instance'"), postgresql_where=text("kind = 'instance'"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[LogKind] = closed_set(LogKind)
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), unique=True)
    size: Mapped[int] = mapped_column(WIDE)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerEntry(Model):
    """One act. body holds its canonical bytes, which are the leaf of the tree; at and kind repeat what stands in them.

    hashes: the hash of the leaf, then of every complete subtree that ends with it, so that any proof reads few rows.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (Index(None, "log_id", "kind", "sequence"),)

    log_id: Mapped[int] = mapped_column(ForeignKey("ledger_log.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(WIDE, primary_key=True, autoincrement=False, comment="from 1")
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerHead(Model):
    """What a log held at a moment, signed: the root over its first `size` entries. key: the public key, in hex."""

    __tablename__ = "ledger_head"

    log_id: Mapped[int] = mapped_column(ForeignKey("ledger_log.id"), primary_key=True)
    size: Mapped[int] = mapped_column(WIDE, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    root: Mapped[bytes] = mapped_column(LargeBinary)
    key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerShape(Model):
    """Which columns of a table a seal covers, in order, so that a seal outlives columns that come later."""

    __tablename__ = "ledger_shape"
    __table_args__ = (Index("uq_ledger_shape_columns", "table_name", "columns", unique=True),)

    id: Mapped[RowId]
    table_name: Mapped[str] = mapped_column(String(40))
    columns: Mapped[str] = mapped_column(Text, comment="names, separated by commas")


class LedgerSeal(Model):
    """What a row held when an entry was written: the hash of its values and a salt of its own.

    The entry carries the root over its seals. A purge takes the salt, and purged_in names the entry that says so, on
    the same log.
    """

    __tablename__ = "ledger_seal"
    __table_args__ = (Index(None, "row_id", "shape_id"),)

    log_id: Mapped[int] = mapped_column(ForeignKey("ledger_log.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(WIDE, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shape_id: Mapped[int] = mapped_column(ForeignKey("ledger_shape.id"))
    row_id: Mapped[int] = mapped_column(WIDE)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    purged_in: Mapped[int | None] = mapped_column(WIDE)


class LedgerPrivateAct(Model):
    """A row that a private act wrote, waiting for the entry of its day."""

    __tablename__ = "ledger_private_act"
    __table_args__ = (Index(None, "log_id", "day"),)

    id: Mapped[RowId]
    log_id: Mapped[int] = mapped_column(ForeignKey("ledger_log.id"))
    day: Mapped[date]
    shape_id: Mapped[int] = mapped_column(ForeignKey("ledger_shape.id"))
    row_id: Mapped[int] = mapped_column(WIDE)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
