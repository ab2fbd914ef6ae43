"""The demo's site for tests of meetings that are prepared here: one database and one application for a whole file."""

import gc
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from webtest import TestApp

from governance.db import Database, open_database
from governance.security.vault import Vault
from tests.conftest import NOW, make_application
from tests.support.accounts import make_browser
from tests.support.laws import adopt
from tests.support.planning import enter


@dataclass
class Site:
    """A database and the application over it; `at` sets the moment at which it lives."""

    database: Database
    application: Any
    vault: Vault

    def at(self, moment: datetime) -> None:
        self.application.registry.clock = lambda: moment

    def visit(self) -> TestApp:
        return make_browser(self.application)

    def enter(self, address: str) -> TestApp:
        return enter(self.application, address)


def make_site(template: Path, folder: Path, *laws: str) -> Iterator[Site]:
    """The site over a copy of a template, with a vault of its own, under the acts of some laws; for a fixture."""
    path = folder / "site.sqlite"
    shutil.copy(template, path)
    vault = Vault(folder / "vault")
    vault.make_key()
    database = open_database(f"sqlite:///{path}")
    for law in laws:
        adopt(database, date(2026, 1, 2), act=law)
    yield Site(database, make_application(database, **{"governance.vault_keys": str(vault.folder)}), vault)
    database.close()


@pytest.fixture(autouse=True)
def _live_now(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test that uses a site begins at NOW, and what it left to the garbage collector is said in that test."""
    if "site" in request.fixturenames:
        request.getfixturevalue("site").at(NOW)
    yield
    gc.collect()


TAKES_FILES = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""For tests that post files: WebOb keeps them in temporary ones, which go with the request and are not closed before."""
