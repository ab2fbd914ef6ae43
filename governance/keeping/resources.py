"""What the operator's monitor asks for, and who may ask."""

import hmac
from ipaddress import ip_address
from typing import Any

from pyramid.authorization import Allow, Everyone

from governance.security import Permission

FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


class Health:
    __acl__ = ((Allow, Everyone, Permission.HEALTH_READ),)

    def __init__(self, request: Any) -> None:
        pass


class Metrics:
    """The operator's figures: for whoever brings the token of the settings; without one set, for this machine alone."""

    def __init__(self, request: Any) -> None:
        token = request.registry.portal.metrics_token
        allowed = brings_token(request, token) if token else comes_from_here(request)
        self.__acl__ = [(Allow, Everyone, Permission.METRICS_READ)] if allowed else []


def brings_token(request: Any, token: str) -> bool:
    kind, _, brought = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(brought.strip().encode(), token.encode())


def comes_from_here(request: Any) -> bool:
    """Whether the asker is a program of this machine, and not somebody beyond a proxy on it."""
    try:
        address = ip_address(request.environ.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and not any(name in request.headers for name in FORWARDING)
