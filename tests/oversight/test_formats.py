"""The JSON Schemas of files that agencies write: what the portal reads fits them, and what it refuses does not."""

import copy
import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from webtest import TestApp

from governance.oversight.formats import NAMES, read_schema
from governance.oversight.metrics import load_dictionary
from governance.oversight.metrics.dictionaries import FOLDER, DictionaryError, read_dictionary
from governance.oversight.reduction import UnusableMapping, read_mapping
from governance.oversight.reduction.proposing import propose_mapping
from tests.oversight.making import make_document
from tests.oversight.reducing import MAPPING

MAPPINGS = sorted(Path(__file__).with_name("mappings").glob("*.toml"))
DICTIONARIES = sorted(FOLDER.glob("*.toml"))
WHOLE = (
    MAPPING
    + """
[file]
encoding = "cp1252"
delimiter = ";"
header_line = 2
[day_parts]
day = "06:00"
night = "18:00"
[seconds.seconds_on_scene]
column = "span"
unit = "minutes"
[person]
columns = ["client"]
[codes.district]
column = "area"
version = "2"
as_they_are = ["N"]
before = ":"
otherwise = "elsewhere"
[codes.district.ranges]
South = [1, 20]
"""
)


def check(name: str, content: Any) -> list[str]:
    """Where a file does not fit its schema."""
    return [error.json_path for error in Draft202012Validator(json.loads(read_schema(name))).iter_errors(content)]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_anybody_may_read_it(name: str, visitor: TestApp) -> None:
    Draft202012Validator.check_schema(json.loads(read_schema(name)))
    assert visitor.get(f"/api/v1/schemas/{name}.json").json == json.loads(read_schema(name))


@pytest.mark.parametrize("path", MAPPINGS, ids=[path.stem for path in MAPPINGS])
def test_mappings_that_are_read_fit(path: Path) -> None:
    assert check("mapping", tomllib.loads(path.read_text("utf-8"))) == []


def test_a_mapping_that_says_everything_fits_and_so_does_one_that_is_proposed() -> None:
    read_mapping(WHOLE.encode(), "m.toml", load_dictionary())
    assert check("mapping", tomllib.loads(WHOLE)) == []
    header = b"Incident Number,Call Time,Nature,Disposition,Beat\n1,2026-07-01 10:00,MH,A,1\n"
    assert check("mapping", tomllib.loads(propose_mapping(io.BytesIO(header), load_dictionary()))) == []


@pytest.mark.parametrize("path", DICTIONARIES, ids=[path.stem for path in DICTIONARIES])
def test_the_dictionary_that_ships_fits(path: Path) -> None:
    assert check("dictionary", tomllib.loads(path.read_text("utf-8"))) == []


def test_aggregates_fit() -> None:
    assert check("aggregates", make_document()) == []
    assert check("aggregates", make_document() | {"rows_themselves": []}) == ["$"]


def list_tables(table: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to each table within a file."""
    if isinstance(table, dict):
        yield way
        for key, value in table.items():
            yield from list_tables(value, (*way, key))
    elif isinstance(table, list):
        for place, value in enumerate(table[:1]):
            yield from list_tables(value, (*way, place))


def spoil(content: Any, way: tuple[str | int, ...]) -> Any:
    """The same with one more key in one of its tables."""
    spoiled = copy.deepcopy(content)
    table = spoiled
    for step in way:
        table = table[step]
    table["Not A Key"] = {"Not A Key": 1}
    return spoiled


def test_a_key_that_no_reader_knows_fits_nowhere() -> None:
    mapping = tomllib.loads(WHOLE)
    for way in list_tables(mapping):
        assert check("mapping", spoil(mapping, way)) != [], way
    metrics = tomllib.loads(DICTIONARIES[1].read_text("utf-8"))
    for way in list_tables(metrics):
        assert check("dictionary", spoil(metrics, way)) != [], way


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ('zone = "America/Detroit"', ""),
        ('clock = "local"\n\n[times.dispatched]', 'clock = "moon"\n\n[times.dispatched]'),
        ('column = "received"\n', ""),
        ("[times.call_received]", "[times.cleared]"),
        ('id = "made-up"', 'id = "Made Up"'),
        ('column = "kind"\nversion = "1"', 'column = "kind"'),
        ("header_line = 2", "header_line = 0"),
        ('delimiter = ";"', 'delimiter = "#"'),
        ("South = [1, 20]", "South = [1]"),
        ('day = "06:00"', 'day = "06:10"'),
        ('columns = ["client"]', "columns = []"),
        ('unit = "minutes"', 'unit = "days"'),
    ],
)
def test_what_the_reader_of_mappings_refuses_does_not_fit(there: str, instead: str) -> None:
    assert there in WHOLE
    broken = WHOLE.replace(there, instead)
    with pytest.raises(UnusableMapping):
        read_mapping(broken.encode(), "m.toml", load_dictionary())
    assert check("mapping", tomllib.loads(broken)) != []


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ('measure = "count"', 'measure = "guess"'),
        ('unit = "calls"', 'unit = "share"'),
        ("version = 1\n", "version = 0\n"),
        ('counts = "people"', ""),
        ('start = "call_received"', ""),
    ],
)
def test_what_the_reader_of_dictionaries_refuses_does_not_fit(there: str, instead: str) -> None:
    fields, text = DICTIONARIES[0].read_bytes(), DICTIONARIES[1].read_text("utf-8")
    assert there in text
    broken = text.replace(there, instead, 1)
    with pytest.raises(DictionaryError):
        read_dictionary([("fields.toml", fields), ("response.toml", broken.encode())])
    assert check("dictionary", tomllib.loads(broken)) != []
