"""Seats that are created, changed and abolished, and how pages count them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from governance.boards.appointment_actions import appoint
from governance.boards.appointment_models import Door
from governance.boards.coming_queries import count_vacancies, find_ending_terms
from governance.boards.composition_acts import CompositionRefusal
from governance.boards.models import EndReason, Membership, Person, Role, Seat, SeatChange
from governance.boards.queries import SeatCount, count_seats
from governance.boards.seat_actions import abolish_seat, change_seat, create_seat, strike_seat
from governance.db import Database
from governance.db.history import FormerState
from model_law.timeline import roster_on
from tests.support.composition import FOUNDED, LETTER, NOW, SEATS_SINCE, TODAY, CompositionHouse
from tests.support.statements import count_statements

PROPOSED: dict[str, Any] = {"door": Door.PROPOSED}
RECORDED: dict[str, Any] = {"door": Door.RECORDED, "document": LETTER}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> CompositionHouse:
    return CompositionHouse(database, tmp_path, seats=3)


def count(house: CompositionHouse, on: date) -> SeatCount | None:
    with house.database.reading() as session:
        return count_seats(session, house.board, on)


def test_a_seat_is_what_its_last_change_says_and_was_what_it_was(house: CompositionHouse) -> None:
    house.adopt()
    house.do(create_seat, **PROPOSED, number=4, started_on=TODAY, label="At large", constituency="substance_use")
    week, month = TODAY + timedelta(days=7), TODAY + timedelta(days=30)
    house.do(change_seat, **PROPOSED, seat=4, started_on=month, voting=False, constituency=None)
    house.do(change_seat, **PROPOSED, seat=4, started_on=week, appointing_authority="Council")
    house.do(change_seat, **PROPOSED, seat=4, started_on=week, alternate=True)
    rows = [row for row in house.find_history().seats if row.label == "4"]
    assert [(row.first, row.last, row.voting, row.alternate, row.reserved_for, row.selected_by) for row in rows] == [
        (TODAY, week - timedelta(days=1), True, False, "substance_use", None),
        (week, month - timedelta(days=1), True, True, "substance_use", "Council"),
        (month, None, False, False, None, None),
    ]
    with house.database.reading() as session:
        changes = session.scalars(select(SeatChange).order_by(SeatChange.id)).all()
        assert [(change.started_on, change.superseded_at) for change in changes] == [
            (month, None), (week, NOW), (week, None)
        ]  # fmt: skip
        assert changes[2].corrects_id == changes[1].id


def test_pages_count_seats_as_they_stand_on_the_day(house: CompositionHouse) -> None:
    [first] = house.add_people("Una Bell")
    house.seat(1, first)
    assert count(house, TODAY) == SeatCount(3, 3, 2)
    house.do(change_seat, **PROPOSED, seat=2, started_on=TODAY, voting=False)
    house.do(change_seat, **PROPOSED, seat=3, started_on=TODAY + timedelta(days=1), alternate=True)
    house.do(create_seat, **RECORDED, number=9, started_on=TODAY)
    house.do(create_seat, **PROPOSED, number=10, started_on=TODAY, alternate=True)
    assert count(house, TODAY - timedelta(days=1)) == SeatCount(3, 3, 2)
    assert count(house, TODAY) == SeatCount(4, 3, 3)
    assert count(house, TODAY + timedelta(days=1)) == SeatCount(3, 2, 2)
    house.do(strike_seat, seat=9, on=TODAY, document=LETTER)
    assert count(house, TODAY) == SeatCount(3, 2, 2)
    with house.database.reading() as session:
        assert [vacant.count for vacant in count_vacancies(session, [house.board], NOW)] == [2]


def test_a_term_that_ends_is_coming_even_where_its_member_holds_over(house: CompositionHouse) -> None:
    [first, second, third] = house.add_people("Una Bell", "Duo Bell", "Tria Bell")
    week = TODAY + timedelta(days=7)
    house.seat(1, first, term_ends_on=week, holds_over=True)
    house.seat(2, second, term_ends_on=week + timedelta(days=1))
    house.seat(3, third, term_ends_on=TODAY - timedelta(days=1), holds_over=True)
    with house.database.reading() as session:
        coming = find_ending_terms(session, [house.board], NOW, timedelta(days=30), 9)
    assert [(term.person, term.last_day) for term in coming] == [
        ("Una Bell", week), ("Duo Bell", week + timedelta(days=1))
    ]  # fmt: skip


def test_a_seat_is_abolished_with_whoever_holds_it_and_its_number_may_be_used_again(house: CompositionHouse) -> None:
    [first] = house.add_people("Una Bell")
    key = house.seat(1, first, term_ends_on=date(2030, 1, 1))
    house.do(abolish_seat, **PROPOSED, seat=1, ended_on=TODAY)
    row = house.find_row(key)
    assert (row.ended_on, row.end_reason) == (TODAY, EndReason.SEAT_ABOLISHED)
    with house.database.reading() as session:
        [state] = session.scalars(select(FormerState)).all()
    assert state.values == {"ended_on": None, "source_fingerprint": None}
    house.do(create_seat, **PROPOSED, number=1, started_on=TODAY + timedelta(days=1), voting=False)
    assert count(house, TODAY + timedelta(days=1)) == SeatCount(3, 2, 3)
    again = house.seat(1, first, started_on=TODAY + timedelta(days=1))
    assert house.find_row(again).seat_id != row.seat_id
    assert len(roster_on(house.find_history(), TODAY + timedelta(days=1)).seats) == 3


def test_abolishing_the_seat_of_a_community_representative_is_refused_where_it_breaks_the_share(
    house: CompositionHouse,
) -> None:
    house.adopt()
    house.fill(2, 1)
    refused = house.refuse(abolish_seat, **PROPOSED, seat=1, ended_on=TODAY)
    assert refused.preview is not None
    assert refused.preview.refusing == ("COMP-01",)
    house.do(abolish_seat, **RECORDED, seat=1, ended_on=TODAY)
    assert house.find_act().contested == ["COMP-01"]


def test_what_cannot_be_done_to_a_seat_is_refused_and_nothing_is_left_of_it(house: CompositionHouse) -> None:
    why, tomorrow = CompositionRefusal, TODAY + timedelta(days=1)
    [first] = house.add_people("Una Bell")
    house.seat(1, first, started_on=tomorrow)
    house.do(change_seat, **PROPOSED, seat=2, started_on=tomorrow, voting=False)
    created: dict[str, Any] = {**PROPOSED, "number": 7, "started_on": TODAY}
    house.do(abolish_seat, **RECORDED, seat=3, ended_on=date(2025, 6, 30))
    cases: list[tuple[Any, dict[str, Any], CompositionRefusal]] = [
        (create_seat, {**created, "number": 1}, why.SEAT_TAKEN),
        (create_seat, {**created, **RECORDED, "number": 3, "started_on": date(2025, 6, 30)}, why.SEAT_TAKEN),
        (create_seat, {**created, "number": 0}, why.SEAT_NUMBER),
        (create_seat, {**created, "number": -1}, why.SEAT_NUMBER),
        (create_seat, {**created, "number": 10**30}, why.SEAT_NUMBER),
        (create_seat, {**created, "started_on": date.min}, why.BACKDATED),
        (create_seat, {**created, "label": "a\x07b"}, why.TEXT_UNREADABLE),
        (create_seat, {**created, "label": "a" * 201}, why.TEXT_TOO_LONG),
        (create_seat, {**created, "door": Door.RECORDED}, why.DOCUMENT_MISSING),
        (create_seat, {**created, "constituency": "substance_use"}, why.UNKNOWN_CATEGORY),
        (change_seat, {**PROPOSED, "seat": 1, "started_on": TODAY}, why.NOTHING_CHANGES),
        (change_seat, {**PROPOSED, "seat": 1, "started_on": TODAY, "voting": True}, why.NOTHING_CHANGES),
        (change_seat, {**PROPOSED, "seat": 8, "started_on": TODAY, "voting": False}, why.UNKNOWN_SEAT),
        (change_seat, {**PROPOSED, "seat": 3, "started_on": TODAY, "voting": False}, why.SEAT_NOT_THEN),
        (abolish_seat, {**PROPOSED, "seat": 1, "ended_on": TODAY}, why.SEAT_USED_LATER),
        (abolish_seat, {**PROPOSED, "seat": 2, "ended_on": TODAY}, why.SEAT_USED_LATER),
        (abolish_seat, {**RECORDED, "seat": 1, "ended_on": date.min}, why.SEAT_NOT_THEN),
        (abolish_seat, {**RECORDED, "seat": 3, "ended_on": date(2025, 6, 30)}, why.NOTHING_CHANGES),
        (strike_seat, {"seat": 1, "on": TODAY, "document": LETTER}, why.SEAT_HELD),
    ]
    wrong = []
    for act, given, reason in cases:
        refused = house.refuse(act, **given)
        if refused.refusal is not reason:
            wrong.append(f"{act.__name__} {given}: {refused}, not {reason}")
    assert wrong == []
    house.adopt()
    assert house.refuse(create_seat, **{**created, "constituency": "left-handed"}).refusal is why.UNKNOWN_CATEGORY


def test_a_board_without_seats_has_none_to_give(database: Database, tmp_path: Path) -> None:
    house = CompositionHouse(database, tmp_path, seats=0)
    house.adopt()
    [first] = house.add_people("Una Bell")
    refused = house.refuse(appoint, **RECORDED, seat=1, person=first, started_on=TODAY)
    assert refused.refusal is CompositionRefusal.UNKNOWN_SEAT
    house.do(create_seat, **PROPOSED, number=1, started_on=TODAY)
    assert house.find_act().contested == []


def test_an_act_on_a_board_of_ten_thousand_seats_asks_no_more_than_on_one_of_ten(
    make_database: Any, tmp_path: Path
) -> None:  # fmt: skip
    few, many = (list_statements(make_database("empty"), tmp_path, seats) for seats in (10, 10_000))
    assert len(many) == len(few)


def list_statements(database: Database, keys: Path, seats: int) -> list[str]:
    """What an appointment asks of the database on a board of which half the seats are held."""
    house = CompositionHouse(database, keys, seats=seats)
    house.adopt()
    [first] = house.add_people("Una Bell")
    with database.writing.begin() as session:
        held = session.scalars(select(Seat.id).where(Seat.number > seats // 2)).all()
        people = [
            {"id": 100 + at, "key": f"p{at}", "name": f"P {at}", "sort_name": f"P {at}", "entered_at": NOW}
            for at in range(len(held))
        ]
        session.execute(insert(Person), people)
        session.execute(
            insert(Membership),
            [
                {"board_id": house.board, "person_id": person["id"], "seat_id": seat, "role": Role.MEMBER,
                 "key": f"{at:010}", "started_on": SEATS_SINCE, "term_ends_on": FOUNDED, "holds_over": True,
                 "entered_at": NOW}
                for at, (seat, person) in enumerate(zip(held, people, strict=True))
            ],
        )  # fmt: skip
    with count_statements(database) as statements:
        house.seat(1, first)
    return statements
