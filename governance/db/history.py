"""What rows held before they were changed, and the runs that brought rows in.

Rows that keep one identity for ever (a board, a meeting, an agenda item, a vote) are changed in place, and what
they held before goes to former_state: nothing on the record is overwritten without a trace.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Model, RowId


class FormerState(Model):
    """The values that a row held from entered_at until superseded_at."""

    __tablename__ = "former_state"
    __table_args__ = (Index(None, "table_name", "row_id"),)

    id: Mapped[RowId]
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    values: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    entered_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime]


class ImportRun(Model):
    """One import that changed the record: what was read, by which reader, with which counts."""

    __tablename__ = "import_run"

    id: Mapped[RowId]
    reader: Mapped[str] = mapped_column(String(40))
    system: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of all that was read, in order")
    ran_at: Mapped[datetime]
    counts: Mapped[Mapping[str, Any]] = mapped_column(JSON)
