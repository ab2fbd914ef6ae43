"""Whole meetings at random, counted by the law and by a plain model of a chamber that was written apart from it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from model_law.attendance import AttendanceError, Event, Happening, Mode, follow, spans
from model_law.conflicts import ConflictClass, Declaration
from model_law.facts import Member, Roster, Seat
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.quorum import find_quorum
from model_law.thresholds import Choice
from model_law.vote_judgement import judge_vote
from model_law.votes import Ballot, VoteFacts
from tests.properties.parliament import Chamber, Rules

DAY = date(2026, 3, 3)
START = datetime(2026, 3, 3, 18, tzinfo=UTC)
ACT = load_act("model-act")
ADOPTED = frozenset(provision.id for provision in ACT.provisions)
CHAIR = 0
SHARES = [(1, 2), (1, 2), (1, 2), (2, 3), (3, 5), (1, 3), (51, 100), (1, 1)]
MEETINGS_TO_AN_EXAMPLE = 6


def pick_rules(random: Random) -> Rules:
    parts, whole = random.choice(SHARES)
    return Rules(
        quorum_of=random.choice(["serving", "authorized", "appointed"]),
        quorum_rule=random.choice(["majority", "one_more_than_half"]),
        rounds=random.choice(["up", "down"]),
        quorum_members=random.choice(["voting", "all"]),
        parts=parts,
        whole=whole,
        more_than=parts < whole and random.random() < 0.6,
        base=random.choice(["cast", "present", "serving", "authorized"]),
        chair=random.choice(["always", "ties_only", "never"]),
        recused_in_quorum=random.random() < 0.5,
        recused_in_base=random.random() < 0.5,
        automatic=random.choice([(), ("employment",), ("financial", "personal")]),
    )


def as_settings(rules: Rules) -> dict[str, Any]:
    return {
        "QUOR-01.of": rules.quorum_of,
        "QUOR-01.rule": rules.quorum_rule,
        "QUOR-01.fraction_rounds": rules.rounds,
        "QUOR-01.members": rules.quorum_members,
        "VOTE-02.p": f"{rules.parts}/{rules.whole}",
        "VOTE-02.comparison": "more_than" if rules.more_than else "at_least",
        "VOTE-02.base": rules.base,
        "VOTE-04.automatic": list(rules.automatic),
        "VOTE-04.in_quorum": rules.recused_in_quorum,
        "VOTE-04.in_base": rules.recused_in_base,
        "VOTE-07.chair": rules.chair,
    }


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


class Meeting:
    """One meeting, told to both: people come and go, votes open and close, ballots are cast at any time."""

    def __init__(self, random: Random) -> None:
        self.random = random
        serving, plain, vacant = random.randint(1, 8), random.randint(0, 2), random.randint(0, 2)
        self.chamber = Chamber(pick_rules(random), list(range(serving)), list(range(serving, serving + plain)), vacant)
        self.everybody = range(serving + plain + 1)
        self.profile = settle(ACT, DAY, as_settings(self.chamber.rules), ADOPTED)
        self.seated = frozenset(str(member) for member in range(serving + plain))
        self.minute, self.events = 0, [Event(START, Happening.CALL_TO_ORDER)]
        self.chamber.minutes[0] = ("session", frozenset())
        self.results: Counter[str] = Counter()

    def run(self) -> None:
        self.call_the_roll(0.9)
        for _ in range(self.random.randint(1, 5)):
            self.stir(0.5)
            self.hold_a_vote()
        self.compare_presence()

    def tell(self, event: Event, state: str, there: frozenset[int] | None) -> None:
        """Tell both of an event; `there` is None where the chamber knows that it cannot be."""
        known = (*self.events, event)
        if there is None:
            try:
                follow(known, self.seated)
            except AttendanceError:
                return
            raise AssertionError(f"{event} cannot have happened")
        self.events = list(known)
        self.chamber.minutes[self.minute] = (state, there)

    def call_the_roll(self, chance: float) -> None:
        there = frozenset(int(one) for one in sorted(self.seated) if self.random.random() < chance)
        answered = {str(one): Mode.IN_PERSON for one in there}
        state, _ = self.chamber.stands(self.minute)
        self.tell(Event(at(self.minute), Happening.ROLL_CALL, answered=answered), state, there)

    def stir(self, chance: float) -> None:
        """Some of what can happen in a meeting, sensible or not."""
        while self.random.random() < chance:
            self.minute += self.random.randint(0, 2)
            state, there = self.chamber.stands(self.minute)
            who, now = self.random.choice(self.everybody), at(self.minute)
            match self.random.randint(0, 9):
                case 0 | 1 | 2 | 3:
                    remaining = there - {who} if who in there else None
                    self.tell(Event(now, Happening.LEAVE, str(who)), state, remaining)
                case 4 | 5 | 6:
                    impossible = who in there or str(who) not in self.seated
                    event = Event(now, Happening.ARRIVE, str(who), Mode.IN_PERSON)
                    self.tell(event, state, None if impossible else there | {who})
                case 7:
                    self.call_the_roll(0.8)
                case _:
                    what = self.random.choice([Happening.RECESS, Happening.RESUME])
                    becomes = {("session", Happening.RECESS): "recess", ("recess", Happening.RESUME): "session"}
                    following = becomes.get((state, what))
                    self.tell(Event(now, what), following or state, there if following else None)
        state, there = self.chamber.stands(self.minute)
        if state == "recess" and self.random.random() < 0.8:
            self.tell(Event(at(self.minute), Happening.RESUME), "session", there)

    def hold_a_vote(self) -> None:
        chamber, random = self.chamber, self.random
        self.minute += random.randint(0, 1)
        opened = chamber.opened = self.minute
        chamber.at_opening, chamber.ballots, chamber.conflicts = chamber.now, [], []
        opening_roster = self.roster()
        while random.random() < 0.3:
            conflict = random.choice(list(ConflictClass)).value
            chamber.conflicts.append((random.choice(self.everybody), conflict, random.random() < 0.5))
        for member in self.everybody:
            if random.random() < 0.85:
                choice = random.choices(list(Choice), [6, 6, 2, 1])[0]
                chamber.ballots.append((self.minute, member, choice.value))
        if random.random() < 0.3:
            self.stir(0.5)
        if random.random() < 0.1 and len(chamber.voting) > 1:
            chamber.voting.remove(random.choice(chamber.voting))
            chamber.vacant += 1
        while random.random() < 0.4:
            when = self.minute + random.choice([-1, 0, 0, 0, 2])
            chamber.ballots.append((max(0, when), random.choice(self.everybody), random.choice(list(Choice)).value))
        chamber.ballots.sort(key=lambda ballot: ballot[0])
        facts = VoteFacts(
            opened_at=at(opened),
            opened=opening_roster,
            closed_at=at(self.minute),
            closed=self.roster(),
            attendance=follow(self.events, self.seated),
            ballots=tuple(Ballot(str(who), Choice(how), at(when)) for when, who, how in chamber.ballots),
            chair=str(CHAIR),
            declarations=tuple(
                Declaration(str(who), ConflictClass(what), aside) for who, what, aside in chamber.conflicts
            ),
        )
        judged = judge_vote((self.profile,), facts)
        counted = {int(who): choice.value for who, choice in judged.case.accounted.counted.items()}
        assert counted == chamber.final_ballots(self.minute, CHAIR)
        assert (judged.result.value, judged.decision.ayes) == chamber.outcome(self.minute, CHAIR)
        self.results[judged.result.value] += 1

    def roster(self) -> Roster:
        chamber = self.chamber
        held = [
            Seat(str(one), Member(str(one)), voting=one in chamber.voting) for one in (*chamber.voting, *chamber.plain)
        ]
        return Roster(DAY, (*held, *(Seat(f"vacant {number}") for number in range(chamber.vacant))))

    def compare_presence(self) -> None:
        """Both see the same people at every minute, and the same quorum in every stretch of the session."""
        chamber, known = self.chamber, follow(self.events, self.seated)
        words = {"session": "in_session", "recess": "in_recess"}
        for minute in range(self.minute + 1):
            state, there = chamber.stands(minute)
            moment = known.at(at(minute))
            assert (moment.state.value, {int(who) for who in moment.present}) == (words[state], there)
        quorum = find_quorum(self.profile, self.roster())
        needed, total = chamber.quorum_needed(chamber.now)
        assert (quorum.needed, quorum.total) == (needed, total)
        told = set()
        for span in spans(known, frozenset(str(one) for one in chamber.voting), needed):
            first = int((span.start - START) / timedelta(minutes=1))
            last = self.minute + 1 if span.end is None else int((span.end - START) / timedelta(minutes=1))
            for minute in range(first, last):
                here = sum(1 for one in chamber.voting if one in chamber.stands(minute)[1])
                assert (here >= needed) is span.quorum
                told.add(minute)
        assert told == {minute for minute in range(self.minute + 1) if chamber.stands(minute)[0] == "session"}


@given(st.integers(0, 2**48))
def test_every_meeting_comes_to_what_a_plain_count_of_it_says(seed: int) -> None:
    random = Random(seed)
    for _ in range(MEETINGS_TO_AN_EXAMPLE):
        Meeting(random).run()


def test_the_meetings_drawn_come_to_every_result() -> None:
    results: Counter[str] = Counter()
    for seed in range(100):
        meeting = Meeting(Random(seed))
        meeting.run()
        results += meeting.results
    assert set(results) == {"carried", "lost", "no_quorum", "undecided"}
    assert min(results["carried"], results["lost"], results["no_quorum"]) >= 20
