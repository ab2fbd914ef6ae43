"""Signing in and the pages behind it, in a browser: accessible, by keyboard, narrow, and without scripts."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from governance.accounts.models import Role
from governance.db import Database, open_database
from tests.conftest import make_application
from tests.support.accounts import ADMINISTRATOR, BOARD, CLERK, MEMBER, find_account, find_role_key, make_path
from tests.support.browser import find_accessibility_violations, record_context, serve_application
from tests.support.laws import adopt

pytestmark = pytest.mark.browser


@pytest.fixture
def site(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[tuple[str, Database]]:
    """A demo site of the test's own: its address, and its database."""
    path = shutil.copy(sqlite_templates["demo"], tmp_path / "record.sqlite")
    database = open_database(f"sqlite:///{path}")
    with serve_application(make_application(database)) as address:
        yield address, database
    database.close()


def enter(page: Page, site: tuple[str, Database], address: str) -> None:
    base, database = site
    page.goto(base + make_path(database, address))
    page.locator("form#use-link button[name=use]").click()
    page.wait_for_url(f"{base}/home")


def list_private_paths(database: Database) -> dict[str, tuple[str, ...]]:
    """The pages and forms of each account that is tried."""
    roles = f"/boards/{BOARD}/roles"
    account = find_account(database, "Kekoa Pualani-Reed")
    law = f"/boards/{BOARD}/law"
    adopt(database, date(2024, 7, 1), local={"COMP-01.p": "60/100"})
    waiting = adopt(database, date(2027, 1, 1), confirmed=False)
    return {
        MEMBER: ("/home", "/account", "/account/correct", "/account/address", "/account/address/sent",
                 "/account/sessions", roles),
        CLERK: ("/home", roles, f"{roles}/invite", f"{roles}/{find_role_key(database, Role.MEMBER)}/end",
                law, f"{law}/record", f"{law}/record/model-act", f"{law}/{waiting}/withdraw"),
        ADMINISTRATOR: ("/home", "/accounts", "/accounts/invite", f"/accounts/{account.key}",
                        f"/accounts/{account.key}/close",
                        f"{law}/{waiting}/confirm"),
    }  # fmt: skip


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
def test_no_page_or_form_has_an_accessibility_violation(
    site: tuple[str, Database], browser: Browser, language: str, scheme: Any
) -> None:
    base, database = site
    for address, paths in list_private_paths(database).items():
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, locale=language, color_scheme=scheme
        )  # fmt: skip
        record = record_context(context)
        page = context.new_page()
        for path in ("/sign-in", "/sign-in?return_to=/home&kept=yes", "/sign-in/sent", "/sign-in/confirmed",
                     "/sign-in/" + "A" * 43, make_path(database, address)):  # fmt: skip
            page.goto(base + path)
            assert find_accessibility_violations(page) == [], path
        enter(page, site, address)
        for path in paths:
            page.goto(base + path)
            assert page.locator("html").get_attribute("lang") == language, path
            assert find_accessibility_violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        # The pages of a refusal and of a link that is over are themselves answers that Chromium reports.
        assert [error for error in record.errors if "410" not in error and "403" not in error] == []
        context.close()


def test_a_form_with_errors_has_no_accessibility_violation(site: tuple[str, Database], page: Page) -> None:
    base, _database = site
    page.goto(f"{base}/sign-in")
    page.get_by_label("Email address").fill("nobody")
    page.get_by_role("button", name="Send me a link").last.click()
    assert find_accessibility_violations(page) == []
    enter(page, site, CLERK)
    page.goto(f"{base}/boards/{BOARD}/roles/invite")
    page.locator("form#invite button[name=invite]").click()
    assert page.get_by_role("alert").is_visible()
    assert find_accessibility_violations(page) == []


def test_everything_works_without_scripts(site: tuple[str, Database], browser: Browser) -> None:
    base, _database = site
    context: BrowserContext = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    enter(page, site, CLERK)
    page.goto(f"{base}/boards/{BOARD}/roles/invite")
    page.get_by_label("Name (required)").fill("Wren Aldous")
    page.get_by_label("Email address (required)").fill("wren@example.net")
    page.get_by_label("Role (required)").select_option("member")
    page.locator("form#invite button[name=invite]").click()
    assert page.get_by_text("Wren Aldous").is_visible()
    page.get_by_role("button", name="Sign out").click()
    assert page.url == f"{base}/"
    assert page.get_by_role("link", name="Sign in").is_visible()
    page.go_back()
    page.reload()
    assert page.get_by_text("Wren Aldous").count() == 0
    context.close()


def test_a_long_form_survives_the_end_of_its_session(site: tuple[str, Database], browser: Browser) -> None:
    base, database = site
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    enter(page, site, CLERK)
    page.goto(f"{base}/boards/{BOARD}/roles/invite")
    page.get_by_label("Name (required)").fill("Wren Aldous")
    with database.writing.begin() as session:
        from sqlalchemy import update

        from governance.accounts.models import SessionOfAccount

        session.execute(update(SessionOfAccount).values(revoked_at=datetime(2026, 11, 24, 17, tzinfo=UTC)))
    page.locator("form#invite button[name=invite]").click()
    assert page.get_by_text("What you wrote is not lost").is_visible()
    page.goto(base + make_path(database, CLERK))
    page.locator("form#use-link button[name=use]").click()
    assert page.get_by_label("Name (required)").input_value() == "Wren Aldous"
    assert page.get_by_text("It is not saved yet").is_visible()
    context.close()


def test_somebody_signs_in_and_out_with_the_keyboard_alone(site: tuple[str, Database], page: Page) -> None:
    base, database = site
    page.goto(base + make_path(database, MEMBER))
    for wanted in ("use", None):
        for _ in range(30):
            page.keyboard.press("Tab")
            name = page.evaluate("document.activeElement.name || document.activeElement.innerText")
            if name == (wanted or "Sign out"):
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.url == f"{base}/"
