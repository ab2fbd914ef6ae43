"""Asking for mail about a board, and confirming it. Every answer is the same for every address."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from governance.accounts.identities import find_own_address
from governance.accounts.limited import require_allowed, require_allowed_source
from governance.accounts.tokens import make_token
from governance.boards.queries import BoardIdentity
from governance.boards.views import make_board_crumbs
from governance.mail import Reason, check_address, put_in_outbox
from governance.meetings.planning_forms import add_form
from governance.security import Permission
from governance.security.headers import NO_REFERRER
from governance.security.limits import (
    SUBSCRIPTIONS_FOR_ADDRESS,
    SUBSCRIPTIONS_FROM_SOURCE,
    SUBSCRIPTIONS_TO_BOARD,
)
from governance.subscriptions.actions import UNCONFIRMED_FOR, ask_for_news, confirm_subscription
from governance.subscriptions.models import Topic
from governance.subscriptions.resources import (
    ASK_PATH,
    CONFIRM_PATH,
    AskedSubscription,
    BoardToFollow,
    SubscriptionDone,
)
from governance.subscriptions.schemas import make_subscription_schema
from governance.subscriptions.sending import word_topics
from governance.subscriptions.words import TOPIC_WORDS
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

ASK = _("Get mail about this board")
SENT = _("Look into your mailbox")
CONFIRM = _("Yes, tell me what is new")
NO_MAIL = _("No mail can be sent from here. The calendar and the feed of this board say the same.")


class AskForNews:
    """The form on which anybody asks that a mailbox is told what is new of a board."""

    def __init__(self, context: BoardToFollow, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.form = build_form(
            request, make_subscription_schema(), formid="subscribe", buttons=[Button("ask", _("Send me the link"))],
            appstruct={"topics": {topic.value for topic in Topic}},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        request = self.request
        request.layout.fill(ASK, make_board_crumbs(self.board, Crumb(ASK)), None)
        return {
            "form": self.form,
            "heading": request.layout.translate(ASK),
            "board": self.board.reference,
            "is_possible": find_own_address(request) is not None,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.ask) or self.show()

    def ask(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.board
        base = find_own_address(request)
        if base is None:
            raise FieldProblem("", NO_MAIL)
        address = check_address(values["address"])
        require_allowed_source(request, SUBSCRIPTIONS_FROM_SOURCE)
        require_allowed(request, SUBSCRIPTIONS_TO_BOARD, board.slug)
        require_allowed(request, SUBSCRIPTIONS_FOR_ADDRESS, address.casefold())
        self.send_confirmation(base, address, [Topic(value) for value in values["topics"]], board)
        return f"{request.layout.root}{board.address}/subscribe/sent"

    def send_confirmation(self, base: str, address: str, topics: list[Topic], board: BoardIdentity) -> None:
        request, confirmation = self.request, make_token()
        asked = ask_for_news(
            request.db,
            request.registry.vault,
            request.now,
            board.id,
            address,
            topics,
            request.locale_name,
            confirmation,
        )
        put_in_outbox(
            request.db, request.now, recipient=address, language=asked.language, reason=Reason.CONFIRM_SUBSCRIPTION,
            about=asked.key, expires_at=request.now + UNCONFIRMED_FOR,
            values={
                "board": " ".join(board.name.split()), "topics": word_topics(asked.topics, asked.language),
                "address": f"{base}{request.layout.root}/subscriptions/confirm/{confirmation}",
                "days": UNCONFIRMED_FOR.days,
            },
        )  # fmt: skip


def show_sent(context: BoardToFollow, request: Any) -> dict[str, Any]:
    crumbs = make_board_crumbs(context.board, Crumb(ASK, f"{context.board.address}/subscribe"), Crumb(SENT))
    request.layout.fill(SENT, crumbs, None)
    return {"heading": request.layout.translate(SENT), "days": UNCONFIRMED_FOR.days}


class ConfirmSubscription:
    """The link of the mail: opening it changes nothing, since mail programs open links too; only its button acts."""

    def __init__(self, context: AskedSubscription, request: Any) -> None:
        self.context, self.request = context, request
        request.response.headers.update([NO_REFERRER])
        self.form = build_form(
            request, colander.MappingSchema(), formid="confirm-subscription", buttons=[Button("confirm", CONFIRM)]
        )

    def show(self) -> dict[str, Any]:
        request, asked = self.request, self.context.asked
        request.layout.fill(ASK, (Crumb(ASK),), None)
        if asked is None:
            request.response.status_int = 410
        return {"form": self.form, "heading": request.layout.translate(ASK), "fact": asked, "is_done": False}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.confirm) or self.show()

    def confirm(self, values: dict[str, Any]) -> Any:
        request, root = self.request, self.request.layout.root
        if confirm_subscription(request.db, request.registry.vault, request.now, self.context.token) is None:
            return HTTPSeeOther(f"{root}/subscriptions/confirm/{self.context.token}")
        return f"{root}/subscriptions/confirmed"


def show_confirmed(context: SubscriptionDone, request: Any) -> dict[str, Any]:
    request.layout.fill(ASK, (Crumb(ASK),), None)
    return {"form": None, "heading": request.layout.translate(ASK), "fact": None, "is_done": True}


def includeme(config: Any) -> None:
    own, confirm = Permission.SUBSCRIPTION_KEEP_OWN, "subscriptions/confirm.jinja2"
    config.add_words(topics=TOPIC_WORDS)
    add_form(config, "subscriptions.ask", ASK_PATH, BoardToFollow, AskForNews, own, "subscriptions/ask.jinja2")
    add_form(config, "subscriptions.confirm", CONFIRM_PATH, AskedSubscription, ConfirmSubscription, own, confirm)
    for name, path, factory, view, template in (
        ("sent", f"{ASK_PATH}/sent", BoardToFollow, show_sent, "subscriptions/sent.jinja2"),
        ("confirmed", "/subscriptions/confirmed", SubscriptionDone, show_confirmed, confirm),
    ):
        config.add_route(f"subscriptions.{name}", path, factory=factory)
        config.add_view(
            view, route_name=f"subscriptions.{name}", request_method="GET", permission=own, renderer=template
        )
