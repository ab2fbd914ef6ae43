"""`governance backup` and `governance restore`, as an operator types them."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Type, write_ini


@pytest.fixture
def record(folder: Path, type_command: Type) -> Type:
    """The command, in a folder with the demo board."""
    type_command("init")
    type_command("demo")
    return type_command


def test_a_backup_is_written_and_becomes_the_same_record_elsewhere(record: Type, folder: Path) -> None:
    answer = record("backup", "copy.tar.gz")
    assert answer.code == 0
    assert answer.lines[0].startswith("Wrote copy.tar.gz: ")
    assert stat.S_IMODE((folder / "copy.tar.gz").stat().st_mode) == 0o600
    shown = record("board", "list").out
    elsewhere = str(write_ini(folder, "sqlite:///%(here)s/elsewhere.sqlite", name="elsewhere.ini"))
    restored = record("restore", "copy.tar.gz", "--config", elsewhere)
    assert (restored.code, restored.complaint) == (0, [])
    assert f"into {folder}/elsewhere.sqlite, as they were on " in restored.lines[0]
    assert record("board", "list", "--config", elsewhere).out == shown
    assert record("tick", "--config", elsewhere).code == 0
    assert not [name for name in os.listdir(folder) if "unfinished" in name]


def test_a_backup_overwrites_nothing_unless_it_is_told_to(record: Type, folder: Path) -> None:
    (folder / "copy").write_text("precious")
    answer = record("backup", "copy")
    assert (answer.code, len(answer.complaint)) == (2, 1)
    assert "copy is there already" in answer.complaint[0]
    assert (folder / "copy").read_text() == "precious"
    assert record("backup", "copy", "--replace").code == 0
    assert (folder / "copy").read_bytes()[:2] == b"\x1f\x8b"


def test_a_restore_touches_no_database_that_holds_anything(record: Type, folder: Path) -> None:
    record("backup", "copy")
    before = (folder / "record.sqlite").read_bytes()
    answer = record("restore", "copy")
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert "only restored into an empty one" in answer.complaint[0]
    assert (folder / "record.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["backup", "."], "is a folder: name the file"),
        (["backup", "nowhere/copy"], "nowhere does not exist"),
        (["backup"], "required: OUT"),
        (["restore", "nowhere"], "there is no file nowhere"),
        (["restore", "."], "there is no file ."),
        (["restore", "development.ini", "--config", "other.ini"], "development.ini is not a backup of this portal"),
        (["backup", "copy", "--config", "other.ini"], "there is no database yet"),
    ],
)
def test_what_cannot_be_done_is_one_line(record: Type, folder: Path, arguments: list[str], words: str) -> None:
    write_ini(folder, "sqlite:///%(here)s/other.sqlite", name="other.ini")
    answer = record(*arguments)
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert words in answer.complaint[0]
    assert not (folder / "other.sqlite").exists()


def test_a_row_that_was_changed_behind_the_ledger_s_back_is_not_brought_back(record: Type, folder: Path) -> None:
    """As somebody would who knows the form of a backup and makes every sum anew: the ledger still tells."""
    connection = sqlite3.connect(folder / "record.sqlite")
    with connection:
        connection.execute(
            "UPDATE ballot SET choice = 'nay' WHERE id = (SELECT min(id) FROM ballot WHERE choice = 'aye')"
        )
    connection.close()
    assert record("backup", "copy").code == 0
    elsewhere = str(write_ini(folder, "sqlite:///%(here)s/elsewhere.sqlite", name="elsewhere.ini"))
    answer = record("restore", "copy", "--config", elsewhere)
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert "copy is not sound, and nothing was restored: row " in answer.complaint[0]
    assert "of ballot does not hold what entry" in answer.complaint[0]
    assert not (folder / "elsewhere.sqlite").exists()


def test_a_backup_whose_ledger_was_emptied_is_not_brought_back(record: Type, folder: Path) -> None:
    connection = sqlite3.connect(folder / "record.sqlite")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    with connection:
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for table in ("private_act", "seal", "head", "entry", "log", "shape"):
            connection.execute(f"DELETE FROM ledger_{table}")
    connection.close()
    assert record("backup", "copy").code == 0
    elsewhere = str(write_ini(folder, "sqlite:///%(here)s/elsewhere.sqlite", name="elsewhere.ini"))
    answer = record("restore", "copy", "--config", elsewhere)
    assert (answer.code, len(answer.complaint)) == (2, 1)
    assert "the ledger has not begun" in answer.complaint[0]


def test_what_a_column_cannot_hold_is_told_and_no_half_backup_is_left(record: Type, folder: Path) -> None:
    with sqlite3.connect(folder / "record.sqlite") as connection:
        connection.execute("UPDATE meeting SET starts_at = 'Rosalind' WHERE id = 3")
    connection.close()
    answer = record("backup", "copy")
    assert (answer.code, len(answer.complaint)) == (1, 1)
    assert "row 3 of the table meeting holds no moment in its column starts_at" in answer.complaint[0]
    assert "Rosalind" not in answer.complaint[0]
    assert not [name for name in os.listdir(folder) if "copy" in name]
