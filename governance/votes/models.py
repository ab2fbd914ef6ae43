"""The tables of the votes room."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.db.model import Corrigible, Model, RowId, Sourced, closed_set


class Outcome(StrEnum):
    CARRIED = "carried"
    LOST = "lost"


class Choice(StrEnum):
    """What one member's ballot says. UNKNOWN: a value that no table maps, kept as it was recorded."""

    AYE = "aye"
    NAY = "nay"
    ABSTAIN = "abstain"
    RECUSE = "recuse"
    ABSENT = "absent"
    EXCUSED = "excused"
    NOT_VOTING = "not_voting"
    UNKNOWN = "unknown"


class ThresholdBasis(StrEnum):
    """Of what a threshold is a share: votes cast (aye and nay), members present, members serving, seats authorized."""

    CAST = "cast"
    PRESENT = "present"
    SERVING = "serving"
    AUTHORIZED = "authorized"


class Motion(Model, Sourced):
    """What was moved, by whom, and who seconded it. The names stand beside the keys where no person is known."""

    __tablename__ = "motion"
    __table_args__ = (
        Index(None, "meeting_id"),
        Index(None, "agenda_item_id"),
        Index("uq_motion_source", "source_system", "source_identifier", unique=True),
    )

    id: Mapped[RowId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    key: Mapped[str] = mapped_column(String(16), unique=True)
    text: Mapped[str]
    mover_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    mover_name: Mapped[str | None]
    seconder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seconder_name: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=1)
    entered_at: Mapped[datetime]


class Vote(Model, Sourced):
    """One vote on a motion. Its outcome is what its ballots say; recorded_outcome is what a source says it was.

    The threshold is a share (numerator of denominator) of a basis; strict: more than the share, else at least it.
    """

    __tablename__ = "vote"
    __table_args__ = (
        Index(None, "motion_id"),
        Index("uq_vote_source", "source_system", "source_identifier", unique=True),
        CheckConstraint("threshold_numerator > 0 AND threshold_numerator <= threshold_denominator", name="threshold"),
    )

    id: Mapped[RowId]
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    key: Mapped[str] = mapped_column(String(16), unique=True)
    taken_on: Mapped[date | None]
    recorded_outcome: Mapped[Outcome | None] = closed_set(Outcome, nullable=True)
    recorded_outcome_words: Mapped[str | None]
    recorded_tally: Mapped[str | None] = mapped_column(comment="the source's own sum, such as 7-0")
    threshold_basis: Mapped[ThresholdBasis] = closed_set(ThresholdBasis, default=ThresholdBasis.CAST)
    threshold_numerator: Mapped[int] = mapped_column(default=1)
    threshold_denominator: Mapped[int] = mapped_column(default=2)
    threshold_strict: Mapped[bool] = mapped_column(default=True)
    threshold_declared_by: Mapped[str | None] = mapped_column(comment="who said that this threshold applies")
    entered_at: Mapped[datetime]


class Ballot(Model, Sourced, Corrigible):
    """How one person voted. recorded is the source's own word, left empty where it speaks of health or family."""

    __tablename__ = "ballot"
    __table_args__ = (
        Index(None, "person_id"),
        Index(
            "uq_ballot_current", "vote_id", "person_id", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    choice: Mapped[Choice] = closed_set(Choice)
    recorded: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
