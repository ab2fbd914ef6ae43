"""The tables of motions and votes as they are taken here: versions of motions, conflicts, votes held, ballots cast, elections.

What the public pages read is written to motion, vote and ballot. Nothing here is overwritten but the end of a vote or of a
round, once. A ballot that another one of the same member replaced is nobody's to see.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from governance.boards.appointment_models import Door
from governance.db.model import Corrigible, Model, RowId, closed_set
from governance.votes.models import ThresholdBasis
from model_law.conflicts import ConflictClass
from model_law.motions import Kind, Status
from model_law.thresholds import Choice
from model_law.vote_judgement import Result


class HowCast(StrEnum):
    """How a ballot came: on the member's own device, aloud to the clerk, by not objecting, or on paper or in the room."""

    OWN_DEVICE = "own_device"
    ROLL_CALL = "roll_call"
    CONSENT = "consent"
    PAPER = "paper"


class Stage(StrEnum):
    """When the facts of a vote were frozen."""

    OPENING = "opening"
    CLOSE = "close"
    ERRATUM = "erratum"


class MotionVersion(Model, Corrigible):
    """A motion as it stands from one act to the next: each act that changes it writes another row.

    text is the whole text as it then reads; effect is what changes if it carries, in plain words. about_id: the motion that
    it would amend, lay aside, take up, reconsider or rescind. consent: it decides the consent calendar's items together.
    The meeting and the item are those under which it stands so: what was laid aside can come back in a later meeting.
    """

    __tablename__ = "motion_version"
    __table_args__ = (
        Index("uq_motion_version_number", "motion_id", "number", unique=True),
        Index(
            "uq_motion_version_current", "motion_id", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "about_id"),
        Index(None, "meeting_id", "status"),
    )  # fmt: skip

    id: Mapped[RowId]
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    number: Mapped[int] = mapped_column(comment="from 1")
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[Kind] = closed_set(Kind, called="motion_kind")
    status: Mapped[Status] = closed_set(Status, called="motion_status")
    about_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"))
    text: Mapped[str]
    effect: Mapped[str | None]
    consent: Mapped[bool] = mapped_column(default=False)
    reconsidered: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ConflictDeclaration(Model, Corrigible):
    """That a member has a conflict on an item, of a class that the public may know, and whether they step aside.

    recuses: what the member answered; empty while nobody has answered. No more is asked, and no more is kept.
    """

    __tablename__ = "conflict_declaration"
    __table_args__ = (
        Index(
            "uq_conflict_declaration_current", "agenda_item_id", "person_id", "conflict", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[RowId]
    agenda_item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    conflict: Mapped[ConflictClass] = closed_set(ConflictClass)
    recuses: Mapped[bool | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class HeldVote(Model):
    """A vote that was opened here, or that was taken elsewhere and is recorded here with its document.

    key is also the key of the vote that the public reads once it is closed. vote_id, result, and the members that a share
    may be of are what it came to. running_tally: everybody sees how it stands while it is open; otherwise nobody does.
    root: over the ballots that count, as the ledger has it.
    """

    __tablename__ = "held_vote"
    __table_args__ = (
        Index(None, "motion_id"),
        Index(
            "uq_held_vote_open", "meeting_id", unique=True,
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("door = 'proposed' OR document_title IS NOT NULL", name="recorded_with_document"),
        CheckConstraint("(closed_at IS NULL) = (result IS NULL)", name="closed_with_result"),
        CheckConstraint("closed_at IS NULL OR opened_at <= closed_at", name="times_in_order"),
    )  # fmt: skip

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id"))
    door: Mapped[Door] = closed_set(Door, default=Door.PROPOSED)
    document_title: Mapped[str | None]
    document_dated_on: Mapped[date | None]
    document_address: Mapped[str | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="who presides over this vote")
    matter: Mapped[str] = mapped_column(default="", comment="the word by which a rule knows a matter that needs more")
    award: Mapped[bool | None] = mapped_column(comment="whether it awards a contract; empty: nobody said")
    declared_share: Mapped[str | None] = mapped_column(String(24), comment="a threshold that somebody declared, as 2/3")
    declared_more_than: Mapped[bool | None]
    declared_base: Mapped[ThresholdBasis | None] = closed_set(ThresholdBasis, nullable=True)
    running_tally: Mapped[bool] = mapped_column(default=True)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"), unique=True)
    result: Mapped[Result | None] = closed_set(Result, called="vote_result", nullable=True)
    present: Mapped[int | None]
    serving: Mapped[int | None]
    authorized: Mapped[int | None]
    root: Mapped[str | None] = mapped_column(String(64))
    entered_at: Mapped[datetime]


class VoteFacts(Model):
    """The facts that a vote rests on, as they stood when it opened, closed or was corrected. Never computed again.

    It holds only what may be public: of the board's composition no more than its law lets anybody know.
    """

    __tablename__ = "vote_facts"
    __table_args__ = (Index(None, "held_vote_id", "stage"),)

    id: Mapped[RowId]
    held_vote_id: Mapped[int] = mapped_column(ForeignKey("held_vote.id"))
    stage: Mapped[Stage] = closed_set(Stage)
    at: Mapped[datetime]
    content: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the content, in hex")
    entered_at: Mapped[datetime]


class CastBallot(Model):
    """What a member said at a moment. A later row of the same member counts in its place, until the vote is closed.

    receipt is what the member was given. request is the name that the page gave the act: sent again it is the same ballot.
    """

    __tablename__ = "cast_ballot"
    __table_args__ = (Index("uq_cast_ballot_request", "held_vote_id", "person_id", "request", unique=True),)

    id: Mapped[RowId]
    held_vote_id: Mapped[int] = mapped_column(ForeignKey("held_vote.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    choice: Mapped[Choice] = closed_set(Choice)
    at: Mapped[datetime]
    how: Mapped[HowCast] = closed_set(HowCast)
    receipt: Mapped[str] = mapped_column(String(32), unique=True)
    request: Mapped[str] = mapped_column(String(40))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class VoteErratum(Model):
    """A correction of a vote after its close, in public: what was recorded wrongly, what is right, and why.

    changes: the key of each person whose ballot was wrong -> what was recorded and what is right; null: no ballot.
    """

    __tablename__ = "vote_erratum"
    __table_args__ = (Index(None, "held_vote_id"),)

    id: Mapped[RowId]
    held_vote_id: Mapped[int] = mapped_column(ForeignKey("held_vote.id"))
    reason: Mapped[str]
    changes: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    result_before: Mapped[Result] = closed_set(Result, called="result_before")
    result_after: Mapped[Result] = closed_set(Result, called="result_after")
    request: Mapped[str | None] = mapped_column(String(40))
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Election(Model):
    """The election of one officer: rounds until somebody has a majority. elected_id: who was elected, once somebody was."""

    __tablename__ = "election"
    __table_args__ = (Index(None, "meeting_id"),)

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(16), unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    agenda_item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"))
    office: Mapped[str]
    elected_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ElectionRound(Model):
    """One round: who stands, whom each member named aloud, and what it came to, once it is closed.

    named: the key of each member who answered -> the key of a candidate, or null. outcome: the count, as the law counts it.
    """

    __tablename__ = "election_round"
    __table_args__ = (Index("uq_election_round_number", "election_id", "number", unique=True),)

    id: Mapped[RowId]
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    number: Mapped[int] = mapped_column(comment="from 1")
    candidates: Mapped[list[str]] = mapped_column(JSON, comment="the keys of those who stand")
    taken_at: Mapped[datetime]
    named: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    outcome: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of candidates, names and outcome, in hex")
    entered_at: Mapped[datetime]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
