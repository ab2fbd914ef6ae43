"""A meeting in a browser: kept by keyboard alone at a phone's width, and followed by the public without loading again."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from governance.db import Database, open_database
from governance.meetings.models import Meeting, MeetingStatus
from governance.meetings.session_actions import Happened
from governance.meetings.session_actions import enter as enter_event
from governance.security.vault import Vault
from model_law.attendance import Happening
from tests.browser.test_accounts import enter
from tests.browser.test_appointments import tab_to
from tests.conftest import NOW, make_application
from tests.support.accounts import BOARD, CLERK
from tests.support.browser import find_accessibility_violations, record_context, serve_application
from tests.support.planning import find_board_id, find_clerk
from tests.support.sitting import begin_meeting

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
A_POLL = 12_000
"""Longer than the page waits before it asks again, in thousandths of a second of its own clock."""


class Site(NamedTuple):
    """A demo site of the test's own, one of whose meetings is in session. meeting: its address below the base."""

    base: str
    database: Database
    vault: Vault
    key: str
    event: str

    @property
    def meeting(self) -> str:
        return f"{self.base}/boards/{BOARD}/meetings/{self.key}"

    def happen(self, what: Happening) -> None:
        """Something happens, entered by somebody else."""
        with self.database.writing.begin() as session:
            board, clerk = find_board_id(session), find_clerk(session)
            enter_event(session, self.vault, NOW, clerk, board, self.key, Happened(what, NOW))


@pytest.fixture
def site(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[Site]:
    path = shutil.copy(sqlite_templates["demo"], tmp_path / "record.sqlite")
    database = open_database(f"sqlite:///{path}")
    vault = Vault(tmp_path / "vault")
    vault.make_key()
    places = begin_meeting(database, vault)
    with serve_application(make_application(database, **{"governance.vault_keys": str(vault.folder)})) as address:
        yield Site(address, database, vault, places["sitting"], places["event"])
    database.close()


def press(page: Page, name: str, result: str) -> None:
    """Reach a button by the Tab key, press Enter, and wait for what comes of it."""
    wanted = page.get_by_role("button", name=name, exact=True).first
    wanted.evaluate("button => button.setAttribute('data-wanted', '')")
    tab_to(page, "[data-wanted]")
    page.keyboard.press("Enter")
    expect(page.locator("#now .tag")).to_have_text(result)


def test_a_clerk_keeps_a_meeting_by_keyboard_alone_at_a_phone_s_width(site: Site, page: Page) -> None:
    page.set_viewport_size(PHONE)
    enter(page, (site.base, site.database), CLERK)
    page.goto(f"{site.meeting}/session")
    assert find_accessibility_violations(page) == []
    press(page, "Recess", "In recess")
    press(page, "Go on", "In session")
    press(page, "Finish it: 1. The quarter's calls", "In session")
    expect(page.locator("#at-s0tt0ng001 .tag")).to_have_text("Finished")
    press(page, "Adjourn", "Adjourned")
    with site.database.reading() as session:
        assert session.scalar(select(Meeting.status).where(Meeting.key == site.key)) is MeetingStatus.ADJOURNED
    assert find_accessibility_violations(page) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_of_a_session_is_accessible_and_narrow(site: Site, browser: Browser, language: str) -> None:
    context = browser.new_context(viewport=PHONE, locale=language)
    record = record_context(context)
    page = context.new_page()
    enter(page, (site.base, site.database), CLERK)
    own = f"{site.meeting}/session"
    for address in (
        own, f"{own}/roll-call", f"{own}/late", f"{own}/events/{site.event}", f"{own}/items/s0tt0ng001",
        f"{own}/items/s0tt0ng001/late", f"{own}/off-agenda", f"{site.meeting}/live", site.meeting,
    ):  # fmt: skip
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert find_accessibility_violations(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size(PHONE)
    assert record.errors == []
    assert {urlsplit(asked).netloc for asked in record.requests} == {urlsplit(site.base).netloc}
    context.close()


def test_the_public_follows_a_meeting_without_loading_the_page_again(site: Site, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.clock.install(time=NOW)
    asked: list[int] = []
    page.on("response", lambda answer: asked.append(answer.status) if "part=session" in answer.url else None)
    page.goto(site.meeting)
    page.locator("#session-happened summary").click()
    with page.expect_response("**/live?part=session"):
        page.clock.fast_forward(A_POLL)
    with page.expect_response(lambda answer: answer.status == 304):
        page.clock.fast_forward(A_POLL)
    expect(page.locator("[data-live-news]")).to_be_empty()
    site.happen(Happening.RECESS)
    with page.expect_response(lambda answer: answer.status == 200):
        page.clock.fast_forward(A_POLL)
    expect(page.locator("[data-live-part] .tag").first).to_have_text("In recess")
    expect(page.locator("[data-live-news]")).to_contain_text("In recess")
    # What was opened stays open, and what was focused keeps the focus.
    expect(page.locator("#session-happened")).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.closest('details').id") == "session-happened"
    assert find_accessibility_violations(page) == []
    site.happen(Happening.ADJOURN)
    with page.expect_response(lambda answer: answer.status == 200):
        page.clock.fast_forward(A_POLL)
    expect(page.locator("[data-live-part] .tag").first).to_have_text("Adjourned")
    count = len(asked)
    page.clock.fast_forward(10 * A_POLL)
    assert len(asked) == count, "what is over is asked for no more"


def test_a_reader_is_told_that_the_connection_is_lost_and_when_it_is_back(site: Site, page: Page) -> None:
    page.clock.install(time=NOW)
    page.goto(f"{site.meeting}/live")
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(A_POLL)
    expect(page.locator("[data-live-lost]")).to_contain_text("The connection is lost")
    page.context.set_offline(False)
    with page.expect_response("**/live?part=session"):
        page.clock.fast_forward(3 * A_POLL)
    expect(page.locator("[data-live-lost]")).to_be_empty()


def test_before_its_day_a_meeting_is_not_asked_for(site: Site, page: Page) -> None:
    page.clock.install(time=NOW - timedelta(days=3))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.meeting}/live")
    page.clock.fast_forward(5 * A_POLL)
    assert not [url for url in asked if "part=session" in url]


def test_without_scripts_the_same_is_read_and_a_link_loads_it_again(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en", forced_colors="active")
    page = context.new_page()
    page.goto(site.meeting)
    expect(page.locator("[data-live-part] .tag").first).to_have_text("In session")
    site.happen(Happening.RECESS)
    page.get_by_role("link", name="Only what happens now; load it again to see what is new").click()
    expect(page.locator("[data-live-part] .tag").first).to_have_text("In recess")
    context.close()
