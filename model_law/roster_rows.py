"""Read the rows of a roster's CSV file into checked lines, or say in one sentence what is wrong and where.

Nothing is guessed: what can be read in two ways is refused with its row and column. Rows are numbered as a
spreadsheet does, the header being row 1.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from model_law.facts import NO_INTEREST, OWN_INTEREST, RELATIVE_INTEREST

REQUIRED = ("name", "categories")
COLUMNS = ("name", "seat", "voting", "categories", "disqualified", "organization", "role", "start", "end")
LARGEST_BYTES = 20_000_000
LONGEST_CELL = 1000

_INTERESTS = {"": NO_INTEREST, "no": NO_INTEREST, "yes": OWN_INTEREST, "relative": RELATIVE_INTEREST}
_VACANT = frozenset({"vacant", "vacancy", "vacante", "tbd", "to be determined"})
_ROLES = {
    "chair": "chair", "chairperson": "chair", "chairman": "chair", "chairwoman": "chair", "co-chair": "chair",
    "alternate": "alternate", "holdover": "holdover", "ex_officio": "ex_officio", "ex officio": "ex_officio",
    "ex-officio": "ex_officio", "staff": "staff", "law_enforcement": "law_enforcement",
    "law enforcement": "law_enforcement", "police": "law_enforcement", "sector_income": "sector_income",
    "remainder": "remainder",
}  # fmt: skip
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RosterError(ValueError):
    """A roster that cannot be read: which row and column (either may be unknown), and what to do about it."""

    def __init__(self, problem: str, row: int | None = None, column: str | None = None) -> None:
        self.problem = problem
        self.row = row
        self.column = column
        where = ", ".join(part for part in (f"row {row}" if row else "", f"column {column}" if column else "") if part)
        super().__init__(f"{where}: {problem}" if where else problem)


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    name: str
    seat: str
    voting: bool
    categories: frozenset[str]
    interest: str | None
    organization: str | None
    roles: frozenset[str] | None
    start: date | None
    end: date | None

    def covers(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


def fold(text: str) -> str:
    """A name for comparing: composed accents, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def decode(data: bytes) -> str:
    """Decode a file as UTF-8 with or without a byte-order mark; the error names the line of the first bad
    byte.
    """
    if len(data) > LARGEST_BYTES:
        raise RosterError(f"the file is larger than {LARGEST_BYTES // 1_000_000} MB; a roster is not")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RosterError("the file is UTF-16; save it as 'CSV UTF-8'")
    if data.startswith(b"PK\x03\x04"):
        raise RosterError("the file is a spreadsheet or a zip archive; save it as 'CSV UTF-8'")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        # The codec counts from after a byte-order mark.
        position = problem.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        bad = data[position] if position < len(data) else data[-1]
        line = len(re.findall(rb"\r\n|\r|\n", data[:position])) + 1
        raise RosterError(f"line {line}: byte 0x{bad:02X} is not UTF-8; save the file as 'CSV UTF-8'") from problem
    if "\x00" in text:
        line = len(re.findall(r"\r\n|\r|\n", text[: text.index("\x00")])) + 1
        raise RosterError(f"line {line}: a NUL byte; the file is damaged or not a CSV file")
    return text


def _rows(text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as problem:
        raise RosterError(
            f"not readable as CSV ({problem}); look for a quote that is not closed", len(rows) + 1
        ) from problem
    return rows


def _header(cells: list[str]) -> list[str]:
    names = [fold(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) == 1 and (marks := [mark for mark in (";", "\t", "|") if mark in cells[0].strip()]):
        mark = "tab" if marks[0] == "\t" else repr(marks[0])
        raise RosterError(f"the columns are separated by {mark}; save the file with commas", 1)
    for number, name in enumerate(names, start=1):
        if not name:
            raise RosterError(f"column {number} has no name", 1)
        if name not in COLUMNS:
            raise RosterError(f"unknown column; known columns are {', '.join(COLUMNS)}", 1, shown(name))
        if name in names[: number - 1]:
            raise RosterError("the column stands twice", 1, name)
    for name in REQUIRED:
        if name not in names:
            raise RosterError(f"the column {name!r} is missing; {' and '.join(REQUIRED)} must be there", 1)
    return names


def _date(cell: str, row: int, column: str) -> date | None:
    if not cell:
        return None
    if _ISO.fullmatch(cell):
        try:
            return date.fromisoformat(cell)
        except ValueError as problem:
            raise RosterError(f"{shown(cell)} is not a day of the calendar", row, column) from problem
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", cell):
        hint = "a spreadsheet's day number; format the column as YYYY-MM-DD"
    else:
        hint = "write dates as YYYY-MM-DD, such as 2026-03-01"
    raise RosterError(f"{shown(cell)} is not a date this command reads: {hint}", row, column)


def _word(cell: str, known: Mapping[str, object], row: int, column: str) -> str:
    word = cell.casefold()
    if word not in known:
        raise RosterError(f"{shown(cell)} is not one of {', '.join(name for name in known if name)}", row, column)
    return word


def _categories(cell: str, known: Collection[str], row: int) -> frozenset[str]:
    words = [re.sub(r"[\s-]+", "_", part.strip()).casefold() for part in cell.split(";")]
    for word in words:
        if word and word not in known:
            ids = ", ".join(sorted(known))
            raise RosterError(f"unknown category {shown(word)}; the act's are {ids}", row, "categories")
    return frozenset(word for word in words if word)


def _line(cells: Mapping[str, str], row: int, known: Collection[str], unused: dict[str, int]) -> Line:
    for column, cell in cells.items():
        if len(cell) > LONGEST_CELL:
            raise RosterError(f"more than {LONGEST_CELL} characters", row, column)
        if any(unicodedata.category(letter) == "Cc" for letter in cell):
            raise RosterError("a line break or another control character inside the cell", row, column)
    name = cells["name"]
    if fold(name).strip("()[]*- ") in _VACANT:
        name = ""
    voting = True
    if "voting" in cells and (cells["voting"] or name):
        voting = _word(cells["voting"], {"yes": 1, "no": 1}, row, "voting") == "yes"
    interest = None
    if "disqualified" in cells:
        interest = _INTERESTS[_word(cells["disqualified"], _INTERESTS, row, "disqualified")]
    roles = None
    if "role" in cells:
        words = [fold(part) for part in cells["role"].split(";") if part.strip()]
        for word in words:
            if word not in _ROLES:
                unused.setdefault(word, row)
        roles = frozenset(_ROLES[word] for word in words if word in _ROLES)
    start = _date(cells.get("start", ""), row, "start")
    end = _date(cells.get("end", ""), row, "end")
    if start and end and end < start:
        raise RosterError(f"the end {end} lies before the start {start}", row, "end")
    return Line(
        row,
        name,
        cells.get("seat", ""),
        voting,
        _categories(cells["categories"], known, row),
        interest,
        cells.get("organization"),
        roles,
        start,
        end,
    )


def numbers(rows: list[int]) -> str:
    return ", ".join(str(row) for row in rows[:10]) + (f" and {len(rows) - 10} more" if len(rows) > 10 else "")


def read_lines(data: bytes, known: Collection[str], notes: list[str]) -> tuple[list[Line], frozenset[str]]:
    rows = _rows(decode(data))
    first = next((number for number, cells in enumerate(rows) if any(cell.strip() for cell in cells)), None)
    if first is None:
        raise RosterError("the file is empty")
    if first:
        raise RosterError("the header must be the first row; this one is empty", 1)
    header = _header(rows[0])
    lines, empty = [], []
    unused: dict[str, int] = {}
    for row, cells in enumerate(rows[1:], start=2):
        values = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
        if not values or ("seat" in header and not any(values)):
            empty.append(row)
            continue
        if len(values) < len(header):
            raise RosterError(
                f"{len(values)} cells where the header has {len(header)}; the row is cut off",
                row,
                header[len(values)],
            )
        if any(values[len(header) :]) or len(values) > len(rows[0]):
            raise RosterError(
                f"{len(values)} cells where the header has {len(header)}; quote cells that hold commas", row
            )
        lines.append(_line(dict(zip(header, values, strict=False)), row, known, unused))
    if not lines:
        raise RosterError("the file has a header and no seats")
    if empty and empty[0] < lines[-1].row:
        notes.append(f"Empty rows were skipped: {numbers([row for row in empty if row < lines[-1].row])}.")
    if unused:
        told = ", ".join(f"{shown(word)} (row {row})" for word, row in list(unused.items())[:5])
        notes.append(f"Roles that no rule uses were read as titles only: {told}.")
    return lines, frozenset(header)
