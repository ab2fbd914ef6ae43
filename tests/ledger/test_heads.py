"""Heads are signed with a key outside the database, and a new key is named by the one before."""

import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from governance.db import Database
from governance.ledger.entries import read_entry
from governance.ledger.heads import NotAHead, begin_ledger, find_keys, read_head, rotate_key, sign_heads
from governance.ledger.keys import KeyMissing, find_file, is_signed, load_key, make_key, write_succession
from governance.ledger.queries import find_newest_head, list_heads
from tests.ledger.support import NOW, add, begin, fill, find, read_bodies

LATER = NOW + timedelta(hours=1)


def test_the_ledger_begins_once_with_its_key(database: Database, tmp_path: Path) -> None:
    key = begin(database, tmp_path / "keys")
    assert begin(database, tmp_path / "keys") == ""
    entry = read_entry(read_bodies(database, None)[0].encode())
    assert (entry.kind, entry.facts) == ("ledger.began", {"key": key, "older_rows": {}})
    file = find_file(tmp_path / "keys", key)
    assert [file] == list((tmp_path / "keys").iterdir())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_rows_from_before_the_ledger_are_told_by_its_first_entry(database: Database, tmp_path: Path) -> None:
    with database.writing.begin() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO jurisdiction (slug, name, zone, entered_at) VALUES ('a', 'A', 'UTC', '2026-01-01 00:00:00')"
        )
        begin_ledger(session, tmp_path, NOW, ("jurisdiction", "board"))
    entry = read_entry(read_bodies(database, None)[0].encode())
    assert entry.facts["older_rows"] == {"jurisdiction": 1}


def test_a_head_is_signed_for_every_log_that_has_grown_and_once(database: Database, tmp_path: Path) -> None:
    key = begin(database, tmp_path)
    with database.writing.begin() as session:
        board_id = add(session).id
    signed = sign_heads(database, NOW, tmp_path)
    assert sign_heads(database, LATER, tmp_path) == []
    fill(database, board_id, 3)
    [third] = sign_heads(database, LATER, tmp_path)
    assert [head.size for head in signed] == [2, 1]
    log = find(database, board_id)
    assert (third.log, third.size, third.root, third.key) == (log.key, 4, log.root.hex(), key)
    assert third.at == "2026-03-10T16:00:00Z"
    with database.reading() as session:
        assert find_newest_head(session, log) == third
        assert list_heads(session, log, 10) == [third, signed[1]]


def test_a_signature_covers_every_part_of_a_head(database: Database, tmp_path: Path) -> None:
    begin(database, tmp_path)
    [head] = sign_heads(database, NOW, tmp_path)
    assert head.verify()
    other = make_key(tmp_path).public
    for change in ({"log": "other00000"}, {"size": 2}, {"root": "ab" * 32}, {"at": "2026-03-10T15:00:01Z"}, {"key": other},
                   {"signature": "ab" * 64}):  # fmt: skip
        assert not replace(head, **change).verify()


def test_nothing_is_signed_before_the_ledger_has_begun(database: Database, tmp_path: Path) -> None:
    fill(database, None, 1)
    assert sign_heads(database, NOW, tmp_path) == []


def test_a_new_key_is_named_and_signed_by_the_one_before(database: Database, tmp_path: Path) -> None:
    first = begin(database, tmp_path)
    with database.writing.begin() as session:
        second = rotate_key(session, tmp_path, NOW)
        assert find_keys(session) == [first, second]
    entry = read_entry(read_bodies(database, None)[-1].encode())
    assert (entry.facts["key"], entry.facts["former"]) == (second, first)
    signature = bytes.fromhex(entry.facts["signature"])
    assert is_signed(first, signature, write_succession(entry.log, first, second))
    assert not is_signed(first, signature, write_succession(entry.log, first, first))
    [head] = sign_heads(database, NOW, tmp_path)
    assert head.key == second


def test_a_lost_key_is_told(database: Database, tmp_path: Path) -> None:
    first = begin(database, tmp_path)
    find_file(tmp_path, first).unlink()
    with pytest.raises(KeyMissing, match="is not at"):
        sign_heads(database, NOW, tmp_path)
    with database.writing() as session, pytest.raises(KeyMissing):
        rotate_key(session, tmp_path, NOW)
    with database.writing.begin() as session:
        rotate_key(session, tmp_path, NOW, lost=True)
    assert "signature" not in read_entry(read_bodies(database, None)[-1].encode()).facts


def test_another_key_in_the_place_of_a_key_is_refused(tmp_path: Path) -> None:
    one, other = make_key(tmp_path), make_key(tmp_path)
    assert load_key(tmp_path, one.public).sign(b"a") == one.sign(b"a")
    find_file(tmp_path, one.public).write_bytes(find_file(tmp_path, other.public).read_bytes())
    with pytest.raises(KeyMissing, match="another key"):
        load_key(tmp_path, one.public)
    find_file(tmp_path, one.public).write_text("nonsense")
    with pytest.raises(KeyMissing, match="holds no key"):
        load_key(tmp_path, one.public)


@pytest.mark.parametrize(
    "change",
    [{"size": "1"}, {"size": 0}, {"size": True}, {"size": 1.0}, {"root": "AB" * 32}, {"root": "ab" * 64}, {"key": 5},
     {"at": "yesterday"}, {"at": "2026-02-30T15:00:00Z"}, {"signature": "ab" * 32}, {"log": None}],
    ids=repr,
)  # fmt: skip
def test_what_is_no_head_is_refused(change: dict[str, object]) -> None:
    good = {"log": "logkey0000", "size": 1, "root": "ab" * 32, "at": "2026-03-10T15:00:00Z", "key": "cd" * 32,
            "signature": "ef" * 64}  # fmt: skip
    assert read_head(good).size == 1
    with pytest.raises(NotAHead):
        read_head({**good, **change})
    for value in (None, [], "head", {key: good[key] for key in ("log", "size")}):
        with pytest.raises(NotAHead):
            read_head(value)
