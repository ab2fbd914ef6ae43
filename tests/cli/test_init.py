"""`governance init` makes the database or moves it on, and says in one line why it cannot."""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance.db import open_database
from governance.db.schema import downgrade_schema, read_newest_revision, read_revision, upgrade_schema
from tests.cli.conftest import Type, write_ini

if TYPE_CHECKING:
    from tests.support.postgresql import PostgresqlServer


def test_it_makes_the_database_once(folder: Path, type_command: Type) -> None:
    file = folder / "record.sqlite"
    assert type_command("init").lines[0] == f"Made the database {file}."
    before = file.read_bytes()
    assert type_command("init").lines == [f"The database {file} is up to date; nothing was changed."]
    assert file.read_bytes() == before


def test_it_moves_an_older_database_on(folder: Path, type_command: Type) -> None:
    type_command("init")
    database = open_database(f"sqlite:///{folder}/record.sqlite")
    downgrade_schema(database, "base")
    database.close()
    # Nothing is left but alembic's own table, as before the first release's schema.
    assert type_command("board", "list").complaint == [
        "governance: the database holds no record yet: type governance init"
    ]
    assert type_command("init").code == 0
    database = open_database(f"sqlite:///{folder}/record.sqlite")
    with database.glancing.connect() as connection:
        assert read_revision(connection) == read_newest_revision()
    database.close()


def test_a_newer_database_is_left_alone(folder: Path, type_command: Type) -> None:
    type_command("init")
    with sqlite3.connect(folder / "record.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    answer = type_command("init")
    assert answer.code == 2
    assert "9999, which this release does not know" in answer.complaint[0]
    for command in (["serve"], ["tick"], ["demo"], ["board", "list"], ["import", "legistar", "."]):
        answer = type_command(*command)
        assert (answer.code, len(answer.complaint)) == (2, 1)
        assert "governance init" in answer.complaint[0]


@pytest.mark.parametrize("command", [["serve"], ["tick"], ["demo"], ["board", "list"], ["import", "legistar", "."]])
def test_commands_that_need_the_database_say_how_to_make_it_and_make_nothing(
    folder: Path, type_command: Type, command: list[str]
) -> None:
    answer = type_command(*command)
    assert answer.code == 2
    assert answer.complaint == [f"governance: there is no database yet at {folder}/record.sqlite: type governance init"]
    assert not (folder / "record.sqlite").exists()


def test_a_folder_that_is_not_there_is_named(folder: Path, type_command: Type) -> None:
    write_ini(folder, "sqlite:///%(here)s/missing/record.sqlite")
    (line,) = type_command("init").complaint
    assert f"the folder {folder}/missing does not exist" in line
    assert not (folder / "missing").exists()


def test_a_folder_in_the_file_s_place_is_named(folder: Path, type_command: Type) -> None:
    (folder / "record.sqlite").mkdir()
    assert "record.sqlite is a folder" in type_command("init").complaint[0]


@pytest.mark.parametrize("name", ["", "record.sqlite"])
def test_what_cannot_be_written_to_is_named(
    folder: Path, type_command: Type, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place = folder / name
    place.touch()
    allowed = os.access
    # Root may write anywhere, so the system's answer is stood in for.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != place and allowed(path, mode))
    answer = type_command("init")
    assert (answer.code, len(answer.complaint)) == (2, 1)
    assert f"{place} cannot be" in answer.complaint[0]


def test_the_system_s_own_refusal_is_told_where_nothing_foretold_it(folder: Path, type_command: Type) -> None:
    write_ini(folder, "sqlite:////proc/record.sqlite")
    answer = type_command("init")
    assert (answer.code, len(answer.complaint)) == (2, 1)


@pytest.mark.parametrize("content", [b"name,seat\n" * 200, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_record_is_refused_and_left_as_it_was(
    folder: Path, type_command: Type, content: bytes
) -> None:
    file = folder / "record.sqlite"
    file.write_bytes(content)
    answer = type_command("init")
    assert (answer.code, len(answer.complaint)) == (2, 1)
    assert "SQLite" in answer.complaint[0]
    assert file.read_bytes() == content


def test_another_program_s_tables_are_not_touched(folder: Path, type_command: Type) -> None:
    with sqlite3.connect(folder / "record.sqlite") as connection:
        connection.execute("CREATE TABLE meeting (id INTEGER)")
    connection.close()
    answer = type_command("init")
    assert answer.code == 2
    assert "holds tables of another program (meeting)" in answer.complaint[0]
    with sqlite3.connect(folder / "record.sqlite") as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("meeting",)]
    connection.close()


def test_it_makes_the_record_on_postgresql(
    folder: Path, type_command: Type, postgresql_server: "PostgresqlServer"
) -> None:
    url = postgresql_server.create_database()
    write_ini(folder, url.replace("%", "%%"))
    try:
        assert type_command("init").lines[0].startswith("Made the database postgresql+psycopg://")
        assert type_command("init").lines[0].endswith("is up to date; nothing was changed.")
        assert type_command("demo").code == 0
        assert "refresh-statistics: done" in type_command("tick").lines
    finally:
        postgresql_server.drop_database(url)


def test_a_database_that_the_server_does_not_have_is_told(
    folder: Path, type_command: Type, postgresql_server: "PostgresqlServer"
) -> None:
    url = postgresql_server.address.set(database="no_such_database").render_as_string(hide_password=False)
    write_ini(folder, url.replace("%", "%%"))
    for command in (["init"], ["board", "list"]):
        answer = type_command(*command)
        assert (answer.code, len(answer.complaint)) == (2, 1)
        assert "knows no such database" in answer.complaint[0]


def test_a_server_that_does_not_answer_is_told_without_its_password(folder: Path, type_command: Type) -> None:
    write_ini(folder, "postgresql://clerk:very-secret@127.0.0.1:1/record")
    answer = type_command("init")
    assert (answer.code, len(answer.complaint)) == (2, 1)
    assert "no PostgreSQL server answers" in answer.complaint[0]
    assert "very-secret" not in answer.complaint[0]


# -- only looking --------------------------------------------------------------------------------------------


def read_folder(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def look(folder: Path, type_command: Type) -> tuple[int, list[str]]:
    """What --check answers; and that it left the folder as it was."""
    before = read_folder(folder)
    answer = type_command("init", "--check")
    assert read_folder(folder) == before
    return answer.code, answer.lines or answer.complaint


def test_a_check_says_what_would_be_made_and_makes_nothing(folder: Path, type_command: Type) -> None:
    file = folder / "record.sqlite"
    code, lines = look(folder, type_command)
    assert (code, lines[0]) == (1, f"There is no database {file} yet: governance init makes it.")
    file.touch()
    code, lines = look(folder, type_command)
    assert (code, lines[0]) == (1, f"The database {file} is empty: governance init makes the record in it.")
    assert type_command("init").code == 0
    assert look(folder, type_command) == (0, [f"The database {file} is up to date."])


def test_a_check_names_each_step_of_an_upgrade(folder: Path, type_command: Type) -> None:
    type_command("init")
    file = folder / "record.sqlite"
    database = open_database(f"sqlite:///{file}")
    downgrade_schema(database, "0004")
    database.close()
    code, (first, *steps) = look(folder, type_command)
    assert (code, first) == (
        1, f"The database {file} stands at revision 0004; governance init would take these steps:",
    )  # fmt: skip
    assert steps[:2] == ["  0005 Legal holds", "  0006 Second factors and printed codes"]
    assert type_command("init").code == 0
    assert look(folder, type_command)[0] == 0


def test_a_check_refuses_what_a_newer_release_made(folder: Path, type_command: Type) -> None:
    type_command("init")
    with sqlite3.connect(folder / "record.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    code, (line,) = look(folder, type_command)
    assert code == 1
    assert "9999, which this release does not know: a newer one made it" in line


def test_a_check_notices_that_ledger_or_key_are_missing(folder: Path, type_command: Type) -> None:
    database = open_database(f"sqlite:///{folder}/record.sqlite")
    upgrade_schema(database)
    database.close()
    code, lines = look(folder, type_command)
    assert code == 1
    assert lines[0].endswith("has no ledger yet: governance init begins it.")
    assert lines[1:] == ["A key to seal secrets with would be made."]


@pytest.mark.parametrize("content", [b"name,seat\n" * 200, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_check_of_what_is_no_record_is_bad_input(folder: Path, type_command: Type, content: bytes) -> None:
    (folder / "record.sqlite").write_bytes(content)
    code, (line,) = look(folder, type_command)
    assert code == 2
    assert "SQLite" in line


def test_a_check_of_another_program_s_tables_is_bad_input(folder: Path, type_command: Type) -> None:
    with sqlite3.connect(folder / "record.sqlite") as connection:
        connection.execute("CREATE TABLE meeting (id INTEGER)")
    connection.close()
    code, (line,) = look(folder, type_command)
    assert code == 2
    assert "tables of another program (meeting)" in line


def test_a_check_on_postgresql(folder: Path, type_command: Type, postgresql_server: "PostgresqlServer") -> None:
    url = postgresql_server.create_database()
    write_ini(folder, url.replace("%", "%%"))
    try:
        assert "is empty" in look(folder, type_command)[1][0]
        database = open_database(url)
        with database.engine.connect() as connection:
            assert read_revision(connection) is None
        type_command("init")
        downgrade_schema(database, "0005")
        database.close()
        code, lines = look(folder, type_command)
        assert (code, lines[1]) == (1, "  0006 Second factors and printed codes")
        type_command("init")
        assert look(folder, type_command)[0] == 0
    finally:
        postgresql_server.drop_database(url)
