"""What a motion would need to carry if it were voted on now, told before anybody opens a vote. Nothing is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.meetings.session_queries import RunningSession
from governance.votes.vote_facts import bind_profiles, find_chair
from model_law.conflicts import Declaration
from model_law.rules import Profile, Rule
from model_law.thresholds import Threshold
from model_law.vote_judgement import foresee_case, make_case
from model_law.votes import VoteFacts


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

    declarations: the conflicts on what it is about.
    """
    sitting, profiles = running.house.sitting, list_profiles(running)
    if sitting.contradicts:
        return None
    facts = VoteFacts(
        now, sitting.roster, attendance=running.moments, declarations=tuple(declarations),
        chair=find_chair(sitting.roster),
    )  # fmt: skip
    case = make_case(profiles, facts)
    try:
        _sum, message, arguments = foresee_case(case)
    except ValueError:
        return Prospect(None, {}, case.threshold, case.threshold_rule)
    return Prospect(message, arguments, case.threshold, case.threshold_rule)


def find_title(rule: Rule | None, language: str) -> str | None:
    """What the rule is called in the act, in the reader's language."""
    return None if rule is None else str(getattr(rule.provision.title, language))
