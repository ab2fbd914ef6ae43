"""A checkout whose environment holds stand-in programs that write down how they were called."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import run

PROGRAM = """\
#!/bin/sh
echo "$(basename "$0") $*" >> "{calls}"
case "$*" in
  *"import sys"*) dirname "$(dirname "$0")"; echo 3.11 ;;
  {failing}) echo "{says}"; exit 1 ;;
esac
"""


@dataclass
class StandIn:
    """A folder that looks like a checkout; `calls` reads what its programs were asked, without the environment's."""

    folder: Path

    @property
    def checkout(self) -> run.Checkout:
        return run.Checkout(self.folder)

    @property
    def calls(self) -> list[str]:
        log = self.folder / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        return [line for line in lines if "import sys" not in line and "pip --version" not in line]

    @property
    def installs(self) -> list[str]:
        return [line.split("-r ")[1] for line in self.calls if "--require-hashes" in line]

    def lay_programs(self, failing: str = "nothing", says: str = "") -> None:
        """Lay an environment whose programs fail where the shell pattern `failing` matches their arguments."""
        environment = self.folder / ".venv"
        (environment / "bin").mkdir(parents=True, exist_ok=True)
        for name in ("python", "governance", "lint-imports"):
            program = environment / "bin" / name
            program.write_text(PROGRAM.format(calls=self.folder / "calls", failing=failing, says=says))
            program.chmod(0o755)

    def install_nothing_more(self) -> None:
        """Write the stamp of a finished installation."""
        installed = {name: self.checkout.fingerprint(name) for name in (run.RUNTIME, run.TESTING)}
        stamp = {"folder": str(self.checkout.environment), "python": "3.11", "installed": installed}
        self.checkout.stamp.write_text(json.dumps(stamp))


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A checkout with its requirements and a working stand-in environment in which nothing is installed yet."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "a checkout"
    folder.mkdir()
    shutil.copy(Path(run.__file__), folder)
    for name in (*run.PROJECT_FILES, run.RUNTIME, run.TESTING):
        (folder / name).write_text("package==1.0\n")
    made = StandIn(folder)
    made.lay_programs()
    return made
