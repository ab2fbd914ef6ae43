"""A link alone does not carry the roles that can do harm; authenticator apps, resets and who may change what."""

from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, text, update
from webtest import TestApp

from governance.accounts.authenticator_apps import begin_app, check_code, confirm_app, read_secret, reseal
from governance.accounts.factor_models import AuthenticatorApp
from governance.accounts.factors import SessionTooWeak, is_full, require_full_session
from governance.accounts.models import Factor
from governance.accounts.queries import find_session
from governance.accounts.tokens import hash_token
from governance.boards.models import Board
from governance.db import Database
from governance.ledger.models import LedgerEntry
from governance.mail import Reason
from governance.security.cookies import SESSION
from governance.security.identity import Identity
from governance.security.vault import Vault
from tests.conftest import NOW, make_application
from tests.support.accounts import (
    ADMINISTRATOR,
    BOARD,
    CLERK,
    MEMBER,
    STAFF,
    find_account,
    make_browser,
    make_path,
    press,
    read_messages,
    sign_in,
)

ROLES_PAGE = f"/boards/{BOARD}/roles"
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def real_database(demo_database: Database) -> Database:
    """The demo's board and accounts, as if they were real: the demonstration asks for no second factor."""
    with demo_database.writing.begin() as session:
        session.execute(update(Board).values(is_demo=False))
    return demo_database


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "vault")
    vault.make_key()
    return vault


@pytest.fixture
def portal(real_database: Database, vault: Vault) -> Any:
    return make_application(real_database, **{"governance.vault_keys": str(vault.folder)})


def move(portal: Any, moment: datetime) -> datetime:
    portal.registry.clock = lambda: moment
    return moment


def set_up_app(browser: TestApp, now: datetime = NOW) -> str:
    """Set an authenticator app up by hand; its secret."""
    page = browser.get("/account/factors")
    page = page.forms[find_form(page, "/account/factors/app/begin")].submit().follow()
    secret = page.html.select_one("p .code").text.replace(" ", "")
    form = page.forms["confirm-app"]
    form["code"] = pyotp.TOTP(secret).at(now)
    assert form.submit().status_int == 303
    return secret


def find_form(page: Any, action: str) -> Any:
    return next(key for key, form in page.forms.items() if form.action == action)


def find_identity(database: Database, browser: TestApp) -> Identity:
    with database.reading() as session:
        found = find_session(session, hash_token(browser.cookies[SESSION]), NOW)
        assert found is not None
        return found.identity


@pytest.mark.parametrize("address", [CLERK, STAFF, ADMINISTRATOR])
def test_a_link_alone_grants_no_role_that_needs_a_second_factor(
    portal: Any, real_database: Database, address: str
) -> None:
    browser = sign_in(portal, real_database, address)
    identity = find_identity(real_database, browser)
    assert (identity.roles, identity.principals) == (frozenset(), {f"account:{identity.account}"})
    assert not is_full(identity)
    assert browser.get("/home").location.endswith("/sign-in/second")
    page = browser.get("/home").follow().follow()
    assert page.request.path == "/account/factors"
    assert "needs a second factor" in page.text
    for path in (ROLES_PAGE, f"{ROLES_PAGE}/invite", "/accounts"):
        assert "/sign-in/second" in browser.get(path, status=303).location


def test_a_member_needs_none(portal: Any, real_database: Database) -> None:
    browser = sign_in(portal, real_database, MEMBER)
    browser.get("/home", status=200)
    assert is_full(find_identity(real_database, browser))


def test_the_demonstration_asks_only_those_who_set_one_up(demo_database: Database, vault: Vault) -> None:
    portal = make_application(demo_database, **{"governance.vault_keys": str(vault.folder)})
    browser = sign_in(portal, demo_database, CLERK)
    browser.get(ROLES_PAGE, status=200)
    set_up_app(browser)
    another = sign_in(portal, demo_database, CLERK)
    assert "/sign-in/second" in another.get(ROLES_PAGE, status=303).location


def test_the_first_sign_in_sets_an_app_up_and_later_ones_ask_for_its_code(portal: Any, real_database: Database) -> None:
    browser = sign_in(portal, real_database, CLERK)
    before = browser.cookies[SESSION]
    secret = set_up_app(browser)
    assert browser.cookies[SESSION] != before
    browser.get(ROLES_PAGE, status=200)
    assert read_messages(real_database)[-1].reason == Reason.SECOND_FACTOR_ADDED
    # The session before is over, so that whoever had it has nothing.
    stale = make_browser(portal)
    stale.set_cookie(SESSION, before)
    assert stale.get("/home", status=303).location.startswith("/sign-in?")

    another = make_browser(portal)
    assert press(another, make_path(real_database, CLERK, return_to=ROLES_PAGE)).location.endswith(ROLES_PAGE)
    page = another.get(ROLES_PAGE).follow()
    later = move(portal, NOW + 2 * HALF_MINUTE)
    page.forms["second-step"]["code"] = pyotp.TOTP(secret).at(later)
    answer = page.forms["second-step"].submit()
    assert answer.location == ROLES_PAGE
    another.get(ROLES_PAGE, status=200)


def test_a_code_is_good_once_and_for_a_minute_and_a_half(real_database: Database, vault: Vault) -> None:
    account = find_account(real_database, "Fenella Oyelaran-Brock").id
    with real_database.writing.begin() as session:
        begin_app(session, NOW, vault, account)
        secret = read_secret(session, vault, account, confirmed=False) or ""
        app = pyotp.TOTP(secret)
        assert not check_code(session, NOW, vault, account, app.at(NOW))  # not confirmed yet
        assert not confirm_app(session, NOW, vault, account, "000000x")
        assert confirm_app(session, NOW, vault, account, app.at(NOW))
        assert not check_code(session, NOW, vault, account, app.at(NOW))  # used up by confirming
        later = NOW + timedelta(minutes=5)
        assert not check_code(session, later, vault, account, app.at(later - 2 * HALF_MINUTE))
        assert not check_code(session, later, vault, account, app.at(later + 2 * HALF_MINUTE))
        assert check_code(session, later, vault, account, f" {app.at(later)[:3]} {app.at(later)[3:]} ")
        assert not check_code(session, later, vault, account, app.at(later))
        assert not check_code(session, later, vault, account, app.at(later - HALF_MINUTE))  # older than the used one
        assert check_code(session, later, vault, account, app.at(later + HALF_MINUTE))
        assert not check_code(session, later, vault, account, "")


def test_wrong_codes_lock_the_step_for_a_while(portal: Any, real_database: Database) -> None:
    secret = set_up_app(sign_in(portal, real_database, CLERK))
    browser = sign_in(portal, real_database, CLERK)
    now = move(portal, NOW + timedelta(minutes=2))
    for _ in range(5):
        form = browser.get("/sign-in/second").forms["second-step"]
        form["code"] = "12345"
        answer = form.submit(status=422)
        assert "This is not the code" in answer.text
    form["code"] = pyotp.TOTP(secret).at(now)
    assert "Minutes until you can try again: 15" in form.submit(status=429).text
    # Not in another browser either.
    other = sign_in(portal, real_database, CLERK, now)
    form = other.get("/sign-in/second").forms["second-step"]
    form["code"] = pyotp.TOTP(secret).at(now)
    form.submit(status=429)
    later = move(portal, now + timedelta(minutes=15))
    form = other.get("/sign-in/second").forms["second-step"]
    form["code"] = pyotp.TOTP(secret).at(later)
    assert form.submit().status_int == 303


def test_the_database_alone_gives_no_secret_away(portal: Any, real_database: Database) -> None:
    secret = set_up_app(sign_in(portal, real_database, CLERK))
    with real_database.reading() as session:
        (sealed,) = session.scalars(select(AuthenticatorApp.sealed)).all()
    assert sealed is not None
    assert secret.encode() not in sealed


def test_a_sealed_secret_of_another_account_is_of_no_use(real_database: Database, vault: Vault) -> None:
    from governance.security.vault import Spoiled

    clerk, member = (find_account(real_database, name) for name in find_two_names(real_database))
    with real_database.writing.begin() as session:
        for account in (clerk, member):
            begin_app(session, NOW, vault, account.id)
        rows = session.scalars(select(AuthenticatorApp).order_by(AuthenticatorApp.id)).all()
        rows[0].sealed = rows[1].sealed
        session.flush()
        with pytest.raises(Spoiled):
            read_secret(session, vault, clerk.id, confirmed=False)


def find_two_names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(text("SELECT name FROM account ORDER BY id LIMIT 2")))


def test_rotating_the_key_seals_everything_anew(real_database: Database, vault: Vault) -> None:
    account = find_account(real_database, "Fenella Oyelaran-Brock").id
    with real_database.writing.begin() as session:
        begin_app(session, NOW, vault, account)
        secret = read_secret(session, vault, account, confirmed=False)
    former = vault.find_newest()
    vault.make_key()
    for count in (1, 0):
        with real_database.writing.begin() as session:
            assert reseal(session, vault) == count
    former.file.unlink()
    with real_database.reading() as session:
        assert read_secret(session, vault, account, confirmed=False) == secret


def test_without_the_key_the_page_says_who_can_help(portal: Any, real_database: Database, vault: Vault) -> None:
    set_up_app(sign_in(portal, real_database, CLERK))
    browser = sign_in(portal, real_database, CLERK)
    vault.find_newest().file.unlink()
    form = browser.get("/sign-in/second").forms["second-step"]
    form["code"] = "123456"
    assert "its key is not here" in form.submit(status=503).text


# -- who may change what -----------------------------------------------------------------------------------


def test_whoever_reads_somebodys_mail_cannot_add_or_take_away_their_factors(
    portal: Any, real_database: Database
) -> None:
    set_up_app(sign_in(portal, real_database, MEMBER))
    thief = sign_in(portal, real_database, MEMBER)
    page = thief.get("/account/factors")
    assert "a link by email is not enough" in page.text
    assert not [form for form in page.forms.values() if "/factors/" in form.action]
    token = thief.get("/account/factors").forms[0]["csrf_token"].value
    for path in ("app/begin", "app/remove", "passkeys/abc/remove", "passkeys/options", "passkeys"):
        thief.post(f"/account/factors/{path}", {"csrf_token": token}, status=403)
    thief.get("/account/factors/app", status=403)
    with real_database.reading() as session:
        assert (
            session.scalar(select(AuthenticatorApp.removed_at).where(AuthenticatorApp.confirmed_at.is_not(None)))
            is None
        )


def test_after_showing_one_factor_they_can_be_changed(portal: Any, real_database: Database) -> None:
    secret = set_up_app(sign_in(portal, real_database, MEMBER))
    browser = sign_in(portal, real_database, MEMBER)
    later = move(portal, NOW + timedelta(minutes=2))
    form = browser.get("/sign-in/second", {"return_to": "/account/factors"}).forms["second-step"]
    form["code"] = pyotp.TOTP(secret).at(later)
    page = form.submit().follow()
    page = page.forms[find_form(page, "/account/factors/app/remove")].submit().follow()
    assert "In use since" not in page.text
    with real_database.reading() as session:
        assert session.scalars(select(AuthenticatorApp.sealed)).all() == [None]


def test_an_administrator_lets_somebody_in_who_lost_their_factor(portal: Any, real_database: Database) -> None:
    clerk = sign_in(portal, real_database, CLERK)
    set_up_app(clerk)
    administrator = sign_in(portal, real_database, ADMINISTRATOR)
    set_up_app(administrator)
    key = find_account(real_database, "Fenella Oyelaran-Brock").key
    page = administrator.get(f"/accounts/{key}").click("Reset the second factors")
    page.forms["reset-factors"].submit(status=303)
    clerk.get("/home", status=303)
    with real_database.reading() as session:
        body = session.scalars(select(LedgerEntry.body).where(LedgerEntry.kind == "factor.reset")).one()
        assert key in str(body)
    message = read_messages(real_database)[-1]
    assert (message.reason, message.recipient) == (Reason.SECOND_FACTOR_RESET, CLERK)
    set_up_app(sign_in(portal, real_database, CLERK))


def test_nobody_else_resets_factors(portal: Any, real_database: Database) -> None:
    key = find_account(real_database, "Fenella Oyelaran-Brock").key
    for address in (MEMBER, CLERK):
        browser = sign_in(portal, real_database, address)
        token = browser.get("/account/factors").forms[0]["csrf_token"].value
        answer = browser.post(f"/accounts/{key}/factors/reset", {"csrf_token": token}, status="*")
        assert answer.status_int in (303, 403)
    with real_database.reading() as session:
        assert session.scalars(select(LedgerEntry.body).where(LedgerEntry.kind == "factor.reset")).all() == []


@pytest.mark.parametrize("lacks", [False, True])
@pytest.mark.parametrize(
    "proven",
    [set(some) for count in range(5) for some in combinations(Factor, count)],
    ids=lambda some: "+".join(sorted(some)) or "nothing",
)
def test_a_session_that_proved_nothing_but_a_printed_code_is_too_weak(proven: set[Factor], lacks: bool) -> None:
    identity = Identity(1, "a", "n", None, 1, "s", frozenset(proven), frozenset(), frozenset(), lacks)
    is_enough = bool(proven - {Factor.RECOVERY_CODE}) and not lacks
    assert is_full(identity) is is_enough
    if is_enough:
        require_full_session(identity)
    else:
        with pytest.raises(SessionTooWeak):
            require_full_session(identity)
