"""Notice of meetings: looked over with what the law says of it and posted; attested elsewhere; meetings called off."""

from collections.abc import Sequence
from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.identities import find_actor
from governance.front.agenda_telling import list_agendas, tell_changes
from governance.front.notice_schemas import (
    make_attestation_schema,
    make_calling_off_schema,
    make_correction_schema,
    make_entering_schema,
    make_posting_schema,
    read_attestation,
)
from governance.front.notice_telling import judge_meeting
from governance.law.findings import FindingTold, tell_finding
from governance.ledger.entries import Office
from governance.meetings.document_views import keep_file
from governance.meetings.models import MeetingStatus
from governance.meetings.notice_actions import attest_notice, call_off, correct_notice
from governance.meetings.notice_clock import gather_clocks, judge_draft
from governance.meetings.notice_queries import (
    NoticeFact,
    find_called_off,
    find_notices,
    find_posted_plan,
)
from governance.meetings.planning import PlanRefused, find_changes
from governance.meetings.planning_actions import post_agenda
from governance.meetings.planning_acts import PlanningRefused
from governance.meetings.planning_forms import (
    add_form,
    make_draft_crumbs,
    make_planning_crumbs,
    refuse_plan,
    refuse_planning,
)
from governance.meetings.planning_models import DecidedBy, NoticeChannel
from governance.meetings.planning_resources import (
    DRAFT_PATH,
    NOTICE_PATH,
    NOTICES_PATH,
    OneDraft,
    OneMeeting,
)
from governance.meetings.planning_rows import OPEN
from governance.meetings.planning_words import CHANNELS
from governance.meetings.resources import MEETING_PATH
from governance.security import Permission
from governance.web.forms import Button, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

NOTICES = _("Notices of the meeting")


class LawForm:
    """A form whose act the law may refuse: what it says then stands on the page."""

    form: Any
    request: Any
    findings: Sequence[FindingTold] = ()

    def attempt(self, act: Any) -> Any:
        """What an act answers. Raises FieldProblem where it is refused, and keeps what the law says of it."""
        try:
            return act()
        except PlanRefused as refused:
            raise refuse_plan(refused, self.form) from None
        except PlanningRefused as refused:
            language = self.request.locale_name
            self.findings = [tell_finding(finding, language, borrowed=False) for finding in refused.findings]
            raise refuse_planning(refused, self.form) from None


class PostAgenda(LawForm):
    """What a clerk looks over before the public reads it, and the button that posts it."""

    heading = _("Look it over and post it")
    button = Button("post", _("Post it now"))
    formid = "post-agenda"

    def __init__(self, context: OneDraft, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(
            request, self.make_schema(), formid=self.formid, buttons=[self.button],
            appstruct={"seen": str(context.draft.edit)},
        )  # fmt: skip

    def make_schema(self) -> Any:
        return make_posting_schema()

    def show(self) -> dict[str, Any]:
        request, draft, board = self.request, self.context.draft, self.board
        request.layout.fill(self.heading, make_draft_crumbs(self.context, Crumb(self.heading)), None)
        posted = find_posted_plan(request.db, draft.meeting) if draft.meeting is not None else None
        changes = find_changes(posted, draft.plan) if posted is not None else []
        return {
            "form": self.form,
            "heading": request.layout.translate(self.heading),
            "board": board,
            "plan": draft.plan,
            "is_posted": posted is not None,
            "changes": tell_changes(changes, board.zone, request.layout.translate),
            "clocks": judge_draft(request.db, board, draft, request.now, request.locale_name),
            "findings": self.findings,
            "address": f"{request.layout.root}{self.context.address}",
            "enters": isinstance(self, EnterNotice),
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.post) or self.show()

    def post(self, values: dict[str, Any]) -> str:
        return self.post_with(values, None)

    def post_with(self, values: dict[str, Any], noticed_elsewhere: Any) -> str:
        request, board, key = self.request, self.board, self.context.draft.key
        actor = find_actor(request.identity, board.id)
        seen = values["seen"]
        edit = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
        self.attempt(
            lambda: post_agenda(
                request.db, request.now, actor, board.id, key, edit, noticed_elsewhere=noticed_elsewhere
            )
        )
        return f"{request.layout.root}{board.address}/meetings/prepare"


class EnterNotice(PostAgenda):
    """The same for a meeting whose notice was given elsewhere before this portal knew of it."""

    heading = _("Enter a meeting that was noticed elsewhere")
    button = Button("enter", _("Enter and post it"))
    formid = "enter-notice"

    def make_schema(self) -> Any:
        return make_entering_schema(self.board.zone)

    def post(self, values: dict[str, Any]) -> str:
        return self.post_with(values, read_attestation(values, self.board.zone, None))


def show_notices(context: OneMeeting, request: Any) -> dict[str, Any]:
    """A posted meeting as its clerk sees it: the clock, every notice, every agenda, and what can be done."""
    board, meeting, db, now = context.board, context.meeting, request.db, request.now
    request.layout.fill(NOTICES, make_planning_crumbs(board, Crumb(meeting.title)), None)
    notices = find_notices(db, meeting.id)
    _law, findings = judge_meeting(db, board, meeting, notices, now)
    clocks = gather_clocks(db, board.id, board.zone, now, request.locale_name)
    return {
        "board": board,
        "meeting": meeting,
        "address": f"{request.layout.root}{context.address}",
        "notices": notices,
        "clocks": clocks.of_meetings.get(meeting.key, []),
        "findings": [tell_finding(finding, request.locale_name, borrowed=False) for finding in findings],
        "agendas": list_agendas(notices, context.address),
        "called_off": find_called_off(db, meeting.id),
        "is_open": meeting.status in OPEN and meeting.starts_at > now,
    }


class Attest(LawForm):
    """The form by which somebody attests that notice was given elsewhere, with a photograph."""

    heading = _("Attest a notice elsewhere")
    button = Button("attest", _("I attest this"))
    formid = "attest-notice"

    def __init__(self, context: OneMeeting, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(request, self.make_schema(), formid=self.formid, buttons=[self.button])

    def make_schema(self) -> Any:
        return make_attestation_schema(self.board.zone, self.request.registry.portal.largest_upload)

    def show(self) -> dict[str, Any]:
        crumbs = (Crumb(self.context.meeting.title, f"{self.context.address}/notices"), Crumb(self.heading))
        self.request.layout.fill(self.heading, make_planning_crumbs(self.board, *crumbs), None)
        return {
            "form": self.form,
            "heading": self.request.layout.translate(self.heading),
            "meeting": self.context.meeting,
            "board": self.board,
            "corrected": None,
            "findings": (),
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.attest) or self.show()

    def attest(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        attestation = self.read(values)
        actor = find_actor(request.identity, board.id)
        self.attempt(
            lambda: attest_notice(request.db, request.now, actor, board.id, self.context.meeting.key, attestation)
        )
        return f"{request.layout.root}{self.context.address}/notices"

    def read(self, values: dict[str, Any]) -> Any:
        document = None
        if values["file"] is not None:
            channel = CHANNELS[NoticeChannel(values["channel"])]
            title = _("Notice at ${place}", mapping={"place": values["place"] or channel})
            document = keep_file(
                self.request, self.form, self.board.id, self.request.layout.translate(title)[:300], values["file"]
            )
        return read_attestation(values, self.board.zone, document)


class Correct(Attest):
    """The same for what was attested wrongly: what is true instead, or that there was no notice."""

    heading = _("Correct what was attested")
    button = Button("correct", _("Put this in its place"))
    formid = "correct-notice"

    def __init__(self, context: OneMeeting, request: Any) -> None:
        super().__init__(context, request)
        self.notice = self.find_notice()

    def make_schema(self) -> Any:
        return make_correction_schema(self.board.zone, self.request.registry.portal.largest_upload)

    def find_notice(self) -> NoticeFact:
        number = int(self.request.matchdict["notice"])
        found = find_notices(self.request.db, self.context.meeting.id)
        notice = next((one for one in found if one.number == number), None)
        if notice is None or notice.channel is NoticeChannel.PORTAL:
            raise HTTPNotFound
        return notice

    def show(self) -> dict[str, Any]:
        return {**super().show(), "corrected": self.notice}

    def submit(self) -> Any:
        # Taking it back needs none of the other fields, so they are not asked for then.
        if self.request.POST.get("struck") == "true":
            for name in ("channel", "posted_on", "posted_time"):
                self.form.schema[name].missing = None
        return super().submit()

    def attest(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        right = None if values["struck"] else self.read(values)
        actor = find_actor(request.identity, board.id)
        self.attempt(
            lambda: correct_notice(
                request.db, request.now, actor, board.id, self.context.meeting.key, self.notice.id, right
            )
        )
        return f"{request.layout.root}{self.context.address}/notices"


class CallOff(LawForm):
    """The form by which a meeting is cancelled, in public and with its reason."""

    heading = _("Cancel this meeting")
    button = Button("cancel", _("Cancel it in public"), css_class="button-danger")
    formid = "cancel-meeting"
    status = MeetingStatus.CANCELLED

    def __init__(self, context: OneMeeting, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.actor = find_actor(request.identity, self.board.id)
        # Whoever presides speaks for themselves and for the board, and for nobody else.
        own = [DecidedBy.CHAIR, DecidedBy.BODY]
        allowed = own if self.actor.office is Office.CHAIR else list(DecidedBy)
        self.form = build_form(
            request, make_calling_off_schema(allowed), formid=self.formid, buttons=[self.button]
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(self.heading, make_planning_crumbs(self.board, Crumb(self.heading)), None)
        return {
            "form": self.form,
            "heading": self.request.layout.translate(self.heading),
            "meeting": self.context.meeting,
            "board": self.board,
            "corrected": None,
            "findings": self.findings,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.call_off) or self.show()

    def call_off(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        self.attempt(
            lambda: call_off(
                request.db, request.now, self.actor, board.id, self.context.meeting.key, status=self.status,
                decided_by=DecidedBy(values["decided_by"]), reason=values["reason"],
            )
        )  # fmt: skip
        return f"{request.layout.root}{self.context.address}"


class Postpone(CallOff):
    heading = _("Postpone this meeting")
    button = Button("postpone", _("Postpone it in public"), css_class="button-danger")
    formid = "postpone-meeting"
    status = MeetingStatus.POSTPONED


def includeme(config: Any) -> None:
    notice, call_off_permission = Permission.MEETING_NOTICE, Permission.MEETING_CALL_OFF
    config.add_route("notices.list", NOTICES_PATH, factory=OneMeeting)
    config.add_view(
        show_notices, route_name="notices.list", request_method="GET", permission=notice,
        renderer="front/notices.jinja2",
    )  # fmt: skip
    for name, path, factory, form, permission, template in (
        ("post", f"{DRAFT_PATH}/post", OneDraft, PostAgenda, notice, "notice_post"),
        ("enter", f"{DRAFT_PATH}/enter", OneDraft, EnterNotice, notice, "notice_post"),
        ("attest", f"{NOTICES_PATH}/attest", OneMeeting, Attest, notice, "notice_act"),
        ("correct", f"{NOTICE_PATH}/correct", OneMeeting, Correct, notice, "notice_act"),
        ("cancel", f"{MEETING_PATH}/cancel", OneMeeting, CallOff, call_off_permission, "notice_act"),
        ("postpone", f"{MEETING_PATH}/postpone", OneMeeting, Postpone, call_off_permission, "notice_act"),
    ):
        add_form(config, f"notices.{name}", path, factory, form, permission, f"front/{template}.jinja2")
