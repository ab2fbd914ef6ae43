"""Random acts through both doors: what is proposed and accepted never breaks the law, by a second, plain count."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from governance.boards.appointment_actions import appoint, correct_appointment, end_service
from governance.boards.appointment_models import Door
from governance.boards.composition_acts import CompositionRefused
from governance.boards.models import EndReason
from governance.boards.seat_actions import abolish_seat, change_seat, create_seat
from governance.db import open_database
from tests.support.composition import LETTER, TODAY, CompositionHouse

PEOPLE, SEATS = 8, 6
LONGEST = 40
"""Days after today in which acts begin and end."""

Count = dict[date, tuple[int, int]]


def count_plainly(house: CompositionHouse) -> Count:
    """Community representatives and voting members on each day, from the tables alone and one day after the other."""
    with house.database.reading() as session:
        rows = session.execute(
            text(
                "SELECT person.key, seat.id, membership.started_on, membership.ended_on, seat.started_on, seat.ended_on"
                " FROM membership JOIN person ON person.id = membership.person_id"
                " JOIN seat ON seat.id = membership.seat_id"
                " WHERE membership.superseded_at IS NULL AND seat.superseded_at IS NULL"
            )
        ).all()
        changes = session.execute(
            text("SELECT seat_id, started_on, voting FROM seat_change WHERE superseded_at IS NULL ORDER BY started_on")
        ).all()
    counts: Count = {}
    for after in range(LONGEST + 3):
        day = TODAY + timedelta(days=after)
        seated: dict[int, str] = {}
        for person, seat, *days in rows:
            first, last, created, abolished = (date.fromisoformat(str(each)) if each else None for each in days)
            if first is not None and first <= day <= (last or date.max) and day <= (abolished or date.max):
                assert created is None or created <= first
                assert seat not in seated, "two people in one seat"
                seated[seat] = person
        assert len(set(seated.values())) == len(seated), "one person in two seats"
        voting = dict.fromkeys(seated, True)
        for seat, started_on, votes in changes:
            if seat in voting and date.fromisoformat(str(started_on)) <= day:
                voting[seat] = bool(votes)
        members = [person for seat, person in seated.items() if voting[seat]]
        counts[day] = (sum(person.startswith("community") for person in members), len(members))
    return counts


def is_breached(count: tuple[int, int]) -> bool:
    community, members = count
    return members > 0 and 100 * community < 51 * members


def find_new_breach(before: Count, after: Count, first: date, decided: set[date]) -> str:
    """The first day on which an act breaks the share that was kept without it, or leaves a smaller one."""
    for day in sorted({first, *(day for day in decided if day > first)} & after.keys()):
        (had, of), (has, now) = before[day], after[day]
        if is_breached(after[day]) and (not is_breached(before[day]) or has * of < had * now):
            return f"{day}: {had} of {of}, then {has} of {now}"
    return ""


days = st.integers(0, LONGEST).map(lambda after: TODAY + timedelta(days=after))
seats = st.integers(1, SEATS)
people = st.sampled_from([f"{kind}-{number}" for kind in ("community", "other") for number in range(PEOPLE)])
doors = st.sampled_from([Door.PROPOSED, Door.PROPOSED, Door.PROPOSED, Door.RECORDED])
acts = st.one_of(
    st.tuples(st.just(appoint), doors, st.fixed_dictionaries({"seat": seats, "person": people, "started_on": days})),
    st.tuples(st.just(end_service), doors, st.fixed_dictionaries({"person": people, "ended_on": days})),
    st.tuples(st.just(abolish_seat), doors, st.fixed_dictionaries({"seat": seats, "ended_on": days})),
    st.tuples(st.just(create_seat), doors, st.fixed_dictionaries({"number": seats, "started_on": days})),
    st.tuples(
        st.just(change_seat), doors,
        st.fixed_dictionaries({"seat": seats, "started_on": days, "voting": st.booleans()}),
    ),
    st.tuples(
        st.just(correct_appointment), st.just(Door.RECORDED),
        st.fixed_dictionaries({"person": people, "started_on": days}),
    ),
)  # fmt: skip


def do(house: CompositionHouse, act: Callable[..., Any], door: Door, given: dict[str, Any]) -> date | None:
    """Do a random act; its first day, or None where it was refused or there was nothing to act on."""
    given = dict(given)
    if "person" in given and act is not appoint:
        try:
            given["appointment"] = house.find_row_of(given.pop("person")).key
        except AssertionError:
            return None
    if act is end_service:
        given |= {"reason": EndReason.REMOVED, "removed_by": "Mayor"}
    if act is not correct_appointment:
        given["door"] = door
    if door is Door.RECORDED:
        given["document"] = LETTER
    try:
        house.do(act, **given)
    except CompositionRefused:
        return None
    return house.find_act().effective_on


def test_no_proposed_act_newly_breaks_the_share(
    sqlite_templates: dict[str, Path], tmp_path_factory: Any, soak_factor: int
) -> None:
    accepted = refused = 0

    @settings(
        max_examples=8 * soak_factor, deadline=None, derandomize=True, database=None,
        phases=(Phase.generate,),  # an example is a whole board: to shrink one takes minutes
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(acts, min_size=12, max_size=16))
    def run(plan: list[tuple[Callable[..., Any], Door, dict[str, Any]]]) -> None:
        nonlocal accepted, refused
        folder = tmp_path_factory.mktemp("acts")
        shutil.copy(sqlite_templates["empty"], folder / "record.sqlite")
        database = open_database(f"sqlite:///{folder / 'record.sqlite'}")
        try:
            house = CompositionHouse(database, folder, seats=SEATS)
            house.adopt()
            house.add_people(*(f"Community {number}" for number in range(PEOPLE)), community=True)
            house.add_people(*(f"Other {number}" for number in range(PEOPLE)))
            for number, person in enumerate(("community-0", "community-1", "other-0"), 1):
                house.seat(number, person)
            counts, decided = count_plainly(house), set[date]()
            for act, door, given in plan:
                first = do(house, act, door, given)
                after = count_plainly(house)
                if first is None:
                    refused += 1
                    assert after == counts
                    continue
                if door is Door.PROPOSED:
                    accepted += 1
                    assert find_new_breach(counts, after, first, decided) == ""
                counts = after
                decided = {later for day, later in pairwise(sorted(counts)) if counts[day] != counts[later]}
        finally:
            database.close()

    run()
    assert min(accepted, refused) >= 10 * soak_factor
