"""A board's composition on past days, over time, as known then and now, and had the law said otherwise."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update
from webtest import TestApp

from governance.boards.declaration_models import CommunityStanding
from governance.boards.law_models import Adoption
from governance.boards.models import Board, Membership, Person, Seat
from governance.db import Database
from tests.conftest import NOW
from tests.front.test_composition import PAGE, SINCE, read_twin, read_words
from tests.support.accounts import BOARD
from tests.support.laws import adopt
from tests.support.representatives import TODAY, appoint_representatives, find_voting_members

A_LAW_CORRECTED = NOW - timedelta(days=5)


def read_span(twin: dict[str, Any], day: str) -> dict[str, Any]:
    [span] = [one for one in twin["spans"] if one["first"] <= day and (one["last"] is None or day <= one["last"])]
    return dict(span)


def correct_wrongly_recorded_law(database: Database, **right: Any) -> None:
    """A law that asked for 60 percent was recorded, and corrected five days ago; all else was known before."""
    wrong = adopt(database, SINCE, local={"COMP-01.p": "60/100"})
    key = adopt(database, SINCE, corrects=wrong, **right)
    with database.writing.begin() as session:
        early = NOW - timedelta(days=900)
        session.execute(update(Seat).values(entered_at=early))
        session.execute(update(Membership).values(entered_at=early))
        session.execute(update(CommunityStanding).values(entered_at=early))
        session.execute(
            update(Adoption).where(Adoption.key == wrong)
            .values(entered_at=early, confirmed_at=early, superseded_at=A_LAW_CORRECTED)
        )  # fmt: skip
        session.execute(
            update(Adoption).where(Adoption.key == key)
            .values(entered_at=A_LAW_CORRECTED, confirmed_at=A_LAW_CORRECTED)
        )  # fmt: skip


def test_a_past_day_is_judged_by_who_served_then(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    appoint_representatives(demo_database, 7)
    twin = read_twin(visitor, f"{PAGE}?on=2024-06-30")
    names = {member["name"] for member in twin["members"]}
    with demo_database.reading() as session:
        served = session.scalars(
            select(Person.name).join(Membership).join(Board, Board.id == Membership.board_id)
            .where(
                Board.slug == BOARD, Membership.seat_id.is_not(None), Membership.started_on <= date(2024, 6, 30),
                Membership.ended_on.is_(None) | (Membership.ended_on >= date(2024, 6, 30)),
            )
        )  # fmt: skip
        assert names == set(served)
    assert (twin["is_today"], twin["foreseen"], twin["contested"]) == (False, [], [])
    assert "on June 30, 2024" in read_words(visitor, f"{PAGE}?on=2024-06-30")


def test_a_day_before_the_first_law_is_not_judged(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    twin = read_twin(visitor, f"{PAGE}?on=2023-12-31")
    assert (twin["law"], twin["share"]) == (None, None)
    assert "No law is recorded" in read_words(visitor, f"{PAGE}?on=2023-12-31")
    assert read_twin(visitor, f"{PAGE}?on=1800-01-01")["members"] == []


@pytest.mark.parametrize(
    "day",
    ["2026-02-30", "2026-11-25", "9999-12-31", "1799-12-31", "0000-00-00", "yesterday", "2026-1-1", "20260101",
     "2026-01-01T00:00", "%EF%BC%92026-01-01", "2026-01-01&on=2026-01-02", "-2026-01-01"],
)  # fmt: skip
@pytest.mark.parametrize("part", ["", "/history"])
def test_a_day_that_is_none_or_lies_ahead_is_refused_in_plain_words(visitor: TestApp, day: str, part: str) -> None:
    name = "known_at" if part else "on"
    refused = visitor.get(f"{PAGE}{part}", params=f"{name}={day}".replace("&on=", f"&{name}="), status=400)
    assert "must be one day from 1800-01-01 to 2026-11-24" in refused.text


def test_a_page_of_a_day_that_somebody_chose_is_not_for_search_engines(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, SINCE)

    def find_robots(address: str) -> Any:
        return visitor.get(address).html.find("meta", attrs={"name": "robots"})

    for part in ("", "/history", "/replay"):
        assert find_robots(PAGE + part) is None
    for part in ("?on=2026-01-01", "?known_at=2026-01-01", "/history?page=1", "/replay?percent=60"):
        assert find_robots(PAGE + part)["content"] == "noindex, nofollow"
    for link in visitor.get(f"{PAGE}/history").html.main.find_all("a"):
        if "?" in link["href"] and "page=" not in link["href"]:
            assert link["rel"] == ["nofollow"], link


def test_the_timeline_has_a_row_for_each_change_and_none_for_a_day(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    appoint_representatives(demo_database, 7)
    twin = read_twin(visitor, f"{PAGE}/history")
    spans = twin["spans"]
    assert spans[0]["last"] is None
    assert spans[-1]["first"] == SINCE.isoformat()
    for later, earlier in pairwise(spans):
        assert date.fromisoformat(earlier["last"]) + timedelta(days=1) == date.fromisoformat(later["first"])
        told = [{key: one[key] for key in ("verdict", "text", "not_met")} for one in (later, earlier)]
        assert told[0] != told[1]
    for span in spans:
        day = read_twin(visitor, span["address"])
        assert (day["share"]["verdict"], day["share"]["text"]) == (span["verdict"], span["text"])
    assert read_span(twin, TODAY.isoformat())["verdict"] == "met"


def test_the_history_tells_when_each_breach_began_and_closed(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    appoint_representatives(demo_database, 7, since=date(2026, 10, 1))
    breaches = [one for one in read_twin(visitor, f"{PAGE}/history")["breaches"] if one["rule"] == "COMP-01"]
    assert [(one["first"], one["closed_on"], one["closing"]) for one in breaches] == [
        (SINCE.isoformat(), "2026-10-01", "cured")
    ]
    words = read_words(visitor, f"{PAGE}/history")
    assert "Not met since January 1, 2024 · closed on October 1, 2026: cured" in words


def test_history_is_in_pages(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, date(2023, 1, 1))
    [(key, _), *_rest] = find_voting_members(demo_database)
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        person = session.scalars(select(Person.id).where(Person.key == key)).one()
        for number in range(60):
            day = date(2026, 6, 1) + timedelta(days=2 * number)
            session.add(
                CommunityStanding(board_id=board.id, person_id=person, started_on=day, ended_on=day, entered_at=NOW)
            )
    twin = read_twin(visitor, f"{PAGE}/history")
    assert twin["paging"]["pages"] > 1
    assert len(twin["spans"]) == 50
    last = read_twin(visitor, f"{PAGE}/history?page={twin['paging']['pages']}")
    assert last["spans"][-1]["first"] == "2023-01-01"


def test_both_verdicts_stay_where_a_wrong_law_was_corrected(visitor: TestApp, demo_database: Database) -> None:
    appoint_representatives(demo_database, 7)
    correct_wrongly_recorded_law(demo_database)
    for address in (PAGE, f"{PAGE}?on=2026-11-20"):
        [told] = read_twin(visitor, address)["known_before"]
        assert (told["verdict"], told["verdict_now"], told["corrected_on"]) == ("not_met", "met", "2026-11-19")
    words = read_words(visitor)
    assert "As the law was recorded then Not met 7 of 12" in words
    assert "As it is recorded now Met 7 of 12" in words
    [told] = read_twin(visitor, f"{PAGE}/history")["known_before"]
    before = read_twin(visitor, told["address"])
    assert read_span(before, "2026-11-17")["verdict"] == "not_met"
    assert "60 %" in read_span(before, "2026-11-17")["text"]
    assert read_span(read_twin(visitor, f"{PAGE}/history"), "2026-11-17")["verdict"] == "met"
    assert "as it was known at the end of November 18, 2026" in read_words(visitor, told["address"])
    assert read_twin(visitor, f"{PAGE}?on=2026-11-17&known_at=2026-11-18")["share"]["verdict"] == "not_met"


def test_a_law_that_was_recorded_wrongly_does_not_tell_what_the_right_one_keeps(
    visitor: TestApp, demo_database: Database
) -> None:
    appoint_representatives(demo_database, 7)
    correct_wrongly_recorded_law(demo_database, act="hrsa-330")
    for address in (
        f"{PAGE}?on=2026-10-01",
        f"{PAGE}?known_at=2026-11-18",
        f"{PAGE}?on=2026-10-01&known_at=2026-11-18",
    ):
        twin = read_twin(visitor, address)
        assert {member["representative"] for member in twin["members"]} == {None}, address
        assert twin["share"] is None or twin["share"]["numerator"] is None
    history = read_twin(visitor, f"{PAGE}/history?known_at=2026-11-18")
    assert {span["verdict"] for span in history["spans"]} == {None}
    assert history["breaches"] == []
    for told in read_twin(visitor, f"{PAGE}/history")["known_before"]:
        assert (told["verdict"], told["text"], told["text_now"]) == (None, None, None)
    assert read_twin(visitor, f"{PAGE}/replay?known_at=2026-11-18&percent=40")["refused"] == "not_public"


def test_a_replay_says_which_months_would_have_failed(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, date(2026, 3, 1))
    appoint_representatives(demo_database, 7, since=date(2026, 3, 1))
    twin = read_twin(visitor, f"{PAGE}/replay?percent=60")
    history = read_twin(visitor, f"{PAGE}/history")

    def list_months(years: list[dict[str, Any]]) -> set[str]:
        return {month[:7] for year in years for month in year["months"]}

    expected = set()
    for number in range((TODAY - date(2026, 3, 1)).days + 1):
        day = date(2026, 3, 1) + timedelta(days=number)
        share = read_span(history, day.isoformat())["text"].split(" of ")
        if 100 * int(share[0]) < 60 * int(share[1].split()[0]):
            expected.add(day.isoformat()[:7])
    assert expected
    assert list_months(twin["would_have_failed"]) == expected
    assert list_months(twin["failed"]) < expected
    assert {span["verdict"] for span in twin["spans"]} <= {"would_meet", "would_not_meet"}
    words = read_words(visitor, f"{PAGE}/replay?percent=60")
    assert "Months in which the board would not have had the share 2026:" in words
    assert read_twin(visitor)["share"]["verdict"] == "met"


def test_an_empty_form_asks_nothing(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    form = visitor.get(f"{PAGE}/replay").forms[0]
    asked = form.submit()
    assert asked.status_int == 200
    assert "Day by day" not in asked.text
    form["percent"], form["members"] = "60", "all"
    assert "Day by day" in form.submit().text


@pytest.mark.parametrize(
    "query",
    ["percent=0", "percent=101", "percent=51.5", "percent=x", "comparison=less", "members=some", "percent=1&percent=2"],
)
def test_what_no_law_could_say_is_refused(visitor: TestApp, query: str) -> None:
    assert "in the address must be one" in visitor.get(f"{PAGE}/replay?{query}", status=400).text


def test_what_the_act_does_not_allow_is_said(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    words = read_words(visitor, f"{PAGE}/replay?percent=20")
    assert "The act does not allow this value." in words
    assert "from 33 % to 100 %" in words
    assert read_twin(visitor, f"{PAGE}/replay?percent=20")["refused"] == "value_not_allowed"
    assert read_twin(visitor, f"{PAGE}/replay?percent=33")["refused"] is None


def test_without_a_law_there_is_no_history_and_nothing_to_replay(visitor: TestApp, demo_database: Database) -> None:
    assert read_twin(visitor, f"{PAGE}/history")["spans"] == []
    assert read_twin(visitor, f"{PAGE}/replay?percent=60")["refused"] == "no_law"
    adopt(demo_database, TODAY + timedelta(days=30))
    assert read_twin(visitor, f"{PAGE}/history")["has_law"] is False


def test_a_breach_begins_on_the_day_on_which_the_law_begins_to_bind(visitor: TestApp, demo_database: Database) -> None:
    """Before it, the act was only held against the board: nothing was broken, and no days to cure it could run."""
    binding, lifted = date(2026, 10, 1), date(2026, 11, 20)
    adopt(demo_database, SINCE, borrowed=True)
    adopt(demo_database, binding)
    before = read_twin(visitor, f"{PAGE}?on=2026-09-30")["breaches"]
    during = read_twin(visitor, f"{PAGE}?on=2026-10-02")["breaches"]
    assert before == []
    assert [(one["rule"], one["first"]) for one in during] == [("COMP-01", binding.isoformat())]
    told = read_twin(visitor, f"{PAGE}/history")["breaches"]
    assert [(one["rule"], one["first"]) for one in told] == [("COMP-01", binding.isoformat())]
    adopt(demo_database, lifted, borrowed=True)
    assert read_twin(visitor)["breaches"] == []
    told = read_twin(visitor, f"{PAGE}/history")["breaches"]
    assert {(one["closed_on"], one["closing"]) for one in told} == {(lifted.isoformat(), "lifted")}


def test_nothing_is_told_of_days_after_the_one_whose_knowledge_is_asked_for(
    visitor: TestApp, demo_database: Database
) -> None:
    appoint_representatives(demo_database, 7)
    correct_wrongly_recorded_law(demo_database)
    known = "known_at=2026-11-18"
    spans = read_twin(visitor, f"{PAGE}/history?{known}")["spans"]
    assert spans[0]["last"] is None
    assert max(span["first"] for span in spans) <= "2026-11-18"
    assert read_twin(visitor, f"{PAGE}/replay?{known}&percent=50")["last"] == "2026-11-18"
    page = read_twin(visitor, f"{PAGE}?{known}")
    assert (page["on"], page["is_today"], page["foreseen"]) == ("2026-11-18", False, [])
