"""What becomes of a page or an act that is not granted: the reason is told, or the way in, and no text is lost."""

from typing import Any
from urllib.parse import urlencode

from pyramid.csrf import new_csrf_token
from pyramid.exceptions import BadCSRFToken
from pyramid.httpexceptions import HTTPForbidden, HTTPSeeOther
from pyramid.response import Response

from governance.accounts.identities import read_session_token
from governance.accounts.kept_forms import FORM, keep_form
from governance.accounts.sessions import find_token_owner
from governance.web.errors import answer_refusal, find_reason

SIGN_IN = "/sign-in"
SECOND_STEP = "/sign-in/second"


def answer_forbidden(error: HTTPForbidden, request: Any) -> Response:
    """A page or an act that the policy denied. Whoever is signed in is told why; anybody else may sign in first."""
    identity = request.identity
    if find_reason(error) is not None and identity is not None and identity.lacks_factor:
        return ask_for_second_factor(request, identity.account_id)
    if find_reason(error) is None or identity is not None:
        return answer_refusal(error, request)
    if request.method in ("GET", "HEAD"):
        return HTTPSeeOther(make_sign_in_address(request.path_qs))
    token = read_session_token(request)
    owner = find_token_owner(request.db, token) if token else None
    if owner is None:
        return answer_refusal(error, request)
    response = HTTPSeeOther(make_sign_in_address(request.path_qs if FORM in request.POST else None))
    if keep_form(request, owner, response):
        response.location = make_sign_in_address(request.path_qs, kept="yes")
    return response


def ask_for_second_factor(request: Any, account_id: int) -> Response:
    """Lead somebody to the second step of signing in and then back here, with what they had written."""
    response = HTTPSeeOther(make_address(SECOND_STEP, request.path_qs))
    if request.method not in ("GET", "HEAD"):
        keep_form(request, account_id, response)
    return response


def answer_stale_token(error: BadCSRFToken, request: Any) -> Response:
    """A form that was open while its owner signed in anew: it is shown once more, with what was written and a new token."""
    response = HTTPSeeOther(request.path_qs)
    identity = request.identity
    if identity is not None and keep_form(request, identity.account_id, response):
        return response
    if request.matched_route is not None and request.matched_route.name.startswith("accounts.sign_in"):
        new_csrf_token(request)
        return response
    return answer_refusal(error, request)


def make_sign_in_address(return_to: str | None, **more: str) -> str:
    return make_address(SIGN_IN, return_to, **more)


def make_address(path: str, return_to: str | None, **more: str) -> str:
    asked = ({"return_to": return_to} if return_to else {}) | more
    return f"{path}?{urlencode(asked)}" if asked else path


def includeme(config: Any) -> None:
    config.add_exception_view(answer_forbidden, context=HTTPForbidden)
    config.add_exception_view(answer_stale_token, context=BadCSRFToken)
