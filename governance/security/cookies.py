"""The cookies that are secrets: which names they go by, and how they are set.

Over https a name begins with __Host-, which no other host and no page without encryption can set.
"""

from collections.abc import Mapping
from typing import Any

SESSION = "session"
A_MONTH = 30 * 24 * 3600
HOST_PREFIX = "__Host-"


def is_secure(request: Any) -> bool:
    """Whether readers reach this portal by https, as far as the request or the operator's setting can tell."""
    return bool(request.scheme == "https" or request.registry.portal.address.startswith("https:"))


def name_cookie(request: Any, name: str) -> str:
    return f"{HOST_PREFIX}{name}" if is_secure(request) else name


def read_cookie(request: Any, name: str) -> str | None:
    value: str | None = request.cookies.get(name_cookie(request, name)) if "HTTP_COOKIE" in request.environ else None
    return value or None


def set_cookie(request: Any, response: Any, name: str, value: str, max_age: int) -> None:
    """Set a cookie that no script reads and that no other site's form sends along."""
    response.set_cookie(
        name_cookie(request, name), value, max_age=max_age, path="/", secure=is_secure(request), httponly=True,
        samesite="Lax",
    )  # fmt: skip


def drop_cookie(request: Any, response: Any, name: str) -> None:
    set_cookie(request, response, name, "", 0)


def carries_session(environ: Mapping[str, Any]) -> bool:
    """Whether a request brings a session, be it alive or not: such a one has no part in what the public shares."""
    return f"{SESSION}=" in environ.get("HTTP_COOKIE", "")
