"""What a board's clerk does with public comment: read it, publish it, hold it back by a rule, take a passage out."""

from datetime import datetime
from typing import Any

from governance.accounts.actions import Actor
from governance.accounts.identities import find_actor
from governance.boards.views import make_board_crumbs
from governance.meetings.planning import PlanRefused
from governance.meetings.planning_forms import add_form, find_known, make_nothing
from governance.meetings.planning_words import PLAN_REFUSALS
from governance.meetings.queries import make_meeting_address
from governance.participation.actions import (
    TERMS,
    count_as_complaint,
    hold_back,
    publish_comment,
    set_terms,
    take_out_passage,
)
from governance.participation.acts import CommentRefused
from governance.participation.queries import count_comments, find_terms, find_to_review
from governance.participation.resources import (
    COMMENT_PATH,
    REVIEW_PATH,
    TERMS_PATH,
    CommentReview,
    MeetingReview,
    OneComment,
)
from governance.participation.schemas import COMPLAINT, make_hold_back_schema, make_passage_schema, make_terms_schema
from governance.participation.telling import tell_terms
from governance.participation.views import COMMENTS
from governance.participation.words import REFUSALS
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.parameters import make_paging

REVIEW = _("Read the comments")
PER_PAGE = 50


def make_review_crumbs(context: MeetingReview, *more: Crumb) -> tuple[Crumb, ...]:
    board, meeting = context.board, context.meeting
    here = make_meeting_address(board.slug, meeting.key)
    way = make_board_crumbs(board) if board.published else (Crumb(board.name),)
    return (*way, Crumb(meeting.title, here), Crumb(COMMENTS, f"{here}/comments"), *more)


def show_review(context: MeetingReview, request: Any) -> dict[str, Any]:
    """Every comment on a meeting that came to the clerk, what waits for them first."""
    request.layout.fill(REVIEW, make_review_crumbs(context, Crumb(REVIEW)), None)
    total = sum(one.comments for one in count_comments(request.db, context.meeting.id))
    paging = make_paging(request, total, PER_PAGE)
    return {
        "board": context.board,
        "meeting": context.meeting,
        "address": f"{request.layout.root}{context.address}",
        "comments": find_to_review(request.db, context.meeting.id, paging.per_page, paging.offset),
        "paging": paging,
    }


class DecideComment:
    """One act on one comment, which stands above its form."""

    heading: Any
    lead: Any
    button: Button
    formid: str

    def __init__(self, context: OneComment, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        terms = find_terms(request.db, self.board.id)
        self.rules = tell_terms(terms, request.layout.translate, request.locale_name).rules.paragraphs
        self.form = build_form(request, self.make_schema(), formid=self.formid, buttons=[self.button])

    def make_schema(self) -> Any:
        return make_nothing()

    def show(self) -> dict[str, Any]:
        context, request = self.context, self.request
        crumbs = (Crumb(REVIEW, context.address), Crumb(self.heading))
        request.layout.fill(self.heading, make_review_crumbs(context, *crumbs), None)
        return {
            "form": self.form,
            "heading": request.layout.translate(self.heading),
            "lead": request.layout.translate(self.lead),
            "comment": context.comment,
            "zone": context.meeting.zone,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        try:
            self.act(values)
        except PlanRefused as refused:
            raise FieldProblem(find_known(refused.field, self.form), PLAN_REFUSALS[refused.refusal]) from None
        except CommentRefused as refused:
            raise FieldProblem(find_known(refused.field, self.form), REFUSALS[refused.refusal]) from None
        return f"{self.request.layout.root}{self.context.address}"

    def act(self, values: dict[str, Any]) -> None:
        raise AssertionError("each form has its own act")

    @property
    def common(self) -> tuple[Any, datetime, Actor, int, str]:
        request, board_id = self.request, self.board.id
        return request.db, request.now, find_actor(request.identity, board_id), board_id, self.context.comment.key


class Publish(DecideComment):
    heading = _("Publish this comment")
    lead = _(
        "Everybody can read it then, on the page of the meeting's comments. A name of somebody who wants to speak stays"
        " with you: the public reads only how many there are."
    )
    button = Button("publish", _("Publish it"))
    formid = "publish-comment"

    def act(self, values: dict[str, Any]) -> None:
        publish_comment(*self.common)


class HoldBack(DecideComment):
    heading = _("Hold this comment back")
    lead = _(
        "Only a rule of the board can hold a comment back, never what it thinks of the board, of the program or of"
        " anybody in office. The public reads which rule it was and why, and nothing of the comment."
    )
    button = Button("hold-back", _("Hold it back"), css_class="button-danger")
    formid = "hold-back"

    def make_schema(self) -> Any:
        return make_hold_back_schema(self.rules)

    def act(self, values: dict[str, Any]) -> None:
        if values["rule"] == COMPLAINT:
            count_as_complaint(*self.common)
            return
        hold_back(*self.common, self.rules[int(values["rule"]) - 1], values["reason"], self.rules)


class TakeOut(DecideComment):
    heading = _("Take a passage out of this comment")
    lead = _(
        "For what tells of the health of somebody else who can be known by it. Everybody sees that something was taken"
        " out. Nobody can bring it back."
    )
    button = Button("take-out", _("Take it out"), css_class="button-danger")
    formid = "take-out"

    def make_schema(self) -> Any:
        return make_passage_schema()

    def act(self, values: dict[str, Any]) -> None:
        take_out_passage(*self.common, values["passage"])


class SetTerms:
    """The form in which the clerk enters the board's rules of comment and the words around them."""

    heading = _("Rules of public comment")

    def __init__(self, context: CommentReview, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        terms = find_terms(request.db, self.board.id)
        held = {name: getattr(terms, name) for name in TERMS}
        self.form = build_form(
            request, make_terms_schema(), formid="comment-rules", buttons=[Button("save", _("Save"))],
            appstruct={name: "" if value is None else value for name, value in held.items()},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        board, request = self.board, self.request
        way = make_board_crumbs(board) if board.published else (Crumb(board.name),)
        request.layout.fill(self.heading, (*way, Crumb(self.heading)), None)
        lead = _("Enter what the board adopted. Each change stands on the board's ledger.")
        return {
            "form": self.form,
            "heading": request.layout.translate(self.heading),
            "lead": request.layout.translate(lead),
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        try:
            set_terms(request.db, request.now, find_actor(request.identity, board.id), board.id, values)
        except PlanRefused as refused:
            raise FieldProblem(find_known(refused.field, self.form), PLAN_REFUSALS[refused.refusal]) from None
        except CommentRefused as refused:
            raise FieldProblem("", REFUSALS[refused.refusal]) from None
        return f"{request.layout.root}{board.address}/comment-rules"


def includeme(config: Any) -> None:
    moderate = Permission.COMMENT_MODERATE
    config.add_route("participation.review", REVIEW_PATH, factory=MeetingReview)
    config.add_view(
        show_review, route_name="participation.review", request_method="GET", permission=moderate,
        renderer="participation/review.jinja2",
    )  # fmt: skip
    for name, path, form in (
        ("publish", "publish", Publish),
        ("hold_back", "hold-back", HoldBack),
        ("take_out", "take-out", TakeOut),
    ):
        add_form(
            config, f"participation.{name}", f"{COMMENT_PATH}/{path}", OneComment, form, moderate,
            "participation/decide.jinja2",
        )  # fmt: skip
    add_form(config, "participation.terms", TERMS_PATH, CommentReview, SetTerms, moderate, "meetings/button.jinja2")
