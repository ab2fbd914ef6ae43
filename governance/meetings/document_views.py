"""Papers of meetings as their clerk keeps them: brought to an item, replaced by another version, withdrawn."""

from typing import Any

import colander
import deform.widget
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from governance.accounts.identities import find_actor
from governance.boards.actions import grow_versions
from governance.boards.law_actions import lock_board
from governance.documents import serving
from governance.documents.actions import (
    LONGEST_REASON,
    LONGEST_TITLE,
    Bringer,
    DocumentRefused,
    Paper,
    add_document,
    replace_document,
    withdraw_version,
)
from governance.documents.kinds import ENDINGS, LISTED_ENDINGS
from governance.documents.queries import DocumentFact, VersionFact, find_documents
from governance.documents.words import word_refusal
from governance.meetings.planning_actions import edit_draft
from governance.meetings.planning_editing import attach_document, detach_document
from governance.meetings.planning_forms import (
    ButtonForm,
    add_form,
    attempt,
    find_known,
    make_draft_crumbs,
    make_planning_crumbs,
)
from governance.meetings.planning_queries import count_documents, find_document_keys
from governance.meetings.planning_resources import (
    ITEM_PATH,
    PAPER_PATH,
    PAPERS_PATH,
    VERSION_PATH,
    BoardPlanning,
    OneItem,
    OnePaper,
    OnePaperOfItem,
    OneVersion,
)
from governance.meetings.planning_schemas import make_line
from governance.security import Permission
from governance.web.form_fields import FileWidget, UploadedFile
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.parameters import Parameter, make_paging, read_whole_number

PAPERS = _("Documents of the board")
VERSION = Parameter("version", {"type": "integer", "minimum": 1, "maximum": 9999}, "Which version, from 1")
FIELDS_OF_REFUSALS = {"title_missing": "title", "reason_missing": "reason", "text_too_long": "title"}
"""A refusal of a document -> the field of a form that it is about; all others are about the file."""


def make_file(largest: int, *, needed: bool = True) -> Any:
    """A field for one file. largest: in megabytes."""
    hint = _(
        "At most ${largest} MB. What can be kept: ${endings}",
        mapping={"largest": largest, "endings": LISTED_ENDINGS},
    )
    optional = {} if needed else {"missing": None}
    widget = FileWidget(accept=",".join(f".{ending}" for ending in ENDINGS))
    return colander.SchemaNode(
        UploadedFile(), name="file", title=_("File"), description=hint, widget=widget, **optional
    )


def make_reason(title: Any) -> Any:
    return colander.SchemaNode(
        colander.String(), name="reason", title=title, description=_("In one line, for everybody to read."),
        validator=colander.Length(max=LONGEST_REASON), widget=deform.widget.TextInputWidget(),
    )  # fmt: skip


def refuse_document(refused: DocumentRefused, form: Any) -> FieldProblem:
    field = find_known(FIELDS_OF_REFUSALS.get(refused.refusal, "file"), form)
    if not field and refused.refusal == "text_too_long":
        field = find_known("reason", form)
    return FieldProblem(field, word_refusal(refused))


def make_bringer(request: Any, board_id: int) -> Bringer:
    actor = find_actor(request.identity, board_id)
    return Bringer(actor.office, actor.account_id)


def keep_file(request: Any, form: Any, board_id: int, title: str, file: Any) -> str:
    """Keep a file that came with a form as a new paper of the board; its key. Raises FieldProblem."""
    paper = Paper(file.name, file.stream, file.size)
    largest = request.registry.portal.largest_upload << 20
    try:
        document, _version = add_document(
            request.db,
            request.now,
            make_bringer(request, board_id),
            board_id,
            title=title,
            paper=paper,
            largest=largest,
        )
    except DocumentRefused as refused:
        raise refuse_document(refused, form) from None
    return document.key


class AddDocument:
    """The form in which a file is brought to an item of a draft."""

    def __init__(self, context: OneItem, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        schema = colander.MappingSchema(
            children=[
                make_line("title", _("What this document is"), needed=True, limit=LONGEST_TITLE),
                make_file(request.registry.portal.largest_upload),
            ]
        )
        self.form = build_form(request, schema, formid="add-document", buttons=[Button("add", _("Keep this file"))])

    def show(self) -> dict[str, Any]:
        heading = _("Add a document to: ${title}", mapping={"title": self.context.item.title})
        self.request.layout.fill(heading, make_draft_crumbs(self.context, Crumb(heading)), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading), "lead": LEAD}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.add) or self.show()

    def add(self, values: dict[str, Any]) -> str:
        request, context = self.request, self.context
        key = keep_file(request, self.form, self.board.id, values["title"], values["file"])
        change = attach_document(context.item.key, key)
        attempt(self.form, lambda: edit_draft(request.db, request.now, self.board.id, context.draft.key, change))
        return f"{request.layout.root}{context.address}/items/{context.item.key}"


LEAD = _("The public reads it once the agenda is posted. Its fingerprint stands on the ledger at once.")


class DetachDocument(ButtonForm):
    """Taking a document off an item of a draft."""

    heading = _("Take a document off the item")
    button = Button("detach", _("Take it off"), css_class="button-danger")
    formid = "detach-document"

    def __init__(self, context: OnePaperOfItem, request: Any) -> None:
        self.lead = context.paper.title
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(request, colander.MappingSchema(), formid=self.formid, buttons=[self.button])

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return make_draft_crumbs(self.context, Crumb(self.heading))

    def act(self, values: dict[str, Any]) -> str:
        request, context = self.request, self.context
        change = detach_document(context.item.key, context.paper.key)
        attempt(self.form, lambda: edit_draft(request.db, request.now, self.board.id, context.draft.key, change))
        return f"{request.layout.root}{context.address}/items/{context.item.key}"


def read_document(context: OnePaper, request: Any) -> Response:
    """A paper for its clerk, whether the public reads it or not."""
    return serving.send(request, choose_version(context.paper, request))


def choose_version(paper: DocumentFact, request: Any) -> VersionFact:
    """The version that the address asks for, else the newest. Raises HTTPNotFound for one that nobody may read."""
    number = read_whole_number(request, VERSION)
    version = paper.newest if number is None else paper.find(number)
    if version is None:
        raise HTTPNotFound
    if not version.is_readable:
        raise HTTPNotFound(detail=_("This version was withdrawn. Its page says why."))
    return version


def show_documents(context: BoardPlanning, request: Any) -> dict[str, Any]:
    """All papers of a board with their versions."""
    board, db = context.board, request.db
    request.layout.fill(PAPERS, make_planning_crumbs(board, Crumb(PAPERS)), None)
    paging = make_paging(request, count_documents(db, board.id))
    ids = find_document_keys(db, board.id, paging.per_page, paging.offset)
    found = find_documents(db, ids)
    return {"board": board, "papers": [found[one] for one in ids], "paging": paging}


class ActOnDocument:
    """An act on a paper of the board: it says why, and every page that names the paper is outdated by it."""

    heading: Any
    button: Button
    formid: str

    def __init__(self, context: OnePaper, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(request, self.make_schema(), formid=self.formid, buttons=[self.button])

    def make_schema(self) -> Any:
        raise AssertionError("each act has its own fields")

    def act(self, values: dict[str, Any]) -> None:
        raise AssertionError("each act is another")

    def show(self) -> dict[str, Any]:
        heading = _("${act}: ${title}", mapping={
            "act": self.request.layout.translate(self.heading), "title": self.context.paper.title
        })  # fmt: skip
        crumbs = (Crumb(PAPERS, f"{self.board.address}/meetings/papers"), Crumb(self.heading))
        self.request.layout.fill(heading, make_planning_crumbs(self.board, *crumbs), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading), "lead": self.lead}

    lead: Any = ""

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        row = lock_board(request.db, board.id)
        try:
            self.act(values)
        except DocumentRefused as refused:
            raise refuse_document(refused, self.form) from None
        grow_versions(request.db, row)
        return f"{request.layout.root}{board.address}/meetings/papers#paper-{self.context.paper.key}"


class ReplaceDocument(ActOnDocument):
    heading = _("Replace a document")
    button = Button("replace", _("Put this file in its place"))
    formid = "replace-document"
    lead = _("Where the document is public, readers get the new file at once, and can still read the former ones.")

    def make_schema(self) -> Any:
        return colander.MappingSchema(
            children=[
                make_reason(_("Why it is replaced")),
                make_file(self.request.registry.portal.largest_upload),
            ]
        )  # fmt: skip

    def act(self, values: dict[str, Any]) -> None:
        request, file = self.request, values["file"]
        replace_document(
            request.db, request.now, make_bringer(request, self.board.id), self.context.paper.id,
            paper=Paper(file.name, file.stream, file.size), change=values["reason"],
            largest=request.registry.portal.largest_upload << 20,
        )  # fmt: skip


class WithdrawVersion(ActOnDocument):
    context: OneVersion
    heading = _("Withdraw a version of a document")
    button = Button("withdraw", _("Withdraw it for good"), css_class="button-danger")
    formid = "withdraw-version"
    lead = _("Its content is destroyed, wherever else it stands here. That it was there, its hash and the reason stay.")

    def make_schema(self) -> Any:
        return colander.MappingSchema(children=[make_reason(_("Why nobody may read it any more"))])

    def act(self, values: dict[str, Any]) -> None:
        request = self.request
        withdraw_version(
            request.db, request.now, make_bringer(request, self.board.id), self.context.paper.id,
            self.context.version_fact.number, because=values["reason"],
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        # A version that is not there has no form.
        assert self.context.version_fact  # noqa: S101  # raises HTTPNotFound
        return super().show()


def includeme(config: Any) -> None:
    prepare = Permission.MEETING_PREPARE
    config.add_route("documents.list", PAPERS_PATH, factory=BoardPlanning)
    config.add_view(
        show_documents, route_name="documents.list", request_method="GET", permission=prepare,
        renderer="meetings/papers.jinja2",
    )  # fmt: skip
    config.add_route("documents.read", PAPER_PATH, factory=OnePaper)
    config.add_view(read_document, route_name="documents.read", request_method="GET", permission=prepare)
    for name, path, factory, form, template in (
        ("add", f"{ITEM_PATH}/documents/new", OneItem, AddDocument, "button"),
        (
            "detach",
            f"{ITEM_PATH}/documents/{{document:[a-z0-9]{{10}}}}/detach",
            OnePaperOfItem,
            DetachDocument,
            "button",
        ),
        ("replace", f"{PAPER_PATH}/replace", OnePaper, ReplaceDocument, "button"),
        ("withdraw", f"{VERSION_PATH}/withdraw", OneVersion, WithdrawVersion, "button"),
    ):
        add_form(config, f"documents.{name}", path, factory, form, prepare, f"meetings/{template}.jinja2")
