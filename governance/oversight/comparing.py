"""What a report is compared with before it is published: the last one, and figures that jump from it are questioned.

Only published totals are compared, so that no comparison tells what is hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from governance.oversight.content import list_headlines
from governance.oversight.metrics import load_dictionary
from governance.oversight.queries import PublishedReport
from governance.oversight.telling import name_period, write_value

JUMP = 2
"""A figure that at least doubles, or is at most half, is questioned."""
FEW = 20
"""Counts below this jump by chance."""


@dataclass(frozen=True)
class Jump:
    """A figure that is far from that of the period before."""

    name: str
    before: str
    now: str
    period_before: str


def word_before(published: Sequence[PublishedReport]) -> dict[str, str]:
    """What the latest of some reports says of each metric, in words. They come the latest first."""
    dictionary = load_dictionary()
    return {
        headline["metric"]: write_value(metric, headline)
        for headline in (published[0].headlines if published else ())
        if (metric := dictionary.versions.get((headline["metric"], headline["version"]))) is not None
    }


def list_jumps(content: Mapping[str, Any], published: Sequence[PublishedReport], language: str) -> list[Jump]:
    """Totals that are twice those of the latest of some reports, or half of them."""
    if not published:
        return []
    dictionary = load_dictionary()
    before = {headline["metric"]: headline for headline in published[0].headlines}
    jumps = []
    for headline in list_headlines(content):
        other = before.get(headline["metric"])
        metric = dictionary.versions.get((headline["metric"], headline["version"]))
        if metric is None or other is None or other["version"] != headline["version"]:
            continue
        now, then = (measure(one) for one in (headline, other))
        if now is None or then is None or max(headline["numerator"], other["numerator"]) < FEW:
            continue
        if now >= JUMP * then or then >= JUMP * now:
            name = metric.name.es if language == "es" else metric.name.en
            jumps.append(
                Jump(
                    name,
                    write_value(metric, other),
                    write_value(metric, headline),
                    name_period(published[0].period.name),
                )
            )
    return jumps


def measure(headline: Mapping[str, Any]) -> Fraction | None:
    """What is compared: a rate, a median or a count; None where it is hidden."""
    if headline["hidden"] or headline["numerator"] is None:
        return None
    if headline.get("median") is not None:
        return Fraction(headline["median"])
    return Fraction(headline["numerator"], headline.get("denominator") or 1)
