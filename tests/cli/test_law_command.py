"""`governance law` as a clerk runs it: exit codes, one clear line for bad input, and JSON for programs."""

import argparse
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from governance.cli import law
from model_law.provisions import ACTS, list_acts, load_act

HEADER = "name,seat,voting,categories,disqualified,organization,role,start,end"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser("governance")
        law.add_commands(parser.add_subparsers(required=True))
        try:
            arguments = parser.parse_args(["law", *words])
            code = arguments.run(arguments)
        except SystemExit as ending:
            code = int(ending.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_command


@pytest.fixture
def board(tmp_path: Path) -> Callable[..., str]:
    def write(community: int, others: int, vacant: int = 0) -> str:
        rows = [HEADER]
        rows += [f"C{n},C{n},yes,homelessness,no,,,,2028-01-01" for n in range(community)]
        rows += [f"O{n},O{n},yes,,no,,,,2028-01-01" for n in range(others)]
        rows += [f",V{n},yes,,,,,," for n in range(vacant)]
        file = tmp_path / "board.csv"
        file.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return str(file)

    return write


def check(run: Run, roster: str, *more: str, profile: str = "model-act") -> tuple[int, str, str]:
    return run("check", "--profile", profile, "--roster", roster, "--on", "2026-03-01", *more)


@pytest.mark.parametrize(
    ("community", "others", "vacant", "code"),
    [
        (7, 6, 0, 0),
        (6, 7, 0, 1),
        (3, 8, 0, 1),
        (5, 5, 0, 1),
        (26, 25, 0, 1),
        (27, 24, 0, 0),
        (5, 4, 2, 0),
        (0, 0, 13, 1),
    ],
)
def test_the_exit_code_is_the_verdict(
    run: Run, board: Callable[..., str], community: int, others: int, vacant: int, code: int
) -> None:
    answer, out, err = check(run, board(community, others, vacant))
    assert (answer, err) == (code, "")
    assert "COMP-01" in out


def test_under_the_model_act_only_the_share_sets_the_exit_code(run: Run, board: Callable[..., str]) -> None:
    one_term, own_board = "2028-01-01", board(2, 1)
    code, out, _ = check(run, own_board)
    assert code == 0
    assert "COMP-08  WARNING" in out
    assert one_term not in out
    code, out, _ = check(run, own_board, "--adopt", "COMP-08")
    assert code == 1
    assert "COMP-08  NOT MET" in out
    assert check(run, own_board, "--adopt", "all")[0] == 1


def test_json_holds_the_profile_the_day_and_the_findings(run: Run, board: Callable[..., str]) -> None:
    code, out, _ = check(run, board(6, 7), "--format", "json", "--set", "COMP-01.p=60/100")
    answer = json.loads(out)
    assert (code, answer["profile"], answer["on"], answer["verdict"]) == (
        1,
        "model-act",
        "2026-03-01",
        "breached",
    )
    share = answer["findings"][0]
    assert {
        "rule",
        "verdict",
        "numerator",
        "denominator",
        "margin",
        "message",
        "remedies",
        "how_known",
        "citation",
    } <= set(share)
    assert (share["rule"], share["verdict"], share["numerator"], share["denominator"], share["margin"]) == (
        "COMP-01",
        "breached",
        6,
        13,
        -2,
    )
    assert share["departures"] == ["p"]
    assert "60 %" in share["text"]["en"]
    assert set(share["text"]) == {"en", "es"}
    rules = [finding["rule"] for finding in answer["findings"]]
    assert [rule for rule in rules if rule.startswith(("COMP", "TERM"))] == [
        *(f"COMP-{n:02}" for n in range(1, 15)),
        *(f"TERM-{n:02}" for n in range(1, 9)),
    ]
    assert rules == [provision.id for provision in load_act("model-act").provisions]


def test_the_text_gives_verdict_sum_remedies_and_how_it_is_known(run: Run, board: Callable[..., str]) -> None:
    out = check(run, board(26, 25))[1]
    assert "would not meet" in out
    assert "26 of 51 voting members who serve count as community representatives: 50.9 %." in out
    assert "100 x 26 = 2600 < 51 x 51 = 2601" in out
    assert "a description of the provision was read" in " ".join(out.split())
    assert "community representatives take them. Seats: 1." in " ".join(out.split())


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,1,yes,nobility,,,,,", "row 2, column categories: unknown category 'nobility'"),
        ("A,1,perhaps,,,,,,", "row 2, column voting: 'perhaps' is not one of yes, no"),
        ("A,1,yes,,,,,1/3/26,", "row 2, column start: '1/3/26' is not a date"),
        ("A,1,yes,,,,,2026-01-02,2026-01-01", "row 2, column end: the end 2026-01-01 lies before"),
        ("A,1,yes,,,,,,\nB,1,yes,,,,,,", "row 3, column seat: the term overlaps the one in row 2"),
        ("A,1,yes", "row 2, column categories: 3 cells where the header has 9"),
        ("", "no seats"),
    ],
)
def test_bad_rows_are_one_line_on_standard_error_with_row_and_column(
    run: Run, tmp_path: Path, row: str, told: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    code, out, err = check(run, str(file))
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
    assert "bad.csv" in err


@pytest.mark.parametrize(
    "words",
    [
        ("--set", "COMP-01.p=2"),
        ("--set", "COMP-01.p"),
        ("--set", "COMP-01=2"),
        ("--set", "COMP-99.p=1/2"),
        ("--set", "COMP-01.p=1/2", "--set", "COMP-01.p=1/3"),
        ("--adopt", "COMP-99"),
        ("--on", "2026-02-30"),
        ("--on", "1 March"),
        ("--profile", "nowhere"),
        ("--profile", "nowhere.toml"),
        ("--profile", "ca-brown-act"),
        ("--profile", "tx-open-meetings"),
        ("--roster", "nowhere.csv"),
        ("--roster", "."),
        ("--roster", "a\x00b"),
        ("--format", "xml"),
    ],
)
def test_bad_options_are_refused(run: Run, board: Callable[..., str], words: tuple[str, ...]) -> None:
    code, out, err = check(run, board(7, 6), *words)
    assert (code, out) == (2, "")
    assert err.strip()
    if "--format" not in words:
        assert err.count("\n") == 1


def test_what_a_file_holds_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(b"name,categories,\x1b[2J\nA,,\n")
    code, _, err = check(run, str(file))
    assert code == 2
    assert "\x1b" not in err


def test_a_rule_that_is_not_in_force_cannot_be_set(run: Run, tmp_path: Path) -> None:
    text = (
        (ACTS / "mhpc.toml")
        .read_text(encoding="utf-8")
        .replace('check = "share"', 'check = "share"\neffective = { from = 2030-01-01 }')
    )
    (tmp_path / "later.toml").write_text(text, encoding="utf-8")
    (tmp_path / "a.csv").write_text("name,categories\nA,independent\n", encoding="utf-8")
    words = ("--profile", str(tmp_path / "later.toml"), "--roster", str(tmp_path / "a.csv"))
    assert "not in force" in run("check", *words, "--on", "2026-01-01", "--set", "COMP-01.p=1/2")[2]
    assert "no rule in force" in run("check", *words, "--on", "2026-01-01")[2]
    assert run("check", *words, "--on", "2030-01-01")[0] == 0


def test_a_locality_may_judge_by_its_own_act(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        (ACTS / "paimi.toml").read_text(encoding="utf-8").replace('id = "paimi"', 'id = "own"'),
        encoding="utf-8",
    )
    roster = tmp_path / "a.csv"
    roster.write_text("name,categories,role\nA,recipient,chair\nB,family,\nC,,\n", encoding="utf-8")
    code, out, _ = check(run, str(roster), "--format", "json", profile=str(own))
    assert (code, json.loads(out)["profile"]) == (0, "own")
    own.write_text("act = 1", encoding="utf-8")
    code, out, err = check(run, str(roster), profile=str(own))
    assert (code, out) == (2, "")
    assert err.startswith("governance law: own.toml: act")


def test_the_roster_may_come_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(b"name,categories\nA,homelessness\n")

    monkeypatch.setattr(sys, "stdin", Input)
    assert check(run, "-")[0] == 0


@pytest.mark.parametrize(
    ("profile", "rows", "code"),
    [
        ("nj-2023", ["civil_rights", "justice_involved", "crisis_response"] * 2 + ["community_advocacy"]
         + ["ex_officio"] * 6, 0),
        ("nj-2023", ["civil_rights"] * 6 + ["ex_officio"] * 7, 1),
        ("ny-daniels-law", ["peer"] * 6 + ["family_peer"] + ["ems"] * 6, 0),
        ("ny-daniels-law", ["peer"] * 6 + ["family_member"] * 7, 1),
        ("hrsa-330", ["patient"] * 5 + [""] * 4, 0),
        ("hrsa-330", ["patient"] * 5 + [""] * 5, 1),
        ("silc-796d", ["disability"] * 5 + [""] * 5, 1),
        ("silc-796d", ["disability"] * 6 + [""] * 5, 0),
        ("mhpc", ["independent"] * 5 + ["provider"] * 5, 0),
        ("paimi", ["recipient"] * 5 + [""] * 4, 1),
    ],
)  # fmt: skip
def test_each_act_judges_by_its_own_rules(run: Run, tmp_path: Path, profile: str, rows: list[str], code: int) -> None:
    file = tmp_path / "board.csv"
    lines = [f"P{n},{row},{'ex officio' if row == 'ex_officio' else ''}" for n, row in enumerate(rows)]
    file.write_text("\n".join(["name,categories,role", *lines]) + "\n", encoding="utf-8")
    answer, out, err = check(run, str(file), profile=profile)
    assert (answer, err) == (code, ""), out


def test_every_act_is_listed_and_shown_in_both_languages(run: Run) -> None:
    listed = run("list")[1]
    assert [act["id"] for act in json.loads(run("list", "--format", "json")[1])] == list(list_acts())
    for act_id in list_acts():
        assert act_id in listed
        code, english, _ = run("show", act_id)
        assert code == 0
        assert "1. " in english
        spanish = run("show", act_id, "--language", "es")[1]
        assert english != spanish
        shown: dict[str, Any] = json.loads(run("show", act_id, "--format", "json")[1])
        for provision in shown["provisions"]:
            assert provision["id"] in english
            assert " ".join(provision["statement"]["en"].split()) in " ".join(english.split())
            assert " ".join(provision["statement"]["es"].split()) in " ".join(spanish.split())


def test_an_unknown_act_is_named_with_those_that_are_known(run: Run) -> None:
    code, out, err = run("show", "nowhere")
    assert (code, out) == (2, "")
    assert "unknown act 'nowhere'; known: model-act" in err


def test_help_stands_at_every_level(run: Run) -> None:
    for words in (("--help",), ("check", "--help"), ("show", "--help"), ("list", "--help")):
        code, out, _ = run(*words)
        assert code == 0
        assert "usage: governance law" in out
    assert run()[0] == 2


def test_the_command_needs_neither_a_database_nor_the_web() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, governance.cli.law; print(' '.join(sys.modules))"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert not {"sqlalchemy", "pyramid", "deform", "alembic"} & set(loaded)


def test_a_terminal_without_spanish_letters_still_gets_the_text() -> None:
    code = (
        "import argparse; from governance.cli import law; p = argparse.ArgumentParser('governance');"
        "law.add_commands(p.add_subparsers());"
        "a = p.parse_args(['law', 'show', 'paimi', '--language', 'es']); a.run(a)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=True
    )
    assert b"Consejos asesores" in done.stdout
