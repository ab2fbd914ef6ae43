"""The requirements files: they lock what setup.cfg asks for, by hash, and name no place to fetch it from."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import run


def read_pins(name: str) -> dict[str, tuple[str, int]]:
    """Return the version of each package that a requirements file locks, and how many hashes it may have."""
    pins = {}
    for block in re.split(r"\n(?=\S)", (run.ROOT / name).read_text()):
        if not block.startswith("#"):
            pinned = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", block)
            assert pinned, block
            pins[canonicalize_name(pinned[1])] = (pinned[2], block.count("--hash=sha256:"))
    return pins


def read_wanted(*, testing: bool) -> list[Requirement]:
    """Return what setup.cfg asks for."""
    config = ConfigParser(interpolation=None)
    config.read(run.ROOT / "setup.cfg")
    text = config["options"]["install_requires"]
    if testing:
        text += config["options.extras_require"]["test"]
    return [Requirement(line) for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(("name", "testing"), [(run.RUNTIME, False), (run.TESTING, True)])
def test_every_requirement_is_locked_as_setup_cfg_asks(name: str, testing: bool):
    pins = read_pins(name)
    for wanted in read_wanted(testing=testing):
        version, _ = pins[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version), f"{wanted} is locked at {version}: type python3 run.py lock"
    assert all(hashes for _, hashes in pins.values())


def test_the_tests_run_with_the_very_packages_that_the_portal_runs_with():
    runtime, testing = read_pins(run.RUNTIME), read_pins(run.TESTING)
    assert {name: testing.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("name", [run.RUNTIME, run.TESTING])
def test_no_lock_names_a_place_to_fetch_from_or_a_folder(name: str):
    lines = Path(run.ROOT, name).read_text().splitlines()
    assert [line for line in lines if re.search(r"://| @ |^\s*-(?!-hash)|^\s*--(?!hash)|(?<![\w.])/\w", line)] == []
