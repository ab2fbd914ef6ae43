"""The pages of those who are signed in: what waits, what is held on them, a board's roles, the administrator's accounts."""

import json
from typing import Any

import pytest
from sqlalchemy import select, update

from governance.accounts.models import Account, Role, RoleAssignment
from governance.boards.models import Board
from governance.db import Database
from tests.conftest import NOW
from tests.support.accounts import (
    ADMINISTRATOR,
    APPOINTER,
    BOARD,
    CHAIR,
    CLERK,
    MEMBER,
    STAFF,
    find_account,
    find_board_id,
    find_role_key,
    give,
    make_browser,
    press,
    read_link,
    read_messages,
    sign_in,
)
from tests.support.statements import count_statements

ROLES = f"/boards/{BOARD}/roles"
COMMITTEE = "brindle-harbor-data-and-reporting"


def invite_by_form(browser: Any, address: str = ROLES, **values: str) -> Any:
    form = browser.get(f"{address}/invite").forms["invite"]
    for name, value in {"name": "Wren Aldous", "address": "wren@example.net", "role": "member", **values}.items():
        form[name] = value
    return form.submit(status="*")


def test_home_shows_what_waits_by_its_day(application: Any, demo_database: Database) -> None:
    for address, terms in ((MEMBER, False), (CLERK, True), (APPOINTER, True)):
        page = sign_in(application, demo_database, address).get("/home")
        titles = [title.text for title in page.html.find("main").find_all(class_="title")]
        assert titles[0].startswith("Meeting: ")
        assert any(title.startswith("The term of ") for title in titles) is terms
        assert any(title.startswith("Vacant seats: ") for title in titles) is terms


def test_home_says_kindly_that_nothing_waits(application: Any, demo_database: Database) -> None:
    key = give(demo_database, "guest@example.org", Role.MEMBER, find_board_id(demo_database, COMMITTEE))
    with demo_database.writing.begin() as session:
        session.execute(update(RoleAssignment).where(RoleAssignment.key == key).values(withdrawn_at=NOW))
    assert (
        "You hold no role at the moment" in sign_in(application, demo_database, "guest@example.org").get("/home").text
    )
    assert "nothing waits" in sign_in(application, demo_database, ADMINISTRATOR).get("/home").text.lower()


def test_home_takes_few_queries(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, CLERK)
    with count_statements(demo_database) as statements:
        browser.get("/home")
    # Most of them judge the board that this clerk keeps: open breaches, notices, minutes, reports, and answers that are
    # owed before a budget closes.
    assert len(statements) <= 32


def test_somebody_sees_corrects_and_takes_away_all_that_is_held_on_them(
    application: Any, demo_database: Database
) -> None:
    browser = sign_in(application, demo_database, MEMBER)
    page = browser.get("/account").html.find("main").text
    for held in ("Kekoa Pualani-Reed", MEMBER, "Member", "In 1 browser"):
        assert held in page
    form = browser.get("/account/correct").forms["correct-own"]
    form["name"], form["correct-own-2"] = "Kekoa Pualani", "es"
    form.submit(status=303)
    taken = browser.get("/account/export.json")
    assert "attachment" in taken.headers["Content-Disposition"]
    held = json.loads(taken.text)
    assert (held["account"]["name"], held["account"]["language"]) == ("Kekoa Pualani", "es")
    assert [address["address"] for address in held["addresses"]] == [MEMBER]
    assert [role["role"] for role in held["roles"]] == ["member"]
    assert len(held["sessions"]) == len(held["links"]) == 1
    held.pop("left_out")
    assert "hash" not in json.dumps(held)
    assert '"id"' not in taken.text


def test_mass_assignment_changes_nothing_that_the_form_does_not_hold(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, MEMBER)
    token = browser.get("/account/correct").forms["correct-own"]["csrf_token"].value
    forged = {"csrf_token": token, "__formid__": "correct-own", "name": "K", "language": "en", "person_id": "1",
              "closed_at": "2020-01-01", "key": "forged", "id": "1", "role": "administrator"}  # fmt: skip
    before = find_account(demo_database, "Kekoa Pualani-Reed")
    browser.post("/account/correct", forged, status="*")
    with demo_database.reading() as session:
        after = session.scalars(select(Account).where(Account.id == before.id)).one()
    assert (after.key, after.person_id, after.closed_at) == (before.key, before.person_id, None)
    browser.get("/accounts", status=403)


def test_an_address_changes_by_a_link_to_the_new_one(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, MEMBER)
    form = browser.get("/account/address").forms["change-address"]
    form["address"] = "new@example.net"
    form.submit(status=303)
    assert read_messages(demo_database)[-1].recipient == "new@example.net"
    assert "Waits for you to open its link" in browser.get("/account").text
    anywhere = make_browser(application)
    assert press(anywhere, read_link(demo_database)).follow().html.h1.text == "Your new address is in use"
    assert [(m.recipient, m.reason) for m in read_messages(demo_database)][-1] == (MEMBER, "address_changed")
    anywhere.get("/home", status=303)  # the link confirms; it signs nobody in
    sign_in(application, demo_database, "new@example.net")


def test_whose_address_it_is_is_not_said(application: Any, demo_database: Database) -> None:
    browser = sign_in(application, demo_database, MEMBER)
    answers = []
    for address in ("free@example.net", CLERK):
        form = browser.get("/account/address").forms["change-address"]
        form["address"] = address
        answers.append(form.submit(status=303).follow().html.find("main").text)
    assert answers[0] == answers[1]
    assert len(read_messages(demo_database)) == 1


# -- a board's roles -------------------------------------------------------------------------------------------


def test_a_clerk_invites_and_the_one_invited_signs_in(application: Any, demo_database: Database) -> None:
    clerk = sign_in(application, demo_database, CLERK)
    assert invite_by_form(clerk, person=find_person_option(clerk)).status_int == 303
    assert "Wren Aldous" in clerk.get(ROLES).text
    assert read_messages(demo_database)[-1].reason == "invitation"
    browser = make_browser(application)
    press(browser, read_link(demo_database))
    assert "Welcome, Wren Aldous" in browser.get("/home").text
    assert find_account(demo_database, "Wren Aldous").person_id is not None


def find_person_option(browser: Any) -> str:
    return str(browser.get(f"{ROLES}/invite").forms["invite"]["person"].options[1][0])


def test_a_clerk_cannot_forge_a_role_that_is_not_theirs_to_give(application: Any, demo_database: Database) -> None:
    clerk = sign_in(application, demo_database, CLERK)
    form = clerk.get(f"{ROLES}/invite").forms["invite"]
    assert {value for value, *_ in form["role"].options} == {"", "member", "chair", "vice_chair", "program_staff"}
    form["name"], form["address"] = "Wren Aldous", "wren@example.net"
    form["role"].force_value("clerk")
    form.submit(status=422)
    key = find_role_key(demo_database, Role.APPOINTING_AUTHORITY)
    assert key not in clerk.get(ROLES).text
    clerk.get(f"{ROLES}/{key}/end").forms["end-role"].submit(status=422)


def test_a_clerk_ends_a_role_at_once(application: Any, demo_database: Database) -> None:
    member = sign_in(application, demo_database, MEMBER)
    clerk = sign_in(application, demo_database, CLERK)
    key = find_role_key(demo_database, Role.MEMBER)
    clerk.get(f"{ROLES}/{key}/end").forms["end-role"].submit(status=303)
    member.get("/home", status=303)
    clerk.get(f"{ROLES}/{key}/end").forms["end-role"].submit(status=422)


def test_a_role_of_another_board_is_not_reached_through_one_s_own(application: Any, demo_database: Database) -> None:
    key = give(demo_database, "other@example.org", Role.MEMBER, find_board_id(demo_database, COMMITTEE))
    clerk = sign_in(application, demo_database, CLERK)
    clerk.get(f"{ROLES}/{key}/end", status=404)
    clerk.get(f"/boards/{COMMITTEE}/roles", status=403)
    clerk.get(f"/boards/{COMMITTEE}/roles/{key}/end", status=403)


@pytest.mark.parametrize("address", [MEMBER, CHAIR, STAFF, APPOINTER])
def test_others_are_told_that_it_is_the_clerk_s(application: Any, demo_database: Database, address: str) -> None:
    browser = sign_in(application, demo_database, address)
    for path in (ROLES, f"{ROLES}/invite"):
        assert "Only this board’s clerk" in browser.get(path, status=403).text.replace("&#39;", "’")
    browser.post(f"{ROLES}/invite", {"csrf_token": browser.cookies["csrf_token"]}, status=403)


def test_the_roles_of_an_unpublished_board_are_there_for_its_clerk_alone(
    application: Any, demo_database: Database
) -> None:
    give(demo_database, "other@example.org", Role.CLERK, find_board_id(demo_database, COMMITTEE))
    with demo_database.writing.begin() as session:
        session.execute(update(Board).where(Board.slug == BOARD).values(published=False))
    sign_in(application, demo_database, CLERK).get(ROLES, status=200)
    sign_in(application, demo_database, ADMINISTRATOR).get(ROLES, status=200)
    sign_in(application, demo_database, MEMBER).get(ROLES, status=403)
    for browser in (make_browser(application), sign_in(application, demo_database, "other@example.org")):
        unknown = browser.get("/boards/no-such-board/roles", status=404)
        assert browser.get(ROLES, status=404).html.h1 == unknown.html.h1
        token = browser.cookies.get("csrf_token", "x")
        browser.post(f"{ROLES}/invite", {"csrf_token": token, "__formid__": "invite"}, status=404)


def test_what_is_typed_is_shown_as_text(application: Any, demo_database: Database) -> None:
    clerk = sign_in(application, demo_database, CLERK)
    name = "<script>alert(1)</script> & “Wren”"
    assert invite_by_form(clerk, name=name).status_int == 303
    for path, browser in ((ROLES, clerk), ("/accounts", sign_in(application, demo_database, ADMINISTRATOR))):
        page = browser.get(path)
        assert "<script>alert" not in page.text
        assert name in page.html.find("main").text


# -- the administrator's pages ---------------------------------------------------------------------------------


def test_an_administrator_invites_another_and_closes_an_account(application: Any, demo_database: Database) -> None:
    keeper = sign_in(application, demo_database, ADMINISTRATOR)
    form = keeper.get("/accounts/invite").forms["invite-administrator"]
    form["name"], form["address"] = "Wren Aldous", "wren@example.net"
    page = form.submit(status=303).follow()
    assert "Administrator of this portal" in page.text
    account = find_account(demo_database, "Wren Aldous")
    question = keeper.get(f"/accounts/{account.key}/close").forms["close-account"]
    question.submit(status=303)
    assert "Nobody signs in with it" in keeper.get(f"/accounts/{account.key}").text
    question.submit(status="*")
    assert "example.net" not in keeper.get("/accounts").text


def test_nobody_else_sees_an_account_or_learns_that_it_exists(application: Any, demo_database: Database) -> None:
    account = find_account(demo_database, "Ansel Brightwater")
    for address in (CLERK, MEMBER):
        browser = sign_in(application, demo_database, address)
        for key in (account.key, "0000000000"):
            for path in ("", "/close"):
                assert "Only an administrator" in browser.get(f"/accounts/{key}{path}", status=403).text
    sign_in(application, demo_database, ADMINISTRATOR).get("/accounts/0000000000", status=404)


def test_no_page_of_the_public_holds_anything_of_an_account(application: Any, demo_database: Database) -> None:
    from tests.functional.test_canary import crawl

    with demo_database.writing.begin() as session:
        session.execute(update(Account).values(name="zqcanaryaccount"))
    marks = ("zqcanaryaccount", "@example.org", *(find_all_keys(demo_database)))
    for path, text in crawl(application):
        if "/ledger" not in path:  # where opaque keys are what stands there
            assert not [mark for mark in marks if mark in text], path
        assert "zqcanaryaccount" not in text, path


def find_all_keys(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Account.key)))
