"""Sending a paper to a reader's machine: as a file to keep, never as a page of this portal.

Whatever is in it, a browser is told its kind and told not to guess, and to run nothing of it. The bytes come part by part
from sessions of their own, so that a slow reader holds no transaction open.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from pyramid.response import Response

from governance.db import Database
from governance.documents.queries import VersionFact, read_part


class BytesMissing(Exception):
    """A part was destroyed while the paper was being sent; what was sent so far is not the paper."""


def send(request: Any, version: VersionFact) -> Response:
    """The answer that holds a version's bytes; 304 where the reader has them. The caller has seen that it may be read."""
    etag = f'"{version.digest}"'
    headers = [
        ("Content-Type", version.media_type),
        ("Content-Disposition", write_disposition(version.name)),
        ("ETag", etag),
        ("Cache-Control", "public, max-age=0, must-revalidate"),
    ]
    if request.headers.get("If-None-Match") == etag:
        return Response(status=304, headerlist=headers[2:])
    headers.append(("Content-Length", str(version.size)))
    if request.method == "HEAD":
        return Response(headerlist=headers, app_iter=())
    return Response(headerlist=headers, app_iter=read_all(request.registry.database, version))


def read_all(database: Database, version: VersionFact) -> Iterator[bytes]:
    for position in range(version.parts):
        with database.reading() as session:
            part = read_part(session, version.content_id, position)
        if part is None:
            raise BytesMissing(version.digest)
        yield part


def write_disposition(name: str) -> str:
    """RFC 6266: the name in ASCII for old readers, and as it is for all others."""
    plain = "".join(letter if letter.isascii() and letter.isprintable() else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
