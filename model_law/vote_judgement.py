"""Was this vote lawful? What a vote comes to, each rule's finding, and the questions that the answer is made of.

A judgement never says "lawful": it says what was checked and met, what was not, and what cannot be told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from model_law.attendance import State
from model_law.findings import Finding, Verdict
from model_law.profiles import judge_rule
from model_law.rules import Profile, Rule
from model_law.thresholds import MAJORITY, Base, Choice, Decision, Prospect, Threshold, decide, foresee
from model_law.vote_rules import VOTE_FUNCTIONS, VoteCase, voids, word_decision
from model_law.votes import (
    Notice,
    Refusal,
    VoteFacts,
    account,
    count_votes,
    find_profile_rule,
    find_profile_rules,
    is_untouched_default,
    moments_of,
    present_at,
    recusals_of,
    voters,
)


class Result(StrEnum):
    """What a vote comes to. ``no_quorum`` and ``void``: the count stands on record, and no action was taken by it."""

    CARRIED = "carried"
    LOST = "lost"
    NO_QUORUM = "no_quorum"
    VOID = "void"
    UNDECIDED = "undecided"


class Question(StrEnum):
    """What one asks of a vote, in the order of its page."""

    NOTICED = "noticed"
    SECONDED = "seconded"
    IN_SESSION = "in_session"
    QUORUM = "quorum"
    COMPOSITION = "composition"
    CONFLICTS = "conflicts"
    ENTITLED = "entitled"
    RECORDED = "recorded"
    MATTER = "matter"
    THRESHOLD = "threshold"


class Answer(NamedTuple):
    """The answer to one question: the findings that give it, or a message where no rule of the profiles speaks of it.

    ``verdict`` is the worst of the findings'. ``ruled_by`` names the provision of another check that asks for it.
    """

    question: Question
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    message: str | None = None
    arguments: Mapping[str, Any] = {}
    ruled_by: Rule | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A vote judged: its result and sum, the findings of every rule, the questions answered, and the case itself."""

    result: Result
    decision: Decision
    threshold: Threshold
    threshold_rule: Rule | None
    findings: tuple[Finding, ...]
    answers: tuple[Answer, ...]
    case: VoteCase

    @property
    def bars(self) -> tuple[Finding, ...]:
        """The findings for which a portal that is asked to hold this vote refuses."""
        return tuple(
            finding
            for finding in self.findings
            if finding.verdict is Verdict.BREACHED and finding.ruled_by.provision.consequence == "refuse"
        )


CHECKS_OF = {
    Question.SECONDED: ("second",),
    Question.QUORUM: ("quorum", "quorum_at_votes"),
    Question.COMPOSITION: ("composition_at_votes", "share_present"),
    Question.CONFLICTS: ("recusal",),
    Question.RECORDED: ("recorded_votes", "must_vote"),
    Question.MATTER: ("no_part_in_awards",),
    Question.THRESHOLD: ("threshold", "supermajority", "chair_votes"),
}
"""The checks whose findings answer a question; the other questions are answered from the facts."""

_WORST = (Verdict.BREACHED, Verdict.WARNED, Verdict.CANNOT_TELL, Verdict.MET)


def choose_threshold(profiles: Sequence[Profile], facts: VoteFacts) -> tuple[Threshold, Rule | None]:
    """What the vote needs, and the rule that says so: a matter that needs more, else the law's, else one declared.

    A default of the portal's own that nobody adopted gives way to one declared. Where nobody set any, the common
    default stands, with no rule.
    """
    for check in ("supermajority", "threshold"):
        for rule in find_profile_rules(profiles, check):
            if check == "supermajority" and facts.matter not in rule.values["matters"]:
                continue
            if facts.threshold is not None and is_untouched_default(rule):
                return facts.threshold, None
            values = rule.values
            return Threshold(values["p"], values["comparison"] == "more_than", Base(values["base"])), rule
    return facts.threshold or MAJORITY, None


def make_case(profiles: Sequence[Profile], facts: VoteFacts) -> VoteCase:
    """Work out of a vote's facts what its rules are judged by: who is recused, which ballots count, and the sum."""
    recusals, effect = recusals_of(profiles, facts)
    chair_rule = find_profile_rule(profiles, "chair_votes")
    chair = chair_rule.values["chair"] if chair_rule is not None else "always"
    accounted = account(facts, recusals.recused, chair)
    recused = recusals.recused | {person for person, choice in accounted.counted.items() if choice is Choice.RECUSE}
    count = count_votes(facts, accounted, effect)
    threshold, rule = choose_threshold(profiles, facts)
    return VoteCase(
        facts=facts,
        accounted=accounted,
        recusals=recusals,
        recused=recused,
        effect=effect,
        count=count,
        threshold=threshold,
        threshold_rule=rule,
        decision=decide(threshold, count),
        chair_votes=chair,
        quorum_rule=find_profile_rule(profiles, "quorum"),
    )


def _judge(case: VoteCase, profiles: Sequence[Profile]) -> tuple[Finding, ...]:
    facts = case.facts
    present = present_at(facts, facts.closed_at or facts.opened_at)
    found = []
    for profile in profiles:
        for rule in profile.rules:
            check = rule.provision.check
            if check in VOTE_FUNCTIONS:
                found.append(VOTE_FUNCTIONS[check](case, rule, profile))
            elif check == "share_present":
                found.append(judge_rule(profile, replace(facts.electorate, present=present), rule))
    return tuple(found)


def _answer_notice(case: VoteCase, profiles: Sequence[Profile]) -> Answer:
    rule = find_profile_rule(profiles, "agenda_only")
    notice, noticed = case.facts.notice, case.facts.noticed
    if noticed and notice in (Notice.LISTED, Notice.LATE, Notice.POSTED):
        verdict = min((finding.verdict for finding in noticed), key=_WORST.index)
    else:
        verdict = {
            Notice.LISTED: Verdict.MET,
            Notice.EXCEPTION: Verdict.MET,
            Notice.POSTED: Verdict.CANNOT_TELL,
            Notice.UNKNOWN: Verdict.CANNOT_TELL,
        }.get(notice, Verdict.BREACHED if rule is not None and rule.enforced else Verdict.WARNED)
    return Answer(Question.NOTICED, verdict, noticed, message=f"noticed.{notice}", ruled_by=rule)


def _answer_session(case: VoteCase) -> Answer:
    moments = moments_of(case.facts)
    if moments is None:
        return Answer(Question.IN_SESSION, Verdict.CANNOT_TELL, message="session.not_recorded")
    holds = all(state is State.IN_SESSION for _, state, _ in moments)
    message = "session.met" if holds else "session.not_in_session"
    return Answer(Question.IN_SESSION, Verdict.MET if holds else Verdict.BREACHED, message=message)


def _answer_entitled(case: VoteCase) -> Answer:
    """Ballots that do not count breach nothing: they are told, so that nobody wonders where one went."""
    outside = [one for one in case.accounted.refused if one.reason not in (Refusal.RECUSED, Refusal.CHAIR_NOT_NEEDED)]
    arguments = {"counted": len(case.accounted.counted), "refused": len(outside)}
    message = "entitled.some_refused" if outside else "entitled.met"
    return Answer(Question.ENTITLED, Verdict.MET, message=message, arguments=arguments)


def _answer_threshold(case: VoteCase, findings: tuple[Finding, ...]) -> Answer:
    if case.threshold_rule is not None:
        return _answer_by(Question.THRESHOLD, findings)
    message, arguments = word_decision(case.threshold, case.decision)
    message = (
        message if case.decision.outcome is None else f"{message}_{'declared' if case.facts.threshold else 'default'}"
    )
    return Answer(Question.THRESHOLD, Verdict.CANNOT_TELL, findings, message, arguments)


def _answer_by(question: Question, findings: tuple[Finding, ...]) -> Answer:
    if not findings:
        return Answer(question, Verdict.CANNOT_TELL, message="vote.no_rule")
    verdict = min((finding.verdict for finding in findings), key=_WORST.index)
    return Answer(question, verdict, findings)


def _answers(case: VoteCase, profiles: Sequence[Profile], findings: tuple[Finding, ...]) -> tuple[Answer, ...]:
    def of(question: Question) -> tuple[Finding, ...]:
        return tuple(
            finding
            for finding in findings
            if finding.ruled_by.provision.check in CHECKS_OF[question] and finding.message != "threshold.not_this_one"
        )

    answered = {
        Question.NOTICED: _answer_notice(case, profiles),
        Question.IN_SESSION: _answer_session(case),
        Question.ENTITLED: _answer_entitled(case),
        Question.THRESHOLD: _answer_threshold(case, of(Question.THRESHOLD)),
    }
    return tuple(answered.get(question) or _answer_by(question, of(question)) for question in Question)


def _result(case: VoteCase, findings: tuple[Finding, ...]) -> Result:
    for finding in findings:
        check = finding.ruled_by.provision.check
        if check in ("quorum", "quorum_at_votes") and finding.verdict is Verdict.BREACHED:
            return Result.NO_QUORUM
        if check == "composition_at_votes" and finding.verdict is Verdict.BREACHED and voids(finding.ruled_by):
            return Result.VOID
    return Result.UNDECIDED if case.decision.outcome is None else Result(case.decision.outcome)


def judge_vote(profiles: Sequence[Profile], facts: VoteFacts) -> Judgement:
    """Judge a vote under every profile that a board has adopted, in the order in which they decide.

    What counts ballots (threshold, chair, recusal) is taken from the first profile that has the rule, where a
    default that nobody adopted gives way to what a text says; each profile's own rules are all judged. A vote
    without an enforced quorum comes to ``no_quorum`` whatever its sum, and one that the adopted instrument voids
    in words to ``void``. A quorum that only a default of the portal asks for is told and changes nothing.
    """
    case = make_case(profiles, facts)
    findings = _judge(case, profiles)
    return Judgement(
        _result(case, findings),
        case.decision,
        case.threshold,
        case.threshold_rule,
        (*facts.noticed, *findings),
        _answers(case, profiles, findings),
        case,
    )


class Opening(NamedTuple):
    """What can be told before a vote: what carries, how its matter was noticed, and for what the portal refuses to open it."""

    prospect: Prospect
    threshold: Threshold
    threshold_rule: Rule | None
    message: str
    arguments: Mapping[str, Any]
    bars: tuple[Finding, ...]
    noticed: Answer


def foresee_case(case: VoteCase) -> tuple[Prospect, str, Mapping[str, Any]]:
    """What carries a vote on which nobody has voted yet: the sum, and the message and the arguments that say it.

    A chair who only breaks ties is not counted among those who may vote. Raises ValueError where nobody may.
    """
    facts = case.facts
    present = present_at(facts, facts.opened_at)
    there = voters(facts.electorate) if present is None else voters(facts.electorate) & present
    may_vote = there - case.recused
    if case.chair_votes != "always" and facts.chair is not None:
        may_vote -= {facts.chair}
    prospect = foresee(case.threshold, len(may_vote), case.count)
    arguments = {
        "needed": prospect.needed,
        "total": prospect.base,
        "may_vote": prospect.may_vote,
        "base": case.threshold.base.value,
    }
    if prospect.needed is None:
        message = "carries.not_known"
    elif not prospect.reachable:
        message = "carries.out_of_reach"
    else:
        message = "carries.cast" if case.threshold.base is Base.CAST else "carries.of"
    return prospect, message, arguments


def foresee_vote(profiles: Sequence[Profile], facts: VoteFacts) -> Opening:
    """What a vote that opens now will need, and what stands against opening it. No ballot is looked at.

    Raises ValueError where nobody may vote: nobody with a vote is present, or everybody is recused.
    """
    profiles = tuple(profiles)
    case = make_case(profiles, replace(facts, ballots=(), closed=None, closed_at=None))
    prospect, message, arguments = foresee_case(case)
    before = ("quorum", "quorum_at_votes", "composition_at_votes", "no_part_in_awards", "second")
    asked = (finding for finding in _judge(case, profiles) if finding.ruled_by.provision.check in before)
    bars = tuple(
        finding
        for finding in (*facts.noticed, *asked)
        if finding.verdict is Verdict.BREACHED and finding.ruled_by.provision.consequence == "refuse"
    )
    noticed = _answer_notice(case, profiles)
    return Opening(prospect, case.threshold, case.threshold_rule, message, arguments, bars, noticed)
