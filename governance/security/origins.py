"""Whether one of our own pages sent a post: asked of every act, beside the token of its form.

A token lies in a cookie, and a site under the same domain may set one for us. It cannot make a browser say that its form
was ours.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from pyramid.exceptions import BadCSRFOrigin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FROM_HERE = frozenset({"same-origin", "none"})
HIDDEN = "null"
"""The origin of a page that tells no referrer, such as that of a one-time link."""


def is_from_here(request: Any) -> bool:
    """Whether one of our own pages sent the post, as far as the browser tells."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in FROM_HERE
    if origin is None or origin == HIDDEN:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(host) and host in (request.host, urlsplit(request.registry.portal.address).netloc)


def check_origin(view: Callable[[Any, Any], Any], info: Any) -> Callable[[Any, Any], Any]:
    """The step before a view that refuses an act which another site's page sent. What tells of a refusal is left alone.

    A view that says from_anywhere=True acts for whoever holds a secret in its address, which no other site has.
    """
    if info.exception_only or info.options.get("from_anywhere"):
        return view

    def checked(context: Any, request: Any) -> Any:
        if request.method not in SAFE_METHODS and not is_from_here(request):
            raise BadCSRFOrigin("another site sent this")
        return view(context, request)

    return checked


check_origin.options = ("from_anywhere",)  # type: ignore[attr-defined]  # where Pyramid looks for a deriver's options


def includeme(config: Any) -> None:
    # Behind the permission, so that a refusal says the same to everybody who may not act.
    config.add_view_deriver(check_origin, "check_origin", under="secured_view", over="csrf_view")
