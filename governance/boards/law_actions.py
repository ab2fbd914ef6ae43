"""Recording a board's law: entered by one person, confirmed by another, and corrected or struck out by a later entry alone.

Each act runs in the caller's transaction and writes one entry on the board's ledger. It raises LawActRefused before
anything is changed.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.accounts.models import Account
from governance.boards.actions import grow_versions
from governance.boards.law_models import STANDING, Adoption, LawKind
from governance.boards.models import Board
from governance.db.keys import make_key
from governance.ledger.actions import append
from governance.ledger.seals import read_row
from model_law.profiles import SettingError, settle
from model_law.provisions import Act, load_act

LONGEST_TITLE = 300
LONGEST_NUMBER = 80
LONGEST_ADDRESS = 2000


class LawAct(StrEnum):
    """What stands on a board's ledger of its law. SUPERSEDED: a correction was confirmed and took the place of an entry;
    STRUCK: an entry was struck out, and nothing took its place."""

    PROPOSED = "law.proposed"
    CONFIRMED = "law.confirmed"
    WITHDRAWN = "law.withdrawn"
    SUPERSEDED = "law.superseded"
    STRIKE_PROPOSED = "law.strike_proposed"
    STRUCK = "law.struck"


class LawRefusal(StrEnum):
    """Why an act on a board's law is refused; the pages say it in words."""

    UNKNOWN_ACT = "unknown_act"
    UNKNOWN_RULE = "unknown_rule"
    VALUE_NOT_ALLOWED = "value_not_allowed"
    VALUES_TOGETHER = "values_together"
    TITLE_MISSING = "title_missing"
    TEXT_TOO_LONG = "text_too_long"
    ADDRESS_UNUSABLE = "address_unusable"
    BEFORE_INSTRUMENT = "before_instrument"
    SAME_DAY = "same_day"
    SAME_PERSON = "same_person"
    UNKNOWN_ADOPTION = "unknown_adoption"
    ALREADY_CONFIRMED = "already_confirmed"
    ALREADY_WITHDRAWN = "already_withdrawn"
    NOT_STANDING = "not_standing"
    OTHER_KIND = "other_kind"


class LawActRefused(Exception):
    """An act that is not done. field: what it is about, as the instrument's column or as RULE.PARAMETER; detail: the
    law's own message of a value, in English."""

    def __init__(self, refusal: LawRefusal, field: str = "", detail: str = "") -> None:
        super().__init__(": ".join(part for part in (refusal, field, detail) if part))
        self.refusal, self.field, self.detail = refusal, field, detail


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the enacting body passed: title, number, day, and where its document can be read."""

    title: str
    dated_on: date
    number: str | None = None
    document_address: str | None = None


def propose_law(
    session: Session,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    act: str,
    instrument: Instrument,
    started_on: date,
    local: Mapping[str, str] | None = None,
    adopted: Collection[str] = (),
    borrowed: bool = False,
    binds_committees: bool = False,
    corrects: str | None = None,
) -> Adoption:
    """Enter a board's law; it counts for nothing until somebody else confirms it.

    local: RULE.PARAMETER -> value as written, beside the act's; adopted: the rules that the instrument itself adopts;
    binds_committees: the instrument says that it does; corrects: the key of a confirmed adoption that was entered
    wrongly. Raises LawActRefused.
    """
    if actor.account_id is None:
        raise LawActRefused(LawRefusal.SAME_PERSON)
    instrument = check_instrument(instrument)
    if started_on < instrument.dated_on:
        raise LawActRefused(LawRefusal.BEFORE_INSTRUMENT, "started_on")
    local = dict(local or {})
    law = find_act(act)
    check_values(law, started_on, local, adopted)
    board = lock_board(session, board_id)
    corrected = find_standing(session, board.id, corrects) if corrects else None
    if corrected is not None and corrected.kind is not find_kind(law):
        # It would leave the board without the law that the wrong entry stands for.
        raise LawActRefused(LawRefusal.OTHER_KIND, "act")
    refuse_same_day(session, board.id, find_kind(law), started_on, corrected)
    adoption = Adoption(
        key=make_key(), board_id=board.id, kind=find_kind(law), act=act, title=instrument.title, number=instrument.number,
        dated_on=instrument.dated_on, document_address=instrument.document_address, local=local,
        adopted=sorted(set(adopted)), borrowed=borrowed, binds_committees=binds_committees, started_on=started_on,
        entered_by=actor.account_id, entered_at=now, corrects_id=corrected.id if corrected else None,
    )  # fmt: skip
    session.add(adoption)
    session.flush()
    enter(session, now, actor, LawAct.PROPOSED, adoption)
    return adoption


def propose_striking(session: Session, now: datetime, actor: Actor, board_id: int, key: str) -> Adoption:
    """Ask that an adoption be struck out, as one that never was: nothing changes until somebody else confirms it.

    Once confirmed, the law before it holds on its days too, or none. Raises LawActRefused.
    """
    if actor.account_id is None:
        raise LawActRefused(LawRefusal.SAME_PERSON)
    board = lock_board(session, board_id)
    struck = find_standing(session, board.id, key)
    strike = Adoption(
        key=make_key(), board_id=board.id, kind=struck.kind, act=struck.act, title=struck.title, number=struck.number,
        dated_on=struck.dated_on, document_address=struck.document_address, local=dict(struck.local),
        adopted=list(struck.adopted), borrowed=struck.borrowed, binds_committees=struck.binds_committees, strikes=True,
        started_on=struck.started_on, entered_by=actor.account_id, entered_at=now, corrects_id=struck.id,
    )  # fmt: skip
    session.add(strike)
    session.flush()
    enter(session, now, actor, LawAct.STRIKE_PROPOSED, strike)
    return strike


def confirm_law(session: Session, now: datetime, actor: Actor, board_id: int, key: str) -> Adoption:
    """Confirm what somebody else entered: from its first day it is the board's law, or one is struck out.

    Raises LawActRefused.
    """
    board = lock_board(session, board_id)
    adoption = find_waiting(session, board.id, key)
    if actor.account_id is None or is_same_person(session, actor.account_id, adoption.entered_by):
        raise LawActRefused(LawRefusal.SAME_PERSON)
    if not adoption.strikes:
        # The acts may have changed with a release since it was entered.
        check_values(find_act(adoption.act), adoption.started_on, adoption.local, adoption.adopted)
    corrected = None
    if adoption.corrects_id is not None:
        corrected = session.get_one(Adoption, adoption.corrects_id)
        if corrected.superseded_at is not None:
            raise LawActRefused(LawRefusal.NOT_STANDING)
    if not adoption.strikes:
        refuse_same_day(session, board.id, adoption.kind, adoption.started_on, corrected)
    if corrected is not None:
        corrected.superseded_at = now
        session.flush()  # before its follower takes its day
    adoption.confirmed_at, adoption.confirmed_by = now, actor.account_id
    session.flush()
    followed = LawAct.STRUCK if adoption.strikes else LawAct.SUPERSEDED
    enter(session, now, actor, followed if corrected else LawAct.CONFIRMED, adoption, corrected)
    grow_versions(session, board)
    return adoption


def withdraw_law(session: Session, now: datetime, actor: Actor, board_id: int, key: str) -> Adoption:
    """Take back what waits to be confirmed; the entry stays. Raises LawActRefused."""
    board = lock_board(session, board_id)
    adoption = find_waiting(session, board.id, key)
    adoption.withdrawn_at, adoption.withdrawn_by = now, actor.account_id
    session.flush()
    enter(session, now, actor, LawAct.WITHDRAWN, adoption)
    return adoption


def enter(
    session: Session, now: datetime, actor: Actor, act: LawAct, adoption: Adoption, corrected: Adoption | None = None
) -> None:
    """Write the act on the board's ledger. What is not confirmed is not public, so the entry does not say its day."""
    facts: dict[str, object] = {"adoption": adoption.key}
    if adoption.confirmed_at is not None:
        facts |= {"from": adoption.started_on, "borrowed": adoption.borrowed}
    rows = [adoption]
    if corrected is not None:
        facts["strikes" if adoption.strikes else "supersedes"] = corrected.key
        rows.append(corrected)
    append(session, adoption.board_id, at=now, office=actor.office, kind=act, facts=facts, rows=map(read_row, rows))


def lock_board(session: Session, board_id: int) -> Board:
    """The board's row, held until the transaction ends: acts on one board's law follow one another."""
    return session.scalars(
        select(Board).where(Board.id == board_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def is_same_person(session: Session, account_id: int, other_id: int) -> bool:
    """Whether two accounts are one, or are those of one person of the record."""
    if account_id == other_id:
        return True
    account, other = session.get_one(Account, account_id), session.get_one(Account, other_id)
    return account.person_id is not None and account.person_id == other.person_id


def find_waiting(session: Session, board_id: int, key: str) -> Adoption:
    """The adoption of a key that is neither confirmed nor withdrawn."""
    adoption = find_adoption_row(session, board_id, key)
    if adoption.confirmed_at is not None:
        raise LawActRefused(LawRefusal.ALREADY_CONFIRMED)
    if adoption.withdrawn_at is not None:
        raise LawActRefused(LawRefusal.ALREADY_WITHDRAWN)
    return adoption


def find_standing(session: Session, board_id: int, key: str) -> Adoption:
    """The adoption of a key that was confirmed and that nothing has taken the place of."""
    adoption = find_adoption_row(session, board_id, key)
    if adoption.confirmed_at is None or adoption.superseded_at is not None or adoption.strikes:
        raise LawActRefused(LawRefusal.NOT_STANDING)
    return adoption


def find_adoption_row(session: Session, board_id: int, key: str) -> Adoption:
    adoption = session.scalar(
        select(Adoption)
        .where(Adoption.board_id == board_id, Adoption.key == key)
        .execution_options(populate_existing=True)
    )
    if adoption is None:
        raise LawActRefused(LawRefusal.UNKNOWN_ADOPTION)
    return adoption


def refuse_same_day(
    session: Session, board_id: int, kind: LawKind, started_on: date, corrected: Adoption | None
) -> None:  # fmt: skip
    """Two laws of one kind from the same day would leave open which of them holds."""
    other = session.scalar(
        select(Adoption.id).where(
            Adoption.board_id == board_id,
            Adoption.kind == kind,
            Adoption.started_on == started_on,
            text(STANDING),
        )
    )
    if other is not None and (corrected is None or other != corrected.id):
        raise LawActRefused(LawRefusal.SAME_DAY, "started_on")


def check_instrument(instrument: Instrument) -> Instrument:
    """The instrument without needless space. Raises LawActRefused for what is missing, too long or no web address."""
    title, number, address = (
        unicodedata.normalize("NFC", " ".join((part or "").split()))
        for part in (instrument.title, instrument.number, instrument.document_address)
    )
    if not title or not title.isprintable():
        raise LawActRefused(LawRefusal.TITLE_MISSING, "title")
    for name, part, limit in (
        ("title", title, LONGEST_TITLE),
        ("number", number, LONGEST_NUMBER),
        ("document_address", address, LONGEST_ADDRESS),
    ):
        if len(part) > limit or not part.isprintable():
            raise LawActRefused(LawRefusal.TEXT_TOO_LONG, name)
    if address and (not address.startswith(("https://", "http://")) or " " in address):
        raise LawActRefused(LawRefusal.ADDRESS_UNUSABLE, "document_address")
    return Instrument(title, instrument.dated_on, number or None, address or None)


def find_act(key: str) -> Act:
    try:
        return load_act(key)
    except LookupError:
        raise LawActRefused(LawRefusal.UNKNOWN_ACT, "act") from None


def find_kind(act: Act) -> LawKind:
    """What an act is about: who sits on a board and what it does, or how it meets in the open."""
    return LawKind.OPEN_MEETINGS if act.kind == "open_meetings" else LawKind.COMPOSITION


def check_values(act: Act, started_on: date, local: Mapping[str, str], adopted: Collection[str]) -> None:
    """Settle the act with each value alone and then with all, on every day from which other rules are in force.

    Raises LawActRefused, which names the first value that the act does not allow.
    """
    first_days = {rule.effective_from for rule in act.provisions if rule.effective_from is not None}
    days = [started_on, *sorted(day for day in first_days if day > started_on)]
    in_force = {rule.id for day in days for rule in act.provisions if rule.in_force(day)}
    for key in (*(key.partition(".")[0] for key in local), *adopted):
        if key not in in_force:
            raise LawActRefused(LawRefusal.UNKNOWN_RULE, key)
    for day in days:
        for key, value in local.items():
            try:
                settle(act, day, {key: value})
            except SettingError as problem:
                # A value can be wrong only beside the act's own others (a least size above the greatest).
                if str(problem).startswith(f"{key}: "):
                    raise LawActRefused(LawRefusal.VALUE_NOT_ALLOWED, key, str(problem)) from None
        try:
            settle(act, day, local, adopted)
        except SettingError as problem:
            rule = str(problem).partition(":")[0]
            raise LawActRefused(LawRefusal.VALUES_TOGETHER, rule, str(problem)) from None
