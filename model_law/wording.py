"""Put findings and remedies into words, in English or Spanish, from one table that all readers share."""

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from model_law.findings import Finding, Remedy
from model_law.parameters import write_value

LANGUAGES = ("en", "es")


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    text = (Path(__file__).parent / "wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def label(section: str, key: str, language: str) -> str:
    """A word of the table, such as ``label("verdicts", "met", "es")``. Raises KeyError for one it has not."""
    return _table()[section][key][language]


def percent(value: Fraction, language: str) -> str:
    """A share in percent with one decimal place, cut and never rounded: 26 of 51 reads 50.9 and not 51.0."""
    tenths = value.numerator * 1000 // value.denominator
    mark = "," if language == "es" else "."
    return f"{tenths // 10}{mark}{tenths % 10} %"


def exact(value: Fraction) -> str:
    """A figure of the law without any rounding: ``51 %``, or ``1/3`` where percent would not be exact."""
    hundredths = value * 100
    return f"{hundredths.numerator} %" if hundredths.denominator == 1 else write_value(value)


def _sum(arguments: Mapping[str, Any]) -> str:
    """The comparison as whole numbers: ``100 x 7 = 700 >= 51 x 13 = 663``."""
    p, qualifying, total = arguments["p"], arguments["qualifying"], arguments["total"]
    whole = 100 if 100 % p.denominator == 0 else p.denominator
    parts = p.numerator * whole // p.denominator
    left, right = whole * qualifying, parts * total
    sign = (">=" if left >= right else "<") if arguments["comparison"] == "at_least" else ">" if left > right else "<="
    return f"{whole} x {qualifying} = {left} {sign} {parts} x {total} = {right}"


def _words(arguments: Mapping[str, Any], language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for name, value in arguments.items():
        if name in {"comparison", "needs"}:
            words[name] = label(name, value, language)
        elif name == "group":
            words[name] = label("groups", value, language)
        elif isinstance(value, Fraction):
            words[name] = exact(value)
        else:
            words[name] = write_value(value)
    if {"p", "qualifying", "total"} <= set(arguments):
        words["law"] = words["p"]
        words["sum"] = _sum(arguments)
        total = arguments["total"]
        words["percent"] = percent(Fraction(arguments["qualifying"], total), language) if total else ""
    return words


def word_finding(finding: Finding, language: str) -> str:
    """What a finding says, as one or two plain sentences. It names no person and no member's category."""
    return label("messages", finding.message, language).format_map(_words(finding.arguments, language))


def word_remedy(remedy: Remedy, language: str) -> str:
    """What would cure a breach, with the least numbers."""
    words = _words(remedy.arguments, language)
    text = label("remedies", remedy.kind, language).format_map(words)
    if "voting" in remedy.arguments:
        text += " " + label("remedy_voting", "text", language).format_map(words)
    return text
