"""The administrator's pages: every account with its roles and sessions, inviting administrators, closing an account."""

from contextlib import suppress
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response

from governance.accounts.actions import close_account, invite, revoke_sessions
from governance.accounts.checks import AccountActRefused
from governance.accounts.delivery import send_invitation
from governance.accounts.identities import find_actor
from governance.accounts.models import Role
from governance.accounts.queries import (
    count_accounts,
    find_roles_of_account,
    find_sessions,
    list_accounts,
)
from governance.accounts.resources import ACCOUNT_PATH, Accounts, OneAccount
from governance.accounts.schemas import make_invitation_schema
from governance.accounts.sessions import IDLE
from governance.accounts.sign_in_views import require_own_address
from governance.accounts.views import refuse_field
from governance.accounts.words import ACCOUNT_ROLES
from governance.security import Permission
from governance.web.forms import Button, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.parameters import make_paging

ACCOUNTS = "/accounts"
HEADING = _("Accounts")


def show_accounts(context: Accounts, request: Any) -> dict[str, Any]:
    request.layout.fill(HEADING, (Crumb(HEADING),), None)
    paging = make_paging(request, count_accounts(request.db))
    return {"accounts": list_accounts(request.db, paging.per_page, paging.offset), "paging": paging}


def show_account(context: OneAccount, request: Any) -> dict[str, Any]:
    account = context.account
    request.layout.fill(account.name, (Crumb(HEADING, ACCOUNTS), Crumb(account.name)), None)
    return {
        "account": account,
        "roles": find_roles_of_account(request.db, account.id, request.now),
        "sessions": find_sessions(request.db, account.id, request.now, request.now - IDLE),
    }


def revoke(context: OneAccount, request: Any) -> Response:
    """End all sessions of an account, or the one that the address names."""
    account, actor = context.account, find_actor(request.identity, None)
    # A closed account has no session left.
    with suppress(AccountActRefused):
        revoke_sessions(request.db, request.now, actor, account.key, request.matchdict.get("session"))
    return HTTPSeeOther(f"{request.layout.root}{ACCOUNTS}/{account.key}")


class InviteAdministrator:
    """The form that gives somebody the care of this instance."""

    def __init__(self, context: Accounts, request: Any) -> None:
        self.request = request
        schema = make_invitation_schema([(Role.ADMINISTRATOR, ACCOUNT_ROLES[Role.ADMINISTRATOR])], dated=False)
        self.form = build_form(
            request, schema, formid="invite-administrator", buttons=[Button("invite", _("Invite"))],
            appstruct={"name": "", "address": "", "role": Role.ADMINISTRATOR, "language": "en"},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        heading = _("Invite an administrator")
        self.request.layout.fill(heading, (Crumb(HEADING, ACCOUNTS), Crumb(heading)), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.invite) or self.show()

    def invite(self, values: dict[str, Any]) -> str:
        request = self.request
        base = require_own_address(request)
        try:
            account, _assignment = invite(
                request.db, request.now, find_actor(request.identity, None), name=values["name"],
                address=values["address"], role=Role(values["role"]), board_id=None, language=values["language"],
            )  # fmt: skip
        except AccountActRefused as refused:
            raise refuse_field(refused) from None
        send_invitation(request.db, request.now, base, account)
        return f"{request.layout.root}{ACCOUNTS}/{account.key}"


class CloseAccount:
    """The question before an account is closed, and the act."""

    def __init__(self, context: OneAccount, request: Any) -> None:
        self.request, self.account = request, context.account
        button = Button("close", _("Close this account"), css_class="button-danger")
        self.form = build_form(request, colander.MappingSchema(), formid="close-account", buttons=[button])

    def show(self) -> dict[str, Any]:
        account = self.account
        heading = _("Close the account of ${name}", mapping={"name": account.name})
        crumbs = (Crumb(HEADING, ACCOUNTS), Crumb(account.name, f"{ACCOUNTS}/{account.key}"), Crumb(heading))
        self.request.layout.fill(heading, crumbs, None)
        return {"form": self.form, "heading": self.request.layout.translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.close) or self.show()

    def close(self, values: dict[str, Any]) -> str:
        request = self.request
        try:
            close_account(request.db, request.now, find_actor(request.identity, None), self.account.key)
        except AccountActRefused as refused:
            raise refuse_field(refused) from None
        return f"{request.layout.root}{ACCOUNTS}/{self.account.key}"


def includeme(config: Any) -> None:
    one = {"factory": OneAccount}
    config.add_route("accounts.all", ACCOUNTS, factory=Accounts)
    config.add_route("accounts.invite", f"{ACCOUNTS}/invite", factory=Accounts)
    config.add_route("accounts.one", ACCOUNT_PATH, **one)
    config.add_route("accounts.close", f"{ACCOUNT_PATH}/close", **one)
    config.add_route("accounts.revoke", f"{ACCOUNT_PATH}/sessions/end", **one)
    config.add_route("accounts.revoke_one", f"{ACCOUNT_PATH}/sessions/{{session:[a-z0-9]{{1,16}}}}/end", **one)
    for route, show, template in (
        ("accounts.all", show_accounts, "accounts/all.jinja2"),
        ("accounts.one", show_account, "accounts/one.jinja2"),
    ):
        config.add_view(
            show, route_name=route, request_method="GET", renderer=template, permission=Permission.ACCOUNT_READ
        )
    for route, form, permission, template in (
        ("accounts.invite", InviteAdministrator, Permission.ACCOUNT_INVITE, "forms/page.jinja2"),
        ("accounts.close", CloseAccount, Permission.ACCOUNT_CLOSE, "accounts/close.jinja2"),
    ):
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                form, attr=attr, route_name=route, request_method=method, renderer=template, permission=permission
            )
    for route in ("accounts.revoke", "accounts.revoke_one"):
        config.add_view(revoke, route_name=route, request_method="POST", permission=Permission.SESSION_REVOKE)
