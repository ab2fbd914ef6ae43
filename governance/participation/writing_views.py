"""The form in which anybody writes to a board about a meeting, and what its writer comes back to."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from governance.accounts.identities import find_own_address
from governance.accounts.limited import require_allowed, require_allowed_source
from governance.accounts.tokens import make_token
from governance.mail import Reason, check_address, put_in_outbox
from governance.meetings.planning import PlanRefused
from governance.meetings.planning_forms import add_form
from governance.meetings.planning_words import PLAN_REFUSALS
from governance.meetings.queries import find_items, make_meeting_address
from governance.participation.actions import UNCONFIRMED_FOR, Writing, confirm_comment, withdraw_comment, write_comment
from governance.participation.acts import CommentRefused
from governance.participation.models import CommentKind, CommentState
from governance.participation.queries import find_terms
from governance.participation.resources import (
    COMMENTS_PATH,
    CONFIRM_PATH,
    RECEIPT_PATH,
    Confirmation,
    ConfirmedPage,
    MeetingToCommentOn,
    OwnReceipt,
)
from governance.participation.schemas import DEFAULT_KIND, make_comment_schema
from governance.participation.telling import find_closing, tell_terms
from governance.participation.views import COMMENTS, make_comment_crumbs
from governance.participation.words import REFUSALS
from governance.security import Permission
from governance.security.limits import COMMENTS_FOR_ADDRESS, COMMENTS_FROM_SOURCE, COMMENTS_ON_MEETING
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

WRITE = _("Write to the board, or sign up to speak")
YOURS = _("Your comment")
CONFIRM = _("Confirm your comment")
MOST_ITEMS = 1000
NO_MAIL = _("No mail can be sent from here. Leave this empty: your comment needs no address.")


class WriteComment:
    """The form, below what its writer has to know first."""

    def __init__(self, context: MeetingToCommentOn, request: Any) -> None:
        self.context, self.request = context, request
        board, meeting, db = context.board, context.meeting, request.db
        self.terms = tell_terms(find_terms(db, board.id), request.layout.translate, request.locale_name)
        self.closes_at = find_closing(meeting, self.terms.closes_hours)
        items = [
            (item.key, " ".join(filter(None, (item.number, item.title or item.matter_name))))
            for item in find_items(db, meeting.id, MOST_ITEMS, 0)
        ]
        self.form = build_form(
            request, make_comment_schema(items), formid="comment", buttons=[Button("send", _("Send"))],
            appstruct={"kind": DEFAULT_KIND, "item": "", "name": "", "words": "", "address": "", "receipt": make_token()},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        board, meeting, request = self.context.board, self.context.meeting, self.request
        here = make_meeting_address(board.slug, meeting.key)
        crumbs = make_comment_crumbs(self.context, Crumb(COMMENTS, f"{here}/comments"), Crumb(WRITE))
        request.layout.fill(WRITE, crumbs, None)
        is_open = self.closes_at is not None and request.now < self.closes_at
        return {
            "form": self.form,
            "is_shown": is_open or self.form.error is not None,
            "heading": request.layout.translate(WRITE),
            "board": board,
            "meeting": meeting,
            "terms": self.terms,
            "closes_at": self.closes_at,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.send) or self.show()

    def send(self, values: dict[str, Any]) -> str:
        request, context = self.request, self.context
        require_allowed_source(request, COMMENTS_FROM_SOURCE)
        require_allowed(request, COMMENTS_ON_MEETING, context.meeting.key)
        base = find_own_address(request) if values["address"] else None
        if values["address"] and base is None:
            raise FieldProblem("address", NO_MAIL)
        if base is not None:
            require_allowed(request, COMMENTS_FOR_ADDRESS, check_address(values["address"]))
        confirmation = make_token() if base is not None else None
        writing = Writing(
            CommentKind(values["kind"]), values["item"], values["name"], values["words"], values["receipt"]
        )
        try:
            _comment, is_new = write_comment(
                request.db, request.now, context.board.id, context.meeting.id, writing, confirmation
            )
        except PlanRefused as refused:
            raise FieldProblem(refused.field, PLAN_REFUSALS[refused.refusal]) from None
        except CommentRefused as refused:
            # A form that was sent already gets a secret of its own, so that it can be sent again.
            self.form.cstruct = {**self.form.cstruct, "receipt": make_token()}
            raise FieldProblem(refused.field, REFUSALS[refused.refusal]) from None
        if is_new and base is not None and confirmation is not None:
            self.send_confirmation(values["address"], base, confirmation)
        return f"{request.layout.root}/comments/{values['receipt']}"

    def send_confirmation(self, address: str, base: str, confirmation: str) -> None:
        request = self.request
        put_in_outbox(
            request.db, request.now, recipient=address, language=request.locale_name, reason=Reason.CONFIRM_COMMENT,
            values={
                "board": self.context.board.name, "meeting": self.context.meeting.title,
                "address": f"{base}/comments/confirm/{confirmation}", "days": UNCONFIRMED_FOR.days,
            },
            expires_at=request.now + UNCONFIRMED_FOR,
        )  # fmt: skip


class ReadReceipt:
    """A comment for its writer: what has become of it, and the button that takes it back."""

    def __init__(self, context: OwnReceipt, request: Any) -> None:
        self.context, self.request = context, request
        request.response.headers["Referrer-Policy"] = "no-referrer"
        self.form = build_form(
            request, colander.MappingSchema(), formid="withdraw-comment",
            buttons=[Button("withdraw", _("Take it back"), css_class="button-danger")],
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        request, own = self.request, self.context.own
        request.layout.fill(YOURS, (Crumb(YOURS),), None)
        if own is None:
            request.response.status_int = 410
        can_withdraw = (
            own is not None and own.starts_at > request.now and own.comment.state is not CommentState.WITHDRAWN
        )
        base = find_own_address(request) or ""
        return {
            "form": self.form,
            "heading": request.layout.translate(YOURS),
            "own": own,
            "can_withdraw": can_withdraw,
            "secret": f"{base}{request.layout.root}/comments/{self.context.token}",
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.withdraw) or self.show()

    def withdraw(self, values: dict[str, Any]) -> str:
        try:
            withdraw_comment(self.request.db, self.request.now, self.context.token)
        except CommentRefused as refused:
            raise FieldProblem("", REFUSALS[refused.refusal]) from None
        return f"{self.request.layout.root}/comments/{self.context.token}"


class ConfirmComment:
    """The link of the mail: opening it changes nothing, since mail programs open links too; only its button acts."""

    def __init__(self, context: Confirmation, request: Any) -> None:
        self.context, self.request = context, request
        request.response.headers["Referrer-Policy"] = "no-referrer"
        self.form = build_form(
            request, colander.MappingSchema(), formid="confirm-comment", buttons=[Button("confirm", CONFIRM)]
        )

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(CONFIRM, (Crumb(CONFIRM),), None)
        is_open = self.context.is_open
        if not is_open:
            self.request.response.status_int = 410
        heading = self.request.layout.translate(CONFIRM)
        return {"form": self.form, "heading": heading, "is_open": is_open, "is_done": False}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.confirm) or self.show()

    def confirm(self, values: dict[str, Any]) -> Any:
        if confirm_comment(self.request.db, self.request.now, self.context.token) is None:
            return HTTPSeeOther(f"{self.request.layout.root}/comments/confirm/{self.context.token}")
        return f"{self.request.layout.root}/comments/confirmed"


def show_confirmed(context: Any, request: Any) -> dict[str, Any]:
    request.layout.fill(CONFIRM, (Crumb(CONFIRM),), None)
    return {"form": None, "heading": request.layout.translate(CONFIRM), "is_open": False, "is_done": True}


def includeme(config: Any) -> None:
    write = Permission.COMMENT_WRITE
    confirm = "participation/confirm.jinja2"
    add_form(
        config, "participation.write", f"{COMMENTS_PATH}/new", MeetingToCommentOn, WriteComment, write,
        "participation/write.jinja2",
    )  # fmt: skip
    add_form(
        config, "participation.receipt", RECEIPT_PATH, OwnReceipt, ReadReceipt, write, "participation/receipt.jinja2"
    )
    add_form(config, "participation.confirm", CONFIRM_PATH, Confirmation, ConfirmComment, write, confirm)
    config.add_route("participation.confirmed", "/comments/confirmed", factory=ConfirmedPage)
    config.add_view(
        show_confirmed, route_name="participation.confirmed", request_method="GET", permission=write, renderer=confirm
    )
