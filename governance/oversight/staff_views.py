"""Reports as staff of a program prepare them: what is due, the draft, its figures and text, the preview, publishing."""

from typing import Any

from governance.accounts.identities import find_actor
from governance.oversight.acts import OversightRefused
from governance.oversight.aggregates_reading import FileRefused
from governance.oversight.comparing import list_jumps, word_before
from governance.oversight.draft_queries import find_open_drafts, preview_draft
from governance.oversight.figures import FigureRefused, read_figures
from governance.oversight.metrics import load_dictionary
from governance.oversight.program_views import attempt, make_crumbs
from governance.oversight.queries import find_owed, find_published, find_report
from governance.oversight.report_actions import (
    fill_by_hand,
    fill_from_file,
    give_up,
    open_draft,
    publish,
    write_narrative,
)
from governance.oversight.resources import (
    DRAFT_PATH,
    OPEN_PATH,
    PREPARE_PATH,
    BoardOversight,
    OneProgram,
    OneReportDraft,
)
from governance.oversight.schemas import (
    make_figures_schema,
    make_file_schema,
    make_narrative_schema,
    make_publish_schema,
    make_seen_schema,
    read_month,
    write_figures_form,
)
from governance.oversight.schemas import read_figures as read_typed
from governance.oversight.telling import name_period, tell_metric
from governance.oversight.words import FIGURE_REFUSALS, FILE_REFUSALS, OVERSIGHT_REFUSALS
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _, translate

PREPARE = _("Prepare reports")
OWED_SHOWN = 24


def show_due(context: BoardOversight, request: Any) -> dict[str, Any]:
    """What each program owes, what is out, and what is being prepared."""
    board, db = context.board, request.db
    request.layout.fill(PREPARE, make_crumbs(board, Crumb(PREPARE)), None)
    drafts = find_open_drafts(db, board.id)
    listed = []
    for program in context.programs:
        published = find_published(db, program.id)
        numbers = {one.period: one.number for one in published}
        owed = find_owed(program, published, request.now)[:OWED_SHOWN]
        rows = [
            (
                one,
                name_period(one.period.name),
                numbers.get(one.period, 0),
                drafts.get((program.id, one.period.starts_on)),
            )
            for one in owed
        ]
        listed.append((program, rows))
    return {"board": board, "listed": listed}


class StaffForm:
    """A form about a report; each has its own heading, fields and act."""

    heading: Any
    lead: Any = ""
    button: Button
    formid: str
    context: Any

    def __init__(self, context: Any, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=[self.button], appstruct=self.find_defaults()
        )

    def make_schema(self) -> Any:
        return make_seen_schema()

    def find_defaults(self) -> dict[str, Any]:
        return {"seen": self.context.draft.edit}

    def make_crumbs(self) -> tuple[Crumb, ...]:
        draft = self.context.draft
        return (
            Crumb(PREPARE, f"{self.board.address}/reports/prepare"),
            Crumb(name_period(draft.period.name), self.context.address),
        )

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(self.heading, make_crumbs(self.board, *self.make_crumbs(), Crumb(self.heading)), None)
        return {"form": self.form, "heading": translate(self.heading), "lead": self.lead, **self.tell()}

    def tell(self) -> dict[str, Any]:
        return {}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        answer = attempt(self.form, lambda: self.act(values))
        return f"{self.request.layout.root}{answer or self.context.address}"

    def act(self, values: dict[str, Any]) -> str | None:
        """Do it; the path to go to, where that is not the draft's own."""
        raise AssertionError("each form has its own act")


class OpenReport(StaffForm):
    """Beginning a report, or the correction of one that is out."""

    context: OneProgram
    heading = _("Begin a report")
    lead = _("This opens a draft. Nobody but staff of the program reads it until you publish it.")
    button = Button("begin", _("Open the draft"))
    formid = "open-report"

    def make_schema(self) -> Any:
        # A program that is not there has no form.
        assert self.context.program  # noqa: S101  # raises HTTPNotFound
        schema = make_seen_schema()
        del schema["seen"]
        return schema

    def find_defaults(self) -> dict[str, Any]:
        return {}

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(PREPARE, f"{self.board.address}/reports/prepare"),)

    def act(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        actor = find_actor(request.identity, board.id)
        month = read_month(request.matchdict["month"])
        draft = open_draft(request.db, request.now, actor, board.id, self.context.program.key, month)
        return f"{board.address}/reports/prepare/drafts/{draft.key}"


class FillByHand(StaffForm):
    """Typing the totals of a period."""

    context: OneReportDraft
    heading = _("Type the figures")
    lead = _(
        "Whole numbers for the whole period. Leave empty what you do not report. Small numbers are hidden for you."
    )
    button = Button("save", _("Save the figures"))
    formid = "type-figures"

    def make_schema(self) -> Any:
        request, draft = self.request, self.context.draft
        published = find_published(request.db, draft.program_id)
        before = word_before([one for one in published if one.period.starts_on < draft.period.starts_on])
        return make_figures_schema(load_dictionary(), before, translate, request.locale_name)

    def find_defaults(self) -> dict[str, Any]:
        held = self.context.draft.draft
        filled: dict[str, Any] = {"seen": self.context.draft.edit}
        if held.source == "hand":
            figures = read_figures(held.figures, load_dictionary())
            filled |= write_figures_form(figures, self.context.draft.period.name)
        return filled

    def act(self, values: dict[str, Any]) -> None:
        request, draft = self.request, self.context.draft
        try:
            figures = read_typed(values, load_dictionary(), draft.period.name)
            fill_by_hand(request.db, request.now, self.board.id, draft.key, values["seen"], figures)
        except FigureRefused as refused:
            raise FieldProblem(refused.metric, FIGURE_REFUSALS[refused.refusal]) from None


class FillFromFile(StaffForm):
    """Bringing a file of aggregates."""

    context: OneReportDraft
    heading = _("Bring a file of aggregates")
    lead = _(
        "It takes the place of the figures that the draft holds. A call file, with single calls, is never kept here."
    )
    button = Button("bring", _("Take its figures"))
    formid = "bring-aggregates"

    def make_schema(self) -> Any:
        return make_file_schema()

    def act(self, values: dict[str, Any]) -> None:
        request, key = self.request, self.context.draft.key
        try:
            # What was brought is gone with the act, taken or refused.
            with values["file"].stream as stream:
                fill_from_file(request.db, request.now, self.board.id, key, values["seen"], stream)
        except FileRefused as refused:
            said = translate(FILE_REFUSALS[refused.refusal])
            raise FieldProblem("file", f"{said} {refused.where}".strip()) from None


class WriteNarrative(StaffForm):
    """Writing what stands beside the figures."""

    context: OneReportDraft
    heading = _("Write the text of the report")
    button = Button("save", _("Save the text"))
    formid = "narrative"

    def make_schema(self) -> Any:
        return make_narrative_schema()

    def find_defaults(self) -> dict[str, Any]:
        return {**super().find_defaults(), "narrative": self.context.draft.draft.narrative}

    def act(self, values: dict[str, Any]) -> None:
        request, key = self.request, self.context.draft.key
        write_narrative(request.db, request.now, self.board.id, key, values["seen"], values["narrative"])


class GiveUp(StaffForm):
    """Giving a draft up."""

    context: OneReportDraft
    heading = _("Give up this draft")
    lead = _("What was written in it is destroyed. What was published already stays as it is.")
    button = Button("give-up", _("Give it up"), css_class="button-danger")
    formid = "give-up-report"

    def act(self, values: dict[str, Any]) -> str:
        request, key = self.request, self.context.draft.key
        give_up(request.db, request.now, self.board.id, key, values["seen"])
        return f"{self.board.address}/reports/prepare"


class PublishReport(StaffForm):
    """What the public would read, compared with the period before, and the button that publishes it."""

    context: OneReportDraft
    heading = _("Look it over and publish it")
    button = Button("publish", _("Publish it"))
    formid = "publish-report"

    def make_schema(self) -> Any:
        draft = self.context.draft
        self.newest = find_report(self.request.db, self.board.id, draft.report)
        return make_publish_schema(corrects=self.newest is not None)

    def tell(self) -> dict[str, Any]:
        """The preview; where nothing can be published, why."""
        request, draft, dictionary = self.request, self.context.draft, load_dictionary()
        told: dict[str, Any] = {"problem": "", "untold": [], "metrics": [], "jumps": [], "draft": draft.draft}
        try:
            candidate = preview_draft(request.db, request.now, self.board.id, draft.key, dictionary)
        except OversightRefused as refused:
            return {**told, "problem": translate(OVERSIGHT_REFUSALS[refused.refusal])}
        except FigureRefused as refused:
            return {
                **told,
                "problem": f"{translate(FIGURE_REFUSALS[refused.refusal])} {refused.metric} {refused.other}",
            }
        if not candidate.content:
            return {**told, "untold": candidate.list_untold(dictionary)}
        published = find_published(request.db, draft.program_id)
        before = [one for one in published if one.period.starts_on < draft.period.starts_on]
        told["metrics"] = [
            tell_metric(one, metric, [], candidate.content, dictionary, request.locale_name)
            for one in candidate.content["metrics"]
            if (metric := dictionary.versions.get((one["metric"], one["version"]))) is not None
        ]
        told["jumps"] = list_jumps(candidate.content, before, request.locale_name)
        return told

    def act(self, values: dict[str, Any]) -> str:
        request, draft = self.request, self.context.draft
        actor = find_actor(request.identity, self.board.id)
        try:
            publish(request.db, request.now, actor, self.board.id, draft.key, values["seen"], values.get("change", ""))
        except FigureRefused as refused:
            raise FieldProblem("", FIGURE_REFUSALS[refused.refusal]) from None
        # The page of a report on a board that is not published is there for nobody.
        return f"{self.board.address}/reports/{draft.report if self.board.published else 'prepare'}"


def show_draft(context: OneReportDraft, request: Any) -> dict[str, Any]:
    """One draft: where its figures come from, its text, and what can be done with it."""
    draft = context.draft
    title = name_period(draft.period.name)
    crumbs = (Crumb(PREPARE, f"{context.board.address}/reports/prepare"), Crumb(title))
    request.layout.fill(title, make_crumbs(context.board, *crumbs), None)
    metrics = draft.draft.figures.get("metrics", ()) if draft.draft.figures else ()
    return {
        "board": context.board, "draft": draft, "period": title, "address": f"{request.layout.root}{context.address}",
        "metrics": len(metrics),
    }  # fmt: skip


def includeme(config: Any) -> None:
    prepare = Permission.REPORT_PREPARE
    for name, path, factory, view, template in (
        ("due", PREPARE_PATH, BoardOversight, show_due, "due"),
        ("draft", DRAFT_PATH, OneReportDraft, show_draft, "draft"),
    ):
        config.add_route(f"reports.{name}", path, factory=factory)
        config.add_view(
            view, route_name=f"reports.{name}", request_method="GET", permission=prepare,
            renderer=f"oversight/{template}.jinja2",
        )  # fmt: skip
    for name, path, factory, form, template in (
        ("open", OPEN_PATH, OneProgram, OpenReport, "form"),
        ("figures", f"{DRAFT_PATH}/figures", OneReportDraft, FillByHand, "form"),
        ("file", f"{DRAFT_PATH}/file", OneReportDraft, FillFromFile, "form"),
        ("text", f"{DRAFT_PATH}/text", OneReportDraft, WriteNarrative, "form"),
        ("give_up", f"{DRAFT_PATH}/give-up", OneReportDraft, GiveUp, "form"),
        ("publish", f"{DRAFT_PATH}/publish", OneReportDraft, PublishReport, "publish"),
    ):
        config.add_route(f"reports.{name}", path, factory=factory)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=f"reports.{name}", request_method=method, permission=prepare,
                renderer=f"oversight/{template}.jinja2",
            )  # fmt: skip
