"""The tables of how boards came to be composed as they are: acts on seats and appointments, and what the law asks to know
of members that is no condition of theirs."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Dated, Model, RowId, closed_set


class Door(StrEnum):
    """How an act came onto the record. PROPOSED: it was done here, and was lawful by what the portal can check. RECORDED:
    it was done elsewhere, and stands here as it happened, lawful or not."""

    PROPOSED = "proposed"
    RECORDED = "recorded"


class ActKind(StrEnum):
    """What was done. Each names one seat, one appointment or one member."""

    SEAT_CREATED = "seat.created"
    SEAT_CHANGED = "seat.changed"
    SEAT_ABOLISHED = "seat.abolished"
    APPOINTED = "appointment.made"
    SWORN = "appointment.sworn"
    ENDED = "appointment.ended"
    CORRECTED = "appointment.corrected"
    MEMBER_DESCRIBED = "member.described"
    TRAINED = "member.trained"


class Interest(StrEnum):
    """Whether somebody works for or is paid by the operator of the program, its funder or the police, or is of the
    immediate family of somebody who is."""

    NONE = "none"
    OWN = "own"
    RELATIVE = "relative"


class CompositionAct(Model):
    """One act that changed who sits on a board, what its seats are, or what is known of its members. Never changed again.

    document_*: the instrument by which it was done elsewhere. contested: the rules that it broke when it was entered, by
    their ids; findings: every rule as it was judged then, before and after. Both are for the clerk; the public is told
    of category rules together only.
    """

    __tablename__ = "composition_act"
    __table_args__ = (
        Index(None, "board_id", "effective_on"),
        Index(None, "membership_id"),
        Index(None, "seat_id"),
        CheckConstraint("door = 'proposed' OR document_title IS NOT NULL", name="recorded_with_document"),
    )

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    kind: Mapped[ActKind] = closed_set(ActKind)
    door: Mapped[Door] = closed_set(Door)
    effective_on: Mapped[date]
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    document_title: Mapped[str | None]
    document_dated_on: Mapped[date | None]
    document_address: Mapped[str | None]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    contested: Mapped[list[str]] = mapped_column(JSON, comment="ids of the rules that it broke")
    findings: Mapped[Mapping[str, Any]] = mapped_column(JSON, comment="the act, and each rule before and after")


class MemberDescription(Model, Dated, Corrigible):
    """What the law asks to know of a member besides community status: interest, organization, staff, police, income, area.

    Nothing here says a condition of anybody. Empty means not known.
    """

    __tablename__ = "member_description"
    __table_args__ = (Index(None, "board_id", "person_id"),)

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    interest: Mapped[Interest | None] = closed_set(Interest, nullable=True)
    organization: Mapped[str | None]
    staff: Mapped[bool | None]
    law_enforcement: Mapped[bool | None]
    sector_income: Mapped[bool | None]
    area: Mapped[str | None]


class Training(Model, Corrigible):
    """A training that a member completed: which, when, and where its certificate can be read."""

    __tablename__ = "training"
    __table_args__ = (Index(None, "board_id", "person_id"),)

    id: Mapped[RowId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str]
    completed_on: Mapped[date]
    document_address: Mapped[str | None]
