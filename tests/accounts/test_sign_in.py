"""Signing in by a one-time link: once, in time, by the button alone; nothing is told to whoever tries addresses."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from governance.accounts.links import LIFE, read_own_path, use_link
from governance.accounts.models import ContactAddress, SessionOfAccount, SignInLink
from governance.db import Database
from governance.db.retry import run_act
from governance.mail import OutgoingMessage
from tests.conftest import NOW, make_application
from tests.support.accounts import (
    CLERK,
    MEMBER,
    find_account,
    make_browser,
    make_path,
    press,
    read_link,
    read_messages,
    sign_in,
)
from tests.support.statements import count_statements


def count_rows(database: Database, model: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def ask(browser: TestApp, address: str, **query: str) -> Any:
    form = browser.get("/sign-in", query).forms["sign-in"]
    form["address"] = address
    return form.submit(status="*")


def test_whoever_has_the_mailbox_signs_in_by_the_button_of_a_link(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    assert ask(browser, "Clerk@Example.org").location == "/sign-in/sent"
    [message] = read_messages(demo_database)
    assert (message.recipient, message.reason) == (CLERK, "sign_in_link")
    answer = press(browser, read_link(demo_database))
    assert answer.location == "/home"
    assert "Welcome, Fenella Oyelaran-Brock" in browser.get("/home").text


def test_opening_a_link_changes_nothing(application: Any, demo_database: Database) -> None:
    path = make_path(demo_database, CLERK)
    scanner = make_browser(application)
    for _ in range(3):
        scanner.get(path, status=200)
        scanner.head(path, status="*")
    assert count_rows(demo_database, SessionOfAccount) == 0
    assert press(make_browser(application), path).status_int == 303


def test_a_link_works_once(application: Any, demo_database: Database) -> None:
    path = make_path(demo_database, CLERK)
    one, other = make_browser(application), make_browser(application)
    waiting = other.get(path).forms["use-link"]
    press(one, path)
    assert waiting.submit(status=410).html.h1.text == "This link does not work any more"
    over = other.get(path, status=410)
    assert over.forms["sign-in"]["address"].value == ""
    assert count_rows(demo_database, SessionOfAccount) == 1
    other.get("/home", status=303)


def test_a_link_works_for_twenty_minutes(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    path = make_path(demo_database, CLERK)
    form = browser.get(path).forms["use-link"]
    application.registry.clock = lambda: NOW + LIFE
    form.submit(status=410)
    browser.get(path, status=410)
    application.registry.clock = lambda: NOW + LIFE - timedelta(seconds=1)
    browser.get(path).forms["use-link"].submit(status=303)


@pytest.mark.parametrize(
    "token", ["A" * 43, "-" * 43, "A" * 42, "A" * 44, "%C3%A9" * 43, "A" * 42 + "=", "%27%20OR%201=1--"]
)
def test_a_guessed_link_says_nothing(application: Any, token: str) -> None:
    answer = make_browser(application).get(f"/sign-in/{token}", status="*")
    assert answer.status_int in (404, 410)


def test_the_hash_of_a_link_or_of_a_session_is_no_token(application: Any, demo_database: Database) -> None:
    make_path(demo_database, CLERK)
    sign_in(application, demo_database, MEMBER)
    with demo_database.reading() as session:
        kept = [*session.scalars(select(SignInLink.token_hash)), *session.scalars(select(SessionOfAccount.token_hash))]
    thief = make_browser(application)
    for value in kept:
        thief.get(f"/sign-in/{value}", status=404)
        thief.get(f"/sign-in/{value[:43]}", status=410)
        thief.set_cookie("session", value)
        thief.get("/home", status=303)


def test_of_many_who_use_one_link_at_once_one_gets_in(make_database: Callable[[str], Database]) -> None:
    database = make_database("demo")
    token = make_path(database, CLERK).rpartition("/")[2]
    ready, used = threading.Barrier(4), []

    def try_it() -> None:
        ready.wait()
        used.append(run_act(database, lambda session: use_link(session, NOW, token)))

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in used) == 1


# -- nobody is told who has an account -----------------------------------------------------------------------


def read_answer(browser: TestApp, address: str) -> tuple[int, str | None, str]:
    answer = ask(browser, address)
    return answer.status_int, answer.headers.get("Location"), answer.follow().html.find("main").text


def test_known_and_unknown_addresses_get_the_same_answer(application: Any, demo_database: Database) -> None:
    known, unknown = (read_answer(make_browser(application), address) for address in (CLERK, "nobody@example.org"))
    assert known == unknown
    assert count_rows(demo_database, OutgoingMessage) == 1


def test_known_and_unknown_addresses_cost_the_same_statements(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    taken = []
    for address in (CLERK, "nobody@example.org", CLERK, "nobody@example.org"):
        form = browser.get("/sign-in").forms["sign-in"]
        form["address"] = address
        with count_statements(demo_database) as statements:
            form.submit()
        taken.append([statement.partition("(")[0] for statement in statements])
    assert taken[2] == taken[3]
    assert any("outgoing_message" in statement for statement in taken[3])
    assert len(read_messages(demo_database)) == 2


def test_the_link_goes_to_the_address_that_is_held_and_not_to_the_one_typed(
    application: Any, demo_database: Database
) -> None:
    ask(make_browser(application), "CLERK@EXAMPLE.ORG")
    assert read_messages(demo_database)[-1].recipient == CLERK


def test_a_closed_account_is_like_none(application: Any, demo_database: Database) -> None:
    from governance.accounts.actions import OPERATOR, close_account

    waiting = make_path(demo_database, MEMBER)
    browser = sign_in(application, demo_database, MEMBER)
    with demo_database.writing.begin() as session:
        close_account(session, NOW, OPERATOR, find_account(demo_database, "Kekoa Pualani-Reed").key)
    browser.get("/home", status=303)
    make_browser(application).get(waiting, status=410)
    ask(browser, MEMBER)
    assert read_messages(demo_database) == []
    with demo_database.reading() as session:
        held = session.scalars(select(ContactAddress).where(ContactAddress.mailbox == MEMBER)).one()
    assert held.superseded_at == NOW


# -- forged, fixed and stolen ----------------------------------------------------------------------------------


def test_a_session_that_was_planted_before_is_of_no_use_afterwards(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    planted = "P" * 43
    browser.set_cookie("session", planted)
    browser.set_cookie("csrf_token", "planted")
    path = make_path(demo_database, CLERK)
    press(browser, path)
    assert browser.cookies["session"] != planted
    assert browser.cookies["csrf_token"] != "planted"
    thief = make_browser(application)
    thief.set_cookie("session", planted)
    thief.get("/home", status=303)


def test_signing_in_again_ends_the_session_before(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, CLERK)
    former = browser.cookies["session"]
    press(browser, make_path(demo_database, MEMBER))
    assert "Kekoa Pualani-Reed" in browser.get("/home").text
    other = make_browser(application)
    other.set_cookie("session", former)
    other.get("/home", status=303)


def test_the_button_asks_for_the_token_of_its_page(application: Any, demo_database: Database) -> None:
    path = make_path(demo_database, CLERK)
    make_browser(application).post(path, {"csrf_token": "guessed"}, status=303)
    make_browser(application).post(path, status=303)
    assert count_rows(demo_database, SessionOfAccount) == 0
    browser = sign_in(application, demo_database, MEMBER)
    browser.post("/account/sessions/end-others", {"csrf_token": "guessed"}, status=400)
    browser.post("/account/correct", {"name": "Forged", "language": "en"}, status=400)
    assert find_account(demo_database, "Kekoa Pualani-Reed")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(application: Any, demo_database: Database) -> None:
    [cookie] = [
        value
        for value in press(make_browser(application), make_path(demo_database, CLERK)).headers.getall("Set-Cookie")
        if value.startswith("session=")
    ]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "secure" not in cookie.lower()
    browser = TestApp(application, extra_environ={"wsgi.url_scheme": "https", "HTTP_HOST": "localhost"})
    secure = press(browser, make_path(demo_database, CLERK)).headers.getall("Set-Cookie")
    assert any(value.startswith("__Host-session=") and "secure" in value.lower() for value in secure)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "evil",
        "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1\r\nX: y", "http:evil.example", "///evil.example", "/sign-out",
        "/" + "a" * 3000, "/ünïcode", "",
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_host_after_signing_in(application: Any, demo_database: Database, target: str) -> None:
    assert read_own_path(target) is None
    browser = make_browser(application)
    ask(browser, CLERK, return_to=target)
    assert press(browser, read_link(demo_database)).location == "/home"


def test_a_forged_hidden_field_leads_nowhere_else_either(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    form = browser.get("/sign-in?return_to=/account").forms["sign-in"]
    assert form["return_to"].value == "/account"
    form["address"], form["return_to"] = CLERK, "//evil.example"
    form.submit()
    assert press(browser, read_link(demo_database)).location == "/home"


def test_whoever_was_sent_to_sign_in_comes_back_to_where_they_were(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    turned = browser.get("/account/sessions", status=303)
    form = turned.follow().forms["sign-in"]
    form["address"] = CLERK
    form.submit()
    assert press(browser, read_link(demo_database)).location == "/account/sessions"


def test_a_made_up_host_gets_no_link_sent(application: Any, demo_database: Database) -> None:
    evil = TestApp(application, extra_environ={"HTTP_HOST": "evil.example", "HTTP_ACCEPT_LANGUAGE": "en"})
    form = evil.get("/sign-in").forms["sign-in"]
    form["address"] = CLERK
    assert "has yet to set its address" in form.submit(status=503).text
    assert read_messages(demo_database) == []
    settled = make_application(demo_database, **{"governance.address": "https://boards.example.gov"})
    told = TestApp(settled, extra_environ={"HTTP_HOST": "evil.example", "wsgi.url_scheme": "https"})
    form = told.get("/sign-in").forms["sign-in"]
    form["address"] = CLERK
    form.submit(status=303)
    assert read_link(demo_database).startswith("https://boards.example.gov/sign-in/")


def test_what_is_no_address_is_said_at_its_field(application: Any) -> None:
    answer = ask(make_browser(application), "nobody")
    assert answer.status_int == 422
    assert "Write an email address" in answer.html.find(class_="error-summary").text


def test_a_link_is_in_no_referrer_and_in_no_log(
    application: Any, demo_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    path = make_path(demo_database, CLERK)
    with caplog.at_level("DEBUG"):
        answer = make_browser(application).get(path)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not [record for record in caplog.records if path.rpartition("/")[2] in record.getMessage()]
