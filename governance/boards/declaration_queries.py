"""What is known of who counts as a community representative: for the law's sums, for the member, and for the clerk.

Nothing that is opened here may reach a public page but through the law's own verdicts; whom the public may know to be a
community representative is what `find_public_representatives` answers, and nothing else.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from governance.boards.declaration_contents import (
    DeclaredContent,
    counts_categories,
    is_representative,
    open_content,
)
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.law_models import LawKind
from governance.boards.law_queries import AdoptionFact, find_adoptions, find_adoptions_above
from governance.boards.models import Board, Person
from governance.clock import find_day
from governance.db.facts import Rows
from governance.security.vault import KeyMissing, Spoiled, Vault
from model_law.facts import DECLARED, UNTOLD
from model_law.history import Quality
from model_law.publicity import shows_office
from model_law.rules import Profile

ATTESTED = "attested"
"""The basis of what a second person confirmed."""

A_DAY = timedelta(days=1)
Follower = aliased(Declaration, name="follower")


class AdoptionsRead(NamedTuple):
    """The adoptions of a board, and those of the board above it, whatever became of them."""

    own: Sequence[AdoptionFact]
    above: Sequence[AdoptionFact]


class DatedDeclaration(NamedTuple):
    """A confirmed declaration with the last day on which it counts (None: it counts on)."""

    declaration: Declaration
    person: str
    last: date | None


def find_qualities(
    session: Session,
    vault: Vault,
    board_id: int,
    *,
    known_at: datetime | None = None,
    adoptions: AdoptionsRead | None = None,
) -> list[Quality]:
    """Who counted as a community representative from when to when, as facts for the law's sums.

    What is public of the office comes from there; what is sealed is opened only where a law of the board counts
    categories, or shows a verdict alone. What cannot be opened any more, or was not declared to be public where the law
    of the day makes it so, is UNTOLD: it is neither held for nor against the board. What was declared on the board above
    counts for a committee that the board's law binds. known_at: as the record had it at that moment, as far as it can
    still be read. adoptions: where they were read already. A fixed number of queries.
    """
    laws = find_law_spans(adoptions or read_adoptions_of(session, board_id))
    boards = {board_id, *(law.adoption.board_id for law in laws)}
    standing = [
        Quality(person, first, last, frozenset({DECLARED}), basis=ATTESTED)
        for person, first, last in session.execute(select_standing(boards, known_at))
    ]
    if laws and not any(law.asks_more for law in laws):
        return standing
    sealed: list[Quality] = []
    for dated in find_confirmed(session, boards, known_at):
        quality = make_quality(vault, dated)
        if quality is not None:
            own = [row for row in standing if row.person == quality.person]
            sealed += hide_what_is_not_public(quality, laws, own)
    return [*standing, *sealed]


class LawSpan(NamedTuple):
    """An adoption with the days on which it is the board's law."""

    adoption: AdoptionFact
    profile: Profile
    first: date
    last: date

    @property
    def is_public(self) -> bool:
        """Whether who serves as a community representative is public under it."""
        return shows_office(self.profile)

    @property
    def asks_more(self) -> bool:
        """Whether more than what is public of the office is needed to judge by it."""
        return not self.is_public or counts_categories(self.profile)


def read_adoptions_of(session: Session, board_id: int) -> AdoptionsRead:
    return AdoptionsRead(find_adoptions(session, board_id), find_adoptions_above(session, board_id))


def find_law_spans(adoptions: AdoptionsRead) -> list[LawSpan]:
    """The laws on composition that a board was or will be under, the earliest first."""
    own = [law for law in adoptions.own if law.stands and law.kind is LawKind.COMPOSITION]
    own_from = min((law.started_on for law in own), default=date.max)
    above = [
        law
        for law in adoptions.above
        if law.stands and law.kind is LawKind.COMPOSITION and law.binds_committees and law.started_on < own_from
    ]
    laws = sorted(own + above, key=lambda law: law.started_on)
    ends = [*(law.started_on - A_DAY for law in laws[1:]), date.max][: len(laws)]
    return [
        LawSpan(law, law.settle(law.started_on), law.started_on, last) for law, last in zip(laws, ends, strict=True)
    ]


def hide_what_is_not_public(
    quality: Quality, laws: Sequence[LawSpan], standing: Sequence[Quality]
) -> Iterator[Quality]:
    """A sealed fact, but UNTOLD for the days of a law that would make public what was not declared to be.

    Somebody who declared while only the verdict was public did not agree to be named once another law names who counts.
    """
    first, last = quality.first or date.min, quality.last or date.max
    for law in laws:
        begins, ends = max(first, law.first), min(last, law.last)
        named = any(begins <= (row.last or date.max) for row in standing)
        if begins > ends or named or not law.is_public or not is_representative(law.profile, quality.categories):
            continue
        if first < begins:
            yield replace(quality, first=None if first == date.min else first, last=begins - A_DAY)
        yield Quality(quality.person, begins, None if ends == date.max else ends, frozenset({UNTOLD}))
        if ends >= last:
            return
        first = ends + A_DAY
    yield replace(quality, first=None if first == date.min else first)


def select_standing(boards: Collection[int], known_at: datetime | None) -> Rows:
    rows: Rows = (
        select(Person.key, CommunityStanding.started_on, CommunityStanding.ended_on)
        .join(Person, Person.id == CommunityStanding.person_id)
        .where(CommunityStanding.board_id.in_(boards))
        .order_by(CommunityStanding.id)
    )
    superseded = CommunityStanding.superseded_at
    if known_at is None:
        return rows.where(superseded.is_(None))
    return rows.where(CommunityStanding.entered_at <= known_at, or_(superseded.is_(None), superseded > known_at))


def find_confirmed(session: Session, boards: Collection[int], known_at: datetime | None) -> list[DatedDeclaration]:
    """The confirmed declarations of boards, each until its withdrawal, or until what took its place was decided on."""
    rows = session.execute(
        select(Declaration, Person.key, Board.zone, Follower)
        .join(Person, Person.id == Declaration.person_id)
        .join(Board, Board.id == Declaration.board_id)
        .outerjoin(Follower, Follower.corrects_id == Declaration.id)
        .where(Declaration.board_id.in_(boards), Declaration.confirmed_at.is_not(None))
        .order_by(Declaration.id)
    )
    found = []
    for declaration, person, zone, follower in rows:
        confirmed_at = declaration.confirmed_at
        if confirmed_at is None or (known_at is not None and confirmed_at > known_at):
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
