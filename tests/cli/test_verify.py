"""`governance verify`: what it says, and with which exit code."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Type


@pytest.fixture
def kept(folder: Path, type_command: Type) -> Path:
    """A portal with the demo and signed heads, and what somebody kept of it: ledger.jsonl, head.json and key.txt."""
    for command in ("init", "demo", "tick"):
        assert type_command(command).code == 0
    database = sqlite3.connect(folder / "record.sqlite")
    log, key = database.execute("SELECT id, key FROM ledger_log WHERE board_id IS NOT NULL ORDER BY id").fetchone()
    bodies = database.execute("SELECT body FROM ledger_entry WHERE log_id = ? ORDER BY sequence", [log]).fetchall()
    size, at, root, public, signature = database.execute(
        "SELECT size, at, root, key, signature FROM ledger_head WHERE log_id = ? ORDER BY size DESC", [log]
    ).fetchone()
    database.close()
    (folder / "ledger.jsonl").write_text("".join(f"{body}\n" for (body,) in bodies), "utf-8")
    head = {"log": key, "size": size, "root": root.hex(), "at": f"{at[:10]}T{at[11:19]}Z", "key": public,
            "signature": signature.hex()}  # fmt: skip
    (folder / "head.json").write_text(json.dumps(head), "utf-8")
    (folder / "page.json").write_text(json.dumps({"board": None, "heads": [head]}), "utf-8")
    (folder / "key.txt").write_text(f"{public}\n", "utf-8")
    return folder


def change(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "record.sqlite") as database:
        assert database.execute(statement).rowcount == 1
    database.close()


def test_the_database_agrees_with_its_ledger(kept: Path, type_command: Type) -> None:
    answer = type_command("verify", "--strict")
    assert (answer.code, answer.complaint) == (0, [])
    assert answer.lines[0].startswith("The database agrees with its ledger: ")
    assert type_command("verify", "--head", "head.json", "--public-key", "key.txt", "--strict").code == 0


def test_entries_that_no_head_covers_are_told_and_refused_when_strict(kept: Path, type_command: Type) -> None:
    type_command("board", "add", "--name", "Board", "--jurisdiction", "Here", "--zone", "UTC")
    answer = type_command("verify")
    assert (answer.code, answer.lines[-1]) == (0, "Not verified: no signed head covers the newest 2 entries.")
    assert type_command("verify", "--strict").code == 1


def test_a_row_that_was_changed_is_named(kept: Path, type_command: Type) -> None:
    change(kept, "UPDATE ballot SET choice = 'nay' WHERE id = (SELECT min(id) FROM ballot WHERE choice = 'aye')")
    answer = type_command("verify")
    assert (answer.code, answer.lines) == (1, [])
    assert answer.complaint == ["governance: row 1 of ballot does not hold what entry 1 sealed"]
    told = json.loads(type_command("verify", "--format", "json").out)
    assert told == {"verified": False, "disagreement": "row 1 of ballot does not hold what entry 1 sealed"}


def test_a_download_verifies_without_a_database(kept: Path, type_command: Type) -> None:
    for path in (*kept.glob("record.sqlite*"), kept / "development.ini"):
        path.unlink()
    answer = type_command("verify", "ledger.jsonl", "--head", "head.json", "--public-key", "key.txt", "--strict")
    assert (answer.code, answer.complaint) == (0, [])
    assert "each in its place" in answer.lines[0]
    from_page = type_command("verify", "ledger.jsonl", "--head", "page.json", "--head", "head.json", "--format", "json")
    told = json.loads(from_page.out)
    assert (from_page.code, told["verified"], told["covered"]) == (0, True, told["size"])
    assert any("no public key was given" in note for note in told["notes"])


def test_strict_says_no_where_something_could_not_be_verified(kept: Path, type_command: Type) -> None:
    assert type_command("verify", "ledger.jsonl").code == 0
    assert type_command("verify", "ledger.jsonl", "--strict").code == 1
    assert type_command("verify", "ledger.jsonl", "--head", "head.json", "--strict").code == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda lines: lines[:-1], "its end is missing"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "in the place of entry 1 stands entry 2"),
        (lambda lines: [lines[0].replace(b'"operator"', b'"clerk"'), *lines[1:]], "are not those that the head of"),
    ],
    ids=["cut", "moved", "changed"],
)
def test_a_spoiled_download_says_no(kept: Path, type_command: Type, spoil: object, words: str) -> None:
    lines = (kept / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (kept / "ledger.jsonl").write_bytes(b"".join(spoil(lines)))
    answer = type_command("verify", "ledger.jsonl", "--head", "head.json")
    assert answer.code == 1
    assert words in answer.complaint[0]


def test_what_cannot_be_read_is_one_line_and_bad_input(kept: Path, type_command: Type) -> None:
    (kept / "empty").write_bytes(b"")
    (kept / "nonsense").write_bytes(b"\xff\xfe{")
    (kept / "other.json").write_text("[]")
    (kept / "deep").write_text("[" * 100_000)
    for arguments in (
        ("empty",), ("nonsense",), ("deep",), ("nowhere",), (".",), ("ledger.jsonl", "--head", "nowhere"),
        ("ledger.jsonl", "--head", "nonsense"), ("ledger.jsonl", "--head", "other.json"),
        ("ledger.jsonl", "--head", "deep"), ("ledger.jsonl", "--head", "ledger.jsonl"),
        ("ledger.jsonl", "--public-key", "nowhere"), ("ledger.jsonl", "--public-key", "ab" * 64),
        ("ledger.jsonl", "--public-key", "nonsense"),
    ):  # fmt: skip
        answer = type_command("verify", *arguments)
        assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1), arguments
        assert "fault of the portal" not in answer.complaint[0], arguments


def test_init_rotates_the_key_and_a_lost_one_is_told(kept: Path, type_command: Type) -> None:
    [former] = (kept / "ledger-keys").iterdir()
    answer = type_command("init", "--new-ledger-key")
    assert answer.code == 0
    assert any(line.startswith("The ledger is signed with the key in ") for line in answer.lines)
    assert len(list((kept / "ledger-keys").iterdir())) == 2
    assert type_command("verify").code == 0
    for file in (kept / "ledger-keys").iterdir():
        file.unlink()
    refused = type_command("init", "--new-ledger-key")
    assert refused.code == 2
    assert "--replace-lost-ledger-key" in refused.complaint[0]
    assert type_command("init", "--replace-lost-ledger-key").code == 0
    answer = type_command("verify")
    assert answer.code == 0
    assert any("was lost" in line for line in answer.lines)
    assert type_command("verify", "--strict").code == 1
    assert not former.exists()


def test_keys_stand_where_the_setting_says(folder: Path, type_command: Type) -> None:
    ini = folder / "development.ini"
    ini.write_text(f"{ini.read_text()}governance.ledger_keys = {folder}/elsewhere\n")
    assert type_command("init").code == 0
    assert len(list((folder / "elsewhere").iterdir())) == 1
    ini.write_text(ini.read_text().replace(f"{folder}/elsewhere", "elsewhere"))
    refused = type_command("init")
    assert refused.code == 2
    assert "governance.ledger_keys: is the full path of a folder" in refused.complaint[0]
