"""Counting a call file and reading of a program in a browser: by keyboard alone, accessible, and as narrow as a phone."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from governance.accounts.models import Factor, MadeBy
from governance.accounts.sessions import begin_session
from governance.db import open_database
from tests.conftest import NOW, make_application
from tests.oversight.making import Staff, make_call_file
from tests.support.accounts import BOARD
from tests.support.browser import find_accessibility_violations, record_context, serve_application

pytestmark = pytest.mark.browser

HERE = f"/boards/{BOARD}"
NARROW = {"width": 320, "height": 800}


@pytest.fixture(scope="module")
def served(
    sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str, str, Path]]:
    """The site's address, the draft of October, the session of staff, and a call file of that month."""
    folder = tmp_path_factory.mktemp("reports")
    shutil.copy(sqlite_templates["demo"], folder / "site.sqlite")
    database = open_database(f"sqlite:///{folder / 'site.sqlite'}")
    staff = Staff(database)
    program = staff.add_program()
    for month, police in ((7, 17), (9, 34)):
        staff.publish_file(program, month=month, police=police, kinds=(100, 70))
    draft = staff.draft(program, date(2026, 10, 1))
    with database.writing.begin() as session:
        token = begin_session(session, NOW, staff.actor.account_id, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
    file = folder / "calls.csv"
    file.write_bytes(make_call_file(month=10, police=17, kinds=(100, 70)))
    with serve_application(make_application(database)) as address:
        yield address, f"{HERE}/reports/prepare/drafts/{draft}", token, file
    database.close()


def check(page: Page, width: int = 320) -> None:
    assert find_accessibility_violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def press(page: Page, name: str) -> None:
    """Reach a button by Tab alone, and press it."""
    for _step in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName === 'BUTTON' && document.activeElement.textContent") == name:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no button {name} is reached by Tab")


def choose(page: Page, label: str, typed: str) -> None:
    """Choose from a list by typing the first letters of what it says."""
    page.get_by_label(label).focus()
    page.keyboard.type(typed)


def send(page: Page, file: Path, button: str) -> None:
    # What a browser's own file chooser does cannot be typed into.
    page.get_by_label("Call file").set_input_files(file)
    page.get_by_label("Call file").focus()
    press(page, button)


def test_staff_map_and_count_a_call_file_by_keyboard_alone(
    served: tuple[str, str, str, Path], browser: Browser
) -> None:
    address, draft, token, file = served
    with browser.new_context(viewport=NARROW, locale="en-US") as context:
        context.add_cookies([{"name": "session", "value": token, "url": address}])
        record = record_context(context)
        page = context.new_page()
        page.goto(f"{address}{draft}/mapping/columns")
        check(page)
        send(page, file, "Show its columns")
        assert page.get_by_label("Column “received”").input_value() == "call_received"
        check(page)
        choose(page, "Column “kind”", "Kind of call")
        choose(page, "Column “police”", "Team asked for police")
        assert page.get_by_label("Column “police”").input_value() == "police_requested"
        press(page, "Keep this, and go on to the codes")
        send(page, file, "Show its codes")
        check(page)
        choose(page, "Code “MH”, in 100 rows", "Mental")
        choose(page, "Code “OTH”, in 70 rows", "Other")
        press(page, "Keep these codes")
        check(page)
        broken = file.with_name("broken.csv")
        broken.write_bytes(file.read_bytes().replace(b"2026-10-05 13:00:00", b"some day", 1))
        page.goto(f"{address}{draft}/calls")
        send(page, broken, "Count it")
        assert "1 of 170 rows cannot be counted" in page.get_by_role("alert").inner_text()
        check(page)
        send(page, file, "Count it")
        assert page.get_by_role("heading", level=1).inner_text() == "The file is counted"
        check(page)
        assert [error for error in record.errors if "422" not in error] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_are_accessible_and_fit_the_narrowest_screen(
    served: tuple[str, str, str, Path], browser: Browser, scheme: str
) -> None:
    address, _draft, _token, _file = served
    with browser.new_context(viewport=NARROW, locale="es-US", color_scheme=scheme) as context:  # type: ignore[arg-type]  # a scheme
        record = record_context(context)
        page = context.new_page()
        page.goto(f"{address}{HERE}/metrics?by=call_type")
        check(page)
        assert page.locator("svg[role=img]").count() > 4
        assert [error for error in record.errors if "422" not in error] == []
