"""Rosters from CSV files: what is read, what is refused and where, and what a reader is told."""

from datetime import date

import pytest

from model_law.facts import count_seats
from model_law.roster_rows import LARGEST_BYTES, RosterError
from model_law.rosters import Reading, read_roster
from tests.model_law.boards import DAY

KNOWN = ("mental_illness", "homelessness", "family")
HEADER = "name,seat,voting,categories,disqualified,organization,role,start,end\n"


def read(text: str | bytes, on: date = DAY) -> Reading:
    return read_roster(text.encode() if isinstance(text, str) else text, on, KNOWN)


def holders(reading: Reading) -> list[str | None]:
    return [seat.holder.person if seat.holder else None for seat in reading.roster.seats]


def test_a_full_row_becomes_a_seat_with_its_holder() -> None:
    seat = read(HEADER + "Ana Peña,3,yes,homelessness; mental_illness,no,Harbor House,chair,2025-01-01,2027-12-31\n")
    (seat,) = seat.roster.seats
    assert seat.label == "3"
    assert seat.voting
    assert seat.holder is not None
    assert seat.holder.person == "ana peña"
    assert seat.holder.categories == {"homelessness", "mental_illness"}
    assert (seat.holder.interest, seat.holder.organization, seat.holder.chair) == ("", "Harbor House", True)
    assert seat.term is not None
    assert (seat.term.start, seat.term.end) == (date(2025, 1, 1), date(2027, 12, 31))


def test_name_and_categories_suffice_and_what_is_absent_is_not_known() -> None:
    reading = read("name,categories\nA,homelessness\nB,\n,\n")
    assert holders(reading) == ["a", "b", None]
    holder = reading.roster.seats[0].holder
    assert holder is not None
    assert (holder.interest, holder.organization, holder.law_enforcement, holder.staff) == (
        None,
        None,
        None,
        None,
    )
    assert reading.roster.seats[0].voting
    assert any("no column disqualified" in note for note in reading.notes)


@pytest.mark.parametrize("name", ["", "  ", "VACANT", "Vacancy", "(vacant)", "Vacante", "TBD"])
def test_a_seat_without_a_holder_is_vacant(name: str) -> None:
    reading = read(HEADER + f"{name},1,yes,,,,,2026-01-01,\n")
    assert holders(reading) == [None]
    assert reading.roster.seats[0].vacant_since == date(2026, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: (text + "\n\n").encode(),
        lambda text: (text + ",,,,,,,,\n").encode(),
        lambda text: text.replace("name,", " Name ,").encode(),
        lambda text: text.replace("homelessness", '"homelessness"').encode(),
        lambda text: text.replace("homelessness", " Homelessness ;; mental-illness ").encode(),
        lambda text: text.replace("\n", ",\n").encode(),
    ],
)
def test_what_spreadsheets_do_to_a_file_changes_nothing(change: object) -> None:
    text = HEADER + "Ana,1,yes,homelessness,no,,,,\n,2,no,,,,,,\n"
    reading = read(change(text))  # type: ignore[operator]  # parametrized functions
    assert holders(reading) == ["ana", None]
    assert reading.roster.seats[0].holder is not None
    assert "homelessness" in reading.roster.seats[0].holder.categories


REFUSED = [
    ("", None, None, "the file is empty"),
    ("\n\n", None, None, "the file is empty"),
    (HEADER, None, None, "no seats"),
    ("\n" + HEADER, 1, None, "first row"),
    ("name;seat;categories\nA;1;\n", 1, None, "separated by ';'"),
    ("name\tcategories\nA\t\n", 1, None, "separated by tab"),
    ("name,categories,colour\nA,,red\n", 1, "'colour'", "unknown column"),
    ("name,categories,name\nA,,B\n", 1, "name", "stands twice"),
    ("name,,categories\nA,,\n", 1, None, "column 2 has no name"),
    ("seat,categories\n1,\n", 1, None, "'name' is missing"),
    ("name,seat\nA,1\n", 1, None, "'categories' is missing"),
    (HEADER + "A,1,yes,homelessness,no,,,2025-01-01\n", 2, "end", "8 cells where the header has 9"),
    (HEADER + "A,1,yes,homelessness,no,Harbor, Inc,,,\n", 2, None, "quote cells that hold commas"),
    (HEADER + "A,1,maybe,,,,,,\n", 2, "voting", "'maybe' is not one of yes, no"),
    (HEADER + "A,1,,,,,,,\n", 2, "voting", "'' is not one of yes, no"),
    (HEADER + "A,1,yes,,perhaps,,,,\n", 2, "disqualified", "not one of no, yes, relative"),
    (HEADER + "A,1,yes,nobility,,,,,\n", 2, "categories", "unknown category 'nobility'"),
    (HEADER + "A,1,yes,,,,,,\nB,2,yes,\"homelessness,family\",,,,,\n", 3, "categories", "unknown category"),
    (HEADER + "A,1,yes,,,,,03/01/2026,\n", 2, "start", "write dates as YYYY-MM-DD"),
    (HEADER + "A,1,yes,,,,,,1.3.26\n", 2, "end", "write dates as YYYY-MM-DD"),
    (HEADER + "A,1,yes,,,,,45123,\n", 2, "start", "spreadsheet's day number"),
    (HEADER + "A,1,yes,,,,,2026-02-30,\n", 2, "start", "not a day of the calendar"),
    (HEADER + "A,1,yes,,,,,20260101,\n", 2, "start", "write dates"),
    (HEADER + "A,1,yes,,,,,2026-01-01 00:00:00,\n", 2, "start", "write dates"),
    (HEADER + "A,1,yes,,,,,٢٠٢٦-٠١-٠١,\n", 2, "start", "write dates"),
    (HEADER + "A,1,yes,,,,,2026-02-01,2026-01-31\n", 2, "end", "lies before the start"),
    (HEADER + "\"A\nB\",1,yes,,,,,,\n", 2, "name", "control character"),
    (HEADER + "A\x1b[31m,1,yes,,,,,,\n", 2, "name", "control character"),
    (HEADER + "A,1,yes,,,,,,\n\"B,2,yes\n", 3, None, "quote that is not closed"),
    (HEADER + "A\"B,1,yes,,,,,,\n\"C\"D,2,yes,,,,,,\n", 3, None, "not readable as CSV"),
    (HEADER + "A,1,yes,,,,,,\nB,1,yes,,,,,,\n", 3, "seat", "overlaps the one in row 2"),
    (HEADER + "A,1,yes,,,,,2024-01-01,2025-06-30\nB,1,yes,,,,,2025-06-29,\n", 3, "start", "overlaps"),
    (HEADER + "A,1,yes,,,,,2024-01-01,\n,1,yes,,,,,2025-01-01,\n", 3, "start", "overlaps"),
    (HEADER + "A,1,yes,,,,,2020-01-01,2026-01-01\nB,1,yes,,,,,2021-01-01,2022-01-01\n"
     "C,1,yes,,,,,2025-01-01,\n",
     3, "start", "overlaps the one in row 2"),
    (HEADER + "A" * 1001 + ",1,yes,,,,,,\n", 2, "name", "more than 1000 characters"),
    (HEADER + "A" * 200_000 + ",1,yes,,,,,,\n", 2, None, "not readable as CSV"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "row", "column", "told"), REFUSED)
def test_what_cannot_be_read_is_refused_with_row_and_column(
    text: str, row: int | None, column: str | None, told: str
) -> None:
    with pytest.raises(RosterError) as refusal:
        read(text)
    assert (refusal.value.row, refusal.value.column) == (row, column)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ((HEADER + "A,1,yes,,,,,,\nPeña,2,yes,,,,,,\n").encode("latin-1"), "line 3: byte 0xF1 is not UTF-8"),
        (b"\xef\xbb\xbf" + (HEADER + "Peña,2,yes,,,,,,\n").encode("latin-1"), "line 2: byte 0xF1"),
        ((HEADER + "A,1,yes,,,,,,\n").encode() + b"\xc3", "line 3: byte 0xC3"),
        (HEADER.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04 and more", "a spreadsheet or a zip archive"),
        ((HEADER + "A\x00,1,yes,,,,,,\n").encode(), "line 2: a NUL byte"),
        (b"x" * (LARGEST_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_its_line(data: bytes, told: str) -> None:
    with pytest.raises(RosterError) as refusal:
        read(data)
    assert told in str(refusal.value)


HISTORY = HEADER + (
    "A,1,yes,,,,,2020-01-01,2022-12-31\n"
    "B,1,yes,,,,,2022-12-31,2025-06-30\n"
    ",1,yes,,,,,2025-07-01,2025-08-31\n"
    "C,1,yes,,,,,2025-09-01,\n"
)


@pytest.mark.parametrize(
    ("on", "holder"),
    [
        ("2019-12-31", None),
        ("2020-01-01", "a"),
        ("2022-12-30", "a"),
        ("2022-12-31", "b"),
        ("2025-06-30", "b"),
        ("2025-07-01", None),
        ("2025-09-01", "c"),
        ("2099-01-01", "c"),
    ],
)
def test_a_seat_is_read_as_it_stood_on_the_day(on: str, holder: str | None) -> None:
    reading = read(HISTORY, date.fromisoformat(on))
    assert holders(reading) == [holder]
    assert count_seats(reading.roster).seats == 1


def test_the_order_of_rows_does_not_matter() -> None:
    lines = HISTORY.splitlines(keepends=True)
    assert holders(read(lines[0] + "".join(reversed(lines[1:])))) == ["c"]


def test_an_ended_term_leaves_the_seat_vacant_unless_the_member_holds_over() -> None:
    ended = read(HEADER + "A,1,yes,homelessness,,,,2022-01-01,2025-12-31\n")
    assert holders(ended) == [None]
    assert ended.roster.seats[0].vacant_since == date(2026, 1, 1)
    assert any("rows 2" in note and "holdover" in note for note in ended.notes)
    held = read(HEADER + "A,1,yes,homelessness,,,holdover,2022-01-01,2025-12-31\n")
    assert holders(held) == ["a"]
    assert held.roster.seats[0].holdover
    successor = read(HEADER + "A,1,yes,,,,holdover,2022-01-01,2025-12-31\nB,1,yes,,,,,2026-01-01,\n")
    assert holders(successor) == ["b"]
    future = read(HEADER + "A,1,yes,,,,,2026-12-01,\n")
    assert holders(future) == [None]
    assert any("begins after" in note for note in future.notes)


def test_the_same_name_twice_is_two_people_unless_one_service_follows_the_other() -> None:
    two = read(HEADER + "José Díaz,1,yes,,,,,,\njose\u0301  DÍAZ,2,yes,,,,,,\n")
    assert len(set(holders(two))) == 2
    assert any("rows 3" in note for note in two.notes)
    one = read(HEADER + "A,1,yes,,,,,2020-01-01,2022-12-31\nA,1,yes,,,,,2022-12-31,2028-01-01\n")
    assert {term.person for term in one.roster.terms} == {"a"}
    assert not any("same name" in note for note in one.notes)


def test_roles_that_rules_use_are_read_and_titles_are_told() -> None:
    reading = read(
        HEADER + "A,1,yes,,,,Police; Ex officio,,\nB,2,no,,,,alternate,,\nC,3,yes,,relative,,Treasurer;staff,,\n"
    )
    first, second, third = reading.roster.seats
    assert first.holder is not None
    assert third.holder is not None
    assert (first.ex_officio, first.holder.law_enforcement, first.holder.staff) == (True, True, False)
    assert (second.alternate, second.voting) == (True, False)
    assert (third.holder.staff, third.holder.interest) == (True, "relative")
    assert any("'treasurer' (row 4)" in note for note in reading.notes)


def test_a_seat_without_a_label_is_never_taken_for_another() -> None:
    reading = read(HEADER + "A,row 3,yes,,,,,,\nB,,yes,,,,,,\n")
    assert holders(reading) == ["a", "b"]


def test_ten_thousand_seats_are_read() -> None:
    rows = "".join(f"N{n},{n},yes,{'homelessness' if n % 2 else ''},no,,,,\n" for n in range(10_000))
    assert count_seats(read(HEADER + rows).roster).serving == 10_000


def test_a_row_of_nothing_inside_the_file_is_skipped_and_told() -> None:
    reading = read(HEADER + "A,1,yes,,,,,,\n,,,,,,,,\nB,2,yes,,,,,,\n")
    assert holders(reading) == ["a", "b"]
    assert any("Empty rows were skipped: 3" in note for note in reading.notes)
