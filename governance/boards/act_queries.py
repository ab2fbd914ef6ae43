"""Acts on seats and appointments that stand although they broke a rule when they were entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from governance.boards.appointment_models import ActKind, CompositionAct, Door
from governance.boards.models import Person
from governance.db.facts import Rows
from governance.db.prepared import prepared


@dataclass(frozen=True, slots=True)
class ContestedAct:
    """One act, with the rules that it broke; person is the key of whom it is about, where it is about somebody."""

    kind: ActKind
    door: Door
    effective_on: date
    entered_at: datetime
    person: str | None
    document_title: str | None
    document_dated_on: date | None
    document_address: str | None
    rules: Sequence[str]


@prepared
def read_contested(board_id: int, limit: int) -> Rows:
    act = CompositionAct
    return (
        select(
            act.kind, act.door, act.effective_on, act.entered_at, Person.key, act.document_title,
            act.document_dated_on, act.document_address, act.contested,
        )
        .outerjoin(Person, Person.id == act.person_id)
        .where(act.board_id == board_id, cast(act.contested, String) != "[]")
        .order_by(act.effective_on.desc(), act.id.desc())
        .limit(limit)
    )  # fmt: skip


def find_contested(session: Session, board_id: int, limit: int) -> list[ContestedAct]:
    """The latest acts that broke a rule, the latest first. Which rules may be named in public is for the reader to ask."""
    return [ContestedAct(*row) for row in read_contested(session, board_id, limit)]
