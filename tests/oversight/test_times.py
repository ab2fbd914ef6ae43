"""Local time: whose clock a column shows, what a change of clocks does, and what only stands in for a time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.oversight.reduction.forms import Clock, TimeFormat
from governance.oversight.reduction.times import USABLE, LocalTimes, Parser, Trouble
from governance.oversight.reduction.zones import LocalTime, WallKind, Zone
from tests.oversight.reducing import MAPPING, read_cell, reduce_bytes, reduce_rows

PARTS = ((0, "night"), (6 * 3600, "morning"), (12 * 3600, "afternoon"), (18 * 3600, "evening"))
ZONES = ("America/Detroit", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana", "UTC")
REST = ",2026-07-04 13:05:00,,MH,Y"


def make_parser(zone: str = "America/Detroit", clock: str = "local", *forms: str, real: bool = False) -> Parser:
    form = TimeFormat(forms or ("iso",), Clock(clock), real, frozenset({"NULL"}))
    return Parser(form, Zone(zone, 0, PARTS))


def read_one(parser: Parser, text: str) -> tuple[int, Trouble | None, LocalTime | None]:
    """The moment, what is wrong with it, and where it is counted."""
    moments, specials = parser.read([text])
    special = specials.get(0)
    local = None
    if moments[0] > USABLE or (special and special.moment is not None):
        times = LocalTimes(parser.zone)
        local = times.list[times.read(moments, specials)[0]]
    return moments[0], special.trouble if special else None, local


def count_seconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


@given(st.sampled_from(ZONES), st.integers(count_seconds(datetime(1985, 1, 1, tzinfo=UTC)), 2_500_000_000), st.data())
def test_every_moment_is_read_as_zoneinfo_reads_it(name: str, second: int, data: st.DataObject) -> None:
    zone = ZoneInfo(name)
    moment = datetime.fromtimestamp(second, UTC)
    wall = moment.astimezone(zone)
    writings = {
        ("local", ("iso",)): wall.strftime("%Y-%m-%d %H:%M:%S"),
        ("local", ("%m/%d/%Y %I:%M:%S %p",)): wall.strftime("%m/%d/%Y %I:%M:%S %p"),
        ("local", ("%H:%M:%S on %d %b %Y",)): wall.strftime("%H:%M:%S on %d %b %Y"),
        ("utc", ("iso",)): moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        ("utc", ("%Y-%m-%d %H:%M:%S",)): moment.strftime("%Y-%m-%d %H:%M:%S"),
        ("offset", ("iso",)): moment.astimezone(ZoneInfo("Asia/Tokyo")).isoformat(),
    }
    clock, forms = data.draw(st.sampled_from(sorted(writings)))
    found, trouble, local = read_one(make_parser(name, clock, *forms, real=True), writings[clock, forms])
    assert local is not None
    assert (local.month, local.weekday) == (wall.strftime("%Y-%m"), wall.strftime("%A").lower())
    assert local.day_part == PARTS[wall.hour // 6][1]
    twice = wall.replace(tzinfo=zone, fold=0).utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset()
    if clock == "local" and twice:
        assert trouble is Trouble.FOLD
        assert found < USABLE
    else:
        assert (found, trouble) == (second, None)
        assert local.other_day is (wall.date() != moment.date())


@pytest.mark.parametrize(
    ("text", "trouble", "part"),
    [
        ("2026-03-08 02:30:00", Trouble.GAP, "night"),
        ("2026-11-01 01:30:00", Trouble.FOLD, "night"),
        ("2026-03-08 03:00:00", None, "night"),
        ("2026-11-01 02:00:00", None, "night"),
        ("2026-07-04 00:00:00", Trouble.MIDNIGHT, "not_known"),
        ("2026-07-04", Trouble.MIDNIGHT, "not_known"),
        ("2026-07-04 00:00:01", None, "night"),
        ("2026-07-04T13:00", None, "afternoon"),
        (" 2026-07-04 13:00:00.123 ", None, "afternoon"),
        ("", Trouble.BLANK, None),
        ("  ", Trouble.BLANK, None),
        ("NULL", Trouble.BLANK, None),
        ("2026-02-30 10:00:00", Trouble.BAD, None),
        ("2026-07-04 24:00:00", Trouble.BAD, None),
        ("2026-07-04x13:00:00", Trouble.BAD, None),
        ("2026-07-04 13:00:00-04:00", Trouble.BAD, None),
        ("0001-01-01 10:00:00", Trouble.BAD, None),
        ("1900-01-01 10:00:00", Trouble.BAD, None),
        ("9999-12-31 10:00:00", Trouble.BAD, None),
        ("２０２６-07-04 13:00:00", Trouble.BAD, None),
        ("00:05.0", Trouble.BAD, None),
        ("4.50E+04", Trouble.SPOILED, None),
    ],
)
def test_local_times_and_what_is_wrong_with_them(text: str, trouble: Trouble | None, part: str | None) -> None:
    _moment, found, local = read_one(make_parser(), text)
    assert found is trouble
    assert (local and local.day_part) == part


def test_a_skipped_and_a_repeated_hour_count_in_their_month_and_stay_out_of_medians() -> None:
    reduction = reduce_rows(
        "2026-03-08 02:30:00,,2026-03-08 03:40:00,MH,Y",
        "2026-03-08 01:30:00,,2026-03-08 03:00:00,MH,Y",
        "2026-11-01 01:30:00,,2026-11-01 01:40:00,MH,Y",
    )
    assert read_cell(reduction, "calls_received", "2026-03")["numerator"] == 2
    march = read_cell(reduction, "response_time", "2026-03")
    # From half past one to three there was half an hour, not one and a half.
    assert (march["n"], march["median_seconds"], march["uncertain"]) == (1, 1800, 1)
    assert read_cell(reduction, "response_time", "2026-11")["uncertain"] == 1
    assert reduction.document is not None
    assert reduction.document["times"]["call_received"] == {
        "filled": 3, "gap": 1, "fold": 1, "on_another_day_in_utc": 0,
    }  # fmt: skip


def test_utc_sources_are_counted_on_the_local_day_and_a_local_midnight_in_them_is_found() -> None:
    parser = make_parser("America/Detroit", "utc")
    _, trouble, local = read_one(parser, "2026-08-01 03:59:59")
    assert (trouble, local) == (None, LocalTime("2026-07", "friday", "evening", True))
    assert read_one(parser, "2026-08-01 04:00:00")[1] is Trouble.MIDNIGHT
    assert read_one(parser, "2026-01-01 05:00:00")[1:] == (
        Trouble.MIDNIGHT, LocalTime("2026-01", "thursday", "not_known"),
    )  # fmt: skip
    assert read_one(parser, "2026-08-01 05:00:00")[1] is None
    assert read_one(parser, "2026-08-01 00:00:00")[1] is Trouble.MIDNIGHT
    assert read_one(parser, "2026-08-01 03:59:59+02:00")[1] is Trouble.BAD


@pytest.mark.parametrize(("form", "serial"), [("excel_1900", "46207.75"), ("excel_1904", "44745.75")])
def test_day_numbers_of_spreadsheets_count_from_1900_or_1904(form: str, serial: str) -> None:
    parser = make_parser("America/Detroit", "local", form)
    moment, trouble, _ = read_one(parser, serial)
    assert trouble is None
    assert datetime.fromtimestamp(moment, ZoneInfo("America/Detroit")).isoformat() == "2026-07-04T18:00:00-04:00"
    assert read_one(parser, serial.split(".")[0])[1] is Trouble.MIDNIGHT
    assert read_one(parser, "5.00E+31")[1] is Trouble.SPOILED
    assert read_one(parser, "-1.5")[1] is Trouble.BAD


def test_a_file_that_knows_months_and_hours_only_has_no_medians_and_no_weekdays() -> None:
    mapping = (
        MAPPING.split("[times.dispatched]")[0].replace(
            'column = "received"', 'columns = ["y", "m", "h"]\nformats = ["%Y %m %H"]'
        )
        + '[codes.call_type]\ncolumn = "k"\nversion = "1"\n[codes.call_type.map]\nmental_health = ["MH"]\n'
    )
    reduction = reduce_bytes(b"y,m,h,k\n2026,07,0,MH\n2026,07,13,MH\n", mapping)
    assert read_cell(reduction, "calls_received", "2026-07", "day_part", "night")["numerator"] == 1
    assert read_cell(reduction, "calls_received", "2026-07", "weekday", "not_known")["numerator"] == 2
    assert reduction.document is not None
    assert (reduction.document["rows"]["first"], reduction.document["rows"]["last"]) == ("2026-07", "2026-07")


def test_a_night_shift_counts_on_the_day_on_which_it_began() -> None:
    mapping = MAPPING.replace('version = "1"\nzone', 'version = "1"\nday_begins = "06:00"\nzone') + (
        '[day_parts]\nday = "06:00"\nnight = "22:00"\n'
    )
    reduction = reduce_rows(f"2026-08-01 05:59:59{REST}", f"2026-08-01 06:00:00{REST}", mapping=mapping)
    assert read_cell(reduction, "calls_received", "2026-07", "day_part", "night")["numerator"] == 1
    assert read_cell(reduction, "calls_received", "2026-07", "weekday", "friday")["numerator"] == 1
    assert read_cell(reduction, "calls_received", "2026-08", "day_part", "day")["numerator"] == 1


def test_midnight_stands_in_unless_the_mapping_says_that_it_is_real() -> None:
    row = "2026-07-04 00:00:00,2026-07-04 00:10:00,2026-07-04 00:20:00,MH,Y"
    reduction = reduce_rows(row)
    assert read_cell(reduction, "calls_received", "2026-07", "day_part", "not_known")["numerator"] == 1
    assert read_cell(reduction, "response_time", "2026-07")["uncertain"] == 1
    real = reduce_rows(row, mapping=MAPPING.replace('"received"\nclock', '"received"\nmidnight = "real"\nclock'))
    assert read_cell(real, "calls_received", "2026-07", "day_part", "night")["numerator"] == 1
    assert read_cell(real, "response_time", "2026-07")["median_seconds"] == 1200


@given(st.sampled_from(ZONES), st.integers(500_000_000, 2_500_000_000))
def test_a_wall_time_is_in_a_gap_or_fold_just_where_no_or_two_moments_show_it(name: str, wall: int) -> None:
    zone = Zone(name)
    moment, kind = zone.settle(wall)
    shown = [second for second in range(moment - 7200, moment + 7201, 1800) if second + zone.offset_at(second) == wall]
    counts = {WallKind.GAP: 0, WallKind.PLAIN: 1, WallKind.FOLD: 2}
    assert len(shown) == counts[kind]


def test_of_a_repeated_hour_the_first_is_taken_and_a_skipped_one_counts_on() -> None:
    zone = Zone("America/Detroit")
    for wall, moment, kind in (
        (datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 5, 30), WallKind.FOLD),
        (datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 7, 30), WallKind.GAP),
    ):
        shown, expected = (count_seconds(when.replace(tzinfo=UTC)) for when in (wall, moment))
        assert zone.settle(shown) == (expected, kind)


def test_clocks_that_change_off_the_quarter_hour_are_still_told_to_the_second() -> None:
    # In 2006 Newfoundland's clocks went back at 00:01, so the last minute of the 28th came again after the 29th began.
    parser = make_parser("America/St_Johns", "utc", real=True)
    start = datetime(2006, 10, 29, 2, 25, tzinfo=UTC)
    for minute in range(20):
        moment = start + timedelta(minutes=minute)
        _, _, local = read_one(parser, moment.strftime("%Y-%m-%d %H:%M:%S"))
        assert local is not None
        assert local.weekday == moment.astimezone(ZoneInfo("America/St_Johns")).strftime("%A").lower()
