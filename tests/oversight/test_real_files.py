"""Call files of five agencies, each with a mapping: figures against an independent count of the same rows."""

import csv
import statistics
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from governance.oversight.metrics import load_dictionary
from governance.oversight.reduction import Reduction, read_mapping, reduce_file
from tests.oversight.reducing import read_cell

pytestmark = pytest.mark.real_data
MAPPINGS = Path(__file__).with_name("mappings")


def reduce_real(path: Path, mapping: str) -> tuple[Reduction, list[dict[str, str]]]:
    """The reduction, and the rows as Python's csv reads them."""
    dictionary = load_dictionary()
    content = (MAPPINGS / f"{mapping}.toml").read_bytes()
    with path.open("rb") as source:
        reduction = reduce_file(source, read_mapping(content, f"{mapping}.toml", dictionary), dictionary)
    with path.open(newline="", encoding="utf-8-sig") as file:
        return reduction, list(csv.DictReader(file))


def list_cells(reduction: Reduction, metric: str, breakdown: str, length: int) -> dict[tuple[str, str], dict[str, Any]]:
    """Cells by period and value; length tells months (7) from quarters and years (4)."""
    assert reduction.document is not None
    found = next(one for one in reduction.document["metrics"] if one["metric"] == metric)
    return {
        (cell[0], cell[2]): dict(zip(found["columns"][3:], cell[3:], strict=True))
        for cell in found["cells"]
        if cell[1] == breakdown and len(cell[0]) == length and "Q" not in cell[0]
    }


def take(cells: dict[tuple[str, str], dict[str, Any]], figure: str) -> dict[tuple[str, str], int]:
    return {place: figures[figure] for place, figures in cells.items()}


def test_detroit_is_counted_by_its_own_days(real_data: Path) -> None:
    path = real_data / "detroit_mh_cfs" / "detroit_cfs_mh_2017_2021.csv"
    reduction, rows = reduce_real(path, "detroit")
    assert reduction.document is not None
    assert reduction.document["rows"]["counted"] == len(rows) == 39_055
    assert reduction.document["times"]["call_received"]["on_another_day_in_utc"] == 7_863
    # The text itself shows Detroit's wall.
    walls = [datetime.fromisoformat(row["call_timestamp"]).replace(tzinfo=None) for row in rows]
    months = Counter((f"{wall:%Y-%m}", "") for wall in walls)
    assert take(list_cells(reduction, "calls_received", "", 7), "numerator") == months
    weekdays = Counter((f"{wall:%Y}", f"{wall:%A}".lower()) for wall in walls)
    assert take(list_cells(reduction, "calls_received", "weekday", 4), "numerator") == weekdays
    midnights = sum(wall.time() == datetime.min.time() for wall in walls)
    assert reduction.document["times"]["call_received"].get("midnight", 0) == midnights
    parts = ("night", "morning", "afternoon", "evening")
    by_part = Counter((f"{wall:%Y-%m}", parts[wall.hour // 6]) for wall in walls if wall.time() != datetime.min.time())
    found = take(list_cells(reduction, "calls_received", "day_part", 7), "numerator")
    assert {place: count for place, count in found.items() if place[1] != "not_known"} == by_part
    assert reduction.unmapped == {}


def test_toronto_s_apprehensions_are_those_of_its_rows(real_data: Path) -> None:
    reduction, rows = reduce_real(real_data / "toronto_pic" / "pic_2014_2023_subset.csv", "toronto")
    months = Counter((f"{row['Year']}-{row['Month']}", "") for row in rows)
    held = Counter((f"{row['Year']}-{row['Month']}", "") for row in rows if row["Apprehension"] == "Yes")
    cells = list_cells(reduction, "involuntary_hold_share", "", 7)
    assert take(cells, "denominator") == months
    assert {place: count for place, count in take(cells, "numerator").items() if count} == held
    assert months.total() == 48_465
    nights = Counter(row["Year"] for row in rows if int(row["Time"]) < 6)
    found = take(list_cells(reduction, "calls_received", "day_part", 4), "numerator")
    assert {year: count for (year, part), count in found.items() if part == "night"} == nights


def test_san_diego_s_codes_are_counted_and_the_unlisted_are_told(real_data: Path) -> None:
    reduction, rows = reduce_real(real_data / "sandiego_cfs" / "first_3000_rows.csv", "san_diego")
    arrests, known = {"A", "AB", "AHR"}, {"A", "AB", "AHR", "R", "RB", "RHR", "S", "O", "OHR", "K", "KB", "KHR", "U"}
    given = Counter(row["disposition"].strip() for row in rows)
    assert read_cell(reduction, "arrest_or_citation_share", "2023-01") == {
        "numerator": sum(given[code] for code in arrests),
        "denominator": sum(given[code] for code in known),
        "not_known": sum(count for code, count in given.items() if code not in known),
    }
    assert reduction.unmapped["arrest_or_citation"] == {
        code: count for code, count in given.items() if code not in known and code
    }
    kinds = Counter(row["call_type"].strip() for row in rows)
    mental = sum(kinds[code] for code in ("5150", "5150R", "5150V"))
    assert read_cell(reduction, "calls_received", "2023-01", "call_type", "mental_health")["numerator"] == mental
    assert mental > 50
    beats = Counter(row["beat"] for row in rows)
    assert read_cell(reduction, "calls_received", "2023", "district", "523")["numerator"] == beats["523"]


def test_montgomery_s_codes_are_the_part_behind_the_colon(real_data: Path) -> None:
    reduction, rows = reduce_real(real_data / "montco_911" / "first_5000_rows.csv", "montgomery")
    assert read_cell(reduction, "calls_received", "2015-12")["numerator"] == len(rows)
    details = Counter(row["title"].partition(":")[2].strip() for row in rows)
    found = read_cell(reduction, "calls_received", "2015-12", "call_type", "substance_use")
    assert found["numerator"] == details["OVERDOSE"] > 0
    services = Counter(row["title"].partition(":")[0] for row in rows)
    assert reduction.unmapped["handled_by"] == {"Traffic": services["Traffic"]}


def test_eugene_s_spoiled_sample_gives_what_a_spreadsheet_left_of_it(real_data: Path) -> None:
    path = real_data / "eugene_cad_sample" / "sample_CAD_2014_data.csv"
    reduction, rows = reduce_real(path, "eugene")
    cell = read_cell(reduction, "calls_received", "2014", "call_source", "team")
    assert cell["numerator"] == sum(row["callsource"].strip() == "SELF" for row in rows)
    # No response is the program's own here, so there is no cell of its response time.
    assert read_cell(reduction, "response_time", "2014") == {}
    dictionary = load_dictionary()
    text = (
        (MAPPINGS / "eugene.toml")
        .read_text("utf-8")
        .replace('["LAW"]', "[]")
        .replace("police = []", 'program = ["LAW"]')
    )
    with path.open("rb") as source:
        mine = reduce_file(source, read_mapping(text.encode(), "eugene.toml", dictionary), dictionary)
    expected = statistics.median(int(row["secs_to_arrv"]) for row in rows)
    assert read_cell(mine, "response_time", "2014")["median_seconds"] == expected


def test_eugene_s_lost_times_and_unit_numbers_are_refused_by_line(real_data: Path) -> None:
    path = real_data / "eugene_cad_sample" / "sample_CAD_2014_data.csv"
    dictionary = load_dictionary()
    text = (MAPPINGS / "eugene.toml").read_text("utf-8")
    lost = text.replace('column = "yr"\nformats = ["%Y"]', 'column = "calltime"')
    spoiled = text.replace('columns = ["inci_id"]', 'columns = ["primeunit"]\nthen = "count"')
    listed = []
    for mapping in (lost, spoiled):
        with path.open("rb") as source:
            reduction = reduce_file(source, read_mapping(mapping.encode(), "eugene.toml", dictionary), dictionary)
        assert reduction.document is None
        listed.append([(bad.line, bad.column, bad.reason.value) for bad in reduction.bad.listed])
    assert listed[0] == [(line, "calltime", "time") for line in range(2, 7)]
    assert listed[1] == [(line, "primeunit", "spoiled") for line in (4, 5, 6)]
