"""Read the tables of an act's file key by key, so that every refusal names file and key."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


class ActError(ValueError):
    """An act that cannot load; the message names the file, the key and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a reader sees, in both languages."""

    en: str
    es: str


class TableReader:
    """One table of the file, read key by key; ``close`` refuses what nobody asked for."""

    def __init__(self, table: object, where: str) -> None:
        if not isinstance(table, Mapping):
            raise ActError(f"{where}: must be a table")
        self.table = table
        self.where = where
        self.seen: set[str] = set()

    def path(self, key: str) -> str:
        """The key's full path in the file."""
        return f"{self.where}{key}" if self.where.endswith(" ") else f"{self.where}.{key}"

    def fail(self, key: str, problem: str) -> ActError:
        """An error that names file and key."""
        return ActError(f"{self.path(key)}: {problem}")

    def take(self, key: str, kind: type, default: Any = ...) -> Any:
        """The value of a key, of the kind asked; without a default the key must be there."""
        self.seen.add(key)
        if key not in self.table:
            if default is ...:
                raise self.fail(key, "is missing")
            return default
        value = self.table[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(key, f"must be {kind.__name__}, is {value!r}")
        if isinstance(value, str) and not value.strip():
            raise self.fail(key, "is empty")
        return value

    def word(self, key: str, allowed: Sequence[str], default: Any = ...) -> Any:
        """One of the allowed words."""
        value = self.take(key, str, default)
        if value not in allowed and value is not default:
            raise self.fail(key, f"unknown {value!r}; known: {', '.join(allowed)}")
        return value

    def matching(self, key: str, pattern: re.Pattern[str]) -> str:
        """A text written as a pattern says."""
        value: str = self.take(key, str)
        if not pattern.fullmatch(value):
            raise self.fail(key, f"{value!r} is not written as {pattern.pattern}")
        return value

    def text(self, key: str) -> Text:
        """A text in both languages."""
        inner = self.inner(key)
        text = Text(inner.take("en", str), inner.take("es", str))
        inner.close()
        return text

    def day(self, key: str) -> date | None:
        """A date, or None where the key is absent."""
        value = self.take(key, date, None)
        if value is not None and type(value) is not date:
            raise self.fail(key, "must be a date without a time")
        return value

    def inner(self, key: str) -> "TableReader":
        """A table inside this one."""
        return TableReader(self.take(key, dict), self.path(key))

    def rows(self, key: str) -> list["TableReader"]:
        """An array of tables; empty where the key is absent."""
        rows = self.take(key, list, [])
        return [TableReader(row, f"{self.path(key)}[{number}]") for number, row in enumerate(rows, start=1)]

    def close(self) -> None:
        """Refuse the keys that nobody asked for."""
        if unknown := sorted(set(self.table) - self.seen):
            raise self.fail(unknown[0], "unknown key")
