"""The parameters of a provision: their kinds, their allowed ranges, and how a written value becomes an
exact one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Kind(StrEnum):
    """What a parameter's value is. Counts and shares are tables from a category id to a number.

    A text is an instrument's own words; a name is one word or phrase of a list.
    """

    FRACTION = "fraction"
    INTEGER = "integer"
    FLAG = "flag"
    CHOICE = "choice"
    CATEGORIES = "categories"
    COUNTS = "counts"
    SHARES = "shares"
    NAMES = "names"
    TEXT = "text"


NUMBERS = frozenset({Kind.FRACTION, Kind.INTEGER, Kind.COUNTS, Kind.SHARES})
TABLES = frozenset({Kind.COUNTS, Kind.SHARES})
LONGEST_TEXT = 2000

_INTEGER = re.compile(r"-?[0-9]{1,9}")
_RATIO = re.compile(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})")
_DECIMAL = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(%?)")


class ParameterError(ValueError):
    """A value that is not of the parameter's kind, or lies outside its allowed range."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one provision: its default, what a locality may set, and how the default is known."""

    name: str
    kind: Kind
    default: Any
    how_known: str
    least: Fraction | int | None = None
    most: Fraction | int | None = None
    choices: tuple[Any, ...] = ()
    source: str | None = None


def read_fraction(raw: object) -> Fraction:
    """Read an exact fraction from ``60/100``, ``60%``, ``0.6`` or a whole number, never from a float."""
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ParameterError(f"{raw!r} is not a fraction; write it as 51/100")
    text = str(raw).strip()
    if ratio := _RATIO.fullmatch(text):
        if int(ratio[2]) == 0:
            raise ParameterError(f"{text!r} divides by zero")
        return Fraction(int(ratio[1]), int(ratio[2]))
    if decimal := _DECIMAL.fullmatch(text):
        value = Fraction(decimal[1])
        return value / 100 if decimal[2] else value
    raise ParameterError(f"{text!r} is not a fraction; write it as 51/100, 51% or 0.51")


def read_integer(raw: object) -> int:
    """Read a whole number, written or already one."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and _INTEGER.fullmatch(raw.strip()):
        return int(raw)
    raise ParameterError(f"{raw!r} is not a whole number")


def read_flag(raw: object) -> bool:
    """Read yes or no, true or false."""
    if isinstance(raw, bool):
        return raw
    words = {"true": True, "yes": True, "false": False, "no": False}
    if isinstance(raw, str) and raw.strip().casefold() in words:
        return words[raw.strip().casefold()]
    raise ParameterError(f"{raw!r} is neither yes nor no")


def _read_names(raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        raw = [part.strip() for part in raw.split(";") if part.strip()]
    if not isinstance(raw, list | tuple) or not all(isinstance(part, str) and part for part in raw):
        raise ParameterError(f"{raw!r} is not a list of names")
    if len(set(raw)) != len(raw):
        raise ParameterError(f"{raw!r} holds a name twice")
    return tuple(raw)


def _read_text(raw: object) -> str:
    if not isinstance(raw, str):
        raise ParameterError(f"{raw!r} is not a text")
    text = " ".join(raw.split())
    if len(text) > LONGEST_TEXT:
        raise ParameterError(f"a text of {len(text)} characters is longer than {LONGEST_TEXT}")
    return text


def _read_table(kind: Kind, raw: object) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise ParameterError(f"{raw!r} is not a table; set one of its keys")
    one = read_integer if kind is Kind.COUNTS else read_fraction
    return {str(key): one(value) for key, value in raw.items()}


def read_value(kind: Kind, raw: object) -> Any:
    """Turn a value as written (in an act's file, on a command line, in a form) into an exact one of its
    kind.

    Raises ParameterError with the value and what was expected.
    """
    if kind is Kind.FRACTION:
        return read_fraction(raw)
    if kind is Kind.INTEGER:
        return read_integer(raw)
    if kind is Kind.FLAG:
        return read_flag(raw)
    if kind is Kind.CHOICE:
        if not isinstance(raw, str):
            raise ParameterError(f"{raw!r} is not a word")
        return raw.strip()
    if kind is Kind.TEXT:
        return _read_text(raw)
    if kind in TABLES:
        return _read_table(kind, raw)
    return _read_names(raw)


def check_range(parameter: Parameter, value: Any, categories: frozenset[str]) -> None:
    """Raise ParameterError where a value lies outside what the act lets a locality set.

    ``categories`` are the act's category ids: a parameter that speaks of categories can name no others.
    """
    if parameter.kind in {Kind.CATEGORIES, *TABLES} and (unknown := sorted(set(value) - categories)):
        known = ", ".join(sorted(categories))
        raise ParameterError(f"unknown category {unknown[0]!r}; the act's are {known}")
    if parameter.choices and value not in parameter.choices:
        allowed = ", ".join(write_value(choice) for choice in parameter.choices)
        raise ParameterError(f"{write_value(value)} is not allowed; allowed: {allowed}")
    if parameter.kind in NUMBERS and parameter.least is not None and parameter.most is not None:
        for number in value.values() if parameter.kind in TABLES else (value,):
            if not parameter.least <= number <= parameter.most:
                allowed = f"{write_value(parameter.least)} to {write_value(parameter.most)}"
                raise ParameterError(f"{write_value(number)} is outside the allowed range {allowed}")


def write_value(value: Any) -> str:
    """Write a value as ``read_value`` reads it; hundredths stay hundredths (``51/100``, never ``0.51``)."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return str(value.numerator)
        if value.denominator > 4 and 100 % value.denominator == 0:
            return f"{value * 100}/100"
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {write_value(number)}" for key, number in value.items())
    if isinstance(value, tuple | list | frozenset):
        return "; ".join(str(part) for part in value)
    return str(value)
