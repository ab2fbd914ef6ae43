"""Reading lists of seats, in whatever columns their owners chose, by a mapping."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.boards.models import Role
from governance.db import Database
from governance.exchange.collecting import collect
from governance.exchange.files import SourceFile, UnusableSource, open_source
from governance.exchange.intake import (
    Assumption,
    BoardIntake,
    JurisdictionIntake,
    LeftOut,
    MembershipIntake,
    PersonIntake,
    Refusal,
    SeatIntake,
    Unknown,
)
from governance.exchange.reconcile import ImportReport, bring_in
from governance.exchange.seat_mapping import make_mapping
from governance.exchange.seats import read_mapping, read_seats

MAPPINGS = Path(__file__).parent / "seat_mappings"
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
MAPPING: dict[str, Any] = {
    "system": "harborview-boards",
    "jurisdiction": "Harborview",
    "zone": "America/New_York",
    "columns": {
        "board": "Body", "person": "Member", "reserved_for": "Seat", "role": "Office", "voting": "Vote",
        "term_start": "From", "term_end": "To", "appointing_authority": "By",
    },
    "dates": {"formats": ["%m/%d/%Y"], "none": ["TBD"]},
    "vacant": [{"column": "Member", "is": ["To be named"]}, {"column": "Member", "contains": "^open\\b"}],
    "voting": [{"column": "Vote", "is": ["Y"], "voting": True}, {"column": "Vote", "is": ["N"], "voting": False}],
    "take_out": {"reserved_for": ["^seat for\\s"]},
}  # fmt: skip
LIST = """Body,Member,Seat,Office,Vote,From,To,By,City,Phone
Crisis Board,Ida Fenwick,Seat for peer,Chair,Y,7/1/2024,6/30/2027,Mayor,Eastport,555-0101
Crisis Board,Omar Quill,Seat for peer,,Y,07/01/2024,TBD,Mayor,,555-0102
Crisis Board,Open (was O. Quill),Seat for clinician,,Y,,06/30/2026,Council,Eastport,
Crisis Board,VACANT,,,Y,,,,,
Crisis Board,Lee Wen,Police chief,ex-officio,N,,,,,
Parks,Ida Fenwick,,lamp keeper,,,06/30/2020,,,
"""


def read(text: str | bytes = LIST, **changed: Any) -> list[Any]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_seats([SourceFile("seats.csv", data)], make_mapping("map.toml", MAPPING | changed)))


def pick(intakes: list[Any], kind: type) -> list[Any]:
    return [intake for intake in intakes if isinstance(intake, kind)]


def refuse(text: str | bytes, **changed: Any) -> str:
    """What is said of a list that is refused, whether at once or row by row."""
    try:
        collect(read(text, **changed))
    except UnusableSource as error:
        return str(error)
    pytest.fail("was not refused")


# What a list says


def test_every_row_is_a_seat_and_every_name_holds_one() -> None:
    intakes = read()
    assert intakes[0] == JurisdictionIntake("harborview-boards", "Harborview", "America/New_York")
    assert pick(intakes, BoardIntake) == [BoardIntake("Crisis Board", "Crisis Board"), BoardIntake("Parks", "Parks")]
    assert [(seat.board, seat.number, seat.reserved_for, seat.voting, seat.appointing_authority)
            for seat in pick(intakes, SeatIntake)] == [
        ("Crisis Board", 1, "peer", True, "Mayor"),
        ("Crisis Board", 2, "peer", True, "Mayor"),
        ("Crisis Board", 3, "clinician", True, "Council"),
        ("Crisis Board", 4, None, True, None),
        ("Crisis Board", 5, "Police chief", False, None),
        ("Parks", 1, None, True, None),
    ]  # fmt: skip
    seats = {seat.identifier: seat for seat in pick(intakes, SeatIntake)}
    assert len(seats) == 6
    assert [(one.identifier, one.role, one.title, one.voting, one.started_on, one.ended_on, seats[one.seat].number)
            for one in pick(intakes, MembershipIntake)] == [
        ("Crisis Board / Ida Fenwick", Role.CHAIR, "Chair", True, date(2024, 7, 1), date(2027, 6, 30), 1),
        ("Crisis Board / Omar Quill", Role.MEMBER, None, True, date(2024, 7, 1), None, 2),
        ("Crisis Board / Lee Wen", Role.EX_OFFICIO, "ex-officio", False, None, None, 5),
        ("Parks / Ida Fenwick", Role.OTHER, "lamp keeper", None, None, date(2020, 6, 30), 1),
    ]  # fmt: skip


def test_what_is_not_kept_or_was_assumed_is_said() -> None:
    intakes = read()
    assert Counter(what.what for what in pick(intakes, LeftOut)) == {
        'column "City"': 2, 'column "Phone"': 2, "terms of vacant seats": 1,
    }  # fmt: skip
    assert pick(intakes, Unknown) == [Unknown("role", "lamp keeper")]
    assert [assumption.sentence[:30] for assumption in pick(intakes, Assumption)] == [
        "1 seats are taken to vote, as ", "1 people are taken to be membe",
    ]  # fmt: skip
    assert not any(assumption.sentence.startswith("1 seats are taken to vote") for assumption in read(seats_vote=False)
                   if isinstance(assumption, Assumption))  # fmt: skip


def test_one_name_on_two_boards_is_one_person_only_where_the_mapping_says_so() -> None:
    assert len(pick(read(), PersonIntake)) == 4
    assert len({person.identifier for person in pick(read(same_name_is_same_person=True), PersonIntake)}) == 3


def test_what_a_seat_is_reserved_for_stands_in_no_identifier_and_beside_no_name() -> None:
    text = "Body,Member,Seat,Office,Vote,From,To,By\nB,Ida,lives with a condition,survivor of an illness,,,,\n"
    intakes = read(text)
    for intake in intakes:
        assert "condition" not in repr(intake).replace("reserved_for='lives with a condition'", "")
        assert "illness" not in repr(intake)
    assert LeftOut("titles that could speak of health or family") in intakes


def test_one_column_can_hold_both_the_office_and_what_the_seat_is_reserved_for() -> None:
    text = "Body,Member,Position\nB,Ida,Vice-chair / At large\nB,Omar,Chairman\nB,Lee,Armchair maker; non-voting\n"
    mapping = {
        "columns": {"board": "Body", "person": "Member", "reserved_for": "Position"},
        "roles": [
            {"column": "Position", "contains": "vice.?chair", "role": "vice_chair"},
            {"column": "Position", "contains": r"\bchair(man)?\b", "role": "chair"},
        ],
        "voting": [{"column": "Position", "contains": "non.?voting", "voting": False}],
        "vacant": [],
        "take_out": {"reserved_for": [r"^(vice-)?chair(man)?\b", "non-voting"]},
    }
    intakes = read(text, **mapping)
    assert [one.role for one in pick(intakes, MembershipIntake)] == [Role.VICE_CHAIR, Role.CHAIR, Role.MEMBER]
    assert [one.reserved_for for one in pick(intakes, SeatIntake)] == ["At large", None, "Armchair maker"]
    assert [one.voting for one in pick(intakes, SeatIntake)] == [True, True, False]


def test_several_terms_in_one_seat_are_one_seat() -> None:
    text = "Body,No,Member,From,To\nB,1,Ida,2016-07-01,2018-06-30\nB,1,Omar,2018-07-01,\nB,2,Ida,2020-01-01,\n"
    columns = {"board": "Body", "person": "Member", "term_start": "From", "term_end": "To"}
    plain: dict[str, Any] = {"vacant": [], "voting": [], "take_out": {}, "dates": {}}
    for mapping in ({"columns": columns | {"seat_number": "No"}}, {"columns": columns, "seat_identity": ["No"]}):
        intakes = read(text, **plain, **mapping)
        assert [seat.number for seat in {seat.identifier: seat for seat in pick(intakes, SeatIntake)}.values()] == [
            1,
            2,
        ]
        assert [one.identifier for one in pick(intakes, MembershipIntake)] == ["B / Ida", "B / Omar", "B / Ida (2)"]
    alike = (
        "Body,Member,From,To\nB,Ida,2016-07-01,2018-06-30\nB,Ida,2018-07-01,\nB,Omar,2018-07-01,\nB,Ida,2018-07-01,\n"
    )
    seats = [one.seat for one in pick(read(alike, **plain, columns=columns), MembershipIntake)]
    assert seats[0] == seats[1]
    assert len(set(seats)) == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(delimiter: str) -> None:
    rows = list(csv.reader(io.StringIO(LIST)))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([*rows, [], [""] * len(rows[0])])
    expected = read()
    assert read(out.getvalue()) == expected
    assert read("\ufeff" + out.getvalue(), delimiter=delimiter) == expected


# What is refused of a list


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "07/01/2024",
            "2024-07-01",
            'seats.csv row 3, column "From": holds "2024-07-01", which is no date as %m/%d/%Y',
        ),
        ("07/01/2024", "02/30/2024", 'seats.csv row 3, column "From": holds "02/30/2024", which is no date'),
        ("07/01/2024", "45474", 'column "From": holds "45474", which is no date'),
        ("07/01/2024", "#REF!", 'row 3, column "From": holds an error of a spreadsheet'),
        ("7/1/2024,6/30/2027", "6/30/2027,7/1/2024", 'row 2, column "To": ends on 2024-07-01, before'),
        ("Omar Quill", "=A2", 'row 3, column "Member": begins like a formula'),
        ("Omar Quill", "+SUM(A2)", 'row 3, column "Member": begins like a formula'),
        ("Omar Quill", "Omar\x07", 'row 3, column "Member": holds a control character (U+0007)'),
        ("Omar Quill", "O" * 2001, 'row 3, column "Member": is longer than 2000 characters'),
        ("Omar Quill", "O" * 140_000, "seats.csv: row 3 is no CSV: field larger"),
        ("Omar Quill", '"O"mar', "is no CSV"),
        ("Omar Quill", '"Omar', "is no CSV"),
        ("Omar Quill,", "Quill, Omar,", "seats.csv: row 3 has 11 cells, where the header has 10"),
        ("Parks,", ",", 'row 7, column "Body": names no board'),
        (",Y,07", ",perhaps,07", 'row 3, column "Vote": holds "perhaps", for which no rule'),
        ("Office", "Rank", 'seats.csv: has no column "Office"; its columns are "Body", "Member", "Seat", "Rank"'),
        ("City", "Office", 'seats.csv: has 2 columns named "Office"'),
        ("Omar", "Om\0ar", "holds a NUL character"),
    ],
)
def test_what_cannot_be_is_refused_with_row_and_column(old: str, new: str, reason: str) -> None:
    assert reason in refuse(LIST.replace(old, new, 1))


def test_every_row_that_cannot_be_is_named() -> None:
    said = refuse(LIST.replace("Omar Quill", "=A2").replace("06/30/2026", "06/31/2026").replace("Lee Wen", "@home"))
    assert [line.partition(",")[0] for line in said.splitlines()] == [f"seats.csv row {number}" for number in (3, 4, 6)]


def test_files_that_are_no_csv_are_refused() -> None:
    assert "is empty" in refuse(b"\n")
    assert "is not UTF-8: byte" in refuse(LIST.replace("Omar", "José").encode("windows-1252"))
    assert "is UTF-16 text" in refuse(LIST.encode("utf-16"))
    assert "old office document" in refuse(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "ZIP archive or an office document" in refuse(b"PK\x03\x04" + b"\0" * 600)
    assert 'has no column "Body"' in refuse("<!DOCTYPE html><html></html>")
    assert "José Quill" in repr(read(LIST.replace("Omar", "José").encode("windows-1252"), encoding="windows-1252"))


def test_a_date_that_two_formats_read_differently_is_refused() -> None:
    formats = {"formats": ["%m/%d/%Y", "%d/%m/%Y"], "none": ["TBD"]}
    assert "can be read as more than one day" in refuse(LIST, dates=formats)


def test_rows_of_one_seat_that_differ_are_refused() -> None:
    text = LIST.replace("Seat for clinician", "Seat for peer")
    assert "row 4: says other things about its seat" in refuse(text, seat_identity=["Seat"])
    assert 'row 3, column "Office": is empty' in refuse(LIST, seat_identity=["Office"])


# Into the record


def bring(database: Database, text: str) -> ImportReport:
    return bring_in(
        database,
        read(text),
        system="harborview-boards",
        reader="seats",
        file_name="seats.csv",
        digest="0" * 64,
        now=NOW,
    )


def count(numbers: dict[str, int]) -> dict[str, int]:
    return {kind: number for kind, number in numbers.items() if number and kind != "board_names"}


def test_a_second_import_changes_nothing_and_a_changed_term_just_that(database: Database) -> None:
    assert count(bring(database, LIST).new) == {"boards": 2, "people": 4, "seats": 6, "memberships": 4}
    assert not bring(database, LIST).has_changes
    later = bring(database, LIST.replace("6/30/2027", "6/30/2028"))
    assert (count(later.new), count(later.changed)) == ({}, {"memberships": 1})


def test_somebody_new_in_a_vacant_seat_makes_no_new_seat(database: Database) -> None:
    bring(database, LIST)
    filled = bring(database, LIST.replace("VACANT", "Ana Reyes"))
    assert (count(filled.new), count(filled.changed)) == ({"people": 1, "memberships": 1}, {})


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=5), st.integers(0, 600))
def test_a_spoiled_list_is_read_or_refused_and_nothing_else(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(LIST.encode())
    for position, byte in changes:
        data[position % len(data)] = byte
    try:
        collected = collect(read(bytes(data[: cut % len(data) or None])))
    except UnusableSource:
        return
    assert all(one.seat in collected.records["seats"] for one in collected.records["memberships"].values())


@pytest.mark.real_data
def test_real_seats_come_out_as_a_simple_count_finds_them(real_data: Path) -> None:
    path = real_data / "sd_boards" / "sd_boards_sample.csv"
    intakes = list(read_seats(open_source(path), read_mapping(MAPPINGS / "south_dakota.toml")))
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    filled = [row for row in rows if row["name"].lower() != "vacant"]
    seats, memberships = pick(intakes, SeatIntake), pick(intakes, MembershipIntake)
    assert not pick(intakes, Refusal)
    assert len(pick(intakes, BoardIntake)) == len({row["board_name"] for row in rows}) == 8
    assert len({seat.identifier for seat in seats}) == len(rows) == 104
    assert Counter(seat.board for seat in seats) == Counter(row["board_name"] for row in rows)
    assert len(memberships) == len(filled) == 99
    assert len(pick(intakes, PersonIntake)) == len({(row["board_name"], row["name"]) for row in filled})
    assert len({seat.identifier for seat in seats} - {one.seat for one in memberships}) == len(rows) - len(filled) == 5
    assert Counter(one.ended_on.isoformat() if one.ended_on else "" for one in memberships) == Counter(
        row["term_end"] for row in filled
    )
    assert sum(not seat.voting for seat in seats) == sum("non-voting" in row["position"] for row in rows) == 2
    assert Counter(one.role for one in memberships) == {
        Role.MEMBER: 94, Role.CHAIR: 1, Role.VICE_CHAIR: 1, Role.SECRETARY: 1, Role.EX_OFFICIO: 2,
    }  # fmt: skip
    reserved = Counter(seat.reserved_for for seat in seats)
    assert reserved["Family Member"] == sum(row["position"] == "Family Member" for row in rows) == 12
    assert reserved["At Large"] == sum(row["position"].endswith("/ At Large") for row in rows) == 2
    assert reserved[None] == sum(not row["position"] for row in rows)
    assert all(one.title is None for one in memberships)
    for kept in (pick(intakes, PersonIntake), memberships):
        assert "disability" not in repr(kept).lower()
        assert "@" not in repr(kept)
