"""A board's dated history and laws, gathered from its rows."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.composition_facts import Holding, SeatChangeRow, SeatRow, date_seats, place_holdings
from governance.boards.composition_queries import gather_history, gather_laws
from governance.boards.declaration_models import CommunityStanding
from governance.boards.law_queries import find_profile
from governance.boards.models import Board, EndReason, Membership, Person, Role, Seat, SeatChange
from governance.db import Database
from governance.security.vault import Vault
from model_law.facts import DECLARED
from model_law.history import Clash, DatedSeat, HistoryError, Service
from model_law.timeline import find_laws, roster_on
from tests.conftest import NOW
from tests.support.accounts import BOARD
from tests.support.laws import adopt
from tests.support.statements import count_statements

TODAY = date(2026, 11, 24)
COMMITTEE = "brindle-harbor-data-and-reporting"
START = date(2024, 1, 1)
NO_VAULT = Vault(Path("no-such-folder"))


def find_board(session: Session, slug: str = BOARD) -> Board:
    return session.scalars(select(Board).where(Board.slug == slug)).one()


def hold(person: str = "ana", seat: int | None = 1, **more: Any) -> Holding:
    given: dict[str, Any] = {
        "person": person,
        "seat": seat,
        "role": Role.MEMBER,
        "voting": None,
        "started_on": START,
        "ended_on": None,
        "term_ends_on": None,
        "holds_over": False,
        "remainder": False,
        "remainder_of": None,
        "selected_by": None,
        "removed_by": None,
        "end_reason": None,
        "imported": False,
    }
    return Holding(**given | more)


def seat(number: int = 1, **more: Any) -> SeatRow:
    given: dict[str, Any] = {
        "kept_since": START,
        "id": number,
        "number": number,
        "started_on": START,
        "ended_on": None,
        "reserved_for": None,
        "voting": True,
        "alternate": False,
        "ex_officio": False,
        "selected_by": None,
        "imported": False,
    }
    return SeatRow(**given | more)


def place(*holdings: Holding, seats: list[DatedSeat] | None = None) -> tuple[list[DatedSeat], list[Service]]:
    return place_holdings(holdings, date_seats([seat()], []) if seats is None else seats)


def test_the_demo_s_board_is_gathered_seat_by_seat(demo_database: Database) -> None:
    with demo_database.reading() as session:
        board = find_board(session)
        history = gather_history(session, NO_VAULT, board.id)
        roster = roster_on(history, TODAY)
        seats = session.scalars(select(Seat).where(Seat.board_id == board.id)).all()
        serving = session.scalars(
            select(Person.key)
            .join(Membership)
            .where(
                Membership.board_id == board.id, Membership.role != Role.STAFF, Membership.started_on <= TODAY,
                Membership.ended_on.is_(None) | (Membership.ended_on >= TODAY),
            )
        ).all()  # fmt: skip
    assert {row.label for row in roster.seats} == {str(row.number) for row in seats}
    assert sorted(s.holder.person for s in roster.seats if s.holder) == sorted(set(serving))
    assert [s.holder.chair for s in roster.seats if s.holder].count(True) == 1
    assert history.complete is False


def test_the_number_of_queries_does_not_grow_with_seats_and_members(demo_database: Database) -> None:
    def count() -> int:
        with count_statements(demo_database) as statements, demo_database.reading() as session:
            gather_history(session, NO_VAULT, find_board(session).id)
            gather_laws(session, find_board(session).id)
        return len(statements)

    before = count()
    with demo_database.writing.begin() as session:
        board = find_board(session)
        for number in range(1000, 1060):
            person = Person(key=f"added-{number}", name=f"Added {number}", sort_name=f"Added {number}", entered_at=NOW)
            new = Seat(board_id=board.id, number=number, started_on=START, entered_at=NOW)
            session.add_all([person, new])
            session.flush()
            session.add_all([
                SeatChange(seat_id=new.id, started_on=TODAY, voting=False, alternate=False, ex_officio=False,
                           entered_at=NOW),
                Membership(board_id=board.id, person_id=person.id, seat_id=new.id, role=Role.MEMBER,
                           started_on=START, entered_at=NOW),
                CommunityStanding(board_id=board.id, person_id=person.id, started_on=START, entered_at=NOW),
            ])  # fmt: skip
    assert count() == before


def test_a_change_of_a_seat_is_another_row_of_it() -> None:
    changed = SeatChangeRow(1, date(2025, 1, 1), "homelessness", False, False, True, "Mayor")
    assert date_seats([seat(ended_on=date(2026, 1, 1))], [changed]) == [
        DatedSeat("1", START, date(2024, 12, 31)),
        DatedSeat("1", date(2025, 1, 1), date(2026, 1, 1), False, False, True, "homelessness", "Mayor"),
    ]


def test_a_change_on_a_seat_s_first_day_takes_the_place_of_what_it_was() -> None:
    changed = SeatChangeRow(1, START, None, False, False, False, None)
    assert date_seats([seat()], [changed]) == [DatedSeat("1", START, None, False)]


@pytest.mark.parametrize(
    ("given", "end", "ended"),
    [
        ({}, None, None),
        ({"term_ends_on": TODAY, "ended_on": TODAY}, TODAY, None),
        ({"ended_on": TODAY}, TODAY, None),
        ({"term_ends_on": TODAY, "holds_over": True}, TODAY, None),
        (
            {"term_ends_on": TODAY, "ended_on": date(2026, 1, 1), "end_reason": EndReason.RESIGNED},
            TODAY,
            date(2026, 1, 1),
        ),
        ({"ended_on": date(2026, 1, 1), "end_reason": EndReason.DIED}, None, date(2026, 1, 1)),
        (
            {
                "term_ends_on": date(2026, 1, 1),
                "ended_on": TODAY,
                "holds_over": True,
                "end_reason": EndReason.SUCCEEDED,
            },
            date(2026, 1, 1),
            TODAY,
        ),
    ],
)
def test_the_end_of_a_term_and_the_last_day_served_are_two_days(
    given: dict[str, Any], end: date | None, ended: date | None
) -> None:
    [service] = place(hold(**given))[1]
    assert (service.end, service.ended) == (end, ended)


def test_who_is_staff_or_liaison_sits_in_no_seat() -> None:
    assert place(hold(role=Role.STAFF, seat=None), hold("ben", role=Role.LIAISON, seat=None))[1] == []


def test_everybody_whom_the_record_names_in_no_seat_gets_one_of_their_own() -> None:
    seats, services = place(
        hold("ana", None, ended_on=TODAY), hold("ben", None, voting=False), hold("eva", None, role=Role.ALTERNATE),
        hold("luz", None, role=Role.EX_OFFICIO), seats=[],
    )  # fmt: skip
    assert len({service.seat for service in services}) == 4
    assert [(s.first, s.last, s.voting, s.alternate, s.ex_officio) for s in seats] == [
        (START, TODAY, True, False, False), (START, None, False, False, False), (START, None, True, True, False),
        (START, None, True, False, True),
    ]  # fmt: skip


def test_an_office_of_somebody_who_serves_anyway_is_no_second_seat() -> None:
    chair = hold(role=Role.CHAIR, seat=None, started_on=date(2025, 1, 1))
    _, services = place(hold(), chair)
    assert [(service.person, service.seat) for service in services] == [("ana", "1")]
    _, services = place(hold(seat=None), chair, hold(role=Role.TREASURER, seat=None), seats=[])
    assert len(services) == 1


def test_an_office_reaches_beyond_a_membership_by_the_days_it_names_alone() -> None:
    chair = hold(role=Role.CHAIR, seat=None, started_on=date(2023, 1, 1), ended_on=TODAY)
    _, services = place(hold(seat=None), chair, seats=[])
    assert sorted((service.start, service.end) for service in services if service.start) == [
        (date(2023, 1, 1), START - timedelta(days=1)), (START, None),
    ]  # fmt: skip


def test_a_new_role_within_one_term_begins_no_new_service() -> None:
    term = date(2027, 12, 31)
    first = hold(ended_on=date(2025, 6, 30), term_ends_on=term)
    chair = hold(role=Role.CHAIR, started_on=date(2025, 7, 1), ended_on=term, term_ends_on=term)
    [service] = place(first, chair)[1]
    assert (service.start, service.end, service.ended) == (START, term, None)
    again = hold(role=Role.CHAIR, started_on=date(2025, 7, 1), term_ends_on=date(2029, 1, 1))
    assert len(place(first, again)[1]) == 2


def test_other_systems_say_of_a_member_what_here_is_said_of_the_seat() -> None:
    seats, _ = place(hold(voting=False, imported=True, started_on=date(2025, 1, 1), ended_on=date(2025, 12, 31)))
    assert [(s.first, s.last, s.voting) for s in seats] == [
        (START, date(2024, 12, 31), True),
        (date(2025, 1, 1), date(2025, 12, 31), False),
        (date(2026, 1, 1), None, True),
    ]
    assert place(hold(voting=False))[0] == [DatedSeat("1", START)]


DAYS = st.integers(0, 30).map(lambda number: START + timedelta(days=number))


@given(st.lists(st.tuples(DAYS, st.integers(0, 12), st.booleans(), st.booleans()), max_size=5))
def test_one_person_s_offices_are_served_on_the_days_that_any_row_names(
    rows: list[tuple[date, int, bool, bool]],
) -> None:
    """Whatever rows name one person as an officer, they serve once on each of those days and on no other."""
    holdings = [
        hold(seat=None, role=Role.CHAIR if chair else Role.SECRETARY, started_on=first,
             ended_on=None if forever else first + timedelta(days=length))
        for first, length, chair, forever in rows
    ]  # fmt: skip
    _, services = place(*holdings, seats=[])
    for number in range(60):
        day = START + timedelta(days=number)
        named = any(held.first <= day <= held.last for held in holdings)
        serving = [s for s in services if (s.start or date.min) <= day <= (s.end or date.max)]
        assert len(serving) == named


@pytest.fixture
def tiny(make_database: Callable[[str], Database]) -> Database:
    return make_database("demo")


def test_two_people_in_one_seat_on_the_same_days_contradict_each_other(tiny: Database) -> None:
    with tiny.writing.begin() as session:
        board = find_board(session)
        row = session.scalars(select(Seat).where(Seat.board_id == board.id, Seat.number == 1)).one()
        other = Person(key="zoe-1111", name="Zoe", sort_name="Zoe", entered_at=NOW)
        session.add(other)
        session.flush()
        session.add(
            Membership(board_id=board.id, person_id=other.id, seat_id=row.id, role=Role.MEMBER, entered_at=NOW,
                       started_on=TODAY - timedelta(days=1))
        )  # fmt: skip
    with tiny.reading() as session, pytest.raises(HistoryError) as found:
        gather_history(session, NO_VAULT, find_board(session).id)
    assert (found.value.key, found.value.clash) == ("1", Clash.TERMS_OVERLAP)


def test_what_was_known_once_can_be_asked_after_a_correction(tiny: Database) -> None:
    later = NOW + timedelta(days=2)
    with tiny.writing.begin() as session:
        board = find_board(session)
        row = session.scalars(
            select(Membership)
            .where(Membership.board_id == board.id, Membership.seat_id.is_not(None), Membership.ended_on.is_(None))
            .limit(1)
        ).one()
        person = session.get_one(Person, row.person_id).key
        session.add(
            CommunityStanding(
                board_id=board.id, person_id=row.person_id, started_on=START, entered_at=NOW, superseded_at=later
            )
        )
        row.superseded_at = later
    with tiny.reading() as session:
        now = gather_history(session, NO_VAULT, find_board(session).id)
        then = gather_history(session, NO_VAULT, find_board(session).id, known_at=NOW)
    assert person in {service.person for service in then.services}
    assert person not in {s.holder.person for s in roster_on(now, TODAY).seats if s.holder}
    assert {q.person for q in then.qualities if DECLARED in q.categories} == {person}
    assert not [q for q in now.qualities if DECLARED in q.categories]


def test_the_laws_of_a_board_are_those_that_it_is_under_on_each_day(tiny: Database) -> None:
    adopt(tiny, date(2021, 1, 1), binds_committees=True)
    wrong = adopt(tiny, date(2022, 1, 1), local={"COMP-01.p": "60/100"})
    adopt(tiny, date(2023, 1, 1), binds_committees=True, local={"COMP-01.p": "70/100"})
    adopt(tiny, date(2022, 1, 1), local={"COMP-01.p": "55/100"}, corrects=wrong)
    for slug in (BOARD, COMMITTEE):
        with tiny.reading() as session:
            board = find_board(session, slug)
            settled = find_laws(gather_laws(session, board.id))
            for day in (date(2020, 1, 1), date(2021, 5, 5), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1)):
                found = find_profile(session, board.id, day)
                begun = [profile for first, profile in settled if first <= day]
                ours = begun[-1].share if begun else None
                theirs = found[1].share if found else None
                assert (ours and ours.values["p"]) == (theirs and theirs.values["p"]), (slug, day)
