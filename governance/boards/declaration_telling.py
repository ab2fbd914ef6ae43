"""What a member is shown of their own declaration, what a board's clerk is shown of all, and what waits for either.

Categories are in here. Only the pages of the member and of the clerk may read it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from governance.boards.declaration_actions import is_said, is_waiting
from governance.boards.declaration_contents import DeclaredContent, counts_categories, is_representative
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.declaration_queries import read_content
from governance.boards.law_models import Adoption, LawKind
from governance.boards.models import Board, Membership, Person
from governance.clock import find_day
from governance.db.facts import Rows
from governance.security.vault import Vault
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.publicity import shows_office
from model_law.rules import Profile


class DeclarationState(StrEnum):
    """Where a declaration stands. UNREADABLE: its key is gone, so the member is asked to declare anew; UNNAMED: it was
    confirmed while only the verdict was public, and the law of today names who counts; LAPSED: the law asks for a new one.
    """

    WAITING = "waiting"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNREADABLE = "unreadable"
    UNNAMED = "unnamed"
    LAPSED = "lapsed"


ASK_ANEW = frozenset({DeclarationState.UNREADABLE, DeclarationState.UNNAMED, DeclarationState.LAPSED})
"""What counts on, or is held neither for nor against the board, until the member has declared anew."""

MAY_DECLARE = frozenset(DeclarationState) - {DeclarationState.WAITING}


@dataclass(frozen=True, slots=True)
class DeclarationTold:
    """A declaration as its member or the clerk reads it. categories: ids of the act's, or DECLARED; empty: unreadable.

    on_record: whether anything of it is still kept, which a legal hold can prolong.
    """

    key: str
    person: str
    name: str
    state: DeclarationState
    declared_at: datetime
    decided_at: datetime | None
    categories: frozenset[str]
    said: bool
    on_record: bool
    entered_by: int
    person_id: int


@dataclass(frozen=True, slots=True)
class WaitingDeclarations:
    """How many declarations of a board wait for its clerk. No name: what waits is read over shoulders."""

    board_slug: str
    board_name: str
    count: int


def find_own_declaration(
    session: Session, vault: Vault, board_id: int, person_id: int, profile: Profile | None, today: date
) -> DeclarationTold | None:
    """Somebody's own declaration to a board, the latest; None where there never was one."""
    rows = select_current(board_id).where(Declaration.person_id == person_id)
    row = session.execute(rows).one_or_none()
    return None if row is None else tell(vault, row, profile, today)


def count_declarations(session: Session, board_id: int, today: date) -> int:
    return session.scalar(select(func.count()).select_from(select_listed(board_id, today).subquery())) or 0


def find_declarations(
    session: Session, vault: Vault, board_id: int, profile: Profile | None, today: date, *, limit: int, offset: int
) -> list[DeclarationTold]:
    """A board's declarations that wait or count, those that wait first, then by family name."""
    rows = select_listed(board_id, today).order_by(
        Declaration.confirmed_at.is_not(None), Person.sort_name, Declaration.id
    ).limit(limit).offset(offset)  # fmt: skip
    return [tell(vault, row, profile, today) for row in session.execute(rows)]


def find_declaration(
    session: Session, vault: Vault, board_id: int, key: str, profile: Profile | None, today: date
) -> DeclarationTold | None:
    row = session.execute(select_current(board_id).where(Declaration.key == key)).one_or_none()
    return None if row is None else tell(vault, row, profile, today)


def select_current(board_id: int) -> Rows:
    return (
        select(Declaration, Person.key, Person.name, is_named())
        .join(Person, Person.id == Declaration.person_id)
        .where(Declaration.board_id == board_id, Declaration.superseded_at.is_(None))
    )


def is_named() -> ColumnElement[bool]:
    """Whether the public may know that the person of a declaration serves as a community representative now."""
    return (
        select(CommunityStanding.id)
        .where(
            CommunityStanding.board_id == Declaration.board_id, CommunityStanding.person_id == Declaration.person_id,
            CommunityStanding.superseded_at.is_(None), CommunityStanding.ended_on.is_(None),
        )
        .exists()
    )  # fmt: skip


def select_listed(board_id: int, today: date) -> Rows:
    kept = or_(Declaration.sealed.is_not(None), and_(Declaration.confirmed_at.is_not(None), serves(today)))
    return select_current(board_id).where(Declaration.declined_at.is_(None), Declaration.withdrawn_at.is_(None), kept)


def serves(today: date) -> ColumnElement[bool]:
    """Whether the person of a declaration serves on its board today or will."""
    return (
        select(Membership.id)
        .where(
            Membership.board_id == Declaration.board_id, Membership.person_id == Declaration.person_id,
            Membership.superseded_at.is_(None), or_(Membership.ended_on.is_(None), Membership.ended_on >= today),
        )
        .exists()
    )  # fmt: skip


def tell(
    vault: Vault, row: tuple[Declaration, str, str, bool], profile: Profile | None, today: date
) -> DeclarationTold:
    declaration, person, name, is_public = row
    content = read_content(vault, declaration)
    return DeclarationTold(
        declaration.key, person, name, find_state(declaration, content, profile, today, is_public=is_public),
        declaration.entered_at, declaration.confirmed_at or declaration.declined_at,
        content.categories if content else frozenset(), is_said(declaration), declaration.sealed is not None,
        declaration.entered_by, declaration.person_id,
    )  # fmt: skip


def find_state(
    declaration: Declaration, content: DeclaredContent | None, profile: Profile | None, today: date, *, is_public: bool
) -> DeclarationState:
    if declaration.withdrawn_at is not None:
        return DeclarationState.WITHDRAWN
    if declaration.declined_at is not None:
        return DeclarationState.DECLINED
    if content is None:
        return DeclarationState.UNREADABLE
    if is_waiting(declaration):
        return DeclarationState.WAITING
    if profile is None:
        return DeclarationState.IN_FORCE
    if not is_public and shows_office(profile) and is_representative(profile, content.categories):
        return DeclarationState.UNNAMED
    if content.confirmed_on is not None and is_lapsed(profile, content.confirmed_on, today):
        return DeclarationState.LAPSED
    return DeclarationState.IN_FORCE


def is_lapsed(profile: Profile, confirmed_on: date, today: date) -> bool:
    """Whether a declaration is to be renewed. It counts on meanwhile; where the law says nothing, none ever is."""
    years = max(
        (rule.values["valid_years"] for rule in profile.rules if rule.provision.check == "attestation"), default=0
    )
    # By year, month and day, so that what was confirmed on the 29th of February lapses with that month.
    return years > 0 and (today.year - years, today.month, today.day) > (
        confirmed_on.year,
        confirmed_on.month,
        confirmed_on.day,
    )


def count_waiting(session: Session, board_ids: Collection[int], not_of: int | None) -> list[WaitingDeclarations]:
    """How many declarations of others wait on boards; not_of: the person who asks."""
    waiting = and_(
        Declaration.superseded_at.is_(None), Declaration.confirmed_at.is_(None), Declaration.declined_at.is_(None),
        Declaration.withdrawn_at.is_(None), Declaration.sealed.is_not(None), Declaration.board_id.in_(board_ids),
    )  # fmt: skip
    rows = (
        select(Board.slug, Board.name, func.count())
        .join(Declaration, Declaration.board_id == Board.id)
        .where(waiting, Declaration.person_id != (not_of or 0))
        .group_by(Board.id, Board.slug, Board.name)
        .order_by(Board.name, Board.id)
    )
    return [WaitingDeclarations(*row) for row in session.execute(rows)]


def find_public_words(session: Session, person_id: int) -> list[tuple[str, str]]:
    """Slug and name of each published board of which somebody says in public that they represent the community there."""
    rows = session.execute(
        select(Board.slug, Board.name)
        .join(Declaration, Declaration.board_id == Board.id)
        .where(
            Declaration.person_id == person_id, Declaration.superseded_at.is_(None), Declaration.said_at.is_not(None),
            Declaration.unsaid_at.is_(None), Declaration.withdrawn_at.is_(None), Board.published,
        )
        .order_by(Board.name, Board.id)
    )  # fmt: skip
    return [(str(slug), str(name)) for slug, name in rows]


@dataclass(frozen=True, slots=True)
class ToDeclareAnew:
    """A board on which somebody is to declare anew: the one who asks, and how many others."""

    board_slug: str
    board_name: str
    is_own: bool
    others: int


def find_boards_to_declare_anew(
    session: Session, now: datetime, person_id: int | None, board_ids: Collection[int]
) -> list[ToDeclareAnew]:
    """Where what somebody declared, or on some boards what anybody did, is to be declared anew. Nothing is opened."""
    today = find_day(now, "UTC")
    rows = session.execute(
        select(Declaration, Board, is_named())
        .join(Board, Board.id == Declaration.board_id)
        .where(
            Declaration.superseded_at.is_(None), Declaration.confirmed_at.is_not(None),
            Declaration.withdrawn_at.is_(None), serves(today),
            or_(Declaration.person_id == (person_id or 0), Declaration.board_id.in_(board_ids)),
        )
        .order_by(Board.name, Board.id)
    ).all()  # fmt: skip
    laws = find_laws_of({board.id: board.parent_id for _, board, _ in rows}, session, today) if rows else {}
    counts: dict[int, ToDeclareAnew] = {}
    for declaration, board, is_public in rows:
        if not is_to_be_made_anew(declaration, laws.get(board.id), today, is_public=is_public):
            continue
        known = counts.get(board.id, ToDeclareAnew(board.slug, board.name, is_own=False, others=0))
        is_own = declaration.person_id == person_id
        others = known.others + (not is_own and board.id in board_ids)
        counts[board.id] = replace(known, is_own=known.is_own or is_own, others=others)
    return list(counts.values())


def is_to_be_made_anew(declaration: Declaration, profile: Profile | None, today: date, *, is_public: bool) -> bool:
    """The same as find_state says, as far as it can be said without opening anything."""
    if declaration.destroyed_at is not None:
        return profile is None or not is_public
    if profile is None or declaration.confirmed_at is None:
        return False
    unnamed = not is_public and shows_office(profile) and not counts_categories(profile)
    return unnamed or is_lapsed(profile, declaration.confirmed_at.date(), today)


def find_laws_of(boards: Mapping[int, int | None], session: Session, today: date) -> dict[int, Profile]:
    """The law on composition of each board today, in one query; boards: each with the board above it."""
    wanted = {*boards, *(above for above in boards.values() if above is not None)}
    rows = session.scalars(
        select(Adoption)
        .where(
            Adoption.board_id.in_(wanted), Adoption.kind == LawKind.COMPOSITION, Adoption.started_on <= today,
            Adoption.confirmed_at.is_not(None), Adoption.superseded_at.is_(None), Adoption.strikes.is_(False),
        )
        .order_by(Adoption.started_on, Adoption.id)
    )  # fmt: skip
    latest = {adoption.board_id: adoption for adoption in rows}
    found = {}
    for board, above in boards.items():
        adoption = latest.get(board)
        bound = latest.get(above) if above is not None else None
        if adoption is None and bound is not None and bound.binds_committees:
            adoption = bound
        if adoption is not None:
            found[board] = settle(load_act(adoption.act), today, adoption.local, adoption.adopted)
    return found
