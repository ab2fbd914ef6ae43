"""What no later page may slip past."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from webtest import TestApp

import governance
from governance.boards.models import Jurisdiction
from governance.db import Database
from governance.folders import find_templates
from governance.security import Permission
from governance.security.headers import CONTENT_SECURITY_POLICY
from tests.conftest import NOW
from tests.support.public_pages import list_addresses, list_html_addresses

PLACE = {"slug": "lakemoor", "name": "Lakemoor", "zone": "America/Chicago", "entered_at": NOW}


def list_routed_views(application: Any) -> list[dict[str, Any]]:
    views = application.registry.introspector.get_category("views")
    return [view for view in views if view["introspectable"]["route_name"]]


def find_unguarded(application: Any) -> list[str]:
    """Routes with a view that names no permission of ours; static files, which hold no record, name none."""
    named = {str(permission) for permission in Permission} - {Permission.NOBODY}
    unguarded = []
    for view in list_routed_views(application):
        permissions = {item["value"] for item in view["related"] if item.category_name == "permissions"}
        route = view["introspectable"]["route_name"]
        if not permissions & named and not route.startswith("__static/"):
            unguarded.append(route)
    return unguarded


def test_every_view_names_a_permission(application: Any) -> None:
    assert list_routed_views(application)
    assert find_unguarded(application) == []


def test_only_the_button_of_a_mail_program_acts_from_another_site_and_without_a_token(application: Any) -> None:
    views = [view["introspectable"] for view in list_routed_views(application)]
    loose = [view for view in views if view["require_csrf"] is False or view.get("from_anywhere")]
    assert [(view["route_name"], view["request_param"]) for view in loose] == [
        ("subscriptions.end", "List-Unsubscribe=One-Click")
    ]


@pytest.fixture
def with_views(demo_database: Database, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The application with three views of the test's own: one careless, one that refuses, one that fails."""
    from pyramid.csrf import get_csrf_token
    from pyramid.httpexceptions import HTTPConflict
    from pyramid.response import Response

    def add_place(request: Any) -> None:
        request.db.execute(insert(Jurisdiction), [PLACE])

    def refuse(request: Any) -> Any:
        add_place(request)
        return Response("no", status=422)

    def conflict(request: Any) -> Any:
        add_place(request)
        raise HTTPConflict

    def fail(request: Any) -> Any:
        add_place(request)
        raise RuntimeError("a private detail")

    def accept(request: Any) -> Any:
        add_place(request)
        return Response("yes")

    def give_token(request: Any) -> Any:
        return Response(get_csrf_token(request))

    def include(config: Any) -> None:
        for view in (refuse, conflict, fail, accept):
            config.add_route(view.__name__, f"/test/{view.__name__}")
            config.add_view(view, route_name=view.__name__, permission=Permission.PORTAL_READ, require_csrf=False)
        for view, method in ((give_token, "GET"), (accept, "POST")):
            name = "token" if view is give_token else "guarded"
            config.add_route(name, f"/test/{name}")
            config.add_view(view, route_name=name, request_method=method, permission=Permission.PORTAL_READ)
        config.add_route("careless", "/test/careless")
        config.add_view(accept, route_name="careless")
        config.set_root_factory(OpenDoor)

    from tests.conftest import make_application

    monkeypatch.setattr("governance.front.views.includeme", include)
    return make_application(demo_database)


class OpenDoor:
    def __init__(self, request: Any) -> None:
        from pyramid.authorization import Allow, Everyone

        self.__acl__ = [(Allow, Everyone, Permission.PORTAL_READ)]


def count_places(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(Jurisdiction.slug == PLACE["slug"])) or 0


def test_a_view_that_names_no_permission_is_closed_and_found_by_the_guard(with_views: Any) -> None:
    assert find_unguarded(with_views) == ["careless"]
    TestApp(with_views).get("/test/careless", status=404)


@pytest.mark.parametrize(("path", "status"), [("refuse", 422), ("conflict", 409), ("fail", 500)])
def test_a_refusal_leaves_nothing_behind(with_views: Any, demo_database: Database, path: str, status: int) -> None:
    TestApp(with_views).post(f"/test/{path}", status=status)
    assert count_places(demo_database) == 0


def test_an_accepted_act_stays(with_views: Any, demo_database: Database) -> None:
    TestApp(with_views).post("/test/accept", status=200)
    assert count_places(demo_database) == 1


def test_an_act_without_a_token_is_refused(with_views: Any, demo_database: Database) -> None:
    browser = TestApp(with_views)
    browser.post("/test/guarded", status=400)
    browser.post("/test/guarded", {"csrf_token": "guessed"}, status=400)
    assert count_places(demo_database) == 0
    token = browser.get("/test/token").text
    browser.post("/test/guarded", {"csrf_token": token}, status=200)
    assert count_places(demo_database) == 1


def test_a_failure_shows_a_reference_that_the_log_carries_and_nothing_else(
    with_views: Any, caplog: pytest.LogCaptureFixture
) -> None:
    page = TestApp(with_views).post("/test/fail", status=500)
    reference = page.html.find(class_="code").text
    assert "a private detail" not in page.text
    assert "Traceback" not in page.text
    assert [
        record for record in caplog.records if record.name == "governance.error" and reference in record.getMessage()
    ]


def test_every_answer_carries_the_guarding_headers(application: Any, demo_database: Database, visitor: TestApp) -> None:
    addresses = [*list_addresses(application, demo_database).values(), "/nowhere", "/healthz", "/api/v1/openapi.json"]
    for address in [*addresses, addresses[0]]:
        headers = visitor.get(address, status="*").headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" in visitor.get("/", extra_environ={"wsgi.url_scheme": "https"}).headers


INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.I)


def test_no_template_holds_an_inline_script_or_style() -> None:
    templates = list(find_templates().rglob("*.jinja2"))
    assert len(templates) > 20
    assert [path.name for path in templates if INLINE.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "markup", ["<p style='x'>", "<script>1</script>", '<a onclick="x">', "<a href='javascript:x'>", "<STYLE>"]
)
def test_the_search_for_inline_scripts_finds_them(markup: str) -> None:
    assert INLINE.search(markup)


def test_no_page_loads_anything_from_another_host(application: Any, demo_database: Database, visitor: TestApp) -> None:
    for name, address in list_html_addresses(application, demo_database).items():
        html = visitor.get(address).html
        loaded = [tag.get("src") or tag.get("href") for tag in html.find_all(["script", "img", "iframe"])]
        loaded += [tag["href"] for tag in html.find_all("link") if tag["rel"][0] in ("stylesheet", "icon")]
        assert loaded, name
        assert [address for address in loaded if not address.startswith("/static/")] == [], name


def test_every_page_says_where_to_turn_in_danger_and_in_crisis(
    application: Any, demo_database: Database, visitor: TestApp
) -> None:
    for address in [*list_html_addresses(application, demo_database).values(), "/nowhere"]:
        footer = visitor.get(address, status="*").html.footer
        assert footer.find("a", href="tel:911")
        assert footer.find("a", href="tel:988")
        assert footer.find("a", href="sms:988")


def test_the_request_log_says_nothing_of_the_reader(visitor: TestApp, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "governance.request"):
        visitor.get(
            "/boards?page=1&secret=query",
            extra_environ={"REMOTE_ADDR": "203.0.113.9"},
            headers={"User-Agent": "Browser/7", "Cookie": "language=es; other=cookie"},
        )
    lines = [record.getMessage() for record in caplog.records if record.name == "governance.request"]
    assert len(lines) == 1
    assert '"route": "front.boards"' in lines[0]
    assert not re.search("203|Browser|secret|cookie", lines[0])


def test_the_factory_reads_as_a_table_of_contents() -> None:
    source = Path(governance.__file__).read_text("utf-8")
    assert source.count("config.include(") >= 6
    assert "add_route" not in source
    assert "add_view" not in source
