"""How the record's rows become seats and services as the law sees them: one seat, one person, one term at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from governance.boards.models import NO_MEMBERS, EndReason, Role
from model_law.history import DatedSeat, Quality, Service, day_after

ONE_DAY = timedelta(days=1)
OWN_SEAT = "without-number-"
"""How the labels of seats begin that stand for people whom the record names in no seat."""

OFFICES = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY, Role.TREASURER})
CUT_SHORT = frozenset({EndReason.RESIGNED, EndReason.REMOVED, EndReason.DIED, EndReason.SEAT_ABOLISHED})
NO_REASON = frozenset({None, EndReason.OTHER})


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat as it was created. imported: other systems said so; kept_since: the first day of the board's record here."""

    kept_since: date
    id: int
    number: int
    started_on: date | None
    ended_on: date | None
    reserved_for: str | None
    voting: bool
    alternate: bool
    ex_officio: bool
    selected_by: str | None
    imported: bool


class SeatChangeRow(NamedTuple):
    """What a seat is from a day on."""

    seat_id: int
    started_on: date
    reserved_for: str | None
    voting: bool
    alternate: bool
    ex_officio: bool
    selected_by: str | None


@dataclass(frozen=True, slots=True)
class Holding:
    """One membership: a person, by key, in a role; seat is the number of the seat, None where the record names none."""

    person: str
    seat: int | None
    role: Role
    voting: bool | None
    started_on: date | None
    ended_on: date | None
    term_ends_on: date | None
    holds_over: bool
    remainder: bool
    remainder_of: date | None
    selected_by: str | None
    removed_by: str | None
    end_reason: EndReason | None
    imported: bool

    @property
    def first(self) -> date:
        return self.started_on or date.min

    @property
    def last(self) -> date:
        return self.ended_on or date.max


def date_seats(rows: Iterable[SeatRow], changes: Iterable[SeatChangeRow]) -> list[DatedSeat]:
    """Each seat from one change of its properties to the next."""
    later: defaultdict[int, list[SeatChangeRow]] = defaultdict(list)
    for change in changes:
        later[change.seat_id].append(change)
    dated = []
    for seat in rows:
        versions: list[SeatRow | SeatChangeRow] = [seat]
        for change in sorted(later[seat.id], key=lambda change: change.started_on):
            if change.started_on <= (versions[-1].started_on or date.min):
                versions.pop()
            versions.append(change)
        lasts = [version.started_on - ONE_DAY for version in versions[1:] if version.started_on] + [seat.ended_on]
        dated += [
            DatedSeat(
                str(seat.number), version.started_on, last, version.voting, version.alternate, version.ex_officio,
                version.reserved_for, version.selected_by,
            )
            for version, last in zip(versions, lasts, strict=True)
        ]  # fmt: skip
    return dated


def find_chairs(holdings: Iterable[Holding]) -> list[Quality]:
    return [
        Quality(held.person, held.started_on, held.ended_on, chair=True)
        for held in holdings
        if held.role is Role.CHAIR
    ]  # fmt: skip


def subtract_days(held: Holding, others: Iterable[Holding]) -> list[Holding]:
    """What is left of a membership outside the days of others."""
    parts = [held]
    for other in others:
        left = []
        for part in parts:
            if other.last < part.first or part.last < other.first:
                left.append(part)
                continue
            if part.first < other.first:
                left.append(replace(part, ended_on=other.first - ONE_DAY, end_reason=None))
            if other.last < part.last:
                left.append(replace(part, started_on=other.last + ONE_DAY))
        parts = left
    return parts


def fold_offices(holdings: Iterable[Holding]) -> list[Holding]:
    """The memberships without those that only name an office of somebody who sits on the same days anyway."""
    by_person: defaultdict[str, list[Holding]] = defaultdict(list)
    for held in holdings:
        by_person[held.person].append(held)
    folded = []
    for own in by_person.values():
        # A seat that the record names, and plain membership, come before an office without either.
        kept: list[Holding] = []
        for held in sorted(own, key=lambda held: (held.role in OFFICES, held.seat is None)):
            over = [other for other in kept if held.seat is None or held.seat == other.seat]
            kept += subtract_days(held, over) if held.role in OFFICES else [held]
        folded += join_roles(kept)
    return folded


def join_roles(holdings: list[Holding]) -> list[Holding]:
    """One person's memberships, where a new role within one and the same term begins no service of its own."""
    joined: list[Holding] = []
    for held in sorted(holdings, key=lambda held: held.first):
        before = joined[-1] if joined else None
        if before is not None and continues(before, held):
            joined[-1] = replace(before, ended_on=held.ended_on, end_reason=held.end_reason, removed_by=held.removed_by)
        else:
            joined.append(held)
    return joined


def continues(before: Holding, held: Holding) -> bool:
    return (
        before.role is not held.role
        and before.seat == held.seat
        and before.ended_on is not None
        and day_after(before.ended_on) == held.started_on
        and before.end_reason in NO_REASON
        and before.term_ends_on is not None
        and before.term_ends_on == held.term_ends_on
    )


def make_service(held: Holding, seat: str) -> Service:
    """A membership as a service. Its last day is that of the term where nothing says that it was cut short."""
    cut_short = held.end_reason in CUT_SHORT
    end = held.term_ends_on or (None if cut_short else held.ended_on)
    over = cut_short or (held.end_reason is not None) or held.ended_on != end
    return Service(
        held.person, seat, held.started_on, end, held.ended_on if over else None, held.holds_over, held.remainder,
        held.remainder_of, held.selected_by, held.removed_by if held.ended_on and over else None,
    )  # fmt: skip


def make_own_seat(held: Holding, label: str) -> DatedSeat:
    """A seat for somebody whom the record names in none: there for as long as the service, and never vacant."""
    return DatedSeat(
        label, held.started_on, held.ended_on, held.voting is not False, held.role is Role.ALTERNATE,
        held.role is Role.EX_OFFICIO, None, held.selected_by,
    )  # fmt: skip


def take_vote(seats: Iterable[DatedSeat], held: Holding) -> list[DatedSeat]:
    """The seats, where that of a membership has no vote while it lasts."""
    taken = []
    for row in seats:
        first, last = max(row.first or date.min, held.first), min(row.last or date.max, held.last)
        if row.label != str(held.seat) or not row.voting or last < first:
            taken.append(row)
            continue
        if (row.first or date.min) < first:
            taken.append(replace(row, last=first - ONE_DAY))
        taken.append(
            replace(
                row, voting=False, first=held.started_on if first == held.first else row.first,
                last=held.ended_on if last == held.last else row.last,
            )
        )  # fmt: skip
        if last < (row.last or date.max):
            taken.append(replace(row, first=last + ONE_DAY))
    return taken


class Placed(NamedTuple):
    """The seats of a board, those of people without one among them, and every service."""

    seats: list[DatedSeat]
    services: list[Service]


def place_holdings(holdings: Iterable[Holding], seats: Iterable[DatedSeat]) -> Placed:
    """Put every member into a seat. Who the record names in no seat gets one of their own."""
    placed = list(seats)
    services = []
    own = 0
    for held in fold_offices(held for held in holdings if held.role not in NO_MEMBERS):
        if held.seat is None:
            own += 1
            label = f"{OWN_SEAT}{own}"
            placed.append(make_own_seat(held, label))
        else:
            label = str(held.seat)
            # Here a seat says who votes; other systems say it of the member.
            if held.imported and held.voting is False:
                placed = take_vote(placed, held)
        services.append(make_service(held, label))
    return Placed(placed, services)


def is_complete(rows: Sequence[SeatRow], holdings: Iterable[Holding], services: Iterable[Service]) -> bool:
    """Whether these are all services that there ever were, as far as the record can tell.

    They are where nothing came from another system, and each seat was created since the portal keeps the board's record
    or has been held from its first day on.
    """
    if not rows or any(row.imported for row in rows) or any(held.imported for held in holdings):
        return False
    begun = {(service.seat, service.start) for service in services}
    return all(
        row.started_on is not None and (row.started_on >= row.kept_since or (str(row.number), row.started_on) in begun)
        for row in rows
    )
