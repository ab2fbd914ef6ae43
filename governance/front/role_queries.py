"""What the pages of a board's roles read of the boards room."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.models import Membership, Person
from governance.boards.queries import is_in_force


def list_people_of_board(db: Session, board_id: int, on: date) -> list[tuple[str, str]]:
    """Key and name of everybody who serves on a board on a day, by family name."""
    rows = db.execute(
        select(Person.key, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.board_id == board_id, is_in_force(on))
        .group_by(Person.id, Person.key, Person.name, Person.sort_name)
        .order_by(Person.sort_name, Person.id)
    )
    return [(str(key), str(name)) for key, name in rows]


def find_person_id(db: Session, key: str) -> int | None:
    return db.scalar(select(Person.id).where(Person.key == key))
