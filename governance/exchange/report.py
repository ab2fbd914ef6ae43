"""What an import read and did, for people and for programs."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from governance.exchange.intake import Refusal, UnusableSource

KINDS = (
    "boards", "board_names", "people", "memberships", "seats", "meetings", "agenda_items", "documents", "attendance",
    "motions", "votes", "ballots",
)  # fmt: skip


def make_counts() -> dict[str, int]:
    return dict.fromkeys(KINDS, 0)


class Disagreement(NamedTuple):
    """A vote whose recorded outcome is not what its ballots give. counts: ballots by choice."""

    vote: str
    source: str
    recorded: str
    recomputed: str
    counts: dict[str, int]
    reason: str


@dataclass
class ImportReport:
    """Counts by kind of record, and what a person should look at.

    read = new + changed + unchanged + repeated for each kind, where repeated is what stands twice in its own list (a
    person twice in one roll call) and is kept once. made_from_mentions: records that the source does not hold itself,
    such as the meeting of a vote; they are in no other count. no_longer_in_source: rows of the record that an earlier
    run brought and this source lacks; they stay. kept_as_entered_here: records, by kind, of which the source says something
    new since a clerk changed them in the portal; the clerk's entry stands, and they count as unchanged. not_recomputed:
    votes whose ballots decide nothing, by reason.
    """

    read: dict[str, int] = field(default_factory=make_counts)
    new: dict[str, int] = field(default_factory=make_counts)
    changed: dict[str, int] = field(default_factory=make_counts)
    unchanged: dict[str, int] = field(default_factory=make_counts)
    refused: list[Refusal] = field(default_factory=list)
    refused_total: int = 0
    made_from_mentions: dict[str, int] = field(default_factory=dict)
    no_longer_in_source: dict[str, int] = field(default_factory=dict)
    kept_as_entered_here: dict[str, list[str]] = field(default_factory=dict)
    unknown_values: list[dict[str, Any]] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    not_recomputed: dict[str, int] = field(default_factory=dict)
    repeated: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    system: str = ""
    dry_run: bool = False

    @classmethod
    def of_refusal(cls, error: UnusableSource) -> "ImportReport":
        """The report of a source that was refused: nothing was read, nothing changed."""
        return cls(refused=list(error.refusals), refused_total=error.total)

    @property
    def has_changes(self) -> bool:
        return any(self.new.values()) or any(self.changed.values()) or any(self.made_from_mentions.values())

    def as_json(self) -> dict[str, Any]:
        """The report as an object of plain values."""
        return {
            "system": self.system,
            "dry_run": self.dry_run,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [refusal._asdict() for refusal in self.refused],
            "refused_total": self.refused_total,
            "made_from_mentions": self.made_from_mentions,
            "no_longer_in_source": self.no_longer_in_source,
            "kept_as_entered_here": self.kept_as_entered_here,
            "unknown_values": self.unknown_values,
            "disagreements": [disagreement._asdict() for disagreement in self.disagreements],
            "not_recomputed": self.not_recomputed,
            "repeated": self.repeated,
            "left_out": self.left_out,
            "assumed": self.assumed,
        }
