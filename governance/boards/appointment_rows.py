"""Rows of memberships: how one takes the place of another, and how services of one seat and one person follow.

Nothing here judges the law or writes on a ledger.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from governance.accounts.models import Account
from governance.boards.appointment_models import ActKind, Door
from governance.boards.composition_acts import (
    CompositionRefusal,
    CompositionRefused,
    Stage,
    Written,
    check_text,
    refuse_disorder,
)
from governance.boards.models import NO_MEMBERS, EndReason, Membership, Person, Role, Seat, SeatChange
from governance.db.keys import make_key

ONE_DAY = timedelta(days=1)

OF_OTHER_ACTS = frozenset({EndReason.SUCCEEDED, EndReason.REAPPOINTED, EndReason.SEAT_ABOLISHED})
"""Reasons that come with another act: an appointment, the end of a seat."""

FOLLOWED = frozenset({EndReason.SUCCEEDED, EndReason.REAPPOINTED, EndReason.TERM_ENDED})
"""Reasons that a service is given once another one follows."""

FROM_HERE: dict[str, None] = dict.fromkeys(
    ("source_system", "source_identifier", "source_address", "source_read_at", "source_fingerprint", "corrects_id")
)
"""The columns of a row that no other system knows of and that corrects none."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a service that was over before it was recorded."""

    ended_on: date
    reason: EndReason
    removed_by: str | None = None


def copy_row(stage: Stage, old: Membership, **changes: Any) -> Membership:
    """A row with the values of another, but for those that change; it is not in the session yet."""
    names = {column.name for column in Membership.__table__.columns} - {"id", "superseded_at"}
    values = {name: getattr(old, name) for name in names}
    return Membership(**{**values, "entered_at": stage.now, **changes})


def supersede(stage: Stage, old: Membership, **changes: Any) -> Membership:
    """The row that takes the place of another, under the same key; write_successor adds it.

    It keeps where the membership came from, so that the next import knows it again, and no digest of what was read:
    what it says was entered here.
    """
    old.key = old.key or make_key()
    old.superseded_at = stage.now
    stage.session.flush()  # before its follower takes its source's id
    return copy_row(stage, old, **{"source_fingerprint": None, "corrects_id": old.id, **changes})


def write_successor(
    stage: Stage, kind: ActKind, on: date, old: Membership, new: Membership, *, refusable: bool = True
) -> Written:
    stage.session.add(new)
    stage.session.flush()
    seat = stage.session.get(Seat, new.seat_id) if new.seat_id else None
    person = stage.session.get_one(Person, new.person_id)
    return Written(kind, on, [old, new], new, seat, person, refusable)


def set_ending(row: Membership, ending: Ending) -> None:
    """Let a service be over. Raises CompositionRefused where nobody is said to have removed somebody."""
    removed_by = check_text(ending.removed_by, "removed_by")
    if ending.reason is EndReason.REMOVED and removed_by is None:
        raise CompositionRefused(CompositionRefusal.REMOVER_MISSING, "removed_by")
    row.ended_on, row.end_reason = ending.ended_on, ending.reason
    row.removed_by = removed_by if ending.reason is EndReason.REMOVED else None


def check_dates(stage: Stage, row: Membership) -> None:
    """Let a service end with its seat. Raises CompositionRefused for days that cannot follow one another."""
    refuse_disorder((row.started_on, "started_on"), (row.term_ends_on, "term_ends_on"))
    refuse_disorder((row.started_on, "started_on"), (row.ended_on, "ended_on"))
    refuse_disorder((row.started_on, "started_on"), (row.remainder_of, "remainder_of"))
    refuse_disorder((row.appointed_on, "appointed_on"), (row.sworn_on, "sworn_on"))
    stage.refuse_yet_to_come(row.appointed_on, "appointed_on")
    stage.refuse_yet_to_come(row.sworn_on, "sworn_on")
    if row.holds_over and row.term_ends_on is None:
        raise CompositionRefused(CompositionRefusal.HOLDOVER_WITHOUT_TERM, "holds_over")
    seat = stage.session.get(Seat, row.seat_id) if row.seat_id else None
    if seat is None or row.started_on is None:
        return
    if not (seat.started_on or date.min) <= row.started_on <= (seat.ended_on or date.max):
        raise CompositionRefused(CompositionRefusal.SEAT_NOT_THEN, "started_on")
    if seat.ended_on is not None and row.end_reason is None and (row.ended_on or date.max) > seat.ended_on:
        # Nobody serves on in a seat that is no more.
        row.ended_on, row.end_reason = seat.ended_on, EndReason.SEAT_ABOLISHED


def refuse_role(role: Role) -> None:
    """Raises CompositionRefused for a role without a seat: the law's sums would leave out whom the seat is given to."""
    if role in NO_MEMBERS:
        raise CompositionRefused(CompositionRefusal.ROLE_WITHOUT_SEAT, "role")


def refuse_reason(stage: Stage, row: Membership, reason: EndReason) -> None:
    """What may be done here: a removal, and one's own resignation. Nobody ends a service as part of another act."""
    if reason in OF_OTHER_ACTS:
        raise CompositionRefused(CompositionRefusal.REASON_OF_OTHER_ACT, "reason")
    if stage.door is Door.RECORDED or reason is EndReason.REMOVED:
        return
    account = stage.session.get_one(Account, stage.account_id)
    if reason is not EndReason.RESIGNED or account.person_id != row.person_id:
        raise CompositionRefused(CompositionRefusal.ONLY_RECORDED, "reason")


def find_authority(stage: Stage, seat: Seat, day: date) -> str | None:
    """Who appoints to a seat, as it stands on a day."""
    change = stage.session.scalar(
        select(SeatChange)
        .where(SeatChange.seat_id == seat.id, SeatChange.superseded_at.is_(None), SeatChange.started_on <= day)
        .order_by(SeatChange.started_on.desc())
        .limit(1)
    )
    return seat.appointing_authority if change is None else change.appointing_authority


def make_room(stage: Stage, row: Membership, replaced: Membership | None = None) -> list[Membership]:
    """Let a service take its place among those of its seat and of its person, and return the rows that this changed.

    Whoever holds over leaves the day before a successor begins, or before they begin in another seat. Raises
    CompositionRefused where the seat is held, and where the person serves in another one.
    """
    if row.seat_id is None:
        return []
    others = stage.session.scalars(
        select(Membership)
        .where(
            Membership.board_id == row.board_id,
            Membership.seat_id.is_not(None),
            or_(Membership.seat_id == row.seat_id, Membership.person_id == row.person_id),
            Membership.superseded_at.is_(None),
            Membership.id != (replaced.id if replaced else 0),
        )
        .order_by(Membership.started_on, Membership.id)
        .execution_options(populate_existing=True)
    ).all()
    first = row.started_on or date.min
    closed: list[Membership] = []
    for other in others:
        starts = other.started_on or date.min
        if starts >= first and starts > find_last_appointed(row):
            if row.ended_on is None or row.ended_on >= starts:
                end_before(row, starts, other)
        elif starts < first and first > find_last_appointed(other):
            closed += close_before(stage, other, first, row)
        elif overlap(row, other):
            held = other.seat_id == row.seat_id
            raise CompositionRefused(
                CompositionRefusal.SEAT_HELD if held else CompositionRefusal.PERSON_SERVES,
                "seat" if held else "person",
            )  # fmt: skip
    return closed


def overlap(row: Membership, other: Membership) -> bool:
    """Whether two services share a day."""
    starts = max(row.started_on or date.min, other.started_on or date.min)
    return starts <= min(row.ended_on or date.max, other.ended_on or date.max)


def find_last_appointed(row: Membership) -> date:
    """The last day on which nobody can follow: that of the service, or of the term where the member holds over."""
    if row.ended_on is not None:
        return row.ended_on
    return row.term_ends_on if row.holds_over and row.term_ends_on else date.max


def find_reason(row: Membership, last: date, follower: Membership) -> EndReason:
    """Why a service is over once another one follows."""
    if row.person_id == follower.person_id:
        return EndReason.REAPPOINTED
    return EndReason.TERM_ENDED if row.term_ends_on == last else EndReason.SUCCEEDED


def reopen_before(stage: Stage, row: Membership) -> list[Membership]:
    """Undo what the appointment of a row did to those before it, and return the rows that this changed.

    Who held over does so again. They are those whose end was written when the appointment was entered, or corrected.
    """
    if row.seat_id is None or row.started_on is None or row.started_on == date.min:
        return []
    versions = select(Membership.entered_at).where(Membership.board_id == row.board_id, Membership.key == row.key)
    ended = stage.session.scalars(
        select(Membership)
        .where(
            Membership.board_id == row.board_id, Membership.superseded_at.is_(None),
            or_(Membership.seat_id == row.seat_id, Membership.person_id == row.person_id),
            Membership.seat_id.is_not(None), Membership.corrects_id.is_not(None),
            Membership.ended_on == row.started_on - ONE_DAY, Membership.end_reason.in_(FOLLOWED),
            Membership.entered_at.in_(versions),
        )
        .order_by(Membership.id)
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip
    rows = []
    for other in ended:
        opened = supersede(stage, other, ended_on=None if other.holds_over else other.ended_on, end_reason=None)
        stage.session.add(opened)
        stage.session.flush()
        rows += [other, opened]
    return rows


def end_before(row: Membership, day: date, follower: Membership) -> None:
    row.ended_on = day - ONE_DAY
    row.end_reason = find_reason(row, row.ended_on, follower)


def close_before(stage: Stage, other: Membership, first: date, row: Membership) -> list[Membership]:
    """End what holds over; say of what ended the day before that its holder was reappointed."""
    last = first - ONE_DAY
    ran_out = other.ended_on == last and other.end_reason is None and other.person_id == row.person_id
    if other.ended_on is not None and not ran_out:
        return []
    new = supersede(stage, other)
    end_before(new, first, row)
    stage.session.add(new)
    stage.session.flush()
    return [other, new]
