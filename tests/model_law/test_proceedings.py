"""Two laws of one board together, and everything that they will ask, in order."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from model_law.deadlines import Deadline, foresee_deadlines
from model_law.meetings import EmergencyFindings, MinutesRecord
from model_law.proceedings import combine_laws, judge_notice
from model_law.wording import LANGUAGES, word_deadline
from tests.model_law.meetings import (
    SECOND,
    calendar,
    find_rule,
    held,
    meeting,
    posted,
    proceedings,
    profile,
    when,
)


def rules(**law: Any) -> list[str]:
    combined = combine_laws(law.get("composition"), law.get("open_meetings"))
    assert combined is not None
    return [f"{rule.provision.id} {rule.provision.how_known}" for rule in combined.rules]


def test_a_board_without_any_law_has_no_rules_about_its_meetings() -> None:
    assert combine_laws(None, None) is None


def test_a_default_gives_way_to_the_open_meeting_law() -> None:
    assert rules(composition=profile("model-act"), open_meetings=profile("tx-open-meetings")) == [
        "NOTE-01 read",
        "NOTE-05 own_default",
        "MEET-01 own_default",
        "MEET-02 own_default",
        "MEET-03 own_default",
        "NOTE-03 own_default",
    ]


def test_a_law_that_asks_for_no_minutes_leaves_no_clock_for_them() -> None:
    both = rules(composition=profile("model-act"), open_meetings=profile("ca-brown-act"))
    assert not [rule for rule in both if rule.startswith("MIN")]
    assert [rule for rule in both if rule.startswith("NOTE-03")] == ["NOTE-03 recalled"]


def test_what_a_board_s_own_instrument_adopts_stays() -> None:
    own = profile("model-act", adopted=["MIN-01", "NOTE-02"])
    both = rules(composition=own, open_meetings=profile("tx-open-meetings"))
    assert "MIN-01 own_default" in both
    assert "NOTE-02 own_default" in both
    assert "NOTE-01 own_default" not in both


def test_a_text_of_the_board_s_own_act_goes_before_a_default_of_the_open_meeting_law() -> None:
    both = combine_laws(profile("model-act", adopted=["MEET-02"], MEET_02__days=60), profile("il-open-meetings"))
    assert both is not None
    assert find_rule(both, "MEET-02").values["days"] == 60


def test_one_law_alone_keeps_its_rules_about_meetings() -> None:
    assert rules(composition=profile("nj-2023")) == ["MEET-01 read_in_part"]
    assert len(rules(composition=profile("model-act"))) == 9


def test_a_meeting_is_judged_by_both_laws_together() -> None:
    both = combine_laws(profile("model-act"), profile("il-open-meetings"))
    assert both is not None
    findings = judge_notice(both, meeting("2026-06-04 18:00", postings=()), calendar(), when("2026-06-05 00:00"))
    assert [(f.rule, f.verdict.value) for f in findings] == [("NOTE-01", "breached"), ("NOTE-03", "cannot_tell")]


AT = when("2026-06-01 09:00")
(MAY,) = held("2026-05-07", minutes=MinutesRecord())
(APRIL,) = held("2026-04-02", minutes=MinutesRecord(date(2026, 5, 7)))
JUNE = meeting("2026-06-04 18:00", postings=())
JULY = meeting("2026-07-02 18:00", postings=())


def foresee(*meetings: Any, act: str = "il-open-meetings", at: datetime = AT, **facts: Any) -> list[Deadline]:
    facts.setdefault("known_from", date(2026, 1, 1))
    found = foresee_deadlines(profile(act), proceedings(*meetings, **facts), at)
    for deadline in found:
        for language in LANGUAGES:
            assert "{" not in word_deadline(deadline, language)
        assert deadline.missed == (deadline.due < at)
    assert [deadline.due for deadline in found] == sorted(deadline.due for deadline in found)
    return found


def told(deadlines: list[Deadline]) -> list[tuple[str, str, str, str | None]]:
    return [(f"{d.due:%Y-%m-%d %H:%M:%S}", d.rule.provision.id, d.what, d.meeting) for d in deadlines]


def test_everything_that_illinois_will_ask_stands_in_order() -> None:
    found = foresee(JULY, APRIL, JUNE, MAY, schedules={2026: date(2026, 1, 2), 2027: None})
    assert told(found) == [
        ("2026-05-17 23:59:59", "MIN-02", "inspection", APRIL.key),
        ("2026-05-17 23:59:59", "MIN-05", "posting", APRIL.key),
        ("2026-06-02 18:00:00", "NOTE-01", "notice", JUNE.key),
        ("2026-06-30 18:00:00", "NOTE-01", "notice", JULY.key),
        ("2026-07-02 23:59:59", "MIN-01", "approval", MAY.key),
        ("2026-08-07 23:59:59", "MEET-02", "next_meeting", JUNE.key),
        ("2027-01-31 23:59:59", "NOTE-04", "schedule", None),
    ]
    assert [d.what for d in found if d.missed] == ["inspection", "posting"]
    # When the minutes of May are due hangs on meetings that have yet to be held.
    assert [d.what for d in found if d.provisional] == ["approval"]


def test_what_is_done_is_not_asked_again() -> None:
    noticed = replace(JUNE, postings=posted(AT - SECOND))
    opened = replace(APRIL, minutes=MinutesRecord(date(2026, 5, 7), date(2026, 5, 8), date(2026, 5, 8)))
    approved = replace(MAY, minutes=MinutesRecord(date(2026, 5, 20), date(2026, 5, 20), date(2026, 5, 20)))
    assert [d.what for d in foresee(noticed, opened, approved)] == ["next_meeting"]
    # A posting that lies ahead is not done.
    ahead = replace(JUNE, postings=posted(AT + SECOND))
    assert [d.what for d in foresee(ahead, opened, approved)] == ["notice", "next_meeting"]


def test_each_channel_that_lacks_is_named() -> None:
    (notice,) = (d for d in foresee(replace(JUNE, postings=posted(AT, "portal"))) if d.what == "notice")
    assert notice.arguments["not_recorded"] == ("physical",)
    assert word_deadline(notice, "en") == "Post the notice. Not recorded yet: a physical place."
    assert word_deadline(notice, "es") == "Publicar el aviso. Aún no consta: un lugar físico."


@pytest.mark.parametrize("standing", ["cancelled", "postponed", "held", "not_held"])
def test_a_meeting_that_is_no_longer_to_come_needs_no_notice(standing: str) -> None:
    assert "notice" not in {d.what for d in foresee(replace(JUNE, standing=standing))}


def test_a_notice_that_is_late_is_asked_until_the_meeting_begins() -> None:
    late = foresee(JUNE, at=JUNE.starts_at - SECOND)
    assert [(d.what, d.missed) for d in late if d.what == "notice"] == [("notice", True)]
    assert "notice" not in {d.what for d in foresee(JUNE, at=JUNE.starts_at)}


def test_holidays_that_nobody_entered_are_asked_for_before_the_meeting() -> None:
    found = foresee(meeting("2026-01-02 18:00"), act="tx-open-meetings", at=when("2025-12-01 00:00"),
                    calendar=calendar(years=[2026]))  # fmt: skip
    assert told(found) == [("2026-01-02 18:00:00", "NOTE-01", "holidays_unknown", "2026-01-02 18:00")]


def test_an_emergency_is_asked_for_its_findings() -> None:
    urgent = replace(JUNE, kind="emergency", postings=posted(AT))
    (asked,) = (d for d in foresee(urgent) if d.what == "emergency")
    assert asked.arguments["missing_findings"] == ("happened", "cannot_wait", "found_by", "known_at")
    founded = replace(urgent, emergency=EmergencyFindings(frozenset(asked.arguments["missing_findings"]), AT))
    assert "emergency" not in {d.what for d in foresee(founded)}


def test_the_meetings_left_of_a_year_or_a_month_are_counted() -> None:
    left = [d for d in foresee(*held("2026-01-08", "2026-04-09"), act="nj-2023") if d.what == "meetings_left"]
    assert [(d.arguments["count"], d.due) for d in left] == [(4, when("2026-12-31 23:59:59"))]
    assert not foresee(
        *held(*(f"2026-0{month}-08" for month in range(1, 7))), act="nj-2023", at=when("2026-06-30 00:00")
    )
    for at, last in (("2026-02-01 00:00", "2026-02-28 23:59:59"), ("2026-12-05 00:00", "2026-12-31 23:59:59")):
        (monthly,) = foresee(*held("2026-01-08"), act="hrsa-330", at=when(at))
        assert (monthly.arguments["count"], monthly.due) == (1, when(last))
    assert not foresee(*held("2026-02-08"), act="hrsa-330", at=when("2026-02-20 00:00"))


def test_deadlines_are_told_where_the_board_sits() -> None:
    (notice,) = (d for d in foresee(JUNE, at=AT.astimezone(UTC)) if d.what == "notice")
    assert str(notice.due.tzinfo) == "America/Chicago"
