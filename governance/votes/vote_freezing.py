"""The facts of a vote as they are frozen, at its opening and at its close: written once, with their hash.

They hold what anybody may know: members by name and how they were there, the sums, and of the board's composition only what
its law lets stand beside a day for good.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.boards.models import Board
from governance.clock import find_day
from governance.meetings.session_certificate import (
    compute_digest,
    describe_composition,
    describe_law,
    describe_members,
)
from governance.votes.floor_models import HeldVote, MotionVersion, Stage, VoteFacts
from governance.votes.vote_facts import Gathered, count_quorum
from model_law.findings import Finding, as_data, write_plain
from model_law.rules import Profile
from model_law.thresholds import Threshold
from model_law.vote_judgement import Answer, Judgement, Opening, Question
from model_law.vote_rules import voids
from model_law.votes import find_profile_rule, recusals_of

KEPT = (
    "rule",
    "check",
    "verdict",
    "numerator",
    "denominator",
    "message",
    "arguments",
    "enforced",
    "how_known",
    "consequence",
    "citation",
)
NO_SUM = ("rule", "check", "verdict", "enforced", "how_known", "consequence", "citation")
COMPOSED = ("composition_at_votes", "share_present")
"""Checks whose sums say how many represent the community; they are told with the composition, where they may be told."""


def describe_threshold(threshold: Threshold, rule: str | None) -> dict[str, Any]:
    """A threshold as data. rule: the provision that sets it; None: nobody's, or one that somebody declared."""
    return {
        "share": f"{threshold.share.numerator}/{threshold.share.denominator}", "more_than": threshold.more_than,
        "base": threshold.base.value, "rule": rule,
    }  # fmt: skip


def describe_finding(finding: Finding, *, composed: bool = False) -> dict[str, Any]:
    """A finding as data. composed: composition is a part of the quorum. Then of the quorum at the vote no more is told than
    what came of it: even that its sum is told in one vote and not in another would say how near the share was.
    """
    kept = NO_SUM if composed and finding.ruled_by.provision.check == "quorum_at_votes" else KEPT
    return {name: value for name, value in as_data(finding).items() if name in kept}


def is_share(finding: Finding) -> bool:
    """Whether a quorum's finding holds the sum of the share that is a part of it."""
    return not finding.message.startswith("quorum.")


def describe_answer(answer: Answer) -> dict[str, Any]:
    """The answer to one question; its findings stand among the vote's. rule: a provision of another check that asks it."""
    return {
        "question": answer.question.value, "verdict": answer.verdict.value, "message": answer.message,
        "arguments": write_plain(answer.arguments),
        "rule": answer.ruled_by.provision.id if answer.ruled_by is not None else None,
    }  # fmt: skip


def describe_breach(profiles: Iterable[Profile]) -> dict[str, Any] | None:
    """What the law says that a breach of composition does to a vote, with the instrument's own words where it is void."""
    rule = find_profile_rule(profiles, "composition_at_votes")
    if rule is None:
        return None
    return {
        "rule": rule.provision.id, "voids": voids(rule), "void_words": rule.values["void_words"] if voids(rule) else "",
        "part_of_quorum": rule.values["part_of_quorum"],
    }  # fmt: skip


def describe_ground(
    session: Session, now: datetime, board: Board, held: HeldVote, version: MotionVersion, gathered: Gathered,
    at: datetime, items: Iterable[str],
) -> dict[str, Any]:  # fmt: skip
    """What is frozen at the opening and at the close alike."""
    facts = gathered.facts
    moment = facts.attendance.at(at) if facts.attendance is not None else None
    present = moment.present if moment is not None else {}
    recusals, effect = recusals_of(gathered.profiles, facts)
    laws = (gathered.law.composition, gathered.law.open_meetings)
    return {
        "vote": held.key,
        "at": at.isoformat(),
        "on": find_day(at, board.zone).isoformat(),
        "text": {"number": version.number, "kind": version.kind.value, "text": version.text, "effect": version.effect},
        "items": sorted(items),
        "notice": facts.notice.value,
        "mover": facts.mover,
        "seconder": facts.seconder,
        "chair": facts.chair,
        "matter": facts.matter,
        "award": facts.award,
        "laws": [describe_law(*found) for found in laws if found is not None],
        "state": moment.state.value if moment is not None else None,
        "members": describe_members(gathered.electorate.sitting, present),
        "presence_recorded": moment is not None,
        "quorum": count_quorum(gathered, present) if moment is not None else None,
        "composition": describe_composition(
            session, board, gathered.electorate.judged, gathered.law.composition, present, find_day(now, board.zone)
        ),
        "breach_of_composition": describe_breach(gathered.profiles),
        "conflicts": sorted(
            ({"person": one.person, "conflict": one.conflict.value, "recuses": one.recuses}
             for one in facts.declarations),
            key=lambda one: (str(one["person"]), str(one["conflict"])),
        ),
        "recused": {name: sorted(getattr(recusals, name)) for name in recusals._fields},
        "recusal_counts": effect._asdict(),
    }  # fmt: skip


def describe_opening(opening: Opening) -> dict[str, Any]:
    """What was told before the vote: what carries it, and how its matter was noticed."""
    rule = opening.threshold_rule.provision.id if opening.threshold_rule is not None else None
    return {
        "threshold": describe_threshold(opening.threshold, rule),
        "carries": {"message": opening.message, "arguments": dict(opening.arguments)},
        "findings": [describe_finding(finding) for finding in opening.noticed.findings],
        "answers": [describe_answer(opening.noticed)],
    }


def describe_judgement(judgement: Judgement) -> dict[str, Any]:
    """What a vote came to, and the answer to each question, without the sums of the board's composition."""
    rule = judgement.threshold_rule.provision.id if judgement.threshold_rule is not None else None
    case, decision = judgement.case, judgement.decision
    composed = any(
        finding.ruled_by.provision.check == "composition_at_votes" and finding.ruled_by.values["part_of_quorum"]
        for finding in judgement.findings
    )
    count = {name: getattr(case.count, name) for name in case.count.__slots__}
    return {
        "threshold": describe_threshold(judgement.threshold, rule),
        "result": judgement.result.value,
        "ballots": {person: choice.value for person, choice in sorted(case.accounted.counted.items())},
        "refused": sorted({(one.ballot.person, one.reason.value) for one in case.accounted.refused}),
        "count": count,
        "needed": decision.needed,
        "ayes": decision.ayes,
        "base": decision.base,
        "undecided": decision.reason.value if decision.reason is not None else None,
        "findings": [
            describe_finding(finding, composed=composed) for finding in judgement.findings
            if finding.ruled_by.provision.check not in COMPOSED
        ],
        "answers": [
            describe_answer(answer) for answer in judgement.answers if answer.question is not Question.COMPOSITION
        ],
    }  # fmt: skip


def freeze(now: datetime, held: HeldVote, stage: Stage, at: datetime, content: dict[str, Any]) -> VoteFacts:
    """The row of the facts; it is not added yet."""
    return VoteFacts(
        held_vote_id=held.id, stage=stage, at=at, content=content, digest=compute_digest(content), entered_at=now
    )  # fmt: skip
