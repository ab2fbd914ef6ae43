"""A vote in three browsers at once: a clerk and two members hold it by keyboard alone at a phone's width, and follow it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from governance.accounts.models import Factor
from governance.db import open_database
from governance.votes.floor_models import HeldVote
from tests.browser.test_appointments import tab_to
from tests.support.browser import find_accessibility_violations, record_context, serve_application
from tests.support.floors import after
from tests.support.voting import VotingPlace

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
A_POLL = 5_000
"""Longer than the page of an open vote waits before it asks again, in thousandths of a second of its own clock."""


class Site(VotingPlace):
    """A place that is served. base: its address; records: what went wrong in each browser."""

    base: str
    records: list[list[str]]

    def enter_browser(self, browser: Browser, account_id: int, *factors: Factor, language: str = "en") -> Page:
        """A browser of somebody's own, in which they are signed in, at the hour of the meeting."""
        context = browser.new_context(viewport=PHONE, locale=language, base_url=self.base)
        context.add_cookies([{"name": "session", "value": self.begin(account_id, *factors), "url": self.base}])
        record = record_context(context)
        page = context.new_page()
        page.clock.install(time=after(2))
        self.records.append(record.errors)
        return page

    def enter_member_browser(self, browser: Browser, member: int, language: str = "en") -> Page:
        account = self.house.accounts[self.house.people[member]]
        return self.enter_browser(browser, account, Factor.LINK, language=language)


@pytest.fixture
def site(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[Site]:
    database = open_database(f"sqlite:///{shutil.copy(sqlite_templates['empty'], tmp_path / 'record.sqlite')}")
    site = Site(database, tmp_path / "vault")
    site.house.call(here=3)
    site.records = []
    with serve_application(site.application) as site.base:
        yield site
    database.close()


def check(page: Page) -> None:
    """What is shown is accessible, and fits a narrow screen."""
    assert find_accessibility_violations(page) == [], page.url
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], page.url
    page.set_viewport_size(PHONE)


def press(page: Page, wanted: str, address: str) -> None:
    """Reach something by the Tab key, press Enter, and wait for where it leads."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def vote_by_keyboard(page: Page, choice: str) -> None:
    press(page, f".ballot-choices a[href$='/{choice}']", f"**/ballot/{choice}")
    check(page)
    press(page, "#ballot button[name=cast]", "**/ballot")
    check(page)


def listen(page: Page) -> None:
    """Note from now on each text that a listener is told."""
    page.evaluate(
        """() => {
            const news = document.querySelector("[data-live-news]");
            window.heard = [];
            new MutationObserver(() => window.heard.push(news.textContent)).observe(news, { childList: true });
        }"""
    )


def wait_until_told(page: Page, text: str) -> None:
    """Let the page ask what is new, once or twice, until it shows something."""
    page.clock.fast_forward(A_POLL)
    expect(page.locator("[data-live-part]")).to_contain_text(text)


def test_a_clerk_and_two_members_hold_a_vote_by_keyboard_alone(site: Site, browser: Browser) -> None:
    house = site.house
    motion = house.move(effect="The council reads it in April.")
    assert house.clerk.account_id is not None
    clerk = site.enter_browser(browser, house.clerk.account_id, Factor.LINK, Factor.TOTP)
    first, second = site.enter_member_browser(browser, 0), site.enter_member_browser(browser, 1, language="es")
    site.now = after(2)
    clerk.goto(f"{site.motion(motion)}/consent")
    check(clerk)
    press(clerk, "a[href$='/open-vote']", "**/open-vote")
    expect(clerk.locator("main p.lead").last).to_contain_text("Carries with 2 ayes")
    check(clerk)
    press(clerk, "#open-vote button[name=open]", "**/roll-call")
    check(clerk)
    vote = str(house.read(select(HeldVote.key)))
    second.goto(f"{site.vote(vote)}/ballot")
    expect(second.locator("[data-live-part]")).to_contain_text("Han respondido 0 de 3 integrantes.")
    asked: list[int] = []
    second.on("response", lambda answer: asked.append(answer.status) if "part=tally" in answer.url else None)
    listen(second)
    # Each on their own device; who looks on sees it without loading the page again, and hears it once.
    first.goto("/home")
    press(first, "main a[href$='/ballot']", "**/ballot")
    check(first)
    vote_by_keyboard(first, "aye")
    expect(first.get_by_role("status").first).to_contain_text("Aye")
    wait_until_told(second, "Han respondido 1 de 3 integrantes.")
    with second.expect_response(lambda answer: "part=tally" in answer.url and answer.status == 304):
        second.clock.fast_forward(A_POLL)
    assert second.evaluate("window.heard") == ["Han respondido 1 de 3 integrantes. A favor: 1."]
    assert asked.count(200) <= 2
    site.now = after(3)
    vote_by_keyboard(second, "nay")
    # The third answers aloud: the answer is chosen by the keyboard too.
    clerk.reload()
    tab_to(clerk, "input[name=answers-3]")
    clerk.keyboard.press("Space")
    press(clerk, "#answers button[name=record]", "**/roll-call")
    expect(clerk.locator("#answers fieldset").nth(2)).to_contain_text("Aye, aloud, entered by the clerk")
    press(clerk, "a[href$='/close-vote']", "**/close-vote")
    expect(clerk.locator("main .tone-good")).to_contain_text("Everybody who may vote has answered.")
    check(clerk)
    site.now = after(9)
    press(clerk, "#close-vote button[name=close]", f"**/votes/{vote}")
    wait_until_told(second, "Aprobada")
    first.reload()
    expect(first.get_by_role("status").first).to_contain_text("Your ballot was counted:")
    press(first, "main a[href*='/receipt?receipt=']", "**/receipt?**")
    expect(first.locator("main .tone-good")).to_have_text("This ballot was counted.")
    first.locator("details summary").click()
    check(first)
    for address in (f"{site.vote(vote)}/erratum", f"/boards/crisis-board/meetings/{house.meeting}/session/past-vote"):
        clerk.goto(address)
        check(clerk)
    assert [error for errors in site.records for error in errors] == []
    for page in (clerk, first, second):
        page.context.close()


def test_without_scripts_a_ballot_is_cast_and_a_link_loads_the_tally_again(site: Site, browser: Browser) -> None:
    vote = site.house.open(site.house.move())
    site.now = after(3)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en", base_url=site.base)
    account = site.house.accounts[site.house.people[0]]
    context.add_cookies([{"name": "session", "value": site.begin(account, Factor.LINK), "url": site.base}])
    page = context.new_page()
    page.goto(f"{site.vote(vote)}/ballot")
    page.get_by_role("link", name="Nay – Send the report.").click()
    page.get_by_role("button", name="Cast my ballot: Nay – Send the report.").last.click()
    expect(page.get_by_role("status").first).to_contain_text("Nay")
    page.get_by_role("link", name="Only how the vote stands; load it again to see what is new").click()
    expect(page.locator("[data-live-part]")).to_contain_text("1 of 3 members have answered.")
    context.close()
