"""Recording a board's law in the browser: the clerk enters, somebody else confirms, and mistakes are told at their field."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp

from governance.boards.law_models import Adoption
from governance.db import Database
from model_law.provisions import list_acts
from tests.front.test_board_law import PAGE, TODAY, read_twin
from tests.support.accounts import ADMINISTRATOR, CLERK, MEMBER, sign_in
from tests.support.laws import adopt, find_own_rule

RECORD = f"{PAGE}/record"
ENTER = f"{RECORD}/model-act"
FUTURE, PAST = "2026-12-01", "2026-11-01"


@pytest.fixture
def clerk(application: Any, demo_database: Database) -> TestApp:
    return sign_in(application, demo_database, CLERK)


@pytest.fixture
def administrator(application: Any, demo_database: Database) -> TestApp:
    return sign_in(application, demo_database, ADMINISTRATOR)


def fill(form: Any, day: str = FUTURE, **values: str) -> Any:
    """Fill the form of the model act; values are named RULE__PARAMETER, as a field's place in the form."""
    form["title"] = "Ordinance on the crisis board"
    find_control(form, "dated_on", "date").value = "2026-01-05"
    find_control(form, "started_on", "date").value = day
    for name, value in values.items():
        rule, _, parameter = name.replace("_", "-", 1).partition("__")
        find_control(form, rule, parameter).value = value
    return form


def find_control(form: Any, *path: str) -> Any:
    """The control at a place in the form, told by the groups that are open before it."""
    groups: list[str] = []
    for key, control in form.field_order:
        if key == "__start__":
            groups.append(control.value.partition(":")[0])
        elif key == "__end__":
            groups.pop()
        elif (*groups, key) == path:
            return control
    raise AssertionError(f"no {path}")


def read_adoption(database: Database) -> Adoption:
    with database.reading() as session:
        return session.scalars(select(Adoption).order_by(Adoption.id.desc()).limit(1)).one()


def test_the_clerk_enters_a_law_and_the_administrator_confirms_it(
    clerk: TestApp, administrator: TestApp, visitor: TestApp, demo_database: Database
) -> None:
    chosen = clerk.get(PAGE).click("Record the board's law").click(href=ENTER)
    assert "In the act: 51 %" in chosen.text
    answer = fill(chosen.forms["law"], COMP_01__p="60 %").submit()
    assert (answer.status_int, answer.location.endswith(RECORD)) == (303, True)
    adoption = read_adoption(demo_database)
    assert (adoption.local, adoption.adopted, adoption.borrowed) == ({"COMP-01.p": "60 %"}, [], False)
    assert read_twin(visitor)["coming"] == []

    waiting = administrator.get("/home")
    confirm = waiting.click("A law waits to be confirmed: Ordinance on the crisis board")
    assert "51 % in the act; 60 % here" in " ".join(confirm.text.split())
    assert "past days" not in confirm.text
    assert confirm.forms["decide-law"].submit().status_int == 303
    assert [one["title"] for one in read_twin(visitor)["coming"]] == ["Ordinance on the crisis board"]
    assert "waits to be confirmed" not in administrator.get("/home").text
    again = confirm.forms["decide-law"].submit(status=422)
    assert "This law is confirmed already" in again.text


def test_a_vote_is_void_only_in_the_words_of_the_instrument(clerk: TestApp, demo_database: Database) -> None:
    words = "A vote of a board not so composed is void; it may be repeated."
    bare = fill(clerk.get(ENTER).forms["law"], QUOR_03__breach="void").submit(status=422)
    assert bare.html.find(class_="error-summary") is not None
    fill(clerk.get(ENTER).forms["law"], QUOR_03__breach="void", QUOR_03__void_words=words).submit(status=303)
    assert read_adoption(demo_database).local == {"QUOR-03.breach": "void", "QUOR-03.void_words": words}


def test_whoever_entered_it_is_not_asked_and_cannot_confirm_it(
    clerk: TestApp, administrator: TestApp, demo_database: Database
) -> None:
    key = adopt(demo_database, TODAY, confirmed=False)
    assert "waits to be confirmed" not in clerk.get("/home").text
    page = clerk.get(f"{PAGE}/{key}/confirm")
    assert "somebody else must confirm it" in page.text
    assert "decide-law" not in page.forms
    token = clerk.get(f"{PAGE}/{key}/withdraw").forms["decide-law"]["csrf_token"].value
    answer = clerk.post(f"{PAGE}/{key}/confirm", {"csrf_token": token, "__formid__": "decide-law"}, status=422)
    assert "somebody else must confirm it" in answer.text
    assert read_adoption(demo_database).confirmed_at is None


def test_a_law_that_reaches_back_says_that_it_changes_how_past_days_are_judged(
    administrator: TestApp, demo_database: Database
) -> None:
    warning = "This changes how past days are judged; earlier verdicts stay as known then."
    today = adopt(demo_database, TODAY, confirmed=False)
    assert warning not in administrator.get(f"{PAGE}/{today}/confirm").text
    back = adopt(demo_database, date(2026, 11, 23), confirmed=False)
    page = administrator.get(f"{PAGE}/{back}/confirm").text
    assert warning in page
    assert "November 23, 2026" in page


def test_a_correction_starts_from_what_stands_and_takes_its_place(
    clerk: TestApp, administrator: TestApp, visitor: TestApp, demo_database: Database
) -> None:
    wrong = adopt(demo_database, TODAY, local={"COMP-01.p": "70/100"}, adopted=[find_own_rule()])
    step = clerk.get(RECORD).click(href=f"corrects={wrong}")
    form = step.click(href=f"model-act.*{wrong}").forms["law"]
    assert find_control(form, "COMP-01", "p").value == "70/100"
    find_control(form, "COMP-01", "p").value = "60/100"
    form.submit()
    right = read_adoption(demo_database)
    assert (right.local, right.adopted, right.started_on) == ({"COMP-01.p": "60/100"}, [find_own_rule()], TODAY)
    page = administrator.get(f"{PAGE}/{right.key}/confirm")
    assert "It corrects this entry" in page.text
    page.forms["decide-law"].submit()
    twin = read_twin(visitor)
    assert (twin["in_force"][0]["adoption"]["key"], [one["key"] for one in twin["corrected"]]) == (right.key, [wrong])


def test_what_waits_can_be_withdrawn(clerk: TestApp, demo_database: Database) -> None:
    key = adopt(demo_database, TODAY, confirmed=False)
    clerk.get(RECORD).click(href=f"{key}/withdraw").forms["decide-law"].submit()
    assert read_adoption(demo_database).withdrawn_at is not None
    assert key not in clerk.get(RECORD).text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"COMP_01__p": "120/100"}, "This value is not allowed here"),
        ({"COMP_01__p": "half"}, "This value is not allowed here"),
        ({"COMP_01__p": "1", "COMP_01__comparison": "more_than"}, "The values of this rule do not go together"),
        ({"day": "2026-01-04"}, "A law is in force from the day of its instrument at the earliest"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_entered(
    clerk: TestApp, demo_database: Database, values: dict[str, str], words: str
) -> None:
    answer = fill(clerk.get(ENTER).forms["law"], **values).submit(status=422)
    assert words in answer.html.find(class_="error-summary").get_text()
    assert answer.html.find(class_="error-summary").find("a", href=True) is not None
    with demo_database.reading() as session:
        assert session.scalars(select(Adoption)).all() == []


def test_the_form_of_every_act_is_shown_in_both_languages_and_changes_nothing_by_itself(
    clerk: TestApp, demo_database: Database
) -> None:
    for number, act in enumerate(list_acts(), start=1):
        address = f"{RECORD}/{act}"
        clerk.get(RECORD).click(href=f"{address}$")
        assert clerk.get(address, headers={"Accept-Language": "es"}).html.html["lang"] == "es"
        fill(clerk.get(address).forms["law"], f"2027-01-{number:02}").submit(status=303)
        assert (read_adoption(demo_database).local, read_adoption(demo_database).adopted) == ({}, [])


def test_an_unknown_act_and_a_foreign_entry_are_not_there(clerk: TestApp, demo_database: Database) -> None:
    clerk.get(f"{RECORD}/no-such-act", status=404)
    clerk.get(f"{PAGE}/0123456789/confirm", status=404)


def test_a_member_is_told_who_may_record_a_law(application: Any, demo_database: Database) -> None:
    member = sign_in(application, demo_database, MEMBER)
    assert "Only this board" in member.get(RECORD, status=403).text
    assert "law/record" not in member.get(PAGE).text
