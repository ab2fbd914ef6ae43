"""A folder with settings of its own, and the command to type in it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from governance.cli import main

INI = """\
[app:main]
use = egg:governance
sqlalchemy.url = {url}
"""


@dataclass(frozen=True)
class Answer:
    """What a command answered: its exit code, and the lines of its output and of its complaint."""

    code: int
    out: str
    lines: list[str]
    complaint: list[str]


Type = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a development.ini that names a SQLite file there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOVERNANCE_CONFIG", raising=False)
    write_ini(tmp_path)
    return tmp_path


def write_ini(
    folder: Path, url: str = "sqlite:///%(here)s/record.sqlite", more: str = "", name: str = "development.ini"
) -> Path:
    file = folder / name
    file.write_text(INI.format(url=url, more=more), "utf-8")
    return file


@pytest.fixture
def type_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> Type:
    """Types `governance` with some arguments in the folder, in this process. It never shows a traceback."""

    def type_it(*arguments: str) -> Answer:
        capsys.readouterr()
        code = main(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Answer(code, out, out.splitlines(), err.splitlines())

    return type_it
