"""Signing in with more than a link, or with something else: the second step, passkeys, printed codes."""

from typing import Any

import colander
import deform.widget
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response

from governance.accounts.authenticator_apps import check_code
from governance.accounts.factors import find_factors
from governance.accounts.identities import find_own_address, strengthen
from governance.accounts.limited import require_allowed, require_allowed_source
from governance.accounts.links import read_own_path
from governance.accounts.models import Factor, MadeBy
from governance.accounts.passkeys import (
    PasskeyRefused,
    RelyingParty,
    check_passkey,
    find_relying_party,
    write_asking_options,
)
from governance.accounts.recovery_codes import use_recovery_code
from governance.accounts.refusals import SECOND_STEP, make_address
from governance.accounts.resources import Door, OwnAccount
from governance.accounts.sign_in_views import AFTERWARDS, enter
from governance.security import Permission
from governance.security.limits import (
    CODES_FOR_ACCOUNT,
    PASSKEYS_FROM_SOURCE,
    RECOVERY_FROM_SOURCE,
    forget_attempts,
)
from governance.web.database import keep_despite_refusal
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _

PASSKEY = "/sign-in/passkey"
CODE = "/sign-in/code"
FACTORS = "/account/factors"
CODE_FIELD = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "9", "spellcheck": "false"}


def make_code_schema() -> Any:
    """A code of an authenticator app."""
    return colander.SchemaNode(
        colander.Mapping(),
        colander.SchemaNode(
            colander.String(), name="code", title=_("Code"),
            description=_("The six digits that your authenticator app shows now."),
            widget=deform.widget.TextInputWidget(attributes=CODE_FIELD), validator=colander.Length(max=20),
        ),
        return_to_node(),
    )  # fmt: skip


def return_to_node() -> Any:
    return colander.SchemaNode(
        colander.String(), name="return_to", missing="", widget=deform.widget.HiddenWidget(), title=""
    )


def answer_node() -> Any:
    """What the browser's passkey answered, as the script puts it there."""
    return colander.SchemaNode(
        colander.String(), name="answer", missing="", widget=deform.widget.HiddenWidget(), title=""
    )


def find_party(request: Any) -> RelyingParty | None:
    return find_relying_party(find_own_address(request))


def require_party(request: Any) -> RelyingParty:
    party = find_party(request)
    if party is None:
        raise HTTPNotFound
    return party


class SecondStep:
    """The form for a code of an authenticator app, beside the way to use a passkey."""

    def __init__(self, context: OwnAccount, request: Any) -> None:
        self.request = request
        self.return_to = read_own_path(request.params.get("return_to"))
        self.factors = find_factors(request.db, request.identity.account_id)
        self.form = build_form(
            request, make_code_schema(), formid="second-step", buttons=[Button("go", _("Go on"))],
            appstruct={"code": "", "return_to": self.return_to or ""},
        )  # fmt: skip

    def show(self) -> Any:
        if not self.factors:
            return HTTPSeeOther(self.request.layout.root + FACTORS)
        heading = _("Second step")
        self.request.layout.fill(heading, (Crumb(heading),), None)
        has_passkey = bool(self.factors.passkeys) and find_party(self.request) is not None
        return {
            "form": self.form if self.factors.app_since else None,
            "heading": self.request.layout.translate(heading),
            "passkey_address": make_address(PASSKEY, self.return_to) if has_passkey else None,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.check) or self.show()

    def check(self, values: dict[str, Any]) -> Response:
        request, account = self.request, self.request.identity.account_id
        require_allowed(request, CODES_FOR_ACCOUNT, str(account))
        if not check_code(request.db, request.now, request.registry.vault, account, values["code"]):
            keep_despite_refusal(request)
            raise FieldProblem("code", _("This is not the code that your app shows now. Each code works once."))
        forget_attempts(request.db, CODES_FOR_ACCOUNT, str(account), request.now)
        kept = request.kept_forms.find(account)
        address = (kept.path if kept else None) or read_own_path(values["return_to"])
        response = HTTPSeeOther(address or request.layout.root + AFTERWARDS)
        strengthen(request, response, Factor.TOTP)
        return response


class SignInWithPasskey:
    """The page whose button asks the browser for a passkey."""

    def __init__(self, context: Door, request: Any) -> None:
        self.request, self.party = request, require_party(request)
        schema = colander.SchemaNode(colander.Mapping(), answer_node(), return_to_node())
        self.form = build_form(
            request, schema, formid="passkey", buttons=[Button("use", _("Use my passkey"))],
            appstruct={"answer": "", "return_to": read_own_path(request.params.get("return_to")) or ""},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        heading = _("Sign in with a passkey")
        self.request.layout.fill(heading, (Crumb(heading),), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.check) or self.show()

    def check(self, values: dict[str, Any]) -> Response:
        request = self.request
        try:
            account = check_passkey(request.db, request.now, self.party, values["answer"])
        except PasskeyRefused:
            raise FieldProblem(
                "", _("This passkey is not known here, or it took too long. Try again, or use a link by email.")
            ) from None
        return enter(
            request, account.id, MadeBy.PASSKEY, Factor.PASSKEY, return_to=read_own_path(values["return_to"])
        )  # fmt: skip


def write_passkey_options(context: Door, request: Any) -> Response:
    """What the browser's script needs to ask for a passkey."""
    party = require_party(request)
    require_allowed_source(request, PASSKEYS_FROM_SOURCE)
    return Response(
        write_asking_options(request.db, request.now, party).encode(), content_type="application/json",
        cache_control="no-store",
    )  # fmt: skip


class SignInWithCode:
    """The form for a printed code."""

    def __init__(self, context: Door, request: Any) -> None:
        self.request = request
        node = colander.SchemaNode(
            colander.String(), name="code", title=_("Printed code"),
            description=_("Sixteen letters and digits in four groups, as they stand on your sheet of paper."),
            widget=deform.widget.TextInputWidget(attributes={"autocomplete": "off", "spellcheck": "false"}),
            validator=colander.Length(max=60),
        )  # fmt: skip
        self.form = build_form(
            request, colander.SchemaNode(colander.Mapping(), node), formid="printed-code",
            buttons=[Button("use", _("Sign in"))],
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        heading = _("Sign in with a printed code")
        self.request.layout.fill(heading, (Crumb(heading),), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading)}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.check) or self.show()

    def check(self, values: dict[str, Any]) -> Response:
        request = self.request
        require_allowed_source(request, RECOVERY_FROM_SOURCE)
        account = use_recovery_code(request.db, request.now, values["code"])
        if account is None:
            keep_despite_refusal(request)
            raise FieldProblem("code", _("This code does not work: it was used, withdrawn, or is not written so."))
        return enter(request, account.id, MadeBy.RECOVERY_CODE, Factor.RECOVERY_CODE, return_to=None)


def includeme(config: Any) -> None:
    for name, path, factory, view, template, permission in (
        ("second", SECOND_STEP, OwnAccount, SecondStep, "accounts/second.jinja2", Permission.FACTOR_PROVE),
        ("passkey", PASSKEY, Door, SignInWithPasskey, "accounts/passkey.jinja2", Permission.ACCOUNT_SIGN_IN),
        ("code", CODE, Door, SignInWithCode, "accounts/code.jinja2", Permission.ACCOUNT_SIGN_IN),
    ):
        route = f"accounts.sign_in_{name}"
        config.add_route(route, path, factory=factory)
        for attr, method in (("show", "GET"), ("submit", "POST")):
            config.add_view(
                view, attr=attr, route_name=route, request_method=method, renderer=template, permission=permission
            )
    config.add_route("accounts.sign_in_passkey_options", f"{PASSKEY}/options", factory=Door)
    config.add_view(
        write_passkey_options, route_name="accounts.sign_in_passkey_options", request_method="POST",
        permission=Permission.ACCOUNT_SIGN_IN,
    )  # fmt: skip
