"""Mappings: what is wrong in one is named by its key, and one can be proposed from a file."""

import io
import re
from pathlib import Path

import pytest

from governance.oversight.metrics import load_dictionary
from governance.oversight.reduction import UnusableMapping, read_mapping
from governance.oversight.reduction.proposing import propose_mapping
from tests.oversight.reducing import MAPPING, read_cell, reduce_bytes, reduce_rows

README = Path(__file__).parents[2] / "README.md"
ROW = "2026-07-04 13:00:00,2026-07-04 13:05:00,2026-07-04 13:20:30"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("America/Detroit", "America/Nowhere", "is no zone"),
        ("America/Detroit", "../etc/passwd", "is no zone"),
        ('id = "made-up"', 'id = "Made Up"', "mapping.id"),
        ("times.call_received", "times.call_recieved", "'call_recieved' is no such field"),
        ('[times.call_received]\ncolumn = "received"\nclock = "local"\n', "", "lacks call_received"),
        ('column = "received"\nclock = "local"', 'column = "received"', "clock: is missing"),
        ('column = "received"\nclock', 'column = "received"\nformats = ["%d.%m."]\nclock', "nor a date format"),
        ('column = "received"\nclock', 'column = "received"\nformats = ["%Y-%Q"]\nclock', "not known"),
        ('column = "received"\nclock', 'column = "received"\nmidnight = "maybe"\nclock', "unknown 'maybe'"),
        ("mental_health = [", "mental = [", "'mental' is no category of call_type"),
        ('other = ["OTH"]', 'other = ["MH "]', "leads to two categories"),
        ('other = ["OTH"]', "other = [5]", "must list codes as texts"),
        (
            '[codes.call_type.map]\nmental_health = ["MH"]\nother = ["OTH"]\n',
            "",
            "no value of the file leaves it unless",
        ),
        ('handled_by = "program"', 'handled_by = "nobody"', "'nobody' is no category"),
        ('handled_by = "program"', 'call_type = "other"', "has a column too"),
        ('columns = ["id"]', "columns = [1]", "must list texts"),
        ('columns = ["id"]', 'columns = ["id"]\nthen = "drop"', "unknown 'drop'"),
        ("[always]", '[day_parts]\nnight = "22:10"\n[always]', "no time on the quarter"),
        ("[always]", '[day_parts]\nnight = "22:00"\nday = "22:00"\n[always]', "two parts begin"),
        ("[always]", '[file]\nencoding = "rot13"\n[always]', "unknown 'rot13'"),
        ("[always]", "[file]\nheader_line = 0\n[always]", "from 1 to 100"),
        ("[always]", "[whatever]\n[always]", "whatever: unknown key"),
        ("[always]", '[codes.age_band]\ncolumn = "a"\nversion = "1"\nranges = { x = [5, 1] }\n[always]', "from and to"),
        ("[mapping]", "[mapping", "no TOML"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_named(before: str, after: str, words: str) -> None:
    assert before in MAPPING
    with pytest.raises(UnusableMapping, match=re.escape(words)):
        read_mapping(MAPPING.replace(before, after).encode(), "m.toml", load_dictionary())


def test_codes_lose_the_blanks_around_them_and_unmapped_ones_are_listed_with_counts() -> None:
    reduction = reduce_rows(*(f"{ROW},{kind},Y" for kind in ("MH  ", " MH", "XX ", "XX", "YY", "")))
    assert read_cell(reduction, "calls_received", "2026-07", "call_type", "mental_health")["numerator"] == 2
    assert read_cell(reduction, "calls_received", "2026-07", "call_type", "not_known")["numerator"] == 4
    assert dict(reduction.unmapped["call_type"]) == {"XX": 2, "YY": 1}
    assert reduction.document is not None
    assert reduction.document["codes"]["call_type"] == {
        "blank": 1, "unmapped": 3, "unmapped_codes": 2, "counted_otherwise": 0,
    }  # fmt: skip


def test_otherwise_takes_all_other_codes_and_tells_how_many() -> None:
    mapping = MAPPING.replace("[codes.call_type.map]", 'otherwise = "other"\n[codes.call_type.map]')
    reduction = reduce_rows(*(f"{ROW},{kind},Y" for kind in ("MH", "OTH", "XX", "XX", "")), mapping=mapping)
    assert read_cell(reduction, "calls_received", "2026-07", "call_type", "other")["numerator"] == 3
    assert dict(reduction.otherwise["call_type"]) == {"XX": 2}
    assert reduction.document is not None
    assert reduction.document["codes"]["call_type"]["blank"] == 1


def test_a_code_may_be_a_part_of_its_cell_and_an_age_falls_into_its_band() -> None:
    mapping = MAPPING.replace("[codes.call_type.map]", 'after = ":"\n[codes.call_type.map]') + (
        '[codes.age_band]\ncolumn = "age"\nversion = "1"\nranges = { "Under 18" = [0, 17], "18 and over" = [18, 120] }\n'
    )
    rows = [f"{ROW},EMS: MH,Y,{age}" for age in ("17", "18", "", "120", "121", "x", "-3")]
    reduction = reduce_rows(*rows, mapping=mapping, header="id,received,sent,arrived,kind,police,age")
    assert read_cell(reduction, "calls_received", "2026-07", "call_type", "mental_health")["numerator"] == 7
    bands = {
        band: read_cell(reduction, "calls_received", "2026-07", "age_band", band)["numerator"]
        for band in ("Under 18", "18 and over", "not_known")
    }
    assert bands == {"Under 18": 1, "18 and over": 2, "not_known": 4}


def test_lengths_of_time_that_the_system_computed_are_read_in_their_unit() -> None:
    base = MAPPING.replace('[times.on_scene]\ncolumn = "arrived"\nclock = "local"\n', "")
    for unit, cells, median in (
        ("seconds", ("59", "61", "60.4"), 60),
        ("minutes", ("1", "1.5", "2"), 90),
        ("clock", ("0:01:00", "0:02:00", "1:00:00"), 120),
    ):
        mapping = base + f'[seconds.seconds_to_scene]\ncolumn = "arrived"\nunit = "{unit}"\n'
        rows = [f"2026-07-04 13:00:00,,{cell},MH,Y" for cell in cells]
        assert read_cell(reduce_rows(*rows, mapping=mapping), "response_time", "2026-07")["median_seconds"] == median
    mapping = base + '[seconds.seconds_to_scene]\ncolumn = "arrived"\n'
    reduction = reduce_rows(
        *(f"2026-07-04 13:00:00,,{cell},MH,Y" for cell in ("5.00E+31", "1;5", "NaN", "9" * 40, "-5", "")),
        mapping=mapping,
    )
    assert [(bad.line, bad.reason.value) for bad in reduction.bad.listed] == [
        (3, "number"), (4, "number"), (5, "number"), (2, "spoiled"),
    ]  # fmt: skip


def test_the_mapping_that_the_readme_shows_can_be_used() -> None:
    text = README.read_text("utf-8")
    shown = text[text.index("    [mapping]\n") : text.index("- **No value leaves")]
    mapping = read_mapping("\n".join(line[4:] for line in shown.splitlines()).encode(), "m.toml", load_dictionary())
    row = "01/02/2026;03:04;0:05:06;EMS: OVERDOSE;North;44;C1;I1\r\n"
    header = "title\r\n\r\nCall Date;Call Time;Resp Time;Nature;Beat;Age;Client No;Incident No\r\n"
    assert mapping.header_line == 3
    reduction = reduce_bytes((header + row).encode(), "\n".join(line[4:] for line in shown.splitlines()))
    # Three in the morning belongs to the night shift that began on New Year's Day.
    assert read_cell(reduction, "response_time", "2026-01", "call_type", "substance_use")["median_seconds"] == 306


def test_a_proposed_mapping_names_columns_and_no_value_of_the_file() -> None:
    content = (
        b"Incident No,Received Date/Time,Dispatched,On Scene,Nature,Beat,Client ID,Caller Name,Address\n"
        b"77123,07/04/2026 1:00:00 PM,07/04/2026 1:05:00 PM,,SECRETCODE,B7,K9,Jane Roe,12 Example Ave\n"
    )
    text = propose_mapping(io.BytesIO(content), load_dictionary())
    assert 'column = "Received Date/Time"\nformats = ["%m/%d/%Y %I:%M:%S %p"]\nclock = "local"' in text
    assert 'columns = ["Incident No"]' in text
    assert "# Not read: Caller Name, Address" in text
    for value in ("77123", "SECRETCODE", "B7", "K9", "Jane", "12 Example"):
        assert value not in text
    completed = text.replace("AREA/CITY", "America/Detroit")
    read_mapping(completed.encode(), "m.toml", load_dictionary())
