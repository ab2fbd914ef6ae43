"""The pages on which somebody adds and takes away their own second factors, and an administrator resets them."""

from pathlib import Path
from typing import Any

import colander
from markupsafe import Markup
from pyramid.httpexceptions import HTTPForbidden, HTTPSeeOther
from pyramid.response import Response

from governance.accounts.actions import find_open_account
from governance.accounts.authenticator_apps import (
    begin_app,
    confirm_app,
    draw,
    read_secret,
    remove_apps,
    write_address,
)
from governance.accounts.checks import AccountActRefused
from governance.accounts.factors import (
    OwnFactors,
    find_factors,
    is_full,
    may_change_factors,
    remove_passkey,
    reset_factors,
)
from governance.accounts.identities import find_actor, strengthen
from governance.accounts.limited import require_allowed
from governance.accounts.models import Factor
from governance.accounts.passkeys import LONGEST_NAME, PasskeyRefused, add_passkey, write_adding_options
from governance.accounts.recovery_codes import count_codes
from governance.accounts.refusals import SECOND_STEP, make_address
from governance.accounts.resources import ACCOUNT_PATH, OneAccount, OwnAccount
from governance.accounts.second_step_views import FACTORS, answer_node, find_party, make_code_schema, require_party
from governance.accounts.views import own_crumbs, refuse_field
from governance.security import Permission
from governance.security.limits import CODES_FOR_ACCOUNT, forget_attempts
from governance.security.policy import DeniedFor
from governance.security.vault import KeyMissing, Vault
from governance.web.database import keep_despite_refusal
from governance.web.errors import make_answer
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

HEADING = _("Second factors")
APP = f"{FACTORS}/app"
PASSKEYS = f"{FACTORS}/passkeys"
STRONGER_FIRST = _("Show one of the second factors that you have first: a link by email is not enough to change them.")


def require_strong(request: Any) -> OwnFactors:
    """The factors that the account has. Raises HTTPForbidden where this session may not change them."""
    factors = find_factors(request.db, request.identity.account_id)
    if not may_change_factors(request.identity, factors):
        raise HTTPForbidden(result=DeniedFor(STRONGER_FIRST, Permission.FACTOR_CHANGE_OWN))
    return factors


def go_on(request: Any, factor: Factor) -> Response:
    """After a factor was added: it was shown just now, so the session has proven it."""
    lacked = request.identity.lacks_factor
    response = HTTPSeeOther(request.layout.root + ("/home" if lacked else FACTORS))
    strengthen(request, response, factor)
    return response


def make_passkey_form(request: Any) -> Any:
    name = colander.SchemaNode(
        colander.String(), name="name", title=_("Name of the passkey"), validator=colander.Length(max=LONGEST_NAME),
        description=_("So that you know it again, such as: my phone."),
    )  # fmt: skip
    return build_form(
        request, colander.SchemaNode(colander.Mapping(), name, answer_node()), formid="add-passkey",
        action=request.layout.root + PASSKEYS, buttons=[Button("add", _("Add a passkey"))],
        appstruct={"name": request.layout.translate(_("My passkey")), "answer": ""},
    )  # fmt: skip


def show_page(request: Any, form: Any = None) -> dict[str, Any]:
    request.layout.fill(HEADING, own_crumbs(Crumb(HEADING)), None)
    identity = request.identity
    factors = find_factors(request.db, identity.account_id)
    may_change = may_change_factors(identity, factors)
    has_party = find_party(request) is not None
    return {
        "factors": factors,
        "codes": count_codes(request.db, request.now, identity.account_id),
        "lacks_factor": identity.lacks_factor,
        "is_full": is_full(identity),
        "may_change": may_change,
        "prove_address": make_address(SECOND_STEP, FACTORS),
        "form": (form or make_passkey_form(request)) if may_change and has_party else None,
        "heading": request.layout.translate(HEADING),
    }


def show_factors(context: OwnAccount, request: Any) -> dict[str, Any]:
    return show_page(request)


def write_passkey_options(context: OwnAccount, request: Any) -> Response:
    """What the browser's script needs to make a passkey."""
    party = require_party(request)
    require_strong(request)
    account = find_open_account(request.db, request.identity.account)
    options = write_adding_options(request.db, request.now, party, account, request.layout.portal_name)
    return Response(options.encode(), content_type="application/json", cache_control="no-store")


class AddPasskey:
    """What the form on the page of factors sends once the browser has made a passkey."""

    def __init__(self, context: OwnAccount, request: Any) -> None:
        self.request = request
        require_strong(request)
        self.form = make_passkey_form(request)

    def submit(self) -> Any:
        return submit(self.request, self.form, self.add) or show_page(self.request, self.form)

    def add(self, values: dict[str, Any]) -> Response:
        request, party = self.request, require_party(self.request)
        try:
            add_passkey(
                request.db, request.now, party, request.identity.account_id, values["answer"], values["name"]
            )  # fmt: skip
        except PasskeyRefused:
            raise FieldProblem("", _("The browser made no passkey, or it took too long. Try again.")) from None
        return go_on(request, Factor.PASSKEY)


def remove_own_passkey(context: OwnAccount, request: Any) -> Response:
    require_strong(request)
    remove_passkey(request.db, request.now, request.identity.account_id, request.matchdict["passkey"])
    return HTTPSeeOther(request.layout.root + FACTORS)


def begin_own_app(context: OwnAccount, request: Any) -> Response:
    require_strong(request)
    begin_app(request.db, request.now, request.registry.vault, request.identity.account_id)
    return HTTPSeeOther(request.layout.root + APP)


def remove_own_app(context: OwnAccount, request: Any) -> Response:
    require_strong(request)
    remove_apps(request.db, request.now, request.identity.account_id, confirmed=True)
    return HTTPSeeOther(request.layout.root + FACTORS)


class ConfirmApp:
    """The picture that an app reads, and the form for its first code."""

    def __init__(self, context: OwnAccount, request: Any) -> None:
        self.request = request
        require_strong(request)
        buttons = [Button("confirm", _("Use this app from now on"))]
        self.form = build_form(request, make_code_schema(), formid="confirm-app", buttons=buttons)

    def show(self) -> Any:
        request = self.request
        secret = read_secret(request.db, request.registry.vault, request.identity.account_id, confirmed=False)
        if secret is None:
            return HTTPSeeOther(request.layout.root + FACTORS)
        heading = _("Set up an authenticator app")
        request.layout.fill(heading, own_crumbs(Crumb(HEADING, FACTORS), Crumb(heading)), None)
        address = write_address(secret, request.identity.name, request.layout.portal_name)
        return {
            "form": self.form,
            "heading": request.layout.translate(heading),
            "picture": Markup(draw(address)),  # noqa: S704 - segno draws it from paths alone
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            "address": address,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.confirm) or self.show()

    def confirm(self, values: dict[str, Any]) -> Response:
        request, account = self.request, self.request.identity.account_id
        require_allowed(request, CODES_FOR_ACCOUNT, str(account))
        if not confirm_app(request.db, request.now, request.registry.vault, account, values["code"]):
            keep_despite_refusal(request)
            raise FieldProblem("code", _("This is not the code that your app shows now. Each code works once."))
        forget_attempts(request.db, CODES_FOR_ACCOUNT, str(account), request.now)
        return go_on(request, Factor.TOTP)


class ResetFactors:
    """The question before an account's second factors are taken away, and the act."""

    def __init__(self, context: OneAccount, request: Any) -> None:
        self.request, self.account = request, context.account
        button = Button("reset", _("Take them away"), css_class="button-danger")
        self.form = build_form(request, colander.MappingSchema(), formid="reset-factors", buttons=[button])

    def show(self) -> dict[str, Any]:
        heading = _("Reset the second factors of ${name}", mapping={"name": self.account.name})
        here = f"/accounts/{self.account.key}"
        crumbs = (Crumb(_("Accounts"), "/accounts"), Crumb(self.account.name, here), Crumb(heading))
        self.request.layout.fill(heading, crumbs, None)
        return {"form": self.form, "heading": self.request.layout.translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.reset) or self.show()

    def reset(self, values: dict[str, Any]) -> str:
        request = self.request
        try:
            reset_factors(request.db, request.now, find_actor(request.identity, None), self.account.key)
        except AccountActRefused as refused:
            raise refuse_field(refused) from None
        return f"{request.layout.root}/accounts/{self.account.key}"


def answer_locked(error: KeyMissing, request: Any) -> Response:
    """The vault's key is not on this machine."""
    detail = _(
        "What is needed for this is sealed, and its key is not here. Whoever runs this portal has to bring it back."
    )
    return make_answer(request, 503, detail)


def includeme(config: Any) -> None:
    config.registry.vault = Vault(Path(config.registry.portal.vault_keys))
    config.add_exception_view(answer_locked, context=KeyMissing)
    change = Permission.FACTOR_CHANGE_OWN
    for name, path, view, method, permission, template in (
        ("factors", FACTORS, show_factors, "GET", Permission.ACCOUNT_READ_OWN, "accounts/factors.jinja2"),
        ("passkey_options", f"{PASSKEYS}/options", write_passkey_options, "POST", change, None),
        ("passkey_remove", f"{PASSKEYS}/{{passkey:[a-z0-9]{{1,16}}}}/remove", remove_own_passkey, "POST", change, None),
        ("app_begin", f"{APP}/begin", begin_own_app, "POST", change, None),
        ("app_remove", f"{APP}/remove", remove_own_app, "POST", change, None),
    ):
        config.add_route(f"accounts.{name}", path, factory=OwnAccount)
        config.add_view(
            view, route_name=f"accounts.{name}", request_method=method, permission=permission, renderer=template
        )
    config.add_route("accounts.passkeys", PASSKEYS, factory=OwnAccount)
    config.add_view(
        AddPasskey, attr="submit", route_name="accounts.passkeys", request_method="POST", permission=change,
        renderer="accounts/factors.jinja2",
    )  # fmt: skip
    forms: tuple[tuple[str, str, Any, Any, Permission, str], ...] = (
        ("app", APP, OwnAccount, ConfirmApp, change, "accounts/app.jinja2"),
        ("factors_reset", f"{ACCOUNT_PATH}/factors/reset", OneAccount, ResetFactors, Permission.FACTOR_RESET,
         "accounts/factors_reset.jinja2"),
    )  # fmt: skip
    for name, path, factory, view, permission, template in forms:
        config.add_route(f"accounts.{name}", path, factory=factory)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                view, attr=attr, route_name=f"accounts.{name}", request_method=method, permission=permission,
                renderer=template,
            )  # fmt: skip
