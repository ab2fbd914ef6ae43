"""What is too large is refused before it is read."""

from typing import Any

import pytest
from webtest import TestApp

from tests.conftest import make_application

MEGABYTE = 1 << 20


class Untouched:
    """A body that fails the test where anybody reads it."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = readlines = __iter__ = read


@pytest.fixture
def visitor(demo_database: Any) -> TestApp:
    return TestApp(make_application(demo_database, **{"governance.largest_upload": "2"}), lint=False)


def send(visitor: TestApp, length: str, **environ: str) -> int:
    request = {"REQUEST_METHOD": "POST", "wsgi.input": Untouched(), **environ}
    if length:
        request["CONTENT_LENGTH"] = length
    answer = visitor.do_request(visitor.RequestClass.blank("/sign-in", environ=request), expect_errors=True, status="*")
    return int(answer.status_int)


@pytest.mark.parametrize(
    ("length", "status"),
    [(str(3 * MEGABYTE + 1), 413), (str(200 * MEGABYTE), 413), ("-1", 413), ("1e3", 413), ("9" * 400, 413)],
)
def test_a_body_that_says_that_it_is_too_large_is_not_read(visitor: TestApp, length: str, status: int) -> None:
    assert send(visitor, length) == status


def test_a_body_that_does_not_say_how_large_it_is_is_not_read(visitor: TestApp) -> None:
    assert send(visitor, "", HTTP_TRANSFER_ENCODING="chunked") == 411


def test_a_form_is_taken_as_before(visitor: TestApp) -> None:
    assert visitor.post("/sign-in", {"a": "b"}, status="*").status_int not in (411, 413)
