"""Motions in a browser: made by keyboard alone at a phone's width, and each page of them in both languages."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from governance.db import Database, open_database
from governance.security.vault import Vault
from governance.votes.models import Motion
from tests.browser.test_accounts import enter
from tests.browser.test_appointments import tab_to
from tests.conftest import make_application
from tests.support.accounts import BOARD, CLERK
from tests.support.browser import find_accessibility_violations, record_context, serve_application
from tests.support.floor_places import make_floor

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


class Site(NamedTuple):
    """The demo's site with three meetings in session. places: what stands in them."""

    base: str
    database: Database
    places: dict[str, str]

    def meeting(self, name: str = "floor") -> str:
        return f"{self.base}/boards/{BOARD}/meetings/{self.places[name]}"


@pytest.fixture
def site(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[Site]:
    path = shutil.copy(sqlite_templates["demo"], tmp_path / "record.sqlite")
    database = open_database(f"sqlite:///{path}")
    vault = Vault(tmp_path / "vault")
    vault.make_key()
    places = make_floor(database, vault)
    with serve_application(make_application(database, **{"governance.vault_keys": str(vault.folder)})) as address:
        yield Site(address, database, places)
    database.close()


def follow(page: Page, address: str) -> None:
    """Press Enter on what has the focus, and wait for where it leads."""
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_a_clerk_makes_a_motion_and_its_amendment_by_keyboard_alone(site: Site, page: Page) -> None:
    page.set_viewport_size(PHONE)
    enter(page, (site.base, site.database), CLERK)
    page.goto(f"{site.meeting()}/motions")
    tab_to(page, "main a.button[href$='/motions/move']")
    follow(page, "**/motions/move")
    for field, typed in (
        ("item", "1. Waiting"), ("person", "A"), ("text", "Ask for the waiting times of each month."),
        ("effect", "The board reads them in January."), ("seconder", "D"),
    ):  # fmt: skip
        tab_to(page, f"[name={field}]")
        page.keyboard.type(typed)
    tab_to(page, "[name=move]")
    page.keyboard.press("Enter")
    first = page.locator("ol.motions > li").first
    expect(first.locator(".tag")).to_have_text("Before the board")
    tab_to(page, "a[href$='/amend']")
    follow(page, "**/amend")
    tab_to(page, "[name=person]")
    page.keyboard.type("M")
    tab_to(page, "[name=text]")
    page.keyboard.press("Control+A")
    page.keyboard.type("Ask for the waiting times of each week.")
    tab_to(page, "[name=move]")
    page.keyboard.press("Enter")
    expect(first.locator("del")).to_contain_text("month")
    expect(first.locator("ins")).to_contain_text("week")
    assert find_accessibility_violations(page) == []
    with site.database.reading() as session:
        texts = list(session.scalars(select(Motion.text).order_by(Motion.id.desc()).limit(2)))
    assert texts == ["Ask for the waiting times of each week.", "Ask for the waiting times of each month."]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_of_motions_is_accessible_and_narrow(site: Site, browser: Browser, language: str) -> None:
    context = browser.new_context(viewport=PHONE, locale=language)
    record = record_context(context)
    page = context.new_page()
    enter(page, (site.base, site.database), CLERK)
    places = site.places
    floor, debating = f"{site.meeting()}/motions", f"{site.meeting('debating')}/motions"
    seconding, board = f"{site.meeting('seconding')}/motions", f"{site.base}/boards/{BOARD}"
    for address in (
        floor, debating, f"{floor}/earlier", f"{floor}/consent", f"{floor}/{places['laid_aside']}/take-up",
        f"{debating}/{places['moved']}/about", f"{seconding}/{places['unseconded']}/pass-over",
        f"{site.meeting()}/conflicts", f"{site.meeting()}/elections/{places['election']}",
        f"{board}/motions/{places['moved']}", f"{board}/elections/{places['election']}",
    ):  # fmt: skip
        page.goto(address)
        assert find_accessibility_violations(page) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        page.set_viewport_size(PHONE)
    assert record.errors == []
    context.close()
