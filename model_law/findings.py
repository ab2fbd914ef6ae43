"""What a judgement says: a verdict with its numbers, a message id with arguments, and what would cure a
breach.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from model_law.parameters import write_value

if TYPE_CHECKING:
    from model_law.rules import Rule


class Verdict(StrEnum):
    """``warned`` is a rule that does not hold and only warns; ``cannot_tell`` comes with its reason."""

    MET = "met"
    BREACHED = "breached"
    WARNED = "warned"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One kind of change that would make the rule hold, with the least numbers that suffice.

    It never says who should leave. ``arguments`` are whole numbers and words for the message
    ``remedy.<kind>``.
    """

    kind: str
    arguments: Mapping[str, Any]


class Finding(NamedTuple):
    """The judgement of one rule on one roster, or on the facts of one meeting or of a year of them.

    ``margin`` counts members (or seats, terms, days, minutes of notice: what the rule counts) beyond the least
    that the rule asks; negative is how many are short. A number is None where the rule has no such number.
    """

    ruled_by: "Rule"
    verdict: Verdict
    message: str
    arguments: Mapping[str, Any]
    numerator: int | None = None
    denominator: int | None = None
    margin: int | None = None
    remedies: tuple[Remedy, ...] = ()

    @property
    def rule(self) -> str:
        """The provision's id, such as COMP-01."""
        return self.ruled_by.provision.id

    @property
    def how_known(self) -> str:
        """How the provision is known: read, read_in_part, second_hand, recalled or own_default."""
        return self.ruled_by.provision.how_known


def write_plain(value: Any) -> Any:
    """A value of a finding's arguments as plain data: fractions as ``51/100``, moments in ISO form."""
    if isinstance(value, Fraction):
        return write_value(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): write_plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [write_plain(part) for part in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def as_data(finding: Finding) -> dict[str, Any]:
    """A finding as plain data for JSON or a ledger: words, whole numbers, fractions as ``51/100``."""
    provision = finding.ruled_by.provision
    return {
        "rule": provision.id,
        "check": provision.check,
        "verdict": finding.verdict.value,
        "numerator": finding.numerator,
        "denominator": finding.denominator,
        "margin": finding.margin,
        "message": finding.message,
        "arguments": write_plain(finding.arguments),
        "remedies": [{"kind": remedy.kind, "arguments": write_plain(remedy.arguments)} for remedy in finding.remedies],
        "parameters": write_plain(finding.ruled_by.values),
        "departures": list(finding.ruled_by.departures),
        "consequence": provision.consequence,
        "cure_days": finding.ruled_by.cure_days,
        "enforced": finding.ruled_by.enforced,
        "how_known": provision.how_known,
        "citation": {
            "source": provision.source.title,
            "place": provision.place,
            "address": provision.source.address,
            "follows": provision.follows,
        },
    }
