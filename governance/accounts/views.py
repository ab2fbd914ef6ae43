"""The pages of somebody who is signed in, about themselves: what waits, what is held on them, their sessions."""

import json
from datetime import date, datetime
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response

from governance.accounts.checks import AccountActRefused
from governance.accounts.contacts import correct_own, propose_address
from governance.accounts.delivery import send_confirmation
from governance.accounts.own_data import gather_own_data
from governance.accounts.own_sources import gather_from_rooms
from governance.accounts.queries import (
    find_account,
    find_contacts,
    find_roles_of_account,
    find_sessions,
)
from governance.accounts.refusals import SECOND_STEP
from governance.accounts.resources import OwnAccount
from governance.accounts.schemas import make_address_schema, make_own_schema
from governance.accounts.sessions import IDLE, end_session, end_sessions
from governance.accounts.sign_in_views import require_own_address
from governance.accounts.waiting import find_waiting
from governance.accounts.words import ACCOUNT_ROLES, FACTORS, REFUSALS, SESSION_ORIGINS
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import LANGUAGE_NAMES, _

ACCOUNT = "/account"
YOUR_ACCOUNT = _("Your account")
SESSION_PATH = ACCOUNT + "/sessions/{session:[a-z0-9]{1,16}}/end"


def own_crumbs(*more: Crumb) -> tuple[Crumb, ...]:
    return (Crumb(YOUR_ACCOUNT, ACCOUNT), *more) if more else (Crumb(YOUR_ACCOUNT),)


def refuse_field(refused: AccountActRefused) -> FieldProblem:
    return FieldProblem(refused.field, REFUSALS[refused.refusal])


def show_home(context: OwnAccount, request: Any) -> dict[str, Any] | Response:
    if request.identity.lacks_factor:
        return HTTPSeeOther(f"{request.layout.root}{SECOND_STEP}")
    request.layout.fill(_("Home"), (Crumb(_("Home")),), None)
    waiting = find_waiting(request.registry.waiting_sources, request.db, request.identity, request.now)
    return {"name": request.identity.name, "waiting": waiting, "has_roles": bool(request.identity.roles)}


def show_account(context: OwnAccount, request: Any) -> dict[str, Any]:
    request.layout.fill(YOUR_ACCOUNT, own_crumbs(), None)
    db, identity, now = request.db, request.identity, request.now
    return {
        "account": find_account(db, identity.account),
        "contacts": find_contacts(db, identity.account_id),
        "roles": find_roles_of_account(db, identity.account_id, now),
        "sessions": len(find_sessions(db, identity.account_id, now, now - IDLE)),
        "language_names": LANGUAGE_NAMES,
    }


def write_plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def export_account(context: OwnAccount, request: Any) -> Response:
    """Everything that is held on whoever asks, as a file to take away."""
    account = find_account(request.db, request.identity.account)
    assert account is not None  # noqa: S101  # whose session this is
    held = gather_own_data(request.db, account, request.now)
    elsewhere = gather_from_rooms(request.registry.own_data_rooms, request.db, request.registry.vault, account.id)
    held |= {**elsewhere, "left_out": held["left_out"] | elsewhere["left_out"]}
    body = json.dumps(held, ensure_ascii=False, indent=1, default=write_plain).encode()
    response = Response(body, content_type="application/json")
    response.content_disposition = 'attachment;filename="account.json"'
    return response


class CorrectOwn:
    """The form in which somebody corrects their name and the language of their mail."""

    def __init__(self, context: OwnAccount, request: Any) -> None:
        self.request = request
        account = find_account(request.db, request.identity.account)
        held = {"name": account.name, "language": account.language} if account else None
        self.form = build_form(
            request, make_own_schema(), formid="correct-own", buttons=[Button("save", _("Save"))], appstruct=held
        )

    def show(self) -> dict[str, Any]:
        heading = _("Correct your name or language")
        self.request.layout.fill(heading, own_crumbs(Crumb(heading)), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        try:
            correct_own(self.request.db, self.request.identity.account_id, **values)
        except AccountActRefused as refused:
            raise refuse_field(refused) from None
        return f"{self.request.layout.root}{ACCOUNT}"


class ChangeAddress:
    """The form for a new address, which takes the old one's place once a link to it was used."""

    def __init__(self, context: OwnAccount, request: Any) -> None:
        self.request = request
        buttons = [Button("send", _("Send a link there"))]
        self.form = build_form(request, make_address_schema(), formid="change-address", buttons=buttons)

    def show(self) -> dict[str, Any]:
        heading = _("Change your email address")
        self.request.layout.fill(heading, own_crumbs(Crumb(heading)), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.send) or self.show()

    def send(self, values: dict[str, Any]) -> str:
        request = self.request
        base = require_own_address(request)
        try:
            proposed = propose_address(request.db, request.now, request.identity.account_id, values["address"])
        except AccountActRefused as refused:
            raise refuse_field(refused) from None
        if proposed is not None:
            send_confirmation(request.db, request.now, base, proposed)
        # Whether the address is another account's is not said.
        return f"{request.layout.root}{ACCOUNT}/address/sent"


def show_address_sent(context: OwnAccount, request: Any) -> dict[str, Any]:
    heading = _("Look into the new mailbox")
    request.layout.fill(heading, own_crumbs(Crumb(heading)), None)
    return {}


def show_sessions(context: OwnAccount, request: Any) -> dict[str, Any]:
    heading = _("Where you are signed in")
    request.layout.fill(heading, own_crumbs(Crumb(heading)), None)
    sessions = find_sessions(request.db, request.identity.account_id, request.now, request.now - IDLE)
    return {"sessions": sessions, "current": request.identity.session}


def end_one_session(context: OwnAccount, request: Any) -> Response:
    """End one of one's own sessions; another account's is not among them, whatever key is named."""
    end_session(request.db, request.now, request.identity.account_id, request.matchdict["session"])
    return HTTPSeeOther(f"{request.layout.root}{ACCOUNT}/sessions")


def end_other_sessions(context: OwnAccount, request: Any) -> Response:
    end_sessions(request.db, request.now, request.identity.account_id, but=request.identity.session_id)
    return HTTPSeeOther(f"{request.layout.root}{ACCOUNT}/sessions")


def includeme(config: Any) -> None:
    config.add_words(account_roles=ACCOUNT_ROLES, session_origins=SESSION_ORIGINS, session_factors=FACTORS)
    read, correct, end = Permission.ACCOUNT_READ_OWN, Permission.ACCOUNT_CORRECT_OWN, Permission.SESSION_END_OWN
    for name, path, show, template in (
        ("home", "/home", show_home, "accounts/home.jinja2"),
        ("own", ACCOUNT, show_account, "accounts/own.jinja2"),
        ("own_sessions", f"{ACCOUNT}/sessions", show_sessions, "accounts/sessions.jinja2"),
        ("own_address_sent", f"{ACCOUNT}/address/sent", show_address_sent, "accounts/address_sent.jinja2"),
    ):
        config.add_route(f"accounts.{name}", path, factory=OwnAccount)
        config.add_view(
            show, route_name=f"accounts.{name}", request_method="GET", renderer=template, permission=read
        )  # fmt: skip
    config.add_route("accounts.own_export", f"{ACCOUNT}/export.json", factory=OwnAccount)
    config.add_view(export_account, route_name="accounts.own_export", request_method="GET", permission=read)
    for name, path, form in (
        ("own_correct", f"{ACCOUNT}/correct", CorrectOwn),
        ("own_address", f"{ACCOUNT}/address", ChangeAddress),
    ):
        config.add_route(f"accounts.{name}", path, factory=OwnAccount)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=f"accounts.{name}", request_method=method, permission=correct,
                renderer="forms/page.jinja2",
            )  # fmt: skip
    for name, path, act in (
        ("own_session_end", SESSION_PATH, end_one_session),
        ("own_sessions_end", f"{ACCOUNT}/sessions/end-others", end_other_sessions),
    ):
        config.add_route(f"accounts.{name}", path, factory=OwnAccount)
        config.add_view(act, route_name=f"accounts.{name}", request_method="POST", permission=end)
