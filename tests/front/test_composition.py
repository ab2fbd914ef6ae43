"""The public page of a board's composition: the verdict first, then the sum, then the law; and nothing of anybody."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from webtest import TestApp

from governance.boards.appointment_models import ActKind, CompositionAct, Door
from governance.boards.declaration_models import CommunityStanding
from governance.boards.law_models import Adoption
from governance.boards.models import Board, EndReason, Membership, Person, Role, Seat
from governance.boards.queries import find_board
from governance.db import Database
from governance.front.composition_gathering import gather_board
from governance.front.composition_telling import find_next_change, tell_composition
from governance.ledger.entries import Office
from governance.meetings.models import Attendance
from model_law.provisions import load_act
from tests.conftest import NOW
from tests.support.accounts import ADMINISTRATOR, BOARD
from tests.support.laws import adopt, find_actor
from tests.support.representatives import TODAY, appoint_representatives, find_voting_members
from tests.support.statements import count_statements

PAGE = f"/boards/{BOARD}/composition"
SINCE = date(2024, 1, 1)
SPANISH = {"Accept-Language": "es"}


def read_words(visitor: TestApp, address: str = PAGE, **headers: str) -> str:
    return " ".join(visitor.get(address, headers=headers).html.main.get_text(" ").split())


def read_twin(visitor: TestApp, address: str = PAGE) -> dict[str, Any]:
    twin: dict[str, Any] = visitor.get("/api/v1" + address).json
    return twin


def test_without_a_law_nothing_is_judged(visitor: TestApp) -> None:
    words = read_words(visitor)
    assert "No law is recorded for this board." in words
    assert "Anjali" in words
    twin = read_twin(visitor)
    assert (twin["law"], twin["share"], twin["rules"], twin["breaches"]) == (None, None, [], [])
    assert "No hay ninguna ley registrada para esta junta." in read_words(visitor, **SPANISH)


def test_every_page_of_the_board_leads_here(visitor: TestApp) -> None:
    for page in ("", "/members", "/law", "/votes"):
        assert visitor.get(f"/boards/{BOARD}{page}").html.find("a", href=PAGE) is not None, page


def test_the_verdict_comes_first_then_the_sum_then_the_law_and_how_it_is_known(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, SINCE)
    appoint_representatives(demo_database, 7)
    words = read_words(visitor)
    places = [
        words.index(part)
        for part in (
            "Met. The board has the share of community representatives that its law asks for.",
            "7 of 12 voting members who serve count as community representatives: 58.3 %.",
            "The rule asks at least 51 %: 100 x 7 = 700 >= 51 x 12 = 612.",
            "the authors' own summary of the act",
            "a description of the provision was read, not its text",
            "Ordinance 2026-14",
        )
    ]
    assert places == sorted(places)
    share = read_twin(visitor)["share"]
    assert (share["verdict"], share["numerator"], share["denominator"], share["margin"]) == ("met", 7, 12, 0)
    assert "La junta tiene la proporción" in read_words(visitor, **SPANISH)
    assert "58,3 %" in read_words(visitor, **SPANISH)


def test_the_page_names_those_who_count_so_that_a_reader_can_do_the_sum(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, SINCE)
    names = appoint_representatives(demo_database, 7)
    twin = read_twin(visitor)
    voting = [member for member in twin["members"] if member["voting"]]
    assert sorted(member["name"] for member in voting if member["representative"]) == sorted(names)
    assert len(voting) == twin["share"]["denominator"]
    told = visitor.get("/api/v1" + f"/boards/{BOARD}/members").json["members"]
    assert sorted(member["name"] for member in told if member["represents_community"]) == sorted(names)
    assert visitor.get(f"/boards/{BOARD}/members").text.count(">Community representative</span>") == 7


def test_a_board_that_falls_short_is_told_what_would_be_enough_and_never_who_should_go(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, SINCE)
    appoint_representatives(demo_database, 6)
    words = read_words(visitor)
    assert "Not met. The board does not have the share" in words
    assert "50.0 %" in words
    assert "100 x 6 = 600 < 51 x 12 = 612" in words
    twin = read_twin(visitor)
    assert twin["share"]["remedies"]
    [breach] = [breach for breach in twin["breaches"] if breach["rule"] == "COMP-01"]
    assert breach["effects"] == ["board_acts", "worsening_refused"]
    assert (breach["cure_until"], breach["closed_on"]) == (None, None)
    names = [name for _, name in find_voting_members(demo_database)]
    for remedy in (*twin["share"]["remedies"], *breach["remedies"]):
        assert not [name for name in names if name in remedy]
    assert "The board may go on meeting and voting" in words


@pytest.mark.parametrize(("count", "verdict"), [(7, "would_meet"), (6, "would_not_meet")])
def test_under_a_borrowed_act_it_is_said_what_would_be_and_never_what_is_lawful(
    visitor: TestApp, demo_database: Database, count: int, verdict: str
) -> None:
    adopt(demo_database, SINCE, borrowed=True)
    appoint_representatives(demo_database, count)
    twin = read_twin(visitor)
    assert twin["share"]["verdict"] == verdict
    assert {rule["verdict"] for rule in twin["rules"]} <= {"would_meet", "would_not_meet"}
    assert twin["breaches"] == []
    for headers in ({}, SPANISH):
        words = read_words(visitor, **headers).casefold()
        for word in ("lawful", "legal", "ilegal", "unlawful", "not met", "no se cumple."):
            assert word not in words


def test_what_a_reader_must_know_beside_the_sum_is_said(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    twin = read_twin(visitor)
    assert set(twin["notes"]) == {"history_incomplete", "nobody_declared"}
    assert "The record names no community representative yet." in read_words(visitor)
    told = {rule["rule"] for rule in twin["not_told"]}
    assert {"TERM-03", "COMP-09"} <= told
    assert {"COMP-05", "COMP-06", "COMP-07"}.isdisjoint(told)


# What the public may not be told.


def test_where_the_class_is_a_condition_the_public_learns_met_or_not_met_and_nothing_else(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, SINCE, act="hrsa-330")
    for count in (0, 7):
        appoint_representatives(demo_database, count)
        twin = read_twin(visitor)
        share = twin["share"]
        assert share["verdict"] in ("met", "not_met", "warning", "cannot_tell")
        assert [share[name] for name in ("text", "numerator", "denominator", "margin", "percent")] == [None] * 5
        assert (share["remedies"], twin["categories"], twin["office_is_public"]) == ([], None, False)
        assert {member["representative"] for member in twin["members"]} == {None}
        assert not [one for one in (*twin["breaches"], *twin["foreseen"]) if one["rule"] == share["rule"]]
        words = read_words(visitor)
        assert "Who counts as a community representative is not public under this law." in words
        assert "count as community representatives" not in words
    members = visitor.get("/api/v1" + f"/boards/{BOARD}/members").json["members"]
    assert {member["represents_community"] for member in members} == {None}


def test_where_the_class_is_a_condition_no_past_day_tells_even_the_verdict(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, SINCE, act="hrsa-330")
    appoint_representatives(demo_database, 7)
    past = read_twin(visitor, f"{PAGE}?on=2026-10-01")
    assert past["share"] is None
    share = next(rule.id for rule in load_act("hrsa-330").provisions if rule.check == "share")
    assert share in {rule["rule"] for rule in past["not_public"]}
    history = read_twin(visitor, f"{PAGE}/history")
    assert history["share_is_public"] is False
    assert {span["verdict"] for span in history["spans"]} == {None}
    assert share not in {rule["rule"] for span in history["spans"] for rule in span["not_met"]}
    replay = read_twin(visitor, f"{PAGE}/replay?percent=60")
    assert (replay["refused"], replay["failed"], replay["would_have_failed"], replay["spans"]) == (
        "not_public", [], [], []
    )  # fmt: skip


def test_what_was_known_of_today_once_tells_no_verdict_that_is_public_of_today_alone(
    visitor: TestApp, demo_database: Database
) -> None:
    """Asked of one past day after the other, it would tell on which of them a verdict turned, and so for whom."""
    adopt(demo_database, SINCE, act="hrsa-330")
    appoint_representatives(demo_database, 12)
    early, late = NOW - timedelta(days=900), NOW - timedelta(days=10)
    with demo_database.writing.begin() as session:
        for table in (Seat, Membership):
            session.execute(update(table).values(entered_at=early))
        session.execute(update(Adoption).values(confirmed_at=early))
        session.execute(update(CommunityStanding).values(entered_at=late))
    assert read_twin(visitor)["share"]["verdict"] == "met"
    for day in ("2026-11-20", "2026-11-10", "2026-11-24"):
        twin = read_twin(visitor, f"{PAGE}?on={TODAY}&known_at={day}")
        assert (twin["is_today"], twin["share"], twin["categories"], twin["foreseen"]) == (False, None, None, [])
        assert "COMP-01" in {rule["rule"] for rule in twin["not_public"]}


def test_category_rules_have_one_verdict_together_and_none_alone(visitor: TestApp, demo_database: Database) -> None:
    appoint_representatives(demo_database, 7)
    adopt(demo_database, SINCE, local={"COMP-04.counts.homelessness": "1"}, adopted=["COMP-04"])
    assert read_twin(visitor)["categories"] is None
    adopt(
        demo_database, TODAY, adopted=["COMP-04"],
        local={"COMP-04.counts.homelessness": "1", "COMP-04.counts.substance_use": "1"},
    )  # fmt: skip
    twin = read_twin(visitor)
    assert twin["categories"] == "cannot_tell"
    assert "COMP-04" not in {
        one["rule"] for part in ("rules", "not_told", "breaches", "foreseen", "not_public") for one in twin[part]
    }
    assert read_twin(visitor, f"{PAGE}?on=2026-11-23")["categories"] is None


def test_no_page_says_what_a_seat_is_reserved_for_or_any_category(visitor: TestApp, demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
        session.execute(
            update(Seat).where(Seat.board_id == board)
            .values(reserved_for="zqcanary reserved", label="zqcanary label", constituency="homelessness")
        )  # fmt: skip
    adopt(
        demo_database, SINCE, adopted=["COMP-04"],
        local={"COMP-04.counts.homelessness": "9", "COMP-04.counts.substance_use": "1"},
    )  # fmt: skip
    appoint_representatives(demo_database, 7)
    for part in ("", "?on=2026-10-01", "/history", "/replay?percent=60"):
        for address in (PAGE + part, "/api/v1" + PAGE + part):
            text = visitor.get(address).text.casefold()
            for word in ("zqcanary", "homeless", "substance", "mental"):
                assert word not in text, (address, word)


def test_every_vacancy_reads_the_same_but_for_its_days_and_whose_duty_it_is(
    visitor: TestApp, demo_database: Database
) -> None:
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
        for number in (31, 32, 33):
            session.add(
                Seat(board_id=board, number=number, label=f"Label {number}", constituency="homelessness" if number == 32
                     else None, started_on=date(2026, 11, 14), entered_at=NOW, appointing_authority="Council")
            )  # fmt: skip
    adopt(demo_database, SINCE)
    made = [vacancy for vacancy in read_twin(visitor)["vacancies"] if vacancy["since"] == "2026-11-14"]
    assert made == [{"since": "2026-11-14", "days": 10, "voting": True, "filled_by": None}] * 3
    rows = visitor.get(PAGE).html.find(id="vacancies").find_next("ol").find_all("li")
    assert len({row.get_text() for row in rows if "November 14" in row.get_text()}) == 1


@pytest.mark.parametrize(
    ("authority", "other", "category", "told"),
    [("Council", "Mayor", None, "Council"), ("Council", "Mayor", "homelessness", None),
     ("Council", "Council", "homelessness", "Council"), ("People in Recovery of Ottershaw", "Mayor", None, None)],
)  # fmt: skip
def test_whose_duty_a_vacancy_is_is_told_where_it_does_not_tell_what_the_seat_is_reserved_for(
    visitor: TestApp, demo_database: Database, authority: str, other: str, category: str | None, told: str | None
) -> None:
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
        session.execute(update(Seat).where(Seat.board_id == board).values(appointing_authority=other))
        session.add(
            Seat(board_id=board, number=31, constituency=category, started_on=date(2026, 11, 14), entered_at=NOW,
                 appointing_authority=authority)
        )  # fmt: skip
    assert [one["filled_by"] for one in read_twin(visitor)["vacancies"] if one["since"] == "2026-11-14"] == [told]


# Breaches, contested acts, and what is coming.


def contest(database: Database, rules: list[str]) -> str:
    """An appointment that was recorded although it broke rules; the name of who was appointed."""
    with database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        row = session.execute(
            select(Membership, Person).join(Person, Person.id == Membership.person_id)
            .where(Membership.board_id == board.id, Membership.seat_id.is_not(None)).limit(1)
        ).one()  # fmt: skip
        session.add(
            CompositionAct(
                key="contested1", board_id=board.id, kind=ActKind.APPOINTED, door=Door.RECORDED, effective_on=TODAY,
                membership_id=row.Membership.id, person_id=row.Person.id, document_title="Letter of the mayor",
                document_dated_on=TODAY, entered_at=NOW, contested=rules, findings={},
                entered_by=find_actor(session, ADMINISTRATOR, Office.ADMINISTRATOR).account_id,
            )
        )  # fmt: skip
        board.record_version += 1
        return str(row.Person.name)


def test_an_act_that_broke_a_rule_is_told_with_its_document(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    name = contest(demo_database, ["COMP-01", "COMP-04"])
    [act] = read_twin(visitor)["contested"]
    assert (act["name"], act["document_title"], [rule["rule"] for rule in act["rules"]]) == (
        name, "Letter of the mayor", ["COMP-01"]
    )  # fmt: skip
    assert "Letter of the mayor" in read_words(visitor)


@pytest.mark.parametrize(("act", "rules"), [("model-act", ["COMP-04"]), ("hrsa-330", ["COMP-01", "COMP-04"])])
def test_an_act_that_broke_only_what_is_not_public_is_not_told(
    visitor: TestApp, demo_database: Database, act: str, rules: list[str]
) -> None:
    adopt(demo_database, SINCE, act=act)
    contest(demo_database, rules)
    assert read_twin(visitor)["contested"] == []
    assert "Letter of the mayor" not in visitor.get(PAGE).text


def test_the_page_foresees_the_first_day_on_which_terms_that_end_break_a_rule(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, SINCE)
    appoint_representatives(demo_database, 12)
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        keys = [key for key, _ in find_voting_members(demo_database)[:12]]
        session.execute(
            update(Membership).where(
                Membership.board_id == board.id,
                Membership.person_id.in_(select(Person.id).where(Person.key.in_(keys))),
                Membership.ended_on >= TODAY,
            ).values(ended_on=date(2026, 12, 31), term_ends_on=date(2026, 12, 31), end_reason=None)
        )  # fmt: skip
        board.record_version += 1
    foreseen = {one["rule"]: one for one in read_twin(visitor)["foreseen"]}
    assert (foreseen["COMP-01"]["day"], foreseen["COMP-01"]["days_left"]) == ("2027-01-01", 38)
    assert foreseen["COMP-08"]["remedies"]
    assert "No longer met from January 1, 2027, in 38 days." in read_words(visitor)


def test_missed_meetings_are_counted_from_the_roll_calls(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    rules = {rule["rule"]: rule for rule in read_twin(visitor)["rules"]}
    assert rules["TERM-07"]["numerator"] is not None
    with demo_database.writing.begin() as session:
        session.execute(update(Attendance).values(superseded_at=NOW))
        session.execute(update(Board).values(record_version=Board.record_version + 1))
    assert "TERM-07" in {rule["rule"] for rule in read_twin(visitor)["not_told"]}


def test_a_committee_is_judged_by_the_law_above_it_only_where_that_binds_committees(
    visitor: TestApp, demo_database: Database
) -> None:
    committee = "/boards/brindle-harbor-data-and-reporting/composition"
    adopt(demo_database, SINCE)
    assert read_twin(visitor, committee)["law"] is None
    adopt(demo_database, date(2025, 1, 1), binds_committees=True)
    twin = read_twin(visitor, committee)
    assert twin["law"]["of_board_above"] is True
    assert twin["share"]["denominator"] == 5


# A record that contradicts itself.


def contradict(database: Database) -> None:
    with database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        seat = session.scalars(select(Seat).where(Seat.board_id == board.id, Seat.number == 3)).one()
        person = Person(key="zoe-quill-1111", name="Zoe Quill", sort_name="Quill, Zoe", entered_at=NOW)
        session.add(person)
        session.flush()
        session.add(
            Membership(board_id=board.id, person_id=person.id, seat_id=seat.id, role=Role.MEMBER, entered_at=NOW,
                       started_on=date(2026, 11, 1))
        )  # fmt: skip
        board.record_version += 1


def test_a_record_that_contradicts_itself_is_told_so_in_both_languages(
    visitor: TestApp, demo_database: Database
) -> None:
    adopt(demo_database, SINCE)
    contradict(demo_database)
    for part in ("", "?on=2026-10-01", "/history", "/replay?percent=60"):
        words = read_words(visitor, PAGE + part)
        assert "The record contradicts itself" in words, part
        assert "About seat 3: two people are said to have held one seat on the same days." in words
        assert "Sobre el puesto 3: consta que dos personas" in read_words(visitor, PAGE + part, **SPANISH)
        assert read_twin(visitor, PAGE + part)["contradiction"]["clash"] == "terms_overlap"
    assert read_twin(visitor)["share"] is None
    assert visitor.get(f"/boards/{BOARD}/members").status_int == 200


def test_a_person_in_two_seats_is_named_as_what_contradicts(visitor: TestApp, demo_database: Database) -> None:
    [(key, name), *_] = find_voting_members(demo_database)
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        seat = Seat(board_id=board.id, number=77, started_on=SINCE, entered_at=NOW)
        session.add(seat)
        session.flush()
        person = session.scalars(select(Person.id).where(Person.key == key)).one()
        session.add(
            Membership(board_id=board.id, person_id=person, seat_id=seat.id, role=Role.MEMBER, entered_at=NOW,
                       started_on=date(2026, 11, 1), ended_on=date(2026, 11, 2), end_reason=EndReason.RESIGNED)
        )  # fmt: skip
    contradiction = read_twin(visitor)["contradiction"]
    assert (contradiction["person"], contradiction["clash"]) == (name, "two_seats")


# What time alone changes.


def test_an_unchanged_page_answers_304_until_time_changes_it(application: Any) -> None:
    database = application.registry.database
    adopt(database, SINCE)
    appoint_representatives(database, 7)
    visitor = TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    first = visitor.get(PAGE)
    visitor.get(PAGE, headers={"If-None-Match": first.headers["ETag"]}, status=304)
    application.registry.clock = lambda: NOW + timedelta(hours=3)
    visitor.get(PAGE, headers={"If-None-Match": first.headers["ETag"]}, status=304)
    application.registry.clock = lambda: NOW + timedelta(days=1)
    second = visitor.get(PAGE, headers={"If-None-Match": first.headers["ETag"]}, status=200)
    assert "for 24 days" in second.text
    assert "for 23 days" in first.text


def test_a_page_that_counts_no_days_is_kept_until_the_next_day_on_which_the_record_changes(application: Any) -> None:
    adopt(application.registry.database, SINCE)
    visitor = TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    changes_on = min(date.fromisoformat(one["day"]) for one in read_twin(visitor)["foreseen"])
    kept = {"If-None-Match": visitor.get(f"{PAGE}/history").headers["ETag"]}
    application.registry.clock = lambda: NOW + timedelta(days=(changes_on - TODAY).days - 1)
    visitor.get(f"{PAGE}/history", headers=kept, status=304)
    application.registry.clock = lambda: NOW + timedelta(days=(changes_on - TODAY).days)
    visitor.get(f"{PAGE}/history", headers=kept, status=200)


def test_no_word_of_the_page_calls_a_board_lawful(visitor: TestApp, demo_database: Database) -> None:
    adopt(demo_database, SINCE)
    appoint_representatives(demo_database, 7)
    for part in ("", "/history", "/replay"):
        assert not re.search(r"\b(un)?lawful", read_words(visitor, PAGE + part).casefold())


@pytest.mark.parametrize("act", ["model-act", "hrsa-330"])
def test_the_pages_of_a_board_under_a_law_take_few_queries_whatever_its_members(
    application: Any, demo_database: Database, act: str
) -> None:
    adopt(demo_database, SINCE, act=act, binds_committees=True)
    reader = TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    parts = (
        "/composition",
        "/composition?on=2026-10-01",
        "/composition/history",
        "/composition/replay?percent=60",
        "/members",
    )

    def count() -> dict[str, int]:
        application.registry.page_cache.pages.clear()
        taken = {}
        for part in parts:
            for slug in (BOARD, "brindle-harbor-data-and-reporting"):
                with count_statements(demo_database) as statements:
                    reader.get(f"/boards/{slug}{part}")
                taken[slug + part] = len(statements)
        return taken

    before = count()
    assert max(before.values()) <= 12
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.slug == BOARD)).one()
        for number in range(200, 240):
            person = Person(key=f"added-{number}", name=f"Added {number}", sort_name=f"Added {number}", entered_at=NOW)
            seat = Seat(board_id=board.id, number=number, started_on=SINCE, entered_at=NOW)
            session.add_all([person, seat])
            session.flush()
            session.add(
                Membership(board_id=board.id, person_id=person.id, seat_id=seat.id, role=Role.MEMBER, started_on=SINCE,
                           entered_at=NOW)
            )  # fmt: skip
        board.record_version += 1
    assert count() == before
    assert "Added 239" in reader.get(PAGE).text


@pytest.mark.parametrize(("act", "next_day"), [("hrsa-330", True), ("model-act", False)])
def test_a_verdict_that_rests_on_what_is_sealed_is_made_anew_each_day(
    application: Any, demo_database: Database, act: str, next_day: bool
) -> None:
    adopt(demo_database, SINCE, act=act)
    with demo_database.reading() as session:
        board = find_board(session, BOARD)
        assert board is not None
        under = gather_board(session, application.registry.vault, board, TODAY)
    # Without anything that counts days.
    page = replace(tell_composition(under, TODAY, "en"), vacancies=[], foreseen=[], breaches=[])
    changes_on = find_next_change(under, page)
    assert changes_on is not None
    assert (changes_on == TODAY + timedelta(days=1)) is next_day


@pytest.mark.parametrize(("members", "told"), [(2, False), (3, True)])
def test_a_verdict_that_would_tell_of_each_of_a_few_members_is_not_shown(
    visitor: TestApp, demo_database: Database, members: int, told: bool
) -> None:
    with demo_database.writing.begin() as session:
        board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
        for seat in session.scalars(select(Seat).where(Seat.board_id == board)):
            seat.voting = seat.number <= members
        rows = session.scalars(
            select(Membership).join(Seat).where(Seat.board_id == board, Seat.number <= members)
            .order_by(Membership.started_on)
        )  # fmt: skip
        for row in rows:
            row.ended_on = row.term_ends_on = None
        latest = {
            row.seat_id: row.id for row in session.scalars(select(Membership).where(Membership.board_id == board))
        }
        for row in session.scalars(select(Membership).where(Membership.board_id == board)):
            if row.id != latest.get(row.seat_id):
                row.superseded_at = NOW
    adopt(demo_database, SINCE, act="hrsa-330", local={"COMP-01.members": "voting"})
    twin = read_twin(visitor)
    assert sum(1 for member in twin["members"] if member["voting"]) == members
    assert (twin["share"] is not None) == told
    assert ("COMP-01" in {rule["rule"] for rule in twin["not_public"]}) != told
    words = read_words(visitor)
    assert ("so few members serve that it would tell of each of them" in words) != told


def test_where_no_law_is_recorded_nothing_is_noted_of_its_rules(visitor: TestApp) -> None:
    twin = read_twin(visitor)
    assert twin["law"] is None
    assert twin["notes"] == []
