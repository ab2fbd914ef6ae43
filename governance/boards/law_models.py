"""The table of what boards have been placed under: one row each time a law was recorded for a board."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, closed_set

STANDING = "confirmed_at IS NOT NULL AND superseded_at IS NULL AND NOT strikes"


class LawKind(StrEnum):
    """What a law is about. A board is under one law of each kind at a time."""

    COMPOSITION = "composition"
    OPEN_MEETINGS = "open_meetings"


class Adoption(Model, Corrigible):
    """The enacting body's instrument that places a board under an act, with the locality's own values.

    It is in force from started_on until the next adoption's first day, and not before it is confirmed. Columns that
    tell of a confirmation, a withdrawal or a follower are filled once and never changed again, so that what was known
    at any moment can be asked. corrects_id: the adoption that was entered wrongly and that this one, once confirmed,
    takes the place of; strikes: it does so without saying another law instead. binds_committees: the instrument says
    that the board's committees are bound as well. borrowed: no instrument binds the board to the act; it is held
    against it as a measure only.
    """

    __tablename__ = "adoption"
    __table_args__ = (
        Index(None, "board_id", "started_on"),
        Index(
            "uq_adoption_standing", "board_id", "kind", "started_on", unique=True,
            sqlite_where=text(STANDING), postgresql_where=text(STANDING),
        ),
        CheckConstraint("confirmed_at IS NULL OR withdrawn_at IS NULL", name="confirmed_or_withdrawn"),
        CheckConstraint("confirmed_by <> entered_by", name="two_people"),
        CheckConstraint("dated_on <= started_on", name="dates_in_order"),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    kind: Mapped[LawKind] = closed_set(LawKind, default=LawKind.COMPOSITION, server_default=LawKind.COMPOSITION.value)
    act: Mapped[str] = mapped_column(String(80), comment="the id of an act of model_law")
    title: Mapped[str] = mapped_column(comment="of the instrument")
    number: Mapped[str | None]
    dated_on: Mapped[date] = mapped_column(comment="the day of the instrument")
    document_address: Mapped[str | None]
    local: Mapped[Mapping[str, Any]] = mapped_column(JSON, comment="RULE.PARAMETER -> value as written")
    adopted: Mapped[list[str]] = mapped_column(JSON, comment="rules that bind because the instrument adopts them")
    borrowed: Mapped[bool] = mapped_column(default=False)
    strikes: Mapped[bool] = mapped_column(default=False, server_default=false())
    binds_committees: Mapped[bool] = mapped_column(default=False, server_default=false())
    started_on: Mapped[date]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
