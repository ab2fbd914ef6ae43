"""Answers lead to pages of this portal alone, whatever address was given and whatever the request calls the host."""

import pytest
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from webob import Request

from governance.security.redirects import lead_within, read_path

EVIL = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/home", "/home"),
        ("/boards/a?page=2#votes", "/boards/a?page=2#votes"),
        ("//evil.example", "/"),
        ("///evil.example/x", "/evil.example/x"),
        ("https://evil.example/x", "/x"),
        ("https:evil.example", "/evil.example"),
        ("\\\\evil.example", "/evil.example"),
        ("/\\evil.example", "/evil.example"),
        ("/\t/evil.example", "/"),
        (" //evil.example", "/"),
        ("javascript:alert(1)", "/alert(1)"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_an_address_is_followed_no_further_than_its_path(location: str, path: str) -> None:
    assert read_path(location) == path


def test_the_host_of_a_request_is_in_no_redirect() -> None:
    answer = Request.blank("/", EVIL).send(lead_within(HTTPSeeOther("/home", headers=[("Set-Cookie", "a=b")])))
    assert (answer.status, answer.headers["Location"], answer.headers["Set-Cookie"]) == (
        "303 See Other",
        "/home",
        "a=b",
    )
    assert (answer.headers.getall("Content-Length"), answer.body) == (["0"], b"")


def test_an_answer_that_leads_nowhere_is_left_alone() -> None:
    page = Response(b"page")
    assert lead_within(page) is page
