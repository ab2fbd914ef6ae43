"""Small votes for the tests of the law: members m0, m1, ... who come, vote and leave."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from model_law.attendance import Attendance, Event, Happening, Mode, follow
from model_law.facts import DECLARED, Member, Roster, Seat
from model_law.findings import Finding
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.rules import Profile
from model_law.thresholds import Choice
from model_law.vote_judgement import Answer, Judgement, Question, judge_vote
from model_law.votes import Ballot, Notice, Refusal, VoteFacts
from tests.model_law.boards import DAY

OPENED = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
CLOSED = OPENED + timedelta(minutes=5)
ADOPTED = frozenset(rule.id for rule in load_act("model-act").provisions)
AYE, NAY, ABSTAIN, RECUSE = Choice


def minute(number: float) -> datetime:
    return OPENED + timedelta(minutes=number)


def profile(adopted: Iterable[str] = ADOPTED, act: str = "model-act", **settings: Any) -> Profile:
    """Every rule adopted unless said otherwise; settings are written VOTE_02__p="2/3"."""
    local = {key.replace("__", ".").replace("_", "-", 1): value for key, value in settings.items()}
    return settle(load_act(act), DAY, local, frozenset(adopted))


def board(serving: int = 12, vacant: int = 1, nonvoting: int = 0, community: int = 12) -> Roster:
    """Members m0, m1, …; the last ones have no vote, the first ones are community representatives."""
    held = [
        Seat(f"{n}", Member(f"m{n}", frozenset({DECLARED} if n < community else ())), voting=n < serving)
        for n in range(serving + nonvoting)
    ]
    return Roster(DAY, (*held, *(Seat(f"v{n}") for n in range(vacant))))


def meeting(present: int, *events: Event) -> Attendance:
    answered = {f"m{number}": Mode.IN_PERSON for number in range(present)}
    start = minute(-30)
    return follow(
        (Event(start, Happening.CALL_TO_ORDER), Event(start, Happening.ROLL_CALL, answered=answered), *events)
    )


def cast(text: str, at: datetime = OPENED) -> tuple[Ballot, ...]:
    """Ballots of m0, m1, … written a (aye), n (nay), - (abstain), r (recuse), . (none)."""
    choices = {"a": AYE, "n": NAY, "-": ABSTAIN, "r": RECUSE}
    return tuple(Ballot(f"m{n}", choices[letter], at) for n, letter in enumerate(text) if letter != ".")


def facts(
    ballots: str | tuple[Ballot, ...] = "aaaaaaannnnn", present: int = 12, *events: Event, **others: Any
) -> VoteFacts:
    roster = others.pop("roster", None) or board()
    given = cast(ballots) if isinstance(ballots, str) else ballots
    known = {
        "opened_at": OPENED, "opened": roster, "closed_at": CLOSED, "closed": roster,
        "attendance": meeting(present, *events), "ballots": given, "chair": "m0", "notice": Notice.LISTED,
        "award": False, "mover": "m1", "seconder": "m2",
    }  # fmt: skip
    return VoteFacts(**(known | others))


def judge(of: VoteFacts, *profiles: Profile) -> Judgement:
    return judge_vote(profiles or (profile(),), of)


def finding(judgement: Judgement, rule: str) -> Finding:
    return next(one for one in judgement.findings if one.rule == rule)


def answer(judgement: Judgement, question: Question) -> Answer:
    return next(one for one in judgement.answers if one.question is question)


def refusals(judgement: Judgement) -> list[tuple[str, Refusal]]:
    return [(one.ballot.person, one.reason) for one in judgement.case.accounted.refused]


def leave(number: int, at: float) -> Event:
    return Event(minute(at), Happening.LEAVE, f"m{number}")
