"""The public pages as a person meets them in a browser: accessible, narrow, by keyboard, from this host alone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from governance.db import Database, open_database
from tests.conftest import make_application
from tests.support.browser import find_accessibility_violations, record_context, serve_application
from tests.support.public_pages import list_html_addresses

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(
    sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str]]]:
    """The demo site's address, and one path for each kind of page, the page of an error among them."""
    copy = tmp_path_factory.mktemp("site") / "demo.sqlite"
    copy.write_bytes(sqlite_templates["demo"].read_bytes())
    database: Database = open_database(f"sqlite:///{copy}")
    application = make_application(database)
    paths = {**list_html_addresses(application, database), "error": "/nowhere"}
    with serve_application(application) as address:
        yield address, paths
    database.close()


# Neither turns on the other: words that are too long are so in both schemes, a pale colour is so in both languages.
@pytest.mark.parametrize(("scheme", "language"), [("light", "es"), ("dark", "en")])
def test_no_page_has_an_accessibility_violation_or_asks_another_host(
    site: tuple[str, dict[str, str]], browser: Browser, scheme: str, language: str
) -> None:
    address, paths = site
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale=language, color_scheme="dark" if scheme == "dark" else "light"
    )
    record = record_context(context)
    page = context.new_page()
    for name, path in paths.items():
        page.goto(address + path)
        assert page.locator("html").get_attribute("lang") == language, name
        assert find_accessibility_violations(page) == [], name
    # The page of an error is itself an answer that Chromium reports.
    assert [error for error in record.errors if "404" not in error] == []
    assert {urlsplit(asked).netloc for asked in record.requests} == {urlsplit(address).netloc}
    context.close()


def test_every_page_fits_a_screen_of_320_pixels(site: tuple[str, dict[str, str]], browser: Browser) -> None:
    address, paths = site
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="es")
    page = context.new_page()
    for name, path in paths.items():
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    context.close()


def test_every_page_is_whole_in_forced_colours_and_without_scripts(
    site: tuple[str, dict[str, str]], browser: Browser
) -> None:
    address, paths = site
    context = browser.new_context(forced_colors="active", java_script_enabled=False, locale="en")
    page = context.new_page()
    for name, path in paths.items():
        page.goto(address + path)
        assert page.get_by_role("heading", level=1).count() == 1, name
        assert page.get_by_role("contentinfo").is_visible(), name
    context.close()


def test_a_reader_goes_from_the_first_page_to_a_vote_with_the_keyboard_alone(
    site: tuple[str, dict[str, str]], browser: Browser
) -> None:
    address, _ = site
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    page = context.new_page()
    page.goto(address)

    def press_until(matches: Callable[[str], bool]) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "[document.activeElement.innerText, getComputedStyle(document.activeElement).outlineStyle]"
            )
            if matches(focused[0]):
                assert focused[1] != "none", "the focus must be seen"
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return
        raise AssertionError("the keyboard does not reach it")

    press_until(lambda text: text.startswith("Skip to"))
    assert page.evaluate("document.activeElement.id") == "main"
    press_until(lambda text: text.startswith("See"))
    press_until(lambda text: text == "Community Crisis Response Advisory Board")
    press_until(lambda text: text == "Votes")
    press_until(lambda text: text.startswith("That "))
    assert page.get_by_role("heading", name="How each member voted").is_visible()
    context.close()


def test_the_language_chosen_stays_chosen(site: tuple[str, dict[str, str]], browser: Browser) -> None:
    address, paths = site
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.goto(address + paths["front.board"])
    page.get_by_role("link", name="Español").click()
    assert page.locator("html").get_attribute("lang") == "es"
    page.goto(address + paths["front.boards"])
    assert page.locator("html").get_attribute("lang") == "es"
    context.close()


def test_a_page_prints_without_its_navigation(site: tuple[str, dict[str, str]], browser: Browser) -> None:
    address, paths = site
    page = browser.new_page()
    page.goto(address + paths["front.meeting"])
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Language").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    page.close()
