"""A board's whole dated history as plain facts: its seats, who served in them, what was known of each person.

``History`` is checked when it is made, so that one that contradicts itself never gives a verdict. All dates
are whole days; ``first`` and ``last`` are the first and last day on which something is so, and None leaves
that side open.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from model_law.facts import Absence, Member, Seat, Term

ONE_DAY = timedelta(days=1)


class Clash(StrEnum):
    """How facts contradict each other."""

    DATES_OUT_OF_ORDER = "dates_out_of_order"
    SEAT_TWICE = "seat_twice"
    NO_SUCH_SEAT = "no_such_seat"
    REMOVAL_WITHOUT_DAY = "removal_without_day"
    TERMS_OVERLAP = "terms_overlap"
    TWO_SEATS = "two_seats"
    TWO_FACTS = "two_facts"
    TWO_LAWS = "two_laws"


class HistoryError(ValueError):
    """Facts that contradict each other. ``key`` is the seat or the person; the text says what to do."""

    def __init__(self, key: str, problem: str, clash: Clash = Clash.DATES_OUT_OF_ORDER) -> None:
        super().__init__(f"{key}: {problem}" if key else problem)
        self.key = key
        self.clash = clash


@dataclass(frozen=True, slots=True)
class DatedSeat:
    """A seat as it was from one day to another. A change of its properties is another row of the same label."""

    label: str
    first: date | None = None
    last: date | None = None
    voting: bool = True
    alternate: bool = False
    ex_officio: bool = False
    reserved_for: str | None = None
    selected_by: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One service of one person in one seat.

    ``start`` is the first day, ``end`` the last day the person was appointed for (None: open), ``ended`` the
    last day actually served where the service was cut short or is over: by resignation, removal or death, or
    after holding over. With ``holdover`` a member whose term has ended serves until a successor, or until
    the same person takes another seat; without it the seat falls vacant on the day after ``end``.
    """

    person: str
    seat: str
    start: date | None = None
    end: date | None = None
    ended: date | None = None
    holdover: bool = False
    remainder: bool = False
    remainder_of: date | None = None
    selected_by: str | None = None
    removed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """What was known of a person from one day to another; the fields are those of ``facts.Member``.

    Rows of one person may share days: categories add up, and of the rest each row says only what is not
    None. Rows that say different things of the same days are refused.
    """

    person: str
    first: date | None = None
    last: date | None = None
    categories: frozenset[str] = frozenset()
    interest: str | None = None
    organization: str | None = None
    chair: bool | None = None
    staff: bool | None = None
    law_enforcement: bool | None = None
    sector_income: bool | None = None
    area: str | None = None
    basis: str | None = None


_SINGLE = ("interest", "organization", "chair", "staff", "law_enforcement", "sector_income", "area", "basis")


class Stay(NamedTuple):
    """The days on which a service holds its seat: what is left after successors took over."""

    first: date
    last: date
    service: Service
    running: Term
    finished: Term


class Index(NamedTuple):
    """A history in the order in which days are looked up. Stays and rows of a seat are in order of days."""

    seats: dict[str, list[DatedSeat]]
    stays: dict[str, list[Stay]]
    by_start: list[Stay]
    members: dict[str, tuple[list[date], list[Member]]]


@dataclass(frozen=True, slots=True)
class History:
    """All dated facts of one board. ``complete`` says whether these are all its services.

    Making one raises HistoryError where dates are out of order, two terms overlap on one seat, a person sits
    in two seats on the same days, a service lies outside its seat's days, or rows contradict each other.
    One day may be shared at a handover: the later service has it.
    """

    seats: tuple[DatedSeat, ...]
    services: tuple[Service, ...] = ()
    qualities: tuple[Quality, ...] = ()
    absences: tuple[Absence, ...] | None = None
    complete: bool = False
    index: Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", _index(self))


def day_after(day: date, days: int = 1) -> date | None:
    """The day so many days later, or None where the calendar has no such day."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _days(first: date | None, last: date | None) -> str:
    return f"{first or 'an unknown day'} to {last or 'an open end'}"


def _check_order(key: str, first: date | None, last: date | None, what: str) -> None:
    if first is not None and last is not None and last < first:
        raise HistoryError(key, f"{what} ends on {last}, before it begins on {first}; correct one of the dates")


def _index_seats(rows: Iterable[DatedSeat]) -> dict[str, list[DatedSeat]]:
    seats: dict[str, list[DatedSeat]] = {}
    for row in rows:
        _check_order(row.label, row.first, row.last, "the seat")
        seats.setdefault(row.label, []).append(row)
    for label, versions in seats.items():
        versions.sort(key=lambda row: row.first or date.min)
        for before, row in pairwise(versions):
            if (row.first or date.min) <= (before.last or date.max):
                raise HistoryError(
                    label,
                    f"two rows of the seat share days ({_days(before.first, before.last)}, and {_days(row.first, row.last)}); "
                    "give each seat its own label, or let the earlier row end the day before",
                    Clash.SEAT_TWICE,
                )
    return seats


def seat_on(versions: list[DatedSeat], day: date) -> DatedSeat | None:
    """The row of a seat that covers a day, of rows in order; None while there is no such seat."""
    place = bisect_right(versions, day, key=lambda row: row.first or date.min) - 1
    return versions[place] if place >= 0 and day <= (versions[place].last or date.max) else None


def _stands_until(versions: list[DatedSeat], day: date) -> date:
    """The last day of a seat that stands on a day, through rows that follow each other without a gap."""
    last: date | None = None
    for row in versions:
        if last is not None and last >= day and row.first != day_after(last):
            break
        last = row.last or date.max
    return last or date.max


def _seat_of(service: Service, seats: dict[str, list[DatedSeat]]) -> tuple[date, date]:
    """The first day of a service and the last day of its seat, or why there can be no such service."""
    versions = seats.get(service.seat)
    who = f"the service of {service.person}"
    if not versions:
        raise HistoryError(service.seat, f"{who} is in a seat that the board has not; add the seat", Clash.NO_SUCH_SEAT)
    _check_order(service.seat, service.start, service.end, f"the term of {service.person}")
    _check_order(service.seat, service.start, service.ended, who)
    first = service.start or versions[0].first or date.min
    if seat_on(versions, first) is None:
        raise HistoryError(
            service.seat,
            f"{who} begins on {first}, when there is no such seat; correct one of the days",
            Clash.NO_SUCH_SEAT,
        )
    until = _stands_until(versions, first)
    if service.ended is not None and service.ended > until:
        raise HistoryError(
            service.seat,
            f"{who} ends on {service.ended}, when there is no such seat; it ended with the seat on {until}",
            Clash.NO_SUCH_SEAT,
        )
    if service.removed_by is not None and service.ended is None:
        raise HistoryError(
            service.seat,
            f"{service.person} was removed; say which day was the last one served",
            Clash.REMOVAL_WITHOUT_DAY,
        )
    return first, until


def _last_day(service: Service, until: date) -> date:
    """The last day a service would hold its seat if nobody followed: it never outlasts the seat."""
    if service.ended is not None:
        return service.ended
    return until if service.end is None or service.holdover else min(service.end, until)


def _check_follows(
    before: Stay, service: Service, first: date, until: date, key: str, problem: str, clash: Clash
) -> None:
    """A service may follow on the day of the handover, or where the earlier member only holds over."""
    earlier = before.service
    appointed = earlier.ended or min(earlier.end or date.max, until)
    if first <= before.first or first < appointed:
        raise HistoryError(
            key,
            f"{problem} ({_days(earlier.start, earlier.ended or earlier.end)}, and "
            f"{_days(service.start, service.ended or service.end)})",
            clash,
        )


def _terms(service: Service) -> tuple[Term, Term]:
    def term(ended: date | None, removed_by: str | None) -> Term:
        return Term(
            service.person,
            service.seat,
            service.start,
            service.end,
            ended,
            service.remainder,
            service.remainder_of,
            service.selected_by,
            removed_by,
        )

    return term(None, None), term(service.ended, service.removed_by)


def _index_stays(services: Iterable[Service], seats: dict[str, list[DatedSeat]]) -> list[Stay]:
    placed = [(*_seat_of(service, seats), service) for service in services]
    placed.sort(key=lambda entry: (entry[0], entry[2].seat, entry[2].person))
    stays: list[Stay] = []
    last_in_seat: dict[str, int] = {}
    last_of_person: dict[str, int] = {}
    for first, until, service in placed:
        seat, person = service.seat, service.person
        before, elsewhere = last_in_seat.get(seat), last_of_person.get(person)
        if before is not None:
            problem = "two terms overlap on this seat; give each seat its own label, or say when the earlier one ended"
            _check_follows(stays[before], service, first, placed[before][1], seat, problem, Clash.TERMS_OVERLAP)
        if elsewhere is not None and elsewhere != before:
            other = stays[elsewhere].service.seat
            problem = f"sits in seats {other} and {seat} on the same days; end one service, or tell two namesakes apart"
            _check_follows(stays[elsewhere], service, first, placed[elsewhere][1], person, problem, Clash.TWO_SEATS)
        for place in (before, elsewhere):
            if place is not None:
                stays[place] = stays[place]._replace(last=min(stays[place].last, first - ONE_DAY))
        last_in_seat[seat] = last_of_person[person] = len(stays)
        stays.append(Stay(first, _last_day(service, until), service, *_terms(service)))
    return stays


def _merge(person: str, rows: list[Quality], day: date) -> Member:
    facts: dict[str, Any] = {}
    for row in rows:
        for name in _SINGLE:
            value = getattr(row, name)
            if value is None:
                continue
            if facts.setdefault(name, value) != value:
                raise HistoryError(
                    person,
                    f"two rows say different things about {name} on {day}; let one end before the other begins",
                    Clash.TWO_FACTS,
                )
    facts["chair"] = facts.get("chair", False)
    return Member(person, frozenset().union(*(row.categories for row in rows)), **facts)


def _index_members(qualities: Iterable[Quality]) -> dict[str, tuple[list[date], list[Member]]]:
    """For each person the days on which what is known changes, and what is known from each on."""
    rows: defaultdict[str, list[Quality]] = defaultdict(list)
    for row in qualities:
        _check_order(row.person, row.first, row.last, "what is known of the person")
        rows[row.person].append(row)
    members = {}
    for person, own in rows.items():
        days = sorted({date.min, *quality_days(own)})
        known = [
            _merge(
                person,
                [row for row in own if (row.first or date.min) <= day <= (row.last or date.max)],
                day,
            )
            for day in days
        ]
        members[person] = (days, known)
    return members


def quality_days(rows: Iterable[Quality]) -> set[date]:
    """The days on which what is known of somebody begins or is no longer known."""
    days = {row.first for row in rows if row.first} | {day_after(row.last) for row in rows if row.last}
    return {day for day in days if day is not None}


def _index(history: History) -> Index:
    seats = _index_seats(history.seats)
    by_start = _index_stays(history.services, seats)
    stays: dict[str, list[Stay]] = {}
    for stay in by_start:
        stays.setdefault(stay.service.seat, []).append(stay)
    return Index(seats, stays, by_start, _index_members(history.qualities))


def member_on(history: History, person: str, day: date) -> Member:
    """What was known of a person on a day; nothing at all where no row covers it."""
    known = history.index.members.get(person)
    return Member(person) if known is None else known[1][bisect_right(known[0], day) - 1]


def make_seat(history: History, row: DatedSeat, day: date) -> Seat:
    """The seat of a row as it stood on a day that the row covers, with its holder or how long it was vacant."""
    stays = history.index.stays.get(row.label, [])
    place = bisect_right(stays, day, key=lambda stay: stay.first) - 1
    stay = stays[place] if place >= 0 else None
    properties = (row.voting, row.alternate)
    if stay is not None and day <= stay.last:
        late = stay.service.end is not None and stay.service.end < day
        holder = member_on(history, stay.service.person, day)
        return Seat(
            row.label, holder, *properties, late, row.ex_officio, stay.running, row.reserved_for, row.selected_by
        )
    since = vacant_since(history.index.seats[row.label], stay, day)
    return Seat(row.label, None, *properties, False, row.ex_officio, None, row.reserved_for, row.selected_by, since)


def vacant_since(versions: list[DatedSeat], before: Stay | None, day: date) -> date | None:
    """The first day of a vacancy: the day after the last service, or the day the seat was created.

    None where neither is known.
    """
    place = bisect_right(versions, day, key=lambda row: row.first or date.min) - 1
    created = versions[place].first
    while created is not None and place > 0 and versions[place - 1].last == created - ONE_DAY:
        place -= 1
        created = versions[place].first
    left = day_after(before.last) if before is not None else None
    return max((known for known in (created, left) if known is not None), default=None)
