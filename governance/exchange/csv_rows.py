"""Reading CSV files row by row, by the names of their columns, with a clear answer to what is none."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from governance.exchange.contents import SourceFile, shorten
from governance.exchange.fields import tidy
from governance.exchange.intake import Refusal

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 2000
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
FORMULA = re.compile(r"[=@]|[+-]\s*[A-Za-z]+\(")
SPREADSHEET_ERROR = re.compile(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|#+$)")


class Row(NamedTuple):
    """One row of the list: its number as a spreadsheet counts, and its cells by column."""

    file: str
    number: int
    cells: dict[str, str]

    def name_place(self, column: str | None = None) -> str:
        return f"{self.file} row {self.number}" + (f", column {shorten(column)}" if column else "")

    def take(self, column: str) -> str:
        """The cell of a column, tidied. Raises Unreadable where it holds what a spreadsheet, not a person, wrote."""
        cell = self.cells[column]
        if len(cell) > LONGEST_CELL:
            raise Unreadable(self, column, f"is longer than {LONGEST_CELL} characters")
        cell = tidy(cell.translate(INVISIBLE))
        if FORMULA.match(cell):
            raise Unreadable(self, column, "begins like a formula of a spreadsheet")
        if SPREADSHEET_ERROR.match(cell):
            raise Unreadable(self, column, f"holds an error of a spreadsheet, {shorten(cell)}")
        if control := CONTROL.search(cell):
            raise Unreadable(self, column, f"holds a control character (U+{ord(control[0]):04X})")
        return cell


class Unreadable(Exception):
    """A cell that cannot be used, with the refusal that says why."""

    def __init__(self, row: Row, column: str | None, reason: str) -> None:
        self.refusal = Refusal(row.name_place(column), reason)


def read_rows(file: SourceFile, needed: set[str], delimiter: str | None, encoding: str) -> Iterator[Row]:
    """The rows of a CSV file by its header; empty ones are passed over.

    needed: columns that must be there. delimiter: None to tell it from the header. Raises UnusableSource.
    """
    text = file.read_text(encoding)
    delimiter = delimiter or tell_delimiter(text, needed)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    number = 0
    try:
        for cells in rows:
            number += 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [tidy(cell) for cell in cells]
                check_header(file, header, needed)
            elif len(cells) != len(header):
                file.refuse(f"row {number} has {len(cells)} cells, where the header has {len(header)}")
            else:
                yield Row(file.place, number, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        file.refuse(f"row {number + 1} is no CSV: {error}")


def tell_delimiter(text: str, needed: set[str]) -> str:
    """The delimiter with which the header holds most of the columns that are needed; a comma where none does."""
    lines = text.lstrip().splitlines()[:1]

    def count_needed(delimiter: str) -> int:
        return len(needed & {tidy(cell) for cells in csv.reader(lines, delimiter=delimiter) for cell in cells})

    try:
        return max(DELIMITERS, key=count_needed)
    except csv.Error:
        return ","


def check_header(file: SourceFile, header: list[str], needed: set[str]) -> None:
    missing = sorted(needed.difference(header))
    if missing:
        there = ", ".join(shorten(name, 30) for name in header[:30])
        file.refuse(f"has no column {shorten(missing[0])}; its columns are {there}")
    for name, count in Counter(header).items():
        if count > 1 and name in needed:
            file.refuse(f"has {count} columns named {shorten(name)}")
