"""The headers that every answer carries: nothing loads from another host, nothing runs that is not a file of ours."""

from collections.abc import Callable
from typing import Any

from governance.security.cookies import carries_session
from governance.security.redirects import lead_within

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NO_REFERRER = ("Referrer-Policy", "no-referrer")
HSTS = "max-age=31536000"
PRIVATE = "private, no-store"
STATIC = "/static/"


def guard_answers(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """The tween that adds the headers; an address with https also asks browsers to keep to https.

    What is answered to a session, whatever it is, stays in nobody's cache; nor does what says nothing of caches.
    """
    ours = tuple(HEADERS.items())
    names = {name.lower() for name in HEADERS}

    def guard(request: Any) -> Any:
        response = lead_within(handler(request))
        others = [header for header in response.headerlist if header[0].lower() not in names]
        # A page whose own address is a secret may be stricter than the rest.
        stricter = NO_REFERRER in response.headerlist
        response.headerlist = [*others, *ours]
        if stricter:
            response.headers["Referrer-Policy"] = NO_REFERRER[1]
        if carries_session(request.environ) and not request.environ["PATH_INFO"].startswith(STATIC):
            response.headers["Cache-Control"] = PRIVATE
            response.headers.pop("ETag", None)
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if request.scheme == "https":
            response.headers["Strict-Transport-Security"] = HSTS
        return response

    return guard


def includeme(config: Any) -> None:
    config.add_tween("governance.security.headers.guard_answers")
