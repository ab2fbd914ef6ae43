"""The table of legal holds."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Model, RowId


class LegalHold(Model):
    """While it stands, nothing is destroyed that a rule of retention would. rule: the one that it stops; empty: all.

    reason: why, in somebody's own words; it never leaves the house.
    """

    __tablename__ = "legal_hold"

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    reason: Mapped[str]
    rule: Mapped[str | None] = mapped_column(String(60))
    placed_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
