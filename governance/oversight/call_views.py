"""Counting a call file on the web: what came of it, which rows are bad, and what staff decide about them."""

from typing import Any

from pyramid.renderers import render_to_response
from pyramid.response import Response

from governance.db.retry import run_act
from governance.oversight.aggregates_reading import FileRefused
from governance.oversight.call_files import describe_codes, read_safely, submit_file, take_file
from governance.oversight.call_words import BAD_ROWS
from governance.oversight.mapping_schemas import make_calls_schema
from governance.oversight.metrics import load_dictionary
from governance.oversight.program_views import attempt, make_crumbs
from governance.oversight.reduction import Reduction, read_mapping, reduce_file
from governance.oversight.reduction.problems import Reason
from governance.oversight.report_actions import fill_from_calls
from governance.oversight.resources import DRAFT_PATH, OneReportDraft
from governance.oversight.staff_views import StaffForm
from governance.oversight.words import FILE_REFUSALS
from governance.security import Permission
from governance.web.forms import Button, FieldProblem
from governance.web.layout import Crumb
from governance.web.locale import _, translate, write_number

MOST_SHOWN = 200
"""Bad rows that an answer lists; all of them are counted."""
CALLS_PATH = f"{DRAFT_PATH}/calls"
STREAMED_CALLS = r"/boards/[^/]+/reports/prepare/drafts/[a-z0-9]{10}/calls"


class CountCalls(StaffForm):
    """Sending a call file, which is counted while it arrives."""

    context: OneReportDraft
    heading = _("Count a call file here")
    lead = _(
        "The file is counted while it arrives. None of its rows is kept, not for a moment on a disk. If your own machine can"
        " run the command “governance reduce”, count it there: then the calls never leave your agency."
    )
    button = Button("count", _("Count it"))
    formid = "count-calls"
    reduction: Reduction | None = None

    def make_schema(self) -> Any:
        return make_calls_schema()

    def submit(self) -> Any:
        return submit_file(self)

    def save(self, values: dict[str, Any]) -> Any:
        stream, draft, dictionary = take_file(self.request), self.context.draft, load_dictionary()
        if not draft.draft.mapping:
            raise FieldProblem("", _("Say first what the columns of the file are."))
        self.reduction = reduction = read_safely(
            lambda: reduce_file(
                stream, read_mapping(draft.draft.mapping.encode(), "mapping", dictionary), dictionary,
                values["exclude"],
            )
        )  # fmt: skip
        document = reduction.document
        if document is None:
            said = {"bad": write_number(reduction.bad.total), "rows": write_number(reduction.rows)}
            raise FieldProblem(
                "file",
                _("Nothing was taken: ${bad} of ${rows} rows cannot be counted. They are listed below. Correct the file and"
                  " send it again, or leave them out.", mapping=said),
            )  # fmt: skip
        attempt(self.form, lambda: self.take(values["seen"], document))
        return self.answer(document)

    def take(self, seen: int, document: dict[str, Any]) -> None:
        """Take the aggregates into the draft, in a transaction that begins only now."""
        request, key = self.request, self.context.draft.key
        try:
            run_act(
                request.registry.database,
                lambda session: fill_from_calls(session, request.now, self.board.id, key, seen, document),
            )
        except FileRefused as refused:
            said = translate(FILE_REFUSALS[refused.refusal])
            raise FieldProblem("file", f"{said} {refused.where}".strip()) from None

    def answer(self, document: dict[str, Any]) -> Response:
        """What was counted, and the codes that were not, once."""
        heading = _("The file is counted")
        crumbs = make_crumbs(self.board, *self.make_crumbs(), Crumb(heading))
        self.request.layout.fill(heading, crumbs, None)
        values = {
            "rows": document["rows"],
            "address": f"{self.request.layout.root}{self.context.address}",
            **self.tell(),
        }
        answer: Response = render_to_response("oversight/counted.jinja2", values, self.request)
        return answer

    def tell(self) -> dict[str, Any]:
        language, reduction = self.request.locale_name, self.reduction
        told: dict[str, Any] = {"draft": self.context.draft, "bad": [], "more": 0, "reasons": [], "codes": []}
        if reduction is None:
            return told
        shown = sorted(reduction.bad.listed, key=lambda one: one.line)[:MOST_SHOWN]
        return told | {
            "bad": [(one, translate(BAD_ROWS[one.reason])) for one in shown],
            "more": max(0, reduction.bad.total - len(shown)),
            "reasons": [
                (translate(BAD_ROWS[Reason(reason)]), number)
                for reason, number in reduction.bad.count_by_reason().items()
            ],
            "codes": describe_codes(reduction.unmapped, language),
        }


def includeme(config: Any) -> None:
    config.add_streamed_path(STREAMED_CALLS)
    config.add_route("reports.calls", CALLS_PATH, factory=OneReportDraft)
    for attr, method in (("show", "GET"), ("submit", "POST")):
        config.add_view(
            CountCalls, attr=attr, route_name="reports.calls", request_method=method,
            permission=Permission.REPORT_PREPARE, renderer="oversight/calls.jinja2",
        )  # fmt: skip
