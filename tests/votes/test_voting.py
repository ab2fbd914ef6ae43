"""A vote taken here: opened with a quorum, cast on devices and aloud, closed by the law, and read where every vote is read."""

from pathlib import Path

import pytest

from governance.db import Database
from governance.ledger.checking import check_record
from governance.ledger.merkle import verify_inclusion
from governance.meetings.session_certificate import compute_digest
from governance.votes.floor_models import Stage
from governance.votes.receipts import prove_ballot
from model_law.motions import Status
from tests.support.floors import ABSTAIN, AYE, NAY, FloorHouse


@pytest.fixture
def house(database: Database, tmp_path: Path) -> FloorHouse:
    house = FloorHouse(database, tmp_path / "vault")
    house.call()
    return house


def test_a_vote_comes_to_what_its_ballots_say(house: FloorHouse) -> None:
    motion = house.move()
    vote = house.open(motion)
    for member, choice in enumerate([AYE, AYE, AYE, NAY, ABSTAIN]):
        house.cast(vote, member, choice)
    assert house.close(vote) == "carried"
    assert house.find_status(motion) is Status.CARRIED
    assert sorted(house.find_ballots(vote).values()) == [
        "abstain",
        "aye",
        "aye",
        "aye",
        "nay",
        "not_voting",
        "not_voting",
    ]
    facts = house.find_facts(vote)
    assert (facts["ayes"], facts["base"], facts["needed"]) == (3, 4, 3)
    assert house.find_facts(vote, Stage.OPENING)["carries"]["arguments"]["needed"] == 4


def test_the_ledger_has_one_entry_at_the_opening_and_one_at_the_close(house: FloorHouse) -> None:
    motion = house.move()
    entries = house.count_entries()
    vote = house.open(motion)
    receipts = [house.cast(vote, member, AYE) for member in range(5)]
    house.cast(vote, 0, NAY)
    assert house.count_entries() == entries + 1
    house.close(vote)
    assert house.count_entries() == entries + 2
    entry = house.find_last_entry("vote.closed")
    assert "rows" not in entry["sealed"]
    assert entry["facts"]["sha256"] == compute_digest(house.find_facts(vote))
    assert {name: entry["facts"][name] for name in ("ballots", "ayes", "nays", "result")} == {
        "ballots": 5, "ayes": 4, "nays": 1, "result": "carried",
    }  # fmt: skip
    with house.database.reading() as session:
        check_record(session, ("motion", "vote", "ballot"))
        assert prove_ballot(session, vote, receipts[0].receipt) is None
        proof = prove_ballot(session, vote, receipts[1].receipt)
        assert proof is not None
    assert (proof.person, proof.choice, proof.root.hex()) == (house.people[1], "aye", entry["facts"]["root"])
    assert verify_inclusion(proof.index, proof.size, proof.leaf, proof.path, proof.root)
