"""Whether the portal is alive (/healthz) and ready to serve (/readyz), for the operator's monitor."""

from typing import Any

from pyramid.authorization import Allow, Everyone
from pyramid.response import Response
from sqlalchemy.exc import SQLAlchemyError

from governance.db.schema import read_newest_revision, read_revision
from governance.security import Permission


class Health:
    __acl__ = ((Allow, Everyone, Permission.HEALTH_READ),)

    def __init__(self, request: Any) -> None:
        pass


def say_alive(context: Health, request: Any) -> Response:
    """The process answers; nothing else is asked of it."""
    return Response("alive\n", content_type="text/plain", cache_control="no-store")


def say_ready(context: Health, request: Any) -> Response:
    """The database answers and stands at this release's schema; 503 and one word of why otherwise."""
    try:
        with request.registry.database.engine.connect() as connection:
            revision = read_revision(connection)
    except SQLAlchemyError:
        state, status = "database does not answer", 503
    else:
        at_release = revision == read_newest_revision()
        state, status = ("ready", 200) if at_release else ("database needs governance init", 503)
    return Response(f"{state}\n", status=status, content_type="text/plain", cache_control="no-store")


def includeme(config: Any) -> None:
    for name, view in (("healthz", say_alive), ("readyz", say_ready)):
        config.add_route(f"health.{name}", f"/{name}", factory=Health)
        config.add_view(view, route_name=f"health.{name}", request_method="GET", permission=Permission.HEALTH_READ)
