"""What kind of paper some bytes are, by the bytes themselves: neither the name nor the browser is believed.

Only kinds are known that a reader's machine opens without running anything: no page, no drawing that can hold a script, no
office file with macros, no office file of the kind before 2007, which cannot be told from one with macros without
reading it whole. (The libraries that guess a kind fall back on the name for office files, and so cannot serve here.)
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

HEAD_BYTES = 1024
TAIL_BYTES = 4096
MOST_ENTRIES = 20_000
"""How many files an office file may hold."""

OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OFFICE_OPEN = "application/vnd.openxmlformats-officedocument."
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class KindRefusal(StrEnum):
    """Why bytes are taken for no paper."""

    EMPTY = "empty"
    UNKNOWN_KIND = "unknown_kind"
    OLD_OFFICE = "old_office"
    MACROS = "macros"
    SPOILED = "spoiled"
    NAME_SAYS_OTHERWISE = "name_says_otherwise"


class KindRefused(Exception):
    """Bytes that are not kept. found: the kind that they are, by its ending, where that is known."""

    def __init__(self, refusal: KindRefusal, found: str = "") -> None:
        super().__init__(f"{refusal}: {found}" if found else refusal)
        self.refusal, self.found = refusal, found


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: the endings that its name may have, the first of them usual, and its media type."""

    endings: tuple[str, ...]
    media_type: str
    in_place: bool = False
    """Whether a page may show it as a picture."""


PDF = Kind(("pdf",), "application/pdf")
PNG = Kind(("png",), "image/png", in_place=True)
JPEG = Kind(("jpg", "jpeg"), "image/jpeg", in_place=True)
GIF = Kind(("gif",), "image/gif", in_place=True)
WEBP = Kind(("webp",), "image/webp", in_place=True)
TEXT = Kind(("txt", "csv", "md"), "text/plain; charset=utf-8")
OFFICE = {
    "word/": Kind(("docx",), f"{OFFICE_OPEN}wordprocessingml.document"),
    "xl/": Kind(("xlsx",), f"{OFFICE_OPEN}spreadsheetml.sheet"),
    "ppt/": Kind(("pptx",), f"{OFFICE_OPEN}presentationml.presentation"),
}
OPEN = {
    f"{OPEN_DOCUMENT}text": Kind(("odt",), f"{OPEN_DOCUMENT}text"),
    f"{OPEN_DOCUMENT}spreadsheet": Kind(("ods",), f"{OPEN_DOCUMENT}spreadsheet"),
    f"{OPEN_DOCUMENT}presentation": Kind(("odp",), f"{OPEN_DOCUMENT}presentation"),
}
KINDS = (PDF, *OFFICE.values(), *OPEN.values(), PNG, JPEG, GIF, WEBP, TEXT)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)
LISTED_ENDINGS = ", ".join(ENDINGS)
"""What a file's name may end with, as a reader is told."""


def find_kind(stream: BinaryIO, size: int) -> Kind:
    """The kind of a file by its content. Leaves the stream at its start. Raises KindRefused."""
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    stream.seek(max(0, size - TAIL_BYTES))
    tail = stream.read(TAIL_BYTES)
    stream.seek(0)
    if not head:
        raise KindRefused(KindRefusal.EMPTY)
    try:
        for signature, read in SIGNATURES:
            if head.startswith(signature):
                return read(stream, head, tail)
        return read_text(stream)
    finally:
        stream.seek(0)


def check_name(kind: Kind, name: str) -> None:
    """Raises KindRefused where the ending of a file's name says another kind than its content."""
    if name.rpartition(".")[2].lower() not in kind.endings:
        raise KindRefused(KindRefusal.NAME_SAYS_OTHERWISE, kind.endings[0])


def read_pdf(stream: BinaryIO, head: bytes, tail: bytes) -> Kind:
    if b"%%EOF" not in tail:
        raise KindRefused(KindRefusal.SPOILED, "pdf")
    return PDF


def read_png(stream: BinaryIO, head: bytes, tail: bytes) -> Kind:
    if b"IEND" not in tail:
        raise KindRefused(KindRefusal.SPOILED, "png")
    return PNG


def read_jpeg(stream: BinaryIO, head: bytes, tail: bytes) -> Kind:
    if b"\xff\xd9" not in tail:
        raise KindRefused(KindRefusal.SPOILED, "jpg")
    return JPEG


def read_gif(stream: BinaryIO, head: bytes, tail: bytes) -> Kind:
    if not tail.rstrip(b"\0").endswith(b";"):
        raise KindRefused(KindRefusal.SPOILED, "gif")
    return GIF


def read_riff(stream: BinaryIO, head: bytes, tail: bytes) -> Kind:
    if head[8:12] != b"WEBP":
        raise KindRefused(KindRefusal.UNKNOWN_KIND)
    size = stream.seek(0, 2)
    if int.from_bytes(head[4:8], "little") + 8 > size:
        raise KindRefused(KindRefusal.SPOILED, "webp")
    return WEBP


def read_old_office(stream: BinaryIO, head: bytes, tail: bytes) -> Kind:
    raise KindRefused(KindRefusal.OLD_OFFICE)


def read_zip(stream: BinaryIO, head: bytes, tail: bytes) -> Kind:
    """The office file that an archive is. Only its list of names and one short entry are read, never what it unpacks to."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if len(names) > MOST_ENTRIES:
                raise KindRefused(KindRefusal.UNKNOWN_KIND)
            kind = find_office_kind(names) or find_open_kind(archive, names)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        raise KindRefused(KindRefusal.SPOILED) from None
    if kind is None:
        raise KindRefused(KindRefusal.UNKNOWN_KIND)
    if any(is_macro(name) for name in names):
        raise KindRefused(KindRefusal.MACROS, kind.endings[0])
    return kind


def find_office_kind(names: list[str]) -> Kind | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), None)


def find_open_kind(archive: zipfile.ZipFile, names: list[str]) -> Kind | None:
    if "mimetype" not in names or "content.xml" not in names or archive.getinfo("mimetype").file_size > HEAD_BYTES:
        return None
    return OPEN.get(archive.read("mimetype").decode("ascii", "replace").strip())


def is_macro(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith(("vbaproject.bin", "vbadata.xml")) or lowered.startswith(("basic/", "scripts/"))


def read_text(stream: BinaryIO) -> Kind:
    """Plain text is what decodes whole, has no control characters and does not begin as a page or a drawing does."""
    stream.seek(0)
    begun = False
    pending = b""
    while chunk := stream.read(1 << 20):
        data = pending + chunk
        text, pending = decode_part(data)
        if not begun and text.strip("\ufeff \t\r\n"):
            begun = True
            if text.lstrip("\ufeff \t\r\n").startswith("<"):
                raise KindRefused(KindRefusal.UNKNOWN_KIND)
        if any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in set(text)):
            raise KindRefused(KindRefusal.UNKNOWN_KIND)
    if pending or not begun:
        raise KindRefused(KindRefusal.UNKNOWN_KIND if pending else KindRefusal.EMPTY)
    return TEXT


def decode_part(data: bytes) -> tuple[str, bytes]:
    """The text of some bytes, and those at their end that begin a letter which comes with the next part."""
    try:
        return data.decode(), b""
    except UnicodeDecodeError as error:
        if error.end >= len(data) and len(data) - error.start < 4 and error.reason == "unexpected end of data":
            return data[: error.start].decode(), data[error.start :]
        raise KindRefused(KindRefusal.UNKNOWN_KIND) from None


Reader = Callable[[BinaryIO, bytes, bytes], Kind]
SIGNATURES: tuple[tuple[bytes, Reader], ...] = (
    (b"%PDF-", read_pdf),
    (b"\x89PNG\r\n\x1a\n", read_png),
    (b"\xff\xd8\xff", read_jpeg),
    (b"GIF87a", read_gif),
    (b"GIF89a", read_gif),
    (b"RIFF", read_riff),
    (OLD_OFFICE, read_old_office),
    (b"PK\x03\x04", read_zip),
)
