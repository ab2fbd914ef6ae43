"""How good the data behind a report are, as far as what is published tells it: blanks by field, rows that do not count.

Only published content comes in here: a number that is hidden there is not worked out here, so that the share of blanks
gives nobody's category away.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from governance.oversight.metrics import Dictionary
from governance.oversight.metrics.definitions import Measure

BLANK = "not_known"
PREFERRED = "calls_received"
"""The metric that counts every row of a call file, where a report has it."""

TOPICS = {
    "calls": {"calls_received", "eligible_call_coverage", "unmet_demand"},
    "responses": {"response_time", "time_to_dispatch", "time_on_scene", "calls_diverted", "people_served"},
    "police": {"police_backup_share", "police_codispatch_share", "arrest_or_citation_share", "force_used_share"},
    "outcomes": {
        "resolved_in_community", "emergency_department_share", "crisis_center_share", "referral_accepted_share",
        "follow_up_72_hours", "involuntary_hold_share", "repeat_contact_30_days",
    },
}  # fmt: skip
"""What a metric tells of, where the law asks that data tell of something."""


class Blanks(NamedTuple):
    """How many of the rows that a metric counts hold nothing usable in a field. blank: None where that is hidden."""

    field: str
    metric: str
    blank: int | None
    rows: int


def find_topics(content: Mapping[str, Any]) -> set[str]:
    """Which of ``TOPICS`` a report tells of."""
    told = {one["metric"] for one in content["metrics"]}
    return {topic for topic, metrics in TOPICS.items() if metrics & told}


def list_blanks(content: Mapping[str, Any], dictionary: Dictionary) -> list[Blanks]:
    """The blanks of each field by which the report breaks something down, by the metric that counts most rows.

    Fields that are derived from the time of a call are never blank and are left out.
    """
    name = content["period"]["name"]
    found: dict[str, Blanks] = {}
    ordered = sorted(content["metrics"], key=lambda one: one["metric"] != PREFERRED)
    for one in ordered:
        metric = dictionary.versions.get((one["metric"], one["version"]))
        if metric is None or metric.measure is not Measure.COUNT:
            continue
        cells = {(cell["breakdown"], cell["value"]): cell for cell in one["cells"] if cell["period"] == name}
        total = cells.get(("", ""))
        if total is None or total["hidden"] or not total["numerator"]:
            continue
        for breakdown in sorted({breakdown for breakdown, _value in cells if breakdown in dictionary.fields}):
            blank = cells.get((breakdown, BLANK))
            number = 0 if blank is None else None if blank["hidden"] else blank["numerator"]
            found.setdefault(breakdown, Blanks(breakdown, metric.id, number, total["numerator"]))
    return [found[field] for field in sorted(found)]


def list_gone(content: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[str]:
    """The metrics that the report before told and this one does not."""
    if before is None:
        return []
    told = {one["metric"] for one in content["metrics"]}
    return [one["metric"] for one in before["metrics"] if one["metric"] not in told]
