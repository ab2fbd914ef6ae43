"""What is wrong with a file: as a whole, or row by row."""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

MOST_LISTED = 1000
LONGEST_SHOWN = 40
WORDS_IN_TIMES = re.compile(
    r"am|pm|[tze]|utc|gmt|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|"
    r"september|october|november|december|(?:sun|mon|tues?|wed|wednes|thur?s?|fri|sat|satur)(?:day)?|null|none|n|a|nan",
    re.IGNORECASE,
)


class UnusableFile(ValueError):
    """The file as a whole cannot be read as what the mapping says; the message says why and what to do."""


class UnusableMapping(ValueError):
    """The mapping cannot be used; the message names its key and what is wrong there."""


class Reason(StrEnum):
    """Why a row cannot be counted."""

    RAGGED = "ragged"
    STRAY_QUOTE = "stray_quote"
    UNDECODABLE = "undecodable"
    TIME = "time"
    NO_TIME = "no_time"
    NUMBER = "number"
    SPOILED = "spoiled"
    REPEATED = "repeated"


WORDS = {
    Reason.RAGGED: "the row has more or fewer cells than the header",
    Reason.STRAY_QUOTE: "a quotation mark stands where none can be",
    Reason.UNDECODABLE: "the cell is not written in the file's encoding",
    Reason.TIME: "the cell is no date and time as the mapping says",
    Reason.NO_TIME: "the cell is empty, so the call belongs to no period",
    Reason.NUMBER: "the cell is no number as the mapping says",
    Reason.SPOILED: "a spreadsheet has turned the value into a power of ten; its digits are lost, export it again as text",
    Reason.REPEATED: "the row repeats an earlier one",
}


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that cannot be counted. value: of a date, number or code column only, else None; last_line: where it ends."""

    line: int
    last_line: int
    column: str
    reason: Reason
    detail: str = ""
    value: str | None = None

    def write(self) -> str:
        lines = f"line {self.line}" if self.line == self.last_line else f"lines {self.line} to {self.last_line}"
        column = f", column {self.column!r}" if self.column else ""
        detail = f" ({self.detail})" if self.detail else ""
        value = "" if self.value is None else f": {self.value!r}"
        return f"{lines}{column}: {WORDS[self.reason]}{detail}{value}"


@dataclass
class BadRows:
    """All bad rows counted, the first of them listed."""

    counts: Counter[tuple[Reason, str]] = field(default_factory=Counter)
    listed: list[BadRow] = field(default_factory=list)

    def add(self, bad: BadRow, rows: int = 1) -> None:
        self.counts[bad.reason, bad.column] += rows
        if len(self.listed) < MOST_LISTED:
            self.listed.append(bad)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def count_by_reason(self) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for (reason, _column), number in self.counts.items():
            counts[reason.value] += number
        return dict(sorted(counts.items()))


def show_value(value: str) -> str | None:
    """A cell of a date or number column as it may be echoed: None where it holds other words than dates do.

    A mapping may point at the wrong column by mistake; a name or an address must not be printed then.
    """
    words = re.findall(r"[^\W\d_]+", value)
    if len(value) > LONGEST_SHOWN or not all(WORDS_IN_TIMES.fullmatch(word) for word in words):
        return None
    return make_printable(value)


def show_code(value: str) -> str:
    """A cell of a code column as it may be echoed."""
    shown = make_printable(value)
    return shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + "…"


def make_printable(value: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in value)
