"""What the law says of answers and data, in words for a page: the sentence, the rule, and how it is known."""

from dataclasses import dataclass

from model_law.findings import Finding
from model_law.wording import label, word_finding

TONES = {"met": "good", "breached": "bad", "warned": "warn", "cannot_tell": "info"}


@dataclass(frozen=True)
class AnswerFindingTold:
    """A finding in one language. verdict: met, breached, warned or cannot_tell; binds: whether a breach has consequences.

    follows: the law that a default of the portal is modelled on.
    """

    rule: str
    title: str
    verdict: str
    word: str
    sentence: str
    how_known: str
    binds: bool
    source: str
    place: str
    follows: str


def tell_finding(finding: Finding, language: str) -> AnswerFindingTold:
    provision = finding.ruled_by.provision
    word = label("verdicts", finding.verdict.value, language)
    return AnswerFindingTold(
        provision.id, getattr(provision.title, language), finding.verdict.value,
        word[:1].upper() + word[1:], word_finding(finding, language), provision.how_known,
        finding.ruled_by.enforced, provision.source.title, provision.place, provision.follows,
    )  # fmt: skip
