"""The tables of the boards room."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Dated, Model, RowId, Sourced, closed_set


class BoardKind(StrEnum):
    BOARD = "board"
    COMMITTEE = "committee"


class Role(StrEnum):
    """What a person is on a board. EX_OFFICIO sits by another office; STAFF serves the board and is no member of it."""

    MEMBER = "member"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    EX_OFFICIO = "ex_officio"
    ALTERNATE = "alternate"
    LIAISON = "liaison"
    STAFF = "staff"
    OTHER = "other"


class EndReason(StrEnum):
    TERM_ENDED = "term_ended"
    RESIGNED = "resigned"
    REMOVED = "removed"
    DIED = "died"
    OTHER = "other"


class Jurisdiction(Model, Sourced):
    """A place that has boards."""

    __tablename__ = "jurisdiction"

    id: Mapped[RowId]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(String(64), comment="IANA name, such as America/Chicago")
    entered_at: Mapped[datetime]


class Board(Model, Sourced):
    """A board, or a committee of one. It keeps this row through renamings and re-creations.

    record_version grows with every act that changes anything the public can read about this board.
    """

    __tablename__ = "board"
    __table_args__ = (Index(None, "parent_id"), Index(None, "jurisdiction_id"))

    id: Mapped[RowId]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
    kind: Mapped[BoardKind] = closed_set(BoardKind, default=BoardKind.BOARD)
    name: Mapped[str]
    purpose: Mapped[str | None]
    website: Mapped[str | None]
    zone: Mapped[str] = mapped_column(String(64))
    published: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    record_version: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), default=1)
    entered_at: Mapped[datetime]


class BoardName(Model, Sourced, Dated, Corrigible):
    """A name, and an id in another system, that a board had for a time: its predecessors live here.

    Two ids of one system lead to the same board where one body continued the other.
    """

    __tablename__ = "board_name"
    __table_args__ = (
        Index(None, "board_id"),
        Index(
            "uq_board_name_current", "source_system", "source_identifier", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    name: Mapped[str]


class Person(Model, Sourced):
    """Somebody who serves or served. Only the name is kept here: no contact data, no quality of the person."""

    __tablename__ = "person"
    __table_args__ = (
        Index("uq_person_source", "source_system", "source_identifier", unique=True),
        Index(None, "sort_name"),
    )

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str]
    sort_name: Mapped[str]
    entered_at: Mapped[datetime]


class Seat(Model, Sourced, Dated):
    """A place on a board, whoever sits in it.

    reserved_for is what law or custom reserves the seat for. It may state a condition: it is for the law's sums
    and never stands beside a person, a vacancy or a date in public.
    """

    __tablename__ = "seat"
    __table_args__ = (Index(None, "board_id"), Index(None, "source_system", "source_identifier"))

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    number: Mapped[int]
    reserved_for: Mapped[str | None]
    voting: Mapped[bool] = mapped_column(default=True)
    appointing_authority: Mapped[str | None]
    entered_at: Mapped[datetime]


class Membership(Model, Sourced, Dated, Corrigible):
    """A person in a role on a board for a time. Coming back is another row; so is every change of role."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(None, "board_id", "started_on"),
        Index(None, "person_id"),
        Index(None, "seat_id"),
        Index(
            "uq_membership_current", "source_system", "source_identifier", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("started_on IS NULL OR ended_on IS NULL OR started_on <= ended_on", name="dates_in_order"),
    )  # fmt: skip

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    role: Mapped[Role] = closed_set(Role)
    title: Mapped[str | None] = mapped_column(comment="the role in the words of its source")
    voting: Mapped[bool | None] = mapped_column(comment="empty: the source does not say")
    appointed_on: Mapped[date | None]
    end_reason: Mapped[EndReason | None] = closed_set(EndReason, nullable=True)
