"""The pages on which officers are elected: the clerk enters whom each member names aloud, and the public reads each round."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from governance.db import Database
from governance.meetings.session_models import ItemStepKind
from governance.votes.floor_models import ElectionRound
from tests.support.floors import ITEM
from tests.support.sessions import after
from tests.votes.floor_forms import Floor


@pytest.fixture
def floor(database: Database, tmp_path: Path) -> Floor:
    """The meeting was called to order with everybody."""
    floor = Floor(database, tmp_path / "vault")
    floor.house.call(here=7)
    return floor


def begin_election(floor: Floor) -> tuple[str, str]:
    """Where the clerk enters the rounds of an election, and where the public reads them."""
    address = str(floor.send("elections/begin", "begin-election", item=ITEM, office="Chair").location)
    return address, f"/boards/crisis-board/elections/{address[-10:]}"


def name_aloud(floor: Floor, address: str, choices: dict[int, int], candidates: tuple[int, ...] = ()) -> Any:
    """The form of a round with whom each member named, all by their numbers."""
    people, form = floor.house.people, floor.clerk.get(address).forms["round"]
    for box in form.fields.get("checkbox", ()):
        box.checked = box._value in [people[number] for number in candidates]
    for member, choice in choices.items():
        form[f"named_{people[member]}"] = people[choice]
    return form


def test_an_officer_is_elected_in_rounds_each_said_aloud_and_public(floor: Floor) -> None:
    begun = floor.fill("elections/begin", "begin-election", item=ITEM, office="Chair")
    address = begun.submit(status=303).location
    assert begun.submit(status=303).location == address
    where = address.partition(f"{floor.meeting}/")[2]
    name = partial(name_aloud, floor, address)
    assert "Choose who stands." in name({0: 0}).submit(status=422).text
    stray = name({0: 5, 1: 0}, (0, 1)).submit(status=422)
    assert "Other 1 was named and does not stand." in stray.text
    form = name({0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1}, (0, 1))
    assert form.submit(status=303).location == address
    assert form.submit(status=303).location == address, "a round sent twice is counted once"
    assert "All who were named are even" in floor.clerk.get(address).text
    decisive = name({0: 0, 1: 0, 2: 0, 3: 0, 4: 1, 5: 1})
    decisive.submit(status=303)
    told = floor.reader.get(f"/api/v1/boards/crisis-board/{where}").json
    assert (told["election"]["elected"]["name"], told["election"]["rounds"]) == ("Community 0", 2)
    assert [one["reason"] for one in told["rounds"]] == ["tie", None]
    assert form.submit(status=303).location == address, "nor is one that is sent again after others"
    assert decisive.submit(status=303).location == address
    assert {one["member"]["name"]: one["named"] and one["named"]["name"] for one in told["rounds"][1]["aloud"]}[
        "Other 2"
    ] is None
    public = floor.reader.get(f"/boards/crisis-board/{where}")
    assert "Elected: Community 0" in public.text
    assert "round" not in floor.clerk.get(address).forms


def test_what_somebody_named_who_has_left_meanwhile_is_refused_by_name(floor: Floor) -> None:
    address, _public = begin_election(floor)
    form = name_aloud(floor, address, {0: 0, 1: 0, 4: 1}, (0, 1))
    floor.house.leave(floor.house.people[4], 2)
    floor.now = after(3)
    assert "Other 0 is not entered as here" in form.submit(status=422).text
    assert floor.house.read(select(func.count()).select_from(ElectionRound)) == 0
    name_aloud(floor, address, {0: 0, 1: 0}, (0, 1)).submit(status=303)


def test_a_round_in_a_closed_session_is_told_once_it_is_over(floor: Floor) -> None:
    address, public = begin_election(floor)
    floor.reader.get(public)
    floor.house.step(4, ItemStepKind.TAKEN_UP, 2)
    floor.now = after(3)
    name_aloud(floor, address, {0: 0, 1: 0}, (0, 1)).submit(status=303)
    for path in (public, f"/api/v1{public}"):
        assert "Community 0" not in floor.reader.get(path, status=404).text
    floor.house.step(4, ItemStepKind.FINISHED, 4)
    assert "Elected: Community 0" in floor.reader.get(public).text


def test_where_the_rules_say_so_the_lot_is_entered_once(database: Database, tmp_path: Path) -> None:
    floor = Floor(database, tmp_path / "vault", local={"MOVE-03.tie": "lot"})
    floor.house.call(here=7)
    address, public = begin_election(floor)
    name_aloud(floor, address, {0: 0, 1: 1}, (0, 1, 2)).submit(status=303)
    form = floor.clerk.get(address).forms["round"]
    assert {value for value, *_ in form["drawn"].options if value} == set(floor.house.people[:2])
    form["drawn"] = floor.house.people[1]
    assert [form.submit(status=303).location for _time in range(2)] == [address] * 2
    form["drawn"] = floor.house.people[0]
    assert "something else came of it" in form.submit(status=422).text
    assert "Elected by lot: Community 1" in floor.reader.get(public).text
