"""Real roll calls: the outcome that the record states against the one that its ballots give, and nothing about anybody."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from model_law.attendance import Event, Happening, Mode, follow
from model_law.facts import Member, Roster, Seat
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.thresholds import MAJORITY, Base, Choice, Count, Outcome, Threshold, Undecided, decide
from model_law.vote_judgement import Result, judge_vote
from model_law.votes import Ballot, VoteFacts

pytestmark = pytest.mark.real_data
MEANINGS = {"Affirmative": Choice.AYE, "Negative": Choice.NAY, "Abstain": Choice.ABSTAIN, "Non-voting": None}
AWAY = {"Absent", "Excused", "Medical", "Maternity", "Paternity"}
OUTCOMES = {"Pass": Outcome.CARRIED, "Fail": Outcome.LOST}
SEATS_OF_THE_COUNCIL = 51


def read_acts(folder: Path) -> Iterator[dict[str, Any]]:
    """What was done with each matter, where the record says whether it passed."""
    for kind in ("introduction", "resolution"):
        for path in sorted((folder / "nyc_legistar" / "mental_health_committee" / kind).rglob("*.json")):
            for act in json.loads(path.read_text(encoding="utf-8"))["History"] or ():
                if act.get("PassedFlagName") in OUTCOMES:
                    yield act


def count(act: dict[str, Any]) -> Count:
    words = Counter(vote["Vote"] for vote in act.get("Votes") or ())
    assert set(words) <= set(MEANINGS) | AWAY
    there = sum(number for word, number in words.items() if word in MEANINGS)
    return Count(
        ayes=words["Affirmative"],
        nays=words["Negative"],
        abstained=words["Abstain"],
        silent=words["Non-voting"],
        present=there if words else None,
        serving=sum(words.values()) if words else None,
        authorized=SEATS_OF_THE_COUNCIL,
    )


def judge(act: dict[str, Any]) -> Result:
    """The whole vote as facts: who is listed serves, who is not away is present, nobody is named."""
    moment = datetime(2020, 1, 1, 12, tzinfo=UTC)
    words = [vote["Vote"] for vote in act["Votes"]]
    roster = Roster(moment.date(), tuple(Seat(str(number), Member(str(number))) for number in range(len(words))))
    there = {str(number): Mode.IN_PERSON for number, word in enumerate(words) if word not in AWAY}
    events = (Event(moment, Happening.CALL_TO_ORDER), Event(moment, Happening.ROLL_CALL, answered=there))
    ballots = [(str(number), MEANINGS.get(word)) for number, word in enumerate(words)]
    facts = VoteFacts(
        opened_at=moment,
        opened=roster,
        closed_at=moment,
        closed=roster,
        attendance=follow(events),
        ballots=tuple(Ballot(person, choice, moment) for person, choice in ballots if choice is not None),
    )
    act_of_law = load_act("model-act")
    adopted = {provision.id for provision in act_of_law.provisions}
    return judge_vote((settle(act_of_law, moment.date(), {}, adopted),), facts).result


def test_every_recorded_outcome_is_the_one_that_the_roll_call_gives(real_data: Path) -> None:
    acts = [act for act in read_acts(real_data) if act.get("Votes")]
    assert len(acts) >= 40
    for act in acts:
        found = count(act)
        assert decide(MAJORITY, found).outcome is OUTCOMES[act["PassedFlagName"]]
        plain = Result.CARRIED if found.ayes > found.nays else Result.LOST
        assert judge(act) is plain is Result(OUTCOMES[act["PassedFlagName"]])


def test_two_thirds_of_all_seats_is_held_against_seats_and_not_against_votes(real_data: Path) -> None:
    two_thirds = Threshold(Fraction(2, 3), more_than=False, base=Base.AUTHORIZED)
    outcomes = Counter(
        (count(act).ayes >= 34, decide(two_thirds, count(act)).outcome)
        for act in read_acts(real_data)
        if act.get("Votes")
    )
    assert set(outcomes) == {(True, Outcome.CARRIED), (False, Outcome.LOST)}


def test_an_outcome_without_ballots_is_left_open(real_data: Path) -> None:
    without = [act for act in read_acts(real_data) if not act.get("Votes")]
    assert without
    assert {decide(MAJORITY, count(act)).reason for act in without} == {Undecided.NO_BALLOTS}
