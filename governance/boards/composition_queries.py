"""A board's dated history and its laws over time, gathered as the plain facts that model_law judges.

The number of queries is the same for every board, whatever it holds. Nothing here is judged, and nothing is for the
public as it stands: seats carry what the law reserves them for, and people what is known of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

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
from governance.boards.declaration_models import CommunityStanding
from governance.boards.law_models import Adoption as AdoptionRow
from governance.boards.law_models import LawKind
from governance.boards.models import Board, Membership, Person, Seat, SeatChange
from governance.db.facts import Rows
from governance.db.model import Corrigible
from governance.db.prepared import prepared
from governance.security.vault import Vault
from model_law.facts import DECLARED, NO_INTEREST, OWN_INTEREST, RELATIVE_INTEREST, Absence
from model_law.history import History, Quality
from model_law.provisions import load_act
from model_law.timeline import Adoption

Bound = aliased(Board, name="bound")

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
"""A moment at which all is known that ever was entered, and that nothing is superseded after."""

INTERESTS = {None: None, Interest.NONE: NO_INTEREST, Interest.OWN: OWN_INTEREST, Interest.RELATIVE: RELATIVE_INTEREST}


def is_known(table: type[Corrigible], known_at: Any) -> ColumnElement[bool]:
    """The condition that a row had been entered by a moment, and that nothing had taken its place by then."""
    superseded = table.superseded_at
    return and_(table.entered_at <= known_at, or_(superseded.is_(None), superseded > known_at))


@prepared
def read_seats(board_id: int, known_at: datetime) -> Rows:
    return (
        select(
            Seat.id, Seat.number, Seat.started_on, Seat.ended_on, Seat.constituency, Seat.voting, Seat.alternate,
            Seat.ex_officio, Seat.appointing_authority, Seat.source_system.is_not(None), Board.entered_at,
        )
        .join(Board, Board.id == Seat.board_id)
        .where(Seat.board_id == board_id, is_known(Seat, known_at))
        .order_by(Seat.number, Seat.id)
    )  # fmt: skip


@prepared
def read_seat_changes(board_id: int, known_at: datetime) -> Rows:
    return (
        select(
            SeatChange.seat_id, SeatChange.started_on, SeatChange.constituency, SeatChange.voting,
            SeatChange.alternate, SeatChange.ex_officio, SeatChange.appointing_authority,
        )
        .join(Seat, Seat.id == SeatChange.seat_id)
        .where(Seat.board_id == board_id, is_known(SeatChange, known_at))
    )  # fmt: skip


@prepared
def read_holdings(board_id: int, known_at: datetime) -> Rows:
    return (
        select(
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


@prepared
def read_standing(board_id: int, known_at: datetime) -> Rows:
    return (
        select(Person.key, CommunityStanding.started_on, CommunityStanding.ended_on)
        .join(Person, Person.id == CommunityStanding.person_id)
        .where(CommunityStanding.board_id == board_id, is_known(CommunityStanding, known_at))
        .order_by(Person.key, CommunityStanding.started_on, CommunityStanding.id)
    )


@prepared
def read_laws(board_id: int, known_at: datetime) -> Rows:
    """The confirmed laws on the composition of a board, and those of the board above it."""
    return (
        select(
            AdoptionRow.act, AdoptionRow.started_on, AdoptionRow.local, AdoptionRow.adopted,
            AdoptionRow.board_id == Bound.id, AdoptionRow.binds_committees,
        )
        .join(Bound, or_(AdoptionRow.board_id == Bound.id, AdoptionRow.board_id == Bound.parent_id))
        .where(
            Bound.id == board_id,
            AdoptionRow.kind == LawKind.COMPOSITION,
            ~AdoptionRow.strikes,
            AdoptionRow.confirmed_at <= known_at,
            or_(AdoptionRow.superseded_at.is_(None), AdoptionRow.superseded_at > known_at),
        )
        .order_by(AdoptionRow.started_on, AdoptionRow.id)
    )  # fmt: skip


def gather_laws(session: Session, board_id: int, *, known_at: datetime | None = None) -> tuple[Adoption, ...]:
    """The laws on a board's composition, the earliest first: as the record has them now, or as was known at a moment.

    A committee is under the law of the board above it where that instrument says so, until the first day of a law of its
    own. One query.
    """
    rows = list(read_laws(session, board_id, known_at or END_OF_TIME))
    own_from = min((started_on for _, started_on, _, _, own, _ in rows if own), default=date.max)
    laws = []
    for act, started_on, local, adopted, own, binds_committees in rows:
        law = Adoption(load_act(act), started_on, dict(local), frozenset(adopted))
        if own or (started_on < own_from and binds_committees):
            laws.append(law)
        elif started_on < own_from and laws:
            # An act without provisions judges nothing: from that day on no law binds the committee.
            laws.append(Adoption(replace(law.act, provisions=()), started_on))
    return tuple(laws)


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
    moment = known_at or END_OF_TIME
    rows = [SeatRow(*row[:-1], kept_since=row[-1].date()) for row in read_seats(session, board_id, moment)]
    changes = [SeatChangeRow(*row) for row in read_seat_changes(session, board_id, moment)]
    holdings = [Holding(*row) for row in read_holdings(session, board_id, moment)]
    seats, services = place_holdings(holdings, date_seats(rows, changes))
    return History(
        tuple(seats),
        tuple(services),
        (
            *find_chairs(holdings),
            *find_descriptions(session, board_id, moment),
            *find_standing(session, board_id, moment),
        ),
        None if absences is None else tuple(absences),
        is_complete(rows, holdings, services),
    )


def find_descriptions(session: Session, board_id: int, known_at: datetime) -> list[Quality]:
    return [
        Quality(
            person, first, last, interest=INTERESTS[interest], organization=organization, staff=staff,
            law_enforcement=law_enforcement, sector_income=sector_income, area=area,
        )
        for person, first, last, interest, organization, staff, law_enforcement, sector_income, area
        in read_descriptions(session, board_id, known_at)
    ]  # fmt: skip


def find_standing(session: Session, board_id: int, known_at: datetime) -> list[Quality]:
    """Who serves as a community representative, where that is public."""
    return [
        Quality(person, first, last, categories=frozenset({DECLARED}), basis="declared")
        for person, first, last in read_standing(session, board_id, known_at)
    ]
