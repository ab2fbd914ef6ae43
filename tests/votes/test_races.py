"""Members who vote in the same second, change their minds, send twice and are cut off, while the clerk closes the vote."""

import random
from pathlib import Path
from typing import Any

from sqlalchemy import select

from governance.boards.models import Person
from governance.db import Database
from governance.ledger.checking import check_record
from governance.votes.floor_models import CastBallot, HeldVote
from tests.support.floors import FloorHouse
from tests.votes.voters import Devices, Press

MEMBERS = {"sqlite": 10, "postgresql": 60}
SOAKED_MEMBERS = {"sqlite": 25, "postgresql": 500}
PROCESSES = {"sqlite": 3, "postgresql": 6}
SOAKED_ROUNDS = 500
"""On each engine, which makes a thousand."""

CHOICES = ("aye", "nay", "abstain")


def plan(chance: random.Random, house: FloorHouse) -> list[Press]:
    """What members press in one second: most of them once, some again, and some the same thing twice."""
    presses = []
    for number, person in enumerate(house.people):
        for turn in range(chance.choice((1, 1, 2, 3))):
            press = Press(
                person, house.accounts[person], chance.choice(CHOICES), f"{number}t{turn}", chance.randrange(10**6)
            )
            presses += [press] * chance.choice((1, 1, 1, 2))
    chance.shuffle(presses)
    return presses


def share_out(presses: list[Press], count: int) -> list[list[Press]]:
    return [presses[number::count] for number in range(count)]


def hold_a_vote(chance: random.Random, house: FloorHouse, url: str, processes: int, minute: float) -> int:
    """One vote, in which devices are cut off and pressed again, closed at a moment of its own; how many came too late."""
    motion = house.move(minute)
    vote = house.open(motion, minute)
    presses = plan(chance, house)
    devices = Devices()
    for part in share_out(presses, processes):
        devices.begin(url, house.board, vote, part)
    devices.listen(chance.randrange(len(presses) // 2))
    devices.kill(chance, 1)
    # Whoever was cut off does not know what became of it, and presses again.
    devices.begin(url, house.board, vote, chance.sample(presses, len(presses) // 3))
    devices.listen(chance.randrange(len(presses) // 2, len(presses)))
    result = house.close(vote, minute)
    devices.end()
    assert devices.failed == []
    told = {request for request, said in devices.told.items() if "receipt" in said}
    late = {request for request, said in devices.told.items() if "late" in said}
    assert not told & late
    check_counted(house, vote, result, {press.request: press for press in presses}, told, late)
    check_receipts(house, vote, devices)
    return len(late)


def check_counted(
    house: FloorHouse, vote: str, result: str, presses: dict[str, Press], told: set[str], late: set[str]
) -> None:
    """What was acknowledged is all there and once, what was told to be late is not, and the last of each member counts."""
    rows = find_rows(house, vote)
    kept = [row.request for _person, row in rows]
    assert len(kept) == len(set(kept))
    assert told <= set(kept)
    assert not late & set(kept)
    last: dict[str, tuple[Any, int, str]] = {}
    for person, row in rows:
        assert presses[row.request].choice == row.choice.value
        last[person] = max(last.get(person, (row.at, 0, "")), (row.at, row.id, row.choice.value))
    expected = {person: choice for person, (_at, _id, choice) in last.items()}
    public = {person: choice for person, choice in house.find_ballots(vote).items() if choice != "not_voting"}
    assert public == expected
    ayes, nays = (list(expected.values()).count(choice) for choice in ("aye", "nay"))
    assert result == ("undecided" if not ayes + nays else "carried" if ayes > nays else "lost")


def check_receipts(house: FloorHouse, vote: str, devices: Devices) -> None:
    given = {row.request: row.receipt for _person, row in find_rows(house, vote)}
    for request, said in devices.told.items():
        assert said.get("receipt") == given.get(request)


def find_rows(house: FloorHouse, vote: str) -> list[tuple[str, CastBallot]]:
    with house.database.reading() as session:
        rows = session.execute(
            select(Person.key, CastBallot)
            .join(CastBallot, CastBallot.person_id == Person.id)
            .join(HeldVote, HeldVote.id == CastBallot.held_vote_id)
            .where(HeldVote.key == vote)
        )
        return [(person, row) for person, row in rows]


def test_every_acknowledged_ballot_counts_once_and_no_late_one_does(
    database: Database, tmp_path: Path, soak_factor: int
) -> None:
    engine = database.engine.dialect.name
    quick = soak_factor == 1
    chance = random.Random(6) if quick else random.Random()
    members = (MEMBERS if quick else SOAKED_MEMBERS)[engine]
    house = FloorHouse(database, tmp_path / "vault", community=members, others=0)
    house.call()
    url = database.engine.url.render_as_string(hide_password=False)
    late = 0
    for number in range(2 if quick else SOAKED_ROUNDS):
        late += hold_a_vote(chance, house, url, PROCESSES[engine], 10 + number / 60)
    with database.reading() as session:
        check_record(session, ("motion", "vote", "ballot"))
    assert late, "nobody ever came too late, so the race was not run"
