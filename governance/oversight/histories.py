"""Figures of a program through the periods of its reports, out of what was published and of nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from governance.clock import find_day
from governance.oversight.metrics import Dictionary, Metric
from governance.oversight.queries import PublishedReport
from governance.oversight.telling import FigureTold, PartTold, name_breakdown, name_category, name_period, tell_figure

MOST_CATEGORIES = 40
"""Small charts of one metric that a page draws; its table and the files hold all of them."""


def list_history(
    metric_id: str, published: Sequence[PublishedReport], dictionary: Dictionary, address: str, zone: str, most: int
) -> list[FigureTold]:
    """The totals of a metric in so many reports, the latest period first; where its definition changed it says so."""
    rows = [
        (report, headline)
        for report in published[: most + 1]
        for headline in report.headlines
        if headline["metric"] == metric_id
    ]
    return tell_rows(metric_id, rows, dictionary, address, zone, most)


def list_parts(
    metric_id: str,
    breakdown: str,
    published: Sequence[PublishedReport],
    contents: Mapping[str, Mapping[str, Any]],
    dictionary: Dictionary,
    address: str,
    zone: str,
    language: str,
) -> list[PartTold]:
    """Each category of a breakdown through the reports whose contents are given, in the order of the latest of them."""
    rows: dict[str, list[tuple[PublishedReport, Mapping[str, Any]]]] = {}
    for report in published:
        for one in contents.get(report.key, {}).get("metrics", ()):
            if one["metric"] != metric_id:
                continue
            for cell in one["cells"]:
                if cell["breakdown"] == breakdown and cell["period"] == report.period.name:
                    rows.setdefault(cell["value"], []).append((report, {**cell, "version": one["version"]}))
    return [
        PartTold(
            name_breakdown(breakdown, dictionary, language), name_category(breakdown, value, dictionary, language),
            tell_rows(metric_id, found, dictionary, address, zone, len(found)),
        )
        for value, found in list(rows.items())[:MOST_CATEGORIES]
    ]  # fmt: skip


def tell_rows(
    metric_id: str,
    rows: Sequence[tuple[PublishedReport, Mapping[str, Any]]],
    dictionary: Dictionary,
    address: str,
    zone: str,
    most: int,
) -> list[FigureTold]:
    told = []
    for place, (report, cell) in enumerate(rows[:most]):
        metric: Metric | None = dictionary.versions.get((metric_id, cell["version"]))
        if metric is None:
            continue
        changed = place + 1 < len(rows) and rows[place + 1][1]["version"] != cell["version"]
        told.append(
            tell_figure(
                metric, cell, report.period, find_day(report.published_at, zone), name_period(report.period.name),
                address=f"{address}/reports/{report.key}", definition_changed=changed,
            )
        )  # fmt: skip
    return told
