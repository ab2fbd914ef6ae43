"""The shapes of a printed page: what the template can set. See printed_parts for what they hold."""

from collections.abc import Callable, Iterable
from typing import Any

from governance.web.markdown import make_blocks

Part = dict[str, Any]
Say = Callable[[Any], str]


def make_heading(level: int, text: str) -> Part:
    return {"kind": "heading", "level": level, "text": text}


def make_facts(pairs: Iterable[tuple[str, str | None]]) -> list[Part]:
    kept = [[name, value] for name, value in pairs if value]
    return [{"kind": "facts", "pairs": kept}] if kept else []


def make_words(text: str | None) -> list[Part]:
    return [{"kind": "words", "blocks": make_blocks(text)}] if text else []


def make_table(head: list[str], rows: list[list[str]]) -> list[Part]:
    return [{"kind": "table", "head": head, "rows": rows}] if rows else []


def make_list(lines: list[str]) -> list[Part]:
    return [{"kind": "list", "lines": lines}] if lines else []
