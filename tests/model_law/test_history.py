"""A board's history: who sat where on a day, and the facts that contradict each other."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from model_law.facts import Member
from model_law.history import DatedSeat, History, HistoryError, Quality, Service, member_on
from model_law.timeline import Adoption, roster_on, timeline
from tests.model_law.histories import LAW, MODEL, community, thirteen

D = date.fromisoformat
SEAT = DatedSeat("1")


def seat_of(history: History, day: str, label: str = "1") -> tuple[str | None, bool, str | None]:
    """Who holds a seat on a day, whether by holding over, and since when it is vacant."""
    seat = next(seat for seat in roster_on(history, D(day)).seats if seat.label == label)
    since = seat.vacant_since.isoformat() if seat.vacant_since else None
    return (seat.holder.person if seat.holder else None, seat.holdover, since)


ANA = Service("ana", "1", D("2024-01-01"), D("2024-12-31"))
BO = Service("bo", "1", D("2025-03-01"), D("2025-12-31"))


@pytest.mark.parametrize(
    ("services", "day", "expected"),
    [
        ([ANA], "2023-12-31", (None, False, None)),
        ([ANA], "2024-01-01", ("ana", False, None)),
        ([ANA], "2024-12-31", ("ana", False, None)),
        ([ANA], "2025-01-01", (None, False, "2025-01-01")),
        ([ANA, BO], "2025-02-28", (None, False, "2025-01-01")),
        ([ANA, BO], "2025-03-01", ("bo", False, None)),
        ([replace(ANA, holdover=True)], "2024-12-31", ("ana", False, None)),
        ([replace(ANA, holdover=True)], "2025-01-01", ("ana", True, None)),
        ([replace(ANA, holdover=True)], "2099-01-01", ("ana", True, None)),
        ([replace(ANA, holdover=True), BO], "2025-02-28", ("ana", True, None)),
        ([replace(ANA, holdover=True), BO], "2025-03-01", ("bo", False, None)),
        ([replace(ANA, holdover=True, ended=D("2025-02-01"))], "2025-02-01", ("ana", True, None)),
        ([replace(ANA, holdover=True, ended=D("2025-02-01"))], "2025-02-02", (None, False, "2025-02-02")),
        ([replace(ANA, ended=D("2024-05-05"))], "2024-05-06", (None, False, "2024-05-06")),
        ([replace(ANA, end=D("2025-03-01")), BO], "2025-02-28", ("ana", False, None)),
        ([replace(ANA, end=D("2025-03-01")), BO], "2025-03-01", ("bo", False, None)),
        ([replace(ANA, start=None)], "1990-01-01", ("ana", False, None)),
        ([replace(ANA, end=None)], "2099-01-01", ("ana", False, None)),
    ],
)  # fmt: skip
def test_a_seat_is_held_from_the_first_day_to_the_last(
    services: list[Service], day: str, expected: tuple[str | None, bool, str | None]
) -> None:
    assert seat_of(History((SEAT,), tuple(services)), day) == expected


@pytest.mark.parametrize(
    ("seats", "day", "since"),
    [
        ((DatedSeat("1", D("2020-01-01")),), "2020-01-01", "2020-01-01"),
        ((DatedSeat("1", D("2020-01-01")),), "2023-05-01", "2020-01-01"),
        ((DatedSeat("1", None, D("2021-12-31")), DatedSeat("1", D("2022-01-01"), None, False)), "2023-05-01", None),
        ((DatedSeat("1", D("2020-01-01"), D("2021-12-31")), DatedSeat("1", D("2022-01-01"), None, False)),
         "2023-05-01", "2020-01-01"),
        ((DatedSeat("1", D("2020-01-01"), D("2021-12-30")), DatedSeat("1", D("2022-01-01"), None, False)),
         "2023-05-01", "2022-01-01"),
    ],
)  # fmt: skip
def test_a_seat_never_held_is_vacant_since_it_was_created(
    seats: tuple[DatedSeat, ...], day: str, since: str | None
) -> None:
    assert seat_of(History(seats), day) == (None, False, since)


def test_a_service_ends_with_its_seat_and_does_not_come_back_with_it() -> None:
    seats = (DatedSeat("1", None, D("2024-06-30")), DatedSeat("1", D("2024-09-01")))
    history = History(seats, (replace(ANA, end=None),))
    assert seat_of(history, "2024-06-30") == ("ana", False, None)
    assert roster_on(history, D("2024-08-01")).seats == ()
    assert seat_of(history, "2024-09-01") == (None, False, "2024-09-01")


def test_a_member_who_takes_another_seat_leaves_the_one_held_over() -> None:
    moved = Service("ana", "2", D("2025-02-01"), D("2026-01-31"))
    history = History((SEAT, DatedSeat("2")), (replace(ANA, holdover=True), moved))
    assert seat_of(history, "2025-01-31") == ("ana", True, None)
    assert seat_of(history, "2025-02-01") == (None, False, "2025-02-01")
    assert seat_of(history, "2025-02-01", "2") == ("ana", False, None)


def test_a_seat_has_the_properties_of_its_day() -> None:
    seats = (DatedSeat("1", None, D("2024-06-30"), True, reserved_for="family", selected_by="mayor"),
             DatedSeat("1", D("2024-07-01"), None, False, True, True, None, "council"))  # fmt: skip
    history = History(seats, (ANA,))
    earlier, later = (roster_on(history, D(day)).seats[0] for day in ("2024-06-30", "2024-07-01"))
    assert (earlier.voting, earlier.alternate, earlier.reserved_for, earlier.selected_by) == (
        True, False, "family", "mayor",
    )  # fmt: skip
    assert (later.voting, later.alternate, later.ex_officio, later.reserved_for, later.selected_by) == (
        False, True, True, None, "council",
    )  # fmt: skip
    assert earlier.term == later.term


def test_what_happened_later_is_not_known_on_the_day() -> None:
    history = History((SEAT,), (replace(ANA, ended=D("2024-06-30"), removed_by="mayor"), BO), complete=True)
    before, last, after = (roster_on(history, D(day)) for day in ("2024-06-29", "2024-06-30", "2024-07-01"))
    assert [(term.ended, term.removed_by) for term in before.terms] == [(None, None)]
    assert before.terms == last.terms
    assert [(term.ended, term.removed_by) for term in after.terms] == [(D("2024-06-30"), "mayor")]
    assert after.complete


def test_qualities_add_up_and_end() -> None:
    rows = (
        Quality("ana", None, D("2024-06-30"), frozenset({"family"}), organization="Open Door"),
        Quality("ana", D("2024-06-01"), None, frozenset({"homelessness"}), interest=""),
        Quality("ana", D("2024-06-10"), D("2024-06-20"), chair=True, basis="declared"),
    )
    history = History((SEAT,), (ANA,), rows)
    assert member_on(history, "ana", D("2024-05-31")) == Member(
        "ana", frozenset({"family"}), organization="Open Door"
    )  # fmt: skip
    both = frozenset({"family", "homelessness"})
    assert member_on(history, "ana", D("2024-06-15")) == Member(
        "ana", both, "", "Open Door", chair=True, basis="declared"
    )  # fmt: skip
    assert member_on(history, "ana", D("2024-07-01")) == Member("ana", frozenset({"homelessness"}), "")
    assert member_on(history, "nobody", D("2024-07-01")) == Member("nobody")


@pytest.mark.parametrize(
    ("facts", "key", "says"),
    [
        ({"services": (ANA, replace(BO, start=D("2024-12-30")))}, "1", "two terms overlap"),
        ({"services": (ANA, replace(ANA, person="bo"))}, "1", "two terms overlap"),
        ({"services": (replace(ANA, end=None), BO)}, "1", "say when the earlier one ended"),
        ({"services": (replace(ANA, ended=D("2025-03-02")), BO)}, "1", "two terms overlap"),
        ({"services": (replace(ANA, start=None), replace(BO, start=None))}, "1", "two terms overlap"),
        ({"services": (ANA, replace(ANA, seat="2"))}, "ana", "sits in seats 1 and 2"),
        ({"services": (ANA, replace(ANA, seat="2", start=D("2024-12-30")))}, "ana", "tell two namesakes apart"),
        ({"services": (replace(ANA, end=D("2023-12-31")),)}, "1", "before it begins"),
        ({"services": (replace(ANA, ended=D("2023-12-31")),)}, "1", "before it begins"),
        ({"services": (replace(ANA, removed_by="mayor"),)}, "1", "say which day"),
        ({"services": (replace(ANA, seat="9"),)}, "9", "add the seat"),
        ({"seats": (DatedSeat("1", D("2024-02-01")),), "services": (ANA,)}, "1", "no such seat"),
        ({"seats": (DatedSeat("1", None, D("2024-03-01")),), "services": (replace(ANA, ended=D("2024-03-02")),)},
         "1", "it ended with the seat on 2024-03-01"),
        ({"seats": (SEAT, SEAT)}, "1", "two rows of the seat share days"),
        ({"seats": (DatedSeat("1", None, D("2024-03-01")), DatedSeat("1", D("2024-03-01")))}, "1", "share days"),
        ({"seats": (DatedSeat("1", D("2024-03-02"), D("2024-03-01")),)}, "1", "before it begins"),
        ({"qualities": (Quality("ana", interest=""), Quality("ana", D("2024-03-01"), interest="own"))},
         "ana", "different things about interest on 2024-03-01"),
        ({"qualities": (Quality("ana", D("2024-03-02"), D("2024-03-01")),)}, "ana", "before it begins"),
    ],
)  # fmt: skip
def test_facts_that_contradict_each_other_are_refused_with_the_key_and_what_to_do(
    facts: dict[str, object], key: str, says: str
) -> None:
    with pytest.raises(HistoryError, match=says) as refusal:
        History(**{"seats": (SEAT, DatedSeat("2")), **facts})
    assert refusal.value.key == key
    assert str(refusal.value).startswith(f"{key}: ")


def test_a_board_without_seats_cannot_be_told() -> None:
    (span,) = timeline(History(()), LAW, D("2024-01-01"), D("2026-12-31"))
    assert span.findings[0].verdict == "cannot_tell"
    assert roster_on(History(()), D("2024-01-01")).seats == ()


def test_ten_thousand_seats_are_judged_rightly() -> None:
    count, half = 10_000, D("2025-01-01")
    seats = tuple(DatedSeat(str(number)) for number in range(count))
    services = tuple(
        Service(f"p{number}", str(number), D("2024-01-01"), half - timedelta(days=1) if number == 0 else None)
        for number in range(count)
    )
    history = History(seats, services, tuple(community(f"p{number}") for number in range(5100)))
    first, second = timeline(history, (Adoption(MODEL, local={"TERM-05.days": 3660}),), D("2024-06-01"), half)
    assert (first.findings[0].numerator, first.findings[0].denominator) == (5100, 10_000)
    assert second.first == half
    assert (second.findings[0].verdict, second.findings[0].numerator, second.findings[0].denominator) == (
        "breached", 5099, 9999,
    )  # fmt: skip


def test_the_thirteen_of_the_tests_serve() -> None:
    assert sum(1 for seat in roster_on(thirteen(), D("2025-01-01")).seats if seat.holder) == 13
