"""Opening what an operator names: a file, a folder, or a tar or ZIP archive, read one file after the other.

    source = open_source(path, suffixes=(".json",))
    for file in source:
        rows = file.read_json()
    source.digest     # after the last file

Whatever is unfit raises UnusableSource, which says where and why. Nothing here knows what the files mean.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from governance.exchange.archives import UNPACKERS, is_hidden, read_tar, read_zip
from governance.exchange.contents import Limits, SourceFile, show
from governance.exchange.intake import UnusableSource

__all__ = ["Limits", "Source", "SourceFile", "UnusableSource", "open_source"]

USUAL_LIMITS = Limits()
ARCHIVE_NAMES = (".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz", ".zip")
OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class Source:
    """What an operator named, to be read once, in order.

    name: the last part of its path. size and position: bytes on the disk in all, and read so far (for a progress bar).
    left_out: how many files were passed over because of their suffix.
    """

    def __init__(self, path: Path, suffixes: tuple[str, ...], limits: Limits) -> None:
        self.path = path
        self.name = show(path.name or path.resolve().name)
        self.suffixes = suffixes
        self.limits = limits
        self.position = 0
        self.left_out = 0
        self.count = 0
        self._single = False
        self._only_digest = ""
        self._digests = hashlib.sha256()
        try:
            self.is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            raise UnusableSource(self.name, word_os_error(error)) from None
        self.size = sum(size for _, _, size in self._list_folder()) if self.is_folder else path.stat().st_size

    @property
    def digest(self) -> str:
        """The SHA-256 of what was read so far, in hexadecimal.

        For a file that was named itself, the one that sha256sum prints for it. For a folder or an archive, that of the
        lines that sha256sum would print for the files taken, in order.
        """
        return self._only_digest if self._single else self._digests.hexdigest()

    def __iter__(self) -> Iterator[SourceFile]:
        for place, data in self._iterate_members():
            self.count += 1
            self._only_digest = hashlib.sha256(data).hexdigest()
            self._digests.update(f"{self._only_digest}  {place}\n".encode())
            yield SourceFile(place, data, self.limits)
        if not self.count:
            kinds = " or ".join(self.suffixes)
            raise UnusableSource(self.name, f"holds no {kinds + ' ' if kinds else ''}file")

    def _iterate_members(self) -> Iterator[tuple[str, bytes]]:
        if self.is_folder:
            yield from self._iterate_folder()
            return
        with open_file(self.path.resolve(), self.name) as opened:
            beginning = opened.read(512)
            opened.seek(0)
            kind = tell_archive(beginning, self.name)
            if kind is None:
                self._single = True
                data = read_all(opened, self.name, self.limits.file_bytes)
                self.position = self.size
                yield self.name, data
                return
            reader = read_zip if kind == "zip" else read_tar
            for member in reader(self.name, opened, self._wants, self.limits):
                self.position = opened.tell()
                yield member
            self.position = self.size

    def _iterate_folder(self) -> Iterator[tuple[str, bytes]]:
        total = 0
        for count, (place, path, _size) in enumerate(self._list_folder(), start=1):
            if count > self.limits.files:
                raise UnusableSource(self.name, f"holds more than {self.limits.files} files")
            if not self._wants(place):
                continue
            with open_file(path, place) as opened:
                data = read_all(opened, place, self.limits.file_bytes)
            total += len(data)
            if total > self.limits.total_bytes:
                raise UnusableSource(self.name, f"holds more than {self.limits.total_bytes} bytes")
            self.position += len(data)
            yield place, data

    def _list_folder(self) -> Iterator[tuple[str, Path, int]]:
        """Every file of the folder and of those within it, by name: place, path and size."""
        waiting = [("", self.path)]
        while waiting:
            place, path = waiting.pop()
            try:
                status = path.lstat() if place else path.stat()
                if stat.S_ISDIR(status.st_mode):
                    names = sorted((entry for entry in os.listdir(path) if not is_hidden(entry)), reverse=True)
                    waiting.extend((f"{place}/{show(name)}".lstrip("/"), path / name) for name in names)
                    continue
            except OSError as error:
                raise UnusableSource(place or self.name, word_os_error(error)) from None
            if not stat.S_ISREG(status.st_mode):
                raise UnusableSource(place, "is a link, a device or another special file, not a plain file")
            yield place, path, status.st_size

    def _wants(self, place: str) -> bool:
        wanted = not self.suffixes or place.lower().endswith(self.suffixes)
        self.left_out += not wanted
        return wanted


def open_source(path: str | os.PathLike[str], suffixes: tuple[str, ...] = (), limits: Limits = USUAL_LIMITS) -> Source:
    """The files at a path: the one file, all files under a folder by name, or the members of an archive in order.

    suffixes (small letters, such as ".json"): which files of a folder or archive to take; a file that the operator
    named itself is always taken. Names with a dot in front are left out. An archive is told by what it holds. Its
    members come one at a time; only one is in memory. Raises UnusableSource, at once where the path does not exist.
    """
    return Source(Path(path), suffixes, limits)


def open_file(path: Path, place: str) -> IO[bytes]:
    try:
        opened = os.fdopen(os.open(path, OPEN_FLAGS), "rb")
    except (OSError, ValueError) as error:
        raise UnusableSource(place, word_os_error(error)) from None
    if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
        opened.close()
        raise UnusableSource(place, "is not a plain file")
    return opened


def read_all(opened: IO[bytes], place: str, limit: int) -> bytes:
    try:
        # One byte more than there should be tells a file that grew.
        data = opened.read(min(limit, os.fstat(opened.fileno()).st_size) + 1)
    except OSError as error:
        raise UnusableSource(place, word_os_error(error)) from None
    if len(data) > limit:
        raise UnusableSource(place, f"is larger than {limit} bytes")
    return data


def tell_archive(beginning: bytes, name: str) -> str | None:
    """Which kind of archive begins so: "tar" (packed or not), "zip", or None. Raises UnusableSource on a false name."""
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if beginning[257:262] == b"ustar" or beginning.startswith(tuple(UNPACKERS)):
        return "tar"
    if name.lower().endswith(ARCHIVE_NAMES):
        raise UnusableSource(name, "is empty" if not beginning else "is named as an archive, but is none")
    return None


def word_os_error(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "cannot be read: permission denied"
    return f"cannot be read: {show(getattr(error, 'strerror', None) or 'the name is not a path')}"
