"""A preview against the history itself: the roster after a change is the one that the changed record has that day."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from model_law.facts import Member, Roster, Seat, Term
from model_law.history import DatedSeat, History, Quality, Service
from model_law.preview import (
    Appointment,
    Change,
    Departure,
    Requalification,
    Reservation,
    Resizing,
    apply_change,
    preview,
)
from model_law.profiles import judge, settle
from model_law.provisions import load_act
from model_law.quorum import find_quorum
from model_law.timeline import roster_on
from tests.properties.histories import LAST, START, some_histories

Draw = Callable[[Any], Any]
CATEGORIES = st.sampled_from([frozenset[str](), frozenset({"homelessness"}), frozenset({"family", "substance_use"})])


def end_service(history: History, seat: Seat, day: date, removed_by: str | None = None) -> History:
    """The record in which the holder's last day was the one before."""
    assert seat.term is not None
    key = (seat.label, seat.term.person, seat.term.start)
    assume(seat.term.start is None or seat.term.start < day)
    services = tuple(
        replace(one, ended=day - timedelta(days=1), removed_by=removed_by)
        if (one.seat, one.person, one.start) == key
        else one
        for one in history.services
    )
    return replace(history, services=services)


def appoint(draw: Draw, history: History, roster: Roster, day: date) -> tuple[Change, History]:
    free = [seat for seat in roster.seats if seat.holder is None or seat.holdover]
    assume(free)
    seat = draw(st.sampled_from(free))
    categories = draw(CATEGORIES)
    recorded = end_service(history, seat, day) if seat.holder else history
    service = Service("new", seat.label, day, day, selected_by="mayor")
    quality = Quality("new", categories=categories, interest="")
    recorded = replace(
        recorded, services=(*recorded.services, service), qualities=(*recorded.qualities, quality)
    )  # fmt: skip
    term = Term("new", seat.label, day, day, selected_by="mayor")
    return Appointment(seat.label, Member("new", categories, ""), term), recorded


def leave(draw: Draw, history: History, roster: Roster, day: date) -> tuple[Change, History]:
    held = [seat for seat in roster.seats if seat.holder]
    assume(held)
    seat, removed_by = draw(st.sampled_from(held)), draw(st.sampled_from([None, "mayor", "council"]))
    assert seat.holder is not None
    return Departure(seat.holder.person, removed_by), end_service(history, seat, day, removed_by)


def requalify(draw: Draw, history: History, roster: Roster, day: date) -> tuple[Change, History]:
    held = [seat.holder for seat in roster.seats if seat.holder]
    assume(held)
    person, categories, chair = draw(st.sampled_from(held)).person, draw(CATEGORIES), draw(st.booleans())
    others = tuple(row for row in history.qualities if row.person != person)
    quality = Quality(person, day, day, categories, "own", chair=chair)
    member = Member(person, categories, "own", chair=chair)
    return Requalification(member), replace(history, qualities=(*others, quality))


def reserve(draw: Draw, history: History, roster: Roster, day: date) -> tuple[Change, History]:
    assume(roster.seats)
    label, place = draw(st.sampled_from(roster.seats)).label, draw(st.sampled_from([None, "family"]))
    seats = tuple(replace(row, reserved_for=place) if row.label == label else row for row in history.seats)
    return Reservation(label, place), replace(history, seats=seats)


def create(draw: Draw, history: History, roster: Roster, day: date) -> tuple[Change, History]:
    voting = draw(st.booleans())
    seats = (*history.seats, DatedSeat("added", day, None, voting))
    return Resizing((Seat("added", voting=voting, vacant_since=day),)), replace(history, seats=seats)


def abolish(draw: Draw, history: History, roster: Roster, day: date) -> tuple[Change, History]:
    assume(roster.seats)
    seat = draw(st.sampled_from(roster.seats))
    recorded = end_service(history, seat, day) if seat.holder else history
    last = day - timedelta(days=1)
    seats = []
    for row in history.seats:
        if row.label != seat.label:
            seats.append(row)
        elif (row.first or date.min) <= last:
            seats.append(replace(row, last=min(row.last or date.max, last)))
    assume(any(row.label == seat.label for row in seats))
    services = tuple(one for one in recorded.services if one.seat != seat.label or (one.start or date.min) < day)
    return Resizing(abolished=frozenset({seat.label})), replace(recorded, seats=tuple(seats), services=services)


@given(some_histories(), st.integers(0, LAST), st.data())
def test_a_changed_roster_is_the_one_of_the_changed_record(history: History, offset: int, data: st.DataObject) -> None:
    day = START + timedelta(days=offset)
    roster = roster_on(history, day)
    make = data.draw(st.sampled_from([appoint, leave, requalify, reserve, create, abolish]))
    change, recorded = make(data.draw, history, roster, day)
    expected, changed = roster_on(recorded, day), apply_change(roster, change)
    assert changed.seats == expected.seats
    assert Counter(changed.terms) == Counter(expected.terms)
    profile = settle(load_act("model-act"), day)
    seen = preview(profile, roster, [change])
    assert tuple(pair.before for pair in seen.pairs) == judge(profile, roster)
    assert tuple(pair.after for pair in seen.pairs) == judge(profile, expected)
    turned = {one.rule for one, two in zip(judge(profile, roster), judge(profile, expected), strict=True)
              if one.verdict != two.verdict}  # fmt: skip
    assert {pair.after.rule for pair in seen.changed} == turned


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_quorum_is_the_least_number_that_is_one_more_than_half(serving: int, vacant: int) -> None:
    seats = [Seat(str(n), Member(str(n))) for n in range(serving)] + [Seat(f"vacant {n}") for n in range(vacant)]
    quorum = find_quorum(settle(load_act("ca-bhb"), date(2026, 3, 1)), Roster(date(2026, 3, 1), tuple(seats)))
    enough = (number for number in range(serving + 2) if 2 * (number - 1) >= serving)
    assert quorum.needed == (next(enough) if serving else None)
