"""The command as a whole: its help, its settings, its exit codes, and how it says what is wrong."""

import argparse
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.cli import main, make_parser
from governance.cli.problems import BadInput, Refused, explain, explain_database, make_line
from tests.cli.conftest import Type, write_ini

COMMAND = re.compile(r"`([a-z][a-z ]*[a-z])(?=[`\s])")
"""The name of a command, between backticks and before what it takes."""


def list_parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                assert any(choice.dest == name and choice.help for choice in action._choices_actions), name
                yield from list_parsers(child)


def test_every_level_explains_itself(type_command: Type) -> None:
    parsers = list(list_parsers(make_parser()))
    assert len(parsers) > 14
    for parser in parsers:
        answer = type_command(*parser.prog.split()[1:], "--help")
        assert (answer.code, answer.complaint) == (0, [])
        assert parser.description


def test_the_readme_lists_every_command_and_no_other() -> None:
    lines = (Path(__file__).parents[2] / "README.md").read_text("utf-8").splitlines()
    listed = set()
    for line in lines:
        if line.startswith("| `governance "):
            first, second = line.split("|")[1:3]
            _governance, group, *names = " ".join(COMMAND.findall(first)).split()
            if f"`{group} " in second:  # such as `purge hold add`, `list`
                names += [name for name in " ".join(COMMAND.findall(second)).split() if name != group]
            listed |= {(group, name) for name in names or [""]}
    leaves = [parser.prog.split()[1:] for parser in list_parsers(make_parser()) if not parser._subparsers]
    there = {(group, name) for group, *names in leaves for name in names or [""]}
    purge = {("purge", "")}  # a command that has commands
    assert listed | purge == there | purge


def test_every_command_of_the_database_takes_its_settings_before_or_after_its_name(
    folder: Path, type_command: Type
) -> None:
    (folder / "development.ini").unlink()
    (folder / "elsewhere").mkdir()
    file = str(write_ini(folder / "elsewhere"))
    assert type_command("--config", file, "init").code == 0
    assert (folder / "elsewhere" / "record.sqlite").exists()
    for command in (["board", "list"], ["tick"], ["demo"]):
        assert type_command(*command, "--config", file).code == 0
        assert type_command("--config", "nowhere.ini", *command, "--config", file).code == 0


def test_the_environment_names_the_settings_where_no_argument_does(
    folder: Path, type_command: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVERNANCE_CONFIG", str(write_ini(folder, "sqlite:///%(here)s/other.sqlite", name="other.ini")))
    assert type_command("init").lines[0] == f"Made the database {folder}/other.sqlite."
    monkeypatch.setenv("GOVERNANCE_CONFIG", "nowhere.ini")
    assert type_command("init").complaint == [
        "governance: GOVERNANCE_CONFIG names nowhere.ini, and there is no such file"
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required: COMMAND"),
        (["nonsense"], "invalid choice: 'nonsense'"),
        (["serve", "--port", "0"], "invalid port value: '0'"),
        (["serve", "--port", "65536"], "invalid port value"),
        (["board", "rename", "x", "Y", "--on", "2026-02-30"], "invalid day value: '2026-02-30'"),
        (["import", "seats", "x.csv"], "required: --mapping"),
        (["import", "legistar", "x", "--threshold", "at least 3/2 of cast"], "is like 'more than 1/2 of cast'"),
        (["import", "legistar", "x", "--same-board", "1=1"], "two ids with = between them"),
        (["import", "legistar", "x", "--system", "New York"], "small letters"),
    ],
)
def test_what_was_typed_wrongly_is_told_in_one_line(type_command: Type, arguments: list[str], words: str) -> None:
    answer = type_command(*arguments)
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert words in answer.complaint[0]


def test_without_settings_the_line_says_what_to_do(folder: Path, type_command: Type) -> None:
    (folder / "development.ini").unlink()
    for command in ("init", "serve", "tick", "demo"):
        (line,) = type_command(command).complaint
        assert "no development.ini in this folder" in line
        assert "--config FILE" in line


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[app:main]\nuse = egg:governance\nsqlalchemy.url = mysql://x/y\n", "line 3: sqlalchemy.url: mysql is not"),
        (
            b"[app:main]\nsqlalchemy.url = sqlite:////x/y\ngovernance.jobs = maybe\n",
            "line 3: governance.jobs: is yes or no",
        ),
        (b"[app:main]\nsqlalchemy.url = sqlite:////x/y\n\ngovernance.worker = 2\n", "did you mean governance.workers?"),
        (b"[app:main]\nuse = egg:governance\n", "sqlalchemy.url: is missing"),
        (b"[server:main]\nlisten = 127.0.0.1:1\n", "has no section [app:main]"),
        (b"", "has no section [app:main]"),
        (b"[app:main]\nsqlalchemy.url = postgresql://u:100%@h/d\n", "the settings cannot be read: Error in file"),
        (b"[app:main]\nsqlalchemy.url = %(nowhere)s\n", "interpolation key 'nowhere'"),
        (b"[app:main]\na = 1\na = 2\n", "the settings cannot be read"),
        (b"nonsense\n", "the settings cannot be read"),
        (b"[app:main]\nsqlalchemy.url = sqlite:////\xff\n", "is not UTF-8 text"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_one_line(
    folder: Path, type_command: Type, content: bytes, words: str
) -> None:
    (folder / "development.ini").write_bytes(content)
    answer = type_command("init")
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert words in answer.complaint[0]


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (Refused("the record says no"), 1, "the record says no"),
        (BadInput("two\nlines\x1b[31m"), 2, "two lines [31m"),
        (FileNotFoundError(2, "No such file", "x.csv"), 2, "not possible here: No such file: x.csv"),
    ],
)
def test_an_error_is_one_line_and_its_code(error: Exception, code: int, words: str) -> None:
    assert explain(error) == (words, code)


def test_a_fault_of_our_own_names_its_kind_and_place_and_no_values(
    type_command: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> int:
        raise KeyError("Rosalind Achterberg")

    monkeypatch.setattr("governance.cli.tick.run", fail)
    answer = type_command("tick")
    (line,) = answer.complaint
    assert answer.code == 2
    assert "a fault of the portal itself, please report it: KeyError at " in line
    assert "Achterberg" not in line


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ('connection failed: FATAL:  password authentication failed for user "x"', "user or the password"),
        ("connection failed: fe_sendauth: no password supplied", "gives no password"),
        ('FATAL:  role "x" does not exist', "knows no such database or user"),
        (
            "[Errno -2] failed to resolve host 'nowhere': Name or service not known",
            "host in sqlalchemy.url is not known",
        ),
        ("database or disk is full", "the disk is full"),
        ("database is locked", "another program holds"),
        ("attempt to write a readonly database", "cannot be written to"),
        ("database disk image is malformed", "damaged"),
        ("something\nelse", "something else"),
    ],
)
def test_what_a_driver_says_is_put_plainly(said: str, words: str) -> None:
    assert words in explain_database(Exception(said))


def test_a_very_long_error_stays_one_readable_line() -> None:
    line = make_line("word\t\n" * 10_000)
    assert len(line) < 700
    assert line.isprintable()


def test_control_c_ends_quietly(type_command: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("governance.cli.tick.run", interrupt)
    answer = type_command("tick")
    assert (answer.code, answer.lines, answer.complaint) == (130, [], [])


def run_python(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **options)  # type: ignore[call-overload]


def test_help_and_the_law_need_no_database_and_none_of_its_libraries() -> None:
    script = (
        "import sys; from governance.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "heavy = {'sqlalchemy', 'pyramid', 'alembic', 'granian', 'pydantic', 'tqdm'} & set(sys.modules)\n"
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)"
    )
    for arguments in (["--help"], ["import", "--help"], ["law", "list"]):
        answer = run_python("-c", script, *arguments)
        assert (answer.returncode, answer.stderr) == (0, "")


def test_python_m_governance_is_the_same_command() -> None:
    answer = run_python("-m", "governance", "nonsense")
    assert answer.returncode == 2
    assert answer.stderr.startswith("governance: ")


def test_a_reader_that_goes_away_is_no_error(folder: Path, type_command: Type) -> None:
    type_command("init")
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; from governance.cli import main; sys.exit(main(['board', 'list']))"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) in (0, -signal.SIGPIPE)


def test_main_reads_the_process_s_own_arguments(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["governance", "--help"])
    assert main() == 0
    assert "usage: governance" in capsys.readouterr().out
