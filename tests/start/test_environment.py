"""The environment in .venv: made when it must be, left alone when it can be, and clear about what went wrong."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.start.conftest import StandIn


@pytest.fixture
def makings(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lay stand-in programs instead of a virtual environment; note each making."""
    made: list[str] = []

    def make(checkout: run.Checkout) -> None:
        made.append("made")
        shutil.rmtree(checkout.environment, ignore_errors=True)
        StandIn(checkout.root).lay_programs()

    monkeypatch.setattr(run.Checkout, "make", make)
    return made


def test_what_is_installed_stays_until_a_file_that_decides_it_changes(stand_in: StandIn, makings: list[str]):
    for _ in range(2):
        stand_in.checkout.prepare(run.RUNTIME)
    assert stand_in.installs == [run.RUNTIME]
    for name in (run.RUNTIME, *run.PROJECT_FILES):
        (stand_in.folder / name).write_text("package==2.0\n")
        for _ in range(2):
            stand_in.checkout.prepare(run.RUNTIME)
    assert stand_in.installs == [run.RUNTIME] * 4
    assert makings == []


def test_what_testing_needs_serves_a_start_too(stand_in: StandIn, makings: list[str]):
    stand_in.checkout.prepare(run.RUNTIME)
    stand_in.checkout.prepare(run.TESTING)
    stand_in.checkout.prepare(run.RUNTIME)
    assert stand_in.installs == [run.RUNTIME, run.TESTING]
    assert makings == []


def test_a_copied_checkout_does_not_use_the_programs_of_the_other_folder(stand_in: StandIn, makings: list[str]):
    stand_in.checkout.prepare(run.RUNTIME)
    copy = StandIn(stand_in.folder.with_name("a copy"))
    shutil.copytree(stand_in.folder, copy.folder)
    copy.checkout.prepare(run.RUNTIME)
    assert makings == ["made"]
    assert copy.installs == [run.RUNTIME, run.RUNTIME]  # one of them is the copied log's


def test_another_python_below_an_environment_makes_it_anew(stand_in: StandIn, makings: list[str]):
    stand_in.checkout.prepare(run.RUNTIME)
    stamp = json.loads(stand_in.checkout.stamp.read_text())
    stand_in.checkout.stamp.write_text(json.dumps({**stamp, "python": "3.12"}))
    stand_in.checkout.prepare(run.RUNTIME)
    assert makings == ["made"]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"installed": {}}', "\x00"])
def test_a_stamp_that_says_nothing_installs_again_in_the_same_environment(stand_in: StandIn, makings, content: str):
    stand_in.checkout.stamp.write_text(content)
    stand_in.checkout.prepare(run.RUNTIME)
    assert stand_in.installs == [run.RUNTIME]
    assert makings == []


@pytest.mark.parametrize("broken", ["no python", "a file", "a dangling link", "nothing"])
def test_a_broken_environment_is_made_anew(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, broken: str):
    environment = stand_in.checkout.environment
    shutil.rmtree(environment)
    if broken == "no python":
        (environment / "bin").mkdir(parents=True)
        (environment / "bin" / "python").symlink_to("/nowhere/python3")
    elif broken == "a file":
        environment.write_text("")
    elif broken == "a dangling link":
        environment.symlink_to("/nowhere/venv")
    monkeypatch.setattr(run.Checkout, "install", lambda checkout, requirements: None)
    create = run.venv.create
    # Without pip: bringing it takes seconds and is Python's own affair.
    monkeypatch.setattr(run.venv, "create", lambda folder, with_pip, symlinks: create(folder, symlinks=symlinks))
    stand_in.checkout.prepare(run.RUNTIME)
    answer = subprocess.check_output([stand_in.checkout.program("python"), "-c", "import sys; print(sys.prefix)"])
    assert answer.decode().strip() == str(environment)


def test_a_folder_whose_name_no_environment_can_have_is_refused(tmp_path: Path):
    folder = tmp_path / "one:two"
    folder.mkdir()
    with pytest.raises(run.StartError, match="one:two"):
        run.Checkout(folder).make()


# -- pip's failures, in its own words -----------------------------------------------------------------------


@pytest.fixture
def real_pip(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Let the stand-in's python be this one, with a package index that nobody serves."""
    program = Path(stand_in.checkout.program("python"))
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_TIMEOUT", "1")
    return stand_in


def test_no_network_is_one_line_and_leaves_no_stamp(real_pip: StandIn, capsys: pytest.CaptureFixture[str]):
    wanted = "no-such-package-here==1.0 --hash=sha256:" + "0" * 64
    (real_pip.folder / run.RUNTIME).write_text(wanted)
    with pytest.raises(run.StartError, match=r"^The package index could not be reached: .*install\.log$"):
        real_pip.checkout.install(run.RUNTIME)
    assert "connection broken" in real_pip.checkout.log.read_text()
    assert not real_pip.checkout.stamp.exists()


def test_a_package_with_another_hash_is_refused(real_pip: StandIn, monkeypatch: pytest.MonkeyPatch):
    (real_pip.folder / "package-1.0-py3-none-any.whl").write_bytes(b"not what was locked")
    (real_pip.folder / run.RUNTIME).write_text("package==1.0 --hash=sha256:" + "0" * 64)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", real_pip.folder.as_uri())
    with pytest.raises(run.StartError, match="not the one that the requirements file names"):
        real_pip.checkout.install(run.RUNTIME)


def test_another_failure_of_pip_points_to_its_words(stand_in: StandIn):
    stand_in.lay_programs(failing="*install*", says="something went wrong")
    with pytest.raises(run.StartError, match=r"^pip could not install the packages\. What pip said: .*install\.log$"):
        stand_in.checkout.prepare(run.RUNTIME)
    assert "something went wrong" in stand_in.checkout.log.read_text()
    assert not stand_in.checkout.stamp.exists()


# -- Debian's missing pieces --------------------------------------------------------------------------------


@pytest.fixture
def debian(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A Debian whose Python has no ensurepip until a stand-in for apt-get has installed it."""
    programs = stand_in.folder / "programs"
    programs.mkdir()
    installed = stand_in.folder / "installed"
    apt = programs / "apt-get"
    apt.write_text(
        f'#!/bin/sh\necho "apt-get $*" >> "{stand_in.folder}/calls"\n[ "$1" = update ] || touch "{installed}"\n'
    )
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: installed.exists() or None)
    monkeypatch.setattr(run.shutil, "which", lambda name: str(apt) if name == "apt-get" else None)
    return stand_in


VENV = "python{}.{}-venv".format(*sys.version_info[:2])


def test_root_gets_the_missing_package_from_apt(debian: StandIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    run.ensure_ensurepip()
    assert debian.calls == ["apt-get update", f"apt-get install -y --no-install-recommends {VENV}"]


def test_another_user_is_told_the_one_line_to_type(debian: StandIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(run.StartError, match=f"su -c 'apt-get update && apt-get install -y {VENV}'"):
        run.ensure_ensurepip()
    assert debian.calls == []


@pytest.mark.parametrize("answer", ["", "n", "no"])
def test_sudo_is_used_only_after_a_yes(debian: StandIn, monkeypatch: pytest.MonkeyPatch, answer: str):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", lambda question: answer)
    with pytest.raises(run.StartError, match="sudo sh -c"):
        run.ensure_ensurepip()
    assert debian.calls == []


def test_after_a_yes_apt_runs_through_sudo(debian: StandIn, monkeypatch: pytest.MonkeyPatch):
    sudo = debian.folder / "programs" / "sudo"
    sudo.write_text(f'#!/bin/sh\necho "sudo $*" >> "{debian.folder}/calls"\nexec "$@"\n')
    sudo.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", lambda question: "y")
    run.ensure_ensurepip()
    assert [line.split(" ")[0] for line in debian.calls] == ["sudo", "apt-get", "sudo", "apt-get"]
    assert debian.calls[-1].endswith(f"install -y --no-install-recommends {VENV}")


def test_apts_own_reason_is_given(debian: StandIn, monkeypatch: pytest.MonkeyPatch):
    apt = debian.folder / "programs" / "apt-get"
    apt.write_text("#!/bin/sh\necho 'E: Unable to locate package'\nexit 100\n")
    with pytest.raises(run.StartError, match=r"could not install chromium: Unable to locate package$"):
        run.install_with_apt(["chromium"])


def test_a_missing_chromium_comes_from_apt_for_root_and_as_a_line_to_type_for_others(debian, monkeypatch, capsys):
    monkeypatch.setattr("tests.support.chromium.find_chromium", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    run.prepare_browser()
    assert debian.calls == []
    assert "sudo apt-get install --no-install-recommends chromium libatomic1" in capsys.readouterr().out
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    run.prepare_browser()
    assert debian.calls[1].endswith("chromium libatomic1 fonts-dejavu-core")
