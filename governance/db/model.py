"""The base of all tables, with named constraints, and the columns that rooms share."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, to the second or finer. A moment without a zone is refused: it could mean anything."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Moment(), str: String()}  # noqa: RUF012  # SQLAlchemy reads it so


# SQLite counts rows only with a plain INTEGER key.
RowId = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]


def closed_set(values: type[StrEnum], *, called: str | None = None, **options: Any) -> Mapped[Any]:
    """A column that holds one of the values, kept as its text; the database itself refuses anything else.

    called: the name of its check where a table has two columns of one set. options go to mapped_column (nullable, default).
    """
    name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in values.__name__).lstrip("_")
    kind = Enum(
        values,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=called or name,
        values_callable=lambda members: [member.value for member in members],
    )
    return mapped_column(kind, **options)


class Sourced:
    """Where a row comes from: the system, the row's id there, its address, and when it was read.

    source_fingerprint is a digest of the values that were read, so that an unchanged row is known without comparing it.
    """

    source_system: Mapped[str | None] = mapped_column(String(80))
    source_identifier: Mapped[str | None] = mapped_column(String(200))
    source_address: Mapped[str | None]
    source_read_at: Mapped[datetime | None]
    source_fingerprint: Mapped[str | None] = mapped_column(String(32))


class Dated:
    """When a fact was in force: the first and the last day, both included; empty means open or not known."""

    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class Corrigible:
    """When a fact was entered, and when a later row took its place.

    A correction is a new row whose corrects_id names the old one; the old one stays, with superseded_at set.
    Rows with an empty superseded_at are what the record holds true now.
    """

    entered_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    corrects_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
