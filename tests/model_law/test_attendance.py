"""Who is there at each moment of a meeting, when there is a quorum, and what cannot have happened."""

from datetime import UTC, datetime, timedelta

import pytest

from model_law.attendance import (
    Attendance,
    AttendanceError,
    Disorder,
    Event,
    Happening,
    Mode,
    Span,
    State,
    follow,
    spans,
)

START = datetime(2026, 3, 3, 18, tzinfo=UTC)
ROOM, LINE = Mode.IN_PERSON, Mode.REMOTE
MEMBERS = frozenset("abcdefg")


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def call(minutes: int = 0) -> Event:
    return Event(at(minutes), Happening.CALL_TO_ORDER)


def roll(minutes: int, answered: str, mode: Mode = ROOM) -> Event:
    return Event(at(minutes), Happening.ROLL_CALL, answered=dict.fromkeys(answered, mode))


def arrive(minutes: int, person: str, mode: Mode | None = ROOM) -> Event:
    return Event(at(minutes), Happening.ARRIVE, person, mode)


def leave(minutes: int, person: str) -> Event:
    return Event(at(minutes), Happening.LEAVE, person)


def just(minutes: int, what: Happening) -> Event:
    return Event(at(minutes), what)


def there(attendance: Attendance, minutes: int) -> str:
    return "".join(sorted(attendance.at(at(minutes)).present))


MEETING = (
    call(0), roll(1, "abcd"), arrive(10, "e", LINE), leave(20, "a"), leave(25, "b"), arrive(30, "a"),
    just(40, Happening.RECESS), leave(45, "c"), just(50, Happening.RESUME), just(60, Happening.ADJOURN),
)  # fmt: skip


def test_presence_is_known_at_every_moment() -> None:
    found = follow(MEETING, MEMBERS)
    assert [there(found, minute) for minute in (-1, 0, 1, 9, 10, 20, 25, 30, 45, 90)] == [
        "", "", "abcd", "abcd", "abcde", "bcde", "cde", "acde", "ade", "ade",
    ]  # fmt: skip
    assert found.at(at(10)).present["e"] is LINE
    assert [found.at(at(minute)).state for minute in (-1, 0, 40, 50, 60)] == [
        State.NOT_BEGUN, State.IN_SESSION, State.IN_RECESS, State.IN_SESSION, State.ADJOURNED,
    ]  # fmt: skip
    assert found.state is State.ADJOURNED


def test_a_quorum_is_told_for_each_stretch_of_the_session() -> None:
    found = follow(MEETING, MEMBERS)
    assert spans(found, MEMBERS, 4) == (
        Span(at(0), at(1), False, 0),
        Span(at(1), at(25), True, 4),
        Span(at(25), at(30), False, 3),
        Span(at(30), at(40), True, 4),
        Span(at(50), at(60), False, 3),
    )
    assert spans(follow(MEETING[:3]), MEMBERS, 4)[-1] == Span(at(1), None, True, 4)


def test_only_those_who_count_make_a_quorum() -> None:
    found = follow((call(), roll(0, "abcd")))
    assert [span.quorum for span in spans(found, frozenset("abc"), 4)] == [False]
    assert [span.quorum for span in spans(found, frozenset("abc"), 3)] == [True]


def test_what_lasts_no_time_is_no_stretch() -> None:
    found = follow((call(), roll(0, "abcd"), leave(5, "a"), arrive(5, "a"), just(9, Happening.ADJOURN)))
    assert spans(found, MEMBERS, 4) == (Span(at(0), at(9), True, 4),)


def test_a_roll_call_tells_all_who_are_there() -> None:
    found = follow((call(), roll(1, "abc"), roll(20, "bd", LINE)))
    assert there(found, 20) == "bd"
    assert set(found.at(at(20)).present.values()) == {LINE}


def test_somebody_who_changes_over_to_the_telephone_stays_there() -> None:
    found = follow((call(), roll(1, "abc"), arrive(5, "a", LINE)))
    assert found.at(at(5)).present == {"a": LINE, "b": ROOM, "c": ROOM}


def test_the_moments_of_a_vote_are_its_opening_and_every_change_up_to_its_close() -> None:
    found = follow(MEETING, MEMBERS)
    assert ["".join(sorted(one.present)) for one in found.between(at(22), at(30))] == ["bcde", "cde", "acde"]
    assert len(found.between(at(22), at(22))) == 1
    with pytest.raises(ValueError, match="lies before"):
        found.between(at(2), at(1))


def test_a_moment_that_is_told_cannot_be_changed() -> None:
    moment = follow((call(), roll(0, "ab"))).at(at(0))
    with pytest.raises(TypeError):
        moment.present["c"] = ROOM  # type: ignore[index]  # that is what must fail


@pytest.mark.parametrize(
    ("events", "number", "reason", "person"),
    [
        ((call(), Event(datetime(2026, 3, 3, 18), Happening.RECESS)), 2, Disorder.WITHOUT_ZONE, None),
        ((call(5), roll(4, "a")), 2, Disorder.BEFORE_THE_LAST, None),
        ((roll(0, "a"), just(1, Happening.ADJOURN)), 2, Disorder.NOT_CALLED, None),
        ((just(1, Happening.RECESS),), 1, Disorder.NOT_CALLED, None),
        ((call(), call(1)), 2, Disorder.CALLED_TWICE, None),
        ((call(), just(1, Happening.RECESS), call(2)), 3, Disorder.CALLED_TWICE, None),
        ((call(), just(1, Happening.ADJOURN), arrive(2, "a")), 3, Disorder.AFTER_ADJOURNMENT, None),
        ((call(), just(1, Happening.ADJOURN), just(1, Happening.ADJOURN)), 3, Disorder.AFTER_ADJOURNMENT, None),
        ((call(), just(1, Happening.RECESS), just(2, Happening.RECESS)), 3, Disorder.IN_RECESS_ALREADY, None),
        ((call(), just(1, Happening.RESUME)), 2, Disorder.NOT_IN_RECESS, None),
        ((call(), leave(1, "a")), 2, Disorder.NOT_THERE, "a"),
        ((call(), roll(1, "a"), leave(2, "a"), leave(3, "a")), 4, Disorder.NOT_THERE, "a"),
        ((call(), roll(1, "a"), arrive(2, "a")), 3, Disorder.THERE_ALREADY, "a"),
        ((call(), arrive(2, "z")), 2, Disorder.NOT_A_MEMBER, "z"),
        ((call(), roll(1, "az")), 2, Disorder.NOT_A_MEMBER, "z"),
        ((call(), Event(at(1), Happening.ARRIVE, mode=ROOM)), 2, Disorder.NOBODY_NAMED, None),
        ((call(), arrive(1, "a", None)), 2, Disorder.WITHOUT_MODE, "a"),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_refused_with_its_place_and_reason(
    events: tuple[Event, ...], number: int, reason: Disorder, person: str | None
) -> None:
    with pytest.raises(AttendanceError) as refusal:
        follow(events, MEMBERS)
    assert (refusal.value.number, refusal.value.reason, refusal.value.person) == (number, reason, person)
    assert str(refusal.value).startswith(f"event {number}: {reason.value}")


def test_presence_may_be_taken_before_the_call_to_order() -> None:
    found = follow((roll(-5, "abcd"), arrive(-1, "e"), call(0)))
    assert there(found, 0) == "abcde"
    assert found.at(at(-1)).state is State.NOT_BEGUN
