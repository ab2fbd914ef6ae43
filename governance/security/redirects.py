"""Where an answer may lead: to another page of this portal, and nowhere else.

What a request calls this host is anybody's to choose, and so is every address that came with it. An answer therefore names
a path alone (RFC 9110, section 10.2.2), and the browser stays where it is.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pyramid.response import Response


class LeadingWithin(Response):
    """An answer whose Location stays as it is. WebOb would put the host in front of it that the request named."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(self.status, self.headerlist)
        body: Iterable[bytes] = self.app_iter
        return body


def read_path(location: str) -> str:
    """The path and query of an address, on whatever host it is: so much of it is followed."""
    try:
        parts = urlsplit(re.sub(r"[\x00-\x20]", "", location))
    except ValueError:
        return "/"
    # Browsers take a second slash, and a backslash too, for the beginning of a host.
    return urlunsplit(("", "", "/" + parts.path.lstrip("/\\"), parts.query, parts.fragment))


def lead_within(response: Any) -> Any:
    """The same answer, leading to this portal; one that leads nowhere stays as it is."""
    location = response.headers.get("Location")
    if location is None:
        return response
    headers = [(name, value) for name, value in response.headerlist if name not in ("Location", "Content-Length")]
    return LeadingWithin(status=response.status, headerlist=[*headers, ("Location", read_path(location))], body=b"")
