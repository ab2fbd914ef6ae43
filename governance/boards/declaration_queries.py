"""What is known of who counts as a community representative: for the law's sums, for the member, and for the clerk.

Nothing that is opened here may reach a public page but through the law's own verdicts; whom the public may know to be a
community representative is what `find_public_representatives` answers, and nothing else.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from governance.boards.declaration_contents import DeclaredContent, counts_categories, open_content, shows_office
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.law_queries import find_adoptions
from governance.boards.models import Board, Person
from governance.clock import find_day
from governance.db.facts import Rows
from governance.security.vault import KeyMissing, Spoiled, Vault
from model_law.facts import DECLARED, UNTOLD
from model_law.history import Quality

ATTESTED = "attested"
"""The basis of what a second person confirmed."""

A_DAY = timedelta(days=1)
Follower = aliased(Declaration, name="follower")


class DatedDeclaration(NamedTuple):
    """A confirmed declaration with the last day on which it counts (None: it counts on)."""

    declaration: Declaration
    person: str
    last: date | None


def find_qualities(session: Session, vault: Vault, board_id: int, *, known_at: datetime | None = None) -> list[Quality]:
    """Who counted as a community representative from when to when, as facts for the law's sums.

    What is public of the office comes from there; what is sealed is opened only where a law of the board counts
    categories, or shows a verdict alone. What cannot be opened any more is UNTOLD: it is neither held for nor against
    the board. known_at: as the record had it at that moment, as far as it can still be read.
    """
    standing = [
        Quality(person, first, last, frozenset({DECLARED}), basis=ATTESTED)
        for person, first, last in session.execute(select_standing(board_id, known_at))
    ]
    if not needs_opening(session, board_id):
        return standing
    sealed = (make_quality(vault, dated) for dated in find_confirmed(session, board_id, known_at))
    return [*standing, *(quality for quality in sealed if quality is not None)]


def needs_opening(session: Session, board_id: int) -> bool:
    """Whether any law that a board was or will be under asks for more than what is public of the office."""
    profiles = [
        adoption.settle(adoption.started_on) for adoption in find_adoptions(session, board_id) if adoption.stands
    ]
    rules = [profile for profile in profiles if any(r.provision.check == "share" for r in profile.rules)]
    return not rules or any(counts_categories(profile) or not shows_office(profile) for profile in rules)


def select_standing(board_id: int, known_at: datetime | None) -> Rows:
    rows: Rows = (
        select(Person.key, CommunityStanding.started_on, CommunityStanding.ended_on)
        .join(Person, Person.id == CommunityStanding.person_id)
        .where(CommunityStanding.board_id == board_id)
        .order_by(CommunityStanding.id)
    )
    superseded = CommunityStanding.superseded_at
    if known_at is None:
        return rows.where(superseded.is_(None))
    return rows.where(CommunityStanding.entered_at <= known_at, or_(superseded.is_(None), superseded > known_at))


def find_confirmed(session: Session, board_id: int, known_at: datetime | None) -> list[DatedDeclaration]:
    """The confirmed declarations of a board, each until its withdrawal, or until what took its place was decided on."""
    rows = session.execute(
        select(Declaration, Person.key, Board.zone, Follower)
        .join(Person, Person.id == Declaration.person_id)
        .join(Board, Board.id == Declaration.board_id)
        .outerjoin(Follower, Follower.corrects_id == Declaration.id)
        .where(Declaration.board_id == board_id, Declaration.confirmed_at.is_not(None))
        .order_by(Declaration.id)
    )
    found = []
    for declaration, person, zone, follower in rows:
        if known_at is not None and declaration.confirmed_at > known_at:
            continue
        ends = [declaration.withdrawn_at]
        if follower is not None:
            ends += [follower.confirmed_at, follower.declined_at, follower.withdrawn_at]
        told = [moment for moment in ends if moment is not None and (known_at is None or moment <= known_at)]
        last = find_day(min(told), zone) - A_DAY if told else None
        found.append(DatedDeclaration(declaration, person, last))
    return found


def make_quality(vault: Vault, dated: DatedDeclaration) -> Quality | None:
    """What a confirmed declaration says of a person's days; None where it never counted for a whole one."""
    content = read_content(vault, dated.declaration)
    if content is None:
        return Quality(dated.person, None, dated.last, frozenset({UNTOLD}))
    if content.first_day is not None and dated.last is not None and dated.last < content.first_day:
        return None
    return Quality(dated.person, content.first_day, dated.last, content.categories, basis=ATTESTED)


def read_content(vault: Vault, declaration: Declaration) -> DeclaredContent | None:
    """What a declaration holds; None where it cannot be read, for whatever reason: no page fails for it."""
    try:
        return open_content(vault, declaration)
    except (KeyMissing, Spoiled):
        return None
