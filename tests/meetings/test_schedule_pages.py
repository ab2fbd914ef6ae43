"""Closed days, regions, schedules and deadlines as a clerk keeps them, and what they do to the notices counted by them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp

from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.ledger.models import LedgerEntry
from governance.meetings.law_facts import find_meeting_law, read_meeting_laws
from governance.meetings.planning_models import AnnualSchedule
from tests.conftest import NOW
from tests.support.accounts import BOARD, CLERK, MEMBER, find_board_id
from tests.support.laws import adopt
from tests.support.planning import PLAN, fill_days, make_draft, post_meeting
from tests.support.planning_site import Site, _live_now, make_site  # noqa: F401  # a fixture for every test here
from tests.support.statements import count_statements

DAYS = f"/boards/{BOARD}/meetings/days"
DEADLINES = f"/boards/{BOARD}/deadlines"


@pytest.fixture(scope="module")
def site(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from make_site(sqlite_templates["demo"], tmp_path_factory.mktemp("schedule"), "tx-open-meetings", "model-act")


@pytest.fixture
def clerk(site: Site) -> TestApp:
    return site.enter(CLERK)


def send(clerk: TestApp, path: str, form_id: str, on: dict[str, str], status: int = 303, **fields: Any) -> Any:
    form = clerk.get(f"{DAYS}/{path}").forms[form_id]
    for name, value in fields.items():
        form[name] = value
    fill_days(form, **on)
    return form.submit(status=status)


def read_due(clerk: TestApp, draft: str) -> str:
    page = clerk.get(f"/boards/{BOARD}/meetings/prepare/{draft}")
    return str(page.html.find(class_="verdict").get_text(" ", strip=True))


def test_a_closed_day_and_a_region_s_holiday_move_the_day_of_a_notice(site: Site, clerk: TestApp) -> None:
    """Thursday 17 December: three business days before it end on Friday 11, or earlier with a closed day between."""
    starts_at = datetime(2026, 12, 18, 0, 0, tzinfo=UTC)
    draft = make_draft(site.database, replace(PLAN, starts_at=starts_at.isoformat(), ends_at=""))
    assert "December 11, 2026" in read_due(clerk, draft)
    send(clerk, "new", "closed-day", {"day": "2026-12-15"}, name="Day of the flood")
    assert "December 10, 2026" in read_due(clerk, draft)
    assert "Day of the flood" in clerk.get(DAYS)
    strike = clerk.get(f"{DAYS}/2026-12-15/strike").forms["strike-day"]
    strike.submit(status=303)
    assert "December 11, 2026" in read_due(clerk, draft)
    clerk.get(f"{DAYS}/2026-12-15/strike", status=404)


def test_a_holiday_that_is_worked_counts_as_a_business_day(site: Site, clerk: TestApp) -> None:
    starts_at = datetime(2026, 12, 30, 18, 0, tzinfo=UTC)
    draft = make_draft(site.database, replace(PLAN, starts_at=starts_at.isoformat(), ends_at=""))
    before = read_due(clerk, draft)
    send(clerk, "new", "closed-day", {"day": "2026-12-25"}, name="Worked all the same", opened=True)
    assert read_due(clerk, draft) != before
    refused = send(clerk, "new", "closed-day", {"day": "2026-12-02"}, 422, name="Plain day", opened=True)
    assert "is no holiday here" in refused


def test_the_region_s_holidays_are_kept_from_then_on(clerk: TestApp) -> None:
    before = clerk.get(DAYS)
    assert "Only those of the whole country" in before
    send(clerk, "region", "region", {}, region="TX")
    page = clerk.get(DAYS)
    assert "As TX keeps them" in page
    assert len(page.html.find_all(lang="en")) > len(before.html.find_all(lang="en"))
    send(clerk, "region", "region", {}, 422, region="TX")


def test_a_schedule_is_given_once_and_corrected_by_another(site: Site, clerk: TestApp) -> None:
    given = {"given_on": "2026-11-20", "given_time": "09:00"}
    send(clerk, "schedule", "schedule", given, days="2026-12-17\n2026-12-03\n")
    send(clerk, "schedule", "schedule", given, 422, days="2026-12-17\n2026-12-03")
    send(clerk, "schedule", "schedule", given, days="2026-12-17")
    with site.database.reading() as session:
        rows = session.scalars(select(AnnualSchedule).order_by(AnnualSchedule.id)).all()
    assert [(row.days, row.superseded_at is None) for row in rows] == [
        (["2026-12-03", "2026-12-17"], False), (["2026-12-17"], True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "text", "said"),
    [
        ({"given_on": "2026-12-20", "given_time": "09:00"}, "2026-12-17", "yet to come"),
        ({"given_on": "2026-11-20", "given_time": "09:00"}, "17 December", "like 2026-03-31"),
        ({"given_on": "2026-11-20", "given_time": "09:00"}, "2025-12-17", "only days of that year"),
        ({"given_on": "2026-11-20", "given_time": "09:00"}, "2026-12-17\n2026-12-17", "each day once"),
    ],
    ids=["not yet", "words", "another year", "twice"],
)
def test_a_schedule_that_cannot_be_is_refused(clerk: TestApp, days: dict[str, str], text: str, said: str) -> None:
    assert said in send(clerk, "schedule", "schedule", days, 422, days=text)


def test_each_act_stands_on_the_ledger_and_the_record_verifies(site: Site, clerk: TestApp) -> None:
    send(clerk, "new", "closed-day", {"day": "2026-12-07"}, name="Local day")
    with site.database.reading() as session:
        kinds = set(session.scalars(select(LedgerEntry.kind)))
    assert "meeting.closed_day_entered" in kinds
    with site.database.reading() as session:
        check_record(session, WAY_TO_BOARD)  # raises what it finds
    assert "A day was entered on which offices are closed" in site.visit().get(f"/boards/{BOARD}/ledger")


def test_deadlines_are_told_in_order_with_their_provisions(site: Site, clerk: TestApp) -> None:
    starts_at = NOW + timedelta(days=20)
    key, _draft = post_meeting(site.database, replace(PLAN, starts_at=starts_at.isoformat(), ends_at=""))
    page = clerk.get(DEADLINES)
    moments = [datetime.fromisoformat(time["datetime"]) for time in page.html.main.find_all("time")]
    assert moments == sorted(moments)
    assert len(moments) >= 2
    assert "Post the notice. Not recorded yet: a physical place" in page
    assert "NOTE-01" in page
    assert page.html.find("a", href=f"/boards/{BOARD}/meetings/{key}/notices")
    assert "Publicar el aviso" in clerk.get(DEADLINES, headers={"Accept-Language": "es"})
    site.enter(MEMBER).get(DEADLINES, status=403)


def test_a_notice_that_falls_due_within_ten_days_waits_for_the_clerk(site: Site, clerk: TestApp) -> None:
    soon = replace(PLAN, title="Due soon", starts_at=(NOW + timedelta(days=9)).isoformat(), ends_at="")
    later = replace(PLAN, title="Due later", starts_at=(NOW + timedelta(days=50)).isoformat(), ends_at="")
    make_draft(site.database, soon)
    make_draft(site.database, later)
    home = clerk.get("/home")
    assert "Notice is due: Due soon" in home
    assert "Due later" not in home
    assert "Notice is due" not in site.enter(MEMBER).get("/home")


def test_what_waits_costs_the_same_for_many_meetings(site: Site, clerk: TestApp) -> None:
    taken = []
    for _ in range(2):
        with count_statements(site.database) as statements:
            clerk.get("/home")
        taken.append(len(statements))
        for number in range(8):
            plan = replace(PLAN, starts_at=(NOW + timedelta(days=9, minutes=number)).isoformat(), ends_at="")
            make_draft(site.database, plan)
    assert taken[0] == taken[1]


def test_the_laws_read_once_are_those_that_are_asked_day_by_day(site: Site) -> None:
    """Against the query that a single day is asked with, over changes of the law and what is only a measure."""
    adopt(site.database, date(2026, 12, 1), act="ca-brown-act", borrowed=True)
    adopt(site.database, date(2027, 1, 1), act="tx-open-meetings")
    board = find_board_id(site.database)
    with site.database.reading() as session:
        laws = read_meeting_laws(session, board)
        for day in range(0, 500, 9):
            on = date(2025, 12, 20) + timedelta(days=day)
            assert laws.find(on) == find_meeting_law(session, board, on), on
        borrowed = laws.find(date(2026, 12, 5))
    assert borrowed is not None
    assert {rule.enforced for rule in borrowed.rules if rule.provision.id.startswith("NOTE")} == {False}
