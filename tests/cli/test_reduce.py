"""`governance reduce` as program staff run it: what is written, what is said, and how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Type
from tests.oversight.reducing import HEADER, MAPPING
from tests.oversight.test_dictionary import OWN

GOOD = f"{HEADER}\n1,2026-07-04 13:00:00,,2026-07-04 13:20:00,MH,Y\n2,2026-07-05 13:00:00,,,XX,N\n"
BAD = GOOD + "3,2026-13-05 13:00:00,,,MH,N\n4,2026-07-05 13:00:00,,MH,N\n"
ARGUMENTS = ("reduce", "calls.csv", "--mapping", "m.toml", "--out", "a.json")


@pytest.fixture
def office(folder: Path) -> Path:
    """A folder with a call file and its mapping, and no settings: none are needed."""
    (folder / "development.ini").unlink()
    (folder / "calls.csv").write_text(GOOD, "utf-8")
    (folder / "m.toml").write_text(MAPPING, "utf-8")
    return folder


def test_a_good_file_is_written_and_told_in_a_few_lines(office: Path, type_command: Type) -> None:
    answer = type_command(*ARGUMENTS)
    assert (answer.code, answer.complaint) == (0, [])
    assert answer.lines[0] == "a.json: 2 of 2 rows counted, from 2026-07-04 to 2026-07-05."
    assert "Codes of call_type not in the mapping: 'XX' 1." in answer.lines
    assert answer.lines[-1].startswith("These figures are unsuppressed")
    document = json.loads((office / "a.json").read_text("utf-8"))
    assert document["format"] == "governance-aggregates/1"
    assert document["mapping"]["id"] == "made-up"
    assert {"metric", "version", "columns", "cells"} <= document["metrics"][0].keys()


def test_the_same_file_gives_the_same_bytes(office: Path, type_command: Type) -> None:
    type_command(*ARGUMENTS)
    first = (office / "a.json").read_bytes()
    type_command(*ARGUMENTS)
    assert (office / "a.json").read_bytes() == first


def test_bad_rows_are_named_and_nothing_is_written(office: Path, type_command: Type) -> None:
    (office / "calls.csv").write_text(BAD, "utf-8")
    (office / "a.json").write_text("last month's", "utf-8")
    answer = type_command(*ARGUMENTS)
    assert answer.code == 2
    assert answer.complaint == [
        "line 5: the row has more or fewer cells than the header (5 where the header has 6)",
        "line 4, column 'received': the cell is no date and time as the mapping says: '2026-13-05 13:00:00'",
    ]
    assert answer.lines[0].startswith("Nothing written: 2 of 4 rows cannot be counted (ragged 1, time 1).")
    assert (office / "a.json").read_text("utf-8") == "last month's"


def test_bad_rows_are_left_out_on_request_and_counted(office: Path, type_command: Type) -> None:
    (office / "calls.csv").write_text(BAD, "utf-8")
    answer = type_command(*ARGUMENTS, "--exclude-bad-rows", "--format", "json")
    assert answer.code == 0
    told = json.loads(answer.out)
    assert told["written"] is True
    assert told["bad_rows_by_reason"] == {"ragged": 1, "time": 1}
    assert told["unmapped_codes"] == {"call_type": {"XX": 1}}
    assert json.loads((office / "a.json").read_text("utf-8"))["rows"]["excluded"] == {"ragged": 1, "time": 1}


def test_standard_input_is_read_as_a_stream(office: Path) -> None:
    command = [sys.executable, "-m", "governance", "reduce", "-", "--mapping", "m.toml", "--out", "a.json"]
    answer = subprocess.run(command, input=GOOD.encode(), capture_output=True, check=False, timeout=60)
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert json.loads((office / "a.json").read_text("utf-8"))["rows"]["counted"] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("reduce", "calls.csv"), "asks for --mapping and --out"),
        (("reduce", "none.csv", "--mapping", "m.toml", "--out", "a.json"), "No such file"),
        (("reduce", "calls.csv", "--mapping", "none.toml", "--out", "a.json"), "No such file"),
        (("reduce", "m.toml", "--mapping", "m.toml", "--out", "a.json"), "has no column"),
        (("reduce", "calls.csv", "--mapping", "calls.csv", "--out", "a.json"), "calls.csv: is no TOML"),
        (("reduce", "calls.csv", "--mapping", "m.toml", "--out", "calls.csv"), "names the call file itself"),
        (("reduce", "calls.csv", "--mapping", "m.toml", "--out", "no/where.json"), "in a folder that does not exist"),
        ((*ARGUMENTS, "--dictionary", "m.toml"), "dictionary: is missing"),
        ((*ARGUMENTS, "--dictionary", "none.toml"), "No such file"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_writes_nothing(
    office: Path, type_command: Type, arguments: tuple[str, ...], words: str
) -> None:
    answer = type_command(*arguments)
    assert answer.code == 2
    assert len(answer.complaint) == 1
    assert words in answer.complaint[0]
    assert {path.name for path in office.iterdir()} == {"calls.csv", "m.toml"}
    assert (office / "calls.csv").read_text("utf-8") == GOOD


def test_a_failure_while_writing_leaves_the_old_file_and_no_other(
    office: Path, type_command: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office / "a.json").write_text("last month's", "utf-8")

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    answer = type_command(*ARGUMENTS)
    assert answer.code == 2
    assert "No space left" in answer.complaint[0]
    assert (office / "a.json").read_text("utf-8") == "last month's"
    assert {path.name for path in office.iterdir()} == {"calls.csv", "m.toml", "a.json"}


def test_a_locality_s_own_metric_is_counted(office: Path, type_command: Type) -> None:
    (office / "own.toml").write_text(OWN, "utf-8")
    mapping = MAPPING + '[codes.dog_on_scene]\ncolumn = "police"\nversion = "1"\n'
    (office / "m.toml").write_text(mapping.replace("[always]", '[always]\ncontact = "yes"'), "utf-8")
    assert type_command(*ARGUMENTS, "--dictionary", "own.toml").code == 0
    document = json.loads((office / "a.json").read_text("utf-8"))
    (found,) = [metric for metric in document["metrics"] if metric["metric"] == "dogs_met"]
    assert found["cells"][0] == ["2026", "", "", 1, 2, 0]
    assert "lakemoor" in [part["id"] for part in document["dictionary"]]


def test_many_bad_rows_are_cut_short_and_their_number_is_told(office: Path, type_command: Type) -> None:
    rows = "".join(f"{number},no,,,MH,Y\n" for number in range(3000))
    (office / "calls.csv").write_text(f"{HEADER}\n{rows}", "utf-8")
    answer = type_command(*ARGUMENTS)
    assert len(answer.complaint) == 51
    assert answer.complaint[-1].startswith("and 2,950 more bad rows")
    told = json.loads(type_command(*ARGUMENTS, "--format", "json").out)
    assert (told["bad_rows"], len(told["bad_rows_listed"])) == (3000, 1000)


def test_a_code_cannot_steer_the_terminal(office: Path, type_command: Type) -> None:
    (office / "calls.csv").write_text(f"{HEADER}\n1,2026-07-04 13:00:00,,,\x1b[2Jx,Y\n", "utf-8")
    assert "\x1b" not in type_command(*ARGUMENTS).out


def test_reducing_needs_no_database_and_none_of_its_libraries(office: Path) -> None:
    script = (
        "import sys; from governance.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "heavy = {'sqlalchemy', 'pyramid', 'alembic', 'granian', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)"
    )
    answer = subprocess.run([sys.executable, "-c", script, *ARGUMENTS], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
