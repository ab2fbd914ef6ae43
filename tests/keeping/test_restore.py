"""What is no whole, unaltered backup of a known release is refused in one line, and nothing is changed by it."""

import gzip
import hashlib
import io
import json
import random
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from governance.db import Database, open_database
from governance.keeping import restore
from governance.keeping.archive import UnusableArchive
from governance.keeping.backup import write_backup
from governance.keeping.restore import NoRoom, NotEmpty, restore_backup
from tests.conftest import NOW
from tests.keeping.conftest import say_nothing

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def whole(sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of the demo board, as bytes."""
    file = tmp_path_factory.mktemp("whole") / "backup"
    database = open_database(f"sqlite:///{sqlite_templates['demo']}")
    write_backup(database, file, NOW, say_nothing)
    database.close()
    return file.read_bytes()


def unpack(data: bytes) -> Members:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}  # type: ignore[union-attr]


def pack(members: Members, *specials: tarfile.TarInfo, shape: int = tarfile.USTAR_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=shape) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for special in specials:
            archive.addfile(special)
    return packed.getvalue()


def change_row(data: bytes, table: str, change: Callable[[list[Any]], Any], *, number: int = 0) -> bytes:
    """The backup with one row changed and every sum made anew: as somebody who knows the format would forge it."""
    members = unpack(data)
    name = f"tables/{table}/000001.jsonl"
    lines = members[name].splitlines(keepends=True)
    lines[number] = json.dumps(change(json.loads(lines[number]))).encode() + b"\n"
    members[name] = b"".join(lines)
    return pack(sum_anew(members))


def sum_anew(members: Members) -> Members:
    sums = json.loads(members["checksums.json"])
    sums["header"] = hashlib.sha256(members["governance-backup.json"]).hexdigest()
    for table in sums["tables"]:
        parts = sorted(name for name in members if name.startswith(f"tables/{table}/"))
        sums["tables"][table] = hashlib.sha256(b"".join(members[name] for name in parts)).hexdigest()
    return {**members, "checksums.json": json.dumps(sums).encode()}


def change_header(data: bytes, change: Callable[[Any], object]) -> bytes:
    members = unpack(data)
    header = json.loads(members["governance-backup.json"])
    change(header)
    members["governance-backup.json"] = json.dumps(header).encode()
    return pack(sum_anew(members))


def find_column(data: bytes, table: str, column: str) -> int:
    header = json.loads(unpack(data)["governance-backup.json"])
    return list(next(found for found in header["tables"] if found["name"] == table)["columns"]).index(column)


def put(data: bytes, table: str, column: str, value: object) -> bytes:
    place = find_column(data, table, column)
    return change_row(data, table, lambda row: [*row[:place], value, *row[place + 1 :]])


def make_link(kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo("tables/board/000009.jsonl")
    info.type, info.linkname = kind, "/etc/passwd"
    return info


def swap(members: Members, one: str, other: str) -> Members:
    names = {one: other, other: one}
    return {name: members[names.get(name, name)] for name in members}


BOMB = gzip.compress(bytes(50_000_000))
SPOILED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda data: b"", "is not whole"),
    "text": (lambda data: b"a letter\n" * 99, "is not a backup of this portal"),
    "zeros": (lambda data: BOMB, "is not a backup of this portal"),
    "a plain tar": (gzip.decompress, "is not compressed by gzip"),
    "another archive": (lambda data: pack({"letter.txt": b"x"}), "holds a member that no backup holds"),
    "another's json": (lambda data: pack({"governance-backup.json": b"[]"}), "a note that is not JSON"),
    "half": (lambda data: data[: len(data) // 2], "is not whole"),
    "all but the end": (lambda data: data[:-9], "is not whole"),
    "more at the end": (lambda data: data + b"x", "compression does not hold"),
    "another archive behind": (lambda data: data + data, "holds more after its end"),
    "a link": (lambda data: pack(unpack(data), make_link(tarfile.SYMTYPE)), "holds a link"),
    "a hard link": (lambda data: pack({}, make_link(tarfile.LNKTYPE)), "holds a link"),
    "a device": (lambda data: pack({}, make_link(tarfile.CHRTYPE)), "holds a link"),
    "a way out": (lambda data: pack({"../../x": b""} | unpack(data)), "holds a member that no backup holds"),
    "a way out within": (lambda data: pack({"tables/../x.jsonl": b""}), "holds a member that no backup holds"),
    "an absolute path": (lambda data: pack(unpack(data) | {"/etc/passwd": b""}), "holds a member that no backup"),
    "a long name": (lambda data: pack({"x" * 300: b""}, shape=tarfile.GNU_FORMAT), "holds a link"),
    "a huge header": (lambda data: pack({"governance-backup.json": b" " * 2_000_000}), "larger than any"),
    "no sums": (lambda data: pack({n: d for n, d in unpack(data).items() if n != "checksums.json"}), "is not whole"),
    "a table twice": (lambda data: pack(unpack(data) | {"tables/board/000002.jsonl": b"[]\n"}), "more after its end"),
    "a changed row": (
        lambda data: pack({n: d.replace(b"Brindle", b"Bramble") for n, d in unpack(data).items()}),
        "was altered: the checksum of the table",
    ),
    "swapped tables": (
        lambda data: pack(swap(unpack(data), *(f"tables/{name}/000001.jsonl" for name in ("seat", "vote")))), "holds",
    ),
    "a row less": (
        lambda data: pack(
            {n: d.split(b"\n", 1)[1] if "/person/" in n else d for n, d in unpack(data).items()}
        ),
        "rows of the table person and says it holds",
    ),
    "a row more": (
        lambda data: pack({n: d + b"[]\n" if "/person/" in n else d for n, d in unpack(data).items()}),
        "holds more rows of the table person than it says",
    ),
    "half a row": (
        lambda data: pack({n: d[:-9] if "/person/" in n else d for n, d in unpack(data).items()}),
        "breaks off within a row of the table person",
    ),
    "a newer schema": (lambda data: change_header(data, lambda h: h.update(revision="9999")), "a newer one made it"),
    "a newer format": (lambda data: change_header(data, lambda h: h.update(version=2)), "a newer one must restore it"),
    "another format": (lambda data: change_header(data, lambda h: h.update(format="x")), "is not a backup"),
    "a header without tables": (lambda data: change_header(data, lambda h: h.pop("tables")), "a damaged header"),
    "a table of no name": (
        lambda data: change_header(data, lambda h: h["tables"][0].update(name='x"; DROP')), "a damaged header"
    ),
    "no moment": (lambda data: change_header(data, lambda h: h.update(made_at="noon")), "a damaged header"),
    "a negative count": (lambda data: change_header(data, lambda h: h["tables"][0].update(rows=-1)), "a damaged header"),
    "another's table": (
        lambda data: change_header(data, lambda h: h["tables"].append(
            {"name": "spy", "columns": {"id": "integer"}, "key": ["id"], "rows": 0, "last": 0}
        )),
        "was altered",
    ),
    "another's column": (
        lambda data: change_header(data, lambda h: h["tables"][0]["columns"].update(spy="text")),
        "does not hold the columns of the table",
    ),
    "another kind of column": (
        lambda data: change_header(data, lambda h: h["tables"][0]["columns"].update(id="text")),
        "does not hold the columns of the table",
    ),
}  # fmt: skip
SPOILED_ROWS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "deep nesting": (lambda data: change_row(data, "board", lambda row: row) and pack(sum_anew({
        n: b"[" * 200_000 + b"\n" if "/jurisdiction/" in n else d for n, d in unpack(data).items()
    })), "row 1 of the table jurisdiction is no list of values"),
    "a word for a number": (lambda data: put(data, "board", "id", "one"), "row 1 of the table board holds no integer"),
    "yes for a number": (lambda data: put(data, "board", "id", True), "holds no integer in its column id"),
    "a number out of range": (lambda data: put(data, "board", "id", 2**63), "holds no integer in its column id"),
    "a fraction": (lambda data: put(data, "board", "id", 1.0), "holds no integer in its column id"),
    "NUL in a text": (lambda data: put(data, "board", "name", "a\0b"), "holds no text in its column name"),
    "half a character": (lambda data: put(data, "board", "name", "\ud800"), "holds no text in its column name"),
    "a word for yes": (lambda data: put(data, "board", "published", 1), "holds no boolean in its column published"),
    "no moment in a row": (lambda data: put(data, "board", "entered_at", "today"), "holds no moment"),
    "an early moment": (lambda data: put(data, "board", "entered_at", "2026-01-01"), "holds no moment"),
    "another zone": (lambda data: put(data, "board", "entered_at", "2026-01-01T00:00:00+02:00"), "holds no moment"),
    "no day": (lambda data: put(data, "membership", "started_on", "2026-02-30"), "holds no day"),
    "a value too few": (lambda data: change_row(data, "board", lambda row: row[:-1]), "values, not"),
    "an object for a row": (lambda data: change_row(data, "board", lambda row: {}), "is no list of values"),
    "an empty name": (lambda data: put(data, "board", "name", None), "the database refuses a row of the table board"),
    "a word of no closed set": (lambda data: put(data, "board", "kind", "council"), "refuses a row of the table board"),
    "a row of no board": (lambda data: put(data, "board", "jurisdiction_id", 4711), "is not sound: a row of the table board"),
    "a row twice": (lambda data: put(data, "person", "id", 2), "the database refuses a row of the table person"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "name"),
    [("sqlite", name) for name in SPOILED | SPOILED_ROWS] + [("postgresql", name) for name in SPOILED_ROWS],
)
def test_a_spoiled_backup_is_refused_and_leaves_nothing(
    whole: bytes, make_empty_url: Callable[[str], str], tmp_path: Path, engine: str, name: str
) -> None:
    spoil, words = (SPOILED | SPOILED_ROWS)[name]
    file = tmp_path / "spoiled"
    file.write_bytes(spoil(whole))
    url = make_empty_url(engine)
    with pytest.raises(UnusableArchive, match=re.escape(words)) as raised:
        restore_backup(url, file, NOW, say_nothing)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300
    assert sorted(path.name for path in tmp_path.iterdir()) == ["spoiled"]
    if engine == "postgresql":
        assert list_tables(url) == []


def list_tables(url: str) -> list[str]:
    database = open_database(url)
    with database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    database.close()
    return tables


def test_what_only_the_whole_reading_shows_is_found_before_anything_is_touched(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "spoiled"
    file.write_bytes(SPOILED["a changed row"][0](whole))
    monkeypatch.setattr(restore, "make_engine", None)
    with pytest.raises(UnusableArchive):
        restore_backup(f"sqlite:///{tmp_path}/restored.sqlite", file, NOW, say_nothing)


def test_a_backup_with_any_byte_changed_is_restored_as_it_was_or_refused(
    whole: bytes, tmp_path: Path, soak_factor: int
) -> None:
    """Bytes that carry nothing (the moment in gzip's head, say) may change; no other content may come of it."""
    chance = random.Random(4)
    lines = [data for name, data in unpack(whole).items() if name.startswith("tables/")]
    for _ in range(60 * soak_factor):
        place = chance.randrange(len(whole))
        spoiled = whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
        try:
            restore.check_archive(io.BytesIO(spoiled), say_nothing)
        except UnusableArchive:
            continue
        assert [data for name, data in unpack(spoiled).items() if name.startswith("tables/")] == lines


def test_any_shortened_backup_is_refused(whole: bytes, soak_factor: int) -> None:
    chance = random.Random(5)
    for length in [*(chance.randrange(len(whole)) for _ in range(40 * soak_factor)), len(whole) - 1]:
        with pytest.raises(UnusableArchive):
            restore.check_archive(io.BytesIO(whole[:length]), say_nothing)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("failing", ["check", "upgrade"])
def test_whatever_fails_at_the_end_leaves_the_database_empty(
    whole: bytes, make_empty_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str,
    failing: str,
) -> None:  # fmt: skip
    class NotSound(Exception):
        pass

    def refuse(*_: object) -> None:
        raise NotSound

    file, url = tmp_path / "backup", make_empty_url(engine)
    file.write_bytes(whole)
    if failing == "upgrade":
        monkeypatch.setattr(restore, "outrun_kept_pages", refuse)
    with pytest.raises(NotSound):
        restore_backup(url, file, NOW, say_nothing, checks=(refuse,))
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
    if engine == "postgresql":
        assert list_tables(url) == []
    monkeypatch.undo()
    restore_backup(url, file, NOW, say_nothing)
    assert "board" in list_tables(url)


def test_a_database_that_holds_anything_is_refused_before_the_backup_is_read(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    file.write_bytes(b"")
    url = database.engine.url.render_as_string(hide_password=False)
    before = list_tables(url)
    with pytest.raises(NotEmpty):
        restore_backup(url, file, NOW, say_nothing)
    assert list_tables(url) == before


def test_an_empty_file_gives_way_and_one_that_came_meanwhile_does_not(whole: bytes, tmp_path: Path) -> None:
    file, target = tmp_path / "backup", tmp_path / "restored.sqlite"
    file.write_bytes(whole)
    target.touch()
    restore_backup(f"sqlite:///{target}", file, NOW, say_nothing)
    assert "board" in list_tables(f"sqlite:///{target}")
    late = tmp_path / "late.sqlite"
    with pytest.raises(FileExistsError):
        restore_backup(f"sqlite:///{late}", file, NOW, say_nothing, checks=(lambda *_: late.write_text("x") and None,))
    assert late.read_text() == "x"


def test_a_disk_without_room_is_told_before_anything_is_written(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup"
    file.write_bytes(whole)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    with pytest.raises(NoRoom, match="0 MB are free"):
        restore_backup(f"sqlite:///{tmp_path}/restored.sqlite", file, NOW, say_nothing)
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]
