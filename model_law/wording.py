"""Put findings and remedies into words, in English or Spanish, from one table that all readers share."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model_law.findings import Finding, Remedy
from model_law.parameters import write_value

if TYPE_CHECKING:
    from model_law.deadlines import Deadline

LANGUAGES = ("en", "es")

# Arguments that list words of a section of the table.
_LISTED = {
    "in_time": "channels",
    "late": "channels",
    "not_recorded": "channels",
    "missing_findings": "emergency_findings",
    "topics": "topics",
}


# Arguments that are one word of a section of the table.
_LABELLED = {"base": "bases", "counted_of": "counted_of"}
FILES = ("wording.toml", "vote_wording.toml")


@cache
def table() -> dict[str, dict[str, dict[str, str]]]:
    """All words by section, key and language. Raises ValueError for a key that stands in two files."""
    joined: dict[str, dict[str, dict[str, str]]] = {}
    for name in FILES:
        for section, entries in tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8")).items():
            if twice := joined.setdefault(section, {}).keys() & entries:
                raise ValueError(f"{name}: {section}.{min(twice)} stands in another file too")
            joined[section] |= entries
    return joined


def label(section: str, key: str, language: str) -> str:
    """A word of the table, such as ``label("verdicts", "met", "es")``. Raises KeyError for one it has not."""
    return table()[section][key][language]


def percent(value: Fraction, language: str) -> str:
    """A share in percent with one decimal place, cut and never rounded: 26 of 51 reads 50.9 and not 51.0."""
    tenths = value.numerator * 1000 // value.denominator
    mark = "," if language == "es" else "."
    return f"{tenths // 10}{mark}{tenths % 10} %"


def exact(value: Fraction) -> str:
    """A figure of the law without any rounding: ``51 %``, or ``1/3`` where percent would not be exact."""
    hundredths = value * 100
    return f"{hundredths.numerator} %" if hundredths.denominator == 1 else write_value(value)


def write_day(day: date, language: str) -> str:
    """A day in words: ``Friday, September 12, 2025``."""
    words = {
        "weekday": label("weekdays", str(day.weekday()), language),
        "month": label("months", str(day.month), language),
        "day": str(day.day),
        "year": str(day.year),
    }
    return label("dates", "day", language).format_map(words)


def write_moment(moment: datetime, language: str) -> str:
    """A moment as the clock shows it in its own zone, which is named; seconds only where they tell something.

    The last second of a day reads 11:59 PM.
    """
    seconds = f":{moment:%S}" if moment.second and (moment.hour, moment.minute, moment.second) != (23, 59, 59) else ""
    time = f"{moment:%H:%M}{seconds}"
    if language == "en":
        time = f"{(moment.hour + 11) % 12 + 1}:{moment:%M}{seconds} {'AM' if moment.hour < 12 else 'PM'}"
    words = {"date": write_day(moment, language), "time": time, "zone": str(moment.tzinfo)}
    return label("dates", "moment", language).format_map(words)


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
        elif name in _LABELLED and isinstance(value, str):
            words[name] = label(_LABELLED[name], value, language)
        elif name in _LISTED and isinstance(value, tuple):
            words[name] = ", ".join(label(_LISTED[name], word, language) for word in value)
        elif isinstance(value, datetime):
            words[name] = write_moment(value, language)
        elif isinstance(value, date):
            words[name] = write_day(value, language)
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
    return word_message(finding.message, finding.arguments, language)


def word_message(message: str, arguments: Mapping[str, Any], language: str) -> str:
    """A message of the table with its arguments, where no finding holds it."""
    return label("messages", message, language).format_map(_words(arguments, language))


def word_deadline(deadline: "Deadline", language: str) -> str:
    """What is to be done by a deadline."""
    return label("deadlines", deadline.what, language).format_map(_words(deadline.arguments, language))


def word_remedy(remedy: Remedy, language: str) -> str:
    """What would cure a breach, with the least numbers."""
    words = _words(remedy.arguments, language)
    text = label("remedies", remedy.kind, language).format_map(words)
    if remedy.arguments.get("voting"):
        text += " " + label("remedy_voting", "text", language).format_map(words)
    return text
