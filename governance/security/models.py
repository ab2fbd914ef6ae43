"""The tables of limits: attempts by hashed key, and the secrets of the days that the hashes are made with."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Model, RowId


class LimitedAttempt(Model):
    """One attempt that counts towards a limit. Whose it was cannot be told once its day's secret is gone."""

    __tablename__ = "limited_attempt"
    __table_args__ = (Index(None, "limit_name", "key_hash", "at"), Index(None, "at"))

    id: Mapped[RowId]
    limit_name: Mapped[str] = mapped_column(String(40))
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class LimitSecret(Model):
    """The secret of one day (UTC): shared by all processes, destroyed two days later."""

    __tablename__ = "limit_secret"

    day: Mapped[date] = mapped_column(primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
