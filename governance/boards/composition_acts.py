"""The way of every act on a board's composition: locked, checked, written, judged, and entered on the ledger.

An act is proposed, and refused where the law forbids it, or recorded with its document as it happened elsewhere. It
writes inside a savepoint: what is refused leaves nothing behind.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.appointment_models import ActKind, CompositionAct, Door
from governance.boards.judging import Bounds, JudgedChange, gather_bounds, judge_change, read_history
from governance.boards.law_actions import lock_board
from governance.boards.models import Board, Membership, Person, Seat
from governance.clock import find_day
from governance.db.keys import make_key
from governance.db.model import Model
from governance.ledger.actions import append
from governance.ledger.seals import read_row
from governance.security.vault import Vault
from model_law.history import HistoryError

LONGEST_NAME = 200
LONGEST_TITLE = 300
LONGEST_ADDRESS = 2000


class CompositionRefusal(StrEnum):
    """Why an act is refused; the pages say it in words."""

    NO_ACCOUNT = "no_account"
    DOCUMENT_MISSING = "document_missing"
    TEXT_MISSING = "text_missing"
    TEXT_UNREADABLE = "text_unreadable"
    TEXT_TOO_LONG = "text_too_long"
    ADDRESS_UNUSABLE = "address_unusable"
    BACKDATED = "backdated"
    YET_TO_COME = "yet_to_come"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    UNKNOWN_SEAT = "unknown_seat"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_APPOINTMENT = "unknown_appointment"
    UNKNOWN_CATEGORY = "unknown_category"
    NAMESAKE = "namesake"
    SEAT_NUMBER = "seat_number"
    SEAT_TAKEN = "seat_taken"
    SEAT_NOT_THEN = "seat_not_then"
    SEAT_HELD = "seat_held"
    SEAT_USED_LATER = "seat_used_later"
    PERSON_SERVES = "person_serves"
    ALREADY_ENDED = "already_ended"
    AFTER_TERM = "after_term"
    HOLDOVER_WITHOUT_TERM = "holdover_without_term"
    ROLE_WITHOUT_SEAT = "role_without_seat"
    REASON_OF_OTHER_ACT = "reason_of_other_act"
    ONLY_RECORDED = "only_recorded"
    REMOVER_MISSING = "remover_missing"
    NOTHING_CHANGES = "nothing_changes"
    CONTRADICTION = "contradiction"
    BREAKS_LAW = "breaks_law"


class CompositionRefused(Exception):
    """An act that is not done. field: the argument that it is about, or ""; preview: what it would have done, where the
    law forbids it; detail: how the record would contradict itself, in English."""

    def __init__(
        self, refusal: CompositionRefusal, field: str = "", preview: JudgedChange | None = None, detail: str = ""
    ) -> None:
        rules = ", ".join(preview.refusing) if preview else ""
        super().__init__(": ".join(part for part in (refusal, field, rules, detail) if part))
        self.refusal, self.field, self.preview, self.detail = refusal, field, preview, detail


class Foretold(Exception):
    """Ends an act that was only to be previewed, so that nothing of it stays."""

    def __init__(self, judged: JudgedChange) -> None:
        super().__init__("previewed")
        self.judged = judged


@dataclass(frozen=True, slots=True)
class Document:
    """The instrument by which something was done elsewhere: its title, its day, and where it can be read."""

    title: str
    dated_on: date | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """Who acts where: the board's row is locked until the transaction ends. today: where the board sits."""

    session: Session
    vault: Vault
    now: datetime
    actor: Actor
    account_id: int
    board: Board
    bounds: Bounds
    door: Door
    document: Document | None
    today: date

    def refuse_backdating(self, day: date, field: str) -> None:
        """What is done here is done from today on; what was done before is recorded."""
        if self.door is Door.PROPOSED and day < self.today:
            raise CompositionRefused(CompositionRefusal.BACKDATED, field)

    def refuse_yet_to_come(self, day: date | None, field: str) -> None:
        if day is not None and day > self.today:
            raise CompositionRefused(CompositionRefusal.YET_TO_COME, field)


@dataclass(frozen=True, slots=True)
class Written:
    """What an act wrote: on is its first day; rows are all that it made or changed. refusable: the law may forbid it."""

    kind: ActKind
    on: date
    rows: Sequence[Model]
    membership: Membership | None = None
    seat: Seat | None = None
    person: Person | None = None
    refusable: bool = True


def enact(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    door: Door,
    document: Document | None,
    write: Callable[[Stage], Written],
    asking: bool = False,
) -> CompositionAct:
    """Do an act whose rows write makes, or raise CompositionRefused with everything as before.

    asking: only find out what it would do; raises Foretold.
    """
    if actor.account_id is None:
        raise CompositionRefused(CompositionRefusal.NO_ACCOUNT)
    document = check_document(document, door)
    board = lock_board(session, board_id)
    bounds = gather_bounds(session, board)
    before = read_history(session, vault, board.id)
    today = find_day(now, board.zone)
    with session.begin_nested():
        stage = Stage(session, vault, now, actor, actor.account_id, board, bounds, door, document, today)
        written = write(stage)
        session.flush()
        after = read_history(session, vault, board.id)
        refuse_contradiction(before, after)
        judged = judge_change(before, after, bounds, written.on)
        if asking:
            raise Foretold(judged)
        refuse_breach(stage, written, judged)
        act = enter(stage, written, judged)
    grow_versions(session, board)
    return act


def preview_act(
    act: Callable[..., CompositionAct],
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    **given: object,
) -> JudgedChange:
    """What an act of this package would do, with the same arguments, and nothing of it done.

    The session must be one that can write. Raises CompositionRefused where the arguments cannot stand; what the law
    forbids is told and not raised.
    """
    try:
        act(session, vault, now, actor, board_id, **given, asking=True)
    except Foretold as foretold:
        return foretold.judged
    raise AssertionError("unreachable")


def refuse_contradiction(before: object, after: object) -> None:
    """An act may leave a contradiction that it found, and never makes one."""
    if isinstance(after, HistoryError) and not isinstance(before, HistoryError):
        raise CompositionRefused(CompositionRefusal.CONTRADICTION, detail=str(after))


def refuse_breach(stage: Stage, written: Written, judged: JudgedChange) -> None:
    if stage.door is not Door.PROPOSED or not written.refusable:
        return
    if judged.refusing:
        raise CompositionRefused(CompositionRefusal.BREAKS_LAW, preview=judged)
    if judged.problem and judged.binds:
        # Nobody can say whether it would be lawful.
        raise CompositionRefused(CompositionRefusal.CONTRADICTION, preview=judged, detail=judged.problem)


def enter(stage: Stage, written: Written, judged: JudgedChange) -> CompositionAct:
    """Write the act's own row, and its entry on the board's ledger, which tells no seat and no person."""
    document = stage.document
    act = CompositionAct(
        key=make_key(), board_id=stage.board.id, kind=written.kind, door=stage.door, effective_on=written.on,
        membership_id=written.membership.id if written.membership else None,
        seat_id=written.seat.id if written.seat else None,
        person_id=written.person.id if written.person else None,
        document_title=document.title if document else None,
        document_dated_on=document.dated_on if document else None,
        document_address=document.address if document else None,
        entered_by=stage.account_id, entered_at=stage.now, contested=list(judged.contested), findings=judged.as_data(),
    )  # fmt: skip
    stage.session.add(act)
    stage.session.flush()
    facts: dict[str, object] = {"act": act.key, "on": act.effective_on, "door": act.door}
    if written.membership is not None and written.membership.key:
        facts["appointment"] = written.membership.key
    append(
        stage.session, stage.board.id, at=stage.now, office=stage.actor.office, kind=written.kind, facts=facts,
        rows=map(read_row, (act, *written.rows)),
    )  # fmt: skip
    return act


def check_document(document: Document | None, door: Door) -> Document | None:
    """The document without needless space. What is recorded needs one."""
    if document is None:
        if door is Door.RECORDED:
            raise CompositionRefused(CompositionRefusal.DOCUMENT_MISSING, "document")
        return None
    title = check_text(document.title, "document.title", LONGEST_TITLE)
    if title is None:
        raise CompositionRefused(CompositionRefusal.DOCUMENT_MISSING, "document.title")
    return Document(title, document.dated_on, check_address(document.address, "document.address"))


def check_text(text: str | None, field: str, limit: int = LONGEST_NAME) -> str | None:
    """The text in one form and without needless space; None where nothing is left."""
    tidy = unicodedata.normalize("NFC", " ".join((text or "").split()))
    if not tidy.isprintable():
        raise CompositionRefused(CompositionRefusal.TEXT_UNREADABLE, field)
    if len(tidy) > limit:
        raise CompositionRefused(CompositionRefusal.TEXT_TOO_LONG, field)
    return tidy or None


def require_text(text: str | None, field: str, limit: int = LONGEST_NAME) -> str:
    tidy = check_text(text, field, limit)
    if tidy is None:
        raise CompositionRefused(CompositionRefusal.TEXT_MISSING, field)
    return tidy


def check_address(text: str | None, field: str) -> str | None:
    address = check_text(text, field, LONGEST_ADDRESS)
    if address is not None and (not address.startswith(("https://", "http://")) or " " in address):
        raise CompositionRefused(CompositionRefusal.ADDRESS_UNUSABLE, field)
    return address


def refuse_disorder(*days: tuple[date | None, str]) -> None:
    """Days that must not come before one another, those that are not known left out."""
    known = [(day, field) for day, field in days if day is not None]
    for (before, _), (day, field) in pairwise(known):
        if day < before:
            raise CompositionRefused(CompositionRefusal.DATES_OUT_OF_ORDER, field)
