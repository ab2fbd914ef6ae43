"""Minutes in a browser: written, approved and published by keyboard alone at a phone's width, and read there."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from governance.accounts.models import Factor, MadeBy
from governance.accounts.sessions import begin_session
from governance.db import open_database
from tests.browser.test_appointments import tab_to
from tests.conftest import make_application
from tests.support.browser import PageRecord, find_accessibility_violations, serve_application
from tests.support.minuted import LATER
from tests.support.minuted_fully import FullHouse
from tests.support.sessions import after

pytestmark = pytest.mark.browser
PHONE, NARROW = {"width": 390, "height": 844}, {"width": 320, "height": 640}
NOW = after(LATER + 30)


@pytest.fixture
def house(sqlite_templates: dict[str, Path], tmp_path: Path) -> FullHouse:
    path = shutil.copy(sqlite_templates["empty"], tmp_path / "record.sqlite")
    house = FullHouse(open_database(f"sqlite:///{path}"), tmp_path / "vault", local={"COMP-14.public_status": "office"})
    house.hold()
    house.meet_later()
    return house


def sign_in(page: Page, base: str, house: FullHouse) -> None:
    with house.database.writing.begin() as session:
        account = house.clerk.account_id
        assert account is not None
        token = begin_session(session, NOW, account, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
    page.context.add_cookies([{"name": "session", "value": token, "url": base}])


def press(page: Page, wanted: str, address: str) -> None:
    """Reach a link or a button by the Tab key, press Enter, and arrive at an address."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    check(page)


def check(page: Page) -> None:
    assert find_accessibility_violations(page) == [], page.url
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], page.url
    page.set_viewport_size(PHONE)


def test_a_clerk_writes_approves_and_publishes_minutes_by_keyboard_alone_on_a_phone(
    house: FullHouse, page: Page, page_record: PageRecord
) -> None:
    application = make_application(house.database, **{"governance.vault_keys": str(house.vault.folder)})
    application.registry.clock = lambda: NOW
    page.set_viewport_size(PHONE)
    with serve_application(application) as base:
        sign_in(page, base, house)
        meeting = f"{base}/boards/crisis-board/meetings/{house.first}"
        page.goto(f"{meeting}/session")
        press(page, "a[href$='/minutes/draft']", f"{meeting}/minutes/draft")
        tab_to(page, "textarea[name=opening]")
        page.keyboard.type("The board met in **good** order.")
        tab_to(page, "button[name=save]")
        page.keyboard.press("Enter")
        expect(page.locator("main strong", has_text="good")).to_be_visible()
        press(page, "main a[href$='/minutes/approve']", f"{meeting}/minutes/approve")
        tab_to(page, "select[name=motion]")
        page.keyboard.press("ArrowDown")
        press(page, "button[name=approve]", f"{meeting}/minutes/publish")
        press(page, "button[name=publish]", f"{meeting}/minutes")
        expect(page.locator("main strong", has_text="good")).to_be_visible()
        page.goto(f"{meeting}/minutes?language=es")
        expect(page.get_by_role("heading", name="Comentarios públicos")).to_be_visible()
        check(page)
    house.database.close()
    assert page_record.errors == []
