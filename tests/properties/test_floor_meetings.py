"""Whole meetings at random, held through the portal's own acts, and counted by a plain model of a chamber beside it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update

from governance.boards.models import Membership, Person, Seat
from governance.db import Database
from governance.meetings.models import AttendanceMode
from governance.meetings.planning import PlannedItem
from governance.votes.floor_acts import VoteRefused
from governance.votes.models import ThresholdBasis
from governance.votes.motion_actions import declare_conflict
from governance.votes.queries import count_choices, find_ballots, find_vote
from governance.votes.results import make_result
from governance.votes.voting_actions import Asked
from model_law.attendance import Happening
from model_law.conflicts import ConflictClass
from model_law.provisions import load_act
from model_law.thresholds import Choice
from tests.properties.parliament import Chamber
from tests.properties.test_model_law_votes import as_settings, pick_rules
from tests.support.composition import FOUNDED
from tests.support.floors import FloorHouse
from tests.support.sessions import IN_PERSON, PLAN, after

ADOPTED = frozenset(provision.id for provision in load_act("model-act").provisions)
SEATS = 7
MEETINGS = 8
SOAKED_MEETINGS_A_HOUSE = 60
SOAKED_HOUSES = 25
"""On each engine; every one of them with another board, and every meeting under other rules."""

STATUSES = {"carried": "carried", "lost": "lost", "no_quorum": "pending", "undecided": "pending"}


class Held:
    """One meeting on the portal, and the chamber that it is compared with. Members are numbers for both."""

    def __init__(self, random: Random, house: FloorHouse, number: int, plain: int) -> None:
        self.random, self.house = random, house
        members = list(range(len(house.people)))
        voting, without = members[: len(members) - plain], members[len(members) - plain :]
        self.chamber = Chamber(pick_rules(random), voting, without, SEATS - len(members))
        house.adopt(FOUNDED + timedelta(days=number + 1), local=as_settings(self.chamber.rules), adopted=ADOPTED)
        self.item = f"meet{number:06}"
        item = PlannedItem(self.item, "action", "Approve", question="So?")
        # No two meetings of a board are called for the same time; each lasts as long as it does.
        starts, ends = (after(minutes - 4 * number).isoformat() for minutes in (-4, -2))
        house.meeting = house.post(replace(PLAN, starts_at=starts, ends_at=ends, items=(item,)))
        self.minute = 0
        self.results: Counter[str] = Counter()

    def run(self) -> Counter[str]:
        there = frozenset(one for one in self.everybody if self.random.random() < 0.9)
        answered = {self.house.people[one]: IN_PERSON for one in there} or {self.house.people[0]: IN_PERSON}
        self.chamber.minutes[0] = ("session", there or frozenset({0}))
        self.house.happen(Happening.CALL_TO_ORDER, 0, answered=answered)
        motion = None
        for _ in range(self.random.randint(2, 4)):
            self.minute += 1
            self.stir(0.4)
            self.declare(0.3)
            motion = motion or self.move()
            if motion is not None and self.hold_a_vote(motion):
                motion = None
        return self.results

    @property
    def everybody(self) -> range:
        return range(len(self.house.people))

    @property
    def now(self) -> tuple[str, frozenset[int]]:
        return self.chamber.stands(self.minute)

    def stir(self, chance: float) -> None:
        """Members come and go; the board rests and goes on."""
        while self.random.random() < chance:
            state, there = self.now
            who = self.random.choice(self.everybody)
            if self.random.random() < 0.2:
                resting = state == "recess"
                self.house.happen(Happening.RESUME if resting else Happening.RECESS, self.minute)
                self.chamber.minutes[self.minute] = ("session" if resting else "recess", there)
            elif who in there:
                self.house.leave(self.house.people[who], self.minute)
                self.chamber.minutes[self.minute] = (state, there - {who})
            else:
                self.house.arrive(self.house.people[who], self.minute, AttendanceMode.REMOTE)
                self.chamber.minutes[self.minute] = (state, there | {who})

    def declare(self, chance: float) -> None:
        while self.random.random() < chance:
            who, conflict = self.random.choice(self.everybody), self.random.choice(list(ConflictClass)).value
            aside = self.random.random() < 0.5
            self.house.do(declare_conflict, self.minute, self.item, self.house.people[who], conflict, aside)
            others = [one for one in self.chamber.conflicts if one[:2] != (who, conflict)]
            self.chamber.conflicts = [*others, (who, conflict, aside)]

    def may_act(self, recused: set[int]) -> bool:
        state, there = self.now
        return state == "session" and self.chamber.has_quorum(there, self.chamber.now, recused)

    def move(self) -> str | None:
        there = [one for one in self.chamber.voting if one in self.now[1]]
        mover, seconder = self.random.sample(there, 2) if len(there) > 1 else (0, 1)
        expected = len(there) > 1 and self.may_act(set())
        return self.attempt(
            expected, lambda: self.house.move(self.minute, mover=mover, seconder=seconder, item=self.item)
        )

    def attempt(self, expected: bool, act: Callable[[], Any]) -> Any:
        """What an act gives; None where it is refused, as is expected."""
        if expected:
            return act()
        with pytest.raises(VoteRefused):
            act()
        return None

    def hold_a_vote(self, motion: str) -> bool:
        """Hold a vote, if it may be opened; whether the motion is decided by it."""
        chamber, house = self.chamber, self.house
        _state, there = self.now
        presiding = 0 if 0 in there else -1
        eligible = {one for one in chamber.voting if one in there} - chamber.recused()
        if chamber.rules.chair != "always":
            eligible -= {presiding}
        expected = bool(eligible) and self.may_act(set()) and self.may_act(chamber.recused())
        chair = house.people[0] if presiding == 0 else None
        vote = self.attempt(expected, lambda: house.open(motion, self.minute, Asked(chair=chair)))
        if vote is None:
            return False
        chamber.opened, chamber.at_opening, chamber.ballots = self.minute, chamber.now, []
        for _ in range(self.random.randint(1, 3)):
            for who in self.everybody:
                if self.random.random() < 0.7:
                    self.cast(vote, who, presiding)
            self.minute += self.random.choice((0, 0, 1))
            self.stir(0.25)
            self.declare(0.1)
        result = house.close(vote, self.minute)
        self.compare(vote, motion, result, presiding)
        return STATUSES[result] != "pending"

    def cast(self, vote: str, who: int, presiding: int) -> None:
        house, choice = self.house, self.random.choices(list(Choice), [6, 6, 2, 1])[0]
        alone = replace(self.chamber, ballots=[(self.minute, who, choice.value)])
        if choice.value == "recuse" or who not in alone.recused():
            alone.conflicts = []
        expected = alone.final_ballots(self.minute, presiding).get(who) == choice.value
        by_clerk = self.random.random() < 0.3
        person = house.people[who]
        done = self.attempt(
            expected,
            lambda: (
                house.call_roll_of(vote, [(person, choice)], self.minute)
                if by_clerk
                else house.cast(vote, who, choice, self.minute)
            ),
        )
        if done is not None:
            self.chamber.ballots.append((self.minute, who, choice.value))

    def compare(self, vote: str, motion: str, result: str, presiding: int) -> None:
        chamber, house = self.chamber, self.house
        final, (outcome, ayes) = chamber.final_ballots(self.minute, presiding), chamber.outcome(self.minute, presiding)
        facts = house.find_facts(vote)
        assert {house.people.index(person): choice for person, choice in facts["ballots"].items()} == final
        assert (result, facts["ayes"]) == (outcome, ayes)
        assert house.find_status(motion).value == STATUSES[result]
        public = house.find_ballots(vote)
        assert {person: public[person] for person in facts["ballots"]} == facts["ballots"]
        with house.database.reading() as session:
            found = find_vote(session, "crisis-board", vote)
            assert found is not None
            shown = make_result(count_choices(find_ballots(session, found[1].id)), found[2])
        assert (shown.recomputed and shown.recomputed.value) == (outcome if outcome in ("carried", "lost") else None)
        assert shown.rule.basis is ThresholdBasis(chamber.rules.base)
        self.results[result] += 1


def make_house(random: Random, database: Database, keys: Path) -> tuple[FloorHouse, int]:
    """A board of a few members, of whom some have no vote; how many those are."""
    members, plain = random.randint(3, SEATS), random.randint(0, 1)
    house = FloorHouse(database, keys, community=members, others=0)
    with database.writing.begin() as session:
        without = session.scalars(select(Person.id).where(Person.key.in_(house.people[members - plain :]))).all()
        seats = select(Membership.seat_id).where(Membership.person_id.in_(without))
        session.execute(update(Seat).where(Seat.id.in_(seats)).values(voting=False))
        session.execute(update(Membership).where(Membership.person_id.in_(without)).values(voting=False))
    return house, plain


def test_every_meeting_held_here_comes_to_what_a_plain_count_of_it_says(
    make_database: Callable[[str], Database], tmp_path: Path, soak_factor: int
) -> None:
    quick = soak_factor == 1
    random = Random(4) if quick else Random()
    results: Counter[str] = Counter()
    for number in range(1 if quick else SOAKED_HOUSES):
        keys = tmp_path / f"vault{number}"
        house, plain = make_house(random, make_database("empty"), keys)
        for meeting in range(MEETINGS if quick else SOAKED_MEETINGS_A_HOUSE):
            results += Held(random, house, meeting, plain).run()
    assert results["carried"]
    assert results["lost"]
