"""TERM-01 to TERM-08, at their boundaries and where the past is not known."""

from datetime import date, timedelta

import pytest

from model_law.facts import Absence, Member, Roster, Seat, Term
from model_law.terms import add_years, full_terms_in_a_row
from tests.model_law.boards import DAY, judge_one

START = date(2024, 7, 1)


def seat(number: int = 1, start: date | None = START, end: date | None = None, **facts: object) -> Seat:
    of_term = {key: facts.pop(key) for key in list(facts) if key in {"remainder", "remainder_of", "selected_by"}}
    person = f"person {number}"
    return Seat(str(number), Member(person), term=Term(person, str(number), start, end, **of_term), **facts)


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        (date(2027, 6, 30), "met"),
        (date(2027, 7, 1), "met"),
        (date(2027, 7, 2), "warned"),
        (date(2025, 1, 1), "met"),
        (None, "cannot_tell"),
    ],
)
def test_a_term_lasts_at_most_three_years(end: date | None, verdict: str) -> None:
    assert judge_one("TERM-01", Roster(DAY, (seat(1, START, end),))).verdict == verdict


def test_who_sits_by_office_or_holds_over_has_no_term() -> None:
    of = Roster(DAY, (seat(1, None, None, ex_officio=True), seat(2, START, date(2025, 1, 1), holdover=True)))
    assert judge_one("TERM-01", of).verdict == "met"


def test_a_leap_day_has_an_anniversary() -> None:
    assert add_years(date(2024, 2, 29), 3) == date(2027, 3, 1)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_years(date(9998, 1, 1), 3) == date.max


@pytest.mark.parametrize(
    ("years", "verdict"),
    [
        ([2027, 2028], "met"),
        ([2027, 2027], "warned"),
        ([2027, 2027, 2028, 2029], "met"),
        ([2027, 2027, 2027, 2029], "warned"),
        ([2027, None], "cannot_tell"),
        ([2027, 2027, None], "warned"),
        ([2027, 2028, 2029, None], "met"),
        ([2027], "cannot_tell"),
    ],
)
def test_no_more_than_half_of_the_terms_end_in_one_year(years: list[int | None], verdict: str) -> None:
    rows = tuple(seat(n, START, date(year, 6, 30) if year else None) for n, year in enumerate(years))
    assert judge_one("TERM-02", Roster(DAY, rows)).verdict == verdict


def terms(*spans: tuple[str, str, bool]) -> list[Term]:
    return [Term("a", "1", date.fromisoformat(s), date.fromisoformat(e), remainder=r) for s, e, r in spans]


@pytest.mark.parametrize(
    ("spans", "row"),
    [
        ([("2018-07-01", "2021-06-30", False), ("2021-07-01", "2024-06-30", False)], 2),
        ([("2020-01-01", "2021-06-30", True), ("2021-07-01", "2024-06-30", False)], 1),
        ([("2018-07-01", "2021-06-30", False), ("2021-07-31", "2024-06-30", False)], 2),
        ([("2018-07-01", "2021-06-30", False), ("2021-08-01", "2024-06-30", False)], 1),
        ([("2012-07-01", "2015-06-30", False), ("2015-07-01", "2016-06-30", True),
          ("2016-07-01", "2019-06-30", False), ("2019-07-01", "2022-06-30", False)], 3),
        ([], 0),
    ],
)  # fmt: skip
def test_full_terms_in_a_row_are_counted_back_from_the_last(spans: list[tuple[str, str, bool]], row: int) -> None:
    assert full_terms_in_a_row(terms(*spans), 30) == row


@pytest.mark.parametrize(
    ("number", "complete", "verdict"),
    [(2, True, "met"), (3, True, "warned"), (3, False, "warned"), (2, False, "cannot_tell")],
)
def test_a_third_full_term_is_one_too_many(number: int, complete: bool, verdict: str) -> None:
    served = [Term("a", "1", date(2016 + 3 * n, 1, 1), date(2018 + 3 * n, 12, 31)) for n in range(number)]
    future = Term("a", "1", DAY + timedelta(days=900), None)
    of = Roster(DAY, (Seat("1", Member("a")),), terms=(*served, future), complete=complete)
    assert judge_one("TERM-03", of).verdict == verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"end": date(2026, 6, 30)}, "met"),
        ({"end": date(2026, 7, 1)}, "warned"),
        ({"end": None}, "cannot_tell"),
        ({"end": date(2026, 6, 30), "selected_by": "council"}, "warned"),
        ({"end": date(2026, 6, 30), "reserved_for": "homelessness"}, "warned"),
    ],
)
def test_a_vacancys_appointee_serves_the_remainder(facts: dict[str, object], verdict: str) -> None:
    end = facts.pop("end")
    chosen = {"selected_by": "mayor"} | {key: value for key, value in facts.items() if key == "selected_by"}
    term = Term("a", "1", START, end, remainder=True, remainder_of=date(2026, 6, 30), **chosen)
    held = Seat("1", Member("a"), term=term, selected_by="mayor", reserved_for=facts.get("reserved_for"))
    assert judge_one("TERM-04", Roster(DAY, (held,), complete=True)).verdict == verdict


@pytest.mark.parametrize(("days", "verdict"), [(60, "met"), (61, "warned"), (None, "cannot_tell")])
def test_an_old_vacancy_is_flagged(days: int | None, verdict: str) -> None:
    since = None if days is None else DAY - timedelta(days=days)
    assert judge_one("TERM-05", Roster(DAY, (Seat("1", vacant_since=since),))).verdict == verdict


@pytest.mark.parametrize(
    ("days", "allowed", "verdict"),
    [(180, "yes", "met"), (181, "yes", "warned"), (None, "yes", "cannot_tell"), (1, "no", "warned"),
     (None, "no", "warned")],
)  # fmt: skip
def test_holding_over_is_capped(days: int | None, allowed: str, verdict: str) -> None:
    end = None if days is None else DAY - timedelta(days=days)
    of = Roster(DAY, (seat(1, START, end, holdover=True),))
    assert judge_one("TERM-06", of, TERM_06__allowed=allowed).verdict == verdict


def test_three_unexcused_absences_in_a_calendar_year_are_flagged() -> None:
    def missed(*days: str, excused: bool = False) -> tuple[Absence, ...]:
        return tuple(Absence("person 1", date.fromisoformat(day), excused) for day in days)

    day = date(2026, 12, 1)

    def verdict(absences: tuple[Absence, ...] | None, **settings: str) -> str:
        return judge_one("TERM-07", Roster(day, (seat(1),), absences=absences), **settings).verdict

    assert verdict(None) == "cannot_tell"
    assert verdict(()) == "met"
    assert verdict(missed("2026-01-05", "2026-02-05")) == "met"
    assert verdict(missed("2026-01-05", "2026-02-05", "2026-03-05")) == "warned"
    assert verdict(missed("2025-12-05", "2026-02-05", "2026-03-05")) == "met"
    assert verdict(missed("2026-01-05", "2026-02-05", "2026-12-02")) == "met"
    excused = missed("2026-01-05", "2026-02-05", "2026-03-05", excused=True)
    assert verdict(excused) == "met"
    assert verdict(excused, TERM_07__excused_count="yes") == "warned"


def test_an_outside_body_removes_only_whom_it_selected() -> None:
    def removed(by: str, selected_by: str | None, complete: bool = True) -> str:
        term = Term("a", "1", START, selected_by=selected_by, removed_by=by)
        return judge_one("TERM-08", Roster(DAY, (), terms=(term,), complete=complete)).verdict

    assert removed("mayor", "mayor") == "met"
    assert removed("mayor", "council") == "warned"
    assert removed("mayor", None) == "cannot_tell"
    assert removed("board", "council") == "met"
    assert removed("mayor", "mayor", complete=False) == "cannot_tell"
