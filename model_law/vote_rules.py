"""The rules of a vote: quorum, composition, conflicts, what carries, and what must be on record. Each gives a finding."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from model_law.attendance import State
from model_law.conflicts import Effect, Recusals
from model_law.facts import Roster
from model_law.findings import Finding, Verdict
from model_law.profiles import judge_rule
from model_law.quorum import QuorumPresent, count_quorum, find_rule
from model_law.rules import Profile, Rule
from model_law.share import share_present
from model_law.thresholds import Choice, Count, Decision, Threshold
from model_law.untold import judge_untold
from model_law.votes import Accounted, Refusal, VoteFacts, moments_of, present_at, voters


@dataclass(frozen=True, slots=True)
class VoteCase:
    """A vote with all that is worked out of it before it is judged. ``recused`` are those recused in either way."""

    facts: VoteFacts
    accounted: Accounted
    recusals: Recusals
    recused: frozenset[str]
    effect: Effect
    count: Count
    threshold: Threshold
    threshold_rule: Rule | None
    decision: Decision
    chair_votes: str
    quorum_rule: Rule | None


def _present_for_quorum(case: VoteCase, present: Collection[str]) -> frozenset[str]:
    return frozenset(present) if case.effect.in_quorum else frozenset(present) - case.recused


def _quorum_finding(rule: Rule, there: QuorumPresent, quorum_rule: Rule) -> Finding:
    """Word a quorum as a finding of ``rule``; a breach that rests on an unproven reading only warns."""
    quorum = there.quorum
    arguments = {"present": there.present, "needed": quorum.needed, "total": quorum.total, "counted_of": quorum.of}
    if there.reached is None:
        return rule.judged(None, f"quorum.{(quorum.unknown or 'nonvoting_seats')}", arguments)
    bound = rule if quorum_rule.enforced else replace(rule, enforced=False)
    if quorum.needed is None or there.present is None:
        return bound.judged(there.reached, "quorum.either_way" if there.reached else "quorum.neither_way", arguments)
    message = "quorum.met" if there.reached else "quorum.short"
    margin = there.present - quorum.needed
    return bound.judged(there.reached, message, arguments, there.present, quorum.total, margin)


def quorum(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """QUOR-01: as many members as the rule asks were there when the vote opened and when it closed.

    The numbers are those of the moment with fewer.
    """
    facts = case.facts
    ends = ((facts.opened_at, facts.opened), (facts.closed_at or facts.opened_at, facts.electorate))
    found = []
    for moment, roster in ends:
        present = present_at(facts, moment)
        if present is None:
            return rule.judged(None, "quorum.not_recorded", {})
        found.append(_quorum_finding(rule, count_quorum(rule, roster, _present_for_quorum(case, present)), rule))
    return min(found, key=_severity)


def quorum_at_votes(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """QUOR-02: there was a quorum, in session, at every moment from the vote's opening to its close.

    The numbers are those of the moment with the fewest members. Where the adoption makes composition part of
    the quorum, the share of community representatives among those present is asked at each moment too.
    """
    base = case.quorum_rule
    if base is None:
        return rule.judged(None, "quorum.no_rule", {})
    moments = moments_of(case.facts)
    if moments is None:
        return rule.judged(None, "quorum.not_recorded", {})
    if any(state is not State.IN_SESSION for _, state, _ in moments):
        return rule.judged(False, "quorum.not_in_session", {})
    found: list[Finding] = []
    at_close = (moments[-1][2], case.facts.electorate)
    for present, roster in (*((present, case.facts.opened) for _, _, present in moments), at_close):
        found.append(_quorum_finding(rule, count_quorum(base, roster, _present_for_quorum(case, present)), base))
        composed = _composed(rule, roster, present, profile)
        if composed is not None:
            found.append(composed)
    return min(found, key=_severity)


def _severity(finding: Finding) -> tuple[int, int]:
    """Worst first: a rule that does not hold, then what cannot be told, then the narrowest margin."""
    order = (Verdict.BREACHED, Verdict.WARNED, Verdict.CANNOT_TELL, Verdict.MET)
    return order.index(finding.verdict), finding.margin if finding.margin is not None else 0


def _composed(rule: Rule, roster: Roster, present: Collection[str], profile: Profile) -> Finding | None:
    """The share among those present as a part of the quorum; None where the adoption does not make it one."""
    composition = find_rule(profile, "composition_at_votes")
    if composition is None or profile.share is None or not composition.values["part_of_quorum"]:
        return None
    asked = replace(rule, enforced=rule.enforced and composition.enforced)
    return judge_untold(share_present, replace(roster, present=frozenset(present)), asked, profile)


def composition_at_votes(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """QUOR-03: the board that voted was composed as the law asks. A breach marks the vote, and voids it only in words.

    The remedy and the sum are those of the share rule.
    """
    if profile.share is None:
        return rule.judged(None, "share.no_rule", {})
    found = judge_rule(profile, case.facts.electorate, profile.share)
    if found.verdict in (Verdict.MET, Verdict.CANNOT_TELL):
        return found._replace(ruled_by=rule)
    verdict = Verdict.BREACHED if voids(rule) else Verdict.WARNED
    return found._replace(ruled_by=rule, verdict=verdict)


def voids(rule: Rule) -> bool:
    """Whether the adopted instrument says in words that a vote of a board not so composed is void. One that is only held
    against the board as a measure binds nobody.
    """
    return rule.adopted and rule.enforced and rule.values["breach"] == "void" and bool(rule.values["void_words"])


def threshold(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """VOTE-02 and VOTE-03: the outcome was counted under this rule. A lost motion meets the rule like a carried one."""
    if case.threshold_rule is not rule:
        return rule.judged(True, "threshold.not_this_one", {})
    message, arguments = word_decision(case.threshold, case.decision)
    if case.decision.outcome is None:
        return rule.judged(None, message, arguments)
    return rule.judged(True, message, arguments, case.decision.ayes, case.decision.base)


def word_decision(asked: Threshold, decision: Decision) -> tuple[str, dict[str, Any]]:
    """A decision as a message with its arguments: the sum, or why there is none."""
    arguments: dict[str, Any] = {
        "qualifying": decision.ayes,
        "total": decision.base,
        "needed": decision.needed,
        "p": asked.share,
        "comparison": "more_than" if asked.more_than else "at_least",
        "base": asked.base.value,
    }
    if decision.outcome is None:
        return f"threshold.{decision.reason}", {"base": asked.base.value}
    return f"threshold.{decision.outcome}", arguments


def chair_votes(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """VOTE-07: the chair voted only as the rule lets the chair vote; a vote beyond that was not counted."""
    reasons = {one.reason for one in case.accounted.refused}
    if Refusal.CHAIR_HAS_NO_VOTE in reasons:
        return rule.judged(False, "chair_vote.none", {})
    if Refusal.CHAIR_NOT_NEEDED in reasons:
        return rule.judged(False, "chair_vote.no_tie", {})
    if case.facts.chair is None and rule.values["chair"] != "always":
        return rule.judged(None, "chair_vote.unknown", {})
    return rule.judged(True, "chair_vote.met", {})


def _asked(case: VoteCase) -> frozenset[str] | None:
    """The members present of whom a vote is asked; the chair only where the chair always votes. None: not recorded."""
    present = present_at(case.facts, case.facts.closed_at or case.facts.opened_at)
    if present is None:
        return None
    asked = (present & voters(case.facts.electorate)) | case.accounted.counted.keys()
    silent_chair = case.chair_votes != "always" and case.facts.chair not in case.accounted.counted
    return asked - {case.facts.chair} if silent_chair and case.facts.chair is not None else asked


def recorded_votes(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """VOTE-01: each member present has an aye, nay, abstention or recusal by name, and none is secret."""
    recorded = len(case.accounted.counted)
    if case.facts.secret:
        return rule.judged(False, "recorded.secret", {})
    asked = _asked(case)
    if asked is None:
        return rule.judged(None, "recorded.not_known", {"recorded": recorded}, recorded)
    arguments = {"recorded": recorded, "asked": len(asked)}
    if not asked:
        return rule.judged(None, "recorded.nobody", {}, 0, 0)
    holds = recorded >= len(asked)
    message = "recorded.met" if holds else "recorded.lacking"
    return rule.judged(holds, message, arguments, recorded, len(asked), recorded - len(asked))


def must_vote(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """VOTE-06: each member present says aye or nay, unless a conflict recuses."""
    asked = _asked(case)
    if asked is None:
        return rule.judged(None, "recorded.not_known", {"recorded": len(case.accounted.counted)})
    bound = asked - case.recused
    cast = sum(1 for person in bound if case.accounted.counted.get(person) in (Choice.AYE, Choice.NAY))
    arguments = {"cast": cast, "asked": len(bound)}
    message = "must_vote.met" if cast == len(bound) else "must_vote.short"
    return rule.judged(cast == len(bound), message, arguments, cast, len(bound), cast - len(bound))


def recusal(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """VOTE-04: who is recused is counted neither as an aye nor as a nay; a refusal to step aside is on record."""
    tried = sum(1 for one in case.accounted.refused if one.reason is Refusal.RECUSED)
    arguments = {
        "recused": case.count.recused,
        "refused": len(case.recusals.refused),
        "unanswered": len(case.recusals.unanswered),
        "voted": tried,
    }
    numbers = (case.count.recused, len(case.accounted.counted))
    if tried:
        return rule.judged(False, "recusal.voted", arguments, *numbers)
    if case.recusals.unanswered:
        return rule.judged(None, "recusal.unanswered", arguments, *numbers)
    message = "recusal.refused" if case.recusals.refused else "recusal.met"
    return rule.judged(True, message, arguments, *numbers)


def no_part_in_awards(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """VOTE-05: the vote awards no contract or grant of the program."""
    if case.facts.award is None:
        return rule.judged(None, "award.unknown", {})
    return rule.judged(not case.facts.award, "award.found" if case.facts.award else "award.met", {})


def second(case: VoteCase, rule: Rule, profile: Profile) -> Finding:
    """MOVE-01: another member seconded the motion, where the rule asks it."""
    mover, seconder = case.facts.mover, case.facts.seconder
    if not rule.values["required"]:
        return rule.judged(True, "second.not_asked", {})
    if seconder is None:
        return rule.judged(None if mover is None else False, "second.unknown" if mover is None else "second.none", {})
    if mover == seconder:
        return rule.judged(False, "second.same", {})
    return rule.judged(True, "second.met", {})


VOTE_FUNCTIONS: dict[str, Callable[[VoteCase, Rule, Profile], Finding]] = {
    "quorum": quorum,
    "quorum_at_votes": quorum_at_votes,
    "composition_at_votes": composition_at_votes,
    "threshold": threshold,
    "supermajority": threshold,
    "chair_votes": chair_votes,
    "recorded_votes": recorded_votes,
    "must_vote": must_vote,
    "recusal": recusal,
    "no_part_in_awards": no_part_in_awards,
    "second": second,
}
"""Checks of votes that a vote itself can answer. ``reconsideration`` and ``elections`` rule ``motions`` and ``elections``."""
