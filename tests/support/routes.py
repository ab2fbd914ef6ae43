"""Every way into the application, as the application itself tells it: what attacks and the table of permissions walk."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyramid.interfaces import IRoutesMapper
from webob import Request

UNASKED = ("HEAD", "OPTIONS")
"""Methods that come along with GET, and do what it does."""


@dataclass(frozen=True)
class Way:
    """One method of one route with a view. permissions: those that its view names."""

    method: str
    route: str
    pattern: str
    permissions: frozenset[str]

    @property
    def row(self) -> str:
        """How the table of permissions names it: the twin of a page is granted as the page is."""
        return f"{self.method} {self.route.removesuffix('.json')}"


def list_ways(application: Any) -> list[Way]:
    """Every method of every route with a view that is not a static file."""
    return sorted(find_ways(application), key=lambda way: (way.route, way.method))


def find_ways(application: Any) -> Iterator[Way]:
    introspector = application.registry.introspector
    patterns = {
        route["introspectable"]["name"]: route["introspectable"]["pattern"]
        for route in introspector.get_category("routes")
    }
    for view in introspector.get_category("views"):
        route, methods = (view["introspectable"][name] for name in ("route_name", "request_methods"))
        if not route or route.startswith("__static/"):
            continue
        named = frozenset(str(item["value"]) for item in view["related"] if item.category_name == "permissions")
        # A view that names no method answers them all.
        for method in ("GET", "POST") if methods is None else (methods,) if isinstance(methods, str) else methods:
            if method not in UNASKED:
                yield Way(method, route, patterns[route], named)


def find_route(application: Any, path: str) -> str | None:
    """The name of the route that answers a path; None where there is none."""
    route = application.registry.getUtility(IRoutesMapper)(Request.blank(path))["route"]
    return None if route is None else str(route.name)
