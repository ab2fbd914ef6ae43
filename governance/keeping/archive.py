"""The form of a backup: a gzip-compressed tar archive that says first what it holds and last by which sums to check it.

    governance-backup.json      the header: format, release, schema revision, moment, each table with columns and rows
    tables/NAME/000001.jsonl    the rows of a table, one JSON list a line, in parts of about a mebibyte
    checksums.json              SHA-256 of the header and of each table's lines

Written and read in one pass and in little memory. A reader takes nothing else: no other member, no link, no path.
"""

import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from governance.keeping.tables import TableShape
from governance.keeping.values import LONGEST_LINE

FORMAT = "governance-backup"
VERSION = 1
HEADER, CHECKSUMS = "governance-backup.json", "checksums.json"
PART_BYTES = 1 << 20
LARGEST_NOTE = 1 << 20
"""Bytes of the largest header or list of checksums that is read."""

PART = re.compile(r"tables/([a-z][a-z0-9_]*)/(\d{6,9})\.jsonl")
NAME = re.compile(r"[a-z][a-z0-9_]*")
EFFORT = 6
"""How hard gzip tries, from 1 to 9."""
BLOCK = tarfile.BLOCKSIZE
NO_MEMBER = ("", b"")


class UnusableArchive(Exception):
    """A file that is no whole and unaltered backup. Its text says why, in one line."""


@dataclass(frozen=True)
class TableNote:
    """What the header says of a table. last: the highest number that the database ever gave a row, or None."""

    shape: TableShape
    rows: int
    last: int | None


@dataclass(frozen=True)
class Header:
    """What a backup says of itself. made_at is UTC in ISO form; tables are in the order in which they follow.

    left_out: the tables ("table") and columns ("table.column") that it does not hold.
    """

    release: str
    revision: str
    made_at: str
    tables: tuple[TableNote, ...]
    left_out: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def write_header(header: Header) -> bytes:
    value = {
        "format": FORMAT,
        "version": VERSION,
        "release": header.release,
        "revision": header.revision,
        "made_at": header.made_at,
        "tables": [
            {
                "name": table.shape.name, "columns": table.shape.columns, "key": table.shape.key, "rows": table.rows,
                "last": table.last,
            }
            for table in header.tables
        ],
        "left_out": header.left_out,
    }  # fmt: skip
    return json.dumps(value, indent=1).encode()


def read_header(data: bytes) -> Header:
    """The header that its bytes hold. Raises UnusableArchive."""
    value = read_note(data)
    if value.get("format") != FORMAT:
        raise UnusableArchive("is not a backup of this portal")
    if value.get("version") != VERSION:
        raise UnusableArchive("was made by a release that this one does not know: a newer one must restore it")
    try:
        tables = tuple(read_table_note(table) for table in take(value, "tables", list))
        header = Header(
            take(value, "release", str), take(value, "revision", str), take(value, "made_at", str), tables,
            tuple(str(name) for name in take(value, "left_out", list)),
        )  # fmt: skip
        if datetime.fromisoformat(header.made_at).utcoffset() is None:
            raise TypeError
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnusableArchive("has a damaged header") from None
    if len({table.shape.name for table in tables}) != len(tables):
        raise UnusableArchive("has a damaged header")
    return header


def read_table_note(value: Any) -> TableNote:
    columns = take(value, "columns", dict)
    name, rows, last = take(value, "name", str), take(value, "rows", int), value["last"]
    names = (name, *columns, *take(value, "key", list))
    if not all(isinstance(part, str) and NAME.fullmatch(part) for part in names) or rows < 0:
        raise TypeError
    if last is not None and (type(last) is not int or not 0 <= last < 1 << 63):
        raise TypeError
    return TableNote(TableShape(name, columns, tuple(value["key"])), rows, last)


def take(value: Any, name: str, kind: type) -> Any:
    if type(value[name]) is not kind:
        raise TypeError(name)
    return value[name]


def read_note(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise UnusableArchive("holds a note that is not JSON")
    return value


class ArchiveWriter:
    """Writes a backup into an open file: the header at once, then each table's lines, then the checksums."""

    def __init__(self, file: IO[bytes], header: Header, moment: float) -> None:
        self.moment = moment
        self.packed = gzip.GzipFile("", "wb", compresslevel=EFFORT, fileobj=file, mtime=moment)
        self.header = write_header(header)
        self.sums: dict[str, str] = {}
        self.add(HEADER, self.header)

    def add(self, name: str, data: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = len(data), int(self.moment), 0o600
        self.packed.write(info.tobuf(tarfile.USTAR_FORMAT))
        self.packed.write(data)
        self.packed.write(bytes(-len(data) % BLOCK))

    def add_table(self, name: str, lines: Iterator[bytes]) -> int:
        """Write a table's lines, and answer how many they were."""
        digest, part, number, count = hashlib.sha256(), io.BytesIO(), 0, 0
        for line in lines:
            digest.update(line)
            part.write(line)
            count += 1
            if part.tell() >= PART_BYTES:
                number += 1
                self.add(f"tables/{name}/{number:06}.jsonl", part.getvalue())
                part = io.BytesIO()
        if part.tell():
            self.add(f"tables/{name}/{number + 1:06}.jsonl", part.getvalue())
        self.sums[name] = digest.hexdigest()
        return count

    def finish(self) -> None:
        sums = {"header": hashlib.sha256(self.header).hexdigest(), "tables": self.sums}
        self.add(CHECKSUMS, json.dumps(sums, indent=1).encode())
        self.packed.write(bytes(2 * BLOCK))
        self.packed.close()


def read_archive(file: IO[bytes]) -> tuple[Header, Iterator[tuple[TableNote, bytes]]]:
    """The header of a backup, and then every line with its table, in order.

    The lines are whole and unaltered only once the last of them was read without UnusableArchive.
    """
    members = read_members(file)
    name, data = next(members, ("", b""))
    if name != HEADER:
        raise UnusableArchive("is not a backup of this portal")
    header = read_header(data)
    return header, read_lines(header, hashlib.sha256(data).hexdigest(), members)


def read_lines(
    header: Header, header_sum: str, members: Iterator[tuple[str, bytes]]
) -> Iterator[tuple[TableNote, bytes]]:
    digests = {table.shape.name: hashlib.sha256() for table in header.tables}
    name, data = next(members, NO_MEMBER)
    for table in header.tables:
        count = part = 0
        while (found := PART.fullmatch(name)) and found[1] == table.shape.name:
            part += 1
            if int(found[2]) != part:
                raise UnusableArchive(f"has the parts of the table {table.shape.name} out of order")
            digests[table.shape.name].update(data)
            if not data.endswith(b"\n"):
                raise UnusableArchive(f"breaks off within a row of the table {table.shape.name}")
            for line in io.BytesIO(data):
                count += 1
                if count > table.rows:
                    raise UnusableArchive(f"holds more rows of the table {table.shape.name} than it says")
                yield table, line
            name, data = next(members, NO_MEMBER)
        if count != table.rows:
            raise UnusableArchive(
                f"holds {count} rows of the table {table.shape.name} and says it holds {table.rows}: it was altered"
            )
    if name != CHECKSUMS:
        raise UnusableArchive("is not whole, or holds what no backup holds")
    sums = read_note(data)
    if next(members, None) is not None:
        raise UnusableArchive("holds more after its end")
    ours = {name: digest.hexdigest() for name, digest in digests.items()}
    if sums != {"header": header_sum, "tables": ours}:
        theirs = sums.get("tables")
        differing = [name for name in ours if not isinstance(theirs, dict) or theirs.get(name) != ours[name]]
        place = f"the table {differing[0]}" if differing else "its header"
        raise UnusableArchive(f"was altered: the checksum of {place} is another")


def read_members(file: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each member.

    Raises UnusableArchive for anything but plain members of the known names and sizes, and for what is not whole.
    """
    packed = gzip.GzipFile(fileobj=file, mode="rb")
    try:
        while any(block := read_exactly(packed, BLOCK)):
            info = tarfile.TarInfo.frombuf(block, "ascii", "strict")
            if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
                raise UnusableArchive("holds a link or another special member, which no backup does")
            if info.name not in (HEADER, CHECKSUMS) and not PART.fullmatch(info.name):
                raise UnusableArchive("holds a member that no backup holds")
            if not 0 <= info.size <= (PART_BYTES + LONGEST_LINE if info.name.startswith("tables/") else LARGEST_NOTE):
                raise UnusableArchive("holds a member that is larger than any in a backup")
            data = read_exactly(packed, info.size)
            read_exactly(packed, -info.size % BLOCK)
            yield info.name, data
        while rest := packed.read(BLOCK):
            if any(rest):
                raise UnusableArchive("holds more after its end")
    except gzip.BadGzipFile as error:
        if "Not a gzipped file" in str(error) and file.tell() <= io.DEFAULT_BUFFER_SIZE:
            raise UnusableArchive("is not a backup of this portal: it is not compressed by gzip") from None
        raise UnusableArchive("is damaged: its compression does not hold") from None
    except (EOFError, tarfile.TarError, zlib.error, UnicodeError, ValueError):
        raise UnusableArchive("is not whole: it was cut off or damaged") from None


def read_exactly(packed: gzip.GzipFile, size: int) -> bytes:
    data = packed.read(size)
    if len(data) < size:
        raise EOFError
    return data
