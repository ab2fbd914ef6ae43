"""Whatever is asked of the public interface, the answer is a page or a clear refusal, never a failure."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from webob import Request
from webtest import TestApp

from governance.db import Database
from tests.conftest import make_application
from tests.support.public_pages import list_addresses

ODD = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "%ff",
        "%00",
        "..",
        "%2e%2e%2f",
        "'; DROP TABLE board; --",
        "<script>",
        "{{7*7}}",
        "١٢",
        "-1",
        "1e9",
        "9" * 400,
        "\u202e",
    ]
)


def fewer(share: int) -> Any:
    """A part of the examples that this run is asked for: each one here is many requests."""
    return settings(
        max_examples=max(3, settings().max_examples // share),
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def test_every_described_path_answers_as_described(demo_database: Database) -> None:
    """Schemathesis sends right and wrong values to each operation and holds every answer against the description."""
    application = make_application(demo_database)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = list(schema.get_all_operations())
    assert len(operations) == len(application.registry.public_pages)
    for found in operations:
        operation = found.ok()

        @fewer(2)
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(app=application)

        @fewer(2)
        @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
        def ask_wrongly(case: Any) -> None:
            assert case.call(app=application).status_code < 500

        ask()
        ask_wrongly()


def test_odd_addresses_are_refused_and_never_fail(demo_database: Database) -> None:
    application = make_application(demo_database)
    addresses = list(list_addresses(application, demo_database).values())

    @fewer(1)
    @given(st.sampled_from(addresses), st.lists(ODD, max_size=3), st.dictionaries(ODD, ODD, max_size=2), st.booleans())
    def ask(address: str, parts: list[str], query: dict[str, str], program: bool) -> None:
        path = ("/api/v1" if program else "") + "/".join([address, *parts])
        raw = path.encode("utf-8", "surrogatepass").decode("latin-1")
        text = "&".join(f"{name}={value}" for name, value in query.items())
        environ = {"PATH_INFO": raw, "QUERY_STRING": text.encode().decode("latin-1")}
        answer = Request.blank("/", environ).get_response(application)
        assert answer.status_int < 500

    ask()


def test_odd_methods_are_refused(demo_database: Database) -> None:
    application = make_application(demo_database)
    visitor = TestApp(application)
    for address in list_addresses(application, demo_database).values():
        for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"):
            answer = visitor.request(address, method=method, status="*")
            assert answer.status_int in (400, 405), (method, address)
            assert answer.status_int == 400 or answer.headers["Allow"] == "GET, HEAD"


def test_a_head_request_has_the_headers_and_no_body(demo_database: Database) -> None:
    visitor = TestApp(make_application(demo_database))
    head = visitor.head("/boards")
    assert head.body == b""
    assert head.headers["ETag"] == visitor.get("/boards").headers["ETag"]
