"""Community representatives of the demo's board, as the office lets the public know them."""

from datetime import date

from sqlalchemy import select

from governance.boards.declaration_models import CommunityStanding
from governance.boards.models import Board, Membership, Person, Role, Seat
from governance.db import Database
from tests.conftest import NOW
from tests.support.accounts import BOARD

TODAY = date(2026, 11, 24)


def find_voting_members(database: Database) -> list[tuple[str, str]]:
    """Keys and names of those who serve on the demo's board today with a vote."""
    with database.reading() as session:
        rows = session.execute(
            select(Person.key, Person.name)
            .join(Membership, Membership.person_id == Person.id)
            .join(Seat, Seat.id == Membership.seat_id)
            .join(Board, Board.id == Membership.board_id)
            .where(
                Board.slug == BOARD, Seat.voting, Membership.role != Role.STAFF, Membership.superseded_at.is_(None),
                Membership.started_on <= TODAY, Membership.ended_on.is_(None) | (Membership.ended_on >= TODAY),
            )
            .order_by(Person.key)
        )  # fmt: skip
        return [(key, name) for key, name in rows]


def appoint_representatives(database: Database, count: int, since: date | None = None) -> list[str]:
    """Let so many of them count, from a day on (None: from ever); their names."""
    chosen = find_voting_members(database)[:count]
    with database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        for key, _ in chosen:
            person = session.scalars(select(Person.id).where(Person.key == key)).one()
            session.add(CommunityStanding(board_id=board.id, person_id=person, started_on=since, entered_at=NOW))
        board.record_version += 1
    return [name for _, name in chosen]
