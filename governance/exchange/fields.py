"""Reading single fields of other systems: dates, texts, identifiers, and the tables that say what their words mean."""

import calendar
import hashlib
import re
import tomllib
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

LONGEST_IDENTIFIER = 200
REDUCED_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T00:00(?::00(?:\.0+)?)?Z?)?)?)?", re.ASCII)


class ReducedDate(NamedTuple):
    """The first and the last day that a date as written can mean; the same day where it is a whole date."""

    first: date
    last: date

    @property
    def is_whole(self) -> bool:
        return self.first == self.last


@lru_cache(maxsize=4096)
def read_reduced_date(text: str) -> ReducedDate:
    """A date of ISO 8601 in full or reduced to its year or its year and month ("2014", "2014-07", "2014-07-03").

    A midnight behind a whole date is passed over. Raises ValueError where there is no such day.
    """
    match = REDUCED_DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError("is no date as 2014-07-03, 2014-07 or 2014")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise ValueError("is a day that does not exist") from None
    last_month = month or 12
    return ReducedDate(
        first, first.replace(month=last_month, day=day or calendar.monthrange(first.year, last_month)[1])
    )


def tidy(text: str) -> str:
    """The text without white space around it, and with single spaces inside it."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text as a table of words lists it: small letters, and single spaces for hyphens and underscores too."""
    return tidy(re.sub(r"[-_\u2010-\u2015]", " ", text)).casefold()


def fit_identifier(text: str) -> str:
    """The identifier, or where it is too long for the record its beginning and a digest of all of it."""
    if len(text) <= LONGEST_IDENTIFIER:
        return text
    digest = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
    return f"{text[: LONGEST_IDENTIFIER - len(digest) - 1]}~{digest}"


def read_table(name: str) -> dict[str, Any]:
    """One of the tables of words beside this module, a TOML file that people read and extend."""
    return tomllib.loads(files("governance.exchange").joinpath(name).read_text(encoding="utf-8"))


def digest_identifier(*parts: str) -> str:
    """An identifier made from texts that it does not show: the same one for the same texts."""
    text = "\0".join(parts)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
