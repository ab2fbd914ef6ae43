"""A form never loses its text to a session that is over, and nobody else comes by the text."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from governance.accounts.kept_forms import KEPT_FOR
from governance.accounts.models import KeptForm, Role, RoleAssignment
from governance.accounts.sessions import IDLE
from governance.db import Database
from tests.conftest import NOW
from tests.support.accounts import (
    BOARD,
    CLERK,
    MEMBER,
    make_browser,
    make_path,
    press,
    read_link,
    sign_in,
)

INVITE = f"/boards/{BOARD}/roles/invite"
LATER = NOW + IDLE + timedelta(minutes=1)
SECRET = "Zaïda <b>Montgomery-Quist</b>"


def write(browser: Any) -> Any:
    form = browser.get(INVITE).forms["invite"]
    form["name"], form["address"], form["role"] = SECRET, "zaida@example.org", "member"
    return form


def read_kept(database: Database) -> list[KeptForm]:
    with database.reading() as session:
        return list(session.scalars(select(KeptForm)))


def send_too_late(application: Any, database: Database, address: str = CLERK) -> Any:
    """A browser whose form arrived when its session was over, and the page that it was led to."""
    browser = sign_in(application, database, address)
    form = write(browser)
    application.registry.clock = lambda: LATER
    return browser, form.submit(status=303).follow()


def test_the_form_is_shown_again_with_its_text_after_signing_in(application: Any, demo_database: Database) -> None:
    browser, page = send_too_late(application, demo_database)
    assert "What you wrote is not lost" in page.text
    page.forms["sign-in"]["address"] = CLERK
    page.forms["sign-in"].submit(status=303)
    answer = press(browser, read_link(demo_database))
    assert answer.location == INVITE
    again = answer.follow()
    assert "It is not saved yet" in again.text
    form = again.forms["invite"]
    assert (form["name"].value, form["address"].value, form["role"].value) == (SECRET, "zaida@example.org", "member")
    form.submit(status=303)
    assert read_kept(demo_database) == []
    assert "Montgomery-Quist" in browser.get(f"/boards/{BOARD}/roles").text
    assert browser.get(INVITE).forms["invite"]["name"].value == ""


def test_nothing_is_done_before_its_owner_sends_it_again(application: Any, demo_database: Database) -> None:
    browser, _page = send_too_late(application, demo_database)
    press(browser, make_path(demo_database, CLERK, LATER))
    browser.get(INVITE)
    with demo_database.reading() as session:
        held = session.scalars(select(RoleAssignment).where(RoleAssignment.role == Role.MEMBER)).all()
    assert len(held) == 1


def test_the_text_cannot_be_read_in_the_database(application: Any, demo_database: Database) -> None:
    browser, _page = send_too_late(application, demo_database)
    [kept] = read_kept(demo_database)
    assert b"Montgomery" not in kept.sealed
    assert browser.cookies["kept_form"] not in (kept.token_hash, kept.path)


def test_another_account_does_not_see_it_in_the_same_browser(application: Any, demo_database: Database) -> None:
    from tests.support.accounts import find_board_id, give

    give(demo_database, "other@example.org", Role.CLERK, find_board_id(demo_database))
    browser, _page = send_too_late(application, demo_database)
    answer = press(browser, make_path(demo_database, "other@example.org", LATER))
    assert answer.location == "/home"
    assert "Montgomery" not in browser.get(INVITE).text


def test_another_browser_does_not_see_it_with_the_same_account(application: Any, demo_database: Database) -> None:
    send_too_late(application, demo_database)
    other = sign_in(application, demo_database, CLERK, LATER)
    assert "Montgomery" not in other.get(INVITE).text


def test_another_form_does_not_take_it(application: Any, demo_database: Database) -> None:
    browser, _page = send_too_late(application, demo_database)
    press(browser, make_path(demo_database, CLERK, LATER))
    assert "Montgomery" not in browser.get("/account/correct").text


def test_a_token_that_was_swapped_opens_nothing(application: Any, demo_database: Database) -> None:
    browser, _page = send_too_late(application, demo_database)
    with demo_database.writing.begin() as session:
        session.execute(update(KeptForm).values(sealed=b"0" * 64))
    press(browser, make_path(demo_database, CLERK, LATER))
    assert browser.get(INVITE).forms["invite"]["name"].value == ""


def test_it_is_kept_for_an_hour(application: Any, demo_database: Database) -> None:
    browser, _page = send_too_late(application, demo_database)
    application.registry.clock = lambda: LATER + KEPT_FOR
    press(browser, make_path(demo_database, CLERK, LATER + KEPT_FOR))
    assert browser.get(INVITE).forms["invite"]["name"].value == ""


def test_a_form_that_was_open_during_a_new_sign_in_is_shown_again_too(
    application: Any, demo_database: Database
) -> None:
    browser = sign_in(application, demo_database, CLERK)
    form = write(browser)
    press(browser, make_path(demo_database, CLERK))
    again = form.submit(status=303).follow()
    assert again.forms["invite"]["name"].value == SECRET
    again.forms["invite"].submit(status=303)


def test_another_site_cannot_leave_a_form_for_somebody(application: Any, demo_database: Database) -> None:
    for header, value in (("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")):
        browser = sign_in(application, demo_database, CLERK)
        form = write(browser)
        application.registry.clock = lambda: LATER
        form.submit(headers={header: value}, status=303)
        application.registry.clock = lambda: NOW
        assert read_kept(demo_database) == []


def test_a_stranger_s_post_is_refused_and_not_kept(application: Any, demo_database: Database) -> None:
    stranger = make_browser(application)
    stranger.set_cookie("session", "S" * 43)
    refused = stranger.post(INVITE, {"__formid__": "invite", "name": "x"}, status=403)
    assert "Only this board" in refused.text
    assert read_kept(demo_database) == []


def test_a_form_too_large_to_keep_leads_to_the_sign_in_all_the_same(
    application: Any, demo_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.accounts.kept_forms.LARGEST", 2000)
    browser = sign_in(application, demo_database, CLERK)
    form = write(browser)
    form["name"] = "x" * 2000
    application.registry.clock = lambda: LATER
    assert "What you wrote is not lost" not in form.submit(status=303).follow().text
    assert read_kept(demo_database) == []


def test_a_sign_in_form_with_an_old_token_is_offered_anew(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    form = browser.get("/sign-in").forms["sign-in"]
    form["address"], form["csrf_token"] = MEMBER, "old"
    form.submit(status=303).follow().forms["sign-in"]
