"""A file that is read while it arrives, and lies nowhere: not in a spool, not in memory as a whole.

Where an address says so, the fields that stand before the file in a form become the whole post, as if the form had no
file; the file itself is what `find_stream` gives, once. Such a request gets a session that only reads, so that nobody
waits for a slow line: its act runs in a transaction of its own once the file is through.
"""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from multipart import MultipartError, PushMultipartParser, parse_options_header

STREAM = "governance.stream"
CHUNK_BYTES = 1 << 16
MOST_FIELDS, MOST_FIELD_BYTES = 50, 1 << 16
MOST_PLAIN_BYTES = 10_000
"""Of a post that is no form with a file: WebOb keeps a larger one in a file of its own."""
FIELD = "file"
"""What the field is called in which a file comes, in every form of this kind."""
MULTIPART, PLAIN = "multipart/form-data", "application/x-www-form-urlencoded"


class BrokenOff(ValueError):
    """The file ends before its end, or the post is none that a browser sends."""


class FileStream(io.RawIOBase):
    """The bytes of the file as they come in. Raises BrokenOff where they end too early, or another file follows."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.rest = b""
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.rest and not self.ended:
            part = next(self.events, None)
            self.ended, self.rest = part is None, bytes(part or b"")
            if self.ended:
                self.refuse_another()
        taken, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def refuse_another(self) -> None:
        """One file is read and no other: whoever sends two is told so, and never that they were counted."""
        try:
            another = any(getattr(event, "filename", None) is not None for event in self.events)
        except BrokenOff:
            return  # the file is whole, and whatever else comes after it is not taken
        if another:
            raise BrokenOff("a second file")

    def drain(self) -> None:
        """Take in what is left, so that the browser hears the answer."""
        self.rest = b""
        try:
            for _event in self.events:
                pass
        except BrokenOff:
            return


def set_stream_apart(environ: dict[str, Any]) -> None:
    """Make the fields before the file the whole post, and the file a stream. Raises BrokenOff."""
    kind, options = parse_options_header(environ.get("CONTENT_TYPE", ""))
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if kind != MULTIPART or not length:
        if length > MOST_PLAIN_BYTES:
            raise BrokenOff("no form with a file")
        return
    events = iterate_events(environ["wsgi.input"], options.get("boundary", ""), length)
    fields, stream = read_fields(events)
    body = urlencode(fields).encode()
    environ |= {
        "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": PLAIN, STREAM: stream,
    }  # fmt: skip


def iterate_events(source: Any, boundary: str, length: int) -> Iterator[Any]:
    """What the parser finds in the post: a segment, its parts, None at its end."""
    try:
        with PushMultipartParser(boundary, length, max_segment_count=MOST_FIELDS) as parser:
            left = length
            while not parser.closed:
                chunk = source.read(min(CHUNK_BYTES, left))
                left -= len(chunk)
                yield from parser.parse(chunk)
    except (MultipartError, OSError) as error:
        # What the parser says may quote what it read.
        raise BrokenOff(type(error).__name__) from None


def read_fields(events: Iterator[Any]) -> tuple[list[tuple[str, str]], FileStream]:
    """The fields before the file, and the file; an empty one where none is sent."""
    fields: list[tuple[str, str]] = []
    size = 0
    for segment in events:
        if segment.filename is not None:
            if segment.name != FIELD:
                raise BrokenOff("a file stands where none is asked for")
            return fields, FileStream(events)
        value = bytearray()
        for part in events:
            if part is None:
                break
            value += part
            size += len(part)
            if size > MOST_FIELD_BYTES:
                raise BrokenOff("fields too large")
        try:
            fields.append((segment.name, value.decode()))
        except UnicodeDecodeError:
            raise BrokenOff("field is no text") from None
    return fields, FileStream(iter(()))


def add_streamed_path(config: Any, pattern: str) -> None:
    """Read the files that are posted to these addresses as streams. pattern: a regular expression for the whole path."""
    config.registry.streamed_paths.append(re.compile(pattern))


def is_streamed(request: Any) -> bool:
    path = request.environ.get("PATH_INFO", "")
    return request.method == "POST" and any(one.fullmatch(path) for one in request.registry.streamed_paths)


def find_stream(request: Any) -> FileStream | None:
    """The file that came with this request; None where it did not come as a stream."""
    found: FileStream | None = request.environ.get(STREAM)
    return found
