"""What is not published does not leak: marked text in every field of an unpublished board, sought in every public output."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webtest import TestApp

from governance.boards.actions import BoardAct
from governance.boards.models import Board, BoardName, Jurisdiction, Membership, Person, Role, Seat
from governance.db import Database
from governance.db.model import Model
from governance.ledger.actions import append
from governance.ledger.entries import Office
from governance.ledger.heads import sign_heads
from governance.ledger.models import LedgerLog
from governance.ledger.seals import read_row
from governance.meetings.coming_actions import answer_coming
from governance.meetings.models import AgendaItem, Attendance, Meeting, MeetingDocument
from governance.meetings.planning import Plan, PlannedItem
from governance.meetings.planning_actions import edit_draft, open_draft, post_agenda
from governance.meetings.planning_models import Coming, ComingAnswer
from governance.security.vault import Vault
from governance.votes.models import Ballot, Motion, Vote
from tests.conftest import NOW, make_application
from tests.support.declarations import make_vault
from tests.support.planning import PDF, PLAN, add_paper, find_clerk

CANARY = "zqcanaryxv"
LINKS = (("a", "href"), ("link", "href"), ("form", "action"))


def mark(row: Model, **given: Any) -> Model:
    """Put the canary into every free text column of a row that is not given."""
    for column in row.__table__.columns:
        free_text = column.type.python_type is str and not hasattr(column.type, "enums")
        if column.key in given:
            setattr(row, column.key, given[column.key])
        elif free_text and column.key not in ("slug", "key", "zone"):
            setattr(row, column.key, f"{CANARY} {column.key}"[: column.type.length])
        elif column.key == "entered_at":
            row.entered_at = NOW
    return row


def plant(session: Session, **board: Any) -> None:
    """An unpublished board with a row of every kind, each one marked; and somebody who is known from nowhere else."""
    place = mark(Jurisdiction(slug="canary-place", zone="UTC"))
    session.add(place)
    session.flush()
    hidden = mark(Board(slug="canary-board"), jurisdiction_id=place.id, zone="UTC", published=False, **board)
    person = mark(Person(key="canary-person"))
    session.add_all([hidden, person])
    session.flush()
    seat = mark(Seat(board_id=hidden.id, number=1))
    meeting = mark(Meeting(key="2027-01-01-canary0001", status="scheduled", starts_at=NOW + timedelta(days=3), zone="UTC"),
                   board_id=hidden.id)  # fmt: skip
    name = mark(BoardName(board_id=hidden.id))
    session.add_all([seat, meeting, name])
    session.flush()
    item = mark(AgendaItem(meeting_id=meeting.id, key="canaryitem", position=1))
    session.add(item)
    session.add(mark(Membership(board_id=hidden.id, person_id=person.id, seat_id=seat.id, role=Role.MEMBER)))
    session.flush()
    motion = mark(Motion(meeting_id=meeting.id, agenda_item_id=item.id, key="canarymotn"))
    session.add(motion)
    session.add(mark(MeetingDocument(meeting_id=meeting.id, agenda_item_id=item.id, kind="agenda")))
    session.add(
        mark(Attendance(meeting_id=meeting.id, agenda_item_id=item.id, person_id=person.id, presence="present"))
    )
    session.flush()
    vote = mark(Vote(motion_id=motion.id, key="canaryvote"))
    session.add(vote)
    session.flush()
    session.add(mark(Ballot(vote_id=vote.id, person_id=person.id, choice="aye")))
    session.flush()
    rows = [read_row(hidden), read_row(name)]
    append(session, hidden.id, at=NOW, office=Office.OPERATOR, kind=BoardAct.RENAMED, rows=rows)


def crawl(application: Any) -> Iterator[tuple[str, str]]:
    """Every public output that links lead to from the first page and the description, in both languages."""
    visitor = TestApp(application)
    waiting, seen = ["/", "/boards", "/api/v1/openapi.json", "/healthz", "/readyz"], set()
    while waiting:
        address = waiting.pop()
        path = address.partition("#")[0]
        if path in seen:
            continue
        seen.add(path)
        answer = visitor.get(path, status="*")
        yield path, answer.text if answer.charset or answer.content_type == "application/json" else repr(answer.body)
        if answer.content_type == "text/html":
            found = [tag.get(name) for kind, name in LINKS for tag in answer.html.find_all(kind)]
            waiting += [link for link in found if link and link.startswith("/") and "/static/" not in link]
        elif answer.content_type == "application/atom+xml":
            waiting += [link for link in map(read_link, ElementTree.fromstring(answer.body).iter()) if link]


def read_link(element: ElementTree.Element) -> str | None:
    return element.get("href")


def count_planted(database: Database) -> int:
    """How many columns of the database hold the canary."""
    planted = 0
    with database.reading() as session:
        for table in Model.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                planted += sum(CANARY in str(value) for value in row.values())
    return planted


@pytest.fixture
def with_canary(demo_database: Database) -> Database:
    with demo_database.writing.begin() as session:
        plant(session)
    return demo_database


DIRECT = (
    "/boards/canary-board",
    "/boards/canary-board/members",
    "/boards/canary-board/meetings",
    "/boards/canary-board/votes",
    "/boards/canary-board/meetings/2027-01-01-canary0001",
    "/boards/canary-board/votes/canaryvote",
    "/people/canary-person",
    "/boards/canary-board/ledger",
    "/boards/canary-board/ledger/1",
    "/boards/canary-board/ledger/heads",
    "/boards/canary-board/feed.atom",
)


def test_an_unpublished_board_is_in_no_public_output(with_canary: Database) -> None:
    assert count_planted(with_canary) > 60
    outputs = dict(crawl(make_application(with_canary)))
    assert len(outputs) > 100
    assert [path for path, text in outputs.items() if CANARY in text or "canary" in path] == []


def test_an_unpublished_board_cannot_be_told_from_one_that_does_not_exist(with_canary: Database) -> None:
    visitor = TestApp(make_application(with_canary), extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    unknown = visitor.get("/boards/no-such-board", status=404)
    for prefix in ("", "/api/v1"):
        for address in DIRECT:
            hidden = visitor.get(prefix + address, status=404)
            assert CANARY not in hidden.text
            if not prefix:
                assert hidden.html.h1 == unknown.html.h1


def test_the_log_of_an_unpublished_board_is_in_no_public_output(with_canary: Database, ledger_keys: Path) -> None:
    sign_heads(with_canary, NOW, ledger_keys)
    with with_canary.reading() as session:
        hidden = session.scalar(select(LedgerLog.key).join(Board).where(Board.slug == "canary-board"))
        other = session.scalar(select(LedgerLog.key).where(LedgerLog.board_id == 1))
    outputs = list(crawl(make_application(with_canary)))
    assert [path for path, text in outputs if hidden in text] == []
    assert any(other in text for _, text in outputs)
    TestApp(make_application(with_canary)).get("/boards/canary-board/ledger.jsonl", status=404)


def test_the_crawl_finds_the_canary_once_the_board_is_published(with_canary: Database) -> None:
    """Shows that the test above looks where the marked text would be."""
    with with_canary.writing.begin() as session:
        session.execute(update(Board).where(Board.slug == "canary-board").values(published=True))
    outputs = dict(crawl(make_application(with_canary)))
    for address in DIRECT:
        assert CANARY in outputs[address], address
        assert CANARY in outputs["/api/v1" + address], address


def test_what_a_seat_is_reserved_for_is_in_no_public_output(with_canary: Database) -> None:
    with with_canary.writing.begin() as session:
        session.execute(update(Board).where(Board.slug == "canary-board").values(published=True))
    leaks = [path for path, text in crawl(make_application(with_canary)) if "canaryxv reserved_for" in text]
    assert leaks == []


def plant_drafts(database: Database, vault: Vault) -> list[str]:
    """Marked text in every field of a draft, and of what a member told the clerk; on a published board. Their keys."""
    words = {field.name: f"{CANARY} {field.name}" for field in fields(Plan)}
    item = {field.name: f"{CANARY} item {field.name}" for field in fields(PlannedItem)}
    address, moment = f"https://example.org/{CANARY}", (NOW + timedelta(days=9)).isoformat()
    with database.writing.begin() as session:
        board = session.scalars(select(Board).where(Board.parent_id.is_(None)).order_by(Board.id)).first()
        clerk = find_clerk(session)
        paper = add_paper(
            session, title=f"{CANARY} paper", content=PDF + CANARY.encode() + b"%%EOF", name=f"{CANARY}.pdf"
        )
        plan = Plan(
            **{**words, "kind": "emergency", "starts_at": moment, "ends_at": "", "join_address": address,
               "recording_address": address,
               "emergency": {name: f"{CANARY} {name}" for name in ("happened", "cannot_wait", "found_by")},
               "items": (PlannedItem(**{**item, "key": "canaryplan", "kind": "action", "minutes": 7, "documents": (paper,)}),)}
        )  # fmt: skip
        draft = open_draft(session, NOW, clerk, board.id, plan)
        posted = open_draft(session, NOW, clerk, board.id, replace(PLAN, starts_at=moment, ends_at=""))
        post_agenda(session, NOW, clerk, board.id, posted.key, 1)
        meeting = session.get_one(Meeting, posted.meeting_id)
        edit_draft(session, NOW, board.id, posted.key, lambda plan: replace(plan, comment=f"{CANARY} not posted"))
        person = session.scalars(select(Person.id).order_by(Person.id)).first()
        answer_coming(session, vault, NOW, board.id, meeting.key, person, Coming.NO, f"{CANARY} reason")
        # As if it had not been sealed.
        session.execute(update(ComingAnswer).values(reason=f"{CANARY} reason".encode()))
        return [draft.key, posted.key, paper]


def test_nothing_that_is_prepared_is_in_any_public_output(demo_database: Database, tmp_path: Path) -> None:
    keys = plant_drafts(demo_database, make_vault(tmp_path))
    assert count_planted(demo_database) >= 5
    application = make_application(demo_database)
    outputs = dict(crawl(application))
    assert any("/agenda" in path for path in outputs)
    leaks = [path for path, text in outputs.items() if CANARY in text or any(key in path for key in keys)]
    assert leaks == []
    # The ledger says that a paper was kept, by its key and its hash, and nothing of what it is.
    said = [path for path, text in outputs.items() if any(key in text for key in keys[:2])]
    assert said == []
    visitor = TestApp(application)
    for path in outputs:
        if re.fullmatch(r"/boards/[^?]+/meetings/2026-12-03-\w+", path):
            visitor.get(f"{path}/documents/{keys[2]}", status=404)
            assert CANARY.encode() not in visitor.get(f"{path}/packet.zip").body


def test_withdrawing_a_board_outdates_the_pages_that_are_kept(demo_database: Database) -> None:
    visitor = TestApp(make_application(demo_database))
    with demo_database.reading() as session:
        slug = session.scalar(select(Board.slug).where(Board.parent_id.is_(None)))
    visitor.get(f"/boards/{slug}")
    visitor.get("/boards")
    with demo_database.writing.begin() as session:
        session.execute(
            update(Board).where(Board.slug == slug).values(published=False, record_version=Board.record_version + 1)
        )
    visitor.get(f"/boards/{slug}", status=404)
    assert slug not in visitor.get("/boards").text


def test_a_committee_of_an_unpublished_board_is_unpublished_too(with_canary: Database) -> None:
    with with_canary.writing.begin() as session:
        hidden = session.scalar(select(Board).where(Board.slug == "canary-board"))
        session.add(
            Board(slug="canary-committee", name="Committee", kind="committee", parent_id=hidden.id, zone="UTC",
                  jurisdiction_id=hidden.jurisdiction_id, published=True, entered_at=NOW)
        )  # fmt: skip
    TestApp(make_application(with_canary)).get("/boards/canary-committee", status=404)


def test_every_address_that_a_page_links_to_answers(demo_database: Database) -> None:
    visitor = TestApp(make_application(demo_database))
    for path, _ in crawl(visitor.app):
        assert urlsplit(path).netloc == ""
        assert visitor.get(path, status="*").status_int == 200, path
