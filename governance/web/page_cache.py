"""Pages of the public record, kept as bytes until the record, the release or time itself changes them.

Each process keeps its own; none needs to know of another's, because a page is served only after one query has shown
that the record still stands where it stood when the page was made.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Select, text

PORTAL = 0
"""The scope of pages that join all boards."""

RELEASE = -1
"""The scope of pages that show nothing of the record, such as the acts: only a release changes them."""

RELEASE_VERSION = "release"
"""Their version in every release: the release stands in each validator, and no process outlives its own."""

LEDGERS = -10
"""The scope of the instance's ledger; that of a board's ledger is lower by the board's id."""

READ_LEDGER_VERSION = text(
    "SELECT coalesce((SELECT record_version FROM board WHERE id = :board), 0) || '.' || coalesce(max(ledger_log.size), 0)"
    " || '.' || coalesce(max(ledger_head.size), 0) FROM ledger_log LEFT JOIN ledger_head"
    " ON ledger_head.log_id = ledger_log.id WHERE coalesce(ledger_log.board_id, 0) = :board"
)
"""A ledger's pages change with its entries and heads, and with the names that the board's record gives them."""

READ_BOARD_VERSION = text("SELECT record_version FROM board WHERE id = :scope")
READ_PORTAL_VERSION = text("SELECT count(*) || '.' || coalesce(sum(record_version), 0) FROM board")


@dataclass(frozen=True, slots=True)
class OwnVersion:
    """The scope of a page that changes with more than its board's record: a query of its room, of one row, tells its
    version as one text."""

    query: Select[Any]
    of: int

    def read(self, connection: Connection) -> str | None:
        version = connection.scalar(self.query, {"of": self.of})
        return None if version is None else str(version)


Scope = int | OwnVersion


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One answer: whose record it shows, at which version, until which moment, and its bytes."""

    scope: Scope
    version: str
    changes_at: datetime | None
    etag: str
    content_type: str
    body: bytes


def read_version(engine: Engine, scope: Scope) -> str | None:
    """The version of a board's record, or of all boards' together; None where the board is gone.

    It takes one query, and none for RELEASE.
    """
    if scope == RELEASE:
        return RELEASE_VERSION
    with engine.connect() as connection:
        if isinstance(scope, OwnVersion):
            return scope.read(connection)
        if scope == PORTAL:
            return str(connection.scalar(READ_PORTAL_VERSION))
        if scope <= LEDGERS:
            return str(connection.scalar(READ_LEDGER_VERSION, {"board": LEDGERS - scope}))
        version = connection.scalar(READ_BOARD_VERSION, {"scope": scope})
        return None if version is None else str(version)


def make_etag(*parts: object) -> str:
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=12).hexdigest()


class PageCache:
    """The kept pages of one process, the least used leaving first when their bytes pass the limit."""

    def __init__(self, limit: int = 64 * 1024 * 1024) -> None:
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[tuple[str, ...], KeptPage] = OrderedDict()
        self.lock = Lock()

    def find(self, key: tuple[str, ...]) -> KeptPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def keep(self, key: tuple[str, ...], page: KeptPage) -> None:
        with self.lock:
            self.forget(key)
            if len(page.body) > self.limit // 8:
                return
            self.pages[key] = page
            self.size += len(page.body)
            while self.size > self.limit:
                _, least_used = self.pages.popitem(last=False)
                self.size -= len(least_used.body)

    def forget(self, key: tuple[str, ...]) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            self.size -= len(page.body)
