"""All published figures of a program, or of one report, to take away as CSV, JSON or a Data Package."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from governance.oversight.downloads import (
    COLUMNS,
    KINDS,
    answer,
    define,
    list_defined,
    list_report_rows,
    list_rows,
    name_report,
    write_csv,
)
from governance.oversight.formats import NAMES, read_schema
from governance.oversight.metrics import Metric, load_dictionary
from governance.oversight.packages import DESCRIPTION, make_package
from governance.oversight.queries import ProgramFact, PublishedReport, find_contents, find_published
from governance.oversight.resources import METRICS_PATH, REPORT_PATH, BoardOversight, OneReport
from governance.oversight.views import choose_program
from governance.security import Permission
from governance.web.openapi import Interface
from governance.web.pages import API

REPORTS_AT_ONCE = 12
"""Whole reports that are held at once; each may have thousands of figures."""


def iterate_contents(
    db: Any, board_id: int, published: Sequence[PublishedReport]
) -> Iterator[tuple[PublishedReport, Mapping[str, Any]]]:
    """Each report with its newest content, the latest period first."""
    for first in range(0, len(published), REPORTS_AT_ONCE):
        some = published[first : first + REPORTS_AT_ONCE]
        contents = find_contents(db, board_id, [report.key for report in some])
        yield from ((report, contents[report.key]) for report in some)


def make_download(kind: str) -> Callable[[Any, Any], Response]:
    """The view that gives out all reports of a program in one file of a kind."""

    def download(context: BoardOversight, request: Any) -> Response:
        return download_program(context, request, kind)

    return download


def download_program(context: BoardOversight, request: Any, kind: str) -> Response:
    db, board, dictionary = request.db, context.board, load_dictionary()
    program = choose_program(context.programs, request)
    if program is None:
        raise HTTPNotFound
    published = find_published(db, program.id)
    metrics: list[Metric] = []

    def iterate_rows() -> Iterator[dict[str, Any]]:
        for report, content in iterate_contents(db, board.id, published):
            metrics.extend(one for one in list_defined(dictionary, [content]) if one not in metrics)
            yield from list_rows(program.name, report.period, report.number, content, dictionary)

    def write() -> bytes:
        if kind == "json":
            return write_program(program, list(iterate_contents(db, board.id, published)))
        if kind == "csv":
            return write_csv(COLUMNS, iterate_rows()).encode("utf-8-sig")
        rows = list(iterate_rows())
        return make_package(
            name=f"program-{program.key}", title=program.name, description=DESCRIPTION, rows=rows, metrics=metrics
        )

    versions = "".join(f"{report.key}.{report.number} " for report in published)
    digest = hashlib.sha256(f"{program.key} {program.name} {kind} {versions}".encode()).hexdigest()
    return answer(request, digest, f"program-{program.key}", kind, write)


def write_program(program: ProgramFact, reports: Sequence[tuple[PublishedReport, Mapping[str, Any]]]) -> bytes:
    """Every report's content as it was frozen, and the definitions of their metrics."""
    defined = list_defined(load_dictionary(), [content for _report, content in reports])
    whole = {
        "program": program.name,
        "operator": program.operator,
        "zone": program.zone,
        "reports": [
            {"report": report.key, "version": report.number, "content": dict(content)} for report, content in reports
        ],
        "dictionary": [define(metric) for metric in defined],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def download_report_package(context: OneReport, request: Any) -> Response:
    report = context.report

    def write() -> bytes:
        dictionary = load_dictionary()
        return make_package(
            name=f"report-{report.key}", title=f"{report.program_name} {report.period.name}", description=DESCRIPTION,
            rows=list_report_rows(report, dictionary), metrics=list_defined(dictionary, [report.content]),
        )  # fmt: skip

    return answer(request, report.digest, name_report(report), "package", write)


def make_schema_view(name: str) -> Callable[[Any, Any], Response]:
    """The view that gives out the JSON Schema of a kind of file."""
    content = read_schema(name)

    def show_schema(context: Interface, request: Any) -> Response:
        return Response(content, content_type="application/schema+json", cache_control="public, max-age=3600")

    return show_schema


def includeme(config: Any) -> None:
    downloads = [
        (f"metrics_{kind}", f"{METRICS_PATH}/figures.{ending}", BoardOversight, make_download(kind))
        for kind, (_media_type, ending) in KINDS.items()
    ]
    for name, path, factory, view in (
        *downloads,
        ("report_package", f"{REPORT_PATH}/figures.zip", OneReport, download_report_package),
    ):
        config.add_route(f"oversight.{name}", path, factory=factory)
        config.add_view(
            view, route_name=f"oversight.{name}", request_method=("GET", "HEAD"), permission=Permission.RECORD_READ
        )
    for name in NAMES:
        config.add_route(f"oversight.schema_{name}", f"{API}/schemas/{name}.json", factory=Interface)
        config.add_view(
            make_schema_view(name), route_name=f"oversight.schema_{name}", request_method="GET",
            permission=Permission.PORTAL_READ,
        )  # fmt: skip
