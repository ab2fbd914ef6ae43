"""Every public page and its twin: right, described, cheap, and honest about what changed."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from sqlalchemy import select, update
from webtest import TestApp

from governance.boards.models import Board
from governance.db import Database
from governance.meetings.models import Meeting
from tests.conftest import NOW, make_application
from tests.support.public_pages import list_addresses
from tests.support.statements import count_statements

QUERIES = {
    "front.home": 6,
    "front.boards": 6,
    "front.board": 12,
    "front.board_law": 2,
    "front.composition": 9,
    "front.composition_history": 8,
    "front.composition_replay": 8,
    "front.meeting": 9,
    "front.agenda": 5,
    "front.person": 6,
    "boards.members": 6,
    "meetings.list": 6,
    "meetings.live": 3,
    "meetings.calendar": 2,
    "minutes.read": 7,
    "participation.comments": 5,
    "participation.complaints": 3,
    "votes.tally": 12,
    "votes.receipt": 2,
    "votes.list": 5,
    "votes.disagreements": 2,
    "votes.motion": 7,
    "votes.election": 3,
    "votes.vote": 5,
    "oversight.metrics": 4,
    "oversight.reports": 3,
    "oversight.report": 3,
    "oversight.data_requests": 3,
    "oversight.data_request": 4,
    "oversight.recommendations": 3,
    "oversight.recommendation": 9,
    "oversight.questions": 3,
    "oversight.question": 3,
    "oversight.review": 8,
    "ledger.board": 7,
    "ledger.board.heads": 5,
    "ledger.board.entry": 8,
    "ledger.instance": 4,
    "ledger.instance.heads": 5,
    "ledger.instance.entry": 5,
    "feed.board": 8,
    "feed.instance": 4,
    "law.acts": 0,
    "law.act": 0,
}
"""How many statements a page takes when it is made anew. A new page needs a row here, and at most 12."""


def make_reader(application: Any) -> TestApp:
    return TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})


def test_every_page_is_html_or_a_feed_or_a_calendar_with_a_linked_json_twin(
    application: Any, demo_database: Database, visitor: TestApp
) -> None:
    kinds = {"feed.board": "application/atom+xml", "feed.instance": "application/atom+xml"}
    kinds["meetings.calendar"] = "text/calendar"
    for name, address in list_addresses(application, demo_database).items():
        page = visitor.get(address)
        assert page.content_type == kinds.get(name, "text/html"), name
        if name in kinds:
            [twin] = re.findall(r'^<([^>]+)>; rel="alternate"; type="application/json"$', page.headers["Link"])
        else:
            [twin] = re.findall(
                r'<link(?= [^>]*rel="alternate")(?= [^>]*"application/json")[^>]* href="([^"]+)"', page.text
            )
        assert visitor.get(twin).content_type == "application/json", name


def test_every_twin_is_what_the_description_says(application: Any, demo_database: Database, visitor: TestApp) -> None:
    description = visitor.get("/api/v1/openapi.json").json
    schemas = {"$defs": description["components"]["schemas"]}
    addresses = list_addresses(application, demo_database)
    for path, operations in description["paths"].items():
        operation = operations["get"]
        body = visitor.get("/api/v1" + addresses[operation["operationId"]].rstrip("/")).json
        reference = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        schema = json.loads(
            json.dumps({"$ref": f"#/$defs/{reference}", **schemas}).replace("#/components/schemas/", "#/$defs/")
        )
        jsonschema.validate(body, schema, cls=jsonschema.Draft202012Validator)
        assert body, path


def test_no_twin_shows_a_row_number_of_the_database(
    application: Any, demo_database: Database, visitor: TestApp
) -> None:
    for name, address in list_addresses(application, demo_database).items():
        assert '"id":' not in visitor.get("/api/v1" + address.rstrip("/")).text, name


def test_a_page_made_anew_takes_its_fixed_number_of_queries(application: Any, demo_database: Database) -> None:
    reader = make_reader(application)
    taken = {}
    for name, address in list_addresses(application, demo_database).items():
        with count_statements(demo_database) as statements:
            reader.get(address)
        taken[name] = len(statements)
    assert taken == QUERIES
    assert max(QUERIES.values()) <= 12


def test_the_number_of_queries_does_not_grow_with_the_agenda(application: Any, demo_database: Database) -> None:
    from governance.meetings.models import AgendaItem, ItemKind

    reader = make_reader(application)
    address = list_addresses(application, demo_database)["front.meeting"]
    with demo_database.writing.begin() as session:
        meeting = session.scalar(select(Meeting).where(Meeting.key == address.rpartition("/")[2]))
        session.add_all(
            AgendaItem(meeting_id=meeting.id, key=f"added{number:05}", position=1000 + number, title=f"Item {number}",
                       kind=ItemKind.UNSTATED, entered_at=NOW)
            for number in range(500)
        )  # fmt: skip
    with count_statements(demo_database) as statements:
        page = reader.get(address)
    assert "Item 150" in page.text
    assert len(statements) == QUERIES["front.meeting"]


def test_an_unchanged_page_takes_one_query_at_most_in_full_and_as_304(
    application: Any, demo_database: Database
) -> None:
    reader = make_reader(application)
    for name, address in list_addresses(application, demo_database).items():
        first = reader.get(address)
        with count_statements(demo_database) as statements:
            again = reader.get(address)
            unchanged = reader.get(address, headers={"If-None-Match": first.headers["ETag"]}, status=304)
        assert len(statements) == (2 if QUERIES[name] else 0), name
        assert again.body == first.body
        assert unchanged.body == b""
        assert unchanged.headers["ETag"] == first.headers["ETag"]


def test_a_page_is_made_anew_once_the_board_s_record_has_changed(application: Any, demo_database: Database) -> None:
    reader = make_reader(application)
    address = list_addresses(application, demo_database)["front.board"]
    first = reader.get(address)
    with demo_database.writing.begin() as session:
        session.execute(
            update(Board).where(Board.slug == address.rpartition("/")[2]).values(
                purpose="Watches over the new program.", record_version=Board.record_version + 1
            )
        )  # fmt: skip
    second = reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_int == 200
    assert "Watches over the new program." in second.text


def test_a_change_to_another_board_leaves_a_board_s_page_as_it_is(application: Any, demo_database: Database) -> None:
    reader = make_reader(application)
    address = list_addresses(application, demo_database)["front.board"]
    first = reader.get(address)
    with demo_database.writing.begin() as session:
        session.execute(
            update(Board)
            .where(Board.slug != address.rpartition("/")[2])
            .values(record_version=Board.record_version + 1)
        )
    reader.get(address, headers={"If-None-Match": first.headers["ETag"]}, status=304)


def test_time_alone_outdates_a_page_when_its_next_meeting_has_passed(application: Any, demo_database: Database) -> None:
    reader = make_reader(application)
    address = list_addresses(application, demo_database)["front.board"]
    before = reader.get("/api/v1" + address).json["next_meeting"]["address"]
    kept = reader.get(address)
    application.registry.clock = lambda: NOW + timedelta(minutes=1)
    reader.get(address, headers={"If-None-Match": kept.headers["ETag"]}, status=304)
    application.registry.clock = lambda: NOW + timedelta(days=40)
    after = reader.get(address, headers={"If-None-Match": kept.headers["ETag"]})
    assert after.status_int == 200
    assert before not in after.html.find(class_="next-meeting").decode()


def test_two_processes_on_one_database_show_the_same_record(demo_database: Database) -> None:
    one, other = make_reader(make_application(demo_database)), make_reader(make_application(demo_database))
    address = list_addresses(one.app, demo_database)["front.board"]
    assert one.get(address).headers["ETag"] == other.get(address).headers["ETag"]
    with demo_database.writing.begin() as session:
        session.execute(update(Board).values(name="Renamed Board", record_version=Board.record_version + 1))
    assert "Renamed Board" in one.get(address).text
    assert "Renamed Board" in other.get(address).text


def test_each_language_has_its_own_validator(application: Any, demo_database: Database, visitor: TestApp) -> None:
    address = list_addresses(application, demo_database)["front.board"]
    english = visitor.get(address, headers={"Accept-Language": "en"})
    spanish = visitor.get(address, headers={"Accept-Language": "es"})
    assert english.headers["ETag"] != spanish.headers["ETag"]
    assert spanish.html.html["lang"] == "es"
    assert "Accept-Language" in english.headers["Vary"]


def test_addresses_with_unknown_questions_are_answered_but_not_kept(application: Any, visitor: TestApp) -> None:
    visitor.get("/boards?utm_source=letter")
    assert not [key for key in application.registry.page_cache.pages if "utm_source" in key[2]]


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=1&page=2", "page=", "page=9999999999999", "page=%D9%A1"]
)
def test_a_malformed_page_number_is_refused_in_plain_words(visitor: TestApp, query: str) -> None:
    refused = visitor.get(f"/boards?{query}", status=400)
    assert "must be one whole number from 1 to" in refused.text


def test_the_page_behind_the_last_one_is_not_there(visitor: TestApp) -> None:
    assert "This list has no page 2." in visitor.get("/boards?page=2", status=404).text


def test_long_lists_are_pages_that_lead_to_one_another(
    make_database: Callable[[str], Database],
) -> None:
    database = make_database("demo")
    with database.writing.begin() as session:
        board = session.scalar(select(Board).order_by(Board.id))
        session.add_all(
            Meeting(board_id=board.id, key=f"2020-01-01-{number:010}", title=f"Meeting {number}", status="adjourned",
                    starts_at=NOW.replace(year=2020) + timedelta(hours=number), zone=board.zone, entered_at=NOW)
            for number in range(120)
        )  # fmt: skip
        slug = board.slug
    reader = make_reader(make_application(database))
    seen: list[str] = []
    address: str | None = f"/api/v1/boards/{slug}/meetings?year=2020"
    while address:
        page = reader.get(address).json
        seen += [meeting["address"] for meeting in page["meetings"]]
        address = page["paging"]["next"]
    assert len(seen) == len(set(seen)) == 120
