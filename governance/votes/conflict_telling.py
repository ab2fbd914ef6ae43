"""Conflicts of interest as pages tell them: who has one on which item, of which class, and whether they step aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.models import Person
from governance.boards.queries import BoardIdentity, make_person_address
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.session_facts import find_session_law
from governance.votes.floor_models import ConflictDeclaration
from governance.votes.vote_facts import bind_profiles
from model_law.conflicts import ConflictClass, Declaration, find_recusals
from model_law.rules import Profile
from model_law.votes import find_profile_rule


class SteppingAside(StrEnum):
    """What follows from a conflict: the law recuses, the member does, refused to, or has not answered."""

    BY_LAW = "by_law"
    BY_OWN_WORD = "by_own_word"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class ConflictTold:
    """That a member has a conflict on an item. Its class is all that the record holds of it."""

    name: str
    address: str
    conflict: ConflictClass
    follows: SteppingAside
    item_key: Annotated[str, Field(exclude=True)]
    item_number: str
    item_title: str


def select_conflicts() -> Rows:
    row, item = ConflictDeclaration, AgendaItem
    return (
        select(
            Person.key,
            Person.name,
            row.conflict,
            row.recuses,
            item.key,
            item.number,
            item.position,
            item.title,
            Meeting.starts_at,
        )
        .join(item, item.id == row.agenda_item_id)
        .join(Meeting, Meeting.id == item.meeting_id)
        .join(Person, Person.id == row.person_id)
        .where(item.taken_off_at.is_(None), row.superseded_at.is_(None))
        .order_by(item.position, item.id, Person.sort_name, row.id)
    )


@prepared
def read_conflicts(meeting_id: int) -> Rows:
    return select_conflicts().where(AgendaItem.meeting_id == meeting_id)


@prepared
def read_conflicts_on(item_id: int) -> Rows:
    return select_conflicts().where(AgendaItem.id == item_id)


def find_conflicts(db: Session, meeting_id: int, profiles: Iterable[Profile]) -> list[ConflictTold]:
    """The conflicts on a meeting's items, with what follows from each under the board's law. One query."""
    return tell_conflicts(read_conflicts(db, meeting_id).all(), profiles)


def find_conflicts_on(db: Session, board: BoardIdentity, item_id: int | None) -> list[ConflictTold]:
    """The conflicts on one item, under the law of its meeting's day."""
    rows = read_conflicts_on(db, item_id).all() if item_id is not None else []
    if not rows:
        return []
    day = find_day(rows[0][-1], board.zone)
    return tell_conflicts(rows, bind_profiles(find_session_law(db, board.id, day)))


def tell_conflicts(rows: Sequence[Sequence[Any]], profiles: Iterable[Profile]) -> list[ConflictTold]:
    rule = find_profile_rule(list(profiles), "recusal")
    by_item: dict[str, list[Declaration]] = {}
    for person, _name, conflict, recuses, item, *_rest in rows:
        by_item.setdefault(item, []).append(Declaration(person, ConflictClass(conflict), recuses))
    recusals = {item: find_recusals(declared, rule) for item, declared in by_item.items()}
    told = []
    for person, name, conflict, _recuses, item, number, position, title, _starts in rows:
        found = recusals[item]
        follows = (
            SteppingAside.BY_LAW if person in found.by_law
            else SteppingAside.BY_OWN_WORD if person in found.by_own_word
            else SteppingAside.REFUSED if person in found.refused
            else SteppingAside.UNANSWERED
        )  # fmt: skip
        told.append(
            ConflictTold(
                name,
                make_person_address(person),
                ConflictClass(conflict),
                follows,
                item,
                number or f"{position}.",
                title,
            )
        )
    return told
