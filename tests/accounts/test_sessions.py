"""Sessions: seen and ended by their owner and an administrator, kept alive by use, over when a role changes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from governance.accounts.actions import OPERATOR, assign_role, end_role
from governance.accounts.models import Factor, Role, SessionOfAccount, SignInLink
from governance.accounts.sessions import IDLE, LONGEST, NOTED_EVERY, add_factor, remove_ended
from governance.db import Database
from governance.ledger.models import LedgerEntry
from tests.conftest import NOW, make_application
from tests.support.accounts import (
    ADMINISTRATOR,
    BOARD,
    CLERK,
    MEMBER,
    find_account,
    find_board_id,
    find_role_key,
    give,
    make_browser,
    sign_in,
)
from tests.support.statements import count_statements


def live_at(application: Any, moment: Any) -> None:
    application.registry.clock = lambda: moment


def read_sessions(database: Database) -> list[SessionOfAccount]:
    with database.reading() as session:
        return list(session.scalars(select(SessionOfAccount).order_by(SessionOfAccount.id)))


def test_a_session_ends_when_it_was_not_seen_for_hours(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, CLERK)
    live_at(application, NOW + IDLE - timedelta(seconds=1))
    browser.get("/home", status=200)
    live_at(application, NOW + 2 * IDLE - timedelta(seconds=2))
    browser.get("/home", status=200)
    live_at(application, NOW + 3 * IDLE)
    browser.get("/home", status=303)


def test_use_does_not_keep_a_session_alive_for_ever(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, CLERK)
    moment = NOW
    while moment + IDLE < NOW + LONGEST:
        moment += IDLE - timedelta(minutes=1)
        live_at(application, moment)
        browser.get("/home", status=200)
    live_at(application, NOW + LONGEST)
    browser.get("/home", status=303)


def test_the_last_use_is_written_down_once_in_a_while(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, CLERK)
    live_at(application, NOW + NOTED_EVERY - timedelta(seconds=1))
    browser.get("/home")
    assert read_sessions(demo_database)[0].last_seen_at == NOW
    live_at(application, NOW + NOTED_EVERY)
    browser.get("/home")
    assert read_sessions(demo_database)[0].last_seen_at == NOW + NOTED_EVERY


def test_no_answer_fails_because_a_use_could_not_be_noted(
    application: Any, demo_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    browser = sign_in(application, demo_database, CLERK)
    monkeypatch.setattr("governance.accounts.identities.note_use", fail)
    live_at(application, NOW + NOTED_EVERY)
    browser.get("/home", status=200)


def test_somebody_sees_their_sessions_and_ends_another(application: Any, demo_database: Database) -> None:
    one, other = (sign_in(application, demo_database, CLERK) for _ in range(2))
    page = one.get("/account/sessions")
    assert "This browser" in page.text
    page.forms[1].submit(status=303)
    other.get("/home", status=303)
    one.get("/home", status=200)
    assert one.get("/account/sessions").text.count("last seen") == 1


def test_somebody_ends_all_sessions_but_the_one_they_use(application: Any, demo_database: Database) -> None:
    browsers = [sign_in(application, demo_database, CLERK) for _ in range(3)]
    page = browsers[2].get("/account/sessions")
    next(form for form in page.forms.values() if form.action.endswith("/end-others")).submit(status=303)
    assert [browser.get("/home", status="*").status_int for browser in browsers] == [303, 303, 200]


def test_nobody_ends_somebody_else_s_session_by_its_key(application: Any, demo_database: Database) -> None:
    victim = sign_in(application, demo_database, CLERK)
    attacker = sign_in(application, demo_database, MEMBER)
    key = read_sessions(demo_database)[0].key
    token = attacker.get("/account").forms[0]["csrf_token"].value
    attacker.post(f"/account/sessions/{key}/end", {"csrf_token": token}, status=303)
    account = find_account(demo_database, "Fenella Oyelaran-Brock")
    attacker.post(f"/accounts/{account.key}/sessions/{key}/end", {"csrf_token": token}, status=403)
    victim.get("/home", status=200)


def test_an_administrator_ends_somebody_s_sessions_and_the_ledger_says_so(
    application: Any, demo_database: Database
) -> None:
    victim = sign_in(application, demo_database, CLERK)
    keeper = sign_in(application, demo_database, ADMINISTRATOR)
    account = find_account(demo_database, "Fenella Oyelaran-Brock")
    page = keeper.get(f"/accounts/{account.key}")
    next(form for form in page.forms.values() if form.action.endswith("/sessions/end")).submit(status=303)
    victim.get("/home", status=303)
    with demo_database.reading() as session:
        entry = session.scalars(select(LedgerEntry.body).where(LedgerEntry.kind == "session.revoked")).one()
    assert '"office":"administrator"' in entry
    assert "Fenella" not in entry


def test_signing_out_ends_the_session_in_the_database_too(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, CLERK)
    token = browser.cookies["session"]
    out = browser.get("/home").forms[0]
    assert out.action == "/sign-out"
    assert out.submit(status=303).location == "/"
    assert "session" not in browser.cookies
    thief = make_browser(application)
    thief.set_cookie("session", token)
    thief.get("/home", status=303)
    thief.get("/sign-out", status=404)


@pytest.mark.parametrize("act", ["given", "ended"])
def test_sessions_end_when_a_role_changes(application: Any, demo_database: Database, act: str) -> None:
    browser = sign_in(application, demo_database, CLERK)
    account = find_account(demo_database, "Fenella Oyelaran-Brock")
    with demo_database.writing.begin() as session:
        if act == "given":
            assign_role(session, NOW, OPERATOR, account.key, Role.MEMBER, find_board_id(demo_database))
        else:
            end_role(session, NOW, OPERATOR, find_role_key(demo_database, Role.CLERK))
    browser.get("/home", status=303)


def test_a_role_grants_from_its_first_day_to_its_last_where_the_board_sits(
    application: Any, demo_database: Database
) -> None:
    board = find_board_id(demo_database)  # in Chicago, six hours behind UTC
    give(demo_database, "guest@example.org", Role.CLERK, board, date(2026, 11, 25), date(2026, 11, 26))
    statuses = {}
    for text in ("2026-11-25T05:59", "2026-11-25T06:00", "2026-11-27T05:59", "2026-11-27T06:00"):
        moment = NOW.fromisoformat(f"{text}:00+00:00")
        live_at(application, moment)
        browser = sign_in(application, demo_database, "guest@example.org", moment)
        statuses[text[8:]] = browser.get(f"/boards/{BOARD}/roles", status="*").status_int
    assert statuses == {"25T05:59": 403, "25T06:00": 200, "27T05:59": 200, "27T06:00": 403}


def test_a_role_that_ended_yesterday_grants_nothing_in_a_session_of_yesterday(
    application: Any, demo_database: Database
) -> None:
    give(demo_database, "guest@example.org", Role.CLERK, find_board_id(demo_database), None, date(2026, 11, 24))
    browser = sign_in(application, demo_database, "guest@example.org")
    browser.get(f"/boards/{BOARD}/roles", status=200)
    live_at(application, NOW + timedelta(hours=7))
    browser.get("/home", status=200)
    live_at(application, NOW + timedelta(hours=13))
    assert "Only this board" in browser.get(f"/boards/{BOARD}/roles", status=403).text


def test_whoever_is_signed_in_costs_one_query_and_the_public_none(application: Any, demo_database: Database) -> None:
    reader, person = make_browser(application), sign_in(application, demo_database, CLERK)
    with count_statements(demo_database) as anonymous:
        reader.get("/boards")
    with count_statements(demo_database) as signed_in:
        person.get("/boards")
    assert not [statement for statement in anonymous if "account" in statement]
    assert len([statement for statement in signed_in if "account_session" in statement]) == 1
    assert len(signed_in) <= len(anonymous) + 1


def test_a_session_holds_in_every_process(make_database: Callable[[str], Database]) -> None:
    database = make_database("demo")
    one, other = make_application(database), make_application(database)
    browser = sign_in(one, database, CLERK)
    elsewhere = make_browser(other)
    elsewhere.set_cookie("session", browser.cookies["session"])
    elsewhere.get("/home", status=200)
    browser.get("/home").forms[0].submit()
    elsewhere.get("/home", status=303)


def test_a_session_can_prove_one_thing_more(demo_database: Database, application: Any) -> None:
    sign_in(application, demo_database, CLERK)
    with demo_database.writing.begin() as session:
        add_factor(session, read_sessions(demo_database)[0].id, Factor.TOTP)
    assert read_sessions(demo_database)[0].factors == ["link", "totp"]


def test_what_is_long_over_is_forgotten(application: Any, demo_database: Database) -> None:
    sign_in(application, demo_database, CLERK)
    for day, removed, left in ((29, 1, 1), (30, 1, 0), (30, 0, 0)):
        with demo_database.writing.begin() as session:
            assert remove_ended(session, NOW + LONGEST + timedelta(days=day)) == removed
        assert len(read_sessions(demo_database)) == left
    with demo_database.reading() as session:
        assert session.scalars(select(SignInLink)).all() == []


def test_a_session_that_the_database_lost_is_nobody_s(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, CLERK)
    with demo_database.writing.begin() as session:
        session.execute(update(SessionOfAccount).values(token_hash="0" * 64))
    assert "Sign in" in browser.get("/").html.find("header").text
