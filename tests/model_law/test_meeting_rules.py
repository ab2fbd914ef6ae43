"""How often a board meets, the days between, who calls meetings off, and the year's schedule."""

from datetime import date, timedelta
from typing import Any

import pytest

from model_law.meetings import Cancellation, Proceedings
from model_law.proceedings import judge_calendar, judge_cancellation
from model_law.wording import LANGUAGES, word_finding
from tests.model_law.meetings import CHICAGO, held, meeting, pick, proceedings, profile

SIX = ("2025-01-14", "2025-03-11", "2025-05-13", "2025-07-08", "2025-09-09", "2025-11-18")
FROM_2025 = date(2025, 1, 1)


def of_year(of: Proceedings, today: date, year: int, act: str = "nj-2023", **settings: Any) -> tuple[str, str]:
    findings = judge_calendar(profile(act, **settings), of, today)
    (finding,) = (f for f in findings if f.rule == "MEET-01" and f.arguments["year"] == str(year))
    for language in LANGUAGES:
        assert "{" not in word_finding(finding, language)
    return finding.verdict, finding.message


@pytest.mark.parametrize(
    ("days", "today", "verdict", "message"),
    [
        (SIX, date(2026, 1, 1), "met", "year.met"),
        (SIX[:5], date(2026, 1, 1), "breached", "year.short"),
        # On the last day of the year a meeting may still be held.
        (SIX[:5], date(2025, 12, 31), "cannot_tell", "year.behind"),
        ((*SIX[:5], "2025-12-31"), date(2025, 12, 31), "met", "year.met"),
        # A meeting on New Year's Day is next year's.
        ((*SIX[:5], "2026-01-01"), date(2026, 1, 2), "breached", "year.short"),
        ((), date(2026, 1, 1), "breached", "year.short"),
    ],
)
def test_a_year_asks_as_many_meetings_as_the_law_says(
    days: tuple[str, ...], today: date, verdict: str, message: str
) -> None:
    assert of_year(proceedings(*held(*days), known_from=FROM_2025), today, 2025) == (verdict, message)


def test_the_year_is_the_one_where_the_board_sits() -> None:
    """The last evening of the year in Chicago is the next year in UTC."""
    evening = meeting("2025-12-31 23:30", CHICAGO, standing="held")
    assert of_year(proceedings(*held(*SIX[:5]), evening, known_from=FROM_2025), date(2026, 1, 1), 2025)[0] == "met"


def test_meetings_planned_can_still_make_up_the_year() -> None:
    planned = meeting("2025-12-09 18:00")
    of = proceedings(*held(*SIX[:5]), planned, known_from=FROM_2025)
    assert of_year(of, date(2025, 12, 1), 2025) == ("cannot_tell", "year.open")
    # Its day passes and nobody records what happened: it may have been held.
    assert of_year(of, date(2026, 1, 1), 2025) == ("cannot_tell", "year.unrecorded")
    off = meeting("2025-12-09 18:00", standing="cancelled")
    of = proceedings(*held(*SIX[:5]), off, known_from=FROM_2025)
    assert of_year(of, date(2026, 1, 1), 2025) == ("breached", "year.short")


def test_a_year_that_is_not_wholly_on_record_is_not_called_short() -> None:
    for known in (None, date(2025, 1, 2)):
        of = proceedings(*held(*SIX[:5]), known_from=known)
        assert of_year(of, date(2025, 12, 31), 2025) == ("cannot_tell", "year.partial")
        of = proceedings(*held(*SIX), known_from=known)
        assert of_year(of, date(2025, 12, 31), 2025) == ("met", "year.met")


def test_the_last_year_is_judged_only_where_the_record_reaches_into_it() -> None:
    def years(known: date | None) -> list[str]:
        findings = judge_calendar(profile("nj-2023"), proceedings(known_from=known), date(2026, 2, 1))
        return [finding.arguments["year"] for finding in findings if finding.rule == "MEET-01"]

    assert years(None) == years(date(2026, 1, 1)) == ["2026"]
    assert years(date(2025, 12, 31)) == ["2025", "2026"]


MONTHLY = tuple(f"2025-{month:02}-15" for month in range(1, 13))


@pytest.mark.parametrize(
    ("days", "today", "verdict", "message"),
    [
        (MONTHLY, date(2026, 1, 1), "met", "months.met"),
        # Twelve meetings, and none in February.
        ((*MONTHLY[:1], "2025-03-01", *MONTHLY[2:]), date(2026, 1, 1), "breached", "months.short"),
        # A month is judged when it is over.
        (MONTHLY[:2], date(2025, 3, 31), "met", "months.met"),
        (MONTHLY[:2], date(2025, 4, 1), "breached", "months.short"),
        ((), date(2025, 1, 31), "cannot_tell", "months.none_over"),
    ],
)
def test_a_board_that_must_meet_monthly_meets_in_every_month(
    days: tuple[str, ...], today: date, verdict: str, message: str
) -> None:
    of = proceedings(*held(*days), known_from=FROM_2025)
    assert of_year(of, today, 2025, act="hrsa-330") == (verdict, message)


def test_a_month_before_the_record_begins_is_not_judged() -> None:
    of = proceedings(*held("2025-07-15"), known_from=date(2025, 6, 2))
    assert of_year(of, date(2025, 8, 1), 2025, act="hrsa-330") == ("met", "months.met")


def test_a_month_with_a_meeting_of_unknown_outcome_cannot_be_told() -> None:
    of = proceedings(*held("2025-01-15"), meeting("2025-02-15 18:00"), known_from=FROM_2025)
    assert of_year(of, date(2025, 3, 1), 2025, act="hrsa-330") == ("cannot_tell", "months.unrecorded")


def gap(of: Proceedings, today: date, **law: Any) -> Any:
    finding = pick(judge_calendar(profile("model-act", adopted=["MEET-02"], **law), of, today), "MEET-02")
    for language in LANGUAGES:
        assert "{" not in word_finding(finding, language)
    return finding


@pytest.mark.parametrize(("days", "verdict"), [(92, "met"), (93, "breached")])
def test_no_more_than_so_many_days_pass_between_meetings_or_since_the_last(days: int, verdict: str) -> None:
    first = date(2024, 12, 2)  # over a year's end and, in 2024, after a leap day
    second = first + timedelta(days=days)
    between = proceedings(*held(str(first), str(second)), known_from=first)
    assert gap(between, second).verdict == verdict
    since = gap(proceedings(*held(str(first)), known_from=first), second)
    assert (since.verdict, since.numerator, since.margin) == (verdict, days, 92 - days)
    assert since.message == ("gap.met" if verdict == "met" else "gap.running")


def test_the_denver_gap_is_a_breach_for_a_board_that_has_the_rule_and_a_warning_for_another() -> None:
    """STAR's committee, monthly on paper: the department cancelled all meetings from September 2022 to March 2023.

    The days are assumed: the sources give the months only. So is the day of the last meeting before, in August 2022, and
    of the first after, in March 2023. That staff decided is the sources' own account.
    """
    called_off = tuple(
        meeting(f"{month}-14 18:00", "America/Denver", standing="cancelled", cancellation=Cancellation("staff", False))
        for month in ("2022-09", "2022-10", "2022-11", "2022-12", "2023-01", "2023-02")
    )
    before, after = held("2022-07-13", "2022-08-10"), held("2023-03-08")
    of = proceedings(*before, *called_off, *after, zone="America/Denver", known_from=date(2022, 1, 1))
    law = profile("model-act", adopted=["MEET-02", "MEET-03"])
    running = pick(judge_calendar(law, of, date(2023, 2, 28)), "MEET-02")
    assert (running.verdict, running.message, running.numerator) == ("breached", "gap.running", 202)
    over = pick(judge_calendar(law, of, date(2023, 4, 1)), "MEET-02")
    assert (over.verdict, over.message, over.numerator) == ("breached", "gap.long", 210)
    staff = pick(judge_calendar(law, of, date(2023, 4, 1)), "MEET-03")
    assert (staff.verdict, staff.arguments["wrong"], staff.arguments["unexplained"]) == ("breached", 6, 6)
    assert pick(judge_calendar(profile("model-act"), of, date(2023, 4, 1)), "MEET-02").verdict == "warned"
    # Monthly, as it was on paper, the year is broken too.
    monthly = profile("model-act", adopted=["MEET-01"], MEET_01__count=12, MEET_01__spacing="each_month")
    months = pick(judge_calendar(monthly, of, date(2022, 12, 31)), "MEET-01")
    assert (months.verdict, months.arguments["without"]) == ("breached", 9)


def test_a_gap_is_told_for_a_year_after_it_ended() -> None:
    of = proceedings(*held("2024-01-01", "2024-06-01", *(f"2024-{m:02}-15" for m in (8, 10, 12)),
                           *(f"2025-{m:02}-15" for m in (2, 4, 6))), known_from=date(2024, 1, 1))  # fmt: skip
    assert gap(of, date(2025, 6, 1)).message == "gap.long"
    assert gap(of, date(2025, 6, 2)).verdict == "met"


def test_the_days_before_a_board_s_first_meeting_count_from_its_own_first_day() -> None:
    assert gap(proceedings(known_from=date(2025, 1, 1)), date(2025, 4, 4)).message == "gap.running"
    assert gap(proceedings(known_from=date(2025, 1, 1)), date(2025, 4, 3)).verdict == "met"


def test_what_is_not_on_record_makes_no_gap() -> None:
    assert gap(proceedings(), date(2025, 6, 1)).message == "gap.unknown"
    assert gap(proceedings(*held("2025-01-01")), date(2025, 6, 1)).message == "gap.partial"
    maybe = proceedings(*held("2025-01-01"), meeting("2025-03-15 18:00"), known_from=date(2025, 1, 1))
    assert gap(maybe, date(2025, 6, 1)).message == "gap.unrecorded"
    # Even had it been held, the days since would be too many.
    assert gap(maybe, date(2025, 6, 30)).message == "gap.running"


@pytest.mark.parametrize(
    ("by", "reason", "setting", "verdict"),
    [
        ("chair", True, "chair_or_body", "met"),
        ("body", True, "chair_or_body", "met"),
        ("body", True, "chair", "breached"),
        ("chair", True, "body", "breached"),
        ("staff", True, "chair_or_body", "breached"),
        ("chair", False, "chair_or_body", "breached"),
        ("chair", None, "chair_or_body", "cannot_tell"),
        (None, True, "chair_or_body", "cannot_tell"),
        (None, False, "chair_or_body", "breached"),
    ],
)
@pytest.mark.parametrize("standing", ["cancelled", "postponed"])
def test_only_whom_the_rule_names_calls_a_meeting_off_and_with_a_reason(
    by: str | None, reason: bool | None, setting: str, verdict: str, standing: str
) -> None:
    law = profile("model-act", adopted=["MEET-03"], MEET_03__by=setting)
    off = meeting("2025-03-15 18:00", standing=standing, cancellation=Cancellation(by, reason))
    (finding,) = judge_cancellation(law, off)
    assert finding.verdict == verdict
    assert pick(judge_calendar(law, proceedings(off), date(2025, 4, 1)), "MEET-03").verdict == verdict


def test_a_reason_is_asked_only_where_the_rule_asks_for_it() -> None:
    law = profile("model-act", adopted=["MEET-03"], MEET_03__reason=False)
    off = meeting("2025-03-15 18:00", standing="cancelled", cancellation=Cancellation("chair", False))
    assert [finding.verdict for finding in judge_cancellation(law, off)] == ["met"]
    nobody = meeting("2025-03-15 18:00", standing="cancelled")
    assert [finding.verdict for finding in judge_cancellation(law, nobody)] == ["cannot_tell"]


@pytest.mark.parametrize(
    ("schedules", "today", "message"),
    [
        ({2026: date(2025, 12, 1)}, date(2026, 1, 1), "schedule.met"),
        ({2026: date(2026, 1, 31)}, date(2026, 2, 1), "schedule.met"),
        ({2026: date(2026, 2, 1)}, date(2026, 2, 1), "schedule.late"),
        ({2026: None}, date(2026, 1, 31), "schedule.open"),
        ({2026: None}, date(2026, 2, 1), "schedule.none"),
        ({}, date(2026, 2, 1), "schedule.unknown"),
        (None, date(2026, 2, 1), "schedule.unknown"),
    ],
)
def test_the_schedule_of_a_year_is_given_at_its_start_and_a_late_one_only_warns(
    schedules: dict[int, date | None] | None, today: date, message: str
) -> None:
    findings = judge_calendar(profile("il-open-meetings"), proceedings(schedules=schedules), today)
    finding = pick(findings, "NOTE-04")
    assert finding.message == message
    assert finding.verdict in (("warned",) if message in ("schedule.late", "schedule.none") else ("met", "cannot_tell"))
    for language in LANGUAGES:
        assert "{" not in word_finding(finding, language)
