"""What the public shares never shows a person's page, and is never filled by one who is signed in."""

from typing import Any

from governance.db import Database
from tests.support.accounts import CLERK, make_browser, sign_in
from tests.support.public_pages import list_addresses

PRIVATE = "private, no-store"


def test_a_signed_in_reader_neither_fills_nor_reads_the_shared_pages(application: Any, demo_database: Database) -> None:
    person, reader = sign_in(application, demo_database, CLERK), make_browser(application)
    kept = application.registry.page_cache.pages
    for name, address in list_addresses(application, demo_database).items():
        for path in (address, "/api/v1" + address.rstrip("/")):
            before = set(kept)
            own = person.get(path)
            assert (own.headers["Cache-Control"], own.headers.get("ETag")) == (PRIVATE, None), name
            assert set(kept) == before, name
            shared = reader.get(path)
            assert shared.headers["Cache-Control"] == "public, no-cache", name
            assert "Sign out" not in shared.text
    assert kept


def test_a_reader_who_signs_in_is_not_told_that_nothing_changed(application: Any, demo_database: Database) -> None:
    reader = make_browser(application)
    etag = reader.get("/boards").headers["ETag"]
    person = sign_in(application, demo_database, CLERK)
    own = person.get("/boards", headers={"If-None-Match": etag}, status=200)
    assert "Sign out" in own.text


def test_a_session_that_is_over_is_answered_in_private_too(application: Any, demo_database: Database) -> None:
    browser = make_browser(application)
    browser.set_cookie("session", "A" * 43)
    answer = browser.get("/boards")
    assert answer.headers["Cache-Control"] == PRIVATE
    assert "Sign in" in answer.html.find("header").text
    assert len(application.registry.page_cache.pages) == 0


def test_no_page_of_a_person_may_be_kept_by_anybody(application: Any, demo_database: Database) -> None:
    person = sign_in(application, demo_database, CLERK)
    for path in ("/home", "/account", "/account/sessions", "/account/export.json", "/nowhere", "/accounts"):
        assert person.get(path, status="*").headers["Cache-Control"] == PRIVATE
    stranger = make_browser(application)
    for path in ("/sign-in", "/sign-in/sent", "/home", "/sign-in/" + "A" * 43):
        assert stranger.get(path, status="*").headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_by_everybody(application: Any, demo_database: Database) -> None:
    person = sign_in(application, demo_database, CLERK)
    style = person.get("/home").html.find("link", rel="stylesheet")["href"]
    assert "max-age" in person.get(style).headers["Cache-Control"]
