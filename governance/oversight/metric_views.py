"""The public page of how a program does, metric by metric: sentence, chart, table, what it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from governance.boards.queries import BoardReference
from governance.boards.views import make_board_crumbs
from governance.oversight.charting import draw_metric, draw_parts
from governance.oversight.histories import list_history, list_parts
from governance.oversight.metrics import load_dictionary
from governance.oversight.periods import Standing
from governance.oversight.queries import PublishedReport, find_contents, find_owed, find_programs, find_published
from governance.oversight.resources import METRICS_PATH, BoardOversight
from governance.oversight.telling import MetricTold, name_breakdown, tell_metric
from governance.oversight.views import (
    PROGRAM,
    OwedTold,
    ProgramTold,
    choose_program,
    find_change,
    tell_owed,
    tell_program,
)
from governance.web.layout import Crumb
from governance.web.locale import _, translate
from governance.web.pages import Page
from governance.web.parameters import Parameter, read_choice

SPANS = {"12": 12, "36": 36, "all": 1200}
"""How many periods are shown, by the word in the address."""
USUAL_SPAN = "36"
MOST_CONTENTS = 36
"""Whole reports that are read for a breakdown; each may hold thousands of figures."""
PERIODS = Parameter("periods", {"type": "string", "enum": list(SPANS)}, "How many periods back; else 36")
BREAKDOWN = Parameter(
    "by",
    {"type": "string", "enum": sorted({name for metric in load_dictionary().metrics for name in metric.breakdowns})},
    "By which parts figures are told too, such as call_type",
)
NAMES_OF_SPANS = {"12": _("The last 12 periods"), "36": _("The last 36 periods"), "all": _("All periods")}


@dataclass(frozen=True)
class ChoiceTold:
    """Something that a reader may choose to see, by a link."""

    name: str
    address: str
    current: bool


@dataclass(frozen=True)
class MetricsPage:
    """How a program does: each metric in a plain sentence, with the latest figure and those before.

    spans, breakdowns: what else may be asked for.
    """

    board: BoardReference
    programs: list[ProgramTold]
    program: ProgramTold | None
    latest: OwedTold | None
    late: list[OwedTold]
    spans: list[ChoiceTold]
    breakdowns: list[ChoiceTold]
    metrics: list[MetricTold]


def show_metrics(context: BoardOversight, request: Any) -> Page:
    board, db, now = context.board, request.db, request.now
    programs = find_programs(db, board.id)
    program = choose_program(programs, request)
    span, breakdown = read_choice(request, PERIODS) or USUAL_SPAN, read_choice(request, BREAKDOWN)
    address = f"{board.address}/metrics"
    latest, late, metrics, contents = None, [], [], {}
    if program is not None:
        published = find_published(db, program.id)
        by_period = {one.period: one for one in published}
        owed = [tell_owed(one, by_period, program.zone, board.address) for one in find_owed(program, published, now)]
        late = [one for one in owed if one.standing in (Standing.LATE, Standing.NOT_DELIVERED)][:12]
        latest = next((one for one in owed if one.address is not None), None)
        read = published[: min(SPANS[span], MOST_CONTENTS) if breakdown else 1]
        contents = find_contents(db, board.id, [one.key for one in read]) if read else {}
        metrics = tell_metrics(
            contents, published, SPANS[span], breakdown, board.address, program.zone, request.locale_name
        )
    asked = {"program": program.key if program is not None and len(programs) > 1 else None}
    chosen = {**asked, PERIODS.name: span, BREAKDOWN.name: breakdown}
    page = MetricsPage(
        board.reference, [tell_program(one, address, program) for one in programs],
        tell_program(program, address, program) if program is not None else None, latest, late,
        [make_choice(address, chosen, PERIODS.name, word, translate(name)) for word, name in NAMES_OF_SPANS.items()],
        list_breakdowns(contents, address, chosen, request.locale_name), metrics,
    )  # fmt: skip
    title = _("How the program does: ${board}", mapping={"board": board.name})
    return Page(page, title, make_board_crumbs(board, Crumb(_("Metrics"))), find_change(programs, now))


def make_choice(address: str, chosen: Mapping[str, str | None], name: str, word: str | None, title: str) -> ChoiceTold:
    """A link that changes one choice and keeps the others; what is usual stands in no address."""
    usual = {PERIODS.name: USUAL_SPAN}
    kept = [(key, value) for key, value in {**chosen, name: word}.items() if value and usual.get(key) != value]
    return ChoiceTold(title, f"{address}?{urlencode(kept)}" if kept else address, chosen[name] == word)


def list_breakdowns(
    contents: Mapping[str, Mapping[str, Any]], address: str, chosen: Mapping[str, str | None], language: str
) -> list[ChoiceTold]:
    """The breakdowns that the reports which are shown tell something of."""
    dictionary = load_dictionary()
    told = {
        cell["breakdown"]
        for content in contents.values()
        for one in content["metrics"]
        for cell in one["cells"]
        if cell["breakdown"] in BREAKDOWN.schema["enum"]
    } | ({chosen[BREAKDOWN.name]} - {None})
    if not told:
        return []
    named = sorted((name_breakdown(one, dictionary, language), one) for one in told if one is not None)
    choices = [make_choice(address, chosen, BREAKDOWN.name, one, title) for title, one in named]
    return [make_choice(address, chosen, BREAKDOWN.name, None, translate(_("In all"))), *choices]


def tell_metrics(
    contents: Mapping[str, Mapping[str, Any]],
    published: Sequence[PublishedReport],
    most: int,
    breakdown: str | None,
    address: str,
    zone: str,
    language: str,
) -> list[MetricTold]:
    """The metrics of the latest report, each with its totals in the reports before; those that have the breakdown alone,
    where one is asked for."""
    dictionary = load_dictionary()
    content = contents.get(published[0].key) if published else None
    told = []
    for one in content["metrics"] if content is not None else ():
        metric = dictionary.versions.get((one["metric"], one["version"]))
        if metric is None or (breakdown and breakdown not in metric.breakdowns):
            continue
        history = list_history(metric.id, published, dictionary, address, zone, most)
        parts = (
            list_parts(metric.id, breakdown, published, contents, dictionary, address, zone, language)
            if breakdown
            else ()
        )
        told.append(tell_metric(one, metric, history, content or {}, dictionary, language, parts))
    return told


def includeme(config: Any) -> None:
    config.add_words(draw_metric=draw_metric, draw_parts=draw_parts)
    config.add_public_page(
        "oversight.metrics", METRICS_PATH, show_metrics, template="oversight/metrics.jinja2",
        content=MetricsPage, factory=BoardOversight, parameters=(PROGRAM, PERIODS, BREAKDOWN),
        summary="How a program that a board oversees does, metric by metric",
    )  # fmt: skip
