"""The tests' plugins: where the result decides nothing is skipped, and a soak counts further than a quick run."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPS = """\
import pytest

@pytest.mark.skip(reason="no instrument")
def test_marked(): pass

def test_inside(): pytest.skip("no instrument")

@pytest.fixture
def absent(): pytest.skip("no instrument")

def test_fixture(absent): pass

@pytest.mark.xfail(reason="known", strict=True)
def test_known(): assert False

def test_sound(): pass
"""
COUNTS = """\
from hypothesis import given, settings, strategies

def test_counts(soak_factor):
    seen = []
    @given(strategies.integers())
    def draw(number): seen.append(number)
    draw()
    print(f"factor {soak_factor}, examples {settings().max_examples}, {hash(tuple(seen))}")
    assert len(seen) >= settings().max_examples // 2
"""


def run_tests(folder: Path, content: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run pytest with the plugins, and nothing else of this project, on a file with the given content."""
    (folder / "test_sample.py").write_text(content)
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugins = ["-p", "tests.support.nothing_skipped", "-p", "tests.support.soak", "-p", "_hypothesis_pytestplugin"]
    variables = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rfEs", "-s", *plugins, *arguments],
        cwd=folder,
        env={**variables, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_is_a_skip_where_nobody_decides(tmp_path: Path):
    answer = run_tests(tmp_path, SKIPS)
    assert answer.returncode == 0
    assert "1 passed, 3 skipped, 1 xfailed" in answer.stdout


def test_where_the_result_decides_a_skip_is_a_failure_with_its_reason(tmp_path: Path):
    answer = run_tests(tmp_path, SKIPS, CI="true")
    assert answer.returncode == 1
    assert answer.stdout.count("Nothing may be skipped where CI=true, but: Skipped: no instrument") >= 1
    assert "skipped" not in answer.stdout.splitlines()[-1]
    assert "1 passed, 1 xfailed" in answer.stdout
    assert all(f"test_sample.py::{name}" in answer.stdout for name in ("test_marked", "test_inside", "test_fixture"))


def test_a_skipped_module_is_a_failure_there_too(tmp_path: Path):
    content = "import pytest\npytest.importorskip('no_such_module')\ndef test_one(): pass\n"
    assert "1 skipped" in run_tests(tmp_path, content).stdout
    answer = run_tests(tmp_path, content, CI="true")
    assert answer.returncode not in (0, 5)
    assert "no_such_module" in answer.stdout


def test_a_quick_run_repeats_itself_and_a_soak_counts_further(tmp_path: Path):
    first, second, soak = (run_tests(tmp_path, COUNTS, *more) for more in ([], [], ["--soak"]))
    said = [next(line for line in run.stdout.splitlines() if "factor" in line) for run in (first, second, soak)]
    assert "factor 1, examples 50" in said[0]
    assert said[0].split("factor")[1] == said[1].split("factor")[1]
    assert "factor 20, examples 1000" in said[2]
    assert soak.returncode == 0


def test_a_profile_that_was_asked_for_is_kept(tmp_path: Path):
    assert "factor 1, examples 100" in run_tests(tmp_path, COUNTS, "--hypothesis-profile", "default").stdout
