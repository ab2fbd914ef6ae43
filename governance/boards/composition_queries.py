"""A board's dated history and its laws over time, gathered as the plain facts that model_law judges.

The number of queries is the same for every board, whatever it holds. Nothing here is judged, and nothing is for the
public as it stands: seats carry what the law reserves them for, and people what is known of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from governance.boards.appointment_models import Interest, MemberDescription
from governance.boards.composition_facts import (
    Holding,
    SeatChangeRow,
    SeatRow,
    date_seats,
    find_chairs,
    is_complete,
    place_holdings,
)
from governance.boards.declaration_queries import AdoptionsRead, find_qualities
from governance.boards.law_models import LawKind
from governance.boards.law_queries import AdoptionFact, find_adoptions, find_adoptions_above
from governance.boards.models import Board, Membership, Person, Seat, SeatChange
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.model import Corrigible
from governance.db.prepared import prepared
from governance.security.vault import Vault
from model_law.facts import NO_INTEREST, OWN_INTEREST, RELATIVE_INTEREST, Absence
from model_law.history import History, Quality
from model_law.provisions import load_act
from model_law.timeline import Adoption

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
"""A moment at which all is known that ever was entered, and that nothing is superseded after."""

INTERESTS = {None: None, Interest.NONE: NO_INTEREST, Interest.OWN: OWN_INTEREST, Interest.RELATIVE: RELATIVE_INTEREST}


def is_known(table: type[Corrigible], known_at: Any) -> ColumnElement[bool]:
    """The condition that a row had been entered by a moment, and that nothing had taken its place by then."""
    superseded = table.superseded_at
    return and_(table.entered_at <= known_at, or_(superseded.is_(None), superseded > known_at))


@prepared
def read_seats(board_id: int, known_at: datetime) -> Rows:
    """Each seat with the day on which the portal began to keep its board's record, once for each change of it."""
    change = SeatChange
    return (
        select(
            Board.entered_at, Board.zone,
            Seat.id, Seat.number, Seat.started_on, Seat.ended_on, Seat.constituency, Seat.voting, Seat.alternate,
            Seat.ex_officio, Seat.appointing_authority, Seat.source_system.is_not(None),
            change.seat_id, change.started_on, change.constituency, change.voting, change.alternate,
            change.ex_officio, change.appointing_authority,
        )
        .join(Board, Board.id == Seat.board_id)
        .outerjoin(change, and_(change.seat_id == Seat.id, is_known(change, known_at)))
        .where(Seat.board_id == board_id, is_known(Seat, known_at))
        .order_by(Seat.number, Seat.id, change.started_on)
    )  # fmt: skip


@prepared
def read_holdings(board_id: int, known_at: datetime) -> Rows:
    return (
        select(
            Person.name,
            Person.key, Seat.number, Membership.role, Membership.voting, Membership.started_on, Membership.ended_on,
            Membership.term_ends_on, Membership.holds_over, Membership.remainder, Membership.remainder_of,
            Membership.selected_by, Membership.removed_by, Membership.end_reason,
            Membership.source_system.is_not(None),
        )
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Seat, Seat.id == Membership.seat_id)
        .where(Membership.board_id == board_id, is_known(Membership, known_at))
        .order_by(Person.key, Membership.started_on, Membership.id)
    )  # fmt: skip


@prepared
def read_descriptions(board_id: int, known_at: datetime) -> Rows:
    described = MemberDescription
    return (
        select(
            Person.key, described.started_on, described.ended_on, described.interest, described.organization,
            described.staff, described.law_enforcement, described.sector_income, described.area,
        )
        .join(Person, Person.id == described.person_id)
        .where(described.board_id == board_id, is_known(described, known_at))
        .order_by(Person.key, described.started_on, described.id)
    )  # fmt: skip


class InForce(NamedTuple):
    """The adoption that a board is under from a day on; None: from that day on it is under none."""

    first: date
    fact: AdoptionFact | None

    @property
    def binds(self) -> bool:
        """Whether an instrument binds the board to it; an act that is only borrowed as a measure does not."""
        return self.fact is not None and not self.fact.borrowed


def gather_laws(session: Session, board_id: int, *, known_at: datetime | None = None) -> tuple[Adoption, ...]:
    """The laws on a board's composition, the earliest first: as the record has them now, or as was known at a moment.

    Two queries.
    """
    facts = list_in_force(find_adoptions(session, board_id), find_adoptions_above(session, board_id), known_at=known_at)
    return make_laws(facts)


def list_in_force(
    own: Iterable[AdoptionFact], above: Iterable[AdoptionFact], *, known_at: datetime | None = None
) -> list[InForce]:
    """The adoptions on composition that a board is under, one after the other, among its own and those of the board above.

    A committee is under the law of the board above it where that instrument says so, until the first day of a law of its
    own.
    """
    moment = known_at or END_OF_TIME
    of_its_own = [InForce(fact.started_on, fact) for fact in own if stood(fact, moment)]
    own_from = min((law.first for law in of_its_own), default=date.max)
    of_the_board_above = [
        InForce(fact.started_on, fact if fact.binds_committees else None)
        for fact in above
        if stood(fact, moment) and fact.started_on < own_from
    ]
    return sorted((*of_its_own, *of_the_board_above), key=lambda law: law.first)


def make_laws(in_force: Sequence[InForce]) -> tuple[Adoption, ...]:
    """The adoptions as the law takes them; where there is none, an act without provisions, which judges nothing."""
    acts = [load_act(law.fact.act) for law in in_force if law.fact is not None]
    return tuple(
        Adoption(load_act(law.fact.act), law.first, law.fact.local, frozenset(law.fact.adopted))
        if law.fact is not None
        else Adoption(replace(acts[0], provisions=()), law.first)
        for law in in_force
        if acts
    )


def stood(fact: AdoptionFact, moment: datetime) -> bool:
    """Whether an adoption on composition was confirmed by a moment, and not yet corrected or struck out by then."""
    return (
        fact.kind is LawKind.COMPOSITION
        and not fact.strikes
        and fact.confirmed_at is not None
        and fact.confirmed_at <= moment
        and (fact.superseded_at is None or fact.superseded_at > moment)
    )


class Record(NamedTuple):
    """A board's history, and the names of the people in it by their keys."""

    history: History
    names: dict[str, str]


def gather_history(
    session: Session,
    vault: Vault,
    board_id: int,
    *,
    known_at: datetime | None = None,
    absences: Sequence[Absence] | None = None,
) -> History:
    """All dated facts of a board: as the record has them now, or as was known at a moment.

    People are told by their keys, seats by their numbers. absences: what the meetings room knows of who was missing.
    Raises HistoryError where the record contradicts itself.
    """
    return gather_record(session, vault, board_id, known_at=known_at, absences=absences).history


def gather_record(
    session: Session,
    vault: Vault,
    board_id: int,
    *,
    known_at: datetime | None = None,
    absences: Sequence[Absence] | None = None,
    adoptions: AdoptionsRead | None = None,
) -> Record:
    """The same as gather_history, with the people's names. adoptions: where they were read already."""
    moment = known_at or END_OF_TIME
    seats, changes = find_seats(session, board_id, moment)
    held = list(read_holdings(session, board_id, moment))
    holdings = [Holding(*row[1:]) for row in held]
    placed = place_holdings(holdings, date_seats(seats, changes))
    history = History(
        tuple(placed.seats),
        tuple(placed.services),
        (
            *find_chairs(holdings),
            *find_descriptions(session, board_id, moment),
            *find_qualities(session, vault, board_id, known_at=known_at, adoptions=adoptions),
        ),
        None if absences is None else tuple(absences),
        is_complete(seats, holdings, placed.services),
    )
    return Record(history, {row[1]: row[0] for row in held})


def find_seats(session: Session, board_id: int, known_at: datetime) -> tuple[list[SeatRow], list[SeatChangeRow]]:
    """The seats of a board as they were created, and their changes."""
    seats: dict[int, SeatRow] = {}
    changes = []
    for row in read_seats(session, board_id, known_at):
        seat = SeatRow(find_day(row[0], row[1]), *row[2:12])
        seats[seat.id] = seat
        if row[12] is not None:
            changes.append(SeatChangeRow(*row[12:]))
    return list(seats.values()), changes


def find_descriptions(session: Session, board_id: int, known_at: datetime) -> list[Quality]:
    return [
        Quality(
            person, first, last, interest=INTERESTS[interest], organization=organization, staff=staff,
            law_enforcement=law_enforcement, sector_income=sector_income, area=area,
        )
        for person, first, last, interest, organization, staff, law_enforcement, sector_income, area
        in read_descriptions(session, board_id, known_at)
    ]  # fmt: skip
