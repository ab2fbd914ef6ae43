"""A row as a backup writes it: one JSON list a line, the same from either engine.

Moments are text in UTC, days ISO text, bytes base64, and JSON the very text that the database holds. What SQLite would
let through (a word in a column of numbers) is refused here, in both directions.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

Converter = Callable[[object], object]

LARGEST_INTEGER = 2**63 - 1
LONGEST_LINE = 1 << 28
"""Bytes of the longest row that is written or read."""


class BadValue(ValueError):
    """A value that its column cannot hold. Names the place and the kind, never the value."""


def take_text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    value.encode()  # half a character is none
    return value


def take_integer(value: object) -> int:
    if type(value) is not int or not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        raise ValueError
    return value


def take_boolean(value: object) -> bool:
    if value is not True and value is not False:
        raise ValueError
    return bool(value)


def take_json(value: object) -> str:
    text = take_text(value)
    json.loads(text)
    return text


def take_day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError
    return value


def take_moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise ValueError
    return value.astimezone(UTC)


def take_bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError
    return value


def read_day(value: object) -> date:
    text = take_text(value)
    if len(text) != len("2026-11-24"):
        raise ValueError
    return date.fromisoformat(text)


def read_moment(value: object) -> datetime:
    """A moment as SQLite or a backup holds it: in UTC, whether or not the text says so."""
    text = take_text(value)
    moment = datetime.fromisoformat(text)
    if len(text) < len("2026-11-24T17:00:00") or moment.utcoffset():
        raise ValueError
    return moment.replace(tzinfo=UTC)


def read_bytes(value: object) -> bytes:
    return base64.b64decode(take_text(value), validate=True)


def read_sqlite_boolean(value: object) -> bool:
    return {0: False, 1: True}[take_integer(value)]


PLAIN: dict[str, Converter] = {
    "integer": take_integer, "text": take_text, "json": take_json, "boolean": take_boolean, "bytes": take_bytes,
    "day": take_day, "moment": take_moment,
}  # fmt: skip
TAKE: dict[str, dict[str, Converter]] = {
    "sqlite": PLAIN | {"boolean": read_sqlite_boolean, "day": read_day, "moment": read_moment},
    "postgresql": PLAIN,
}
"""From what a driver gives to a plain value, by engine and kind."""

WRITE: dict[str, Converter] = {
    "day": lambda value: take_day(value).isoformat(),
    "moment": lambda value: f"{take_moment(value).replace(tzinfo=None).isoformat(timespec='microseconds')}Z",
    "bytes": lambda value: base64.b64encode(take_bytes(value)).decode(),
}
"""From a plain value to one of a line; the other kinds are JSON themselves."""

READ: dict[str, Converter] = PLAIN | {"day": read_day, "moment": read_moment, "bytes": read_bytes}
"""From a value of a line to a plain one."""

GIVE: dict[str, dict[str, Converter]] = {
    "sqlite": {
        "boolean": lambda value: int(take_boolean(value)),
        "day": lambda value: take_day(value).isoformat(),
        "moment": lambda value: take_moment(value).replace(tzinfo=None).isoformat(" ", "microseconds"),
    },
    "postgresql": {},
}
"""From a plain value to what a driver is given; the other kinds are given as they are."""


def convert(
    table: str, number: int, columns: dict[str, str], values: Sequence[object], *steps: dict[str, Converter]
) -> list[object]:
    """The values of a row after each step; an empty one stays empty. number: the row's place in its table, for messages.

    Raises BadValue.
    """
    if len(values) != len(columns):
        raise BadValue(f"row {number} of the table {table} has {len(values)} values, not {len(columns)}")
    converted = []
    for (name, kind), given in zip(columns.items(), values, strict=True):
        value = given
        if value is not None:
            try:
                for step in steps:
                    if kind in step:
                        value = step[kind](value)
            except (ValueError, KeyError, OverflowError, binascii.Error, RecursionError):
                raise BadValue(f"row {number} of the table {table} holds no {kind} in its column {name}") from None
        converted.append(value)
    return converted


def write_line(values: Sequence[object]) -> bytes:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode() + b"\n"


def read_line(table: str, number: int, line: bytes) -> list[object]:
    """The list that a line holds. Raises BadValue."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list):
        raise BadValue(f"row {number} of the table {table} is no list of values")
    return values
