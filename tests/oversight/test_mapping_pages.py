"""The helper pages that make the mapping of a call file: step by step, changed, kept with the program."""

import json
import re
import tomllib
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from governance.db import Database
from governance.oversight.models import ReportFigures
from tests.oversight.calling import CANARIES, HERE, add_private, open_draft, send
from tests.oversight.making import Staff, make_call_file
from tests.oversight.reducing import MAPPING


@pytest.fixture
def staff(demo_database: Database) -> Staff:
    return Staff(demo_database)


def test_staff_map_a_file_step_by_step_count_it_and_publish_what_it_says(staff: Staff) -> None:
    browser, draft = open_draft(staff, mapping="")
    content = add_private(make_call_file(police=17, kinds=(100, 70)))
    page = send(browser, f"{draft}/mapping/columns", content)
    form = page.forms["columns"]
    columns = {label.text.strip(): label["for"] for label in page.html.select("label") if "Column" in label.text}
    assert list(columns) == [
        f"Column “{name}”"
        for name in ["id", "received", "sent", "arrived", "kind", "police", "name", "address", "story", "case"]
    ]
    assert [form[f"c{number}"].value for number in range(4)] == ["identity", "call_received", "dispatched", "on_scene"]
    form["c4"], form["c5"] = "call_type", "police_requested"
    assert [form[f"c{number}"].value for number in range(6, 10)] == ["", "", "", ""]
    page = form.submit().follow()
    assert page.request.path == f"{draft}/mapping/codes"
    page = send(browser, page.request.path, content)
    assert "Code “MH”, in 100 rows" in page.text
    form = page.forms["codes"]
    kinds = [select for select in page.html.select("select") if select.find("option", value="mental_health")]
    assert len(kinds) == 3
    fill_codes(form, {"MH": "mental_health", "OTH": "other", "Y": "yes", "N": "no"}, page)
    page = form.submit().follow()
    assert 'zone = "America/Detroit"' in page.forms["mapping"]["mapping"].value
    kept = browser.get(f"{draft}/mapping.toml")
    assert not any(one in kept.text for one in CANARIES)
    page = send(browser, f"{draft}/calls", content)
    # What stands in the file without being asked for makes no metric: handled_by is in no column.
    assert "170" in page.text
    page = page.click("Look it over and publish it")
    assert "170: calls" in page.text
    page = page.forms["publish-report"].submit().follow()
    made = json.loads(page.test_app.get(f"{page.request.path}/figures.json").text)["content"]["made"]
    assert made["rows"] == {"read": 170, "counted": 170, "repeated": 0}
    assert made["mapping"]["id"] == "call-file"


def fill_codes(form: Any, categories: dict[str, str], page: Any) -> None:
    """Choose a category for each code that the page names."""
    for label in page.html.select("label"):
        code = label.text.strip().partition("”")[0].removeprefix("Code “")
        if code in categories:
            control = page.html.find(id=label["for"])
            same = [one for one in page.html.select("select") if one["name"] == control["name"]]
            form.fields[control["name"]][same.index(control)].value = categories[code]


def test_a_mapping_stays_with_the_program_for_its_next_report(staff: Staff) -> None:
    browser, draft = open_draft(staff)
    send(browser, f"{draft}/calls", make_call_file())
    browser.get(f"{draft}/publish").forms["publish-report"].submit()
    with staff.database.reading() as session:
        assert session.scalars(select(ReportFigures.figures)).one()["mapping"] == MAPPING
        program = str(re.findall(r"/reports/prepare/([a-z0-9]{10})/", browser.get(f"{HERE}/reports/prepare").text)[0])
    key = staff.draft(program, date(2026, 8, 1))
    page = browser.get(f"{HERE}/reports/prepare/drafts/{key}/mapping")
    form = page.forms["mapping"]
    assert form["mapping"].value == MAPPING
    form["mapping"] = MAPPING.replace("America/Detroit", "America/Chicago")
    assert "in another time zone" in form.submit(status=422).text
    form["mapping"] = MAPPING.replace("[times.call_received]", "[times.never]")
    assert "This mapping cannot be used" in form.submit(status=422).text
    form["mapping"] = MAPPING.replace('version = "1"\nzone', 'version = "2"\nzone')
    page = form.submit().follow()
    form = page.forms["mapping"]
    assert form["earlier"].options[1][2] == "July 2026"
    form["earlier"] = form["earlier"].options[1][0]
    # Another report's draft takes a mapping meanwhile: what was chosen is still what is taken.
    other = browser.get(f"{HERE}/reports/prepare/drafts/{staff.draft(program, date(2026, 9, 1))}/mapping")
    other.forms["mapping"]["mapping"] = MAPPING.replace('version = "1"\nzone', 'version = "3"\nzone')
    other.forms["mapping"].submit().follow()
    assert form.submit().follow().forms["mapping"]["mapping"].value == MAPPING


# Below 10 KB: WebOb keeps a larger post in a file that it leaves open.
ODD = (
    "", "{", "[]", "null", '{"columns": "abc"}', '{"call_type": 5}', '{"no_field": []}', '{"call_type": [["A", "1"]]}',
    '{"call_type": [["A"]]}', '{"columns": [1], "encoding": "utf-8", "delimiter": ",", "header_line": 1}',
    "[" * 2_000,
)  # fmt: skip


def test_what_no_form_of_ours_asked_is_refused(staff: Staff) -> None:
    browser, draft = open_draft(staff)
    for step in ("columns", "codes"):
        form = browser.get(f"{draft}/mapping/{step}/chosen").forms[step]
        for asked in ODD:
            form["asked"].force_value(asked)
            form.submit(status=400)


def test_what_was_chosen_can_be_changed_without_the_file(staff: Staff) -> None:
    browser, draft = open_draft(staff)
    form = browser.get(f"{draft}/mapping/columns/chosen").forms["columns"]
    assert form["id"].value == "made-up"
    form["formats"] = "%m/%d/%Y %H:%M"
    page = form.submit().follow()
    assert page.request.path == f"{draft}/mapping/codes"
    page = browser.get(f"{draft}/mapping/codes/chosen")
    form = page.forms["codes"]
    fill_codes(form, {"OTH": "welfare_check"}, page)
    kept = form.submit().follow().forms["mapping"]["mapping"].value
    mapping = tomllib.loads(kept)
    assert mapping["times"]["on_scene"]["formats"] == ["%m/%d/%Y %H:%M"]
    assert mapping["codes"]["call_type"]["map"] == {"mental_health": ["MH"], "welfare_check": ["OTH"]}
    assert (mapping["codes"]["call_type"]["version"], mapping["mapping"]["version"]) == ("2", "3")
    assert mapping["always"] == {"handled_by": "program"}
    form = browser.get(f"{draft}/mapping/columns/chosen").forms["columns"]
    for number in range(6):
        form[f"c{number}"] = "call_type"
    assert "One column must say when the call was received" in form.submit(status=422).text
    form["c0"] = "call_received"
    assert "two columns are chosen for it" in form.submit(status=422).text
