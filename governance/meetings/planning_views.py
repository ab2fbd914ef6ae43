"""A board's meetings before they are posted: the list of them, and each as a draft that its clerk writes."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.identities import find_actor
from governance.documents.queries import find_documents_of_keys
from governance.meetings.models import MeetingKind
from governance.meetings.notice_clock import gather_clocks, judge_draft
from governance.meetings.planning import Plan
from governance.meetings.planning_actions import abandon_draft, copy_agenda, edit_draft, open_draft, take_up
from governance.meetings.planning_editing import change_meeting, digest_meeting
from governance.meetings.planning_forms import (
    PREPARE,
    ButtonForm,
    add_form,
    attempt,
    make_draft_crumbs,
    make_planning_crumbs,
    write_draft_address,
)
from governance.meetings.planning_queries import (
    find_coming,
    find_draft,
    find_drafts,
    find_latest_meeting,
    find_plan_of_meeting,
)
from governance.meetings.planning_resources import (
    DRAFT_PATH,
    PREPARE_PATH,
    BoardPlanning,
    OneDraft,
    OneMeeting,
)
from governance.meetings.planning_schemas import (
    make_copy_schema,
    make_meeting_schema,
    read_meeting,
    read_times,
    write_meeting,
)
from governance.meetings.planning_words import (
    CALLED_OFF,
    CHANNELS,
    COMING,
    DECIDED_BY,
    FIELDS,
    FINDINGS,
)
from governance.meetings.resources import MEETING, MEETING_PATH
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.parameters import make_paging

ITEMS_PER_PAGE = 50


def show_planning(context: BoardPlanning, request: Any) -> dict[str, Any]:
    """The drafts, and the meetings that are to come, each with the time for its notice."""
    board, db, now = context.board, request.db, request.now
    request.layout.fill(PREPARE, make_planning_crumbs(board), None)
    drafts = find_drafts(db, board.id, now)
    clocks = gather_clocks(db, board.id, board.zone, now, request.locale_name)
    return {
        "board": board,
        "drafts": [
            (draft, clocks.judge_plan(draft.plan) if draft.meeting is None else clocks.of_meetings.get(draft.meeting, []))
            for draft in drafts
        ],
        "coming": [(meeting, clocks.of_meetings.get(meeting.key, [])) for meeting in find_coming(db, board.id, now)],
        "has_law": clocks.has_law,
        "copied": find_latest_meeting(db, board.id),
    }  # fmt: skip


def show_draft(context: OneDraft, request: Any) -> dict[str, Any]:
    """One draft: the meeting, its agenda page by page, and the time for its notice."""
    draft, board = context.draft, context.board
    request.layout.fill(draft.plan.title, make_draft_crumbs(context), None)
    paging = make_paging(request, len(draft.plan.items), ITEMS_PER_PAGE)
    shown = draft.plan.items[paging.offset : paging.offset + paging.per_page]
    papers = find_documents_of_keys(request.db, board.id, [key for item in shown for key in item.documents])
    return {
        "board": board,
        "draft": draft,
        "plan": draft.plan,
        "address": f"{request.layout.root}{context.address}",
        "items": list(enumerate(shown, paging.offset + 1)),
        "papers": papers,
        "paging": paging,
        "clocks": judge_draft(request.db, board, draft, request.now, request.locale_name),
    }


class PlanMeeting:
    """The form in which a meeting is planned: a new one."""

    heading = _("Plan a meeting")
    button = Button("save", _("Save the draft"))

    def __init__(self, context: Any, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(
            request, make_meeting_schema(self.board.zone), formid="meeting", buttons=[self.button],
            appstruct=self.find_defaults(),
        )  # fmt: skip
        self.meanwhile: Plan | None = None

    def find_defaults(self) -> dict[str, Any]:
        return {"title": self.request.layout.translate(_("Regular meeting")), "kind": MeetingKind.REGULAR.value}

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return make_planning_crumbs(self.board, Crumb(self.heading))

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(self.heading, self.make_crumbs(), None)
        return {
            "form": self.form,
            "heading": self.request.layout.translate(self.heading),
            "board": self.board,
            "meanwhile": self.meanwhile,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        actor = find_actor(request.identity, board.id)
        draft = attempt(
            self.form,
            lambda: open_draft(request.db, request.now, actor, board.id, read_meeting(values, board.zone)),
        )
        return write_draft_address(request, board, draft.key)


class ChangeMeeting(PlanMeeting):
    """The same for a draft that is there; its agenda stays as it is."""

    heading = _("Change the meeting's time, place and other details")

    def find_defaults(self) -> dict[str, Any]:
        plan = self.context.draft.plan
        return {**write_meeting(plan, self.board.zone), "seen": digest_meeting(plan)}

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return make_draft_crumbs(self.context, Crumb(self.heading))

    def save(self, values: dict[str, Any]) -> str:
        request, board, key = self.request, self.board, self.context.draft.key
        try:
            attempt(
                self.form,
                lambda: edit_draft(
                    request.db, request.now, board.id, key,
                    change_meeting(read_meeting(values, board.zone), values["seen"]),
                ),
            )  # fmt: skip
        except FieldProblem:
            self.look_again()
            raise
        return write_draft_address(request, board, key)

    def look_again(self) -> None:
        """Show what stands there now beside what was written, if it is not what was seen; the next time that counts."""
        found = find_draft(self.request.db, self.board.id, self.context.draft.key)
        seen = self.request.POST.get("seen")
        if found is not None and digest_meeting(found.plan) != seen:
            self.meanwhile = found.plan
            self.form.cstruct = {**self.form.cstruct, "seen": digest_meeting(found.plan)}


class CopyAgenda:
    """The form in which another meeting's agenda is taken for a new one, on a day of its own."""

    def __init__(self, context: OneMeeting, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(
            request, make_copy_schema(self.board.zone), formid="copy-agenda", buttons=[Button("copy", _("Copy it"))]
        )

    def show(self) -> dict[str, Any]:
        title = self.context.meeting.title
        heading = _("Copy the agenda of: ${title}", mapping={"title": title})
        self.request.layout.fill(heading, make_planning_crumbs(self.board, Crumb(heading)), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading), "board": self.board,
                "meeting": self.context.meeting}  # fmt: skip

    def submit(self) -> Any:
        return submit(self.request, self.form, self.copy) or self.show()

    def copy(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        copied = find_plan_of_meeting(request.db, board.id, self.context.meeting.key)
        if copied is None:
            raise HTTPNotFound
        actor = find_actor(request.identity, board.id)

        def act() -> Any:
            starts_at, ends_at = read_times(values, board.zone)
            return open_draft(request.db, request.now, actor, board.id, copy_agenda(copied, starts_at, ends_at))

        return write_draft_address(request, board, attempt(self.form, act).key)


class Abandon(ButtonForm):
    """Giving up a draft."""

    heading = _("Give up this draft")
    lead = _("What was written in it is no longer shown to anybody. What was posted already stays as it is.")
    button = Button("abandon", _("Give it up"), css_class="button-danger")
    formid = "abandon-draft"

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return make_draft_crumbs(self.context, Crumb(self.heading))

    def act(self, values: dict[str, Any]) -> str:
        request, board, key = self.request, self.board, self.context.draft.key
        edit = int(values["seen"]) if values["seen"].isdecimal() and len(values["seen"]) < 10 else 0
        attempt(self.form, lambda: abandon_draft(request.db, request.now, board.id, key, edit))
        return f"{request.layout.root}{board.address}/meetings/prepare"


class TakeUp(ButtonForm):
    """Beginning to change what is posted of a meeting."""

    heading = _("Change a posted meeting")
    lead = _(
        "This opens a draft that holds what is posted now. The public goes on reading that until you post another version;"
        " then it reads what changed, too."
    )
    button = Button("take-up", _("Open the draft"))
    formid = "take-up"

    def __init__(self, context: OneMeeting, request: Any) -> None:
        # A meeting of another board is not here, and this page shows nothing else of it.
        self.meeting = context.meeting
        super().__init__(context, request)

    def act(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        actor = find_actor(request.identity, board.id)
        draft = attempt(self.form, lambda: take_up(request.db, request.now, actor, board.id, self.meeting.key))
        return write_draft_address(request, board, draft.key)


def includeme(config: Any) -> None:
    config.add_words(
        channels=CHANNELS, decided_by=DECIDED_BY, called_off=CALLED_OFF, coming=COMING, plan_fields=FIELDS,
        emergency_findings=FINDINGS,
    )  # fmt: skip
    # What a page that everybody reads asks, to show its keeper the way to what only they may do.
    config.add_request_method(BoardPlanning, "planning", reify=True)
    prepare = Permission.MEETING_PREPARE
    config.add_route("planning.list", PREPARE_PATH, factory=BoardPlanning)
    config.add_view(
        show_planning, route_name="planning.list", request_method="GET", permission=prepare,
        renderer="meetings/planning.jinja2",
    )  # fmt: skip
    for name, path, factory, form, template in (
        ("open", f"{PREPARE_PATH}/new", BoardPlanning, PlanMeeting, "plan"),
        ("copy", f"{PREPARE_PATH}/copy/{MEETING}", OneMeeting, CopyAgenda, "copy"),
        ("change", f"{DRAFT_PATH}/change", OneDraft, ChangeMeeting, "plan"),
        ("abandon", f"{DRAFT_PATH}/abandon", OneDraft, Abandon, "button"),
        ("take_up", f"{MEETING_PATH}/change", OneMeeting, TakeUp, "button"),
    ):
        add_form(config, f"planning.{name}", path, factory, form, prepare, f"meetings/{template}.jinja2")
    config.add_route("planning.draft", DRAFT_PATH, factory=OneDraft)
    config.add_view(
        show_draft, route_name="planning.draft", request_method="GET", permission=prepare,
        renderer="meetings/draft.jinja2",
    )  # fmt: skip
