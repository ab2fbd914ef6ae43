"""A batch of rows as columns: what each cell means, which rows are bad, and what is left of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from governance.oversight.reduction.codes import NO_NUMBER, SPOILED_CODE, SPOILED_NUMBER, CodeTable, SecondsTable
from governance.oversight.reduction.forms import SPOILED
from governance.oversight.reduction.identities import Salt
from governance.oversight.reduction.intake import ESCAPED_BYTE, Batch, CallFile
from governance.oversight.reduction.mappings import PERIOD_FIELD, Mapping, TimeColumn
from governance.oversight.reduction.problems import BadRow, BadRows, Reason, show_code, show_value
from governance.oversight.reduction.times import Parser, Special, Trouble


@dataclass
class Rows:
    """Rows by position. times: moments and what was looked at alone; texts: cells of code columns, to count codes."""

    batch: Batch
    places: list[int]
    times: dict[str, list[int]] = field(default_factory=dict)
    specials: dict[str, dict[int, Special]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    seconds: dict[str, list[int]] = field(default_factory=dict)
    persons: list[int] = field(default_factory=list)
    identities: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.places)

    def drop(self, gone: Collection[int]) -> None:
        """Forget rows by their positions; the others move up."""
        if not gone:
            return
        kept = [position for position in range(len(self.places)) if position not in gone]
        for numbers in (self.times, self.seconds):
            for name, column in numbers.items():
                numbers[name] = [column[position] for position in kept]
        self.codes = {name: [cells[position] for position in kept] for name, cells in self.codes.items()}
        self.texts = {name: [cells[position] for position in kept] for name, cells in self.texts.items()}
        moved = {old: new for new, old in enumerate(kept)}
        for name, specials in self.specials.items():
            self.specials[name] = {moved[old]: special for old, special in specials.items() if old in moved}
        self.places = [self.places[position] for position in kept]
        self.persons = [self.persons[position] for position in kept] if self.persons else []
        self.identities = [self.identities[position] for position in kept]


class RowReader:
    """Reads batches as a mapping says. empty: rows of empty cells, which spreadsheets leave at the end of a file."""

    def __init__(self, file: CallFile, mapping: Mapping, bad: BadRows) -> None:
        self.file = file
        self.mapping = mapping
        self.bad = bad
        self.salt = Salt()
        self.empty = 0
        parsers = {column.format: Parser(column.format, mapping.zone) for column in mapping.times}
        self.times = [(column, parsers[column.format]) for column in mapping.times]
        self.codes = [CodeTable(column) for column in mapping.codes]
        self.seconds = [SecondsTable(column) for column in mapping.seconds]

    def read(self, batch: Batch) -> Rows:
        """The rows that can be counted; the others go to bad. Raises UnusableFile."""
        self.rows = Rows(batch, list(range(len(batch.rows))))
        self.gone: set[int] = set()
        if batch.undecodable:
            self.find_undecodable()
        columns = list(zip(*batch.rows, strict=True))
        self.cells: dict[str, Sequence[str]] = {name: columns[place] for name, place in self.file.places.items()}
        for column, parser in self.times:
            self.read_time(column, parser)
        for table in self.codes:
            self.read_code(table)
        for numbers in self.seconds:
            self.read_seconds(numbers)
        self.read_identities()
        self.rows.drop(self.gone)
        return self.rows

    def refuse(self, position: int, column: str, reason: Reason, detail: str = "", value: str | None = None) -> None:
        """Name a row bad, once."""
        if position not in self.gone:
            self.gone.add(position)
            first, last = self.rows.batch.name_lines(self.rows.places[position])
            self.bad.add(BadRow(first, last, column, reason, detail, value))

    def find_undecodable(self) -> None:
        for position, row in enumerate(self.rows.batch.rows):
            for name, cell in zip(self.file.header, row, strict=True):
                if found := ESCAPED_BYTE.search(cell):
                    byte = f"byte 0x{ord(found[0]) - 0xDC00:02X} is no {self.file.encoding}"
                    self.refuse(position, name, Reason.UNDECODABLE, byte)
                    break

    def read_time(self, column: TimeColumn, parser: Parser) -> None:
        if len(column.columns) == 1:
            texts: Sequence[str] = self.cells[column.columns[0]]
        else:
            texts = [
                " ".join(parts).strip() for parts in zip(*(self.cells[name] for name in column.columns), strict=True)
            ]
        moments, specials = parser.read(texts)
        name = " + ".join(column.columns)
        for position, special in specials.items():
            if special.trouble in (Trouble.BAD, Trouble.SPOILED):
                reason = Reason.TIME if special.trouble is Trouble.BAD else Reason.SPOILED
                self.refuse(position, name, reason, value=show_value(texts[position].strip()))
            elif special.trouble is Trouble.BLANK and column.field == PERIOD_FIELD:
                if any(map(str.strip, self.rows.batch.rows[position])):
                    self.refuse(position, name, Reason.NO_TIME)
                else:
                    self.gone.add(position)
                    self.empty += 1
        self.rows.times[column.field], self.rows.specials[column.field] = moments, specials

    def read_code(self, table: CodeTable) -> None:
        texts = self.cells[table.column.column]
        categories = table.read(texts)
        if table.has_spoiled and SPOILED_CODE in categories:
            for position, category in enumerate(categories):
                if category == SPOILED_CODE:
                    self.refuse(position, table.column.column, Reason.SPOILED, value=show_code(texts[position].strip()))
        self.rows.codes[table.column.field], self.rows.texts[table.column.field] = categories, texts

    def read_seconds(self, table: SecondsTable) -> None:
        texts = self.cells[table.column.column]
        seconds = table.read(texts)
        for wrong, reason in ((NO_NUMBER, Reason.NUMBER), (SPOILED_NUMBER, Reason.SPOILED)):
            if wrong in seconds:
                for position, number in enumerate(seconds):
                    if number == wrong:
                        self.refuse(position, table.column.column, reason, value=show_value(texts[position].strip()))
        self.rows.seconds[table.column.field] = seconds

    def read_identities(self) -> None:
        duplicates = self.mapping.duplicates.columns
        for name in dict.fromkeys((*self.mapping.person, *duplicates)):
            self.find_spoiled(name, self.cells[name])
        if self.mapping.person:
            self.rows.persons = self.salt.hash_rows([self.cells[name] for name in self.mapping.person])
        if duplicates:
            self.rows.identities = self.salt.hash_rows([self.cells[name] for name in duplicates])
        else:
            self.rows.identities = self.salt.hash_rows([list(map("\x1f".join, self.rows.batch.rows))])

    def find_spoiled(self, name: str, texts: Iterable[str]) -> None:
        """Ids that a spreadsheet has turned into powers of ten: many become the same. Their values are never echoed."""
        if "E+" in (together := "\n".join(texts)) or "e+" in together:
            for position, text in enumerate(self.cells[name]):
                if SPOILED.fullmatch(text.strip()):
                    self.refuse(position, name, Reason.SPOILED)
