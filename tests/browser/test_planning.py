"""Preparing meetings and reading of them in a browser: accessible, narrow, and by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import NOW
from tests.support.accounts import BOARD, CLERK
from tests.support.browser import find_accessibility_violations, record_context, serve_application
from tests.support.planning import ITEMS, make_places
from tests.support.planning_site import Site, make_site

pytestmark = pytest.mark.browser

MEETINGS = f"/boards/{BOARD}/meetings"


@pytest.fixture(scope="module")
def served(
    sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Site, dict[str, str]]]:
    """The site's address, and places of a posted meeting and a draft."""
    for site in make_site(sqlite_templates["demo"], tmp_path_factory.mktemp("browser"), "tx-open-meetings"):
        site.at(NOW)
        places = make_places(site.database)
        with serve_application(site.application) as address:
            yield address, site, places


def enter(browser: Browser, served: tuple[str, Site, dict[str, str]], width: int = 390) -> BrowserContext:
    """A context in which the clerk is signed in."""
    address, site, _places = served
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="en-US")
    [cookie] = [cookie for cookie in site.enter(CLERK).cookiejar if cookie.name == "session"]
    context.add_cookies([{"name": "session", "value": str(cookie.value), "url": address}])
    return context


def list_paths(places: dict[str, str]) -> list[str]:
    draft, meeting = f"{MEETINGS}/prepare/{places['draft']}", f"{MEETINGS}/{places['meeting']}"
    return [
        f"{MEETINGS}/prepare", f"{MEETINGS}/prepare/new", draft, f"{draft}/change", f"{draft}/items/{places['item']}",
        f"{draft}/items/{places['item']}/documents/new", f"{draft}/post", f"{meeting}/notices",
        f"{meeting}/notices/attest", f"{meeting}/cancel", f"{MEETINGS}/papers", f"{MEETINGS}/days",
        f"/boards/{BOARD}/deadlines", meeting, f"{meeting}/agenda",
    ]  # fmt: skip


def test_no_page_has_an_accessibility_violation_or_is_wider_than_a_phone(
    served: tuple[str, Site, dict[str, str]], browser: Browser
) -> None:
    address, _site, places = served
    with enter(browser, served) as context:
        record = record_context(context)
        page = context.new_page()
        for path in list_paths(places):
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, path
            assert find_accessibility_violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert record.errors == []


def test_the_form_of_a_meeting_fits_the_narrowest_screen_with_its_errors(
    served: tuple[str, Site, dict[str, str]], browser: Browser
) -> None:
    address, _site, _places = served
    with enter(browser, served, width=320) as context:
        page = context.new_page()
        page.goto(f"{address}{MEETINGS}/prepare/new")
        page.get_by_role("button", name="Save the draft").last.click()
        assert page.get_by_role("alert").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert find_accessibility_violations(page) == []


def read_order(page: Page) -> list[str]:
    return page.locator("ol.agenda > li p.title").all_inner_texts()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_items_are_reordered_with_the_keyboard_alone(
    served: tuple[str, Site, dict[str, str]], browser: Browser, script: bool
) -> None:
    address, site, places = served
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=script, locale="en-US")
    [cookie] = [cookie for cookie in site.enter(CLERK).cookiejar if cookie.name == "session"]
    context.add_cookies([{"name": "session", "value": str(cookie.value), "url": address}])
    page = context.new_page()
    page.goto(f"{address}{MEETINGS}/prepare/{places['draft']}")
    before = read_order(page)
    assert len(before) == len(ITEMS)
    for turn in range(2):
        # The last item goes up, place by place: after each move the keyboard goes on from where it now stands.
        name = f"Move up: {before[-1]}"
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.locator(":focus").get_attribute("aria-label") == name:
                break
        else:
            raise AssertionError(f"the keyboard does not reach it at turn {turn}")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url.partition("#")[2].startswith("item-")
    assert read_order(page) == [before[-1], *before[:-1]]
    # As it was, for the next one.
    for _ in range(2):
        with page.expect_navigation():
            page.get_by_role("button", name=f"Move down: {before[-1]}").click()
    assert read_order(page) == before
    context.close()
