"""The life of minutes: the clerk's words, the approval by a later meeting, the publication, and corrections of what is public.

Each act runs in the caller's transaction and locks the board. A draft is nobody's but the record keepers' and goes among
the private acts; an approval and a publication write one entry each on the board's ledger.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.boards.queries import BoardIdentity
from governance.db.model import Model
from governance.documents.actions import Bringer, Paper, add_document
from governance.ledger.actions import append, lock_log
from governance.ledger.private_acts import note_private_act
from governance.ledger.seals import read_row
from governance.meetings.live_contents import CertificateTold
from governance.meetings.models import Meeting, MeetingStatus, PaperStatus
from governance.meetings.planning import PlanRefused, tidy_text
from governance.meetings.planning_rows import keep_former
from governance.meetings.queries import MeetingDetail, find_meeting
from governance.minutes.assembly import assemble
from governance.minutes.contents import MinutesContent, compute_digest, read_content, write_content
from governance.minutes.gathering import gather_minutes
from governance.minutes.models import MinutesDraft, MinutesPrint, MinutesVersion
from governance.minutes.queries import find_draft, find_moved
from governance.minutes.telling import tell_certified
from governance.votes.models import Motion

LARGEST_PRINT = 64 << 20


class MinutesAct(StrEnum):
    """What stands on the ledger of minutes."""

    APPROVED = "minutes.approved"
    PUBLISHED = "minutes.published"
    CORRECTED = "minutes.corrected"


class MinutesRefusal(StrEnum):
    """Why an act on minutes is refused; the pages say it in words."""

    UNKNOWN_MEETING = "unknown_meeting"
    NOT_OVER = "not_over"
    TEXT_UNUSABLE = "text_unusable"
    CHANGED_MEANWHILE = "changed_meanwhile"
    REASON_MISSING = "reason_missing"
    NOTHING_CORRECTED = "nothing_corrected"
    UNPUBLISHED = "unpublished"
    NOT_APPROVED = "not_approved"
    MOTION_UNKNOWN = "motion_unknown"
    MOTION_OF_ITSELF = "motion_of_itself"
    MOTION_EARLIER = "motion_earlier"
    MOTION_NOT_CARRIED = "motion_not_carried"
    MOTION_USED = "motion_used"


class MinutesRefused(Exception):
    """An act that is not done. field: what it is about."""

    def __init__(self, refusal: MinutesRefusal, field: str = "") -> None:
        super().__init__(": ".join(part for part in (refusal, field) if part))
        self.refusal, self.field = refusal, field


@dataclass(frozen=True, slots=True)
class Words:
    """What the clerk adds, in Markdown. reason: what was wrong with the published minutes that these correct."""

    opening: str = ""
    closing: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the board's ledger before a publication; root in hex."""

    log: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Approved:
    """What a print is made of: the content, and what is said of its approval. certify: the certificate in a language."""

    content: MinutesContent
    number: int
    reason: str | None
    approved_on: date
    motion: str
    digest: str
    head: Head
    certify: Callable[[str], CertificateTold | None]


class Printed(Protocol):
    """A print as the renderer gives it."""

    @property
    def language(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def content(self) -> bytes: ...

    @property
    def digest(self) -> str: ...

    @property
    def renderer(self) -> str: ...

    @property
    def input(self) -> str: ...

    @property
    def input_digest(self) -> str: ...


Render = Callable[[Approved], Sequence[Printed]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A meeting's minutes as they stand: its newest version, if any, and the clerk's words for the next."""

    board: Board
    meeting: MeetingDetail
    identity: BoardIdentity
    newest: MinutesVersion | None
    draft: MinutesDraft | None

    @property
    def number(self) -> int:
        """Of the version that comes next."""
        return self.newest.number + 1 if self.newest is not None else 1

    @property
    def waits(self) -> bool:
        """Whether an approved version waits to be published."""
        return self.newest is not None and self.newest.published_at is None

    @property
    def words(self) -> Words:
        """The clerk's words as they stand; where nothing was written since, those of the newest version."""
        if self.draft is not None and self.draft.number == self.number:
            return Words(self.draft.opening, self.draft.closing, self.draft.reason)
        if self.newest is not None:
            content = read_content(self.newest.content)
            return Words(content.opening, content.closing)
        return Words()


def find_standing(session: Session, board_id: int, meeting_key: str) -> Standing:
    """Raises MinutesRefused for a meeting that the board does not have. The board is locked."""
    board = lock_board(session, board_id)
    return read_standing(session, board, meeting_key)


def read_standing(session: Session, board: Board, meeting_key: str) -> Standing:
    found = find_meeting(session, board.slug, meeting_key)
    if found is None:
        raise MinutesRefused(MinutesRefusal.UNKNOWN_MEETING)
    identity, meeting = found
    newest = session.scalar(
        select(MinutesVersion)
        .where(MinutesVersion.meeting_id == meeting.id)
        .order_by(MinutesVersion.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return Standing(board, meeting, identity, newest, find_draft(session, meeting.id))


def assemble_standing(session: Session, standing: Standing) -> MinutesContent:
    """The minutes as they would be approved now."""
    words = standing.words
    facts = gather_minutes(session, standing.identity, standing.meeting)
    return assemble(facts, words.opening, words.closing)


def write_draft(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, words: Words, seen: int | None
) -> MinutesDraft | None:
    """Keep the clerk's words for the next version. Each save is kept; nobody's is overwritten unseen.

    seen: the save that the writer saw last, None for none.
    """
    standing = find_standing(session, board_id, meeting_key)
    if standing.waits:
        raise MinutesRefused(MinutesRefusal.UNPUBLISHED)
    texts = Words(
        tidy(words.opening, "opening"), tidy(words.closing, "closing"), tidy(words.reason, "reason")
    )  # fmt: skip
    if standing.newest is not None and not texts.reason:
        raise MinutesRefused(MinutesRefusal.REASON_MISSING, "reason")
    draft = standing.draft
    if texts == standing.words:
        return draft
    if (draft.id if draft is not None else None) != seen:
        raise MinutesRefused(MinutesRefusal.CHANGED_MEANWHILE)
    if draft is not None:
        draft.superseded_at = now
        session.flush()
    row = MinutesDraft(
        meeting_id=standing.meeting.id, number=standing.number, opening=texts.opening, closing=texts.closing,
        reason=texts.reason if standing.newest is not None else "", entered_at=now, entered_by=actor.account_id,
        corrects_id=draft.id if draft is not None else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    rows = [row] if draft is None else [draft, row]
    note_private_act(session, board_id, at=now, rows=map(read_row, rows))
    return row


def approve(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, motion_key: str, seen: str
) -> MinutesVersion:
    """Enter that a motion of a later meeting approved the minutes as they stand. They are frozen, and public only later.

    seen: the hash of the content that whoever enters it has read. The same approval again is the one that was entered.
    """
    standing = find_standing(session, board_id, meeting_key)
    meeting, newest = standing.meeting, standing.newest
    moved = find_moved(session, board_id, motion_key)
    if newest is not None and newest.digest == seen and moved is not None and newest.motion_id == moved.id:
        return newest
    if standing.waits:
        raise MinutesRefused(MinutesRefusal.UNPUBLISHED)
    if meeting.status is not MeetingStatus.ADJOURNED:
        raise MinutesRefused(MinutesRefusal.NOT_OVER)
    if moved is None:
        raise MinutesRefused(MinutesRefusal.MOTION_UNKNOWN, "motion")
    if moved.meeting_id == meeting.id:
        raise MinutesRefused(MinutesRefusal.MOTION_OF_ITSELF, "motion")
    if moved.starts_at <= meeting.starts_at:
        raise MinutesRefused(MinutesRefusal.MOTION_EARLIER, "motion")
    if not moved.carried or not moved.held:
        raise MinutesRefused(MinutesRefusal.MOTION_NOT_CARRIED, "motion")
    words = standing.words
    if newest is not None and not words.reason:
        raise MinutesRefused(MinutesRefusal.REASON_MISSING)
    used = select(MinutesVersion.id).where(
        MinutesVersion.meeting_id == meeting.id, MinutesVersion.motion_id == moved.id
    )
    if session.scalar(used) is not None:
        raise MinutesRefused(MinutesRefusal.MOTION_USED, "motion")
    content = write_content(assemble_standing(session, standing))
    digest = compute_digest(content)
    if newest is not None and digest == newest.digest:
        raise MinutesRefused(MinutesRefusal.NOTHING_CORRECTED)
    if digest != seen:
        raise MinutesRefused(MinutesRefusal.CHANGED_MEANWHILE)
    version = MinutesVersion(
        meeting_id=meeting.id, number=standing.number, content=content, digest=digest,
        reason=words.reason if newest is not None else None, motion_id=moved.id, approved_on=moved.day,
        approved_by=actor.account_id, entered_at=now,
    )  # fmt: skip
    session.add(version)
    if standing.draft is not None:
        standing.draft.superseded_at = now
    session.flush()
    facts = {"meeting": meeting.key, "version": version.number, "motion": moved.key, "sha256": digest}
    append(
        session, board_id, at=now, office=actor.office, kind=MinutesAct.APPROVED, facts=facts, rows=[read_row(version)]
    )
    if standing.draft is not None:
        note_private_act(session, board_id, at=now, rows=[read_row(standing.draft)])
    grow_versions(session, standing.board)
    return version


def publish(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, render: Render
) -> MinutesVersion:
    """Publish the approved minutes, with a print in each language. Minutes that are published already stay as they are."""
    standing = find_standing(session, board_id, meeting_key)
    version = standing.newest
    if version is None:
        raise MinutesRefused(MinutesRefusal.NOT_APPROVED)
    if version.published_at is not None:
        return version
    log = lock_log(session.connection(), board_id)
    head = Head(log.key, log.frontier.size, log.frontier.root.hex())
    motion = session.get_one(Motion, version.motion_id)
    content = read_content(version.content)
    approved = Approved(
        content, version.number, version.reason, version.approved_on, motion.text, version.digest,
        head, lambda language: tell_certified(session, content, standing.meeting, standing.identity, now, language),
    )  # fmt: skip
    prints = [keep_print(session, now, actor, standing, version, head, made) for made in render(approved)]
    version.published_at, version.published_by = now, actor.account_id
    meeting = session.get_one(Meeting, standing.meeting.id)
    rows: list[Model] = [version, *prints]
    if meeting.minutes_status is not PaperStatus.FINAL:
        rows += [keep_former(session, now, meeting), meeting]
        meeting.minutes_status = PaperStatus.FINAL
    session.flush()
    facts = {
        "meeting": meeting.key, "version": version.number, "sha256": version.digest,
        "prints": {made.language: made.digest for made in prints},
    }  # fmt: skip
    kind = MinutesAct.PUBLISHED if version.number == 1 else MinutesAct.CORRECTED
    append(session, board_id, at=now, office=actor.office, kind=kind, facts=facts, rows=map(read_row, rows))
    grow_versions(session, standing.board)
    return version


def keep_print(
    session: Session,
    now: datetime,
    actor: Actor,
    standing: Standing,
    version: MinutesVersion,
    head: Head,
    made: Printed,
) -> MinutesPrint:
    """Keep a print's bytes as a document of the board."""
    name = f"minutes-{standing.meeting.key}-{version.number}-{made.language}.pdf"
    document, _version = add_document(
        session, now, Bringer(actor.office, actor.account_id), standing.board.id, title=made.title[:300],
        paper=Paper(name, BytesIO(made.content), len(made.content)), largest=LARGEST_PRINT,
    )  # fmt: skip
    row = MinutesPrint(
        minutes_version_id=version.id, language=made.language, document_id=document.id, digest=made.digest,
        renderer=made.renderer, input=made.input, input_digest=made.input_digest, log=head.log, head_size=head.size,
        head_root=head.root, entered_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def tidy(text: str, field: str) -> str:
    try:
        return tidy_text(text, field)
    except PlanRefused:
        raise MinutesRefused(MinutesRefusal.TEXT_UNUSABLE, field) from None
