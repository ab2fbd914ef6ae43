"""A member's declaration that they are a community representative: made, confirmed by a second person, and taken back.

Each act runs in the caller's transaction and raises DeclarationRefused before anything is changed. On the ledger it is a
private act: its rows are sealed, and nothing says whose they are or how many there were. Nothing is destroyed here: that
is done by schedule, see declaration_keeping.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.accounts.models import Account
from governance.boards.actions import grow_versions
from governance.boards.declaration_contents import (
    DeclaredContent,
    find_askable_categories,
    is_representative,
    open_content,
    seal_content,
)
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.law_actions import lock_board
from governance.boards.law_queries import AdoptionFact, find_profile
from governance.boards.models import Board, Membership
from governance.clock import find_day
from governance.db.keys import make_key
from governance.db.model import Model
from governance.ledger.private_acts import note_private_act
from governance.ledger.seals import read_row
from governance.security.data_keys import DataKeys
from governance.security.vault import KeyMissing, Spoiled, Vault
from model_law.facts import DECLARED
from model_law.publicity import shows_office
from model_law.rules import Profile

A_DAY = timedelta(days=1)


class DeclarationRefusal(StrEnum):
    """Why an act on a declaration is refused; the pages say it in words."""

    NO_LAW = "no_law"
    NOT_ON_RECORD = "not_on_record"
    WAITS_ALREADY = "waits_already"
    CATEGORY_NOT_ASKED = "category_not_asked"
    CATEGORY_MISSING = "category_missing"
    CATEGORY_UNKNOWN = "category_unknown"
    NOTHING_DECLARED = "nothing_declared"
    UNKNOWN_DECLARATION = "unknown_declaration"
    DECIDED_ALREADY = "decided_already"
    OWN_DECLARATION = "own_declaration"
    UNREADABLE = "unreadable"
    NOT_CONFIRMED = "not_confirmed"


class DeclarationRefused(Exception):
    """An act that is not done. It says nothing of what was declared, since errors are logged."""

    def __init__(self, refusal: DeclarationRefusal, field: str = "") -> None:
        super().__init__(refusal)
        self.refusal, self.field = refusal, field


def declare(
    session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, *, categories: Collection[str] = ()
) -> Declaration:
    """Declare of oneself to be a community representative; it counts once somebody else confirms it.

    categories: asked for where the law counts categories, and only there; DECLARED among them says no more than that
    one is a community representative. A declaration that is in force counts on until this one is decided on.
    """
    person_id = find_own_person(session, actor)
    board = lock_board(session, board_id)
    adoption, profile = require_law(session, board, now)
    chosen = check_categories(adoption, profile, categories)
    former = find_current(session, board_id, person_id)
    if former is not None and is_waiting(former):
        raise DeclarationRefused(DeclarationRefusal.WAITS_ALREADY)
    rows: list[Model] = []
    if former is not None:
        former.superseded_at = now
        session.flush()  # before its follower takes its place
        rows.append(former)
    data_key = DataKeys(vault).make()
    declaration = Declaration(
        key=make_key(), board_id=board_id, person_id=person_id, data_key=data_key, entered_by=actor.account_id,
        entered_at=now, corrects_id=former.id if former else None, said_at=find_said_at(former),
    )  # fmt: skip
    declaration.sealed = seal_content(vault, data_key, declaration, DeclaredContent(chosen))
    session.add(declaration)
    note(session, now, board_id, [*rows, declaration])
    return declaration


def confirm_declaration(
    session: Session, vault: Vault, now: datetime, actor: Actor, board_id: int, key: str
) -> Declaration:
    """Confirm what somebody else declared: from the first day of their service that runs, it counts."""
    board = lock_board(session, board_id)
    declaration = find_waiting(session, actor, board_id, key)
    adoption, profile = require_law(session, board, now)
    content = read_content(vault, declaration)
    check_categories(adoption, profile, content.categories)
    today = find_day(now, board.zone)
    account = session.get_one(Account, actor.account_id)
    content = replace(
        content, first_day=find_first_day(session, declaration, board, today), confirmed_by=account.key, confirmed_on=today
    )  # fmt: skip
    declaration.sealed = seal_content(vault, str(declaration.data_key), declaration, content)
    declaration.confirmed_at, declaration.confirmed_by = now, account.id
    rows: list[Model] = [declaration]
    if shows_office(profile) and is_representative(profile, content.categories):
        rows += begin_standing(session, now, declaration, content.first_day)
    else:
        rows += end_standing(session, now, declaration, today)
    note(session, now, board_id, rows)
    tell_readers(session, board, rows)
    return declaration


def decline_declaration(session: Session, now: datetime, actor: Actor, board_id: int, key: str) -> Declaration:
    """Decline what somebody else declared. One that this was to take the place of counts no longer either."""
    board = lock_board(session, board_id)
    declaration = find_waiting(session, actor, board_id, key)
    declaration.declined_at, declaration.declined_by = now, actor.account_id
    rows = [declaration, *end_standing(session, now, declaration, find_day(now, board.zone))]
    note(session, now, board_id, rows)
    tell_readers(session, board, rows, said=unsay(declaration, now))
    return declaration


def withdraw_declaration(session: Session, now: datetime, actor: Actor, board_id: int) -> Declaration:
    """Take back one's own declaration: from today on it counts no longer, and nobody is shown to have said it."""
    board, declaration = find_own(session, actor, board_id)
    if declaration.withdrawn_at is not None or declaration.declined_at is not None:
        raise DeclarationRefused(DeclarationRefusal.NOTHING_DECLARED)
    declaration.withdrawn_at = now
    said = unsay(declaration, now)
    rows = [declaration, *end_standing(session, now, declaration, find_day(now, board.zone))]
    note(session, now, board_id, rows)
    tell_readers(session, board, rows, said=said)
    return declaration


def say_in_public(session: Session, now: datetime, actor: Actor, board_id: int) -> Declaration:
    """Let the public read that one says of oneself to be a community representative; why is asked of nobody."""
    board, declaration = find_own(session, actor, board_id)
    if not is_in_force(declaration):
        raise DeclarationRefused(DeclarationRefusal.NOT_CONFIRMED)
    if not is_said(declaration):
        declaration.said_at, declaration.unsaid_at = now, None
        note(session, now, board_id, [declaration])
        tell_readers(session, board, [declaration], said=True)
    return declaration


def unsay_in_public(session: Session, now: datetime, actor: Actor, board_id: int) -> Declaration:
    """Take back that one said it in public. What one declared to the board stands."""
    board, declaration = find_own(session, actor, board_id)
    if unsay(declaration, now):
        note(session, now, board_id, [declaration])
        tell_readers(session, board, [declaration], said=True)
    return declaration


def find_own_person(session: Session, actor: Actor) -> int:
    account = None if actor.account_id is None else session.get(Account, actor.account_id)
    if account is None or account.person_id is None:
        raise DeclarationRefused(DeclarationRefusal.NOT_ON_RECORD)
    return account.person_id


def find_own(session: Session, actor: Actor, board_id: int) -> tuple[Board, Declaration]:
    """The board, held, and the actor's own current declaration."""
    person_id = find_own_person(session, actor)
    board = lock_board(session, board_id)
    declaration = find_current(session, board_id, person_id)
    if declaration is None:
        raise DeclarationRefused(DeclarationRefusal.NOTHING_DECLARED)
    return board, declaration


def find_current(session: Session, board_id: int, person_id: int) -> Declaration | None:
    return session.scalar(
        select(Declaration).where(
            Declaration.board_id == board_id, Declaration.person_id == person_id, Declaration.superseded_at.is_(None)
        )
    )


def find_waiting(session: Session, actor: Actor, board_id: int, key: str) -> Declaration:
    """The declaration of a key that waits to be decided on by somebody else than whose it is."""
    declaration = session.scalar(select(Declaration).where(Declaration.board_id == board_id, Declaration.key == key))
    if declaration is None:
        raise DeclarationRefused(DeclarationRefusal.UNKNOWN_DECLARATION)
    account = None if actor.account_id is None else session.get(Account, actor.account_id)
    if account is None or account.id == declaration.entered_by or account.person_id == declaration.person_id:
        raise DeclarationRefused(DeclarationRefusal.OWN_DECLARATION)
    if declaration.superseded_at is not None or not is_waiting(declaration):
        raise DeclarationRefused(DeclarationRefusal.DECIDED_ALREADY)
    return declaration


def is_waiting(declaration: Declaration) -> bool:
    """Whether somebody has yet to decide on it."""
    decided = (declaration.confirmed_at, declaration.declined_at, declaration.withdrawn_at, declaration.destroyed_at)
    return not any(decided)


def is_in_force(declaration: Declaration) -> bool:
    return declaration.confirmed_at is not None and declaration.withdrawn_at is None


def is_said(declaration: Declaration) -> bool:
    return declaration.said_at is not None and declaration.unsaid_at is None


def find_said_at(former: Declaration | None) -> datetime | None:
    """Since when somebody says it in public, where they do: it goes over to a declaration that renews theirs."""
    return former.said_at if former is not None and is_said(former) and is_in_force(former) else None


def unsay(declaration: Declaration, now: datetime) -> bool:
    if not is_said(declaration):
        return False
    declaration.unsaid_at = now
    return True


def require_law(session: Session, board: Board, now: datetime) -> tuple[AdoptionFact, Profile]:
    """The law of today where the board sits: without one there is nothing to declare."""
    found = find_profile(session, board.id, find_day(now, board.zone))
    if found is None or not found[1].counting.categories - {DECLARED}:
        raise DeclarationRefused(DeclarationRefusal.NO_LAW)
    return found


def check_categories(adoption: AdoptionFact, profile: Profile, categories: Collection[str]) -> frozenset[str]:
    """What is declared, as it is kept. Raises DeclarationRefused for what the law does not ask for or does not know."""
    chosen = frozenset(categories)
    askable = frozenset() if adoption.borrowed else find_askable_categories(profile)
    if not chosen - {DECLARED}:
        if askable and not chosen:
            raise DeclarationRefused(DeclarationRefusal.CATEGORY_MISSING, "categories")
        return frozenset({DECLARED})
    if not askable:
        raise DeclarationRefused(DeclarationRefusal.CATEGORY_NOT_ASKED, "categories")
    if chosen - {DECLARED} - askable:
        raise DeclarationRefused(DeclarationRefusal.CATEGORY_UNKNOWN, "categories")
    return chosen


def read_content(vault: Vault, declaration: Declaration) -> DeclaredContent:
    try:
        content = open_content(vault, declaration)
    except (KeyMissing, Spoiled):
        content = None
    if content is None:
        raise DeclarationRefused(DeclarationRefusal.UNREADABLE)
    return content


def find_first_day(session: Session, declaration: Declaration, board: Board, today: date) -> date | None:
    """From when on a declaration counts: the first day of the service that runs (None: it is not known).

    It is today where none runs yet, and where an earlier declaration of the same service was confirmed: what that one
    said of earlier days stands.
    """
    services = session.execute(
        select(Membership.started_on, Membership.ended_on)
        .where(
            Membership.board_id == board.id, Membership.person_id == declaration.person_id,
            Membership.superseded_at.is_(None),
            or_(Membership.started_on.is_(None), Membership.started_on <= today),
        )
        .order_by(Membership.started_on.desc())
    ).all()  # fmt: skip
    running = [first for first, last in services if last is None or last >= today]
    known: list[date] = [first for first in running if first is not None]
    if not running:
        return today
    if len(known) < len(running):
        return None
    begun = min(known)
    for first, last in services:
        if first is not None and last is not None and first < begun <= last + A_DAY:
            begun = first
    earlier = session.scalars(
        select(Declaration.confirmed_at).where(
            Declaration.board_id == board.id, Declaration.person_id == declaration.person_id,
            Declaration.id != declaration.id, Declaration.confirmed_at.is_not(None),
        )
    )  # fmt: skip
    return today if any(find_day(moment, board.zone) >= begun for moment in earlier if moment) else begun


def find_standing(session: Session, declaration: Declaration) -> CommunityStanding | None:
    """The public standing of a declaration's person that has no last day yet."""
    return session.scalar(
        select(CommunityStanding).where(
            CommunityStanding.board_id == declaration.board_id, CommunityStanding.person_id == declaration.person_id,
            CommunityStanding.superseded_at.is_(None), CommunityStanding.ended_on.is_(None),
        )
    )  # fmt: skip


def begin_standing(
    session: Session, now: datetime, declaration: Declaration, first_day: date | None
) -> list[CommunityStanding]:
    if find_standing(session, declaration) is not None:
        return []
    standing = CommunityStanding(
        board_id=declaration.board_id, person_id=declaration.person_id, started_on=first_day, entered_at=now
    )
    session.add(standing)
    return [standing]


def end_standing(session: Session, now: datetime, declaration: Declaration, today: date) -> list[CommunityStanding]:
    """Let the public standing end with yesterday; one that began today never was."""
    standing = find_standing(session, declaration)
    if standing is None:
        return []
    standing.superseded_at = now
    if standing.started_on is not None and standing.started_on >= today:
        return [standing]
    ended = CommunityStanding(
        board_id=standing.board_id, person_id=standing.person_id, started_on=standing.started_on, ended_on=today - A_DAY,
        entered_at=now, corrects_id=standing.id,
    )  # fmt: skip
    session.add(ended)
    return [standing, ended]


def note(session: Session, now: datetime, board_id: int, rows: Collection[Model]) -> None:
    session.flush()
    note_private_act(session, board_id, at=now, rows=map(read_row, rows))


def tell_readers(session: Session, board: Board, rows: Collection[Model], *, said: bool = False) -> None:
    """Renew the board's pages where something that is public of the office, or said in public, has changed.

    Nothing else may renew them: a new validator on an unchanged page would tell the moment of a private act.
    """
    if said or any(isinstance(row, CommunityStanding) for row in rows):
        grow_versions(session, board)
