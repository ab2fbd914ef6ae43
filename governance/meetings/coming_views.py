"""Whether members come to a meeting: each tells the clerk, and nobody else reads it."""

from typing import Any

import colander

from governance.boards.views import make_board_crumbs
from governance.meetings.coming_actions import answer_coming
from governance.meetings.coming_queries import (
    find_answers,
    find_own_answer,
    gather_own_answers,
    list_silent,
)
from governance.meetings.coming_waiting import find_questions_open
from governance.meetings.planning_forms import add_form, attempt, make_planning_crumbs
from governance.meetings.planning_models import Coming
from governance.meetings.planning_resources import OneMeeting
from governance.meetings.planning_rows import OPEN
from governance.meetings.planning_schemas import make_text
from governance.meetings.planning_words import COMING
from governance.meetings.resources import MEETING_PATH
from governance.security import Permission
from governance.web.form_fields import one_of
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

WILL_YOU_COME = _("Will you come?")
WHO_COMES = _("Who comes")
NOT_ON_RECORD = _("The record does not know which member you are. Ask the clerk.")


class AnswerComing:
    """A member's own page: their answer, and the form to give or change it."""

    def __init__(self, context: OneMeeting, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.person_id: int | None = request.identity.person_id
        vault, meeting_id = request.registry.vault, context.meeting.id
        self.own = (
            find_own_answer(request.db, vault, meeting_id, self.person_id) if self.person_id is not None else None
        )
        schema = colander.MappingSchema(
            children=[
                colander.SchemaNode(
                    colander.String(), name="coming", title=_("Your answer"),
                    **one_of([(coming.value, words) for coming, (words, _tone) in COMING.items()]),
                ),
                make_text(
                    "reason", _("Why not, if you want to say so"),
                    _("Only you and the clerk read it. It is destroyed once there are minutes, or after two months."),
                ),
            ]
        )  # fmt: skip
        held = {"coming": self.own.coming.value, "reason": self.own.reason or ""} if self.own else None
        self.form = build_form(
            request, schema, formid="coming", buttons=[Button("answer", _("Tell the clerk"))], appstruct=held
        )

    def show(self) -> dict[str, Any]:
        board, meeting = self.board, self.context.meeting
        way = make_board_crumbs(board) if board.published else (Crumb(board.name),)
        self.request.layout.fill(
            WILL_YOU_COME, (*way, Crumb(meeting.title, self.context.address), Crumb(WILL_YOU_COME)), None
        )
        is_open = meeting.status in OPEN and meeting.starts_at > self.request.now
        return {
            "form": self.form if (is_open and self.person_id is not None) or self.form.error else None,
            "on_record": self.person_id is not None,
            "heading": self.request.layout.translate(WILL_YOU_COME),
            "board": board,
            "meeting": meeting,
            "own": self.own,
            "address": f"{self.request.layout.root}{self.context.address}",
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.answer) or self.show()

    def answer(self, values: dict[str, Any]) -> str:
        request, context, person_id = self.request, self.context, self.person_id
        if person_id is None:
            raise FieldProblem("", NOT_ON_RECORD)
        attempt(
            self.form,
            lambda: answer_coming(
                request.db, request.registry.vault, request.now, self.board.id, context.meeting.key, person_id,
                Coming(values["coming"]), values["reason"],
            ),
        )  # fmt: skip
        return f"{request.layout.root}{context.address}/coming"


def show_answers(context: OneMeeting, request: Any) -> dict[str, Any]:
    """Who comes and who does not, with reasons, for the clerk alone."""
    board, meeting, db = context.board, context.meeting, request.db
    crumbs = (Crumb(meeting.title, f"{context.address}/notices"), Crumb(WHO_COMES))
    request.layout.fill(WHO_COMES, make_planning_crumbs(board, *crumbs), None)
    answers = find_answers(db, request.registry.vault, meeting.id)
    return {
        "board": board,
        "meeting": meeting,
        "answers": answers,
        "silent": list_silent(db, board, meeting.starts_at, answers),
    }


def includeme(config: Any) -> None:
    config.add_waiting_source(find_questions_open)
    config.add_own_data(gather_own_answers, {})
    add_form(
        config, "coming.own", f"{MEETING_PATH}/coming", OneMeeting, AnswerComing, Permission.MEETING_ANSWER_OWN,
        "meetings/coming.jinja2",
    )  # fmt: skip
    config.add_route("coming.list", f"{MEETING_PATH}/answers", factory=OneMeeting)
    config.add_view(
        show_answers, route_name="coming.list", request_method="GET", permission=Permission.MEETING_READ_ANSWERS,
        renderer="meetings/answers.jinja2",
    )  # fmt: skip
