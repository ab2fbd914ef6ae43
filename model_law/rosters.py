"""A board's roster from a CSV file, as the board stood on a day: seats, holders and what a reader should
know.

What was read but may surprise (seats whose term has ended, the same name twice) is handed back as notes.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from model_law.facts import DECLARED, Member, Roster, Seat, Term
from model_law.roster_rows import Line, RosterError, fold, numbers, read_lines, shown


@dataclass(frozen=True, slots=True)
class Reading:
    """A roster as read, and what its reader should know: rows skipped, vacant or doubled."""

    roster: Roster
    notes: tuple[str, ...]


def _check_overlaps(seat: list[Line]) -> None:
    """Refuse two terms on one seat that share more than the day of the handover."""
    ordered = sorted(seat, key=lambda line: (line.start or date.min, line.end or date.max))
    widest = ordered[0]
    for line in ordered[1:]:
        start, before = line.start or date.min, widest.end or date.max
        if start < before or start == (widest.start or date.min):
            raise RosterError(
                f"the term overlaps the one in row {widest.row} on the same seat {shown(line.seat)}; "
                "give each seat its own number, or correct the dates",
                line.row,
                "seat" if widest.start is None and line.start is None else "start",
            )
        if (line.end or date.max) >= before:
            widest = line


def _seat(label: str, seat: list[Line], on: date, persons: Mapping[int, str], told: dict[str, list[int]]) -> Seat:
    """Who holds a seat on the day: on the day of a handover, the later one."""
    held = sorted((line for line in seat if line.name and line.covers(on)), key=lambda line: line.start or date.min)
    past = sorted((line for line in seat if line.end and line.end < on), key=lambda line: line.end or date.min)
    vacancy = [line for line in seat if not line.name and line.covers(on)]
    if not held and not vacancy and past and past[-1].name and "holdover" in (past[-1].roles or ()):
        held = [past[-1]]
    if not held:
        last = max((line.end + timedelta(days=1) for line in past if line.name and line.end), default=None)
        since = next((line.start for line in vacancy if line.start), last)
        like = vacancy[0] if vacancy else seat[-1]
        if past and past[-1].name and not vacancy:
            told["ended"].append(past[-1].row)
        elif not vacancy:
            told["future"].append(seat[0].row)
        return Seat(
            label,
            voting=like.voting,
            alternate="alternate" in (like.roles or ()),
            vacant_since=since,
            ex_officio="ex_officio" in (like.roles or ()),
        )
    line = held[-1]
    roles = line.roles
    marked = None if roles is None else roles.__contains__
    member = Member(
        person=persons[line.row],
        categories=line.categories,
        interest=line.interest,
        organization=line.organization,
        chair=bool(marked and marked("chair")),
        staff=None if marked is None else marked("staff"),
        law_enforcement=None if marked is None else marked("law_enforcement"),
        sector_income=True if marked and marked("sector_income") else None,
    )
    return Seat(
        label,
        member,
        voting=line.voting,
        alternate=bool(marked and marked("alternate")),
        holdover=bool(marked and marked("holdover")) and (line.end is None or line.end < on),
        ex_officio=bool(marked and marked("ex_officio")),
        term=_term(line, label, persons),
    )


def _term(line: Line, label: str, persons: Mapping[int, str]) -> Term:
    return Term(persons[line.row], label, line.start, line.end, remainder="remainder" in (line.roles or ()))


def _persons(lines: list[Line], notes: list[str]) -> dict[int, str]:
    """Tell people apart: the same name twice is one person only if the services never overlap."""
    services: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.name:
            services[fold(line.name)].append(line)
    persons: dict[int, str] = {}
    doubled: list[int] = []
    for name, own in services.items():
        own.sort(key=lambda line: line.start or date.min)
        busy_until = date.min
        for number, line in enumerate(own):
            overlaps = number > 0 and (line.start or date.min) < max(busy_until, date.min + timedelta(days=1))
            if overlaps:
                doubled.append(line.row)
            persons[line.row] = f"{name} (row {line.row})" if overlaps else name
            busy_until = max(busy_until, line.end or date.max)
    if doubled:
        notes.append(
            "The same name stands on several rows for the same time; each row was read as another person: "
            f"rows {numbers(sorted(doubled))}."
        )
    return persons


def read_roster(data: bytes, on: date, categories: Collection[str]) -> Reading:
    """Read a CSV roster as the board stood on a day.

    ``categories`` are the ids that the act names. Raises RosterError with row and column.
    """
    known = {*categories, DECLARED}
    notes: list[str] = []
    lines, header = read_lines(data, known, notes)
    by_seat: dict[str | int, list[Line]] = {}
    for line in lines:
        by_seat.setdefault(fold(line.seat) or line.row, []).append(line)
    for seat in by_seat.values():
        if len(seat) > 1:
            _check_overlaps(seat)
    persons = _persons(lines, notes)
    told: dict[str, list[int]] = {"ended": [], "future": []}
    seats = tuple(_seat(seat[0].seat or f"row {seat[0].row}", seat, on, persons, told) for seat in by_seat.values())
    if told["ended"]:
        notes.append(
            f"The term had ended by {on}, so the seat was read as vacant: rows {numbers(told['ended'])}. "
            "Write holdover in the role column where the member still serves."
        )
    if told["future"]:
        notes.append(f"The term begins after {on}, so the seat was read as vacant: rows {numbers(told['future'])}.")
    if "disqualified" not in header:
        notes.append("There is no column disqualified, so nobody was left out of the count for their employment.")
    terms = tuple(_term(line, line.seat or f"row {line.row}", persons) for line in lines if line.name)
    return Reading(Roster(on, seats, terms=terms), tuple(notes))
