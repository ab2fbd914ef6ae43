"""The dashboard of a program as it is read: charts with their words and tables, and choices by links."""

import json
import re
from datetime import date
from typing import Any

import pytest
from webtest import TestApp

from governance.db import Database
from governance.oversight.models import ReportVersion
from tests.conftest import make_application
from tests.oversight.making import Staff, make_document
from tests.support.accounts import BOARD, make_browser
from tests.support.statements import count_statements

HERE = f"/boards/{BOARD}"
KINDS = ("mental_health", "welfare_check", "homelessness", "medical", "other")
FEW, MANY = (50, 50, 43, 19, 8), (50, 50, 43, 18, 9)
"""Kinds of calls whose small cell differs, and all that is public of them does not."""


@pytest.fixture
def staff(demo_database: Database) -> Staff:
    return Staff(demo_database)


@pytest.fixture
def reader(staff: Staff) -> TestApp:
    return make_browser(make_application(staff.database))


def make_kinds(counts: tuple[int, ...], month: int) -> dict[str, Any]:
    """Aggregates of calls received, with so many of each kind."""
    document = make_document(month=month)
    [calls] = [one for one in document["metrics"] if one["metric"] == "calls_received"]
    totals = [cell for cell in calls["cells"] if not cell[1]]
    parts = [
        [cell[0], "call_type", kind, count, 0] for cell in totals for kind, count in zip(KINDS, counts, strict=True)
    ]
    return {**document, "metrics": [{**calls, "cells": [*totals, *parts]}]}


def publish_kinds(staff: Staff, program: str, counts: tuple[int, ...], month: int) -> ReportVersion:
    key = staff.draft(program, date(2026, month, 1))
    staff.bring(key, make_kinds(counts, month))
    return staff.publish(key)


def read_chart(page: Any, metric: str) -> Any:
    return page.html.select_one(f"#metric-{metric} figure.chart")


def test_a_chart_stands_between_the_sentence_and_its_table_and_says_what_it_shows(
    staff: Staff, reader: TestApp
) -> None:
    program = staff.add_program()
    for month, police in ((7, 17), (8, 34), (9, 17)):
        staff.publish_file(program, month=month, police=police)
    page = reader.get(f"{HERE}/metrics")
    section = page.html.select_one("#metric-police_backup_share")
    order = [element.name for element in section.find_all(["p", "svg", "table"])]
    assert order.index("p") < order.index("svg") < order.index("table")
    svg = section.svg
    named = [svg.find(id=one).text for one in svg["aria-labelledby"].split()]
    assert svg["role"] == "img"
    assert named[0] == "Police back-up"
    assert "Highest in August 2026: 1 in 5 (34 of 170)." in named[1]
    assert [mark.text for mark in svg.select(".chart-mark")] == ["0%", "5%", "10%", "15%", "20%"]
    assert len(svg.select(".chart-line")) == 1
    assert not page.html.select("[style]")
    assert "style=" not in str(svg)
    spanish = read_chart(reader.get(f"{HERE}/metrics?language=es"), "police_backup_share")
    assert "agosto" in spanish.svg.find("desc").text


def test_times_are_drawn_as_two_lines_that_differ_by_more_than_their_colour(staff: Staff, reader: TestApp) -> None:
    program = staff.add_program()
    for month in (7, 8):
        staff.publish_file(program, month=month)
    chart = read_chart(reader.get(f"{HERE}/metrics"), "response_time")
    assert len(chart.select(".chart-line-1")) == len(chart.select(".chart-line-2")) == 1
    assert len(chart.select(".chart-dot-1")) == len(chart.select(".chart-dot-2")) == 2
    assert "Broken line and rings: nine in ten are" in chart.text


def test_a_changed_definition_a_hidden_number_and_a_missing_report_break_the_line_and_are_said(
    staff: Staff, reader: TestApp
) -> None:
    program = staff.add_program()
    published = [staff.publish_file(program, month=month, police=17) for month in (7, 8, 10)]
    with staff.database.writing.begin() as session:
        first, second, _third = (session.get_one(ReportVersion, one.id) for one in published)
        for version, changed in ((first, {"version": 0}), (second, {"hidden": True, "numerator": None})):
            version.headlines = [
                {**one, **changed} if one["metric"] == "police_backup_share" else one for one in version.headlines
            ]
    chart = read_chart(reader.get(f"{HERE}/metrics"), "police_backup_share")
    # The version of the first one is not in the dictionary, so that nothing can be said of it.
    assert chart.select(".chart-line") == []
    assert len(chart.select(".chart-gap")) == 2
    assert len(chart.select(".chart-break")) == 1
    said = chart.figcaption.text
    assert "Hidden to protect people: August 2026." in said
    assert "Nothing is published of: September 2026." in said
    assert "From August 2026 on it is defined otherwise than before" in said


def test_a_reader_chooses_periods_and_parts_by_links(staff: Staff, reader: TestApp) -> None:
    program = staff.add_program()
    for month in (7, 8):
        staff.publish_file(program, month=month, kinds=(100, 70))
    page = reader.get(f"{HERE}/metrics").click("Kind of call")
    section = page.html.select_one("#metric-calls_received")
    assert [figure.strong.text for figure in section.select(".small-charts figure")] == ["Mental health", "Other"]
    scales = {
        tuple(mark.text for mark in figure.select(".chart-mark")) for figure in section.select(".small-charts figure")
    }
    assert len(scales) == 1
    rows = [row.get_text(" ", strip=True) for row in section.select("table")[-1].select("tbody tr")]
    assert "Other August 2026 70" in rows
    page = page.click("The last 12 periods")
    assert page.request.GET.dict_of_lists() == {"periods": ["12"], "by": ["call_type"]}
    assert len(page.html.select(".years [aria-current]")) == 2
    twin = reader.get(f"/api/v1{HERE}/metrics?by=call_type").json
    [told] = [one for one in twin["metrics"] if one["metric"] == "calls_received"]
    assert [part["history"][0]["numerator"] for part in told["parts"]] == [100, 70]
    reader.get(f"{HERE}/metrics?by=name", status=400)


def test_no_output_tells_two_files_apart_of_which_the_same_may_be_public(staff: Staff, reader: TestApp) -> None:
    """What a hidden cell holds changes nothing anywhere: not a sentence, a chart, its scale, a table or a file."""
    outputs = []
    for name, kinds in (("Crisis Response A", FEW), ("Crisis Response B", MANY)):
        program = staff.add_program(name=name)
        versions = [publish_kinds(staff, program, kinds, month) for month in (7, 8)]
        told = []
        for query in ("&language=en", "&language=en&by=call_type", "&language=es&by=call_type"):
            page = reader.get(f"{HERE}/metrics?program={program}{query}")
            told += [section.decode() for section in page.html.select("section.metric")]
            told.append(json.dumps(reader.get(f"/api/v1{HERE}/metrics?program={program}{query}").json["metrics"]))
        keys = re.findall(r"/reports/([a-z0-9]{10})", "".join(told))
        report = reader.get(f"{HERE}/reports/{keys[0]}")
        told += [section.decode() for section in report.html.select("section.metric")]
        told += [reader.get(f"{HERE}/reports/{keys[0]}/figures.{ending}").text for ending in ("csv", "json")]
        made = [version.content["made"]["sha256"] for version in versions]
        for key in (program, name, *keys, *made, *(one.digest for one in versions)):
            told = [one.replace(key, "…") for one in told]
        outputs.append(told)
    assert outputs[0] == outputs[1]
    assert any("Hidden to protect people" in one and "<svg" in one for one in outputs[0])
    assert any("svg" in one for one in outputs[0])


def test_the_page_takes_as_many_queries_with_charts_of_parts_as_without(staff: Staff, reader: TestApp) -> None:
    staff.publish_file(staff.add_program(), kinds=(100, 70))
    taken = []
    for query in ("", "?by=call_type&periods=all"):
        with count_statements(staff.database) as statements:
            reader.get(f"{HERE}/metrics{query}")
        taken.append(len(statements))
    assert taken == [4, 4]
