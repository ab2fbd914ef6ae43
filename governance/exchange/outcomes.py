"""Comparing the outcome that a source records for a vote with the one that its ballots give."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from governance.db.keys import make_key
from governance.exchange.report import Disagreement, ImportReport
from governance.votes.models import Choice
from governance.votes.tally import Threshold, recompute


def compare_outcomes(report: ImportReport, records: Mapping[str, Mapping[str, Any]], system: str) -> None:
    """List every vote of a source whose recorded outcome its ballots contradict, and count those that they leave open."""
    counts: defaultdict[str, Counter[Choice]] = defaultdict(Counter)
    for ballot in records["ballots"].values():
        counts[ballot.vote][ballot.choice] += 1
    left_open: Counter[str] = Counter()
    for vote in records["votes"].values():
        threshold = Threshold(
            vote.threshold_basis, vote.threshold_numerator, vote.threshold_denominator, vote.threshold_strict
        )
        found = recompute(counts[vote.identifier], threshold)
        if found.outcome is None:
            left_open[found.reason or ""] += 1
        elif vote.recorded_outcome is not None and vote.recorded_outcome != found.outcome:
            report.disagreements.append(
                Disagreement(
                    make_key(f"{system}/{vote.identifier}"),
                    vote.identifier,
                    vote.recorded_outcome.value,
                    found.outcome.value,
                    {choice.value: number for choice, number in sorted(counts[vote.identifier].items())},
                    word_sum(found.ayes, found.base, threshold),
                )
            )
    report.not_recomputed = dict(sorted(left_open.items()))


def word_sum(ayes: int, base: int | None, threshold: Threshold) -> str:
    """The sum behind a recomputed outcome, such as "3 of 8; needed: more than 1/2 of the votes cast"."""
    bases = {"cast": "the votes cast", "present": "the members present", "serving": "the members serving",
             "authorized": "the seats authorized"}  # fmt: skip
    share = "more than" if threshold.strict else "at least"
    basis = bases[threshold.basis.value]
    return f"{ayes} of {base}; needed: {share} {threshold.numerator}/{threshold.denominator} of {basis}"
