"""A judgement told to the public: the verdict, the words with the sum, what would cure it, and how the rule is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from governance.law.queries import Citation, cite, say
from model_law.findings import Finding, Remedy, Verdict
from model_law.wording import percent, word_finding, word_remedy


class PublicVerdict(StrEnum):
    """A verdict in public. Of an act that does not bind a board it is said what would be, and never more."""

    MET = "met"
    NOT_MET = "not_met"
    WARNING = "warning"
    CANNOT_TELL = "cannot_tell"
    WOULD_MEET = "would_meet"
    WOULD_NOT_MEET = "would_not_meet"


BINDING = {
    Verdict.MET: PublicVerdict.MET,
    Verdict.BREACHED: PublicVerdict.NOT_MET,
    Verdict.WARNED: PublicVerdict.WARNING,
    Verdict.CANNOT_TELL: PublicVerdict.CANNOT_TELL,
}
BORROWED = {
    Verdict.MET: PublicVerdict.WOULD_MEET,
    Verdict.BREACHED: PublicVerdict.WOULD_NOT_MEET,
    Verdict.WARNED: PublicVerdict.WOULD_NOT_MEET,
    Verdict.CANNOT_TELL: PublicVerdict.CANNOT_TELL,
}


@dataclass(frozen=True)
class FindingTold:
    """One rule as it was judged.

    text holds the sum in words; it, the numbers and what would cure are left out where only the verdict is public.
    percent is cut and never rounded, so that it never reaches what it falls short of. binds: whether a breach has
    consequences for the board, and does not only warn.
    """

    rule: str
    check: str
    title: str
    statement: str
    verdict: PublicVerdict
    text: str | None
    numerator: int | None
    denominator: int | None
    margin: int | None
    percent: str | None
    remedies: list[str]
    binds: bool
    consequence: str
    cure_days: int | None
    departures: list[str]
    how_known: str
    citation: Citation


def tell_verdict(verdict: Verdict, *, borrowed: bool) -> PublicVerdict:
    return (BORROWED if borrowed else BINDING)[verdict]


def tell_finding(finding: Finding, language: str, *, borrowed: bool, whole: bool = True) -> FindingTold:
    """A finding in the reader's language. whole: with its words and numbers, and not its verdict alone."""
    provision = finding.ruled_by.provision
    return FindingTold(
        provision.id,
        provision.check,
        say(provision.title, language),
        say(provision.statement, language),
        tell_verdict(finding.verdict, borrowed=borrowed),
        word_finding(finding, language) if whole else None,
        finding.numerator if whole else None,
        finding.denominator if whole else None,
        finding.margin if whole else None,
        tell_percent(finding, language) if whole else None,
        tell_remedies(finding.remedies, language) if whole else [],
        finding.ruled_by.enforced and not borrowed,
        provision.consequence,
        finding.ruled_by.cure_days,
        list(finding.ruled_by.departures),
        provision.how_known,
        cite(provision.source, provision.place, provision.follows),
    )


def tell_percent(finding: Finding, language: str) -> str | None:
    """The share that a finding speaks of, in percent; None where it speaks of none."""
    if "qualifying" not in finding.arguments or not finding.denominator or finding.numerator is None:
        return None
    return percent(Fraction(finding.numerator, finding.denominator), language)


def tell_remedies(remedies: Sequence[Remedy], language: str) -> list[str]:
    return [word_remedy(remedy, language) for remedy in remedies]
