"""Laws of two kinds on one page, an entry that is struck out, and committees that are bound or not."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp

from governance.boards.law_models import Adoption
from governance.db import Database
from tests.front.test_board_law import PAGE, TODAY, read_twin, read_words
from tests.front.test_law_forms import RECORD, fill, find_control, read_adoption
from tests.support.accounts import ADMINISTRATOR, BOARD, CLERK, sign_in
from tests.support.laws import adopt
from tests.support.portal_forms import OTHER

COMMITTEE = f"/boards/{OTHER}/law"


@pytest.fixture
def clerk(application: Any, demo_database: Database) -> TestApp:
    return sign_in(application, demo_database, CLERK)


@pytest.fixture
def administrator(application: Any, demo_database: Database) -> TestApp:
    return sign_in(application, demo_database, ADMINISTRATOR)


def test_the_page_shows_the_law_of_each_kind_and_no_rule_takes_the_other_s_place(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, TODAY)
    adopt(demo_database, TODAY, act="ca-brown-act")
    adopt(demo_database, TODAY + timedelta(days=5), act="tx-open-meetings")
    twin = read_twin(visitor)
    told = [(law["adoption"]["kind"], law["adoption"]["in_force_until"]) for law in twin["in_force"]]
    assert told == [("composition", None), ("open_meetings", "2026-11-28")]
    anchors = [item["id"] for item in visitor.get(PAGE).html.find("main").find_all(id=True)]
    assert len(anchors) == len(set(anchors))
    assert any(anchor.startswith("open-meetings-") for anchor in anchors)
    words = read_words(visitor)
    assert words.index("who sits on it") < words.index("Meetings in the open")


def test_an_entry_is_struck_out_by_two_people_and_the_page_says_what_was_and_when(
    clerk: TestApp, administrator: TestApp, visitor: TestApp, demo_database: Database
) -> None:
    key = adopt(demo_database, TODAY - timedelta(days=20))
    form = clerk.get(RECORD).click(href=f"{key}/strike")
    assert "This changes how past days are judged" in form.text
    assert "November 4, 2026" in form.text
    form.forms["decide-law"].submit(status=303)
    assert [law["adoption"]["key"] for law in read_twin(visitor)["in_force"]] == [key]
    assert "to be struck out" in clerk.get(RECORD).text
    waiting = administrator.get("/home").click("The striking out of a law waits to be confirmed")
    assert "asks that the law below be struck out" in waiting.text
    assert "November 4, 2026" in waiting.text
    waiting.forms["decide-law"].submit(status=303)
    twin = read_twin(visitor)
    assert (twin["in_force"], twin["past"], twin["corrected"]) == ([], [], [])
    assert [(one["key"], one["struck_out"]) for one in twin["struck_out"]] == [(key, True)]
    words = read_words(visitor)
    assert "struck out on November 24, 2026" in words
    assert "No law is recorded for this board." in words
    assert "decide-law" not in clerk.get(f"{PAGE}/{key}/strike").forms


def test_a_committee_is_told_to_be_bound_by_its_board_s_law_or_by_none(
    clerk: TestApp, administrator: TestApp, visitor: TestApp, demo_database: Database
) -> None:
    assert "No instrument binds this committee" in visitor.get(COMMITTEE).html.main.get_text(" ")
    form = fill(clerk.get(f"{RECORD}/model-act").forms["law"], TODAY.isoformat())
    find_control(form, "binds_committees").checked = True
    form.submit(status=303)
    adoption = read_adoption(demo_database)
    assert adoption.binds_committees
    assert "No instrument binds this committee" in visitor.get(COMMITTEE).html.main.get_text(" ")
    confirm = administrator.get(f"{PAGE}/{adoption.key}/confirm")
    assert "binds the committees" in confirm.text
    confirm.forms["decide-law"].submit(status=303)
    twin = visitor.get("/api/v1" + COMMITTEE).json
    assert [(law["adoption"]["key"], law["of_board_above"]) for law in twin["in_force"]] == [(adoption.key, True)]
    assert twin["is_unbound"] is False
    assert "Its instrument says that it binds the committees too" in visitor.get(COMMITTEE).html.main.get_text(" ")
    assert "binds the committees of this board as well" in read_words(visitor)


def test_a_place_reserved_by_the_act_is_taken_away_by_a_nought_and_comes_back_when_emptied(
    clerk: TestApp, demo_database: Database
) -> None:
    page = clerk.get(f"{RECORD}/il-cessa")
    assert "Write 0 where no place is reserved here" in page.text
    form = fill(page.forms["law"])
    find_control(form, "COMP-04", "counts", "advocate").value = "0"
    form.submit(status=303)
    assert read_adoption(demo_database).local == {"COMP-04.counts.advocate": "0"}
    wrong = adopt(demo_database, TODAY, act="il-cessa", local={"COMP-04.counts.advocate": "0"})
    form = clerk.get(f"{RECORD}/il-cessa?corrects={wrong}").forms["law"]
    assert find_control(form, "COMP-04", "counts", "advocate").value == "0"
    find_control(form, "COMP-04", "counts", "advocate").value = ""
    form.submit(status=303)
    assert read_adoption(demo_database).local == {}


@pytest.mark.parametrize("act", ["hrsa-330", "paimi", "silc-796d"])
def test_the_form_offers_no_more_publicity_than_the_act_allows(
    clerk: TestApp, demo_database: Database, act: str
) -> None:
    form = fill(clerk.get(f"{RECORD}/{act}").forms["law"])
    control = find_control(form, "COMP-14", "public_status")
    assert [value for value, *_rest in control.options] == ["", "verdict"]
    control.force_value("office")
    form.submit(status=422)
    with demo_database.reading() as session:
        assert session.scalars(select(Adoption)).all() == []


def test_a_correction_that_begins_later_says_from_which_day_verdicts_change(
    administrator: TestApp, demo_database: Database
) -> None:
    wrong = adopt(demo_database, date(2026, 11, 2))
    right = adopt(demo_database, TODAY, corrects=wrong, confirmed=False)
    page = administrator.get(f"/boards/{BOARD}/law/{right}/confirm").text
    assert "This changes how past days are judged" in page
    assert "November 2, 2026" in page
