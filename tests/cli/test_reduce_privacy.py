"""No value of a column that identifies anybody leaves a call file: not in figures, answers, logs or files on the way."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.cli.conftest import Type
from tests.oversight.reducing import HEADER, MAPPING

CANARY = "zq7canary"
MAPPED = MAPPING + '[person]\ncolumns = ["client"]\n[codes.contact]\ncolumn = "met"\nversion = "1"\n'
WRITTEN = HEADER + ",met,client,address,caller,narrative"


def make_row(number: int, received: str = "2026-07-04 13:00:00", police: str = "Y") -> str:
    person = f"{CANARY} client {number % 3}"
    return (
        f"{CANARY}{number},{received},,2026-07-04 13:20:30,MH,{police},Y,{person},{CANARY} street {number},"
        f'{CANARY} Roe,"{CANARY} said\nmore, and more"'
    )


@pytest.fixture
def watched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, in which temporary files belong too."""
    spool = folder / "spool"
    spool.mkdir()
    monkeypatch.setenv("TMPDIR", str(spool))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (folder / "m.toml").write_text(MAPPED, "utf-8")
    return folder


def read_everything(folder: Path, but: set[str]) -> bytes:
    """The bytes and names of all files below the folder."""
    found = b""
    for where, _folders, files in os.walk(folder):
        for name in files:
            if name not in but:
                found += name.encode() + Path(where, name).read_bytes()
    return found


@pytest.mark.parametrize("how", ["text", "json"])
@pytest.mark.parametrize("spoiled", [False, True], ids=["good-file", "bad-rows"])
def test_no_identifying_value_is_in_what_comes_out(watched: Path, type_command: Type, how: str, spoiled: bool) -> None:
    rows = [make_row(number) for number in range(40)]
    if spoiled:
        rows += [
            make_row(90, "not a time"), make_row(91) + ",one cell more", make_row(91).replace('"', '"" x "', 1),
            make_row(3),  # an id again
            make_row(92).replace(f"{CANARY}92", "5.00E+31", 1), make_row(93, ""), make_row(94, f"{CANARY} 2026-07-04"),
        ]  # fmt: skip
    (watched / "calls.csv").write_text("\n".join([WRITTEN, *rows]), "utf-8")
    before = {"calls.csv", "m.toml", "development.ini"}
    answers = [type_command("reduce", "calls.csv", "--mapping", "m.toml", "--out", "a.json", "--format", how)]
    assert answers[0].code == (2 if spoiled else 0)
    if spoiled:
        assert not (watched / "a.json").exists()
        answers.append(
            type_command(
                "reduce", "calls.csv", "--mapping", "m.toml", "--out", "a.json", "--format", how, "--exclude-bad-rows"
            )
        )
        assert answers[1].code == 0
    answers.append(type_command("reduce", "calls.csv", "--propose"))
    said = "".join(answer.out + "\n".join(answer.complaint) for answer in answers)
    assert len(said) > 500
    assert CANARY not in said
    left = read_everything(watched, before)
    assert b"police_backup_share" in left
    assert CANARY.encode() not in left
    assert b"5.00E+31" not in left
    assert sorted(path.name for path in watched.iterdir()) == sorted([*before, "a.json", "spool"])
    assert list((watched / "spool").iterdir()) == []


def test_a_mapping_that_takes_a_name_for_a_time_does_not_print_names(watched: Path, type_command: Type) -> None:
    (watched / "m.toml").write_text(MAPPED.replace('column = "received"', 'column = "caller"'), "utf-8")
    (watched / "calls.csv").write_text("\n".join([WRITTEN, make_row(1), make_row(2)]), "utf-8")
    answer = type_command("reduce", "calls.csv", "--mapping", "m.toml", "--out", "a.json")
    assert answer.code == 2
    assert answer.complaint[0] == "lines 2 to 3, column 'caller': the cell is no date and time as the mapping says"
    assert CANARY not in answer.out + "".join(answer.complaint)


def test_an_unmapped_code_is_told_to_the_person_and_not_written_into_the_figures(
    watched: Path, type_command: Type
) -> None:
    (watched / "calls.csv").write_text(f"{HEADER}\n1,2026-07-04 13:00:00,,,{CANARY},Y\n", "utf-8")
    (watched / "m.toml").write_text(MAPPING, "utf-8")
    answer = type_command("reduce", "calls.csv", "--mapping", "m.toml", "--out", "a.json")
    assert f"Codes of call_type not in the mapping: '{CANARY}' 1." in answer.lines
    assert CANARY not in (watched / "a.json").read_text("utf-8")
