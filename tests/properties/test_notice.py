"""Business days and clock hours against plain counts: day by day on the calendar, minute by minute on the time line."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from model_law.days import (
    DayCalendar,
    count_back_business_days,
    count_back_hours,
    count_back_open_hours,
    count_business_days_between,
    measure_open_time,
)
from model_law.meetings import Meeting, MinutesRecord, Posting, Proceedings
from model_law.proceedings import judge_calendar, judge_minutes, judge_notice
from tests.model_law.meetings import pick, profile

ZONES = (
    "America/Los_Angeles",
    "America/Chicago",
    "America/Phoenix",
    "America/Havana",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
)
FIRST, LAST = date(2023, 12, 1), date(2028, 3, 31)
YEARS = frozenset(range(2022, 2030))
ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)

days = st.dates(FIRST, LAST)
# Days around which a count goes wrong: year ends, leap days, and the changes of the clocks.
edges = st.sampled_from(
    [date(2024, 1, 2), date(2024, 3, 1), date(2028, 3, 1), date(2025, 3, 10), date(2025, 11, 3), date(2026, 3, 8),
     date(2026, 11, 1), date(2026, 4, 5), date(2026, 10, 4), date(2026, 9, 6), date(2027, 1, 1)]
)  # fmt: skip
meeting_days = days | edges
minutes_of_day = st.integers(0, 24 * 60 - 1)
calendars = st.builds(
    DayCalendar,
    st.frozensets(days, max_size=80),
    st.just(YEARS),
    st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6}), frozenset()]),
)


def moments(zone: str, day: date, minute: int) -> datetime:
    """A moment on the time line, near a day's minute where the board sits."""
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC) + minute * ONE_MINUTE


@given(day=meeting_days, asked=st.integers(1, 10), calendar=calendars)
def test_business_days_are_what_walking_the_calendar_day_by_day_gives(
    day: date, asked: int, calendar: DayCalendar
) -> None:
    due = count_back_business_days(day, asked, calendar)

    def whole_days(first: date) -> int:
        """Open days strictly between a first day and the meeting's, by asking each in turn."""
        found, walked = 0, first + ONE_DAY
        while walked < day:
            found += walked.weekday() not in calendar.weekend and walked not in calendar.holidays
            walked += ONE_DAY
        return found

    assert whole_days(due) == asked == count_business_days_between(due, day, calendar)
    assert calendar.is_open(due)
    following = due + ONE_DAY
    while not calendar.is_open(following) and following < day:
        following += ONE_DAY
    assert following == day or whole_days(following) < asked


@given(
    zone=st.sampled_from(ZONES),
    day=meeting_days,
    minute=minutes_of_day,
    hours=st.sampled_from([1, 2, 24, 48, 72]),
    calendar=calendars,
)
@settings(max_examples=settings().max_examples // 2)
def test_open_hours_are_what_walking_back_minute_by_minute_gives(
    zone: str, day: date, minute: int, hours: int, calendar: DayCalendar
) -> None:
    starts_at = moments(zone, day, minute)
    walked, left = starts_at, hours * 60
    while left:
        walked -= ONE_MINUTE
        local = walked.astimezone(ZoneInfo(zone)).date()
        left -= local.weekday() not in calendar.weekend and local not in calendar.holidays
    due = count_back_open_hours(starts_at, hours, calendar, zone)
    assert due.astimezone(UTC) == walked
    assert measure_open_time(due, starts_at, calendar, zone) == timedelta(hours=hours)
    assert measure_open_time(due + ONE_MINUTE, starts_at, calendar, zone) == timedelta(hours=hours) - ONE_MINUTE


@given(zone=st.sampled_from(ZONES), day=meeting_days, minute=minutes_of_day, hours=st.integers(1, 96))
def test_clock_hours_are_what_walking_back_minute_by_minute_gives(
    zone: str, day: date, minute: int, hours: int
) -> None:
    starts_at = moments(zone, day, minute)
    walked = starts_at
    for _ in range(hours * 60):
        walked -= ONE_MINUTE
    assert count_back_hours(starts_at, hours, zone).astimezone(UTC) == walked


ACTS = [("ca-brown-act", "regular"), ("ca-brown-act", "special"), ("il-open-meetings", "regular"),
        ("tx-open-meetings", "regular"), ("fl-sunshine", "special")]  # fmt: skip


@given(
    law=st.sampled_from(ACTS),
    zone=st.sampled_from(ZONES),
    day=meeting_days,
    minute=minutes_of_day,
    before=st.integers(-60, 10 * 24 * 60),
    calendar=calendars,
)
def test_a_notice_is_met_exactly_where_a_plain_count_finds_the_time(
    law: tuple[str, str], zone: str, day: date, minute: int, before: int, calendar: DayCalendar
) -> None:
    """The second count knows the acts' figures by heart and asks nothing of the code under test."""
    act, kind = law
    starts_at = moments(zone, day, minute)
    # As the clock shows it where the board sits: the hour that comes twice does not mislead.
    posted_at = (starts_at - before * ONE_MINUTE).astimezone(ZoneInfo(zone))
    meeting = Meeting(
        "m", starts_at, zone, kind, postings=(Posting("portal", posted_at), Posting("physical", posted_at))
    )
    finding = next(
        finding
        for finding in judge_notice(profile(act), meeting, calendar, starts_at + timedelta(days=400))
        if finding.rule in ("NOTE-01", "NOTE-02")
    )
    if act == "tx-open-meetings":
        local, walked, between = posted_at.astimezone(ZoneInfo(zone)).date(), meeting.day - ONE_DAY, 0
        while walked > local:
            between += calendar.is_open(walked)
            walked -= ONE_DAY
        expected = "breached" if between < 3 else "met" if between > 3 or calendar.is_open(local) else "cannot_tell"
    else:
        hours = {"ca-brown-act regular": 72, "ca-brown-act special": 24, "il-open-meetings regular": 48,
                 "fl-sunshine special": 72}[f"{act} {kind}"]  # fmt: skip
        expected = "met" if before >= hours * 60 else "warned" if act == "fl-sunshine" else "breached"
    assert finding.verdict == expected, (finding.arguments, posted_at)


@given(
    first=days,
    steps=st.lists(st.tuples(st.integers(1, 60), st.sampled_from(["regular", "special"]), st.booleans()), max_size=8),
    approved_after=st.none() | st.integers(0, 200),
    asked_after=st.integers(0, 250),
)
def test_minutes_are_overdue_exactly_where_a_walk_through_the_days_finds_them_so(
    first: date, steps: list[tuple[int, str, bool]], approved_after: int | None, asked_after: int
) -> None:
    """Illinois, walked day by day: overdue once 30 days and the day of the second regular meeting are both past."""
    today = first + asked_after * ONE_DAY
    approved = None if approved_after is None else first + approved_after * ONE_DAY
    if approved is not None and approved > today:
        approved = None
    later, day = [], first
    for step, kind, was_held in steps:
        day += step * ONE_DAY
        if day <= today:
            standing = "held" if was_held else "cancelled"
            later.append(Meeting(str(day), moments("UTC", day, 0), "UTC", kind, standing))
    meeting = Meeting("m", moments("UTC", first, 0), "UTC", "regular", "held", minutes=MinutesRecord(approved))
    finding = pick(judge_minutes(profile("il-open-meetings"), meeting, later, today), "MIN-01")
    regular_days = {other.day for other in later if other.kind == "regular" and other.standing == "held"}
    passed, count, late = first, 0, False
    while passed < (approved or today):
        count += passed in regular_days
        passed += ONE_DAY
        late = (passed - first).days > 30 and count >= 2
    assert (finding.verdict == "breached") == late, finding


@given(
    first=days,
    steps=st.lists(st.integers(1, 140), max_size=12),
    limit=st.integers(20, 120),
    after=st.integers(0, 400),
)
def test_a_gap_is_what_walking_the_days_gives(first: date, steps: list[int], limit: int, after: int) -> None:
    held, day = [], first
    for step in steps:
        day += step * ONE_DAY
        held.append(day)
    today = first + after * ONE_DAY
    meetings = tuple(Meeting(str(day), moments("UTC", day, 600), "UTC", "regular", "held") for day in held)
    of = Proceedings("UTC", meetings, DayCalendar(frozenset(), YEARS), known_from=first)
    law = profile("model-act", adopted=["MEET-02"], MEET_02__days=limit)
    finding = pick(judge_calendar(law, of, today), "MEET-02")
    longest, since, walked = 0, 0, first
    while walked < today:
        walked += ONE_DAY
        since += 1
        # A stretch that ended more than a year ago is not told any more.
        if walked in held or walked == today:
            longest = max(longest, since if walked >= today - timedelta(days=365) else 0)
            since = 0
    assert finding.numerator == longest
    assert (finding.verdict == "breached") == (longest > limit)
