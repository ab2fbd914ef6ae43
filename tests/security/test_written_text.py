"""Whatever somebody writes, in a form or in an imported file, comes back as text: on pages, in twins, in files."""

from typing import Any

import pytest
from sqlalchemy import update
from webtest import TestApp

from governance.boards.models import Board
from governance.db import Database
from tests.conftest import make_application
from tests.functional import test_canary
from tests.functional.test_canary import DIRECT, plant
from tests.support.portal_forms import FoundForm, House, list_forms, list_paths

SCRIPT = "\"'><script>zq(7)</script><img src=x onerror=zq(8)>"
AS_TEXT = "&lt;script&gt;zq(7)"
RAW = ("<script>zq", "<img src=x")
TYPED = ("text", "email", "search", "url", "tel", None)


def write_everywhere(form: Any, *, but: tuple[str, ...] = ()) -> int:
    """Write markup into each field of a form that takes text; how many those are."""
    written = 0
    for name, controls in form.fields.items():
        takes_text = controls[0].tag == "textarea" or (
            controls[0].tag == "input" and controls[0].attrs.get("type") in TYPED
        )
        if name and name not in but and takes_text:
            controls[0].force_value(SCRIPT)
            written += 1
    return written


def find_raw(text: str) -> list[str]:
    return [raw for raw in RAW if raw in text]


def test_markup_in_any_field_of_any_form_is_shown_as_text(house: House) -> None:
    # Once with markup in every field, so that the form is shown again; once so that it is taken where it can be.
    ways = [(found, but) for found in house.forms for but in ((), ("address", "code"))]
    answers = {way: write_into(house, *way) for way in ways}
    assert sum(answer.text.count(AS_TEXT) > 0 for answer in answers.values() if answer is not None) >= 6
    assert sum(answer.status_int == 303 for answer in answers.values() if answer is not None) >= 3
    assert read_all_pages(house) >= 6
    # What an earlier form ended (a draft given up, a meeting called off) has its own form on a record of its own.
    for way in (way for way, answer in answers.items() if answer is None):
        house.renew()
        assert write_into(house, *way) is not None, way


def write_into(house: House, found: FoundForm, but: tuple[str, ...]) -> Any:
    """The answer to a form into which markup was written; None where its page has no such form now."""
    browser = house.enter(found.who)
    forms = list_forms(browser.get(found.page, status="*"))
    if found.place >= len(forms) or (forms[found.place].id or "") != found.formid:
        return None
    form = forms[found.place]
    house.fill_in(form)
    if not write_everywhere(form, but=but):
        return browser.get("/healthz")
    answer = form.submit(status="*")
    assert answer.status_int in (200, 303, 422), (found, answer.status)
    assert find_raw(answer.text) == [], found
    return answer


def read_all_pages(house: House) -> int:
    """Read every page as everybody; how many of them show what was written."""
    shown = 0
    for who in house.sessions:
        browser = house.enter(who)
        for path in list_paths(house):
            answer = browser.get(path, status="*")
            if answer.content_type == "text/html":
                assert find_raw(answer.text) == [], path
                shown += AS_TEXT in answer.text
            else:
                assert_no_browser_reads_it_as_a_page(answer, path)
    return shown


def assert_no_browser_reads_it_as_a_page(answer: Any, path: str) -> None:
    assert answer.content_type not in ("application/xhtml+xml", "image/svg+xml", "text/xml"), path
    assert answer.headers["X-Content-Type-Options"] == "nosniff", path


def test_markup_in_an_address_is_shown_as_text(house: House) -> None:
    asked = ("page", "year", "kind", "language", "return_to", "kept", "size")
    keeper = house.enter("keeper")
    for path in list_paths(house):
        for name in asked:
            answer = keeper.get(path, {name: SCRIPT}, status="*")
            assert answer.status_int < 500 or path == "/readyz", (path, name)
            if answer.content_type == "text/html":
                assert find_raw(answer.text) == [], (path, name)


@pytest.fixture
def with_markup(demo_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A published board in whose every text column markup stands."""
    monkeypatch.setattr(test_canary, "CANARY", SCRIPT)
    with demo_database.writing.begin() as session:
        plant(session)
        session.execute(update(Board).values(published=True))
    return demo_database


def test_markup_in_any_column_of_the_record_is_shown_as_text(with_markup: Database) -> None:
    reader = TestApp(make_application(with_markup))
    for path in ("/", "/boards", *DIRECT):
        page = reader.get(path)
        assert page.content_type == ("application/atom+xml" if path.endswith(".atom") else "text/html")
        assert find_raw(page.text) == [], path
        assert path == "/" or AS_TEXT in page.text, path
        twin = reader.get(f"/api/v1{path}".rstrip("/"))
        assert twin.content_type == "application/json", path
        assert_no_browser_reads_it_as_a_page(twin, path)
        assert path == "/" or "<script>zq" in twin.text, path
    download = reader.get("/boards/canary-board/ledger.jsonl")
    assert_no_browser_reads_it_as_a_page(download, "the ledger's download")
