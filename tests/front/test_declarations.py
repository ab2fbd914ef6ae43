"""A member declares on their own page, and the board's clerk confirms on theirs; nobody else reads any of it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp

from governance.accounts.actions import OPERATOR, add_role
from governance.accounts.models import Factor, MadeBy, Role
from governance.accounts.queries import find_account_of_mailbox
from governance.accounts.sessions import begin_session
from governance.boards.models import Person
from governance.db import Database
from governance.security.data_keys import DataKeys
from governance.security.vault import Vault
from tests.conftest import NOW, make_application
from tests.support.accounts import ADMINISTRATOR, APPOINTER, BOARD, CLERK, MEMBER, make_browser
from tests.support.declarations import FIRST, declare_for, find_board, list_voting, make_vault
from tests.support.laws import adopt
from tests.support.statements import count_statements

pytestmark = pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)

PAGE, LIST = f"/boards/{BOARD}/declaration", f"/boards/{BOARD}/declarations"
COUNTING = {"COMP-04.counts.homelessness": "1", "COMP-04.counts.substance_use": "1"}


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return make_vault(tmp_path)


@pytest.fixture
def application(demo_database: Database, vault: Vault) -> Any:
    return make_application(demo_database, **{"governance.vault_keys": str(vault.folder)})


def enter(application: Any, address: str) -> TestApp:
    """A browser of somebody who has proven all that their role asks for."""
    with application.registry.database.writing.begin() as session:
        account = find_account_of_mailbox(session, address)
        assert account is not None
        token = begin_session(session, NOW, account.id, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
    browser = make_browser(application)
    browser.set_cookie("session", token)
    return browser


def declare(browser: TestApp, *values: str) -> Any:
    form = browser.get(PAGE).forms["declare"]
    for box in form.fields["checkbox"]:
        box.checked = box._value in values
    return form.submit(status="*")


def read_key(page: Any) -> str:
    return str(page.html.find("a", string="Look it over and confirm")["href"].split("/")[-2])


def test_a_declaration_goes_its_way_from_the_member_to_the_clerk_and_back(application: Any, vault: Vault) -> None:
    adopt(application.registry.database, FIRST)
    member, clerk = enter(application, MEMBER), enter(application, CLERK)
    page = member.get(PAGE)
    assert "You are not asked which of them you are." in page
    assert "homeless" in page  # whom the law counts is said, and nobody is asked
    assert "the public reads that you serve as a community representative" in page
    assert len(page.forms["declare"].fields["checkbox"]) == 1
    assert declare(member).status_int == 422
    assert declare(member, "community_representative").status_int == 303
    assert "waits for the clerk" in member.get(PAGE)
    assert "declare" not in member.get(PAGE).forms
    assert "Declarations that wait for you: 1" in clerk.get("/home")
    waiting = clerk.get(LIST)
    assert "Kekoa Pualani-Reed" in waiting
    asked = clerk.get(f"{LIST}/{read_key(waiting)}/confirm")
    assert "A community representative, and no more than that" in asked
    assert asked.forms["decide-declaration"].submit().status_int == 303
    assert "confirmed" in member.get(PAGE)
    again = clerk.get(f"{LIST}/{read_key(waiting)}/decline")
    assert "decided on already" in again
    assert "decide-declaration" not in again.forms
    assert "Declarations that wait" not in clerk.get("/home")
    member.get(f"{PAGE}/say").forms["own-declaration"].submit()
    assert "own-declaration" not in member.get(f"{PAGE}/say").forms
    visitor = make_browser(application)
    assert "calls themselves a community representative" in visitor.get(find_person_page(application))
    member.get(f"{PAGE}/unsay").forms["own-declaration"].submit()
    assert "calls themselves" not in visitor.get(find_person_page(application))
    member.get(f"{PAGE}/withdraw").forms["own-declaration"].submit()
    assert "taken back" in member.get(PAGE)
    assert "Kekoa" not in clerk.get(LIST)


def find_person_page(application: Any) -> str:
    return str(
        make_browser(application).get(f"/boards/{BOARD}/members").html.find("a", string="Kekoa Pualani-Reed")["href"]
    )


def test_a_category_is_asked_for_where_the_law_counts_them_and_seen_by_two_people(application: Any) -> None:
    adopt(application.registry.database, FIRST, local=COUNTING)
    member, clerk = enter(application, MEMBER), enter(application, CLERK)
    assert "The law counts these one by one" in member.get(PAGE)
    assert declare(member).status_int == 422
    assert declare(member, "homelessness", "community_advocate").status_int == 303
    words = "People who have experienced homelessness"
    own = member.get(PAGE)
    assert f"Community advocates for these people; {words}" in own
    assert words in clerk.get(LIST)
    for address in (ADMINISTRATOR, APPOINTER):
        stranger = enter(application, address)
        assert "Only this board" in stranger.get(LIST, status=403)
        assert words not in stranger.get("/home")
        stranger.get(PAGE, status=403)
        stranger.get(f"{LIST}/{read_key(clerk.get(LIST))}/confirm", status=403)


def test_a_made_up_category_is_refused_at_its_field(application: Any) -> None:
    adopt(application.registry.database, FIRST, local=COUNTING)
    member = enter(application, MEMBER)
    fields = member.get(PAGE).forms["declare"].submit_fields()
    place = [name for name, _value in fields].index("__end__")
    answer = member.post(PAGE, [*fields[:place], ("checkbox", "left_handed"), *fields[place:]], status=422)
    assert "left_handed" not in answer.html.find("main").get_text()


def test_the_clerk_is_not_offered_their_own(application: Any) -> None:
    database = application.registry.database
    adopt(database, FIRST)
    with database.writing.begin() as session:
        account = find_account_of_mailbox(session, CLERK)
        assert account is not None
        add_role(session, NOW, OPERATOR, account, Role.MEMBER, find_board(session), None, None)
    clerk = enter(application, CLERK)
    assert declare(clerk, "community_representative").status_int == 303
    page = clerk.get(LIST)
    assert "another clerk of the board must decide on it" in page
    assert page.html.find("a", string="Look it over and confirm") is None
    assert "Declarations that wait" not in clerk.get("/home")


def test_an_account_that_is_nobody_on_the_record_is_told_so(application: Any) -> None:
    database = application.registry.database
    adopt(database, FIRST)
    with database.writing.begin() as session:
        account = find_account_of_mailbox(session, MEMBER)
        assert account is not None
        account.person_id = None
    member = enter(application, MEMBER)
    page = member.get(PAGE)
    assert "ask the clerk" in page
    assert "declare" not in page.forms


def test_without_a_law_there_is_nothing_to_declare(application: Any) -> None:
    page = enter(application, MEMBER).get(PAGE)
    assert "nothing to declare yet" in page
    assert "declare" not in page.forms


def test_a_key_that_is_gone_is_told_to_the_member_and_fails_no_page(application: Any, vault: Vault) -> None:
    adopt(application.registry.database, FIRST, act="hrsa-330")
    member, clerk = enter(application, MEMBER), enter(application, CLERK)
    declare(member, "community_representative")
    clerk.get(f"{LIST}/{read_key(clerk.get(LIST))}/confirm").forms["decide-declaration"].submit()
    for file in DataKeys(vault).folder.iterdir():
        file.unlink()
    assert "nobody can read it" in member.get(PAGE)
    assert "cannot be read any more" in clerk.get(LIST)
    assert make_browser(application).get(f"/boards/{BOARD}").status_int == 200
    assert declare(member, "community_representative").status_int == 303


def test_without_its_master_key_the_portal_says_that_it_is_locked(application: Any, vault: Vault) -> None:
    adopt(application.registry.database, FIRST)
    member = enter(application, MEMBER)
    for key in vault.find_keys():
        key.file.unlink()
    assert declare(member, "community_representative").status_int == 503


def test_what_is_to_be_made_anew_waits_for_the_member_and_for_the_clerk(application: Any, vault: Vault) -> None:
    database = application.registry.database
    adopt(database, date(2025, 1, 2), local={"COMP-14.valid_years": "1"})
    with database.reading() as session:
        account = find_account_of_mailbox(session, MEMBER)
        assert account is not None
        person = session.scalars(select(Person.key).where(Person.id == account.person_id)).one()
    declare_for(database, vault, person, now=NOW - timedelta(days=366))
    member, clerk = enter(application, MEMBER), enter(application, CLERK)
    assert "Your declaration to the board is to be made anew" in member.get("/home")
    assert "Declarations that members are to make anew: 1" in clerk.get("/home")
    assert "asks you to renew" in member.get(PAGE)
    assert declare(member, "community_representative").status_int == 303
    assert "to be made anew" not in member.get("/home")
    clerk.get(f"{LIST}/{read_key(clerk.get(LIST))}/confirm").forms["decide-declaration"].submit()
    assert "make anew" not in clerk.get("/home")


def test_the_pages_take_the_same_number_of_statements_however_much_was_declared(application: Any, vault: Vault) -> None:
    database = application.registry.database
    adopt(database, FIRST, local=COUNTING)
    with database.reading() as session:
        people = list_voting(session, find_board(session))
    clerk = enter(application, CLERK)
    counts = []
    for person in people[:6]:
        declare_for(database, vault, person, ["homelessness"])
        with count_statements(database) as statements:
            clerk.get(LIST)
            clerk.get("/home")
        counts.append(len(statements))
    assert counts[1:] == [counts[1]] * 5
