"""Ending mail about a board: by the link of each message, or by the button that a mail program has of its own."""

from typing import Any

import colander

from governance.meetings.planning_forms import add_form
from governance.security import Permission
from governance.security.headers import NO_REFERRER
from governance.subscriptions.actions import end_subscription
from governance.subscriptions.resources import ENDING_PATH, OwnSubscription, SubscriptionDone
from governance.web.forms import Button, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

END = _("Get no more mail about this board")
ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program posts, RFC 8058 section 3.1. It has no session and saw no form of ours: the secret is enough."""

TEMPLATE = "subscriptions/end.jinja2"


class EndSubscription:
    """The link of a message: opening it changes nothing, since mail programs open links too; only its button acts."""

    def __init__(self, context: OwnSubscription, request: Any) -> None:
        self.context, self.request = context, request
        request.response.headers.update([NO_REFERRER])
        self.form = build_form(
            request, colander.MappingSchema(), formid="end-subscription",
            buttons=[Button("end", _("Send me no more"), css_class="button-danger")],
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        fact = self.context.subscribed
        if fact is None:
            self.request.response.status_int = 410
        return tell(self.request, form=self.form, fact=fact)

    def submit(self) -> Any:
        return submit(self.request, self.form, self.end) or self.show()

    def end(self, values: dict[str, Any]) -> str:
        end_subscription(self.request.db, self.request.now, self.context.token)
        return f"{self.request.layout.root}/subscriptions/ended"


def end_by_mail_program(context: OwnSubscription, request: Any) -> dict[str, Any]:
    """The same answer whether anything was left to end: a mail program may ask twice. It is led nowhere else."""
    end_subscription(request.db, request.now, context.token)
    return show_ended(context, request)


def show_ended(context: OwnSubscription | SubscriptionDone, request: Any) -> dict[str, Any]:
    return tell(request, is_done=True)


def tell(request: Any, *, form: Any = None, fact: Any = None, is_done: bool = False) -> dict[str, Any]:
    request.layout.fill(END, (Crumb(END),), None)
    return {"form": form, "heading": request.layout.translate(END), "fact": fact, "is_done": is_done}


def includeme(config: Any) -> None:
    own = Permission.SUBSCRIPTION_KEEP_OWN
    add_form(config, "subscriptions.end", ENDING_PATH, OwnSubscription, EndSubscription, own, TEMPLATE)
    config.add_view(
        end_by_mail_program, route_name="subscriptions.end", request_method="POST", request_param=ONE_CLICK,
        require_csrf=False, from_anywhere=True, permission=own, renderer=TEMPLATE,
    )  # fmt: skip
    config.add_route("subscriptions.ended", "/subscriptions/ended", factory=SubscriptionDone)
    config.add_view(
        show_ended, route_name="subscriptions.ended", request_method="GET", permission=own, renderer=TEMPLATE
    )
