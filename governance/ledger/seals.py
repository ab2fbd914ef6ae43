"""Seals: the salted hash of what a row holds, so that a later change behind the portal's back shows.

A purge destroys a row and its salt together. The hash stays, so every root and proof above it stands, and without the
salt (32 bytes by chance) nobody can try out what the row may have held.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Table

from governance.db.model import Model

SALT_BYTES = 32

UNSEALED_COLUMNS = frozenset({"record_version"})
"""Columns that say nothing of the world: they only count changes."""


class Row(NamedTuple):
    """A row to be sealed. columns leaves out what a seal does not cover; values are in their order."""

    table: str
    id: int
    columns: tuple[str, ...]
    values: Sequence[object]


def list_columns(table: Table) -> tuple[str, ...]:
    """The columns that a seal of this table covers."""
    return tuple(sorted(column.name for column in table.columns if column.name not in UNSEALED_COLUMNS))


def read_row(instance: Model) -> Row:
    """A row as its flushed instance holds it."""
    table: Any = instance.__table__
    columns = list_columns(table)
    return Row(table.name, instance.id, columns, [getattr(instance, name) for name in columns])  # type: ignore[attr-defined]  # sealed tables have an id


def read_rows(table: Table, rows: Iterable[Mapping[str, Any]]) -> Iterable[Row]:
    """Rows as they were inserted; a column that they do not name was left empty."""
    columns = list_columns(table)
    return (Row(table.name, row["id"], columns, [row.get(name) for name in columns]) for row in rows)


def make_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def compute_digest(salt: bytes, table: str, columns: Iterable[str], values: Sequence[object]) -> bytes:
    """SHA-256 over salt, table, columns and values. Two engines give the same: moments are taken in UTC."""
    return finish_digest(salt, make_heading(table, columns), values)


def make_heading(table: str, columns: Iterable[str]) -> bytes:
    return f"{table}({','.join(columns)})".encode()


def finish_digest(salt: bytes, heading: bytes, values: Sequence[object]) -> bytes:
    return hashlib.sha256(salt + heading + write_values(values).encode()).digest()


def make_plain(value: object) -> object:
    """What JSON has no form for."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"a {type(value).__name__} cannot be sealed")


write_values = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=make_plain
).encode
