"""What an act on a board's composition would do, told before it is done: to its clerk whole, to others as far as they may see.

The authority that appoints sees the share of community representatives and one verdict for all category rules; never
which category is short, and where the law lets only a verdict be public, no sum either. An administrator, who does not
read what members declared, sees beside these the rules from which nothing of it can be told. Nothing here is for the public.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from governance.boards.judging import JudgedChange
from governance.law.findings import FindingTold, PublicVerdict, tell_finding, tell_verdict
from governance.ledger.entries import Office
from model_law.findings import Finding
from model_law.preview import Pair, joint_verdict
from model_law.profiles import answers_from_roster
from model_law.quorum import Quorum
from model_law.rules import Rule
from model_law.timeline import FAILING

CONDITIONED = frozenset(
    {"share_both", "share_present", "category_minimums", "counts_once", "family", "attestation", "sector_income"}
)
"""Checks that count categories or what is declared: from their sums somebody's category could be told."""


class Reader(StrEnum):
    """Who reads what an act would do: the clerk everything, the others no more than is theirs to know."""

    CLERK = "clerk"
    ADMINISTRATOR = "administrator"
    AUTHORITY = "authority"


def find_reader(office: Office) -> Reader:
    return {Office.CLERK: Reader.CLERK, Office.ADMINISTRATOR: Reader.ADMINISTRATOR}.get(office, Reader.AUTHORITY)


def is_conditioned(rule: Rule) -> bool:
    """Whether a rule's answer rests on who counts or fits which category: that of the chair alone may tell of one person."""
    check = rule.provision.check
    counts_who_qualifies = (check == "chair" and rule.values["qualifying"]) or (
        check == "independence" and rule.values["bars"] == "counting"
    )
    # A remainder counts toward a limit or not by whether its holder fits what the seat is reserved for.
    return check in CONDITIONED or check == "remainder" or counts_who_qualifies


def may_see(rule: Rule, reader: Reader) -> bool:
    """Whether a reader may see a rule's verdict at all."""
    return {
        Reader.CLERK: True, Reader.ADMINISTRATOR: not is_conditioned(rule),
        Reader.AUTHORITY: rule.provision.check == "share",
    }[reader]  # fmt: skip


@dataclass(frozen=True)
class RuleTold:
    """One rule before and after. fails: it does not hold afterwards."""

    before: FindingTold
    after: FindingTold
    changes: bool
    fails: bool


@dataclass(frozen=True)
class LaterTold:
    """A later day on which a rule will newly fail, or fail by more."""

    day: date
    finding: FindingTold


@dataclass(frozen=True)
class ActTold:
    """What an act would do from its first day, on, on.

    binds: an instrument binds the board to that day's law; has_law: there is one at all. affected: the rules whose answer
    changes or that fail; unaffected: the rest. joint: one verdict for all category rules before and after, for those who
    may see no more. later: the first later day first. refusing: the rules that forbid it, as far as they may be named;
    is_refused: some rule forbids it. contested: rules that it breaks, as far as they may be named; is_contested: there is one.
    contradiction: the record contradicts itself, so that nothing can be judged.
    """

    on: date
    has_law: bool
    binds: bool
    affected: list[RuleTold]
    unaffected: list[RuleTold]
    joint: tuple[PublicVerdict, PublicVerdict] | None
    quorum: tuple[Quorum, Quorum] | None
    later: list[LaterTold]
    refusing: list[FindingTold]
    is_refused: bool
    is_contested: bool
    contested: list[FindingTold]
    contradiction: str


def tell_act(judged: JudgedChange, language: str, reader: Reader, *, is_refused: bool) -> ActTold:
    """Tell a judged act to a reader. is_refused: the act itself would be refused."""
    borrowed = not judged.binds
    found = judged.preview.pairs if judged.preview else ()
    pairs = [pair for pair in found if answers_from_roster(pair.after.ruled_by)]
    seen = [pair for pair in pairs if may_see(pair.after.ruled_by, reader)]
    office = shows_office_of(pair.after.ruled_by for pair in pairs)

    def tell(finding: Finding) -> FindingTold:
        whole = can_show_sum(finding.ruled_by, reader, office=office)
        return tell_finding(finding, language, borrowed=borrowed, whole=whole)

    rules = [tell_rule(pair, tell(pair.before), tell(pair.after)) for pair in seen]
    first = {pair.after.rule: pair.after for pair in pairs}
    # A day on which a rule fails tells of whose term ends then: it is shown only where the sum may be.
    later = [
        one
        for one in judged.later
        if may_see(one.finding.ruled_by, reader)
        and can_show_sum(one.finding.ruled_by, reader, office=office)
        and not is_told_again(first.get(one.finding.rule), one.finding)
    ]
    breaking = [finding for finding in find_breaking(judged) if is_nameable(finding.ruled_by, reader)]
    return ActTold(
        on=judged.on,
        has_law=judged.preview is not None,
        binds=judged.binds,
        affected=[rule for rule in rules if rule.changes or rule.fails],
        unaffected=[rule for rule in rules if not rule.changes and not rule.fails],
        joint=None if reader is Reader.CLERK else tell_joint(pairs, borrowed=borrowed),
        quorum=(judged.preview.quorum_before, judged.preview.quorum_after) if judged.preview else None,
        later=[LaterTold(day, tell(finding)) for day, finding in sorted(later, key=lambda one: one.day)],
        refusing=[tell(finding) for finding in breaking if finding.rule in judged.refusing],
        is_refused=is_refused,
        is_contested=bool(judged.contested),
        contested=[tell(finding) for finding in breaking],
        contradiction=judged.problem,
    )


def is_told_again(first: Finding | None, later: Finding) -> bool:
    """Whether a rule fails on a later day just as it does from the first day on."""
    return first is not None and first.verdict in FAILING and count(first) == count(later)


def count(finding: Finding) -> tuple[object, ...]:
    return finding.verdict, finding.numerator, finding.denominator, finding.margin


def tell_rule(pair: Pair, before: FindingTold, after: FindingTold) -> RuleTold:
    """A rule before and after. Nothing changes for a reader who is told the same of both."""
    changes = (before.verdict, before.text) != (after.verdict, after.text)
    return RuleTold(before, after, changes, pair.after.verdict in FAILING)


def shows_office_of(rules: Iterable[Rule]) -> bool:
    """Whether rules settled for a day let it be known who serves as a community representative."""
    return any(rule.values["public_status"] == "office" for rule in rules if rule.provision.check == "attestation")


def can_show_sum(rule: Rule, reader: Reader, *, office: bool) -> bool:
    """Whether a reader may see a rule's sum. office: the law lets it be known who serves as a representative."""
    check = rule.provision.check
    if reader is Reader.CLERK:
        return True
    if check == "share":
        return office and not rule.values["among"]
    return not is_conditioned(rule)


def is_nameable(rule: Rule, reader: Reader) -> bool:
    """Whether a reader may be told that it is this rule that an act breaks."""
    return reader is Reader.CLERK or not is_conditioned(rule)


def tell_joint(pairs: Sequence[Pair], *, borrowed: bool) -> tuple[PublicVerdict, PublicVerdict] | None:
    verdicts = [joint_verdict(findings) for findings in zip(*pairs, strict=True)]
    if len(verdicts) != 2 or verdicts[0] is None or verdicts[1] is None:
        return None
    return tell_verdict(verdicts[0], borrowed=borrowed), tell_verdict(verdicts[1], borrowed=borrowed)


def find_breaking(judged: JudgedChange) -> list[Finding]:
    """How each rule that an act breaks stands on the first day on which it fails."""
    first = {pair.after.rule: pair.after for pair in (judged.preview.pairs if judged.preview else ())}
    later = {one.finding.rule: one.finding for one in judged.later}
    found = []
    for rule in judged.contested:
        finding = first.get(rule)
        if finding is None or (finding.verdict not in FAILING and rule in later):
            finding = later.get(rule)
        found += [finding] if finding is not None else []
    return found
