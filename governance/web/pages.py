"""The one gate of the public record: each page once as HTML, once as JSON, with a validator that is worth asking for.

A room registers a page with config.add_public_page; its view returns a Page, whose content is a frozen dataclass. The
template writes that content for people, the twin under /api/v1 writes the same content for programs, and the description
of the interface is made from its type.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pyramid.renderers import render
from pyramid.response import Response
from pyramid.tweens import EXCVIEW
from sqlalchemy.exc import SQLAlchemyError

from governance.clock import read_clock
from governance.security import Permission
from governance.security.cookies import carries_session
from governance.web.layout import Crumb, digest_release
from governance.web.page_cache import KeptPage, PageCache, make_etag, read_version
from governance.web.parameters import Parameter

API = "/api/v1"
HTML = "text/html; charset=utf-8"
JSON = "application/json"

Write = Callable[[Any, Any], bytes]
"""How a content is written for a request, where no template writes it."""
VARY = "Accept-Language, Cookie"


@dataclass(frozen=True)
class Page:
    """What a view of the public record returns.

    content: a frozen dataclass, all that the page says. title: its name. crumbs: the way to it, itself last.
    changes_at: the next moment (UTC) at which time alone changes it; None: only the record changes it.
    """

    content: Any
    title: Any
    crumbs: tuple[Crumb, ...] = ()
    changes_at: datetime | None = None


@dataclass(frozen=True)
class PublicPage:
    """One registered page: its route's name and path, the type of its content, what may be asked of it."""

    name: str
    path: str
    media: str
    content: type
    summary: str
    parameters: tuple[Parameter, ...]
    adapter: TypeAdapter[Any]


@cache
def make_adapter(content: Any) -> TypeAdapter[Any]:
    """What writes a page's content as JSON and describes it. To make one takes long, and one of a kind is enough."""
    return TypeAdapter(content)


def add_public_page(
    config: Any,
    name: str,
    path: str,
    view: Callable[[Any, Any], Page],
    *,
    template: str = "",
    write: Write | None = None,
    media: str = HTML,
    content: type,
    factory: Callable[[Any], Any],
    summary: str,
    parameters: tuple[Parameter, ...] = (),
    permission: Permission = Permission.RECORD_READ,
) -> None:
    """Register a page of the public record under its path and its twin under /api/v1.

    template writes the content as HTML; or else write does, as the given media type.
    factory makes the resource from a request: it answers the ACL and has `scope` (a board's id, PORTAL or RELEASE) and
    `version`.
    """
    page = PublicPage(name, path, media, content, summary, parameters, make_adapter(content))
    config.registry.public_pages.append(page)

    def show_page(context: Any, request: Any) -> Response:
        made = view(context, request)
        twin = make_twin_address(request)
        request.layout.fill(made.title, made.crumbs, twin)
        body = write(made.content, request) if write else render(template, {"page": made.content}, request).encode()
        return settle(context, request, made, page, media, body, twin)

    def show_twin(context: Any, request: Any) -> Response:
        made = view(context, request)
        return settle(context, request, made, page, JSON, page.adapter.dump_json(made.content), None)

    for route, pattern, show in ((name, path, show_page), (f"{name}.json", API + path, show_twin)):
        config.add_route(route, pattern.rstrip("/") or "/", factory=factory)
        config.add_view(show, route_name=route, request_method="GET", permission=permission)


def make_twin_address(request: Any) -> str:
    query = request.query_string
    return f"{request.script_name}{API}{request.path_info.rstrip('/')}" + (f"?{query}" if query else "")


def settle(
    context: Any, request: Any, made: Page, page: PublicPage, content_type: str, body: bytes, twin: str | None
) -> Response:
    """Make the answer, with its validator, and keep it for those who ask next. What a session is shown is its own."""
    if carries_session(request.environ):
        return Response(body, content_type=content_type.partition(";")[0], content_language=request.locale_name)
    version = str(context.version)
    etag = make_etag(version, request.locale_name, made.changes_at, request.path_qs, digest_release())
    kept = KeptPage(context.scope, version, made.changes_at, etag, content_type, body)
    known = {parameter.name for parameter in page.parameters} | {"language"}
    if known.issuperset(request.GET):
        request.registry.page_cache.keep(make_key(request), kept)
    return answer(request, kept)


def answer(request: Any, kept: KeptPage) -> Response:
    """The kept page in full, or 304 where the reader has it already."""
    headers = [("ETag", f'"{kept.etag}"'), ("Cache-Control", "public, no-cache"), ("Vary", VARY)]
    asked = request.environ.get("HTTP_IF_NONE_MATCH")
    if asked is not None and (kept.etag in asked or asked.strip() == "*"):
        return Response(status=304, headerlist=headers)
    headers += [("Content-Type", kept.content_type), ("Content-Length", str(len(kept.body)))]
    if kept.content_type != JSON:
        headers.append(("Content-Language", request.locale_name))
    if kept.content_type not in (HTML, JSON):
        # Not every kind of content can name its twin by itself.
        headers.append(("Link", f'<{make_twin_address(request)}>; rel="alternate"; type="{JSON}"'))
    return Response(app_iter=[kept.body], headerlist=headers)


def make_key(request: Any) -> tuple[str, ...]:
    environ = request.environ
    return environ["SCRIPT_NAME"], environ["PATH_INFO"], environ.get("QUERY_STRING", ""), request.locale_name


def answer_unchanged(handler: Callable[[Any], Any], registry: Any) -> Callable[[Any], Any]:
    """The tween that serves a kept page after one query at most, without routing or rendering."""
    cache: PageCache = registry.page_cache

    def look(request: Any) -> Any:
        if request.method not in ("GET", "HEAD") or carries_session(request.environ):
            return handler(request)
        kept = cache.find(make_key(request))
        if kept is None or (kept.changes_at is not None and kept.changes_at <= registry.clock()):
            return handler(request)
        try:
            unchanged = read_version(registry.database.glancing, kept.scope) == kept.version
        except SQLAlchemyError:
            # What the database says to the view decides what the reader is told.
            return handler(request)
        return answer(request, kept) if unchanged else handler(request)

    return look


def includeme(config: Any) -> None:
    config.registry.public_pages = []
    config.registry.page_cache = PageCache()
    config.registry.clock = read_clock
    config.add_request_method(lambda request: request.registry.clock(), "now", reify=True)
    config.add_directive("add_public_page", add_public_page)
    config.add_tween("governance.web.pages.answer_unchanged", over=["pyramid_tm.tm_tween_factory", EXCVIEW])
