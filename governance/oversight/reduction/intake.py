"""A call file as a stream: its encoding and delimiter told with care, its SHA-256 taken on the way, its rows in batches."""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any, BinaryIO

from governance.oversight.reduction.problems import BadRow, BadRows, Fault, Reason, UnusableFile, make_printable

HEAD_BYTES = 1 << 16
CHUNK_BYTES = 1 << 18
MOST_BYTES_WITHOUT_LINE = 1 << 22
BATCH_ROWS = 512
MOST_COLUMNS = 2000
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_CSV = (
    (b"PK\x03\x04", Fault.SPREADSHEET, "a spreadsheet or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", Fault.SPREADSHEET, "an old Excel workbook"),
    (b"\x1f\x8b", Fault.PACKED, "gzip"),
    (b"BZh", Fault.PACKED, "bzip2"),
    (b"\xfd7zXZ", Fault.PACKED, "xz"),
    (b"%PDF", Fault.OTHER_KIND, "a PDF"),
    (b"SQLite format 3", Fault.OTHER_KIND, "a database"),
    (b"{\\rtf", Fault.OTHER_KIND, "a text document"),
    (b"{", Fault.OTHER_KIND, "JSON"),
    (b"[{", Fault.OTHER_KIND, "JSON"),
)
MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table)", re.IGNORECASE)
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?")
LETTER_OF_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
LINE_ENDS = re.compile(r"\r\n|\r|\n")
ESCAPED_BYTE = re.compile("[\udc80-\udcff]")


class HashingReader(io.RawIOBase):
    """The file's bytes from its beginning, hashed and counted as they pass.

    undecodable: whether some bytes passed that the encoding does not know. Raises UnusableFile for a line without end.
    """

    def __init__(self, source: BinaryIO, head: bytes, encoding: str, tell: Callable[[int], None]) -> None:
        self.source = source
        self.head = head
        self.progress = tell
        self.hash = hashlib.sha256()
        self.size = 0
        self.without_line = 0
        self.undecodable = False
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.head:
            chunk, self.head = self.head[: len(buffer)], self.head[len(buffer) :]
        else:
            chunk = self.source.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self.hash.update(chunk)
        self.size += len(chunk)
        self.progress(self.size)
        self.without_line = 0 if b"\n" in chunk or b"\r" in chunk else self.without_line + len(chunk)
        if self.without_line > MOST_BYTES_WITHOUT_LINE:
            raise UnusableFile(Fault.ENDLESS_LINE, most=MOST_BYTES_WITHOUT_LINE)
        if not self.undecodable:
            try:
                self.decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                self.undecodable = True
        return len(chunk)


@dataclass(frozen=True)
class Batch:
    """Some rows, each as wide as the header, with what tells their lines."""

    rows: list[list[str]]
    lines: Sequence[int]
    undecodable: bool

    def name_lines(self, position: int) -> tuple[int, int]:
        """First and last line of a row, as an editor counts."""
        first = self.lines[position]
        return first, first + count_line_ends(self.rows[position])


class CallFile:
    """A CSV file that is read once. After the last batch, digest and size are those of the whole file.

    needed: columns that the header must hold. encoding and delimiter: None to tell them from the file's beginning.
    header_line: on which line of the file the header stands. Raises UnusableFile.
    """

    def __init__(
        self,
        source: BinaryIO,
        needed: Sequence[str] = (),
        encoding: str | None = None,
        delimiter: str | None = None,
        header_line: int = 1,
        tell: Callable[[int], None] = lambda position: None,
    ) -> None:
        head = read_head(source)
        refuse_other_formats(head)
        self.encoding = encoding or tell_encoding(head)
        self.reader = HashingReader(source, head, self.encoding, tell)
        beginning = decode_beginning(head, self.encoding)
        errors = "strict" if self.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
        text = io.TextIOWrapper(
            io.BufferedReader(self.reader, CHUNK_BYTES), encoding=self.encoding, errors=errors, newline=""
        )
        skipped = header_line - 1
        separator = SEPARATOR_LINE.match(beginning)
        if separator and not skipped:
            skipped = 1
        self.delimiter = delimiter or (separator and separator[1]) or tell_delimiter(beginning, needed, skipped)
        self.empty_rows = 0
        self.rows = 0
        self.lines_before = skipped
        try:
            for _ in range(skipped):
                text.readline(MOST_BYTES_WITHOUT_LINE)
            self.csv = csv.reader(text, delimiter=self.delimiter, strict=True)
            self.header = self.read_header()
        except UnicodeDecodeError:
            raise self.wrong_encoding() from None
        except csv.Error:
            raise UnusableFile(Fault.BAD_HEADER, line=skipped + 1) from None
        self.places = find_columns(self.header, needed)

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes that were read so far, in hexadecimal."""
        return self.reader.hash.hexdigest()

    @property
    def size(self) -> int:
        return self.reader.size

    def read_header(self) -> list[str]:
        header = [tidy_name(cell) for cell in next(self.csv, [])]
        if not any(header):
            raise UnusableFile(Fault.NO_HEADER if self.size else Fault.EMPTY)
        if "\0" in "".join(header):
            raise UnusableFile(Fault.NO_TEXT)
        if len(header) > MOST_COLUMNS:
            raise UnusableFile(Fault.TOO_MANY_COLUMNS, count=len(header), most=MOST_COLUMNS)
        return header

    def read_batches(self, bad: BadRows) -> Iterator[Batch]:
        """The rows; those of another width than the header and those with stray quotes go to bad. Raises UnusableFile."""
        width = len(self.header)
        ended = False
        while not ended:
            before = self.csv.line_num
            rows: list[list[str]] = []
            stray = ""
            try:
                rows.extend(islice(self.csv, BATCH_ROWS))
                ended = len(rows) < BATCH_ROWS
            except csv.Error as error:
                stray = str(error) or "no CSV"
            except UnicodeDecodeError:
                raise self.wrong_encoding() from None
            last = self.csv.line_num + self.lines_before
            lines = tell_lines(rows, before + self.lines_before, last, bool(stray))
            if stray:
                first = lines[len(rows)]
                bad.add(BadRow(first, last, "", Reason.STRAY_QUOTE, word_stray(stray, first)), last - first + 1)
                self.rows += last - first + 1
            yield from self.sort_rows(rows, lines, width, bad)

    def sort_rows(self, rows: list[list[str]], lines: Sequence[int], width: int, bad: BadRows) -> Iterator[Batch]:
        if set(map(len, rows)) - {width}:
            kept = []
            for position, row in enumerate(rows):
                if len(row) == width:
                    kept.append(position)
                elif not any(map(str.strip, row)):
                    self.empty_rows += 1
                else:
                    last = lines[position] + count_line_ends(row)
                    cells = f"{len(row)} where the header has {width}"
                    bad.add(BadRow(lines[position], last, "", Reason.RAGGED, cells))
                    self.rows += 1
            lines = [lines[position] for position in kept]
            rows = [rows[position] for position in kept]
        self.rows += len(rows)
        if rows:
            yield Batch(rows, lines, self.reader.undecodable)

    def wrong_encoding(self) -> UnusableFile:
        return UnusableFile(Fault.OTHER_ENCODING, encoding=self.encoding)


def read_head(source: BinaryIO) -> bytes:
    head = b""
    while len(head) < HEAD_BYTES and (chunk := source.read(HEAD_BYTES - len(head))):
        head += chunk
    return head


def refuse_other_formats(head: bytes) -> None:
    if not head.strip():
        raise UnusableFile(Fault.EMPTY)
    for mark, fault, kind in NOT_CSV:
        if head.startswith(mark):
            raise UnusableFile(fault, kind=kind)
    if MARKUP.match(head):
        raise UnusableFile(Fault.MARKUP)


def tell_encoding(head: bytes) -> str:
    """By the byte-order mark, by the zero bytes of UTF-16, else UTF-8 where it is that, else Windows' cp1252."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    if len(head) > 3 and head[1:200:2].count(0) > len(head[1:200:2]) * 3 // 4:
        return "utf-16-le"
    if len(head) > 3 and head[0:200:2].count(0) > len(head[0:200:2]) * 3 // 4:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        # Where some letters are UTF-8 the file is mixed, and the rows that are not must be named, not misread.
        return "utf-8" if LETTER_OF_UTF_8.search(head) else "cp1252"
    return "utf-8"


def decode_beginning(head: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(head)


def tell_delimiter(beginning: str, needed: Sequence[str], skipped: int) -> str:
    """The delimiter with which the header holds most needed columns, then with which most rows are as wide as it."""
    lines = LINE_ENDS.split(beginning)[skipped : skipped + 20]

    def judge(delimiter: str) -> tuple[int, int]:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            return 0, 0
        header = {tidy_name(cell) for cell in rows[0]} if rows else set()
        wide = len(header) > 1
        return len(header & set(needed)), sum(len(row) == len(rows[0]) for row in rows) if wide else 0

    return max(DELIMITERS, key=judge)


def tidy_name(cell: str) -> str:
    return " ".join(cell.strip("\ufeff\u200b").split())


def find_columns(header: list[str], needed: Sequence[str]) -> dict[str, int]:
    """Where each needed column stands. Raises UnusableFile."""
    for name in needed:
        if (count := header.count(name)) == 0:
            there = ", ".join(repr(column[:30]) for column in header[:40])
            raise UnusableFile(Fault.COLUMN_MISSING, name=name, there=there)
        if count > 1:
            raise UnusableFile(Fault.COLUMN_TWICE, name=name, count=count)
    return {name: header.index(name) for name in needed}


def count_line_ends(row: list[str]) -> int:
    return sum(len(LINE_ENDS.findall(cell)) for cell in row if "\n" in cell or "\r" in cell)


def tell_lines(rows: list[list[str]], before: int, after: int, broken: bool) -> Sequence[int]:
    """The first line of each row, and of what comes after the last; lines before and after the batch are known."""
    if not broken and after - before == len(rows):
        return range(before + 1, after + 2)
    return list(accumulate((1 + count_line_ends(row) for row in rows), initial=before + 1))


def word_stray(said: str, line: int) -> str:
    """What the csv module says, where reading can go on with the next line. Raises UnusableFile where it cannot."""
    if "field larger" in said:
        raise UnusableFile(Fault.ENDLESS_CELL, most=csv.field_size_limit(), line=line)
    if "unexpected end" in said:
        raise UnusableFile(Fault.OPEN_QUOTE, line=line)
    if "expected after" in said:
        return "more letters follow a closing quotation mark"
    return make_printable(said)
