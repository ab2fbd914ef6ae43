"""Opening files, folders and archives of other systems, which may hold anything."""

import gc
import gzip
import hashlib
import io
import json
import os
import stat
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.exchange.files import Limits, UnusableSource, open_source

USUAL = Limits()
SMALL = Limits(file_bytes=1000, total_bytes=30_000, files=5, nesting=10)
COMPRESSIONS = {"": "w:", ".gz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}


def make_tar(path: Path, members: Iterable[tuple[str, bytes]], mode: str = "w:") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def make_member(name: str, **fields: Any) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(member, field, value)
    return member


def read_all(path: Path, suffixes: tuple[str, ...] = (), limits: Limits = USUAL) -> list[tuple[str, bytes]]:
    return [(file.place, file.data) for file in open_source(path, suffixes, limits)]


def refuse(path: Path, *suffixes: str, limits: Limits = USUAL) -> str:
    """The refusal of a source, which never shows where on this machine it stands."""
    with pytest.raises(UnusableSource) as caught:
        read_all(path, suffixes, limits)
    assert str(path.parent) not in str(caught.value)
    return str(caught.value)


# Where files come from


def test_a_file_that_was_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "boards.dat"
    path.write_bytes(b"{}")
    source = open_source(path, (".json",))
    assert [(file.place, file.read_json()) for file in source] == [("boards.dat", {})]
    assert source.digest == hashlib.sha256(b"{}").hexdigest()
    assert source.position == source.size == 2


def test_a_folder_is_read_by_name_with_all_that_is_in_it(tmp_path: Path) -> None:
    for name in ("b.json", "a/z.json", "a/B.JSON", "a/notes.txt", ".hidden.json", ".git/c.json", "__MACOSX/d.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    source = open_source(tmp_path, (".json",))
    assert [file.place for file in source] == ["a/B.JSON", "a/z.json", "b.json"]
    assert source.left_out == 1
    lines = "".join(
        f"{hashlib.sha256(place.encode()).hexdigest()}  {place}\n" for place in ("a/B.JSON", "a/z.json", "b.json")
    )
    assert source.digest == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("ending", COMPRESSIONS)
def test_an_archive_gives_the_same_files_and_the_same_digest_as_its_folder(tmp_path: Path, ending: str) -> None:
    members = [("a/x.json", b"[1]"), ("b.json", b"[2]" * 9000), ("c.json", b"")]
    folder = tmp_path / "folder"
    (folder / "a").mkdir(parents=True)
    for name, data in members:
        (folder / name).write_bytes(data)
    path = make_tar(
        tmp_path / f"all.tar{ending}", [*members, ("._b.json", b"x"), ("read.me", b"x")], COMPRESSIONS[ending]
    )
    source = open_source(path, (".json",))
    assert [(file.place, file.data) for file in source] == members
    from_folder = open_source(folder, (".json",))
    assert [(file.place, file.data) for file in from_folder] == members
    assert source.digest == from_folder.digest
    assert source.position == source.size == path.stat().st_size


def test_an_archive_is_told_by_what_it_holds_not_by_its_name(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "records.json", [("a.json", b"[1]")], "w:xz")
    assert read_all(path) == [("a.json", b"[1]")]


def test_a_zip_archive_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("a")
        archive.writestr("a/x.json", "[1]")
        archive.writestr(".y.json", "[2]")
    assert read_all(path) == [("a/x.json", b"[1]")]


def test_members_come_one_at_a_time(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "all.tar", [("a.json", b"[1]"), ("../b.json", b"[2]")])
    files = iter(open_source(path))
    assert next(files).place == "a.json"
    with pytest.raises(UnusableSource, match="outside"):
        next(files)


def test_a_large_archive_does_not_pile_up_in_memory(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "all.tar", [(f"{number}.json", b"[1]") for number in range(100)])
    for number, _ in enumerate(open_source(path)):
        if number % 20 < 19:
            continue  # to look through everything in memory takes long
        headers = sum(isinstance(found, tarfile.TarInfo) for found in gc.get_objects())
        assert headers < 10


# What is refused of places


def test_what_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnusableSource, match=r"^none\.json: does not exist$"):
        open_source(tmp_path / "none.json")
    with pytest.raises(UnusableSource, match="not a path"):
        open_source(tmp_path / "a\0b")
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(UnusableSource, match="cannot be read"):
        open_source(tmp_path / "a" / "b.json")


@pytest.mark.skipif(os.name == "nt", reason="no such files on Windows")
def test_links_and_devices_in_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"[]")
    (tmp_path / "b.json").symlink_to("a.json")
    assert refuse(tmp_path) == "b.json: is a link, a device or another special file, not a plain file"
    (tmp_path / "b.json").unlink()
    os.mkfifo(tmp_path / "c.json")
    assert refuse(tmp_path).startswith("c.json: is a link")
    assert refuse(tmp_path / "c.json") == "c.json: is not a plain file"


def test_nothing_to_read_is_refused(tmp_path: Path) -> None:
    assert refuse(tmp_path, ".json", ".csv").endswith("holds no .json or .csv file")
    assert refuse(make_tar(tmp_path / "a.tar", [("b.txt", b"x")]), ".json") == "a.tar: holds no .json file"
    (tmp_path / "b.tar").write_bytes(b"")
    assert refuse(tmp_path / "b.tar") == "b.tar: is empty"


def test_more_than_the_limits_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"x" * 1001)
    assert refuse(tmp_path / "a.json", limits=SMALL) == "a.json: is larger than 1000 bytes"
    assert refuse(make_tar(tmp_path / "a.tar", [("b", b"x" * 1001)]), limits=SMALL).endswith(
        "b: is larger than 1000 bytes"
    )
    assert "more than 5 members" in refuse(
        make_tar(tmp_path / "b.tar", [(f"{n}", b"") for n in range(6)]), limits=SMALL
    )
    roomy = replace(SMALL, file_bytes=10_000)
    bomb = make_tar(tmp_path / "c.tar.xz", [(f"{n}", b"\0" * 9000) for n in range(4)], "w:xz")
    assert bomb.stat().st_size < 500
    assert refuse(bomb, limits=roomy) == "c.tar.xz: unpacks to more than 30000 bytes"
    with zipfile.ZipFile(tmp_path / "d.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big", b"\0" * 100_000)
    assert refuse(tmp_path / "d.zip", limits=SMALL).endswith("big: is larger than 1000 bytes")
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(5):
        (folder / str(number)).write_bytes(b"x" * 800)
    assert "more than 3000 bytes" in refuse(folder, limits=replace(SMALL, total_bytes=3000))
    (folder / "5").write_bytes(b"")
    assert "more than 5 files" in refuse(folder, limits=SMALL)


def test_what_is_skipped_in_a_packed_archive_counts_as_unpacked(tmp_path: Path) -> None:
    bomb = make_tar(tmp_path / "a.tar.gz", [("skipped.bin", b"\0" * 100_000), ("b.json", b"[]")], "w:gz")
    assert refuse(bomb, ".json", limits=SMALL) == "a.tar.gz: unpacks to more than 30000 bytes"


@pytest.mark.parametrize("name", ["/etc/a", "../a", "a/../../b", "..", "C:/a", "\\a", "a\\..\\b", "C:a/../b"])
def test_members_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert "leads outside" in refuse(make_tar(tmp_path / "a.tar", [(name, b"x")]))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(name, "x")
    assert "leads outside" in refuse(tmp_path / "b.zip")


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_members_that_are_no_plain_files_are_refused(tmp_path: Path, kind: bytes) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        archive.addfile(make_member("a.json", type=kind, linkname="b.json"))
    assert refuse(path) == "a.tar/a.json: is a link, a device or another special member, not a plain file"


def test_links_in_a_zip_archive_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refuse(tmp_path / "a.zip")


def test_a_member_that_comes_twice_is_refused(tmp_path: Path) -> None:
    assert refuse(make_tar(tmp_path / "a.tar", [("b", b"1"), ("./b", b"2")])) == "a.tar/b: is in the archive twice"


@pytest.mark.parametrize("ending", COMPRESSIONS)
def test_an_archive_that_was_cut_off_is_refused_wherever_the_cut_is(tmp_path: Path, ending: str) -> None:
    whole = make_tar(
        tmp_path / "a", [(f"{n}.json", bytes([n]) * 700) for n in range(4)], COMPRESSIONS[ending]
    ).read_bytes()
    end_of_members = 4 * (512 + 1024)
    for cut in range(600, end_of_members + 512, 500) if not ending else range(len(whole) // 2, len(whole), 7):
        path = tmp_path / f"b.tar{ending}"
        path.write_bytes(whole[:cut])
        assert "is not a whole tar archive" in refuse(path), cut


def test_a_damaged_header_is_no_end(tmp_path: Path) -> None:
    data = bytearray(make_tar(tmp_path / "a.tar", [("a", b"x"), ("b", b"x")]).read_bytes())
    data[1024:1034] = b"\xff" * 10
    (tmp_path / "a.tar").write_bytes(data)
    assert "a header is damaged" in refuse(tmp_path / "a.tar")


def test_an_archive_behind_an_archive_is_not_passed_over(tmp_path: Path) -> None:
    one = make_tar(tmp_path / "a", [("a", b"x")]).read_bytes()
    for index, data in enumerate((one + one, one[:2048] + one)):
        path = tmp_path / f"{index}.tar"
        path.write_bytes(data)
        assert "more after the end" in refuse(path)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz", "a.TGZ", "a.zip"])
def test_what_is_only_named_an_archive_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<!DOCTYPE html><p>Not found" * 40)
    assert refuse(tmp_path / name) == f"{name}: is named as an archive, but is none"


def test_packed_data_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b'{"a": 1}' * 200))
    assert "is not a whole tar archive" in refuse(tmp_path / "a.json.gz")
    (tmp_path / "b.tar.xz").write_bytes(b"\xfd7zXZ\x00" + b"?" * 600)
    assert "is not a whole tar archive" in refuse(tmp_path / "b.tar.xz")
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04" + b"?" * 600)
    assert "is not a whole ZIP archive" in refuse(tmp_path / "c.zip")


def test_an_office_document_is_no_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "seats.csv", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/a.csv", "x")
    assert "is an office document" in refuse(tmp_path / "seats.csv")


def test_headers_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    header = make_member("a", type=tarfile.XHDTYPE, size=2**30).tobuf()
    path.write_bytes(header + b"\0" * 4096)
    assert "size is out of range" in refuse(path)
    names = make_member("a", type=tarfile.GNUTYPE_LONGNAME, size=2).tobuf() + b"b\0" + b"\0" * 510
    path.write_bytes(names * 3000)
    assert "is not a whole tar archive" in refuse(path)


def test_names_that_no_text_can_hold_are_written_out(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "a.tar", [("b\udcff\x1b[1m.json", b"x" * 2000)])
    assert "a.tar/b\\udcff\\x1b[1m.json: is larger" in refuse(path, limits=SMALL)


@given(st.sampled_from(["tar", "gz", "bz2", "xz", "zip"]), st.data())
def test_spoiled_archives_are_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("spoiled") / "a"
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.json", "[1]" * 50)
            archive.writestr("b.json", "[2]")
    else:
        make_tar(path, [("a.json", b"[1]" * 200), ("b" * 120, b"[2]")], f"w:{kind.replace('tar', '')}")
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        read_all(path, limits=Limits(file_bytes=10_000, total_bytes=100_000))
    except UnusableSource as error:
        assert error.place.startswith("a")  # noqa: PT017  # being read is as right as being refused


@pytest.mark.real_data
def test_a_real_archive_comes_out_as_plain_tools_read_it(real_data: Path) -> None:
    path = real_data / "nyc_legistar" / "scale_events_2014_2021.tar.xz"
    source = open_source(path, (".json",))
    read = {file.place: file.read_json() for file in source}
    with tarfile.open(path, "r|xz") as archive:
        plain = {
            member.name.removeprefix("./"): json.loads(opened.read())
            for member in archive
            if member.name.endswith(".json") and (opened := archive.extractfile(member))
        }
    assert len(read) == 5229
    assert read == plain
