"""What a motion would need to carry if it were voted on now, told before anybody opens a vote. Nothing is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.meetings.session_queries import RunningSession
from governance.votes.vote_facts import bind_profiles
from model_law.conflicts import Declaration
from model_law.rules import Profile, Rule
from model_law.thresholds import Base, Threshold, foresee
from model_law.vote_judgement import make_case
from model_law.votes import VoteFacts, present_at, voters


@dataclass(frozen=True, slots=True)
class Prospect:
    """The sum as a message of the law's with its arguments, the threshold, and the rule that sets it.

    rule is empty where no text of the board's says what carries; message where it cannot be told.
    """

    message: str | None
    arguments: Mapping[str, Any]
    threshold: Threshold
    rule: Rule | None


def list_profiles(running: RunningSession) -> tuple[Profile, ...]:
    return bind_profiles(running.house.law)


def foretell(running: RunningSession, now: datetime, declarations: Iterable[Declaration] = ()) -> Prospect | None:
    """What an ordinary motion needs now; None where the record contradicts itself on who serves.

    declarations: the conflicts on what it is about. A chair who only breaks ties is not counted among those who vote.
    """
    sitting, profiles = running.house.sitting, list_profiles(running)
    if sitting.contradicts:
        return None
    attendance = running.moments if running.moments.moments else None
    chairs = [seat.holder.person for seat in sitting.roster.seats if seat.holder is not None and seat.holder.chair]
    facts = VoteFacts(
        now, sitting.roster, attendance=attendance, declarations=tuple(declarations),
        chair=chairs[0] if len(chairs) == 1 else None,
    )  # fmt: skip
    case = make_case(profiles, facts)
    there = present_at(facts, now) or frozenset()
    may_vote = (voters(sitting.roster) & there) - case.recused
    if case.chair_votes != "always" and facts.chair is not None:
        may_vote -= {facts.chair}
    if not may_vote:
        return Prospect(None, {}, case.threshold, case.threshold_rule)
    found = foresee(case.threshold, len(may_vote), case.count)
    arguments = {
        "needed": found.needed, "total": found.base, "may_vote": found.may_vote, "base": case.threshold.base.value,
    }  # fmt: skip
    message = (
        "carries.not_known" if found.needed is None
        else "carries.out_of_reach" if not found.reachable
        else "carries.cast" if case.threshold.base is Base.CAST else "carries.of"
    )  # fmt: skip
    return Prospect(message, arguments, case.threshold, case.threshold_rule)


def find_title(rule: Rule | None, language: str) -> str | None:
    """What the rule is called in the act, in the reader's language."""
    return None if rule is None else str(getattr(rule.provision.title, language))
