"""Small random histories and laws for the property tests, over a few weeks around a new year."""

from datetime import date, timedelta

from hypothesis import strategies as st

from model_law.facts import Absence
from model_law.history import DatedSeat, History, Quality, Service
from model_law.provisions import load_act
from model_law.timeline import Adoption
from tests.model_law.histories import small_act

START = date(2025, 12, 20)
LAST = 60
END = START + timedelta(days=LAST)
EVERY_DAY = [START + timedelta(days=number) for number in range(LAST + 1)]

offsets = st.integers(0, LAST + 5)
PEOPLE = ("a", "b", "c", "d")


def on(offset: int | None) -> date | None:
    return None if offset is None else START + timedelta(days=offset)


@st.composite
def some_services(draw: st.DrawFn, seat: str) -> list[Service]:
    """Services that follow each other in one seat; a person of one seat sits in no other, so none clash."""
    services = []
    day = draw(st.integers(-10, 20))
    for number in range(draw(st.integers(0, 4))):
        first = None if number == 0 and draw(st.booleans()) else day
        end = day + draw(st.integers(0, 15))
        holdover = draw(st.booleans())
        ended = draw(st.none() | st.integers(day, end + 8))
        services.append(
            Service(f"{seat}{draw(st.sampled_from(PEOPLE))}", seat, on(first), on(end), on(ended), holdover,
                    draw(st.booleans()), on(end), draw(st.sampled_from([None, "mayor"])),
                    None if ended is None else draw(st.sampled_from([None, "mayor", "council"])))
        )  # fmt: skip
        day = max(day + 1, (end if ended is None else ended) + draw(st.integers(0, 12)))
    return services


def make_quality(person: str, first: int, length: int, counts: bool, chair: bool) -> Quality:
    return Quality(
        person, on(first), on(first + length), frozenset({"homelessness"} if counts else ()), "", chair=chair
    )


@st.composite
def some_histories(draw: st.DrawFn) -> History:
    labels = ("1", "2", "3")[: draw(st.integers(0, 3))]
    services = [service for label in labels for service in draw(some_services(label))]
    seats = []
    for label in labels:
        voting, split = draw(st.booleans()), draw(st.none() | st.integers(1, LAST))
        if split is None:
            seats.append(DatedSeat(label, None, None, voting))
        else:
            seats.append(DatedSeat(label, None, on(split), voting))
            seats.append(DatedSeat(label, on(split + 1), None, True, alternate=draw(st.booleans())))
    if draw(st.booleans()):
        seats.append(DatedSeat("extra", on(draw(st.integers(0, 20))), on(draw(st.integers(20, LAST)))))
    people = sorted({service.person for service in services})
    qualities: list[Quality] = []
    for person in people:
        first, length, second = draw(st.tuples(st.integers(-5, 20), st.integers(0, 20), st.integers(0, 20)))
        counts = draw(st.booleans())
        qualities.append(make_quality(person, first, length, counts, False))
        qualities.append(make_quality(person, first + length + 1, second, not counts, draw(st.booleans())))
    absences = [
        Absence(person, on(draw(offsets)) or START) for person in people for _ in range(draw(st.integers(0, 3)))
    ]
    return History(
        tuple(seats), tuple(services), tuple(qualities), draw(st.sampled_from([None, tuple(absences)])),
        draw(st.booleans()),
    )  # fmt: skip


@st.composite
def some_laws(draw: st.DrawFn) -> list[Adoption]:
    firsts = draw(st.lists(st.none() | offsets, max_size=3, unique=True))
    return [
        Adoption(
            draw(st.sampled_from([load_act("model-act"), small_act()])), on(first),
            {"COMP-01.p": f"{draw(st.integers(40, 70))}/100", "TERM-05.days": draw(st.integers(1, 12)),
             "TERM-06.cap_days": draw(st.integers(0, 6)), "TERM-07.count": draw(st.integers(1, 2))},
        )
        for first in firsts
    ]  # fmt: skip
