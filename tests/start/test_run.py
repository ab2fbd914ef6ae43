"""python3 run.py: what it does, what it leaves undone, and what it says where it cannot."""

import ast
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import run
from tests.start.conftest import StandIn


def type_command(stand_in: StandIn, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Type `python3 run.py ARGUMENTS` in the stand-in's folder, with nobody at the keyboard."""
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=stand_in.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_refused(answer: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """Check that one line on standard error holds all the words, and that the exit code is 2."""
    assert answer.returncode == 2
    assert len(answer.stderr.strip().splitlines()) == 1
    assert all(word in answer.stderr for word in words), answer.stderr


# -- what every Python must understand ----------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 2), (4, 0)])
def test_a_new_enough_python_is_not_refused(version):
    assert run.explain_old_python(version, "linux", "/usr/bin/python3") == ""


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 6), (2, 7, 18)])
def test_an_old_python_is_told_in_one_line_what_is_needed(version):
    line = run.explain_old_python(version, "linux", "/usr/bin/python3")
    assert "3.11" in line
    assert f"Python {version[0]}.{version[1]}:" in line
    assert "\n" not in line


def test_apples_own_python_is_named_as_such_and_another_one_on_a_mac_is_not():
    assert "Apple's own Python 3.9" in run.explain_old_python((3, 9, 6), "darwin", "/usr/bin/python3")
    assert "Apple" not in run.explain_old_python((3, 10, 1), "darwin", "/opt/homebrew/bin/python3")


def test_the_file_parses_as_python_3_6_so_that_an_old_one_can_say_so():
    tree = ast.parse(Path(run.__file__).read_text(encoding="utf-8"), feature_version=(3, 6))
    guard = next(place for place, node in enumerate(tree.body) if isinstance(node, ast.If))
    before = [type(node) for node in tree.body[:guard]]
    # Annotations that an old Python could not evaluate come only after the guard.
    assert before.count(ast.FunctionDef) == 1
    assert ast.ClassDef not in before


# -- start --------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_start_installs_makes_the_record_loads_the_demo_board_and_serves(stand_in: StandIn):
    port = str(free_port())
    answer = type_command(stand_in, "--port", port)
    assert answer.returncode == 0, answer.stderr
    assert f"http://127.0.0.1:{port}/" in answer.stdout
    assert stand_in.installs == ["requirements.txt"]
    assert "-e ." in stand_in.calls[1]
    assert stand_in.calls[2:] == ["governance init", "governance demo", f"governance serve --port {port}"]


def test_a_second_start_installs_nothing(stand_in: StandIn):
    stand_in.install_nothing_more()
    port = str(free_port())
    assert type_command(stand_in, "--port", port).returncode == 0
    assert stand_in.calls == ["governance init", "governance demo", f"governance serve --port {port}"]


def test_a_record_that_cannot_be_made_ends_the_start_with_its_code(stand_in: StandIn):
    stand_in.install_nothing_more()
    stand_in.lay_programs(failing="init", says="the record is not readable")
    answer = type_command(stand_in, "--port", str(free_port()))
    assert answer.returncode == 1
    assert stand_in.calls == ["governance init"]
    assert "Traceback" not in answer.stderr


def test_a_taken_port_is_said_before_anything_is_installed(stand_in: StandIn):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert_refused(type_command(stand_in, "--port", str(port)), f"Port {port} is taken", "--port")
    assert stand_in.calls == []


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_number_that_is_no_port_is_refused(stand_in: StandIn, port: str):
    assert_refused(type_command(stand_in, "--port", port), f"{port} is no port")


def test_an_unknown_command_is_refused(stand_in: StandIn):
    assert_refused(type_command(stand_in, "tset"), "'tset'", "help")


def test_help_lists_every_command(stand_in: StandIn):
    for argument in ("help", "--help", "-h"):
        answer = type_command(stand_in, argument)
        assert answer.returncode == 0
        assert all(f"run.py {name}" in answer.stdout for name in ("test", "soak", "bench", "lock", "texts"))


def test_a_folder_that_cannot_be_written_to_is_named(capsys: pytest.CaptureFixture[str], monkeypatch):
    folder = Path(tempfile.mkdtemp())
    monkeypatch.chdir(folder)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            # Root may write anywhere; its real and effective user are lent to nobody meanwhile.
            nobody = pwd.getpwnam("nobody").pw_uid
            os.setresuid(nobody, nobody, 0)
        code = run.main(["--port", str(free_port())], folder)
    finally:
        if root:
            os.setresuid(0, 0, 0)
        shutil.rmtree(folder)
    said = capsys.readouterr().err
    assert code == 2
    assert said == f"{folder} cannot be written to: copy the project to a folder of your own.\n"


def test_a_missing_requirements_file_is_named_without_a_traceback(stand_in: StandIn):
    (stand_in.folder / run.RUNTIME).unlink()
    assert_refused(type_command(stand_in, "--port", str(free_port())), "requirements.txt")


# -- checks -------------------------------------------------------------------------------------------------


@pytest.fixture
def with_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "prepare_browser", lambda: None)


PYTEST = f"python -m pytest -n {min(4, (os.cpu_count() or 1) + 1)} --dist worksteal"
CHECKS = [
    "python -m ruff check .",
    "python -m ruff format --check .",
    "python -m mypy",
    "lint-imports ",
    f"{PYTEST} -k quorum",
]


@pytest.mark.usefixtures("with_browser")
def test_every_check_runs_with_the_tests_last(stand_in: StandIn, capsys: pytest.CaptureFixture[str]):
    stand_in.install_nothing_more()
    assert run.main(["test", "-k", "quorum"], stand_in.folder) == 0
    assert stand_in.calls == CHECKS
    assert capsys.readouterr().out.endswith("All well: ruff check, ruff format, mypy, import rules, pytest\n")


@pytest.mark.usefixtures("with_browser")
@pytest.mark.parametrize(
    ("failing", "name"), [("*mypy*", "mypy"), ("*ruff?check*", "ruff check"), ("*pytest*", "pytest")]
)
def test_one_failed_check_fails_all_and_the_others_still_run(stand_in: StandIn, capsys, failing, name):
    stand_in.install_nothing_more()
    stand_in.lay_programs(failing=failing)
    assert run.main(["test", "-k", "quorum"], stand_in.folder) == 1
    assert stand_in.calls == CHECKS
    assert capsys.readouterr().out.endswith(f"Not well: {name}\n")


@pytest.mark.usefixtures("with_browser")
def test_soak_and_bench_pass_on_what_is_typed_and_their_code(stand_in: StandIn):
    stand_in.install_nothing_more()
    stand_in.lay_programs(failing="*bench*")
    assert run.main(["soak", "tests/votes"], stand_in.folder) == 0
    assert run.main(["bench", "--rounds", "2"], stand_in.folder) == 1
    assert stand_in.calls == [f"{PYTEST} --soak tests/votes", "python -m bench --rounds 2"]


def test_texts_collects_the_catalogue_and_passes_on_its_code(stand_in: StandIn):
    stand_in.lay_programs(failing="*catalogue*")
    stand_in.install_nothing_more()
    assert run.main(["texts"], stand_in.folder) == 1
    assert stand_in.calls == ["python -m tests.support.catalogue"]


def test_ctrl_c_ends_quietly(stand_in: StandIn, capsys: pytest.CaptureFixture[str], monkeypatch):
    def interrupt(checkout, requirements):
        raise KeyboardInterrupt

    monkeypatch.setattr(run.Checkout, "prepare", interrupt)
    assert run.main(["bench"], stand_in.folder) == 130
    assert capsys.readouterr() == ("", "")
