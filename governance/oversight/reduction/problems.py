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


class Fault(StrEnum):
    """Why a file as a whole cannot be read as what the mapping says."""

    EMPTY = "empty"
    NO_HEADER = "no_header"
    BAD_HEADER = "bad_header"
    NO_ROWS = "no_rows"
    NONE_COUNTED = "none_counted"
    NO_TEXT = "no_text"
    OTHER_ENCODING = "other_encoding"
    TOO_MANY_COLUMNS = "too_many_columns"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    NO_CODES = "no_codes"
    ENDLESS_LINE = "endless_line"
    ENDLESS_CELL = "endless_cell"
    OPEN_QUOTE = "open_quote"
    SPREADSHEET = "spreadsheet"
    PACKED = "packed"
    MARKUP = "markup"
    OTHER_KIND = "other_kind"


FAULTS = {
    Fault.EMPTY: "is empty",
    Fault.NO_HEADER: "has no header on its first line",
    Fault.BAD_HEADER: "has no header that can be read on line {line}",
    Fault.NO_ROWS: "holds a header and no rows; enter a period without calls by hand",
    Fault.NONE_COUNTED: "holds no row that can be counted",
    Fault.NO_TEXT: "is not text, or text in another encoding than the mapping says",
    Fault.OTHER_ENCODING: "is not written in {encoding}, or breaks off; name its encoding in the mapping",
    Fault.TOO_MANY_COLUMNS: "has {count:,} columns; at most {most:,} are read",
    Fault.COLUMN_MISSING: "has no column {name!r}; its columns are {there}",
    Fault.COLUMN_TWICE: "has {count} columns named {name!r}; which one is meant cannot be told",
    Fault.NO_CODES: (
        "has more than {most:,} different values in column {name!r}, which is mapped to {field}; it holds something else"
        " than codes"
    ),
    Fault.ENDLESS_LINE: "has more than {most:,} bytes without an end of line; it is no CSV",
    Fault.ENDLESS_CELL: (
        "has a cell of more than {most:,} characters from line {line} on; a quotation mark that opens it may never close"
    ),
    Fault.OPEN_QUOTE: "ends inside a cell that a quotation mark opens on line {line} or after it",
    Fault.SPREADSHEET: "is {kind}, whatever its name says; open it and save it as CSV",
    Fault.PACKED: "is packed with {kind}; unpack it first",
    Fault.MARKUP: "is a web page or XML, whatever its name says; save it as CSV",
    Fault.OTHER_KIND: "is {kind}, not a CSV",
}


class UnusableFile(ValueError):
    """The file as a whole cannot be read as what the mapping says; the message says why and what to do, in English.

    fault and arguments: the same as data.
    """

    def __init__(self, fault: Fault, **arguments: str | int) -> None:
        super().__init__(FAULTS[fault].format(**arguments))
        self.fault, self.arguments = fault, arguments


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
