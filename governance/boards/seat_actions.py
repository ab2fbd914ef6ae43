"""What seats a board has: creating, changing and abolishing them.

Each act runs in the caller's transaction and writes one entry on the board's ledger. It raises CompositionRefused before
anything is changed. A seat keeps its row; what it becomes later is a change of its own, and its end is kept with what
the row held before.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.appointment_models import ActKind, CompositionAct, Door
from governance.boards.appointment_rows import supersede
from governance.boards.composition_acts import (
    CompositionRefusal,
    CompositionRefused,
    Document,
    Stage,
    Written,
    check_text,
    enact,
    refuse_disorder,
)
from governance.boards.members import find_seat
from governance.boards.models import EndReason, Membership, Seat, SeatChange
from governance.db.history import FormerState
from governance.security.vault import Vault

LARGEST_NUMBER = 99_999
ONE_DAY = timedelta(days=1)

SAME = object()
"""What a change leaves as it is."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What a seat is, besides its number and its days."""

    label: str | None
    constituency: str | None
    voting: bool
    alternate: bool
    ex_officio: bool
    appointing_authority: str | None

    def as_columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def create_seat(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    door: Door,
    number: int,
    started_on: date,
    label: str | None = None,
    constituency: str | None = None,
    voting: bool = True,
    alternate: bool = False,
    ex_officio: bool = False,
    appointing_authority: str | None = None,
    document: Document | None = None,
    asking: bool = False,
) -> CompositionAct:
    """Create a seat from a day on. constituency: the id of a category of the act in force that day.

    Raises CompositionRefused.
    """

    def write(stage: Stage) -> Written:
        stage.refuse_backdating(started_on, "started_on")
        if not 1 <= number <= LARGEST_NUMBER:
            raise CompositionRefused(CompositionRefusal.SEAT_NUMBER, "number")
        given = Properties(label, constituency, voting, alternate, ex_officio, appointing_authority)
        properties = check_properties(stage, given, started_on)
        taken = stage.session.scalars(
            select(Seat.ended_on).where(
                Seat.board_id == stage.board.id, Seat.number == number, Seat.superseded_at.is_(None)
            )
        )
        if any(last is None or last >= started_on for last in taken):
            raise CompositionRefused(CompositionRefusal.SEAT_TAKEN, "number")
        seat = Seat(
            board_id=stage.board.id, number=number, reserved_for=None, started_on=started_on, ended_on=None,
            entered_at=stage.now, **properties.as_columns(),
        )  # fmt: skip
        stage.session.add(seat)
        stage.session.flush()
        return Written(ActKind.SEAT_CREATED, started_on, [seat], seat=seat)

    return enact(session, vault, now, actor, board_id, door, document, write, asking)


def change_seat(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    door: Door,
    seat: int,
    started_on: date,
    label: Any = SAME,
    constituency: Any = SAME,
    voting: Any = SAME,
    alternate: Any = SAME,
    ex_officio: Any = SAME,
    appointing_authority: Any = SAME,
    document: Document | None = None,
    asking: bool = False,
) -> CompositionAct:
    """Change what a seat is from a day on; what is not given stays as it is then. A change from the same day is replaced.

    Raises CompositionRefused.
    """
    given = {
        "label": label, "constituency": constituency, "voting": voting, "alternate": alternate,
        "ex_officio": ex_officio, "appointing_authority": appointing_authority,
    }  # fmt: skip
    changes = {name: value for name, value in given.items() if value is not SAME}

    def write(stage: Stage) -> Written:
        stage.refuse_backdating(started_on, "started_on")
        row = find_seat(stage, seat, started_on)
        before = find_properties(stage, row, started_on)
        properties = check_properties(stage, Properties(**{**before.as_columns(), **changes}), started_on, before)
        if properties == before:
            raise CompositionRefused(CompositionRefusal.NOTHING_CHANGES)
        old = stage.session.scalar(select_changes(row).where(SeatChange.started_on == started_on))
        if old is not None:
            old.superseded_at = stage.now
            stage.session.flush()  # before its follower takes its day
        change = SeatChange(
            seat_id=row.id, started_on=started_on, entered_at=stage.now, corrects_id=old.id if old else None,
            **properties.as_columns(),
        )  # fmt: skip
        stage.session.add(change)
        stage.session.flush()
        return Written(ActKind.SEAT_CHANGED, started_on, [*([old] if old else []), change], seat=row)

    return enact(session, vault, now, actor, board_id, door, document, write, asking)


def abolish_seat(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    door: Door,
    seat: int,
    ended_on: date,
    document: Document | None = None,
    asking: bool = False,
) -> CompositionAct:
    """Abolish a seat after its last day, with the service of whoever holds it. Raises CompositionRefused."""

    def write(stage: Stage) -> Written:
        stage.refuse_backdating(ended_on, "ended_on")
        row = find_seat(stage, seat, ended_on)
        if row.ended_on == ended_on:
            raise CompositionRefused(CompositionRefusal.NOTHING_CHANGES, "ended_on")
        refuse_disorder((row.started_on, "ended_on"), (ended_on, "ended_on"))
        if stage.session.scalar(select_changes(row).where(SeatChange.started_on > ended_on).limit(1)) is not None:
            raise CompositionRefused(CompositionRefusal.SEAT_USED_LATER, "ended_on")
        services = stage.session.scalars(
            select(Membership)
            .where(Membership.seat_id == row.id, Membership.superseded_at.is_(None))
            .order_by(Membership.id)
            .execution_options(populate_existing=True)
        ).all()
        if any(service.started_on is not None and service.started_on > ended_on for service in services):
            raise CompositionRefused(CompositionRefusal.SEAT_USED_LATER, "ended_on")
        rows = [row, change_seat_row(stage, row, ended_on=ended_on)]
        holder = None
        for service in services:
            if service.ended_on is not None and service.ended_on <= ended_on:
                continue
            holder = supersede(stage, service, ended_on=ended_on, end_reason=EndReason.SEAT_ABOLISHED)
            stage.session.add(holder)
            stage.session.flush()
            rows += [service, holder]
        first = ended_on if ended_on == date.max else ended_on + ONE_DAY
        return Written(ActKind.SEAT_ABOLISHED, first, rows, holder, row)

    return enact(session, vault, now, actor, board_id, door, document, write, asking)


def strike_seat(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    seat: int,
    on: date,
    document: Document,
    asking: bool = False,
) -> CompositionAct:
    """Take back a seat that was entered by mistake, the one of this number on a day, where nobody was appointed to it.

    Raises CompositionRefused.
    """

    def write(stage: Stage) -> Written:
        row = find_seat(stage, seat, on)
        held = select(Membership.id).where(Membership.seat_id == row.id, Membership.superseded_at.is_(None)).limit(1)
        if stage.session.scalar(held) is not None:
            raise CompositionRefused(CompositionRefusal.SEAT_HELD, "seat")
        changes = list(stage.session.scalars(select_changes(row)))
        for each in (row, *changes):
            each.superseded_at = stage.now
        return Written(
            ActKind.SEAT_ABOLISHED, row.started_on or stage.today, [row, *changes], seat=row, refusable=False
        )

    return enact(session, vault, now, actor, board_id, Door.RECORDED, document, write, asking)


def select_changes(seat: Seat) -> Any:
    return (
        select(SeatChange)
        .where(SeatChange.seat_id == seat.id, SeatChange.superseded_at.is_(None))
        .order_by(SeatChange.started_on)
        .execution_options(populate_existing=True)
    )


def find_properties(stage: Stage, seat: Seat, day: date) -> Properties:
    """What a seat is on a day."""
    begun = [change for change in stage.session.scalars(select_changes(seat)) if change.started_on <= day]
    row: Seat | SeatChange = begun[-1] if begun else seat
    return Properties(*(getattr(row, name) for name in Properties.__slots__))


def check_properties(stage: Stage, given: Properties, day: date, before: Properties | None = None) -> Properties:
    """The properties without needless space. A category that the seat had already is not asked about again."""
    constituency = check_text(given.constituency, "constituency")
    if constituency is not None and (before is None or constituency != before.constituency):
        law = stage.bounds.find_law(day)
        if law is None or constituency not in law.act.categories:
            raise CompositionRefused(CompositionRefusal.UNKNOWN_CATEGORY, "constituency")
    return Properties(
        check_text(given.label, "label"), constituency, given.voting, given.alternate, given.ex_officio,
        check_text(given.appointing_authority, "appointing_authority"),
    )  # fmt: skip


def change_seat_row(stage: Stage, seat: Seat, **values: Any) -> FormerState:
    """Set columns of a seat's row and keep what they held.

    The digest of what another system said goes there too: the next import sees that the row was changed here.
    """
    values["source_fingerprint"] = None
    former = {name: getattr(seat, name) for name in values}
    state = FormerState(
        table_name=Seat.__tablename__, row_id=seat.id,
        values={name: value.isoformat() if isinstance(value, date) else value for name, value in former.items()},
        entered_at=seat.entered_at, superseded_at=stage.now,
    )  # fmt: skip
    stage.session.add(state)
    for name, value in values.items():
        setattr(seat, name, value)
    stage.session.flush()
    return state
