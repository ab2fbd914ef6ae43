"""The clerk's pages of a meeting's minutes: the draft and its words, the approval, the publication."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pyramid.httpexceptions import HTTPFound

from governance.accounts.identities import find_actor
from governance.boards.models import Board
from governance.boards.views import make_board_crumbs
from governance.minutes.actions import (
    Approved,
    MinutesRefused,
    Standing,
    Words,
    approve,
    assemble_standing,
    publish,
    read_standing,
    write_draft,
)
from governance.minutes.contents import MinutesContent, compute_digest, read_content, write_content
from governance.minutes.judging import judge_meeting
from governance.minutes.printed_parts import Imprint
from governance.minutes.printing import Printed, print_minutes
from governance.minutes.queries import find_candidates
from governance.minutes.resources import DRAFT_PATH, PUBLISH_PATH, KeptMinutes
from governance.minutes.schemas import make_approve_schema, make_publish_schema, make_words_schema
from governance.minutes.telling import tell_certified, tell_comments
from governance.minutes.views import MINUTES, tell_missed
from governance.minutes.words import REFUSALS
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _


def make_render(languages: Sequence[str]) -> Callable[[Approved], list[Printed]]:
    """What prints approved minutes in some languages."""

    def render(approved: Approved) -> list[Printed]:
        imprint = Imprint(
            approved.number, approved.reason, approved.approved_on, approved.motion, approved.digest,
            approved.head.log, approved.head.size, approved.head.root,
        )  # fmt: skip
        return [
            print_minutes(approved.content, imprint, language, approved.certify(language)) for language in languages
        ]

    return render


class MinutesForm:
    """One form on a meeting's minutes. A subclass names it, makes its fields, and does its act."""

    formid: str
    heading: Any
    button: Button

    def __init__(self, context: KeptMinutes, request: Any) -> None:
        self.context, self.request = context, request
        self.standing: Standing = read_standing(
            request.db, request.db.get_one(Board, context.board.id), context.meeting.key
        )
        self.content = self.find_content()
        self.digest = compute_digest(write_content(self.content))
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=[self.button], appstruct=self.find_defaults()
        )

    def find_content(self) -> MinutesContent:
        """The minutes that the page shows: as they would be approved now."""
        return assemble_standing(self.request.db, self.standing)

    def make_schema(self) -> Any:
        raise AssertionError(type(self))

    def find_defaults(self) -> dict[str, Any]:
        return {"seen": self.digest}

    def act(self, values: dict[str, Any]) -> None:
        raise AssertionError(type(self))

    def show(self) -> dict[str, Any]:
        board, meeting, layout = self.context.board, self.context.meeting, self.request.layout
        here = Crumb(self.heading)
        crumbs: tuple[Crumb, ...] = (Crumb(board.name), Crumb(meeting.title), here)
        if board.published:
            meetings = Crumb(_("Meetings"), f"{board.address}/meetings")
            crumbs = make_board_crumbs(
                board, meetings, Crumb(meeting.title, self.context.meeting_address),
                Crumb(MINUTES, self.context.address), here,
            )  # fmt: skip
        layout.fill(self.heading, crumbs, None)
        findings = judge_meeting(self.request.db, board, meeting.key, self.request.now)
        return {
            "form": self.form, "heading": layout.translate(self.heading), "board": board, "meeting": meeting,
            "content": self.content, "comments": tell_comments(self.request.db, self.content),
            "certificate": tell_certified(
                self.request.db, self.content, meeting, board, self.request.now, self.request.locale_name
            ),
            "standing": self.standing, "here": f"{layout.root}{self.context.address}",
            "meeting_address": f"{layout.root}{self.context.meeting_address}",
            "clocks": [tell_missed(one, self.request.locale_name) for one in findings],
        }  # fmt: skip

    def submit(self) -> Any:
        return submit(self.request, self.form, self.do) or self.show()

    def do(self, values: dict[str, Any]) -> str:
        try:
            self.act(values)
        except MinutesRefused as refused:
            known = any(child.name == refused.field for child in self.form.children)
            raise FieldProblem(refused.field if known else "", REFUSALS[refused.refusal]) from None
        return f"{self.request.layout.root}{self.find_way_on()}"

    def find_way_on(self) -> str:
        return f"{self.context.address}/draft"

    @property
    def here(self) -> tuple[Any, datetime, Any, int, str]:
        """What every act begins with."""
        request, board = self.request, self.context.board
        return request.db, request.now, find_actor(request.identity, board.id), board.id, self.context.meeting.key


class WriteMinutes(MinutesForm):
    """The draft as it stands, with the clerk's words; of published minutes, the next version that corrects them."""

    formid = "minutes-words"
    button = Button("save", _("Save the words"))

    @property
    def heading(self) -> Any:
        return _("Correct the minutes") if self.standing.newest is not None else _("Draft of the minutes")

    def make_schema(self) -> Any:
        return make_words_schema(corrects=self.standing.newest is not None)

    def find_defaults(self) -> dict[str, Any]:
        words, draft = self.standing.words, self.standing.draft
        return {
            "opening": words.opening, "closing": words.closing, "reason": words.reason,
            "seen": str(draft.id) if draft is not None else "",
        }  # fmt: skip

    def act(self, values: dict[str, Any]) -> None:
        words = Words(values["opening"], values["closing"], values.get("reason", ""))
        write_draft(*self.here, words, int(values["seen"]) if values["seen"] else None)


class ApproveMinutes(MinutesForm):
    """That a motion of a later meeting approved them."""

    formid = "minutes-approve"
    heading = _("Enter the approval of the minutes")
    button = Button("approve", _("They were approved as they stand here"))

    def make_schema(self) -> Any:
        starts_at = self.context.meeting.starts_at
        return make_approve_schema(find_candidates(self.request.db, self.context.board.id, starts_at))

    def act(self, values: dict[str, Any]) -> None:
        approve(*self.here, values["motion"], values["seen"])

    def find_way_on(self) -> str:
        return f"{self.context.address}/publish"


class PublishMinutes(MinutesForm):
    """That everybody reads them from now on."""

    formid = "minutes-publish"
    heading = _("Publish the approved minutes")
    button = Button("publish", _("Publish them"))

    def make_schema(self) -> Any:
        return make_publish_schema()

    def find_content(self) -> MinutesContent:
        """As they were approved."""
        newest = self.standing.newest
        return read_content(newest.content) if newest is not None else super().find_content()

    def find_defaults(self) -> dict[str, Any]:
        return {"digest": self.digest}

    def show(self) -> dict[str, Any]:
        if self.standing.newest is None and self.request.method == "GET":
            raise HTTPFound(f"{self.request.layout.root}{self.context.address}/draft")
        return super().show()

    def act(self, values: dict[str, Any]) -> None:
        publish(*self.here, make_render(self.request.registry.portal.languages))

    def find_way_on(self) -> str:
        return self.context.address if self.context.board.published else f"{self.context.address}/draft"


def includeme(config: Any) -> None:
    for name, path, form in (
        ("minutes.draft", f"{DRAFT_PATH}/draft", WriteMinutes),
        ("minutes.approve", f"{DRAFT_PATH}/approve", ApproveMinutes),
        ("minutes.publish", PUBLISH_PATH, PublishMinutes),
    ):
        config.add_route(name, path, factory=KeptMinutes)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=name, request_method=method, permission=Permission.MINUTES_KEEP,
                renderer="minutes/draft.jinja2",
            )  # fmt: skip
