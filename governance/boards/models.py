"""The tables of the boards room."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Dated, Model, RowId, Sourced, closed_set


class BoardKind(StrEnum):
    BOARD = "board"
    COMMITTEE = "committee"


class Role(StrEnum):
    """What a person is on a board. EX_OFFICIO sits by another office.

    STAFF serves the board, and a LIAISON keeps touch with it for another body: neither is a member, and none has a seat.
    """

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


NO_MEMBERS = frozenset({Role.STAFF, Role.LIAISON})


class EndReason(StrEnum):
    """Why a service is over. SUCCEEDED: somebody else took the seat of a member who held over."""

    TERM_ENDED = "term_ended"
    RESIGNED = "resigned"
    REMOVED = "removed"
    DIED = "died"
    TERM_LIMITED = "term_limited"
    SUCCEEDED = "succeeded"
    REAPPOINTED = "reappointed"
    SEAT_ABOLISHED = "seat_abolished"
    OTHER = "other"


class Jurisdiction(Model, Sourced):
    """A place that has boards."""

    __tablename__ = "jurisdiction"

    id: Mapped[RowId]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str]
    zone: Mapped[str] = mapped_column(String(64), comment="IANA name, such as America/Chicago")
    region: Mapped[str | None] = mapped_column(String(8), comment="whose public holidays it keeps, such as TX")
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


class Seat(Model, Sourced, Dated, Corrigible):
    """A place on a board, whoever sits in it, as it was when it was created; later properties are seat changes.

    reserved_for is what law or custom reserves the seat for, in the words of its source; constituency is the same as the
    board's act names it. Both may state a condition: they are for the law's sums and never stand beside a person, a
    vacancy or a date in public. superseded_at: the seat was entered by mistake.
    """

    __tablename__ = "seat"
    __table_args__ = (Index(None, "board_id"), Index(None, "source_system", "source_identifier"))

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    number: Mapped[int]
    label: Mapped[str | None] = mapped_column(comment="what the seat is called, where it is more than its number")
    reserved_for: Mapped[str | None]
    constituency: Mapped[str | None] = mapped_column(String(80), comment="the id of a category of the board's act")
    voting: Mapped[bool] = mapped_column(default=True)
    alternate: Mapped[bool] = mapped_column(default=False, server_default=false())
    ex_officio: Mapped[bool] = mapped_column(default=False, server_default=false())
    appointing_authority: Mapped[str | None]


class SeatChange(Model, Corrigible):
    """What a seat is from a day on, all its properties at once, until its next change."""

    __tablename__ = "seat_change"
    __table_args__ = (
        Index(
            "uq_seat_change_current", "seat_id", "started_on", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    started_on: Mapped[date]
    label: Mapped[str | None]
    constituency: Mapped[str | None] = mapped_column(String(80), comment="the id of a category of the board's act")
    voting: Mapped[bool]
    alternate: Mapped[bool]
    ex_officio: Mapped[bool]
    appointing_authority: Mapped[str | None]


class Membership(Model, Sourced, Dated, Corrigible):
    """A person in a role on a board for a time. Coming back is another row; so is every change of role.

    started_on and ended_on are the first and the last day served; term_ends_on is the last day of the term that the person
    was appointed for. Who holds over serves on after it until a successor takes the seat. A term without holding over
    has its end in both columns. remainder_of: the last day of the predecessor's term, where the appointment fills a
    vacancy for what is left of it.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index(None, "board_id", "started_on"),
        Index(None, "person_id"),
        Index(None, "seat_id"),
        Index(None, "key"),
        Index(
            "uq_membership_current", "source_system", "source_identifier", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        CheckConstraint("started_on IS NULL OR ended_on IS NULL OR started_on <= ended_on", name="dates_in_order"),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str | None] = mapped_column(String(16), comment="one and the same through all corrections")
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    role: Mapped[Role] = closed_set(Role)
    title: Mapped[str | None] = mapped_column(comment="the role in the words of its source")
    voting: Mapped[bool | None] = mapped_column(comment="empty: the source does not say")
    appointed_on: Mapped[date | None]
    sworn_on: Mapped[date | None]
    term_ends_on: Mapped[date | None]
    holds_over: Mapped[bool] = mapped_column(default=False, server_default=false())
    remainder: Mapped[bool] = mapped_column(default=False, server_default=false())
    remainder_of: Mapped[date | None]
    selected_by: Mapped[str | None] = mapped_column(comment="the authority that appointed")
    removed_by: Mapped[str | None] = mapped_column(comment="the authority that removed")
    end_reason: Mapped[EndReason | None] = closed_set(EndReason, nullable=True)
