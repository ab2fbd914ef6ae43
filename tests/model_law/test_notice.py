"""When notice is due under each act, over year ends, holidays and clock changes, and what lateness makes of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from model_law.days import CalendarError, count_back_business_days
from model_law.findings import as_data
from model_law.notice import find_due
from model_law.proceedings import judge_notice
from model_law.profiles import SettingError
from model_law.wording import LANGUAGES, word_finding
from tests.model_law.meetings import (
    LOS_ANGELES,
    SECOND,
    calendar,
    find_rule,
    meeting,
    pick,
    posted,
    profile,
    when,
)

OAKLAND = {"NOTE_02__hours": 48, "NOTE_02__closed_days": "not_counted", "NOTE_02__monday": "friday_noon"}
NEW_YEAR, CHRISTMAS, COLUMBUS = date(2026, 1, 1), date(2025, 12, 25), date(2025, 10, 13)


@pytest.mark.parametrize(
    ("starts", "closed", "due"),
    [
        # The two worked dates of the Texas Association of Counties.
        ("2025-09-18 18:00", (), "2025-09-12"),
        ("2025-10-16 18:00", (COLUMBUS,), "2025-10-09"),
        # The same without the holiday, and at another hour of the day: the date counts, not the time.
        ("2025-10-16 00:00", (), "2025-10-10"),
        ("2025-10-16 23:59", (), "2025-10-10"),
        # Over the end of the year: Christmas and New Year are closed.
        ("2026-01-05 09:00", (CHRISTMAS, NEW_YEAR), "2025-12-29"),
        ("2025-12-30 09:00", (CHRISTMAS, NEW_YEAR), "2025-12-23"),
        # Over a leap day, and the same days in a year without one.
        ("2028-03-03 09:00", (), "2028-02-28"),
        ("2027-03-03 09:00", (), "2027-02-25"),
        # On a Monday, a Sunday and a holiday the meeting's own day is never counted.
        ("2025-09-22 18:00", (), "2025-09-16"),
        ("2025-09-21 18:00", (), "2025-09-16"),
        ("2025-10-13 18:00", (COLUMBUS,), "2025-10-07"),
        # Over the change to winter time on 2 November 2025 and to summer time on 8 March 2026.
        ("2025-11-03 18:00", (), "2025-10-28"),
        ("2026-03-09 18:00", (), "2026-03-03"),
    ],
)
def test_texas_asks_three_whole_business_days_before_the_date(starts: str, closed: tuple[date, ...], due: str) -> None:
    rule = find_rule(profile("tx-open-meetings"), "NOTE-01")
    assert find_due(rule, meeting(starts), calendar(*closed)) == when(f"{due} 23:59:59")


def test_texas_asked_seventy_two_hours_before_the_law_changed() -> None:
    rule = find_rule(profile("tx-open-meetings", date(2025, 8, 31)), "NOTE-01")
    assert find_due(rule, meeting("2025-08-31 18:00"), calendar()) == when("2025-08-28 18:00")


@pytest.mark.parametrize(
    ("act", "kind", "zone", "starts", "due", "utc"),
    [
        ("ca-brown-act", "regular", LOS_ANGELES, "2026-06-04 18:00", "2026-06-01 18:00", "2026-06-02 01:00"),
        ("ca-brown-act", "special", LOS_ANGELES, "2026-06-04 18:00", "2026-06-03 18:00", "2026-06-04 01:00"),
        ("ca-brown-act", "emergency", LOS_ANGELES, "2026-06-04 18:00", "2026-06-03 18:00", "2026-06-04 01:00"),
        ("il-open-meetings", "regular", "America/Chicago", "2026-01-02 10:00", "2025-12-31 10:00", "2025-12-31 16:00"),
        ("il-open-meetings", "special", "America/Chicago", "2028-03-01 10:00", "2028-02-28 10:00", "2028-02-28 16:00"),
        ("fl-sunshine", "special", "America/New_York", "2026-05-05 09:00", "2026-05-02 09:00", "2026-05-02 13:00"),
        # Clocks go forward on 8 March 2026, 2:00: 72 hours that pass begin an hour earlier by the clock on the wall.
        ("ca-brown-act", "regular", LOS_ANGELES, "2026-03-09 18:00", "2026-03-06 17:00", "2026-03-07 01:00"),
        # Clocks go back on 1 November 2026, 2:00: they begin an hour later.
        ("ca-brown-act", "regular", LOS_ANGELES, "2026-11-02 18:00", "2026-10-30 19:00", "2026-10-31 02:00"),
        # No clock changes in Phoenix.
        ("ca-brown-act", "regular", "America/Phoenix", "2026-03-09 18:00", "2026-03-06 18:00", "2026-03-07 01:00"),
        # Half an hour at Lord Howe, where clocks go back on 5 April 2026.
        ("il-open-meetings", "regular", "Australia/Lord_Howe", "2026-04-06 18:00", "2026-04-04 18:30", "2026-04-04 07:30"),
    ],
)  # fmt: skip
def test_clock_hours_are_hours_that_pass(act: str, kind: str, zone: str, starts: str, due: str, utc: str) -> None:
    (finding,) = (
        finding
        for finding in judge_notice(
            profile(act), meeting(starts, zone, kind=kind, postings=()), calendar(), when("2025-01-01 00:00")
        )
        if finding.message == "notice.due"
    )
    assert finding.arguments["due"] == when(due, zone)
    assert finding.arguments["due"].astimezone(UTC) == datetime.fromisoformat(f"{utc}+00:00")


def test_a_due_moment_in_the_hour_that_comes_twice_is_the_right_one_of_the_two() -> None:
    """California, clocks back on 1 November 2026: 1:30 comes twice, and 24 hours lead to one of them."""
    rule = find_rule(profile("ca-brown-act"), "NOTE-02")
    first, second = (when("2026-11-01 01:30", LOS_ANGELES, fold) for fold in (0, 1))
    assert find_due(rule, meeting("2026-11-02 00:30", LOS_ANGELES, kind="special"), calendar()).astimezone(
        UTC
    ) == first.astimezone(UTC)
    assert find_due(rule, meeting("2026-11-02 01:30", LOS_ANGELES, kind="special"), calendar()).astimezone(
        UTC
    ) == second.astimezone(UTC)


@pytest.mark.parametrize(("fold", "verdict"), [(0, "met"), (1, "breached")])
def test_a_posting_in_the_hour_that_comes_twice_is_late_only_the_second_time(fold: int, verdict: str) -> None:
    """Due at 1:30 of the first time; at 1:15 of the second, 45 minutes later, the clock shows less."""
    noticed = meeting(
        "2026-11-02 00:30", LOS_ANGELES, kind="special",
        postings=posted(when("2026-11-01 01:15", LOS_ANGELES, fold)),
    )  # fmt: skip
    at = when("2026-11-03 00:00", LOS_ANGELES)
    finding = pick(judge_notice(profile("ca-brown-act"), noticed, calendar(), at), "NOTE-02")
    assert (finding.verdict, finding.margin) == (verdict, 15 if fold == 0 else -45)


@pytest.mark.parametrize(
    ("starts", "closed", "due"),
    [
        ("2026-06-04 18:00", (), "2026-06-02 18:00"),
        ("2026-06-03 00:00", (), "2026-06-01 00:00"),
        # A weekend between does not count.
        ("2026-06-02 18:00", (), "2026-05-29 18:00"),
        # Nor does a holiday.
        ("2026-06-04 18:00", (date(2026, 6, 3),), "2026-06-01 18:00"),
        # For a Monday, noon on the Friday before; where that Friday is closed, the hours are counted.
        ("2026-06-08 18:00", (), "2026-06-05 12:00"),
        ("2026-06-08 18:00", (date(2026, 6, 5),), "2026-06-03 18:00"),
        # A Sunday's meeting is counted from the end of Friday.
        ("2026-06-07 18:00", (), "2026-06-04 00:00"),
        # Both clock changes fall on a Sunday, which does not count.
        ("2026-03-10 18:00", (), "2026-03-06 18:00"),
        ("2026-11-03 18:00", (), "2026-10-30 18:00"),
    ],
)
def test_oakland_s_local_rule_leaves_out_weekends_and_holidays(starts: str, closed: tuple[date, ...], due: str) -> None:
    rule = find_rule(profile("ca-brown-act", **OAKLAND), "NOTE-02")
    special = meeting(starts, LOS_ANGELES, kind="special")
    assert find_due(rule, special, calendar(*closed)) == when(due, LOS_ANGELES)


@pytest.mark.parametrize(
    ("act", "kind", "rule", "settings"),
    [
        ("ca-brown-act", "regular", "NOTE-01", {}),
        ("ca-brown-act", "special", "NOTE-02", {}),
        ("ca-brown-act", "special", "NOTE-02", OAKLAND),
        ("il-open-meetings", "regular", "NOTE-01", {}),
        ("il-open-meetings", "special", "NOTE-02", {}),
        ("tx-open-meetings", "regular", "NOTE-01", {}),
        ("tx-open-meetings", "special", "NOTE-01", {}),
    ],
)
@pytest.mark.parametrize("starts", ["2026-06-05 18:00", "2026-06-08 18:00", "2026-03-09 18:00"])
def test_the_due_second_is_in_time_and_the_next_is_not(
    act: str, kind: str, rule: str, settings: dict[str, Any], starts: str
) -> None:
    law = profile(act, **settings)
    at = when("2027-01-01 00:00")
    due = find_due(find_rule(law, rule), meeting(starts, kind=kind), calendar())
    for moment, verdict in ((due, "met"), (due.astimezone(UTC) + SECOND, "breached")):
        noticed = meeting(starts, kind=kind, postings=posted(moment))
        finding = pick([f for f in judge_notice(law, noticed, calendar(), at) if f.rule == rule], rule)
        assert (finding.verdict, (finding.margin or 0) >= 0) == (verdict, verdict == "met"), finding


def test_a_late_notice_tells_how_much_is_short() -> None:
    late = meeting("2026-06-04 18:00", LOS_ANGELES, postings=posted(when("2026-06-02 09:30:01", LOS_ANGELES)))
    finding = pick(judge_notice(profile("ca-brown-act"), late, calendar(), when("2026-06-05 00:00")), "NOTE-01")
    assert (finding.verdict, finding.message) == ("breached", "notice.late")
    assert (finding.numerator, finding.denominator, finding.margin) == (56 * 60 + 29, 72 * 60, -(15 * 60 + 31))
    assert word_finding(finding, "en") == (
        "Posted late or not at all: this portal, a physical place. The notice was due by Monday, June 1, 2026, 6:00 PM "
        "(America/Los_Angeles); it was posted on Tuesday, June 2, 2026, 9:30:01 AM (America/Los_Angeles)."
    )
    assert "el lunes 1 de junio de 2026, 18:00 (America/Los_Angeles)" in word_finding(finding, "es")
    assert as_data(finding)["arguments"]["due"] == "2026-06-01T18:00:00-07:00"


def test_before_it_is_due_a_notice_counts_down() -> None:
    law, to_come = profile("ca-brown-act"), meeting("2026-06-04 18:00", LOS_ANGELES, postings=())
    at = when("2026-05-30 16:29:30", LOS_ANGELES)
    finding = pick(judge_notice(law, to_come, calendar(), at), "NOTE-01")
    assert (finding.verdict, finding.message) == ("cannot_tell", "notice.due")
    assert (finding.arguments["hours"], finding.arguments["minutes"]) == (49, 30)
    assert finding.arguments["not_recorded"] == ("portal", "physical")


IN_TIME, LATE = when("2026-05-30 12:00"), when("2026-06-03 12:00")
CHANNELS = [
    (posted(IN_TIME), "met", "notice.met"),
    (posted(IN_TIME, "portal"), "cannot_tell", "notice.part"),
    # The portal knows that it posted nothing, so this is not merely unrecorded.
    (posted(IN_TIME, "physical"), "warned", "notice.part_late"),
    (posted(LATE), "breached", "notice.late"),
    (posted(LATE, "portal"), "breached", "notice.late"),
    ((), "breached", "notice.none"),
    # Which channels are asked is the portal's own figure, so one that is late beside one in time only warns.
    (posted(IN_TIME, "portal") + posted(LATE, "physical"), "warned", "notice.part_late"),
    # What was posted twice counts from the first time.
    (posted(LATE) + posted(IN_TIME), "met", "notice.met"),
    # What goes where the rule does not ask is no notice.
    (posted(IN_TIME, "media", "mail"), "breached", "notice.none"),
    (None, "cannot_tell", "notice.not_kept"),
]


@pytest.mark.parametrize(("postings", "verdict", "message"), CHANNELS)
def test_every_channel_is_attested_apart(postings: Any, verdict: str, message: str) -> None:
    noticed = meeting("2026-06-04 18:00", postings=postings)
    finding = pick(judge_notice(profile("ca-brown-act"), noticed, calendar(), when("2026-06-05 00:00")), "NOTE-01")
    assert (finding.verdict, finding.message) == (verdict, message)
    for language in LANGUAGES:
        assert "{" not in word_finding(finding, language)


def test_the_portal_s_posting_alone_says_what_is_not_recorded() -> None:
    noticed = meeting("2026-06-04 18:00", postings=posted(IN_TIME, "portal"))
    finding = pick(judge_notice(profile("ca-brown-act"), noticed, calendar(), when("2026-06-05 00:00")), "NOTE-01")
    assert word_finding(finding, "en").startswith(
        "By what is recorded, posted in time: this portal. Not recorded: a physical place."
    )


def test_a_board_that_names_its_channels_is_bound_by_them() -> None:
    law = profile("ca-brown-act", NOTE_01__channels=["portal", "media"])
    noticed = meeting("2026-06-04 18:00", postings=posted(IN_TIME, "portal") + posted(LATE, "media"))
    finding = pick(judge_notice(law, noticed, calendar(), when("2026-06-05 00:00")), "NOTE-01")
    assert (finding.verdict, finding.arguments["late"]) == ("breached", ("media",))


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"NOTE_01__channels": []}, "NOTE-01.channels: names nothing"),
        ({"NOTE_01__channels": ["portal", "pigeon"]}, "NOTE-01.channels: unknown 'pigeon'"),
        ({"NOTE_05__items": []}, "NOTE-05.items: names nothing"),
        ({"NOTE_05__items": ["weather"]}, "NOTE-05.items: unknown 'weather'"),
    ],
)
def test_a_rule_of_notices_cannot_ask_for_nothing_or_for_what_nobody_records(
    setting: dict[str, Any], told: str
) -> None:
    with pytest.raises(SettingError, match=told):
        profile("il-open-meetings", **setting)


def test_a_posting_yet_to_come_is_not_recorded() -> None:
    noticed = meeting("2026-06-04 18:00", postings=posted(IN_TIME))
    finding = pick(judge_notice(profile("ca-brown-act"), noticed, calendar(), IN_TIME - SECOND), "NOTE-01")
    assert finding.message == "notice.due"


def test_an_own_figure_of_a_law_that_sets_none_only_warns_until_a_board_adopts_it() -> None:
    """Florida says "reasonable"; the 72 hours are the portal's."""
    late, at = meeting("2026-06-04 18:00", postings=posted(LATE)), when("2026-06-05 00:00")

    def verdict(**law: Any) -> str:
        return pick(judge_notice(profile("fl-sunshine", **law), late, calendar(), at), "NOTE-01").verdict

    assert verdict() == "warned"
    assert verdict(adopted=["NOTE-01"]) == "breached"
    assert verdict(NOTE_01__hours=48) == "breached"
    assert verdict(NOTE_01__hours=24) == "met"


@pytest.mark.parametrize(
    ("moment", "verdict", "message"),
    [
        ("2025-09-12 23:59:59", "met", "notice.met"),
        # A weekend lies after the due Friday, with three whole business days still to come: no source answers that.
        ("2025-09-13 00:00:00", "cannot_tell", "notice.closed_day"),
        ("2025-09-14 23:59:59", "cannot_tell", "notice.closed_day"),
        ("2025-09-15 00:00:00", "breached", "notice.late"),
    ],
)
def test_a_notice_posted_on_a_closed_day_is_neither_called_late_nor_in_time(
    moment: str, verdict: str, message: str
) -> None:
    noticed = meeting("2025-09-18 18:00", postings=posted(when(moment)))
    finding = pick(judge_notice(profile("tx-open-meetings"), noticed, calendar(), when("2025-10-01 00:00")), "NOTE-01")
    assert (finding.verdict, finding.message, finding.denominator) == (verdict, message, 3)
    assert finding.numerator == (2 if verdict == "breached" else 3)


def test_a_holiday_that_nobody_entered_leaves_the_answer_open() -> None:
    noticed = meeting("2026-01-02 18:00", postings=posted(IN_TIME))
    finding = pick(judge_notice(profile("tx-open-meetings"), noticed, calendar(years=[2026]), LATE), "NOTE-01")
    assert (finding.verdict, finding.message) == ("cannot_tell", "notice.holidays_unknown")
    with pytest.raises(CalendarError, match="2025"):
        count_back_business_days(date(2026, 1, 2), 3, calendar(years=[2026]))


def test_a_notice_long_before_days_that_are_known_is_still_in_time() -> None:
    noticed = meeting("2026-06-04 18:00", postings=posted(when("2024-01-01 00:00")))
    finding = pick(judge_notice(profile("tx-open-meetings"), noticed, calendar(years=[2026]), LATE), "NOTE-01")
    assert (finding.verdict, finding.numerator) == ("met", None)


def test_a_meeting_whose_hour_is_not_known_is_judged_by_the_strictest_and_no_further() -> None:
    law, at = profile("ca-brown-act"), when("2026-06-05 00:00")

    def judged(moment: str) -> tuple[str, str]:
        noticed = meeting("2026-06-04 00:00", time_stated=False, postings=posted(when(moment)))
        finding = pick(judge_notice(law, noticed, calendar(), at), "NOTE-01")
        return finding.verdict, finding.message

    assert judged("2026-06-01 00:00:00") == ("met", "notice.met")
    assert judged("2026-06-01 00:00:01") == ("cannot_tell", "notice.no_time")


def test_each_kind_of_meeting_has_its_own_time_and_an_unknown_kind_none() -> None:
    law, at = profile("ca-brown-act"), when("2026-06-05 00:00")
    of_kind = {
        kind: [
            (finding.rule, finding.message)
            for finding in judge_notice(law, meeting("2026-06-04 18:00", kind=kind, postings=()), calendar(), at)
            if finding.rule in ("NOTE-01", "NOTE-02")
        ]
        for kind in ("regular", "special", None)
    }
    assert of_kind == {
        "regular": [("NOTE-01", "notice.none")],
        "special": [("NOTE-02", "notice.none")],
        None: [("NOTE-01", "notice.kind_unknown"), ("NOTE-02", "notice.kind_unknown")],
    }


@pytest.mark.parametrize("standing", ["cancelled", "postponed", "not_held"])
def test_the_notice_of_a_meeting_that_did_not_take_place_is_not_judged(standing: str) -> None:
    off = meeting("2026-06-04 18:00", postings=(), standing=standing)
    finding = pick(judge_notice(profile("ca-brown-act"), off, calendar(), LATE), "NOTE-01")
    assert (finding.verdict, finding.message) == ("cannot_tell", "notice.called_off")


@pytest.mark.parametrize(("votes", "verdict"), [(0, "met"), (2, "breached"), (None, "cannot_tell")])
def test_a_vote_off_the_agenda_breaks_the_rule_where_a_board_is_bound_by_it(votes: int | None, verdict: str) -> None:
    law = profile("model-act", adopted=["NOTE-03"])
    findings = judge_notice(law, meeting("2026-06-04 18:00", off_agenda_votes=votes), calendar(), LATE)
    assert pick(findings, "NOTE-03").verdict == verdict
