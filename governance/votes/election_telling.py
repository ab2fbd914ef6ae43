"""Elections of officers as pages tell them: each round with whom every member named, and what it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from governance.boards.models import Board, Person
from governance.boards.queries import BoardIdentity, make_person_address, select_boards
from governance.db.facts import RowKey, Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.queries import make_meeting_address
from governance.votes.closed_doors import is_told
from governance.votes.floor_models import Election, ElectionRound
from governance.votes.queries import Named
from model_law.elections import Unelected

Elected = aliased(Person, name="elected")


@dataclass(frozen=True, slots=True)
class ElectionTold:
    """The election of one officer. elected is empty until somebody is; rounds: how many were counted."""

    id: RowKey
    key: str
    address: str
    office: str
    elected: Named | None
    rounds: int
    meeting_key: str
    meeting_title: str
    meeting_address: str
    item_number: str
    item_title: str
    item_anchor: str


@dataclass(frozen=True, slots=True)
class NamedAloud:
    """Whom a member named; nobody where named is empty."""

    member: Named
    named: Named | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many named a candidate."""

    candidate: Named
    votes: int


@dataclass(frozen=True, slots=True)
class RoundTold:
    """One round. needed of those who named somebody elects; reason says why nobody is elected.

    by_lot: the lot fell on whoever is elected. sha256: as on the ledger. next_standing: the keys of those who stand in
    the next round, or between whom the lot decides.
    """

    number: int
    taken_at: datetime
    tally: list[Standing]
    named: int
    needed: int | None
    elected: Named | None
    reason: Unelected | None
    by_lot: bool
    aloud: list[NamedAloud]
    sha256: str
    next_standing: Annotated[list[str], Field(exclude=True)]


def make_election_address(slug: str, key: str) -> str:
    return f"/boards/{slug}/elections/{key}"


TOLD = (
    Election.id, Election.key, Election.office, Elected.name, Elected.key, Meeting.key, Meeting.title, AgendaItem.number,
    AgendaItem.position, AgendaItem.title, AgendaItem.key,
    select(func.count()).where(ElectionRound.election_id == Election.id).scalar_subquery(),
)  # fmt: skip


def make_election(row: Sequence[Any], slug: str) -> ElectionTold:
    number, key, office, name, person, meeting, title, printed, position, item, item_key, rounds = row
    return ElectionTold(
        number, key, make_election_address(slug, key), office,
        Named(name, make_person_address(person)) if person is not None else None, rounds, meeting, title,
        make_meeting_address(slug, meeting), printed or f"{position}.", item, f"item-{item_key}",
    )  # fmt: skip


@prepared
def read_election(slug: str, key: str) -> Rows:
    return (
        select_boards()
        .add_columns(*TOLD)
        .join(Meeting, Meeting.board_id == Board.id)
        .join(Election, Election.meeting_id == Meeting.id)
        .join(AgendaItem, AgendaItem.id == Election.agenda_item_id)
        .outerjoin(Elected, Elected.id == Election.elected_id)
        .where(Board.slug == slug, Election.key == key)
    )


def find_election(db: Session, slug: str, key: str) -> tuple[BoardIdentity, ElectionTold] | None:
    """An election with its board, in one query."""
    row = read_election(db, slug, key).one_or_none()
    return None if row is None else (BoardIdentity(*row[:15]), make_election(row[15:], slug))


@prepared
def read_untold(election_id: int) -> Rows:
    return (
        select(Election.id)
        .outerjoin(ElectionRound, ElectionRound.election_id == Election.id)
        .where(
            Election.id == election_id,
            or_(
                ~is_told(Election.meeting_id, Election.entered_at),
                ~is_told(Election.meeting_id, ElectionRound.entered_at),
            ),
        )
    )


def is_behind_closed_doors(db: Session, election: ElectionTold) -> bool:
    """Whether an election began, or went on, in a closed session that lasts: then nothing of it is told."""
    return read_untold(db, election.id).first() is not None


@prepared
def read_elections(meeting_id: int) -> Rows:
    return (
        select(*TOLD)
        .join(Meeting, Meeting.id == Election.meeting_id)
        .join(AgendaItem, AgendaItem.id == Election.agenda_item_id)
        .outerjoin(Elected, Elected.id == Election.elected_id)
        .where(Election.meeting_id == meeting_id)
        .order_by(Election.id)
    )


def find_elections(db: Session, slug: str, meeting_id: int) -> list[ElectionTold]:
    return [make_election(row, slug) for row in read_elections(db, meeting_id)]


@prepared
def read_rounds(election_id: int) -> Rows:
    row = ElectionRound
    return (
        select(row.number, row.taken_at, row.candidates, row.named, row.outcome, row.digest)
        .where(row.election_id == election_id)
        .order_by(row.number)
    )


@prepared
def read_names(keys: Sequence[str]) -> Rows:
    return select(Person.key, Person.name).where(Person.key.in_(keys))


def find_rounds(db: Session, election_id: int) -> list[RoundTold]:
    """The rounds of an election, the first first. Two queries."""
    rows = read_rounds(db, election_id).all()
    keys = {key for row in rows for key in (*row[2], *row[3], *row[3].values()) if key is not None}
    names: Mapping[str, str] = dict(tuple(row) for row in read_names(db, sorted(keys))) if keys else {}

    def tell(key: str) -> Named:
        return Named(names[key], make_person_address(key))

    told = []
    for number, taken_at, candidates, named, outcome, digest in rows:
        reason = Unelected(outcome["reason"]) if outcome["reason"] else None
        elected = outcome["elected"]
        told.append(
            RoundTold(
                number, taken_at, [Standing(tell(key), outcome["tally"].get(key, 0)) for key in candidates],
                outcome["named"], outcome["needed"], tell(elected) if elected else None, reason,
                elected is not None and reason is Unelected.LOT,
                sorted(
                    (NamedAloud(tell(member), tell(choice) if choice else None) for member, choice in named.items()),
                    key=lambda one: one.member.name.casefold(),
                ),
                digest, list(outcome["standing"]),
            )
        )  # fmt: skip
    return told
