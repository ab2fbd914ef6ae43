"""One line a request, as JSON: what was asked and how it went, never by whom.

No address of a reader, no query, no browser, no cookie: nothing that tells what a person looked at. The route's name stands
for the path, and the reference joins the line to the error page that a reader saw.
"""

import json
import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from pyramid.tweens import INGRESS

from governance.db.keys import make_key

log = logging.getLogger("governance.request")


def make_reference(request: Any) -> str:
    return make_key()


def note_requests(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """The outermost tween: whatever happens below, one line is written."""

    def note(request: Any) -> Any:
        started = perf_counter()
        status = 500
        try:
            response = handler(request)
            status = response.status_int
            return response
        finally:
            if log.isEnabledFor(logging.INFO):
                route = getattr(request, "matched_route", None)
                line = {
                    "method": request.method if request.method.isalpha() else "?",
                    "route": route.name if route else None,
                    "status": status,
                    "milliseconds": round((perf_counter() - started) * 1000, 1),
                }
                if status >= 400:
                    line["reference"] = request.reference
                log.info("%s", json.dumps(line))

    return note


def includeme(config: Any) -> None:
    config.add_request_method(make_reference, "reference", reify=True)
    config.add_tween(
        "governance.web.log.note_requests", under=INGRESS, over="governance.security.headers.guard_answers"
    )
