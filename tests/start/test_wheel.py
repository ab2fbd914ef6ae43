"""The wheel carries everything: templates, migrations, law, texts and static files; and works from any folder."""

import configparser
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CARRIED = {
    "governance/templates": ("templates", "*.jinja2"),
    "governance/alembic": ("alembic", "*.py"),
    "governance/web/static": ("governance/web/static", "*.*"),
    "governance/locale": ("governance/locale", "*.po*"),
    "governance/exchange": ("governance/exchange", "*.toml"),
    "governance/oversight/metrics/dictionary": ("governance/oversight/metrics/dictionary", "*.toml"),
    "model_law/acts": ("model_law/acts", "*.*"),
    "governance": ("governance", "*.py"),
    "model_law": ("model_law", "*.py"),
}
TRY = """
import warnings; warnings.simplefilter("ignore")
import sys, governance
assert governance.__file__.startswith(sys.argv[1]), governance.__file__
from webob import Request
from governance.cli.configuration import read_raw_settings
from governance import main
application = main({"__file__": sys.argv[2]}, **read_raw_settings(sys.argv[2]))
for path in ("/", "/boards", "/readyz", "/api/v1/openapi.json"):
    answer = Request.blank(path, headers={"Accept-Language": "es"}).get_response(application)
    assert answer.status_int == 200, (path, answer.status)
assert "Juntas" in Request.blank("/boards?language=es").get_response(application).text
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, unpacked as pip would lay it down, in an empty folder."""
    folder = tmp_path_factory.mktemp("wheel")
    # From a copy of what git would carry, so that leftovers of the checkout cannot help and nothing is left in it.
    source = folder / "source"
    source.mkdir()
    names = ["governance", "model_law", "templates", "alembic", "setup.cfg", "pyproject.toml", "README.md"]
    subprocess.run(["cp", "-r", *names, str(source)], cwd=ROOT, check=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps",
               "--no-build-isolation", "--wheel-dir", str(folder), str(source)]  # fmt: skip
    subprocess.run(command, check=True, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    place = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def list_files(folder: Path, pattern: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern) if "__pycache__" not in path.parts}


def test_the_wheel_carries_every_file_that_the_portal_reads(installed: Path) -> None:
    for place, (folder, pattern) in CARRIED.items():
        expected = list_files(ROOT / folder, pattern)
        assert expected, folder
        assert expected - list_files(installed / place, pattern) == set(), place


def test_the_wheel_works_from_another_folder_with_a_copied_ini(installed: Path, tmp_path: Path) -> None:
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "development.ini", "utf-8")
    ini = tmp_path / "portal.ini"
    with ini.open("w", encoding="utf-8") as file:
        parser.write(file)
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONWARNINGS": "ignore"}

    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=tmp_path, env=environment, check=True, timeout=120)

    run("-m", "governance", "--config", str(ini), "init")
    run("-m", "governance", "--config", str(ini), "demo")
    run("-c", TRY, str(installed), str(ini))
    run("-m", "governance", "law", "show", "model-act")
    assert (tmp_path / "governance.sqlite").exists()
