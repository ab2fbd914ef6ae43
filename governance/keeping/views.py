"""/healthz, /readyz and /metrics, for the operator's monitor: plain text, only counts, nothing of a person."""

from typing import Any

from pyramid.response import Response

from governance.keeping.metrics import PROMETHEUS, write_metrics
from governance.keeping.queries import read_condition
from governance.keeping.resources import Health, Metrics
from governance.security import Permission


def answer(text: str, status: int = 200, content_type: str = "text/plain") -> Response:
    return Response(text, status=status, content_type=content_type, charset="utf-8", cache_control="no-store")


def say_alive(context: Health, request: Any) -> Response:
    """The process answers; nothing else is asked of it."""
    return answer("alive\n")


def say_ready(context: Health, request: Any) -> Response:
    """503 where pages cannot be served rightly, and why; else ready, and which parts are not well."""
    condition = read_condition(request.registry.database, request.registry.clock())
    return answer(f"{condition.describe()}\n", 503 if condition.obstacle else 200)


def show_metrics(context: Metrics, request: Any) -> Response:
    condition = read_condition(request.registry.database, request.registry.clock(), count=True)
    return answer("\n".join([*write_metrics(condition), ""]), content_type=PROMETHEUS)


def includeme(config: Any) -> None:
    health = {"request_method": "GET", "permission": Permission.HEALTH_READ}
    config.add_route("keeping.healthz", "/healthz", factory=Health)
    config.add_view(say_alive, route_name="keeping.healthz", **health)
    config.add_route("keeping.readyz", "/readyz", factory=Health)
    config.add_view(say_ready, route_name="keeping.readyz", **health)
    config.add_route("keeping.metrics", "/metrics", factory=Metrics)
    config.add_view(
        show_metrics, route_name="keeping.metrics", request_method="GET", permission=Permission.METRICS_READ
    )
