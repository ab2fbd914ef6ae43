"""The pages of seats and appointments: what each reader is told on them, what waits, and what stays with the clerk."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp

from governance.boards.models import Board, Membership, Person, Seat
from governance.db import Database
from governance.front.seat_views import MOST_SHOWN
from tests.conftest import NOW
from tests.front.test_act_forms import (
    APPOINTMENTS,
    BOARD_PAGE,
    SEATS,
    TODAY,
    empty_seat,
    fill_document,
    read_words,
    start_appointment,
)
from tests.support.accounts import ADMINISTRATOR, APPOINTER, CLERK, sign_in
from tests.support.declarations import find_board
from tests.support.laws import adopt
from tests.support.portal_forms import OTHER
from tests.support.statements import count_statements


@pytest.fixture
def clerk(application: Any, demo_database: Database) -> TestApp:
    return sign_in(application, demo_database, CLERK)


@pytest.fixture
def appointer(application: Any, demo_database: Database) -> TestApp:
    return sign_in(application, demo_database, APPOINTER)


def test_the_clerk_s_page_takes_a_fixed_number_of_queries(
    clerk: TestApp, appointer: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, TODAY)
    numbers = []
    for number in (61, 62, 63):
        form = clerk.get(f"{SEATS}/create").forms["create-seat"]
        form["number"], form["door"] = str(number), "proposed"
        form.submit().forms["create-seat"].submit("confirm", status=303)
        with count_statements(demo_database) as statements:
            clerk.get(SEATS)
            appointer.get(APPOINTMENTS)
        numbers.append(len(statements))
    assert len(set(numbers)) == 1, numbers


def test_the_clerk_s_page_is_the_administrator_s_too_and_says_what_is_coming(
    application: Any, demo_database: Database
) -> None:
    administrator = sign_in(application, demo_database, ADMINISTRATOR)
    adopt(demo_database, TODAY)
    waiting = adopt(demo_database, date(2027, 1, 1), confirmed=False)
    page = administrator.get(SEATS)
    assert page.html.find("a", href=f"{BOARD_PAGE}/law/{waiting}/confirm") is not None
    assert administrator.get(SEATS, headers={"Accept-Language": "es"}).html.html["lang"] == "es"


def test_what_waits_leads_the_clerk_and_the_authority_each_to_their_own_page(
    clerk: TestApp, appointer: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, TODAY)
    waiting = clerk.get("/home")
    assert waiting.html.find("a", href=f"{SEATS}#vacancies") is not None
    assert waiting.html.find("a", href=f"{SEATS}#breaches", string=lambda text: "COMP-01" in text) is not None
    waiting.click(href=f"{SEATS}#breaches").html.find(id="breaches")
    waiting = appointer.get("/home")
    assert waiting.html.find("a", href=f"{APPOINTMENTS}#vacancies") is not None
    assert "not met" not in waiting.text


def test_where_only_the_verdict_is_public_the_authority_sees_no_sum_and_an_administrator_none_either(
    application: Any, clerk: TestApp, appointer: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, TODAY, local={"COMP-14.public_status": "verdict"}, adopted=["COMP-14"])
    seat = empty_seat(clerk)
    administrator = sign_in(application, demo_database, ADMINISTRATOR)
    assert "100 x" in read_words(clerk.get(SEATS))
    refused = start_appointment(appointer, seat, f"{APPOINTMENTS}/propose").submit(status=422)
    recorded = fill_document(start_appointment(administrator, seat)).submit(status=200)
    for page in (appointer.get(APPOINTMENTS), administrator.get(SEATS), refused, recorded):
        assert "100 x" not in page.text
        assert "What would cure it" not in page.text
    assert "COMP-01" in read_words(refused)
    recorded.forms["appoint"].submit("confirm", status=303)
    assert "Majority of community representatives (COMP-01)" in read_words(clerk.get(SEATS))
    assert "Majority of community representatives (COMP-01)" not in read_words(administrator.get(SEATS))


def test_a_namesake_is_told_by_no_board_that_is_not_published(clerk: TestApp, demo_database: Database) -> None:
    seat = empty_seat(clerk)
    with demo_database.writing.begin() as session:
        committee = session.scalars(select(Board).where(Board.slug == OTHER)).one()
        committee.published = False
        name = session.scalars(
            select(Person.name).join(Membership).where(Membership.board_id == committee.id).order_by(Person.id)
        ).first()
        hidden = committee.name
    form = fill_document(start_appointment(clerk, seat))
    form["person_name"] = name
    page = form.submit(status=422)
    assert "Which of them?" in page.text
    assert hidden not in page.text


def test_a_board_with_very_many_seats_is_shown_page_by_page(
    clerk: TestApp, appointer: TestApp, demo_database: Database
) -> None:
    with demo_database.writing.begin() as session:
        board = find_board(session)
        session.add_all(Seat(board_id=board, number=1000 + place, voting=True, entered_at=NOW) for place in range(300))
    page = clerk.get(SEATS)
    assert len(page.html.find_all("a", href=lambda href: href.endswith("/change"))) <= 100
    beyond = [re.findall(r"and (\d+) more", read_words(shown)) for shown in (page, appointer.get(APPOINTMENTS))]
    assert beyond[1] == [beyond[0][0]], "both pages tell of the same vacancies"
    assert int(beyond[0][0]) >= 300 - MOST_SHOWN
    assert page.click("Next").html.find("a", href=lambda href: href.endswith("/change")) is not None
