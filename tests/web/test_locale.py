"""The reader's language: how it is chosen and kept, how it writes dates, times and numbers, and that a page keeps to it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pyramid import testing
from pyramid.httpexceptions import HTTPBadRequest
from pyramid.request import apply_request_extensions
from pyramid.threadlocal import RequestContext
from sqlalchemy import JSON, String, select
from webob.multidict import MultiDict
from webtest import TestApp

from governance.boards.models import Board
from governance.db import Database, Model
from governance.meetings.models import Meeting
from governance.oversight.metrics import load_dictionary
from governance.web.errors import answer_refusal
from governance.web.forms import read_submission
from governance.web.locale import (
    make_localizer,
    match_language,
    write_day,
    write_local_moment,
    write_local_month,
    write_local_time,
    write_number,
)
from model_law.provisions import list_acts, load_act
from tests.conftest import make_application
from tests.support.public_pages import list_addresses
from tests.support.untranslated import SpokenText, has_letters

OFFERED = ("en", "es")
CHICAGO = "America/Chicago"


def read_page_language(response: Any) -> str:
    return response.html.html["lang"]


# -- choosing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "chosen", "accepted", "expected"),
    [
        ("es", "en", "en", "es"),
        (None, "es", "en", "es"),
        (None, None, "es", "es"),
        (None, None, "es-MX,es;q=0.9,en;q=0.5", "es"),
        (None, None, "es-419", "es"),
        (None, None, "en-GB,es;q=0.5", "en"),
        (None, None, "fr,de;q=0.7", "en"),
        (None, None, "fr,es;q=0.2", "es"),
        (None, None, "en;q=0,es;q=0.1", "es"),
        (None, None, "", "en"),
        (None, None, "*", "en"),
        (None, None, "; q=??,,\\", "en"),
        ("tlh", "es", "en", "es"),
        ("tlh", "xx", "es", "es"),
        ("tlh", "xx", "fr", "en"),
        ("ES", None, "", "en"),
    ],
)
def test_the_address_comes_before_the_cookie_and_the_cookie_before_the_browser(asked, chosen, accepted, expected):
    assert match_language(asked, chosen, accepted, OFFERED) == expected


def test_a_language_nobody_offers_gets_the_first_offered():
    assert match_language("fr", "de", "it", ("es", "en")) == "es"
    assert match_language("en", None, "en", ("es",)) == "es"


def test_the_address_chooses_the_language_of_a_page(visitor: TestApp) -> None:
    page = visitor.get("/boards?language=es")
    assert read_page_language(page) == page.headers["Content-Language"] == "es"
    assert page.html.h1.text == "Juntas"


def test_the_browser_chooses_where_nobody_else_did(application: Any) -> None:
    reader = TestApp(application)
    assert read_page_language(reader.get("/", headers={"Accept-Language": "es-US,es;q=0.8"})) == "es"
    assert read_page_language(reader.get("/", headers={"Accept-Language": "en"})) == "en"
    assert read_page_language(reader.get("/", headers={"Accept-Language": "vi"})) == "en"
    assert read_page_language(reader.get("/")) == "en"


def test_a_choice_is_kept_for_the_pages_that_follow_even_if_the_page_was_made_before(application: Any) -> None:
    for _reader in range(2):
        reader = TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
        reader.get("/boards?language=es")
        assert read_page_language(reader.get("/boards")) == "es"
        reader.get("/boards?language=en")
        assert read_page_language(reader.get("/boards")) == "en"


def test_the_cookie_is_for_the_server_alone(application: Any) -> None:
    for scheme in ("http", "https"):
        answer = TestApp(application, extra_environ={"wsgi.url_scheme": scheme}).get("/?language=es")
        name_and_value, *attributes = [part.strip() for part in answer.headers["Set-Cookie"].split(";")]
        assert name_and_value == "language=es"
        assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"} <= set(attributes)
        assert ("secure" in attributes) == (scheme == "https")


def test_no_cookie_is_set_unless_an_offered_language_is_asked_for(visitor: TestApp) -> None:
    for address in ("/", "/?language=fr", "/?language=", "/?language=%3Cscript%3E", "/?page=1"):
        answer = visitor.get(address)
        assert "Set-Cookie" not in answer.headers, address
        assert read_page_language(answer) == "en", address


def test_a_cookie_that_names_no_language_changes_nothing(visitor: TestApp) -> None:
    visitor.set_cookie("language", "tlh")
    assert read_page_language(visitor.get("/")) == "en"


def test_the_operator_decides_which_languages_are_offered_and_which_comes_first(demo_database: Database) -> None:
    spanish_first = TestApp(make_application(demo_database, **{"governance.languages": "es en"}))
    assert read_page_language(spanish_first.get("/")) == "es"
    english_only = TestApp(make_application(demo_database, **{"governance.languages": "en"}))
    answer = english_only.get("/?language=es", headers={"Accept-Language": "es"})
    assert read_page_language(answer) == "en"
    assert "Set-Cookie" not in answer.headers


def test_each_page_links_to_itself_in_each_language(visitor: TestApp) -> None:
    links = visitor.get("/boards?page=1").html.select("nav.languages a")
    assert [(link["lang"], link.text, link["href"]) for link in links] == [
        ("en", "English", "/boards?page=1&language=en"),
        ("es", "Español", "/boards?page=1&language=es"),
    ]


def test_a_refusal_speaks_the_readers_language_in_page_and_twin(visitor: TestApp) -> None:
    page = visitor.get("/boards/nowhere?language=es", status=404)
    assert page.html.h1.text == "Esa página no existe"
    assert visitor.get("/api/v1/boards/nowhere?language=es", status=404).json["error"] == "Esa página no existe"
    detailed = visitor.get("/boards?page=9999&language=es", status=404)
    assert "Esta lista no tiene página 9999." in detailed


def test_a_form_that_arrived_in_pieces_is_refused_in_the_readers_language(application: Any) -> None:
    """The refusal carries its text untranslated: the page of errors words it, and takes no other."""
    with pytest.raises(HTTPBadRequest) as refusal:
        read_submission(testing.DummyRequest(POST=MultiDict({"title": "\x00"})), SimpleNamespace())
    reader = application.request_factory.blank("/", headers={"Accept-Language": "es"})
    reader.registry = application.registry
    apply_request_extensions(reader)
    with RequestContext(reader):
        page = answer_refusal(refusal.value, reader).text
    assert "El formulario no llegó completo." in page


def test_the_records_own_words_are_never_translated(visitor: TestApp, demo_database: Database) -> None:
    """A meeting named "Regular meeting" keeps its name, though the catalogue has these words too."""
    with demo_database.reading() as session:
        found = select(Board.slug, Meeting.key).join(Meeting, Meeting.board_id == Board.id)
        board, meeting = session.execute(found.where(Meeting.title == "Regular meeting").limit(1)).one()
    page = visitor.get(f"/boards/{board}/meetings/{meeting}?language=es").html
    assert page.h1.text == "Regular meeting"
    assert page.title.text == "Regular meeting · Juntas asesoras comunitarias"
    assert page.select(".breadcrumbs [aria-current]")[0].text == "Regular meeting"


# -- writing -----------------------------------------------------------------------------------------------


@contextmanager
def speak(language: str) -> Iterator[None]:
    """Makes it the reader's language."""
    request = testing.DummyRequest(locale_name=language, localizer=make_localizer(language))
    with testing.testConfig(request=request):
        yield


AFTERNOON = datetime(2026, 3, 4, 21, 5, tzinfo=UTC)
"""3:05 p.m. in Chicago, still winter time."""


def plain(text: str) -> str:
    """With common blanks for the narrow ones that stand before a.m. and p.m."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_spanish_writes_days_as_spanish_does():
    with speak("es"):
        assert write_day(date(2026, 3, 4)) == "4 de marzo de 2026"
        assert write_day(date(2026, 3, 4), "full") == "miércoles, 4 de marzo de 2026"
        assert write_local_month(AFTERNOON, CHICAGO) == "mar"
    with speak("en"):
        assert write_day(date(2026, 3, 4)) == "March 4, 2026"


def test_spanish_writes_times_and_numbers_as_the_united_states_do():
    with speak("es"):
        assert plain(write_local_time(AFTERNOON, CHICAGO)) == "3:05 p.m. CST"
        assert write_number(1234567) == "1,234,567"
        assert plain(write_local_moment(AFTERNOON, CHICAGO)) == "miércoles, 4 de marzo de 2026, 3:05 p.m. CST"
        assert write_local_moment(AFTERNOON, CHICAGO, time_stated=False) == "miércoles, 4 de marzo de 2026"
    with speak("en"):
        assert plain(write_local_moment(AFTERNOON, CHICAGO)) == "Wednesday, March 4, 2026 at 3:05 PM CST"


def test_a_moment_is_written_where_the_board_sits():
    past_midnight = datetime(2026, 7, 1, 4, 30, tzinfo=UTC)
    with speak("es"):
        assert plain(write_local_moment(past_midnight, CHICAGO)) == "martes, 30 de junio de 2026, 11:30 p.m. CDT"
        assert write_local_month(past_midnight, CHICAGO) == "jun"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 puestos"), (1, "1 puesto"), (2, "2 puestos"), (21, "21 puestos"), (1000000, "1000000 puestos")],
)
def test_spanish_counts_one_and_many(count: int, said: str):
    localizer = make_localizer("es")
    text = localizer.pluralize("%(count)s seat", "%(count)s seats", count, domain="governance")
    assert text % {"count": count} == said


# -- whole pages -------------------------------------------------------------------------------------------


def list_words_of_the_record(database: Database) -> set[str]:
    """Every text that the record itself holds, as a page may show it."""
    words: set[str] = set()
    with database.reading() as session:
        for table in Model.metadata.sorted_tables:
            for column in (column for column in table.columns if isinstance(column.type, String | JSON)):
                held = session.scalars(select(column) if isinstance(column.type, JSON) else select(column).distinct())
                for text in (text for value in held for text in list_texts(value)):
                    # What is written with marks (**so**) is read in pieces.
                    pieces = {piece.strip() for piece in re.split(r"[*_#`>\n]+", text)}
                    words |= {" ".join(text.split()), text.replace("_", " "), *pieces} - {""}
    return words


def list_texts(value: Any) -> list[str]:
    """Every text in a value, at whatever depth."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in list_texts(part)]
    return [value] if isinstance(value, str) else []


def list_words_of_the_acts() -> set[str]:
    """What the pages of the acts quote: sources, which stand in English, and the names of rules and parameters."""
    words: set[str] = set()
    for rule in (rule for act in list_acts() for rule in load_act(act).provisions):
        words |= {rule.id, rule.source.title, rule.place, rule.follows, *rule.parameters} - {""}
    return words


def list_words_of_the_metrics() -> set[str]:
    """What the pages of metrics quote: the titles of sources, which stand in English."""
    metrics = load_dictionary().versions.values()
    return {metric.source for metric in metrics} | {one.source for metric in metrics for one in metric.reported}


def list_pages(application: Any, database: Database) -> list[str]:
    return [*list_addresses(application, database).values(), "/no/such/page", "/boards?page=x", "/boards?page=9999"]


def test_a_spanish_page_says_nothing_in_english_but_what_the_record_says(
    application: Any, demo_database: Database
) -> None:
    """Whatever reads the same on the English page is the record's own text, or it was forgotten."""
    pages = list_pages(application, demo_database)  # which may add to the record
    quoted = list_words_of_the_record(demo_database) | list_words_of_the_acts() | list_words_of_the_metrics()
    record = sorted(quoted, key=len, reverse=True)
    same_in_both = ("English", "Español", "Portal", "Error", "no", "governance verify ledger.jsonl --head head.json")
    forgotten: set[str] = set()
    # What a ledger's page or feed shows for a program: hashes, signatures, an entry's or head's own bytes, ids, moments.
    proof = re.compile(
        r"urn:uuid:[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[0-9:]+Z|[0-9a-f]{40,}|[A-Za-z0-9+/=_-]{60,}|\{\"at\":.*\}"
    )
    for address in pages:
        english, spanish = (
            SpokenText(TestApp(application).get(address, headers={"Accept-Language": code}, status="*").text).pieces
            for code in OFFERED
        )
        for piece in set(english) & set(spanish):
            rest = proof.sub("", piece)
            for text in (*record, *same_in_both):
                rest = rest.replace(text, "") if len(text) > 2 or text == piece else rest
            if has_letters(rest):
                forgotten.add(f"{address}: {piece}")
    assert not forgotten
    assert len(pages) > 9
