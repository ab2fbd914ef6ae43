"""A page and a JSON answer for every status that is not success: plain words, what to do, a reference; never a traceback."""

import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from pyramid.exceptions import PredicateMismatch
from pyramid.httpexceptions import HTTPException
from pyramid.renderers import render
from pyramid.response import Response
from pyramid_retry import is_error_retryable
from sqlalchemy.exc import InterfaceError, OperationalError
from translationstring import TranslationString

from governance.web.locale import _
from governance.web.pages import API

log = logging.getLogger("governance.error")

HEADINGS = {
    400: (_("This address or form cannot be read"), _("Something in it is not as it should be.")),
    403: (_("You may not do this"), _("This page or act is not open to you.")),
    404: (_("There is no such page"), _("The address may be mistyped, or what it named is not on the public record.")),
    405: (_("This page cannot do that"), _("It can only be read.")),
    406: (_("Not in this form"), _("The page is not available in the form that was asked for.")),
    409: (_("Somebody was faster"), _("What you wanted to change has changed in the meantime. Nothing was saved.")),
    410: (_("This was withdrawn"), _("It was here, and nobody may read it any more.")),
    411: (_("This cannot be taken"), _("What was sent does not say how large it is.")),
    413: (_("This is too large"), _("What was sent is larger than this portal takes.")),
    414: (_("This address is too long"), _("Addresses of this portal are short.")),
    422: (_("Something needs another look"), _("Nothing was saved.")),
    429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
    500: (
        _("Something went wrong here"),
        _("This is our mistake, not yours. It has been noted. Nothing was half-saved."),
    ),
    503: (_("The portal is not available right now"), _("Try again in a few minutes.")),
}
ADVICE = {
    404: (_("Start from the list of boards: every meeting and vote can be reached from there."),),
    500: (_("Try again. If it happens again, tell the clerk the reference number below."),),
}

SIGNED_OUT = (_("You are not signed in, or not any more. Nothing was saved: sign in, and enter it again."),)


def wants_json(request: Any) -> bool:
    return str(request.environ.get("PATH_INFO", "")).startswith(API)


def answer_refusal(error: HTTPException, request: Any) -> Response:
    """A refusal that a view or the router raised."""
    status = error.status_int
    if 300 <= status < 400:
        return error
    if isinstance(error, PredicateMismatch) and request.method not in ("GET", "HEAD") and request.matched_route:
        return make_answer(request, 405, None, (("Allow", "GET, HEAD"),))
    detail = error.detail if isinstance(error.detail, TranslationString) else find_reason(error)
    if status == 403 and detail is None:
        # That something unpublished exists is not public either.
        status = 404
    if status == 403 and request.method not in ("GET", "HEAD") and not request.is_authenticated:
        # A session that ended while somebody typed looks like this.
        return make_answer(request, status, detail, advice=SIGNED_OUT)
    return make_answer(request, status, detail)


def find_reason(error: HTTPException) -> TranslationString | None:
    """Why the policy denied it, where the resource says so."""
    reason = getattr(getattr(error, "result", None), "reason", None)
    return reason if isinstance(reason, TranslationString) else None


def answer_unreadable(error: UnicodeError, request: Any) -> Response:
    """Bytes in the address or in a form that are no text."""
    return make_answer(request, 400, None)


def refuse_unreadable(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """The tween that answers addresses whose bytes are no text, before anything tries to read them."""

    def refuse(request: Any) -> Any:
        environ = request.environ
        try:
            environ["PATH_INFO"].encode("latin-1").decode("utf-8")
            unquote_to_bytes(environ.get("QUERY_STRING", "").encode("latin-1")).decode("utf-8")
        except UnicodeError:
            environ["QUERY_STRING"] = ""
            environ["PATH_INFO"] = API if environ["PATH_INFO"].startswith(API) else "/"
            return make_answer(request, 400, None)
        return handler(request)

    return refuse


def answer_unavailable(error: Exception, request: Any) -> Response:
    if is_error_retryable(request, error):
        raise error
    log.error("reference %s: the database does not answer: %s", request.reference, type(error).__name__)
    return make_answer(request, 503, None, (("Retry-After", "60"),))


def answer_failure(error: Exception, request: Any) -> Response:
    if is_error_retryable(request, error):
        raise error
    log.error("reference %s", request.reference, exc_info=error)
    return make_answer(request, 500, None)


def make_answer(
    request: Any, status: int, detail: Any, headers: tuple[tuple[str, str], ...] = (), advice: tuple[Any, ...] = ()
) -> Response:
    """The page or the JSON of a status; detail, if any, takes the place of the general explanation, and so does advice."""
    heading, explanation = HEADINGS.get(status) or HEADINGS[400 if status < 500 else 500]
    translate = request.localizer.translate
    if wants_json(request):
        content = {"status": status, "error": translate(heading), "explanation": translate(detail or explanation),
                   "reference": request.reference}  # fmt: skip
        response = Response(json.dumps(content).encode(), status=status, content_type="application/json")
    else:
        values = {
            "status": status,
            "heading": translate(heading),
            "explanation": translate(detail or explanation),
            "advice": [translate(sentence) for sentence in advice or ADVICE.get(status, ())],
            "reference": request.reference,
        }
        response = Response(render("errors/error.jinja2", values, request), status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(headers)
    return response


def includeme(config: Any) -> None:
    config.add_tween(
        "governance.web.errors.refuse_unreadable",
        under="governance.security.headers.guard_answers",
        over="governance.web.pages.answer_unchanged",
    )

    for view, contexts in (
        (answer_refusal, (HTTPException,)),
        (answer_unreadable, (UnicodeError,)),
        (answer_unavailable, (OperationalError, InterfaceError)),
        (answer_failure, (Exception,)),
    ):
        for context in contexts:
            config.add_exception_view(view, context=context)
