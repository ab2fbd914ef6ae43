"""What a board asks of its program, on a phone: a member's question by keyboard alone, and every page accessible."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from governance.accounts.models import Factor, MadeBy
from governance.accounts.queries import find_account_of_mailbox
from governance.accounts.sessions import begin_session
from governance.db import open_database
from tests.conftest import NOW, make_application
from tests.support.accounts import BOARD, CLERK, MEMBER, STAFF
from tests.support.browser import find_accessibility_violations, serve_application
from tests.support.reports import furnish_reports

pytestmark = pytest.mark.browser

HERE = f"/boards/{BOARD}"


@pytest.fixture(scope="module")
def site(
    sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """The site's address, the keys of what the board asked, and a session for each mailbox."""
    path = shutil.copy(sqlite_templates["demo"], tmp_path_factory.mktemp("oversight") / "record.sqlite")
    database = open_database(f"sqlite:///{path}")
    places = furnish_reports(database)
    tokens = {}
    with database.writing.begin() as session:
        for mailbox in (CLERK, MEMBER, STAFF):
            account = find_account_of_mailbox(session, mailbox)
            assert account is not None
            tokens[mailbox] = begin_session(session, NOW, account.id, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
    with serve_application(make_application(database)) as address:
        yield address, places, tokens
    database.close()


def open_page(browser: Browser, address: str, width: int, language: str, token: str | None = None) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 844}, locale=language)
    if token is not None:
        context.add_cookies([{"name": "session", "value": token, "url": address}])
    return context.new_page()


def reach(page: Page, name: str) -> None:
    """Go from one control to the next until the one of a name has the focus."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def check(page: Page, width: int) -> None:
    assert find_accessibility_violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("es", 320)])
def test_what_was_asked_and_answered_fits_a_phone(
    site: tuple[str, dict[str, str], dict[str, str]], browser: Browser, language: str, width: int
) -> None:
    address, places, tokens = site
    page = open_page(browser, address, width, language)
    for path in (
        "/recommendations", f"/recommendations/{places['recommendation']}", f"/questions/{places['question']}",
        "/review", "/metrics",
    ):  # fmt: skip
        page.goto(address + HERE + path)
        check(page, width)
    page.context.close()
    page = open_page(browser, address, width, language, tokens[CLERK])
    for path in ("/recommendations/new", "/data-requests/new", "/targets/new", "/budget-dates", "/deadlines"):
        page.goto(address + HERE + path)
        check(page, width)
    page.context.close()


def test_a_member_asks_and_staff_answer_by_keyboard_alone(
    site: tuple[str, dict[str, str], dict[str, str]], browser: Browser
) -> None:
    address, _places, tokens = site
    page = open_page(browser, address, 390, "en", tokens[MEMBER])
    page.goto(f"{address}{HERE}/questions/new")
    reach(page, "title")
    page.keyboard.type("How many calls at night?")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    check(page, 390)
    reach(page, "words")
    page.keyboard.type("Between ten and six.")
    reach(page, "ask")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/questions/[a-z0-9]{10}$"))
    asked = page.url
    assert page.get_by_text("Not answered yet").is_visible()
    page.context.close()
    page = open_page(browser, address, 390, "en", tokens[STAFF])
    page.goto(f"{asked}/answer")
    reach(page, "response")
    page.keyboard.press("a")
    reach(page, "words")
    page.keyboard.type("About forty.")
    reach(page, "answer")
    page.keyboard.press("Enter")
    page.wait_for_url(asked)
    assert page.get_by_text("Answered in time").is_visible()
    check(page, 390)
    page.context.close()
