"""The way in and out: asking for a link, using it, signing out."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther, HTTPServiceUnavailable
from pyramid.response import Response

from governance.accounts.checks import AccountActRefused, read_mailbox
from governance.accounts.delivery import change_address, send_link_to_mailbox
from governance.accounts.identities import find_own_address, sign_in, sign_out
from governance.accounts.limited import require_allowed, require_allowed_source
from governance.accounts.links import UsedLink, read_own_path, use_link
from governance.accounts.models import Factor, LinkPurpose, MadeBy
from governance.accounts.resources import LINK_PATH, Door, DoorWithLink
from governance.accounts.schemas import make_sign_in_schema
from governance.accounts.sessions import end_session
from governance.accounts.words import REFUSALS
from governance.security import Permission
from governance.security.limits import LINKS_FOR_ADDRESS, LINKS_FROM_SOURCE
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

SIGN_IN = "/sign-in"
AFTERWARDS = "/home"
HEADING = _("Sign in")


def require_own_address(request: Any) -> str:
    """The address for links that leave the portal. Raises HTTPServiceUnavailable where the operator has set none."""
    address = find_own_address(request)
    if address is None:
        raise HTTPServiceUnavailable(
            detail=_("No link can be sent: whoever runs this portal has yet to set its address (governance.address).")
        )
    return address


def make_sign_in_form(request: Any, return_to: str | None = None) -> Any:
    return build_form(
        request, make_sign_in_schema(), formid="sign-in", action=request.layout.root + SIGN_IN,
        buttons=[Button("send", _("Send me a link"))], appstruct={"address": "", "return_to": return_to or ""},
    )  # fmt: skip


class AskForLink:
    """The form that sends a link to whoever has the mailbox. It answers everybody alike."""

    def __init__(self, context: Door, request: Any) -> None:
        self.request = request
        self.form = make_sign_in_form(request, read_own_path(request.GET.get("return_to")))

    def show(self) -> dict[str, Any]:
        self.request.layout.fill(HEADING, (Crumb(HEADING),), None)
        is_kept = "kept" in self.request.GET and self.request.kept_forms.token is not None
        return {"form": self.form, "heading": HEADING, "is_kept": is_kept, "has_ended": "return_to" in self.request.GET}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.send) or self.show()

    def send(self, values: dict[str, Any]) -> str:
        base = require_own_address(self.request)
        return_to = read_own_path(values["return_to"])
        require_allowed_source(self.request, LINKS_FROM_SOURCE)
        try:
            # For every address alike, whether somebody has it or not.
            require_allowed(self.request, LINKS_FOR_ADDRESS, read_mailbox(values["address"]))
            send_link_to_mailbox(self.request.db, self.request.now, base, values["address"], return_to)
        except AccountActRefused as refused:
            raise FieldProblem(refused.field, REFUSALS[refused.refusal]) from None
        return f"{self.request.layout.root}{SIGN_IN}/sent"


def enter(request: Any, account_id: int, made_by: MadeBy, *factors: Factor, return_to: str | None) -> Response:
    """Begin a session in place of the one that the browser had, and go where its owner wanted to."""
    if request.identity is not None:
        end_session(request.db, request.now, request.identity.account_id, request.identity.session)
    kept = request.kept_forms.find(account_id)
    address = (kept.path if kept else None) or return_to or request.layout.root + AFTERWARDS
    response = HTTPSeeOther(address)
    sign_in(request, response, account_id, made_by, *factors)
    return response


class UseLink:
    """A one-time link: opening it changes nothing, since mail programs open links too; only its button acts."""

    def __init__(self, context: DoorWithLink, request: Any) -> None:
        self.context, self.request = context, request
        request.response.headers["Referrer-Policy"] = "no-referrer"

    def show(self) -> dict[str, Any]:
        link = self.context.link
        if link is None or not link.is_usable:
            return self.show_over()
        confirms = link.purpose is LinkPurpose.CONFIRM_ADDRESS
        heading = _("Confirm your new address") if confirms else _("Sign in as ${name}", mapping={"name": link.name})
        label = _("Use this address") if confirms else HEADING
        self.request.layout.fill(heading, (Crumb(heading),), None)
        form = build_form(
            self.request, colander.MappingSchema(), formid="use-link", buttons=[Button("use", label)]
        )  # fmt: skip
        return {"form": form, "heading": self.request.layout.translate(heading), "state": link.purpose}

    def show_over(self) -> dict[str, Any]:
        heading = _("This link does not work any more")
        self.request.layout.fill(heading, (Crumb(heading),), None)
        self.request.response.status_int = 410
        return {"form": make_sign_in_form(self.request), "heading": heading, "state": "over"}

    def submit(self) -> Any:
        used = use_link(self.request.db, self.request.now, self.context.token)
        if used is None:
            return self.show_over()
        return self.confirm(used) if used.purpose is LinkPurpose.CONFIRM_ADDRESS else self.enter(used)

    def enter(self, used: UsedLink) -> Response:
        return enter(self.request, used.account_id, MadeBy.LINK, Factor.LINK, return_to=used.return_to)

    def confirm(self, used: UsedLink) -> Any:
        try:
            change_address(self.request.db, self.request.now, used.account_id, used.contact_id or 0)
        except AccountActRefused:
            return self.show_over()
        return HTTPSeeOther(f"{self.request.layout.root}{SIGN_IN}/confirmed")


def show_sent(context: Door, request: Any) -> dict[str, Any]:
    request.layout.fill(_("Look into your mailbox"), (Crumb(_("Look into your mailbox")),), None)
    return {}


def show_confirmed(context: Door, request: Any) -> dict[str, Any]:
    request.layout.fill(_("Your new address is in use"), (Crumb(_("Your new address is in use")),), None)
    return {}


def leave(context: Door, request: Any) -> Response:
    """End the session that a browser has, if it has one. Whoever is signed out already may press the button too."""
    if request.identity is not None:
        end_session(request.db, request.now, request.identity.account_id, request.identity.session)
    response = HTTPSeeOther(request.layout.home)
    sign_out(request, response)
    return response


def includeme(config: Any) -> None:
    asked = {"permission": Permission.ACCOUNT_SIGN_IN}
    config.add_route("accounts.sign_in", SIGN_IN, factory=Door)
    config.add_route("accounts.sign_in_sent", f"{SIGN_IN}/sent", factory=Door)
    config.add_route("accounts.sign_in_confirmed", f"{SIGN_IN}/confirmed", factory=Door)
    config.add_route("accounts.sign_in_link", LINK_PATH, factory=DoorWithLink)
    config.add_route("accounts.sign_out", "/sign-out", factory=Door)
    for route, view, template in (
        ("accounts.sign_in", AskForLink, "accounts/sign_in.jinja2"),
        ("accounts.sign_in_link", UseLink, "accounts/link.jinja2"),
    ):
        config.add_view(view, attr="show", route_name=route, request_method="GET", renderer=template, **asked)
        config.add_view(view, attr="submit", route_name=route, request_method="POST", renderer=template, **asked)
    for route, show, template in (
        ("accounts.sign_in_sent", show_sent, "accounts/sent.jinja2"),
        ("accounts.sign_in_confirmed", show_confirmed, "accounts/confirmed.jinja2"),
    ):
        config.add_view(show, route_name=route, request_method="GET", renderer=template, **asked)
    config.add_view(leave, route_name="accounts.sign_out", request_method="POST", **asked)
