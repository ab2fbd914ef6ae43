"""The pages of a board's composition in a browser: accessible and narrow, whatever the verdict."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from governance.db import open_database
from tests.conftest import make_application
from tests.front.test_composition import PAGE, contest, contradict
from tests.support.browser import find_accessibility_violations, serve_application
from tests.support.laws import adopt
from tests.support.representatives import appoint_representatives

pytestmark = pytest.mark.browser

PARTS = ("", "?on=2024-06-30", "/history", "/replay?percent=60", "/replay?percent=20")


@pytest.fixture(scope="module", params=["short", "borrowed", "contradicted"])
def site(
    request: pytest.FixtureRequest, sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The demo's board: short of representatives with a contested act, held against an act, or contradicting itself."""
    path = tmp_path_factory.mktemp("composition") / "record.sqlite"
    shutil.copy(sqlite_templates["demo"], path)
    database = open_database(f"sqlite:///{path}")
    adopt(database, date(2024, 1, 1), borrowed=request.param == "borrowed")
    appoint_representatives(database, 6)
    contest(database, ["COMP-01"])
    if request.param == "contradicted":
        contradict(database)
    with serve_application(make_application(database)) as address:
        yield address
    database.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_of_composition_has_an_accessibility_violation(site: str, browser: Browser, language: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale=language)
    page = context.new_page()
    for part in PARTS:
        page.goto(site + PAGE + part)
        assert page.locator("html").get_attribute("lang") == language
        assert find_accessibility_violations(page) == [], part
    context.close()


def test_every_page_of_composition_fits_a_screen_of_320_pixels(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="es")
    page = context.new_page()
    for part in PARTS:
        page.goto(site + PAGE + part)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, part
    context.close()
