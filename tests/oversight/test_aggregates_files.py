"""A file of aggregates is taken whole or not at all, and whoever brought it is told what is wrong with it."""

import copy
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from governance.oversight.aggregates_reading import Aggregates, FileRefusal, FileRefused, read_aggregates
from governance.oversight.figures import Figure, Place
from governance.oversight.metrics import load_dictionary
from governance.oversight.periods import Period, make_period
from tests.oversight.making import ZONE, make_call_file, make_document, write

JULY = make_period(date(2026, 7, 1), 1)


def read(content: bytes | dict[str, Any], period: Period = JULY, zone: str = ZONE) -> Aggregates:
    stream = io.BytesIO(content) if isinstance(content, bytes) else write(content)
    return read_aggregates(stream, load_dictionary(), zone, period)


def refuse(content: bytes | dict[str, Any], **more: Any) -> FileRefusal:
    with pytest.raises(FileRefused) as raised:
        read(content, **more)
    return raised.value.refusal


def test_what_reduce_made_is_taken_with_how_it_was_made() -> None:
    document = make_document(police=1, calls=170)
    found = read(document)
    by_metric = {one.metric.id: one.cells for one in found.figures}
    assert by_metric["police_backup_share"][Place("2026-07")] == Figure(1, 170)
    assert by_metric["calls_received"][Place("2026-07", "call_type", "mental_health")] == Figure(170)
    median = by_metric["response_time"][Place("2026-07")]
    assert (median.numerator, median.denominator) == (170, None)
    assert median.median
    assert found.made["sha256"] == document["file"]["sha256"]
    assert found.made["rows"] == {"read": 170, "counted": 170, "repeated": 0}


def test_a_quarter_keeps_its_months_where_they_add_up() -> None:
    found = read(make_document(month=8), period=make_period(date(2026, 7, 1), 3))
    [calls] = [one for one in found.figures if one.metric.id == "calls_received"]
    assert calls.cells[Place("2026-08")] == calls.cells[Place("2026-07/2026-09")] == Figure(170)
    [times] = [one for one in found.figures if one.metric.id == "response_time"]
    assert {place.period for place in times.cells} == {"2026-07/2026-09"}


def find_metric(document: dict[str, Any], name: str = "police_backup_share") -> dict[str, Any]:
    return next(metric for metric in document["metrics"] if metric["metric"] == name)


def change_cell(position: int, value: Any, name: str = "police_backup_share") -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        cell = next(cell for cell in find_metric(document, name)["cells"] if cell[0] == "2026-07" and not cell[1])
        cell[position] = value

    return change


def add_cell(name: str, *cell: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: find_metric(document, name)["cells"].append(list(cell))


def put(*path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        inner = document
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value

    return change


HOSTILE = [
    ("a key more", put("incidents", value=[{"address": "12 Elm Street"}]), FileRefusal.UNKNOWN_CONTENT),
    ("another format", put("format", value="other/1"), FileRefusal.OTHER_FORMAT),
    ("another zone", put("time", "zone", value="UTC"), FileRefusal.OTHER_ZONE),
    ("another dictionary", put("dictionary", value=[{"id": "care", "version": "2026-11", "sha256": "0" * 64}]),
     FileRefusal.OTHER_DICTIONARY),
    ("a hash that is text", put("file", "sha256", value="12 Elm Street"), FileRefusal.UNKNOWN_CONTENT),
    ("text for a count of rows", put("rows", "read", value="many"), FileRefusal.UNKNOWN_CONTENT),
    ("text for a reason", put("rows", "excluded", value={"called by Ada": 1}), FileRefusal.UNKNOWN_CONTENT),
    ("a part above its whole", change_cell(3, 171), FileRefusal.FIGURE_UNUSABLE),
    ("a number below none", change_cell(3, -1), FileRefusal.FIGURE_UNUSABLE),
    ("true for one", change_cell(3, True), FileRefusal.FIGURE_UNUSABLE),
    ("half a call", change_cell(3, 0.5), FileRefusal.FIGURE_UNUSABLE),
    ("an endless number", change_cell(3, 10**30), FileRefusal.FIGURE_UNUSABLE),
    ("an endless median", change_cell(4, 1e300, "response_time"), FileRefusal.FIGURE_UNUSABLE),
    ("a median above its percentile", change_cell(4, 9999, "response_time"), FileRefusal.FIGURE_UNUSABLE),
    ("a period that is none", change_cell(0, "2026-13"), FileRefusal.UNKNOWN_CONTENT),
    ("another month", add_cell("calls_received", "2026-06", "", "", 3, 0), FileRefusal.OTHER_PERIOD),
    ("a cell twice", add_cell("calls_received", "2026-07", "", "", 170, 0), FileRefusal.UNKNOWN_CONTENT),
    ("a cell too long", add_cell("calls_received", "2026-07", "", "", 170, 0, 1), FileRefusal.UNKNOWN_CONTENT),
    ("an unknown breakdown", add_cell("calls_received", "2026-07", "name", "Ada", 1, 0), FileRefusal.UNKNOWN_CONTENT),
    ("an unknown category", add_cell("calls_received", "2026-07", "call_type", "ninety", 1, 0), FileRefusal.UNKNOWN_CONTENT),
    ("an id for a district", add_cell("calls_received", "2026-07", "district", "2026004711", 1, 0), FileRefusal.INCIDENTS),
    ("lines for a district", add_cell("calls_received", "2026-07", "district", "=1+1\n2", 1, 0), FileRefusal.INCIDENTS),
    ("more than all calls", add_cell("calls_received", "2026-07", "district", "North", 171, 0), FileRefusal.FIGURE_UNUSABLE),
    ("an unknown metric", put("metrics", value=[{"metric": "ada", "version": 1, "measure": "count", "counts": "people",
      "unit": "calls", "columns": [], "cells": []}]), FileRefusal.UNKNOWN_METRIC),
    ("no metrics", put("metrics", value=[]), FileRefusal.OTHER_PERIOD),
    ("metrics that are none", put("metrics", value="all"), FileRefusal.UNKNOWN_CONTENT),
]  # fmt: skip


@pytest.mark.parametrize(("change", "refusal"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_is_refused_by_its_kind(change: Callable[[dict[str, Any]], None], refusal: FileRefusal) -> None:
    document = copy.deepcopy(make_document())
    change(document)
    assert refuse(document) is refusal


def test_a_call_file_itself_is_refused_as_one() -> None:
    assert refuse(make_call_file()) is FileRefusal.CALL_FILE
    assert refuse(b'[{"id": 1, "address": "12 Elm Street"}]') is FileRefusal.INCIDENTS
    assert refuse(b'{"calls": [{"id": 1, "address": "12 Elm Street"}]}') is FileRefusal.INCIDENTS


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04\x00", b"\xff\xfe{\x00", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"[" * 10**6]
)
def test_what_is_no_json_is_refused(content: bytes) -> None:
    assert refuse(content) in (FileRefusal.NO_JSON, FileRefusal.INCIDENTS)


def test_a_deep_file_is_refused_without_a_crash() -> None:
    assert refuse(b'{"a":' * 200_000) in (FileRefusal.NO_JSON, FileRefusal.TRUNCATED)


def test_a_truncated_file_is_refused_wherever_it_ends() -> None:
    text = json.dumps(make_document()).encode()
    for end in range(1, len(text) - 1, 997):
        assert refuse(text[:end]) in (FileRefusal.TRUNCATED, FileRefusal.NO_JSON)
    assert refuse(text[: len(text) // 2]) is FileRefusal.TRUNCATED


def test_months_that_do_not_add_up_to_their_quarter_are_refused() -> None:
    document = make_document()
    change_cell(3, 0)(document)
    assert refuse(document, period=make_period(date(2026, 7, 1), 3)) is FileRefusal.SUMS_DIFFER


def test_the_file_of_another_month_is_refused() -> None:
    assert refuse(make_document(month=6)) is FileRefusal.OTHER_PERIOD


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.oversight.aggregates_reading.LARGEST_FILE", 100)
    assert refuse(make_document()) is FileRefusal.TOO_LARGE
