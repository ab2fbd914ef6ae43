"""Seats and appointments in a browser: one whole appointment by keyboard alone, and every page accessible and narrow."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from governance.boards.models import Membership, Person, Seat
from governance.db import Database, open_database
from tests.browser.test_accounts import enter
from tests.conftest import NOW, make_application
from tests.support.accounts import APPOINTER, BOARD, CLERK, MEMBER
from tests.support.browser import find_accessibility_violations, record_context, serve_application
from tests.support.declarations import find_board
from tests.support.laws import adopt

pytestmark = pytest.mark.browser
SEATS, APPOINTMENTS = f"/boards/{BOARD}/seats", f"/boards/{BOARD}/appointments"
NEW = "Sorrel Thistlewood"


@pytest.fixture
def site(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[tuple[str, Database]]:
    """A demo site of the test's own, with a vacant seat: its address, and its database."""
    path = shutil.copy(sqlite_templates["demo"], tmp_path / "record.sqlite")
    database = open_database(f"sqlite:///{path}")
    with database.writing.begin() as session:
        session.add(
            Seat(board_id=find_board(session), number=90, voting=True, started_on=date(2020, 1, 1), entered_at=NOW)
        )
    with serve_application(make_application(database)) as address:
        yield address, database
    database.close()


def find_key(database: Database, name: str) -> str:
    with database.reading() as session:
        query = select(Membership.key).join(Person).where(Person.name == name, Membership.seat_id.is_not(None))
        return str(session.scalars(query.order_by(Membership.started_on.desc())).first())


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what the selector names has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by the Tab key")


def type_day(page: Page, day: date) -> None:
    """A day as Chromium takes it from the keyboard, for a reader of American English."""
    page.keyboard.type(f"{day:%m%d%Y}")


def test_a_clerk_records_a_whole_appointment_by_keyboard_alone(site: tuple[str, Database], page: Page) -> None:
    base, database = site
    today = datetime.now(UTC).date()
    adopt(database, date(2024, 7, 1))
    enter(page, site, CLERK)
    page.goto(base + SEATS)
    tab_to(page, f"a[href$='{APPOINTMENTS}/record?seat=90']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/appointments/record?seat=90")
    tab_to(page, "input[name=person_name]")
    page.keyboard.type(NEW)
    tab_to(page, "input[name=document_title]")
    page.keyboard.type("Letter of the mayor")
    tab_to(page, "input[type=date]")
    type_day(page, today)
    page.keyboard.press("Enter")
    page.wait_for_selector("button[name=confirm]")
    assert "COMP-01" in page.locator("main").inner_text()
    tab_to(page, "button[name=confirm]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SEATS}?done=appointment.made")
    assert NEW in page.locator("main").inner_text()
    with database.reading() as session:
        assert len(session.scalars(select(Person).where(Person.name == NEW)).all()) == 1


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
def test_no_page_on_seats_has_an_accessibility_violation_or_is_too_wide(
    site: tuple[str, Database], browser: Browser, language: str, scheme: Any
) -> None:
    base, database = site
    adopt(database, date(2024, 7, 1))
    key = find_key(database, "Tendai Mwakasege")
    own = f"{APPOINTMENTS}/own"
    paths = {
        CLERK: (SEATS, f"{SEATS}/create", f"{SEATS}/1/change", f"{SEATS}/1/abolish", f"{APPOINTMENTS}/record",
                f"{APPOINTMENTS}/{key}/correct", f"{APPOINTMENTS}/{key}/record-end"),
        APPOINTER: (APPOINTMENTS, f"{APPOINTMENTS}/propose", f"{APPOINTMENTS}/{key}/propose-removal"),
        MEMBER: (own,),
    }  # fmt: skip
    for address, pages in paths.items():
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale=language, color_scheme=scheme)
        record = record_context(context)
        page = context.new_page()
        enter(page, site, address)
        for path in pages:
            page.goto(base + path)
            check(page, path)
        if address == APPOINTER:
            page.locator("input[name=removed_by]").fill("Mayor")
            page.locator("button[name=preview]").click()
            page.wait_for_selector("button[name=change]")
            check(page, "the second step")
        assert [error for error in record.errors if "422" not in error] == []
        context.close()


def check(page: Page, path: str) -> None:
    assert find_accessibility_violations(page) == [], path
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
