"""Figures against a second, slower way: rows one by one, datetime and statistics instead of tables and lanes."""

import csv
import io
import statistics
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.oversight.reduction import identities, intervals
from governance.oversight.reduction.intervals import summarize
from tests.oversight.reducing import MAPPING, read_cell, reduce_bytes, reduce_rows

ZONE = ZoneInfo("America/Detroit")
COLUMNS = ("id", "received", "sent", "arrived", "kind", "police", "unit", "met", "person", "area")
WHOLE = (
    MAPPING.replace('[always]\nhandled_by = "program"\n', "")
    + """
[codes.handled_by]
column = "unit"
version = "1"
[codes.handled_by.map]
program = ["C"]
program_with_police = ["CP"]
police = ["P"]

[codes.contact]
column = "met"
version = "1"

[codes.district]
column = "area"
version = "1"
as_they_are = ["N", "S"]

[person]
columns = ["person"]
"""
)
KINDS = {"MH": "mental_health", "OTH": "other"}
UNITS = {"C": "program", "CP": "program_with_police", "P": "police"}
YES_NO = {"Y": "yes", "N": "no"}
# Walls on which clocks change are tested one by one; here they would only be told twice in the same words.
STARTS = st.datetimes(datetime(2026, 3, 10), datetime(2026, 10, 30)).map(lambda when: when.replace(microsecond=0))
SPANS = st.one_of(st.none(), st.integers(-100, 4000), st.just(0), st.just(8 * 86_400))


@st.composite
def draw_row(draw: st.DrawFn) -> dict[str, Any]:
    received = draw(STARTS)
    sent, arrived = draw(SPANS), draw(SPANS)
    return {
        "received": received,
        "sent": None if sent is None else received + timedelta(seconds=sent),
        "arrived": None if arrived is None else received + timedelta(seconds=arrived),
        "kind": draw(st.sampled_from(["MH", "OTH", "??", ""])),
        "police": draw(st.sampled_from(["Y", "N", ""])),
        "unit": draw(st.sampled_from(["C", "CP", "P", "??"])),
        "met": draw(st.sampled_from(["Y", "Y", "N", ""])),
        "person": draw(st.sampled_from(["K1", "K2", "K3", ""])),
        "area": draw(st.sampled_from(["N", "S", "x"])),
    }


def write_csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows):
        cells = {name: "" if value is None else str(value) for name, value in row.items()}
        writer.writerow([number, *(cells[name] for name in COLUMNS[1:])])
    return text.getvalue().encode()


def list_periods(when: datetime) -> list[str]:
    return [f"{when:%Y-%m}", f"{when:%Y}-Q{(when.month + 2) // 3}", f"{when:%Y}"]


def list_values(row: dict[str, Any]) -> dict[str, str]:
    midnight = row["received"].time() == datetime.min.time()
    parts = ("night", "morning", "afternoon", "evening")
    return {
        "": "",
        "call_type": KINDS.get(row["kind"], "not_known"),
        "district": row["area"] if row["area"] in "NS" else "not_known",
        "day_part": "not_known" if midnight else parts[row["received"].hour // 6],
    }


def is_program(row: dict[str, Any]) -> bool | None:
    return row["unit"] in ("C", "CP") if row["unit"] in UNITS else None


@given(st.lists(draw_row(), min_size=1, max_size=25))
def test_counts_shares_and_medians_are_those_of_the_rows(rows: list[dict[str, Any]]) -> None:
    reduction = reduce_bytes(write_csv(rows), WHOLE)
    groups: defaultdict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        for period in list_periods(row["received"]):
            for breakdown, value in list_values(row).items():
                groups[period, breakdown, value].append(row)
    for place, some in groups.items():
        assert read_cell(reduction, "calls_received", *place) == {"numerator": len(some), "not_known": 0}
        mine = [row for row in some if is_program(row)]
        unknown = [row for row in some if is_program(row) is None]
        expected = {
            "numerator": sum(row["police"] == "Y" for row in mine),
            "denominator": sum(row["police"] != "" for row in mine),
            "not_known": len(unknown) + sum(row["police"] == "" for row in mine),
        }
        # A row that is surely not the program's adds nothing, so a cell of such rows only is not there.
        assert read_cell(reduction, "police_backup_share", *place) == (expected if any(expected.values()) else {})
        if place[1] in ("", "call_type", "district", "day_part"):
            check_times(read_cell(reduction, "response_time", *place), mine, len(unknown))


def check_times(cell: dict[str, Any], mine: list[dict[str, Any]], unknown: int) -> None:
    spans, left_out = [], defaultdict(int)
    for row in mine:
        reason = tell(row)
        if reason:
            left_out[reason] += 1
        else:
            spans.append(int((row["arrived"] - row["received"]).total_seconds()))
    if not mine and not unknown:
        assert cell == {}
        return
    assert cell["n"] == len(spans)
    assert cell["not_known"] == unknown
    assert {name: cell[name] for name in ("missing", "impossible", "uncertain", "too_long")} == {
        name: left_out[name] for name in ("missing", "impossible", "uncertain", "too_long")
    }
    if spans:
        assert cell["median_seconds"] == statistics.median(spans)
        assert cell["p90_seconds"] == sorted(spans)[-(-9 * len(spans) // 10) - 1]


def tell(row: dict[str, Any]) -> str:
    received, sent, arrived = row["received"], row["sent"], row["arrived"]
    at_midnight = [when is not None and when.time() == datetime.min.time() for when in (received, sent, arrived)]
    if at_midnight[0] or at_midnight[2]:
        return "uncertain"
    if arrived is None:
        return "missing"
    if arrived < received:
        return "impossible"
    if arrived - received > timedelta(days=7):
        return "too_long"
    if sent is not None and not at_midnight[1] and (sent < received or arrived < sent):
        return "impossible"
    return ""


@given(st.lists(draw_row(), min_size=1, max_size=25))
def test_repeats_and_people_are_those_of_the_rows(rows: list[dict[str, Any]]) -> None:
    reduction = reduce_bytes(write_csv(rows), WHOLE)
    met = [row for row in rows if row["met"] == "Y" and row["person"]]
    repeats: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    visits: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    people: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    # Two of one person at the same second: one of them came after the other, whichever.
    for number, row in enumerate(sorted(met, key=lambda row: (row["received"], rows.index(row)))):
        earlier = [other for other in sorted(met, key=lambda other: (other["received"], rows.index(other)))[:number]
                   if other["person"] == row["person"]]  # fmt: skip
        seconds = [(row["received"] - other["received"]).total_seconds() for other in earlier]
        for period in list_periods(row["received"]):
            visits[period, "", ""] += 1
            repeats[period, "", ""] += any(second <= 30 * 86_400 for second in seconds)
            people[period, "", ""].add(row["person"])
            value = list_values(row)["district"]
            people[period, "district", value].add(row["person"])
    for place, number in visits.items():
        cell = read_cell(reduction, "repeat_contact_30_days", *place)
        assert (cell["numerator"], cell["denominator"]) == (repeats[place], number)
    for place, names in people.items():
        assert read_cell(reduction, "people_served", *place)["numerator"] == len(names)
    unknown = sum(1 for row in rows if row["met"] == "" or (row["met"] == "Y" and not row["person"]))
    whole = [read_cell(reduction, "people_served", "2026")]
    assert sum(cell.get("not_known", 0) for cell in whole) == unknown


def test_a_repeat_is_within_thirty_days_to_the_second() -> None:
    first = datetime(2026, 6, 1, 12, 0, 0)
    row = {
        "sent": None,
        "arrived": None,
        "kind": "MH",
        "police": "Y",
        "unit": "C",
        "met": "Y",
        "person": "K1",
        "area": "N",
    }
    for later, repeats in ((timedelta(days=30), 1), (timedelta(days=30, seconds=1), 0)):
        rows = [row | {"received": first}, row | {"received": first + later}]
        cell = read_cell(reduce_bytes(write_csv(rows), WHOLE), "repeat_contact_30_days", "2026")
        assert cell == {"numerator": repeats, "denominator": 2, "not_known": 0}


@given(st.lists(st.integers(-6, 40), max_size=40))
def test_a_median_is_that_of_statistics(values: list[int]) -> None:
    counts = {value: values.count(value) for value in values}
    counted = [value for value in values if value >= 0]
    summary = summarize(counts)
    assert summary.n == len(counted)
    if counted:
        assert summary.median == statistics.median(counted)
        below = [value for value in counted if value <= summary.p90]
        assert 10 * len(below) >= 9 * len(counted)
        assert 10 * len([value for value in below if value < summary.p90]) < 9 * len(counted)


@given(st.lists(st.integers(0, 50), max_size=300), st.integers(1, 50))
def test_repeated_hashes_are_found_as_a_set_finds_them(values: list[int], size: int) -> None:
    table, seen = identities.SeenHashes(), set[int]()
    table.slots = table.slots[:16]
    for start in range(0, len(values), size):
        some = values[start : start + size]
        expected = []
        for position, value in enumerate(some):
            if value and value in seen:
                expected.append(position)
            seen.add(value)
        # The numbers meet in the same slots of the table, as the lower bits of hashes do.
        assert table.find_repeats([value << 40 for value in some]) == expected


def test_the_order_of_rows_and_of_the_mapping_s_tables_changes_nothing() -> None:
    rows = [f"2026-07-0{day} 1{hour}:00:0{day},,2026-07-0{day} 1{hour}:30:0{hour},MH,{answer}"
            for day in range(1, 8) for hour in range(3) for answer in "YN"]  # fmt: skip
    forward, backward = reduce_rows(*rows), reduce_rows(*reversed(rows))
    assert forward.document is not None
    assert backward.document is not None
    assert forward.document["metrics"] == backward.document["metrics"]


def test_a_metric_whose_columns_are_not_there_is_named_with_what_it_lacks() -> None:
    reduction = reduce_rows("2026-07-04 13:00:00,,,MH,Y")
    assert reduction.document is not None
    assert reduction.document["not_made"]["force_used_share"] == {"missing_fields": ["force_used", "contact"]}
    assert "complaints" not in reduction.document["not_made"]


def test_every_figure_says_that_it_is_not_to_be_published_as_it_is() -> None:
    reduction = reduce_rows("2026-07-04 13:00:00,,,MH,Y")
    assert reduction.document is not None
    assert reduction.document["publish_as_is"] is False
    assert "unsuppressed" in reduction.document["warning"]


@pytest.mark.parametrize("batch", [1, 3, 1024])
def test_the_size_of_a_batch_changes_nothing(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"2026-07-04 13:{minute:02}:00,,2026-07-04 14:{minute:02}:07,{kind},Y"
            for minute in range(60) for kind in ("MH", "x", "")]  # fmt: skip
    whole = reduce_rows(*rows)
    monkeypatch.setattr("governance.oversight.reduction.intake.BATCH_ROWS", batch)
    assert reduce_rows(*rows).document == whole.document
    assert intervals.LONGEST == 7 * 86_400
