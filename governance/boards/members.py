"""Finding whom an act is about: a person on the record, a new one, a seat, an appointment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from governance.boards.composition_acts import CompositionRefusal, CompositionRefused, Stage, require_text
from governance.boards.models import Membership, Person, Seat
from governance.boards.names import make_sort_name
from governance.db.keys import make_key, make_slug


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is not on the record yet.

    Two people may have one name. Where the record knows the name already, the caller asks which of them is meant and
    gives that person's key, or says is_namesake: it is nobody of those, but another person of the same name.
    """

    name: str
    is_namesake: bool = False


def find_person(stage: Stage, key: str) -> Person:
    person = stage.session.scalar(select(Person).where(Person.key == key))
    if person is None:
        raise CompositionRefused(CompositionRefusal.UNKNOWN_PERSON, "person")
    return person


def find_or_add_person(stage: Stage, person: str | NewPerson) -> tuple[Person, bool]:
    """The person of a key, or a new one; whether it is new. Raises CompositionRefused."""
    if isinstance(person, str):
        return find_person(stage, person), False
    name = require_text(person.name, "person")
    if not person.is_namesake and find_namesakes(stage, name):
        raise CompositionRefused(CompositionRefusal.NAMESAKE, "person")
    added = Person(
        key=f"{make_slug(name)}-{make_key()}".lstrip("-"), name=name, sort_name=make_sort_name(name),
        entered_at=stage.now,
    )  # fmt: skip
    stage.session.add(added)
    stage.session.flush()
    return added, True


def find_namesakes(stage: Stage, name: str) -> Sequence[Person]:
    """The people on the record who are called so."""
    same = or_(Person.name == name, Person.sort_name == make_sort_name(name))
    return stage.session.scalars(select(Person).where(same).order_by(Person.id)).all()


def find_seat(stage: Stage, number: int, day: date) -> Seat:
    """The seat of a number that stands on a day: a number may be used again once its seat is abolished."""
    seats = stage.session.scalars(
        select(Seat)
        .where(Seat.board_id == stage.board.id, Seat.number == number, Seat.superseded_at.is_(None))
        .order_by(Seat.started_on)
    ).all()
    if not seats:
        raise CompositionRefused(CompositionRefusal.UNKNOWN_SEAT, "seat")
    for seat in seats:
        if (seat.started_on or date.min) <= day <= (seat.ended_on or date.max):
            return seat
    raise CompositionRefused(CompositionRefusal.SEAT_NOT_THEN, "seat")


def find_appointment(stage: Stage, key: str) -> Membership:
    """The appointment of a key, as it stands now."""
    row = stage.session.scalar(
        select(Membership)
        .where(Membership.board_id == stage.board.id, Membership.key == key, Membership.superseded_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise CompositionRefused(CompositionRefusal.UNKNOWN_APPOINTMENT, "appointment")
    return row
