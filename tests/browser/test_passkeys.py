"""Passkeys from end to end, with Chromium's virtual authenticator; the pages around them pass axe."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect
from sqlalchemy import select

from governance.accounts.factor_models import Passkey
from governance.db import Database
from governance.security.vault import Vault
from tests.conftest import make_application
from tests.support.accounts import BOARD, CLERK, MEMBER, find_role_key, make_path
from tests.support.browser import PageRecord, find_accessibility_violations, serve_application

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)]


@dataclass
class Portal:
    """address: with the name of this machine, since passkeys know no numbers."""

    address: str
    database: Database

    def sign_in(self, page: Page, address: str) -> None:
        page.goto(self.address + make_path(self.database, address))
        page.locator("form#use-link .actions button").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url or url.endswith("/second"))


@pytest.fixture
def portal(demo_database: Database, tmp_path: Path) -> Iterator[Portal]:
    vault = Vault(tmp_path / "vault")
    vault.make_key()
    application = make_application(demo_database, **{"governance.vault_keys": str(vault.folder)})
    with serve_application(application) as address:
        yield Portal(address.replace("127.0.0.1", "localhost"), demo_database)


@pytest.fixture
def devtools(context: BrowserContext, page: Page) -> CDPSession:
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session


@pytest.fixture
def authenticator(devtools: CDPSession) -> str:
    """A phone that unlocks whenever it is asked to."""
    return add_authenticator(devtools)


def add_authenticator(devtools: CDPSession, *, unlocks: bool = True) -> str:
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": unlocks, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return str(devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


def add_passkey(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.address}/account/factors")
    page.get_by_label("Name of the passkey").fill("Blue phone")
    page.get_by_role("button", name="Add a passkey").last.click()
    expect(page.get_by_text("Blue phone")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def use_passkey(page: Page) -> None:
    page.get_by_role("button", name="Use my passkey").last.click()


def test_a_passkey_is_added_and_signs_in_without_a_link(
    portal: Portal, page: Page, page_record: PageRecord, authenticator: str
) -> None:
    portal.sign_in(page, MEMBER)
    add_passkey(page, portal)
    sign_out(page)
    page.goto(f"{portal.address}/sign-in")
    page.get_by_role("link", name="Sign in with a passkey").click()
    use_passkey(page)
    page.wait_for_url(f"{portal.address}/home")
    page.goto(f"{portal.address}/account/factors")
    expect(page.get_by_text("last used")).to_be_visible()
    assert page_record.errors == []
    with portal.database.reading() as session:
        passkey = session.scalars(select(Passkey)).one()
        assert (passkey.name, passkey.used_count, passkey.transports) == ("Blue phone", 2, ["internal"])
    # One's only passkey may go, since this session has shown it.
    page.get_by_role("button", name="Take away the passkey Blue phone").click()
    expect(page.get_by_text("Blue phone")).to_have_count(0)
    sign_out(page)
    page.goto(f"{portal.address}/sign-in/passkey")
    use_passkey(page)
    expect(page.get_by_role("alert").get_by_text("This passkey is not known here")).to_be_visible()


def test_whoever_needs_it_is_asked_for_their_passkey_after_the_link(
    portal: Portal, page: Page, authenticator: str
) -> None:
    portal.sign_in(page, CLERK)
    add_passkey(page, portal)
    sign_out(page)
    portal.sign_in(page, CLERK)
    page.wait_for_url(f"{portal.address}/sign-in/second")
    page.goto(f"{portal.address}/boards/{BOARD}/roles")
    page.get_by_role("link", name="Use my passkey").click()
    use_passkey(page)
    page.wait_for_url(f"{portal.address}/boards/{BOARD}/roles")
    expect(page.get_by_role("heading", level=1)).to_have_text("Roles in the portal")


def test_a_phone_that_stays_locked_signs_nobody_in(portal: Portal, page: Page, devtools: CDPSession) -> None:
    authenticator = add_authenticator(devtools)
    portal.sign_in(page, MEMBER)
    add_passkey(page, portal)
    sign_out(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(f"{portal.address}/sign-in/passkey")
    use_passkey(page)
    expect(page.get_by_text("Nothing was done")).to_be_visible()
    page.goto(f"{portal.address}/home")
    assert "/sign-in" in page.url


def test_an_answer_cannot_be_sent_twice(
    portal: Portal, page: Page, context: BrowserContext, authenticator: str
) -> None:
    portal.sign_in(page, MEMBER)
    add_passkey(page, portal)
    sign_out(page)
    page.goto(f"{portal.address}/sign-in/passkey")
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.post_data or "") if request.is_navigation_request() else None
    )
    use_passkey(page)
    page.wait_for_url(f"{portal.address}/home")
    posted = next(body for body in sent if "answer=" in body)
    sign_out(page)
    page.goto(f"{portal.address}/sign-in/passkey")
    token = page.locator("form#passkey input[name=csrf_token]").input_value()
    body = "&".join(f"csrf_token={token}" if part.startswith("csrf_token=") else part for part in posted.split("&"))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": portal.address}
    answer = context.request.post(f"{portal.address}/sign-in/passkey", data=body, headers=headers)
    assert answer.status == 422
    assert "This passkey is not known here" in answer.text()


def test_the_pages_of_second_factors_pass_axe_in_both_languages(
    portal: Portal, page: Page, page_record: PageRecord, authenticator: str
) -> None:
    role = find_role_key(portal.database, "member")  # type: ignore[arg-type]  # a text will do
    for path in ("/sign-in", "/sign-in/passkey", "/sign-in/code"):
        check(page, portal, path)
    portal.sign_in(page, CLERK)
    check(page, portal, "/account/factors")
    check(page, portal, f"/boards/{BOARD}/roles/{role}/codes")
    page.locator("form#print-codes .actions button").click()
    expect(page.locator("ol.codes li")).to_have_count(8)
    assert find_accessibility_violations(page) == []
    page.goto(f"{portal.address}/account/factors?language=en")
    page.get_by_role("button", name="Set up an app").click()
    check(page, portal, "/account/factors/app")
    page.goto(f"{portal.address}/account/factors?language=en")
    add_passkey(page, portal)
    sign_out(page)
    page.goto(f"{portal.address}/sign-in?language=en")
    portal.sign_in(page, CLERK)
    check(page, portal, "/sign-in/second")
    assert page_record.errors == []


def check(page: Page, portal: Portal, path: str) -> None:
    for language in ("en", "es"):
        page.goto(f"{portal.address}{path}?language={language}")
        assert (path, find_accessibility_violations(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
