"""When minutes are due, by days and by regular meetings, and when they are open to the public."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from model_law.findings import Finding
from model_law.meetings import Meeting, MinutesRecord
from model_law.proceedings import judge_minutes
from model_law.wording import LANGUAGES, word_finding
from tests.model_law.meetings import held, meeting, pick, profile

(JULY,) = held("2025-07-10", minutes=MinutesRecord())


def approval(
    record: MinutesRecord, later: tuple[Meeting, ...], today: date, act: str = "il-open-meetings", **law: Any
) -> Finding:
    findings = judge_minutes(profile(act, **law), replace(JULY, minutes=record), later, today)
    finding = pick(findings, "MIN-01")
    for language in LANGUAGES:
        assert "{" not in word_finding(finding, language)
    return finding


MONTHLY = held("2025-08-14", "2025-09-11", "2025-10-09")
WEEKLY = held("2025-07-17", "2025-07-24", "2025-07-31")


@pytest.mark.parametrize(
    ("later", "approved_on", "today", "verdict", "message"),
    [
        # Meetings a month apart: the second later one decides, not the 30 days.
        (MONTHLY, date(2025, 9, 11), date(2025, 9, 11), "met", "minutes.met"),
        (MONTHLY, date(2025, 10, 9), date(2025, 10, 9), "breached", "minutes.late"),
        (MONTHLY, None, date(2025, 9, 11), "cannot_tell", "minutes.due"),
        (MONTHLY, None, date(2025, 9, 12), "breached", "minutes.overdue"),
        # Meetings a week apart: the 30 days decide, up to Saturday 9 August.
        (WEEKLY, date(2025, 8, 9), date(2025, 8, 10), "met", "minutes.met"),
        (WEEKLY, date(2025, 8, 10), date(2025, 8, 10), "breached", "minutes.late"),
        (WEEKLY, None, date(2025, 8, 9), "cannot_tell", "minutes.due"),
        (WEEKLY, None, date(2025, 8, 10), "breached", "minutes.overdue"),
        # One later meeting only, however long ago: the time has not run out, and another rule speaks of that.
        (MONTHLY[:1], None, date(2027, 1, 1), "cannot_tell", "minutes.no_meeting_follows"),
        (MONTHLY[:1], date(2027, 1, 1), date(2027, 1, 1), "met", "minutes.met"),
        ((), None, date(2027, 1, 1), "cannot_tell", "minutes.no_meeting_follows"),
        # A second one is planned.
        ((*MONTHLY[:1], meeting("2025-09-11 18:00")), None, date(2025, 9, 1), "cannot_tell", "minutes.expected"),
    ],
)
def test_illinois_gives_the_later_of_thirty_days_and_the_second_regular_meeting(
    later: tuple[Meeting, ...], approved_on: date | None, today: date, verdict: str, message: str
) -> None:
    finding = approval(MinutesRecord(approved_on), later, today)
    assert (finding.verdict, finding.message) == (verdict, message)


def test_the_earlier_of_the_two_where_a_rule_says_so() -> None:
    law = {"act": "model-act", "MIN_01__whichever": "earlier", "adopted": ["MIN-01"]}
    assert approval(MinutesRecord(), MONTHLY, date(2025, 8, 9), **law).message == "minutes.due"
    assert approval(MinutesRecord(), MONTHLY, date(2025, 8, 10), **law).message == "minutes.overdue"
    assert approval(MinutesRecord(), (), date(2025, 8, 10), **law).verdict == "breached"
    assert approval(MinutesRecord(), WEEKLY, date(2025, 7, 24), **law).message == "minutes.due"
    assert approval(MinutesRecord(), WEEKLY, date(2025, 7, 25), **law).message == "minutes.overdue"


def test_only_regular_meetings_that_were_held_afterwards_count() -> None:
    others = (
        *held("2025-05-01", "2025-06-01"),
        *held("2025-07-20", "2025-07-27", kind="special"),
        meeting("2025-08-14 18:00", standing="cancelled"),
        meeting("2025-09-11 18:00", standing="postponed"),
        meeting("2025-10-09 18:00", standing="not_held"),
    )
    assert approval(MinutesRecord(), others, date(2026, 1, 1)).message == "minutes.no_meeting_follows"


def test_meetings_of_unknown_kind_or_outcome_leave_the_answer_open() -> None:
    for later in (
        (MONTHLY[0], meeting("2025-09-11 18:00")),
        (MONTHLY[0], *held("2025-09-11", kind=None)),
    ):
        assert approval(MinutesRecord(), later, date(2025, 9, 11)).verdict == "cannot_tell"
        assert approval(MinutesRecord(), later, date(2025, 9, 12)).message == "minutes.unrecorded"
        assert approval(MinutesRecord(date(2025, 9, 11)), later, date(2025, 12, 1)).verdict == "met"
        assert approval(MinutesRecord(date(2025, 9, 12)), later, date(2025, 12, 1)).message == "minutes.unrecorded"


def test_the_minutes_of_illinois_region_3_are_overdue_only_after_the_second_later_regular_meeting() -> None:
    """CESSA's Region 3 committee: on 20 February 2024 it could not approve the minutes of 18 July 2023 for want of
    members; the minutes of that day in February were approved on 17 September 2024.

    Assumed, because the source does not give it: one regular meeting in between, on 17 October 2023; one on 21 May 2024;
    and that the minutes of July were still open on the days asked.
    """
    (july, october, february, may, september) = held(
        "2023-07-18", "2023-10-17", "2024-02-20", "2024-05-21", "2024-09-17", minutes=MinutesRecord()
    )
    law = profile("il-open-meetings")

    def message(of: Meeting, later: tuple[Meeting, ...], today: date) -> tuple[str, str]:
        finding = pick(judge_minutes(law, of, later, today), "MIN-01")
        return finding.verdict, finding.message

    # 30 days are over in August 2023, and nothing is overdue: too few regular meetings have followed.
    assert message(july, (october,), date(2024, 2, 19)) == ("cannot_tell", "minutes.no_meeting_follows")
    assert message(july, (october, february), date(2024, 2, 20)) == ("cannot_tell", "minutes.due")
    assert message(july, (october, february), date(2024, 2, 21)) == ("breached", "minutes.overdue")
    approved = replace(february, minutes=MinutesRecord(date(2024, 9, 17)))
    assert message(approved, (may, september), date(2024, 9, 17)) == ("met", "minutes.met")
    # With a regular meeting more in between, the approval in September came too late.
    (june,) = held("2024-06-18")
    assert message(approved, (may, june, september), date(2024, 9, 17)) == ("breached", "minutes.late")


APPROVED = date(2025, 9, 11)


@pytest.mark.parametrize(
    ("opened", "today", "inspection", "posting"),
    [
        (date(2025, 9, 21), date(2025, 10, 1), "met", "met"),
        (date(2025, 9, 22), date(2025, 10, 1), "breached", "warned"),
        (None, date(2025, 9, 21), "cannot_tell", "cannot_tell"),
        (None, date(2025, 9, 22), "breached", "warned"),
    ],
)
def test_approved_minutes_are_open_within_ten_days_and_online_as_far_as_is_remembered(
    opened: date | None, today: date, inspection: str, posting: str
) -> None:
    """What the law says of the website is from memory, so it only warns."""
    of = replace(JULY, minutes=MinutesRecord(APPROVED, opened, opened))
    findings = judge_minutes(profile("il-open-meetings"), of, MONTHLY, today)
    assert (pick(findings, "MIN-02").verdict, pick(findings, "MIN-05").verdict) == (inspection, posting)
    for finding in findings:
        for language in LANGUAGES:
            assert "{" not in word_finding(finding, language)


@pytest.mark.parametrize(("removed", "verdict"), [(date(2025, 11, 11), "met"), (date(2025, 11, 10), "warned")])
def test_minutes_stay_on_the_website_for_sixty_days(removed: date, verdict: str) -> None:
    record = MinutesRecord(APPROVED, date(2025, 9, 12), date(2025, 9, 12), removed)
    findings = judge_minutes(profile("il-open-meetings"), replace(JULY, minutes=record), MONTHLY, removed)
    assert pick(findings, "MIN-05").verdict == verdict


def test_minutes_not_approved_have_no_time_to_be_opened() -> None:
    findings = judge_minutes(profile("il-open-meetings"), JULY, MONTHLY, date(2026, 1, 1))
    assert pick(findings, "MIN-02").message == "inspection.not_approved"


def test_minutes_of_which_nothing_is_recorded_are_not_judged() -> None:
    findings = judge_minutes(profile("il-open-meetings"), replace(JULY, minutes=None), MONTHLY, date(2026, 1, 1))
    assert {(finding.verdict, finding.message) for finding in findings} == {("cannot_tell", "minutes.unknown")}


@pytest.mark.parametrize("act", ["ca-brown-act", "fl-sunshine", "tx-open-meetings", "nj-2023"])
def test_a_law_without_a_time_for_minutes_has_no_clock(act: str) -> None:
    assert judge_minutes(profile(act), JULY, MONTHLY, date(2030, 1, 1)) == ()


@pytest.mark.parametrize("standing", ["planned", "cancelled", "postponed", "not_held"])
def test_a_meeting_that_was_not_held_has_no_minutes_to_approve(standing: str) -> None:
    of = replace(JULY, standing=standing)
    assert judge_minutes(profile("il-open-meetings"), of, MONTHLY, date(2030, 1, 1)) == ()
