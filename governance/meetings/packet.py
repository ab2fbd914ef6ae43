"""A meeting's packet: every paper of its agenda in one archive, with a list of what is in it.

The same papers make the same bytes: the archive holds no moment of its making and no order but the agenda's. It is
built in a file of its own before it is sent, so that a reader's machine can open it whatever program it has.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO

from governance.db import Database
from governance.documents.names import clean_name
from governance.documents.queries import DocumentFact, VersionFact
from governance.documents.serving import read_all

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The moment that every file in the archive bears: the earliest that the format has."""
IN_MEMORY = 4 << 20
BLOCK = 1 << 18
LONGEST_STEM = 80


@dataclass(frozen=True, slots=True)
class PacketFile:
    """One file of a packet: its name there, and the version that it holds."""

    name: str
    title: str
    version: VersionFact


def list_files(papers: Mapping[int, DocumentFact], items: Sequence[tuple[str, Sequence[int]]]) -> list[PacketFile]:
    """The newest version of each paper, in the agenda's order. items: an item's number and its papers' row numbers.

    One that is withdrawn stays on the list, so that its reason is told; a paper of two items comes once.
    """
    files: list[PacketFile] = []
    seen: set[int] = set()
    for place, (_number, ids) in enumerate(items, 1):
        for position, paper_id in enumerate(ids, 1):
            paper = papers.get(paper_id)
            if paper is None or paper_id in seen:
                continue
            seen.add(paper_id)
            ending = paper.newest.name.rpartition(".")[2]
            stem = clean_name(paper.title)[:LONGEST_STEM].rstrip(". ") or "document"
            files.append(PacketFile(f"{place:03}-{position:02} {stem}.{ending}", paper.title, paper.newest))
    return files


def compute_mark(files: Sequence[PacketFile], contents: str) -> str:
    """What the archive's bytes depend on, as one hash."""
    parts = [contents, *(f"{file.name}\0{file.version.digest}\0{file.version.is_readable}" for file in files)]
    return sha256("\0".join(parts).encode()).hexdigest()


def write_packet(database: Database, files: Sequence[PacketFile], contents: str) -> IO[bytes]:
    """The archive, from its start, in a file that is gone once it is closed. contents: the list of what is in it."""
    output: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # whoever sends it closes it
    try:
        with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
            add(archive, "contents.txt", iter([contents.encode()]), len(contents.encode()))
            for file in files:
                if file.version.is_readable:
                    add(archive, file.name, read_all(database, file.version), file.version.size)
    except BaseException:
        output.close()
        raise
    output.seek(0)
    return output


def add(archive: zipfile.ZipFile, name: str, parts: Iterator[bytes], size: int) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.file_size = size
    entry.create_system = 3  # the same wherever the portal runs
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w") as target:
        for part in parts:
            target.write(part)


def read_blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The file's bytes; it is closed with the last of them, or when nobody wants more."""
    with file:
        while block := file.read(BLOCK):
            yield block
