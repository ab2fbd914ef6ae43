"""The form for public comment on a phone: accessible in both languages, and whole without a script."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from governance.db import open_database
from tests.conftest import make_application
from tests.support.accounts import BOARD
from tests.support.browser import find_accessibility_violations, serve_application
from tests.support.comments import make_comments
from tests.support.planning import post_meeting

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """The site's address, that of a meeting's comments, and that of a comment's receipt."""
    path = shutil.copy(sqlite_templates["demo"], tmp_path_factory.mktemp("comment") / "record.sqlite")
    database = open_database(f"sqlite:///{path}")
    meeting = post_meeting(database)[0]
    places = make_comments(database, meeting)
    with serve_application(make_application(database)) as address:
        yield address, f"/boards/{BOARD}/meetings/{meeting}/comments", f"/comments/{places['receipt']}"
    database.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_comment_pages_are_accessible_and_fit_a_phone(
    site: tuple[str, str, str], browser: Browser, language: str
) -> None:
    address, comments, receipt = site
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale=language, java_script_enabled=True)
    page = context.new_page()
    for path in (comments, f"{comments}/new", receipt, f"/boards/{BOARD}/complaints"):
        page.goto(address + path)
        assert find_accessibility_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.goto(f"{address}{comments}/new")
    page.locator("form#comment button.button").click()
    assert page.get_by_role("alert").is_visible()
    assert find_accessibility_violations(page) == []
    context.close()
