"""What readers take away: the same figures as CSV, JSON and Data Package, described so that a program can check them."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from webtest import TestApp

from governance.db import Database
from governance.oversight.downloads import COLUMNS
from tests.conftest import make_application
from tests.oversight.making import Staff
from tests.support.accounts import BOARD, make_browser

HERE = f"/boards/{BOARD}"
TYPES = {"integer": int, "number": float, "string": str, "date": date.fromisoformat}


@pytest.fixture
def staff(demo_database: Database) -> Staff:
    return Staff(demo_database)


@pytest.fixture
def reader(staff: Staff) -> TestApp:
    return make_browser(make_application(staff.database))


def open_package(content: bytes) -> tuple[dict[str, Any], dict[str, list[dict[str, str]]], dict[str, bytes]]:
    """The description, the rows of each table, and the files."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    package = json.loads(files["datapackage.json"])
    rows = {
        one["name"]: list(csv.DictReader(io.StringIO(files[one["path"]].decode(one["encoding"]), newline="")))
        for one in package["resources"]
    }
    return package, rows, files


def check_table(schema: dict[str, Any], rows: list[dict[str, str]]) -> None:
    """What a Table Schema says of its rows, read anew: names, types, constraints, primary key."""
    for row in rows:
        assert list(row) == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            text, limits = row[field["name"]], field.get("constraints", {})
            if text in schema["missingValues"]:
                continue
            if field["type"] == "boolean":
                assert text in field["trueValues"] + field["falseValues"]
                continue
            value = TYPES[field["type"]](text)
            assert value in limits.get("enum", [value])
            assert "minimum" not in limits or value >= limits["minimum"]
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)


def test_a_package_is_what_its_description_says(staff: Staff, reader: TestApp) -> None:
    program = staff.add_program()
    for month in (7, 8):
        staff.publish_file(program, month=month, kinds=(100, 70))
    page = reader.get(f"{HERE}/metrics").click("as a Data Package")
    assert page.content_type == "application/zip"
    package, rows, files = open_package(page.body)
    assert set(files) == {"datapackage.json", *(one["path"] for one in package["resources"])}
    for one in package["resources"]:
        content = files[one["path"]]
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        check_table(one["schema"], rows[one["name"]])
        for key in one["schema"].get("foreignKeys", ()):
            there = {
                tuple(row[name] for name in key["reference"]["fields"]) for row in rows[key["reference"]["resource"]]
            }
            assert {tuple(row[name] for name in key["fields"]) for row in rows[one["name"]]} == there
    assert {row["starts_on"] for row in rows["figures"]} == {"2026-07-01", "2026-08-01"}


def test_all_ways_to_take_the_figures_away_hold_the_same(staff: Staff, reader: TestApp) -> None:
    program = staff.add_program()
    staff.publish_file(program)
    whole = reader.get(f"{HERE}/metrics/figures.json?program={program}").json
    key = whole["reports"][0]["report"]
    expected = list(
        csv.DictReader(io.StringIO(reader.get(f"{HERE}/reports/{key}/figures.csv").body.decode("utf-8-sig")))
    )
    assert len(expected) > 10
    of_program = reader.get(f"{HERE}/metrics/figures.csv").body.decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(of_program))) == expected
    for path in (f"{HERE}/reports/{key}/figures.zip", f"{HERE}/metrics/figures.zip"):
        assert open_package(reader.get(path).body)[1]["figures"] == expected
    content = reader.get(f"{HERE}/reports/{key}/figures.json").json["content"]
    assert whole["reports"][0]["content"] == content
    cells = [
        (one["metric"], cell["period"], cell["breakdown"], cell["value"])
        for one in content["metrics"]
        for cell in one["cells"]
    ]
    assert [(row["metric"], row["period"], row["breakdown"], row["category"]) for row in expected] == cells
    assert set(expected[0]) == set(COLUMNS)


def test_a_package_is_the_same_bytes_until_something_is_published(staff: Staff, reader: TestApp) -> None:
    program = staff.add_program()
    staff.publish_file(program)
    first, again = (reader.get(f"{HERE}/metrics/figures.zip") for _time in range(2))
    assert first.body == again.body
    reader.get(f"{HERE}/metrics/figures.zip", headers={"If-None-Match": first.headers["ETag"]}, status=304)
    staff.publish_file(program, month=8)
    changed = reader.get(f"{HERE}/metrics/figures.zip", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.body != first.body


def test_a_board_without_programs_has_nothing_to_take_away(demo_database: Database) -> None:
    make_browser(make_application(demo_database)).get(f"{HERE}/metrics/figures.csv", status=404)


def test_no_cell_of_any_file_is_a_formula_whatever_a_program_is_called(staff: Staff, reader: TestApp) -> None:
    staff.publish_file(staff.add_program(name='=HYPERLINK("https://evil.example/")'))
    key = reader.get(f"{HERE}/metrics/figures.json").json["reports"][0]["report"]
    files = open_package(reader.get(f"{HERE}/metrics/figures.zip").body)[2]
    texts = [content.decode() for name, content in files.items() if name.endswith(".csv")]
    texts += [reader.get(f"{HERE}/{path}/figures.csv").text for path in ("metrics", f"reports/{key}")]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
