"""Whatever bytes a roster file holds, it is read or refused in one line, and rightly."""

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from model_law.facts import count_seats
from model_law.roster_rows import COLUMNS, RosterError
from model_law.rosters import read_roster
from tests.model_law.boards import DAY

KNOWN = ("homelessness", "family")
HEADER = ",".join(COLUMNS)


def told(data: bytes) -> str:
    """What a reader of the file is told: nothing where it was read."""
    try:
        assert read_roster(data, DAY, KNOWN).roster.seats
    except RosterError as refusal:
        return str(refusal)
    return ""


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    for prefix in (b"", HEADER.encode() + b"\n", b"\xef\xbb\xbfname,categories\r\n"):
        assert told(prefix + data).isprintable()


cells = st.sampled_from(["", "a", "Ana", "yes", "no", "1", "2", "homelessness", "family;homelessness",
                         "2025-01-01", "2026-12-31", "chair", '"', "x,y", "é", "\r", "holdover"])  # fmt: skip


@given(st.lists(st.lists(cells, min_size=9, max_size=9), min_size=1, max_size=6), st.integers(0, 200))
def test_rows_of_plausible_cells_are_read_or_refused_and_so_is_a_cut_file(rows: list[list[str]], cut: int) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([list(COLUMNS), *rows])
    data = out.getvalue().encode()
    for version in (data, data[: len(data) - cut]):
        assert told(version).isprintable()


names = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=12).filter(
    lambda name: name.strip() and name.strip("()[]*- ").casefold() not in {"vacant", "vacancy", "vacante", "tbd"}
)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.lists(st.tuples(st.just("") | names, st.booleans(), days, days), min_size=1, max_size=15))
def test_a_good_roster_has_the_seats_that_a_plain_reader_counts(
    rows: list[tuple[str, bool, date | None, date | None]],
) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "seat", "voting", "categories", "start", "end"])
    serving = voting = 0
    for number, (name, votes, first, second) in enumerate(rows):
        start, end = (second, first) if first and second and second < first else (first, second)
        writer.writerow([name, number, "yes" if votes else "no", "", start or "", end or ""])
        here = bool(name) and (start is None or start <= DAY) and (end is None or end >= DAY)
        serving += here
        voting += here and votes
    count = count_seats(read_roster(out.getvalue().encode(), DAY, KNOWN).roster)
    assert (count.seats, count.serving, count.voting) == (len(rows), serving, voting)
