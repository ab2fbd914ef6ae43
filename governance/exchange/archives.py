"""Reading tar and ZIP archives one member at a time, taking nothing that could reach outside or fill the memory.

Members are never written to a disk. What is unpacked is counted while it is unpacked, so that an archive that swells
is refused at the limit, whatever its headers claim.
"""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, Self, cast

from governance.exchange.contents import Limits, show
from governance.exchange.intake import UnusableSource

Wanted = Callable[[str], bool]
Member = tuple[str, bytes]

TAR_ERRORS = (
    tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError, OverflowError, RecursionError,
)  # fmt: skip
ZIP_ERRORS = (
    zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError, OverflowError, RuntimeError,
    NotImplementedError,
)  # fmt: skip
# What every spreadsheet or text document holds, and no archive of records does.
OFFICE_MEMBERS = {"[Content_Types].xml", "mimetype"}
# A long name or an extended header is read into memory at once.
LARGEST_TAR_HEADER = 2**20
HEADER_TYPES = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
                tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)  # fmt: skip
# The library's own files are no IO[bytes] to a type checker; only their read is used.
UNPACKERS: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda packed: gzip.GzipFile(fileobj=packed),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}


class Overfull(Exception):
    """More was unpacked than the limits allow."""


class CountedStream:
    """The unpacked bytes of an archive, read forward only, as far as the limit."""

    def __init__(self, stream: Any, limit: int) -> None:
        self.stream = stream
        self.left = limit

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise Overfull
        return bytes(data)


class StrictHeader(tarfile.TarInfo):
    """A tar header that says so where it is damaged: by itself the library takes a damaged one for the end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        if len(buf) < tarfile.BLOCKSIZE:
            raise tarfile.ReadError("it was cut off")
        if not any(buf):
            return super().frombuf(buf, encoding, errors)
        try:
            header = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"a header is damaged ({error})") from None
        if header.size < 0 or (header.type in HEADER_TYPES and header.size > LARGEST_TAR_HEADER):
            raise tarfile.ReadError("a header is damaged (its size is out of range)")
        return header


def read_tar(name: str, packed: IO[bytes], wanted: Wanted, limits: Limits) -> Iterator[Member]:
    """The regular files of a tar archive (plain, gzip, bzip2 or xz) that are wanted, in their order.

    name: of the archive, for messages. Raises UnusableSource.
    """
    beginning = packed.read(6)
    packed.seek(0)
    unpack = next((unpack for mark, unpack in UNPACKERS.items() if beginning.startswith(mark)), None)
    stream = CountedStream(unpack(packed) if unpack else packed, limits.total_bytes)
    try:
        # The library asks its file only for read; the types ask for more. Some attributes have no declared type.
        archive: Any
        with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|", tarinfo=StrictHeader) as archive:
            yield from iterate_tar(name, archive, wanted, limits)
            while rest := archive.fileobj.read(2**16):
                if any(rest):
                    raise UnusableSource(name, "holds more after the end of its archive")
    except Overfull:
        raise UnusableSource(name, f"unpacks to more than {limits.total_bytes} bytes") from None
    except TAR_ERRORS as error:
        raise UnusableSource(name, f"is not a whole tar archive: {word_error(error)}") from None


def iterate_tar(name: str, archive: Any, wanted: Wanted, limits: Limits) -> Iterator[Member]:
    seen = set[str]()
    for count, member in enumerate(iter(archive.next, None), start=1):
        # The library remembers every header; a large archive would fill the memory with them.
        archive.members.clear()
        place = check_member(name, member.name, count, seen, limits)
        if member.isdir():
            continue
        if not member.isreg() or member.issparse():
            raise UnusableSource(f"{name}/{place}", "is a link, a device or another special member, not a plain file")
        if is_hidden(place) or not wanted(place):
            continue
        if member.size > limits.file_bytes:
            raise UnusableSource(f"{name}/{place}", f"is larger than {limits.file_bytes} bytes")
        yield place, archive.extractfile(member).read()


def read_zip(name: str, packed: IO[bytes], wanted: Wanted, limits: Limits) -> Iterator[Member]:
    """The files of a ZIP archive that are wanted, in their order. Raises UnusableSource."""
    left = limits.total_bytes
    seen = set[str]()
    try:
        with zipfile.ZipFile(packed) as archive:
            if OFFICE_MEMBERS & set(archive.namelist()):
                raise UnusableSource(name, "is an office document, not an archive: save what it holds as CSV or JSON")
            for count, member in enumerate(archive.infolist(), start=1):
                place = check_member(name, member.filename, count, seen, limits)
                if member.is_dir():
                    continue
                if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
                    raise UnusableSource(f"{name}/{place}", "is a link or another special member, not a plain file")
                if is_hidden(place) or not wanted(place):
                    continue
                with archive.open(member) as stream:
                    data = stream.read(min(left, limits.file_bytes) + 1)
                if len(data) > limits.file_bytes:
                    raise UnusableSource(f"{name}/{place}", f"is larger than {limits.file_bytes} bytes")
                left -= len(data)
                if left < 0:
                    raise UnusableSource(name, f"unpacks to more than {limits.total_bytes} bytes")
                yield place, data
    except ZIP_ERRORS as error:
        raise UnusableSource(name, f"is not a whole ZIP archive: {word_error(error)}") from None


def check_member(archive: str, member: str, count: int, seen: set[str], limits: Limits) -> str:
    """The member's name, fit to be shown. Raises UnusableSource where it could lead outside, or came before."""
    if count > limits.files:
        raise UnusableSource(archive, f"holds more than {limits.files} members")
    place = show(member)
    parts = member.replace("\\", "/").split("/")
    if parts[0] == "" or parts[0].endswith(":") or ".." in parts:
        raise UnusableSource(archive, f'holds a member that leads outside it: "{place[:200]}"')
    place = "/".join(part for part in place.split("/") if part not in ("", "."))
    if place in seen:
        raise UnusableSource(f"{archive}/{place}", "is in the archive twice")
    seen.add(place)
    return place


def is_hidden(place: str) -> bool:
    """Whether a file is left out: names with a dot in front, and what a Mac adds to archives."""
    return any(part.startswith(".") or part == "__MACOSX" for part in place.split("/"))


def word_error(error: BaseException) -> str:
    if isinstance(error, EOFError):
        return "it was cut off"
    if isinstance(error, RecursionError):
        return "its headers are nested too deep"
    return show(str(error))[:200] or "it is damaged"
