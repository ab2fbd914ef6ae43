"""Public pages of programs: which reports are out or owed, and one report in all its versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.boards.queries import BoardReference
from governance.boards.views import make_board_crumbs
from governance.clock import find_day, find_start_of_day
from governance.oversight.metrics import Dictionary, load_dictionary
from governance.oversight.periods import Owed, find_next_change, list_expected
from governance.oversight.queries import (
    ProgramFact,
    PublishedReport,
    find_owed,
    find_programs,
    find_published,
)
from governance.oversight.resources import (
    REPORT_PATH,
    REPORTS_PATH,
    VERSION,
    BoardOversight,
    OneReport,
)
from governance.oversight.telling import (
    MetricTold,
    name_breakdown,
    name_category,
    name_period,
    tell_metric,
    write_value,
)
from governance.oversight.waiting import find_reports_due
from governance.oversight.words import RHYTHMS, STANDINGS
from governance.web.layout import Crumb
from governance.web.locale import _, translate
from governance.web.markdown import render_markdown
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, Parameter, make_paging

PROGRAM = Parameter(
    "program", {"type": "string", "pattern": "^[a-z0-9]{10}$"}, "Which program, by its key; else the first"
)


@dataclass(frozen=True)
class ProgramTold:
    """A program as a page names it. reports: how often it reports; basis: what says so."""

    key: str
    name: str
    operator: str
    zone: str
    reports: str
    due_days: int
    basis: str
    address: str
    current: bool


@dataclass(frozen=True)
class OwedTold:
    """A period with its report's standing. days_late: whole days after the due day, where the program sits."""

    period: str
    starts_on: date
    ends_on: date
    due_on: date
    standing: str
    days_late: int
    address: str | None
    versions: int
    published_on: date | None


@dataclass(frozen=True)
class ReportsPage:
    """The reports of a program: what is out, what is owed, what is late."""

    board: BoardReference
    programs: list[ProgramTold]
    program: ProgramTold | None
    reports: list[OwedTold]
    paging: Paging


@dataclass(frozen=True)
class ReportVersionTold:
    """A version of a report. change: why it took the place of the one before."""

    number: int
    published_at: datetime
    change: str | None
    digest: str
    address: str


@dataclass(frozen=True)
class FigureChangeTold:
    """What differs from the version before."""

    what: str
    where: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class AttachmentTold:
    """A document that went out with a report."""

    title: str
    digest: str
    address: str


@dataclass(frozen=True)
class MadeTold:
    """How the figures were made from a call file: its SHA-256, counts of its rows, and the versions that counted.

    rows_read, rows_counted: None where they are hidden, as the number of calls is.
    """

    digest: str
    rows_read: int | None
    rows_counted: int | None
    rows_repeated: int
    rows_excluded: int
    mapping: str
    mapping_version: str
    dictionary: list[str]


@dataclass(frozen=True)
class ReportPage:
    """One version of a report. narrative is Markdown; narrative_html: the same for pages; digest: SHA-256 of the
    published content.
    """

    board: BoardReference
    program: str
    operator: str
    zone: str
    period: str
    starts_on: date
    ends_on: date
    due_on: date
    as_of: date
    number: int
    is_newest: bool
    published_at: datetime
    change: str | None
    changes: list[FigureChangeTold]
    versions: list[ReportVersionTold]
    digest: str
    made: MadeTold | None
    narrative: str
    narrative_html: str
    documents: list[AttachmentTold]
    metrics: list[MetricTold]
    as_csv: str
    as_json: str
    as_package: str


def tell_program(program: ProgramFact, address: str, chosen: ProgramFact | None) -> ProgramTold:
    schedule = program.schedules[-1]
    return ProgramTold(
        program.key, program.name, program.operator, program.zone, translate(RHYTHMS[schedule.every_months]),
        schedule.due_days, schedule.basis, f"{address}?program={program.key}", program is chosen,
    )  # fmt: skip


def choose_program(programs: Sequence[ProgramFact], request: Any) -> ProgramFact | None:
    """The program that the address asks for, else the first. Raises HTTPNotFound for one that is not there."""
    asked = request.GET.getall("program")
    if not asked:
        return programs[0] if programs else None
    found = next((program for program in programs if [program.key] == asked), None)
    if found is None:
        raise HTTPNotFound
    return found


def tell_owed(owed: Owed, published: Mapping[Any, PublishedReport], zone: str, address: str) -> OwedTold:
    report = published.get(owed.period)
    return OwedTold(
        name_period(owed.period.name), owed.period.starts_on, owed.period.ends_on, owed.due_on, owed.standing.value,
        owed.days_late, f"{address}/reports/{report.key}" if report is not None else None,
        report.number if report is not None else 0,
        find_day(report.first_at, zone) if report is not None else None,
    )  # fmt: skip


def find_change(programs: Sequence[ProgramFact], now: datetime) -> datetime | None:
    """The next moment at which time alone may change how a report stands."""
    moments = []
    for program in programs:
        today = find_day(now, program.zone)
        day = find_next_change(list_expected(program.list_schedules(), today), today)
        moments.append(find_start_of_day(day, program.zone))
    return min(moments, default=None)


def show_reports(context: BoardOversight, request: Any) -> Page:
    board, db, now = context.board, request.db, request.now
    programs = find_programs(db, board.id)
    program = choose_program(programs, request)
    published = find_published(db, program.id) if program is not None else []
    owed = find_owed(program, published, now) if program is not None else []
    paging = make_paging(request, len(owed))
    by_period = {one.period: one for one in published}
    shown = owed[paging.offset : paging.offset + paging.per_page]
    zone = program.zone if program is not None else board.zone
    address = f"{board.address}/reports"
    page = ReportsPage(
        board.reference, [tell_program(one, address, program) for one in programs],
        tell_program(program, address, program) if program is not None else None,
        [tell_owed(one, by_period, zone, board.address) for one in shown], paging,
    )  # fmt: skip
    title = _("Reports to ${board}", mapping={"board": board.name})
    return Page(page, title, make_board_crumbs(board, Crumb(_("Reports"))), find_change(programs, now))


def show_report(context: OneReport, request: Any) -> Page:
    board, report, language = context.board, context.report, request.locale_name
    dictionary = load_dictionary()
    content, address = report.content, context.address
    made, newest = content["made"], report.versions[0].number
    metrics = [
        tell_metric(one, metric, [], content, dictionary, language)
        for one in content["metrics"]
        if (metric := dictionary.versions.get((one["metric"], one["version"]))) is not None
    ]
    asked = f"?version={report.number}"
    page = ReportPage(
        board.reference, report.program_name, report.program_operator, report.zone, name_period(report.period.name),
        report.period.starts_on, report.period.ends_on, report.due_on, date.fromisoformat(content["as_of"]),
        report.number, report.number == newest, report.published_at, report.change,
        [tell_change(one, dictionary, language) for one in report.changes],
        [
            ReportVersionTold(one.number, one.published_at, one.change, one.digest, f"{address}?version={one.number}")
            for one in report.versions
        ],
        report.digest, tell_making(made) if made else None, content["narrative"],
        render_markdown(content["narrative"]),
        [
            AttachmentTold(one["title"], one["sha256"], f"{address}/documents/{one['key']}")
            for one in content["documents"]
        ],
        metrics, f"{address}/figures.csv{asked}", f"{address}/figures.json{asked}",
        f"{address}/figures.zip{asked}",
    )  # fmt: skip
    said = {"program": report.program_name, "period": page.period}
    title = _("${program}: report on ${period}", mapping=said)
    crumbs = make_board_crumbs(board, Crumb(_("Reports"), f"{board.address}/reports"), Crumb(page.period))
    return Page(page, title, crumbs)


def tell_making(made: Mapping[str, Any]) -> MadeTold:
    rows, mapping = made["rows"], made["mapping"]
    return MadeTold(
        made["sha256"], rows["read"], rows["counted"], rows["repeated"], sum(made["excluded"].values()), mapping["id"],
        mapping["version"], [f"{part['id']} {part['version']}" for part in made["dictionary"]],
    )  # fmt: skip


def tell_change(change: Mapping[str, Any], dictionary: Dictionary, language: str) -> FigureChangeTold:
    """A difference between two versions, with what was shown and what is shown; hidden stays hidden on both sides."""
    if "part" in change:
        parts = {"narrative": _("The text"), "documents": _("The documents")}
        return FigureChangeTold(translate(parts[change["part"]]), "", None, None)
    metric = next((one for one in dictionary.versions.values() if one.id == change["metric"]), None)
    where = [name_period(change["period"])]
    if change["breakdown"]:
        where.append(name_breakdown(change["breakdown"], dictionary, language))
        where.append(name_category(change["breakdown"], change["value"], dictionary, language))
    if metric is None:
        return FigureChangeTold(change["metric"], ", ".join(where), None, None)
    sides = [write_value(metric, side) if side is not None else None for side in (change["before"], change["after"])]
    name = metric.name.es if language == "es" else metric.name.en
    return FigureChangeTold(name, ", ".join(where), sides[0], sides[1])


def includeme(config: Any) -> None:
    config.add_waiting_source(find_reports_due)
    config.add_words(standings=STANDINGS)
    config.add_public_page(
        "oversight.reports", REPORTS_PATH, show_reports, template="oversight/reports.jinja2",
        content=ReportsPage, factory=BoardOversight, parameters=(PROGRAM, PAGE),
        summary="The reports of a program: out, owed, late",
    )  # fmt: skip
    config.add_public_page(
        "oversight.report", REPORT_PATH, show_report, template="oversight/report.jinja2",
        content=ReportPage, factory=OneReport, parameters=(VERSION,),
        summary="One report of a program, in any of its versions",
    )  # fmt: skip
