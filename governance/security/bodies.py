"""How much a request may carry: what is too large is refused by what it says of itself, before any of it is read.

pyramid_retry copies the whole body before anything else looks at a request; it asks its activate hook before that.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPLengthRequired, HTTPRequestEntityTooLarge
from pyramid.tweens import EXCVIEW

from governance.security.streams import BrokenOff, add_streamed_path, is_streamed, set_stream_apart

AROUND_A_FILE = 1 << 20
"""Bytes that a form may take besides its file."""

REFUSAL = "governance.refused_body"


def weigh_body(request: Any) -> int | None:
    """Note what is to be refused, and leave its body where it is. None: the usual number of attempts.

    1: a file that is read while it arrives can be read once.
    """
    environ = request.environ
    length = environ.get("CONTENT_LENGTH") or ""
    largest = (request.registry.portal.largest_upload << 20) + AROUND_A_FILE
    if length and not (length.isdecimal() and len(length) < 16 and int(length) <= largest):
        refusal: Any = HTTPRequestEntityTooLarge
    elif not length and environ.get("HTTP_TRANSFER_ENCODING"):
        refusal = HTTPLengthRequired
    elif is_streamed(request):
        try:
            set_stream_apart(environ)
        except BrokenOff:
            refusal = HTTPBadRequest
        else:
            return 1
    else:
        return None
    environ[REFUSAL] = refusal
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(), "0"
    return None


def refuse_bodies(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """The tween that answers what was noted: 413 for what is too large, 411 for what does not say how large it is, 400 for
    what breaks off before its file begins."""

    def refuse(request: Any) -> Any:
        if REFUSAL in request.environ:
            raise request.environ[REFUSAL]
        return handler(request)

    return refuse


def includeme(config: Any) -> None:
    config.registry.streamed_paths = []
    config.add_directive("add_streamed_path", add_streamed_path)
    config.registry.settings["retry.activate_hook"] = weigh_body
    config.add_tween("governance.security.bodies.refuse_bodies", under=EXCVIEW)
