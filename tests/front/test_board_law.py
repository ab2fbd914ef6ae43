"""The public page of a board's law: what is in force, where it departs, what was and what comes, and nothing before."""

from datetime import date, timedelta
from typing import Any

from webtest import TestApp

from governance.db import Database
from model_law.provisions import load_act
from tests.conftest import NOW
from tests.support.accounts import BOARD
from tests.support.laws import adopt, find_own_rule

PAGE = f"/boards/{BOARD}/law"
TODAY = date(2026, 11, 24)
SET_TO_60 = {"COMP-01.p": "60/100"}


def read_twin(visitor: TestApp) -> dict[str, Any]:
    twin: dict[str, Any] = visitor.get("/api/v1" + PAGE).json
    return twin


def read_words(visitor: TestApp, **headers: str) -> str:
    return " ".join(visitor.get(PAGE, headers=headers).html.main.get_text(" ").split())


def test_without_a_law_the_page_says_so(visitor: TestApp) -> None:
    assert "No law is recorded for this board." in read_words(visitor)
    assert read_twin(visitor)["in_force"] == []
    assert visitor.get(f"/boards/{BOARD}").html.find("a", href=PAGE) is not None


def test_what_waits_to_be_confirmed_is_not_public(visitor: TestApp, demo_database: Database) -> None:
    before = visitor.get(PAGE).text
    adopt(demo_database, TODAY, confirmed=False)
    assert visitor.get(PAGE).text == before
    assert "Ordinance 2026-14" not in visitor.get("/api/v1" + PAGE).text


def test_the_page_tells_act_instrument_and_each_departure(visitor: TestApp, demo_database: Database) -> None:
    visitor.get(PAGE)
    adopt(demo_database, TODAY - timedelta(days=30), local=SET_TO_60)
    words = read_words(visitor)
    assert "51 % in the act; 60 % here" in words
    assert "Ordinance 2026-14 , 14, January 2, 2020" in words
    assert "No law is recorded" not in words
    assert "Borrowed" not in words
    twin = read_twin(visitor)
    assert [
        (one["rule"], one["parameter"], one["in_act"], one["here"])
        for one in twin["in_force"][0]["adoption"]["departures"]
    ] == [("COMP-01", "p", ["51 %"], ["60 %"])]
    assert [rule["provision"]["number"] for rule in twin["in_force"][0]["rules"]] == list(
        range(1, len(twin["in_force"][0]["rules"]) + 1)
    )
    assert "51 % en la ley; 60 % aquí" in read_words(visitor, **{"Accept-Language": "es"})


def test_an_own_default_only_warns_until_the_instrument_adopts_it(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, TODAY - timedelta(days=9))
    rules = {rule["provision"]["rule"]: rule["provision"] for rule in read_twin(visitor)["in_force"][0]["rules"]}
    own = find_own_rule()
    title = next(rule.title.en for rule in load_act("model-act").provisions if rule.id == own)
    assert (rules["COMP-01"]["binds"], rules[own]["binds"]) == (True, False)
    adopt(demo_database, TODAY, adopted=[own])
    assert f"that the instrument adopts: {title} ({own})" in read_words(visitor)
    rules = {rule["provision"]["rule"]: rule["provision"] for rule in read_twin(visitor)["in_force"][0]["rules"]}
    assert (rules["COMP-01"]["binds"], rules[own]["binds"]) == (True, True)


def test_past_coming_and_corrected_laws_are_told_apart(visitor: TestApp, demo_database: Database) -> None:
    wrong = adopt(demo_database, TODAY - timedelta(days=400), local={"COMP-01.p": "70/100"})
    past = adopt(demo_database, TODAY - timedelta(days=400), corrects=wrong)
    current = adopt(demo_database, TODAY)
    coming = adopt(demo_database, TODAY + timedelta(days=1), local=SET_TO_60)
    twin = read_twin(visitor)
    told = {part: [one["key"] for one in twin[part]] for part in ("past", "coming", "corrected")}
    assert (twin["in_force"][0]["adoption"]["key"], told) == (
        current, {"past": [past], "coming": [coming], "corrected": [wrong]}
    )  # fmt: skip
    assert twin["past"][0]["in_force_until"] == "2026-11-23"
    assert twin["in_force"][0]["adoption"]["in_force_until"] == "2026-11-24"
    assert "corrected on November 24, 2026" in read_words(visitor)


def test_a_page_that_is_kept_changes_on_the_day_of_the_next_law(application: Any) -> None:
    database = application.registry.database
    adopt(database, TODAY)
    adopt(database, TODAY + timedelta(days=1), local=SET_TO_60)
    visitor = TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    assert read_twin(visitor)["in_force"][0]["adoption"]["departures"] == []
    application.registry.clock = lambda: NOW + timedelta(days=1)
    assert len(read_twin(visitor)["in_force"][0]["adoption"]["departures"]) == 1


def test_a_borrowed_law_is_called_a_measure_and_never_lawful(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, TODAY, borrowed=True)
    words = read_words(visitor)
    assert "would meet it or would not meet it" in words
    assert "This act does not bind the board" in words


def test_no_account_stands_in_the_page_of_a_law(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, TODAY)
    for text in (visitor.get(PAGE).text, visitor.get("/api/v1" + PAGE).text):
        assert "entered_by" not in text
        assert "confirmed_by" not in text
