"""Members tell the clerk whether they come: nobody else reads it, and a reason is gone once it has had its time."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from governance.cli.retention import list_rules
from governance.keeping.purge import purge
from governance.meetings.coming_actions import KEPT_AFTER, destroy_reasons, reseal_reasons
from governance.meetings.coming_queries import find_answers
from governance.meetings.models import Meeting, MeetingStatus, PaperStatus
from governance.meetings.planning_models import ComingAnswer
from tests.conftest import NOW
from tests.support.accounts import ADMINISTRATOR, BOARD, CHAIR, CLERK, MEMBER
from tests.support.planning import ITEMS, PLAN, post_meeting
from tests.support.planning_site import Site, _live_now, make_site  # noqa: F401  # a fixture for every test here

MEETINGS = f"/boards/{BOARD}/meetings"
REASON = "zqreason: a treatment in another city"
NUMBERS = count(20)


@pytest.fixture(scope="module")
def site(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from make_site(sqlite_templates["demo"], tmp_path_factory.mktemp("coming"))


@pytest.fixture
def meeting(site: Site) -> str:
    number = next(NUMBERS)
    items = tuple(replace(item, key=f"{item.key[:6]}{number:04}") for item in ITEMS)
    starts_at = NOW + timedelta(days=number)
    return post_meeting(site.database, replace(PLAN, starts_at=starts_at.isoformat(), ends_at="", items=items))[0]


def answer(site: Site, who: str, meeting: str, coming: str, reason: str = "") -> Any:
    form = site.enter(who).get(f"{MEETINGS}/{meeting}/coming").forms["coming"]
    form["coming"], form["reason"] = coming, reason
    return form.submit(status="*")


def read_sealed(site: Site, meeting: str) -> bytes | None:
    with site.database.reading() as session:
        return session.scalar(select(ComingAnswer.reason).join(Meeting).where(Meeting.key == meeting))


def test_the_member_and_the_clerk_read_an_answer_and_nobody_else(site: Site, meeting: str) -> None:
    assert answer(site, MEMBER, meeting, "no", REASON).status_int == 303
    own = site.enter(MEMBER).get(f"{MEETINGS}/{meeting}/coming")
    assert own.forms["coming"]["reason"].value == REASON
    clerk = site.enter(CLERK)
    assert REASON in clerk.get(f"{MEETINGS}/{meeting}/answers")
    assert "Not answered" in clerk.get(f"{MEETINGS}/{meeting}/answers")
    for who in (CHAIR, ADMINISTRATOR, MEMBER):
        site.enter(who).get(f"{MEETINGS}/{meeting}/answers", status=403)
    assert REASON not in site.enter(CHAIR).get(f"{MEETINGS}/{meeting}/coming")
    for path in ("", "/agenda", "/packet.zip"):
        assert b"zqreason" not in site.visit().get(f"{MEETINGS}/{meeting}{path}").body


def test_a_reason_lies_sealed_and_bound_to_its_meeting(site: Site, meeting: str) -> None:
    answer(site, MEMBER, meeting, "no", REASON)
    sealed = read_sealed(site, meeting)
    assert sealed is not None
    assert b"treatment" not in sealed
    number = next(NUMBERS)
    items = tuple(replace(item, key=f"{item.key[:6]}{number:04}") for item in ITEMS)
    plan = replace(PLAN, starts_at=(NOW + timedelta(days=number)).isoformat(), ends_at="", items=items)
    other, _draft = post_meeting(site.database, plan)
    answer(site, MEMBER, other, "no", "Another")
    with site.database.writing.begin() as session:
        target = session.scalars(select(ComingAnswer).join(Meeting).where(Meeting.key == other)).one()
        target.reason = sealed
    with site.database.reading() as session:
        target = session.scalars(select(ComingAnswer).join(Meeting).where(Meeting.key == other)).one()
        [told] = find_answers(session, site.vault, target.meeting_id)
    assert told.reason is None


def test_another_answer_takes_the_place_of_the_one_before_with_its_reason(site: Site, meeting: str) -> None:
    answer(site, MEMBER, meeting, "no", REASON)
    answer(site, MEMBER, meeting, "remote")
    page = site.enter(CLERK).get(f"{MEETINGS}/{meeting}/answers")
    assert "I take part remotely" in page
    assert "zqreason" not in page
    assert read_sealed(site, meeting) is None


@pytest.mark.parametrize("reason", ["x" * 1001, "turned \u202e around"], ids=["too long", "turned letters"])
def test_a_reason_that_cannot_be_kept_is_refused_at_its_field(site: Site, meeting: str, reason: str) -> None:
    refused = answer(site, MEMBER, meeting, "no", reason)
    assert refused.status_int == 422
    assert read_sealed(site, meeting) is None


def test_nobody_answers_once_the_meeting_has_begun(site: Site, meeting: str) -> None:
    member = site.enter(MEMBER)
    form = member.get(f"{MEETINGS}/{meeting}/coming").forms["coming"]
    form["coming"] = "yes"
    with site.database.writing.begin() as session:
        session.execute(
            update(Meeting).where(Meeting.key == meeting).values(starts_at=NOW - timedelta(minutes=1), ends_at=None)
        )
    assert "has come or passed" in form.submit(status=422)
    assert "The time to answer is over." in member.get(f"{MEETINGS}/{meeting}/coming")


def test_who_has_not_answered_is_asked_after_sign_in(site: Site, meeting: str) -> None:
    member = site.enter(MEMBER)
    link = f"{MEETINGS}/{meeting}/coming"
    assert link in member.get("/home")
    answer(site, MEMBER, meeting, "yes")
    assert link not in member.get("/home")


def test_the_file_of_one_s_own_data_holds_the_answers_and_no_other_s(site: Site, meeting: str) -> None:
    answer(site, MEMBER, meeting, "no", REASON)
    held = json.loads(site.enter(MEMBER).get("/account/export.json").body)["coming_answers"]
    assert {"meeting": meeting, "coming": "no", "reason": REASON}.items() <= held[-1].items()
    assert "zqreason" not in site.enter(CHAIR).get("/account/export.json")
    assert "zqreason" not in site.enter(CLERK).get("/account/export.json")


def run_rules(site: Site, now: Any) -> None:
    [rule] = [rule for rule in list_rules(site.application.registry.portal) if rule.name == "absence-reasons"]
    purge(site.database, [rule], now)


def test_a_reason_is_destroyed_two_months_after_the_meeting(site: Site, meeting: str) -> None:
    answer(site, MEMBER, meeting, "no", REASON)
    with site.database.reading() as session:
        starts_at = session.scalars(select(Meeting.starts_at).where(Meeting.key == meeting)).one()
    run_rules(site, starts_at + KEPT_AFTER - timedelta(seconds=1))
    assert read_sealed(site, meeting) is not None
    run_rules(site, starts_at + KEPT_AFTER)
    assert read_sealed(site, meeting) is None
    assert "I do not come" in site.enter(CLERK).get(f"{MEETINGS}/{meeting}/answers")


@pytest.mark.parametrize(
    "values",
    [
        {"minutes_status": PaperStatus.FINAL, "starts_at": NOW - timedelta(days=1), "ends_at": None},
        {"status": MeetingStatus.CANCELLED},
        {"status": MeetingStatus.POSTPONED},
    ],
    ids=["its minutes are final", "it is cancelled", "it is postponed"],
)
def test_a_reason_is_destroyed_once_nobody_needs_it(site: Site, meeting: str, values: dict[str, Any]) -> None:
    answer(site, MEMBER, meeting, "no", REASON)
    with site.database.writing.begin() as session:
        destroy_reasons(session, NOW)
        session.execute(update(Meeting).where(Meeting.key == meeting).values(**values))
        assert destroy_reasons(session, NOW) == 1
        assert destroy_reasons(session, NOW) == 0
    assert read_sealed(site, meeting) is None


def test_a_new_key_seals_reasons_anew(site: Site, meeting: str) -> None:
    answer(site, MEMBER, meeting, "no", REASON)
    site.vault.make_key()
    with site.database.writing.begin() as session:
        assert reseal_reasons(session, site.vault) >= 1
    sealed = read_sealed(site, meeting)
    assert sealed is not None
    assert site.vault.is_newest(sealed)
    assert REASON in site.enter(CLERK).get(f"{MEETINGS}/{meeting}/answers")
