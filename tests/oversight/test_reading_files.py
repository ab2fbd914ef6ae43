"""Files as agencies send them: read rightly, or refused with the place and the reason."""

import hashlib
import io
from typing import Any

import pytest

from governance.oversight.metrics import load_dictionary
from governance.oversight.reduction import UnusableFile, read_mapping, reduce_file
from governance.oversight.reduction.intake import CallFile
from governance.oversight.reduction.problems import BadRows
from tests.oversight.reducing import HEADER, MAPPING, ROW, name_bad, read_cell, reduce_bytes, reduce_rows

PLAIN = f"{HEADER}\n{ROW.format(id=1)}\n{ROW.format(id=2)}\n"
TIMES = "2026-07-04 13:00:00,2026-07-04 13:05:00,2026-07-04 13:20:30"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_told_by_their_bytes(encoding: str) -> None:
    text = PLAIN + f'3,{TIMES},"Ñandú – straße",Y\n'
    reduction = reduce_bytes(text.encode(encoding))
    assert read_cell(reduction, "calls_received", "2026-07")["numerator"] == 3
    assert dict(reduction.unmapped["call_type"]) == {"Ñandú – straße": 1}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_ends_of_lines_are_told(delimiter: str, end: str) -> None:
    text = PLAIN.replace(",", delimiter).replace("\n", end)
    assert read_cell(reduce_bytes(text.encode()), "police_backup_share", "2026-07") == {
        "numerator": 2, "denominator": 2, "not_known": 0,
    }  # fmt: skip


def test_a_first_line_that_names_the_delimiter_is_not_the_header() -> None:
    reduction = reduce_bytes(("sep=;\r\n" + PLAIN.replace(",", ";")).encode("utf-8-sig"))
    assert read_cell(reduction, "calls_received", "2026-07")["numerator"] == 2


def test_a_header_below_a_title_is_found_where_the_mapping_says() -> None:
    mapping = MAPPING + "[file]\nheader_line = 3\n"
    text = f"Calls of July\nprinted today\n{PLAIN}9,2026-07-04 25:00:00,,,MH,Y\n"
    assert name_bad(reduce_bytes(text.encode(), mapping)) == [(6, "received", "time")]


def test_quotes_over_lines_are_one_row_and_later_lines_keep_their_numbers() -> None:
    rows = f'1,{TIMES},"MH\r\nsecond\nthird",Y\n2,{TIMES},MH,Y\n3,bad,,,MH,Y\n'
    reduction = reduce_bytes(f"{HEADER}\n{rows}".encode())
    assert name_bad(reduction) == [(6, "received", "time")]


def test_ragged_rows_are_named_by_their_lines_and_others_are_not() -> None:
    rows = f"1,{TIMES},MH,Y\n2,{TIMES},MH\n\n3,{TIMES},MH,Y,extra\n4,{TIMES},MH,Y\n"
    reduction = reduce_bytes(f"{HEADER}\n{rows}".encode())
    assert name_bad(reduction) == [(3, "", "ragged"), (5, "", "ragged")]
    assert "7 where the header has 6" in reduction.bad.listed[1].write()


def test_a_stray_quote_costs_its_own_row_only() -> None:
    rows = f'1,{TIMES},"MH" x,Y\n2,{TIMES},MH,Y\n'
    reduction = reduce_bytes(f"{HEADER}\n{rows}".encode(), exclude=True)
    assert reduction.document is not None
    assert reduction.document["rows"]["excluded"] == {"stray_quote": 1}
    assert reduction.document["rows"]["counted"] == 1
    assert reduction.document["rows"]["read"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\r\n", "is empty"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b'<?xml version="1.0"?>', "XML"),
        (b'{"calls": []}', "JSON"),
        (b"a,b\n1,2\n", "no column 'received'"),
        (HEADER.encode() + b"\n", "no rows"),
        (HEADER.encode() + b",police\n1,2,3,4,5,6,7\n", "2 columns named 'police'"),
        (f'{HEADER}\n1,{TIMES},"MH,Y\n2,{TIMES},MH,Y\n'.encode(), "line 2"),
        (f"{PLAIN}".encode("utf-16")[:-1], "breaks off"),
        (b"\0" * 300, "not text"),
    ],
    ids=["empty", "blank", "xlsx", "xls", "pdf", "gzip", "html", "xml", "json", "other-columns", "header-only",
         "column-twice", "open-quote", "half-a-letter", "zeros"],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_with_the_reason(content: bytes, words: str) -> None:
    with pytest.raises(UnusableFile, match=words):
        reduce_bytes(content)


def test_a_quote_that_never_closes_is_refused_before_it_swallows_the_file() -> None:
    text = f'{HEADER}\n1,{TIMES},"MH,Y\n' + f"2,{TIMES},MH,Y\n" * 5000
    with pytest.raises(UnusableFile, match="from line 2 on"):
        reduce_bytes(text.encode(), exclude=True)


def test_a_line_without_end_is_refused_early() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            assert self.given < 20_000_000
            return b"x" * size

    with pytest.raises(UnusableFile, match="end of line"):
        CallFile(Endless())  # type: ignore[arg-type] # it reads as a file does


@pytest.mark.parametrize("before", [0, 3000], ids=["at-the-beginning", "after-much-plain-text"])
def test_mixed_encodings_are_bad_rows_that_are_named(before: int) -> None:
    rows = "".join(ROW.format(id=number) + "\n" for number in range(before))
    content = f"{HEADER}\n{rows}a,{TIMES},Ñandú,Y\n".encode() + f"b,{TIMES},Caf".encode() + b"\xe9,Y\n"
    reduction = reduce_bytes(content)
    assert name_bad(reduction) == [(before + 3, "kind", "undecodable")]
    assert "0xE9" in reduction.bad.listed[0].write()


def test_rows_of_empty_cells_are_passed_over_and_counted() -> None:
    reduction = reduce_bytes((PLAIN + ",,,,,\n\n,,,,,\n").encode())
    assert reduction.document is not None
    rows = reduction.document["rows"]
    assert (rows["read"], rows["counted"], rows["empty"]) == (2, 2, 3)


def test_repeated_ids_are_refused_left_out_or_counted_as_the_mapping_says() -> None:
    content = (PLAIN + ROW.format(id=1) + "\n").encode()
    assert name_bad(reduce_bytes(content)) == [(4, "id", "repeated")]
    for then, counted in (("keep_first", 2), ("count", 3)):
        mapping = MAPPING.replace('columns = ["id"]', f'columns = ["id"]\nthen = "{then}"')
        reduction = reduce_bytes(content, mapping)
        assert read_cell(reduction, "calls_received", "2026-07")["numerator"] == counted
        assert reduction.document is not None
        assert reduction.document["rows"]["repeated"] == 1


def test_without_an_id_whole_rows_that_repeat_are_counted_and_told() -> None:
    mapping = MAPPING.replace('[duplicates]\ncolumns = ["id"]\n', "")
    reduction = reduce_bytes((PLAIN + ROW.format(id=1) + "\n").encode(), mapping)
    assert reduction.document is not None
    assert reduction.document["rows"]["repeated"] == 1
    assert reduction.document["rows"]["counted"] == 3


def test_ids_and_codes_that_a_spreadsheet_spoiled_are_refused() -> None:
    rows = f"5.00E+31,{TIMES},MH,Y\n2,{TIMES},5.00E+93,Y\n3,{TIMES},MH,Y\n"
    reduction = reduce_bytes(f"{HEADER}\n{rows}".encode())
    assert sorted(name_bad(reduction)) == [(2, "id", "spoiled"), (3, "kind", "spoiled")]
    by_line = {bad.line: bad for bad in reduction.bad.listed}
    assert by_line[2].value is None
    assert by_line[3].value == "5.00E+93"


def test_excluded_rows_are_out_of_every_figure_and_counted_by_reason() -> None:
    rows = [f"{TIMES},MH,Y", "nonsense,,,MH,Y", ",2026-07-04 13:05:00,,MH,N", f"{TIMES},OTH,N"]
    refused = reduce_rows(*rows)
    assert name_bad(refused) == [(3, "received", "time"), (4, "received", "no_time")]
    reduction = reduce_rows(*rows, exclude=True)
    assert reduction.document is not None
    assert reduction.document["rows"]["excluded"] == {"no_time": 1, "time": 1}
    assert read_cell(reduction, "calls_received", "2026-07", "call_type", "mental_health")["numerator"] == 1
    assert read_cell(reduction, "police_backup_share", "2026-07") == {"numerator": 1, "denominator": 2, "not_known": 0}


def test_a_column_of_other_things_than_codes_is_refused() -> None:
    rows = [f"{TIMES},{number} Example Ave,Y" for number in range(3000)]
    with pytest.raises(UnusableFile, match="more than 2,000 different values in column 'kind'"):
        reduce_rows(*rows)


def test_a_digest_is_that_of_the_whole_file_and_its_size_too() -> None:
    content = PLAIN.encode()
    reduction = reduce_bytes(content)
    assert reduction.document is not None
    assert reduction.document["file"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert reduction.document["file"]["bytes"] == len(content)


def test_rows_beside_an_error_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.oversight.reduction.intake.BATCH_ROWS", 3)
    text = "a,b\n" + "".join(f'{n},"x" y\n' if n % 4 == 2 else f"{n},x\n" for n in range(20))
    bad = BadRows()
    found = [(batch.name_lines(place)[0], row[0]) for batch in CallFile(io.BytesIO(text.encode())).read_batches(bad)
             for place, row in enumerate(batch.rows)]  # fmt: skip
    assert found == [(n + 2, str(n)) for n in range(20) if n % 4 != 2]
    assert [row.line for row in bad.listed] == [4, 8, 12, 16, 20]


class LongFile(io.RawIOBase):
    """Rows of one code that are made while they are read, so that the file itself never is in memory."""

    def __init__(self, rows: int) -> None:
        self.rows = (f"{number},{TIMES},MH,Y\n".encode() for number in range(rows))
        self.waiting = f"{HEADER}\n".encode()

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= 1 << 18
        while len(self.waiting) < size and (row := next(self.rows, b"")):
            self.waiting += row
        given, self.waiting = self.waiting[:size], self.waiting[size:]
        return given


def test_a_long_file_of_one_code_is_read_in_pieces_and_never_sought(soak_factor: int) -> None:
    rows = 20_000 * soak_factor
    dictionary = load_dictionary()
    told: list[int] = []
    source: Any = LongFile(rows)
    reduction = reduce_file(source, read_mapping(MAPPING.encode(), "m.toml", dictionary), dictionary, tell=told.append)
    assert read_cell(reduction, "response_time", "2026-07")["n"] == rows
    assert reduction.document is not None
    assert told == sorted(told)
    assert told[-1] == reduction.document["file"]["bytes"]
