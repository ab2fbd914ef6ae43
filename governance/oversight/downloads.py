"""A published report to take away: its figures as CSV and as JSON with their definitions, and its documents."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from governance.documents import serving
from governance.documents.queries import find_document
from governance.oversight.metrics import Dictionary, Metric, load_dictionary
from governance.oversight.periods import Period
from governance.oversight.queries import ReportFact, find_attached
from governance.oversight.resources import REPORT_PATH, OneReport
from governance.security import Permission

COLUMNS = (
    "program", "starts_on", "ends_on", "report_version", "as_of", "metric", "metric_version", "name", "period",
    "breakdown", "category", "numerator", "denominator", "median_seconds", "p90_seconds", "hidden",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide signs are meant
"""What a cell must not begin with: a spreadsheet would run it, the wide signs where it is set to East Asian writing. An
apostrophe before it makes it text. (OWASP, CSV Injection)"""
KINDS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "json": ("application/json", "json"),
    "package": ("application/zip", "zip"),
}
"""Media types and endings of what can be taken away."""


def defuse(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def list_rows(
    program: str, period: Period, number: int, content: Mapping[str, Any], dictionary: Dictionary
) -> Iterator[dict[str, Any]]:
    """Each published cell of a version as a row; hidden numbers are empty."""
    for one in content["metrics"]:
        metric = dictionary.versions.get((one["metric"], one["version"]))
        for cell in one["cells"]:
            yield {
                "program": program,
                "starts_on": period.starts_on.isoformat(),
                "ends_on": period.ends_on.isoformat(),
                "report_version": number,
                "as_of": content["as_of"],
                "metric": one["metric"],
                "metric_version": one["version"],
                "name": metric.name.en if metric is not None else one["metric"],
                "period": cell["period"],
                "breakdown": cell["breakdown"],
                "category": cell["value"],
                "numerator": cell.get("numerator"),
                "denominator": cell.get("denominator"),
                "median_seconds": cell.get("median"),
                "p90_seconds": cell.get("p90"),
                "hidden": "yes" if cell["hidden"] else "no",
            }


def list_report_rows(report: ReportFact, dictionary: Dictionary) -> Iterator[dict[str, Any]]:
    return list_rows(report.program_name, report.period, report.number, report.content, dictionary)


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: defuse(value) for name, value in row.items()})
    return target.getvalue()


def define(metric: Metric) -> dict[str, Any]:
    """A metric's definition as plain data, in both languages."""
    texts = {
        name: asdict(text) for name in ("name", "definition", "numerator", "caveat") if (text := getattr(metric, name))
    }
    return {
        "metric": metric.id,
        "version": metric.version,
        "unit": metric.unit,
        "counts": metric.counts,
        "source": metric.source,
        **texts,
        "denominator": asdict(metric.denominator) if metric.denominator is not None else None,
    }


def write_json(report: ReportFact, dictionary: Dictionary) -> dict[str, Any]:
    """The published content as it was frozen, its hash, and the definitions of its metrics."""
    return {
        "program": report.program_name,
        "operator": report.program_operator,
        "zone": report.zone,
        "sha256": report.digest,
        "content": dict(report.content),
        "dictionary": [define(metric) for metric in list_defined(dictionary, [report.content])],
    }


def list_defined(dictionary: Dictionary, contents: Iterable[Mapping[str, Any]]) -> list[Metric]:
    """The metrics of some contents, each version once."""
    named = dict.fromkeys((one["metric"], one["version"]) for content in contents for one in content["metrics"])
    return [metric for name in named if (metric := dictionary.versions.get(name)) is not None]


def name_report(report: ReportFact) -> str:
    return f"report-{report.period.starts_on}-{report.period.ends_on}-version-{report.number}"


def answer(request: Any, digest: str, name: str, kind: str, write: Callable[[], bytes]) -> Response:
    """A file, or 304. What it is made of never changes, so that a hash of it tells a reader whether they have it."""
    media_type, ending = KINDS[kind]
    etag = f'"{digest}"'
    headers = [("ETag", etag), ("Cache-Control", "public, no-cache")]
    if etag in request.headers.get("If-None-Match", ""):
        return Response(status=304, headerlist=headers)
    body, name = write(), f"{name}.{ending}"
    headers += [
        ("Content-Type", media_type),
        ("Content-Disposition", serving.write_disposition(name)),
        ("Content-Length", str(len(body))),
    ]
    return Response(body=body, headerlist=headers)


def download_csv(context: OneReport, request: Any) -> Response:
    report = context.report

    def write() -> bytes:
        return write_csv(COLUMNS, list_report_rows(report, load_dictionary())).encode("utf-8-sig")

    return answer(request, report.digest, name_report(report), "csv", write)


def download_json(context: OneReport, request: Any) -> Response:
    report = context.report

    def write() -> bytes:
        return json.dumps(write_json(report, load_dictionary()), ensure_ascii=False, indent=1).encode()

    return answer(request, report.digest, name_report(report), "json", write)


def download_document(context: OneReport, request: Any) -> Response:
    """A paper that went out with the report."""
    board, key = context.board, request.matchdict["attachment"]
    if find_attached(request.db, board.id, request.matchdict["report"], key) is None:
        raise HTTPNotFound
    paper = find_document(request.db, board.id, key)
    if paper is None or not paper.newest.is_readable:
        raise HTTPNotFound
    return serving.send(request, paper.newest)


def includeme(config: Any) -> None:
    for name, path, view in (
        ("report_csv", f"{REPORT_PATH}/figures.csv", download_csv),
        ("report_json", f"{REPORT_PATH}/figures.json", download_json),
        ("report_document", f"{REPORT_PATH}/documents/{{attachment:[a-z0-9]{{10}}}}", download_document),
    ):
        config.add_route(f"oversight.{name}", path, factory=OneReport)
        config.add_view(
            view, route_name=f"oversight.{name}", request_method=("GET", "HEAD"), permission=Permission.RECORD_READ
        )
