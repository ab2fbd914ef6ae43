"""Limits as views apply them: the attempt is noted, or the page says how long to wait."""

from math import ceil
from typing import Any

from pyramid.httpexceptions import HTTPTooManyRequests

from governance.security.limits import Limit, WaitUntil, find_source, note_attempt
from governance.web.locale import _


def require_allowed(request: Any, limit: Limit, key: str) -> None:
    """Note an attempt. Raises HTTPTooManyRequests, with how many minutes to wait, where the limit is reached."""
    answer = note_attempt(request.db, limit, key, request.now)
    if isinstance(answer, WaitUntil):
        minutes = max(1, ceil((answer.moment - request.now).total_seconds() / 60))
        raise HTTPTooManyRequests(
            detail=_(
                "This was tried too often. Minutes until you can try again: ${minutes}", mapping={"minutes": minutes}
            )
        )


def require_allowed_source(request: Any, limit: Limit) -> None:
    """The same for where a request comes from, as far as that can be told."""
    source = find_source(request.remote_addr, request.headers.get("X-Forwarded-For"))
    if source is not None:
        require_allowed(request, limit, source)
