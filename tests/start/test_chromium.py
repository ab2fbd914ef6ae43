"""Where Chromium is looked for, and in what order."""

from pathlib import Path

import pytest

from tests.support import chromium


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an empty home and nothing on its path."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for name in ("CHROMIUM", "PLAYWRIGHT_BROWSERS_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(chromium, "MAC_APPLICATIONS", ())
    return tmp_path


def lay_program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o755)
    return str(path)


def test_none_is_found_where_none_is(machine: Path):
    assert chromium.find_chromium() is None


def test_the_systems_comes_before_playwrights_and_the_chosen_one_before_both(machine: Path, monkeypatch):
    lay_program(machine / ".cache/ms-playwright/chromium-999/chrome-linux/chrome")
    newest = lay_program(machine / ".cache/ms-playwright/chromium-1200/chrome-linux64/chrome")
    assert chromium.find_chromium() == newest
    system = lay_program(machine / "bin/google-chrome")
    assert chromium.find_chromium() == system
    chosen = lay_program(machine / "mine/browser")
    monkeypatch.setenv("CHROMIUM", chosen)
    assert chromium.find_chromium() == chosen


def test_a_chosen_one_that_does_not_exist_is_refused_by_name(machine: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/browser")
    with pytest.raises(FileNotFoundError, match="/nowhere/browser"):
        chromium.find_chromium()
