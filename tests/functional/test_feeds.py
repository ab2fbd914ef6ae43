"""What is new leaves the house as Atom: well formed, the same for everybody, and its heads verify a download."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import select, update
from webtest import TestApp

from governance.boards.actions import unpublish_board
from governance.boards.models import Board
from governance.cli import main
from governance.db import Database
from governance.ledger.actions import append
from governance.ledger.entries import Office
from governance.ledger.heads import sign_heads
from governance.ledger.models import LedgerLog
from governance.meetings.models import MeetingStatus
from governance.meetings.notice_actions import call_off
from governance.meetings.planning_acts import MeetingAct
from governance.meetings.planning_models import DecidedBy
from governance.web.feeds import LONGEST_FEED, FeedEntry
from tests.conftest import NOW, make_application
from tests.ledger.support import fill
from tests.support.accounts import BOARD
from tests.support.planning import IN_TWO_WEEKS, PLAN, find_board_id, find_clerk, make_draft, post_meeting
from tests.support.reports import furnish_reports
from tests.support.statements import count_statements

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def slug(demo_database: Database) -> str:
    with demo_database.reading() as session:
        return session.scalars(select(Board.slug).order_by(Board.id)).first() or ""


def read(visitor: TestApp, address: str, **headers: str) -> ElementTree.Element:
    answer = visitor.get(address, headers=headers)
    assert answer.content_type == "application/atom+xml"
    return ElementTree.fromstring(answer.body)


def find_texts(parent: ElementTree.Element, *path: str) -> list[str]:
    return [element.text or "" for element in parent.findall("/".join(ATOM + step for step in path))]


def check_atom(feed: ElementTree.Element) -> None:
    """What RFC 4287 sections 4.1.1 and 4.1.2 want of every feed and entry."""
    assert feed.tag == f"{ATOM}feed"
    assert find_texts(feed, "author", "name") != []
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")] == ["self", "alternate", "alternate"]
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            [said] = find_texts(element, name)
            assert said
        assert find_texts(element, "id")[0].startswith("urn:uuid:")
        assert datetime.fromisoformat(find_texts(element, "updated")[0]).tzinfo is not None
    for entry in entries:
        [link] = entry.findall(f"{ATOM}link")
        assert (link.get("rel"), len(entry.findall(f"{ATOM}content"))) == ("alternate", 1)
    identifiers = find_texts(feed, "entry", "id")
    assert len(set(identifiers)) == len(identifiers)
    moments = find_texts(feed, "entry", "updated")
    assert moments == sorted(moments, reverse=True)
    assert find_texts(feed, "updated") == moments[:1] or not moments


def grow(database: Database, keys: Path, heads: int) -> None:
    for number in range(1, heads + 1):
        fill(database, 1, 2)
        sign_heads(database, NOW + timedelta(hours=number), keys)


def test_a_feed_holds_every_signed_head_newest_first(
    visitor: TestApp, demo_database: Database, slug: str, ledger_keys: Path
) -> None:
    grow(demo_database, ledger_keys, 3)
    for address, ledger in ((f"/boards/{slug}/feed.atom", f"/boards/{slug}/ledger"), ("/feed.atom", "/ledger")):
        feed = read(visitor, address)
        check_atom(feed)
        heads = visitor.get(f"/api/v1{ledger}/heads").json["heads"]
        assert [json.loads(content) for content in find_texts(feed, "entry", "content")] == heads
        assert len(heads) == (4 if slug in ledger else 1)
        links = [link.get("href") for link in feed.findall(f"{ATOM}entry/{ATOM}link")]
        assert set(links) == {f"{ledger}/heads"}
        visitor.get(links[0])


def test_a_head_from_a_feed_verifies_the_download(
    visitor: TestApp, demo_database: Database, slug: str, ledger_keys: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    grow(demo_database, ledger_keys, 2)
    oldest = find_texts(read(visitor, f"/boards/{slug}/feed.atom"), "entry", "content")[-1]
    head, file = tmp_path / "head.json", tmp_path / "ledger.jsonl"
    head.write_text(oldest)
    file.write_bytes(visitor.get(f"/boards/{slug}/ledger.jsonl").body)
    assert main(["verify", str(file), "--head", str(head)]) == 0
    assert (
        f"The first {json.loads(oldest)['size']:,} entries are those that the head covers." in capsys.readouterr().out
    )
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0].replace(b"operator", b"chairman") + b"".join(lines[1:]))
    assert main(["verify", str(file), "--head", str(head)]) != 0


def test_an_unchanged_feed_answers_304_and_a_new_head_shows_at_once(
    visitor: TestApp, demo_database: Database, slug: str, ledger_keys: Path
) -> None:
    address = f"/boards/{slug}/feed.atom"
    first = visitor.get(address)
    unchanged = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]}, status=304)
    assert unchanged.body == b""
    before = find_texts(read(visitor, address), "entry", "id")
    grow(demo_database, ledger_keys, 1)
    changed = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]}, status=200)
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert find_texts(read(visitor, address), "entry", "id")[1:] == before


def test_a_feed_speaks_the_reader_s_language_and_keeps_its_identifiers(visitor: TestApp, slug: str) -> None:
    address = f"/boards/{slug}/feed.atom"
    english, spanish = (read(visitor, address, **{"Accept-Language": code}) for code in ("en", "es"))
    assert [feed.get(XML_LANGUAGE) for feed in (english, spanish)] == ["en", "es"]
    assert find_texts(english, "id") == find_texts(spanish, "id")
    assert find_texts(english, "entry", "id") == find_texts(spanish, "entry", "id")
    assert find_texts(english, "entry", "content") == find_texts(spanish, "entry", "content")
    for part in (("title",), ("entry", "title"), ("entry", "summary")):
        assert find_texts(english, *part) != find_texts(spanish, *part)


def test_a_feed_holds_the_newest_heads_only_in_a_fixed_number(
    visitor: TestApp, demo_database: Database, slug: str, ledger_keys: Path
) -> None:
    grow(demo_database, ledger_keys, LONGEST_FEED)
    contents = find_texts(read(visitor, f"/boards/{slug}/feed.atom"), "entry", "content")
    sizes = [json.loads(content)["size"] for content in contents]
    assert len(sizes) == LONGEST_FEED
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == visitor.get(f"/api/v1/boards/{slug}/ledger").json["size"]


def test_the_feed_of_a_board_without_a_ledger_is_empty_and_whole(database: Database) -> None:
    visitor = TestApp(make_application(database))
    feed = read(visitor, "/feed.atom")
    check_atom(feed)
    assert feed.findall(f"{ATOM}entry") == []


def test_what_a_clerk_writes_stays_text_and_well_formed(demo_database: Database, slug: str) -> None:
    name = "Board <b>&amp;\"' ]]> \x0b\ufffe</title> Ünï"
    with demo_database.writing.begin() as session:
        session.execute(update(Board).where(Board.slug == slug).values(name=name))
    application = make_application(demo_database)
    application.registry.feed_sources.append(lambda context, request: [FeedEntry("urn:x", NOW, name, name, name, "/")])
    feed = read(TestApp(application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"}), f"/boards/{slug}/feed.atom")
    shown = "Board <b>&amp;\"' ]]> \ufffd\ufffd</title> Ünï"
    assert find_texts(feed, "title") == [f"What is new: {shown}"]
    for part in ("title", "summary", "content"):
        assert shown in find_texts(feed, "entry", part)


def test_addresses_in_a_feed_are_the_portal_s_own_and_never_the_host_that_was_asked(
    demo_database: Database, slug: str
) -> None:
    address = f"/boards/{slug}/feed.atom"
    for named, base in (("", ""), ("https://boards.example", "https://boards.example")):
        raw = {"governance.address": named} if named else {}
        visitor = TestApp(make_application(demo_database, **raw))
        feed = read(visitor, address, Host="evil.example")
        addresses = [link.get("href") for link in feed.findall(f"{ATOM}link")]
        assert addresses == [base + address, f"{base}/boards/{slug}", f"{base}/api/v1{address}"]


def test_a_feed_is_linked_from_the_board_s_page_and_from_its_heads(visitor: TestApp, slug: str) -> None:
    for page, feed in (
        (f"/boards/{slug}", f"/boards/{slug}/feed.atom"),
        (f"/boards/{slug}/ledger/heads", f"/boards/{slug}/feed.atom"),
        ("/ledger/heads", "/feed.atom"),
        ("/", "/feed.atom"),
    ):
        link = visitor.get(page).html.find("link", rel="alternate", type="application/atom+xml")
        assert link["href"] == feed


def test_the_feed_of_an_unpublished_board_is_not_there_and_nothing_of_it_is_elsewhere(
    demo_database: Database, slug: str, ledger_keys: Path
) -> None:
    visitor = TestApp(make_application(demo_database))
    kept = visitor.get(f"/boards/{slug}/feed.atom")
    with demo_database.writing.begin() as session:
        unpublish_board(session, NOW, slug)
        board = session.scalars(select(Board).where(Board.slug == slug)).one()
        log = session.scalars(select(LedgerLog.key).where(LedgerLog.board_id == board.id)).one()
        name = board.name
    sign_heads(demo_database, NOW, ledger_keys)
    for prefix in ("", "/api/v1"):
        visitor.get(f"{prefix}/boards/{slug}/feed.atom", status=404)
        visitor.get(f"{prefix}/boards/{slug}/feed.atom", headers={"If-None-Match": kept.headers["ETag"]}, status=404)
        answer = visitor.get(f"{prefix}/feed.atom").text
        assert [word for word in (slug, log, name) if word in answer] == []


Make = Callable[[str], Database]


def test_a_feed_s_identifiers_are_of_one_portal_alone(make_database: Make, tmp_path: Path) -> None:
    from tests.ledger.support import add, begin

    seen: list[Any] = []
    for number in range(2):
        database = make_database("empty")
        begin(database, tmp_path / str(number))
        with database.writing.begin() as session:
            add(session)
        sign_heads(database, NOW, tmp_path / str(number))
        visitor = TestApp(make_application(database))
        feeds = [read(visitor, address) for address in ("/feed.atom", "/boards/crisis-board/feed.atom")]
        seen += [text for feed in feeds for text in (*find_texts(feed, "id"), *find_texts(feed, "entry", "id"))]
    assert len(set(seen)) == len(seen) == 8


def test_a_board_s_feed_tells_what_it_made_public_and_nothing_that_is_prepared(demo_database: Database) -> None:
    hostile = "Hearing <b>&amp; שלום 👩‍👩‍👧 \N{LEFT-TO-RIGHT MARK}"
    visitor = TestApp(make_application(demo_database), extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    address = f"/boards/{BOARD}/feed.atom"
    make_draft(demo_database, replace(PLAN, title="Only prepared", starts_at=IN_TWO_WEEKS.isoformat(), ends_at=""))
    meeting, _draft = post_meeting(demo_database, replace(PLAN, title=hostile))
    first = read(visitor, address)
    with demo_database.writing.begin() as session:
        call_off(
            session, NOW + timedelta(hours=1), find_clerk(session), find_board_id(session), meeting,
            status=MeetingStatus.CANCELLED, decided_by=DecidedBy.CHAIR, reason="A storm",
        )  # fmt: skip
    furnish_reports(demo_database)
    feed = read(visitor, address)
    check_atom(feed)
    told = {title: entry for entry in feed.findall(f"{ATOM}entry") for title in find_texts(entry, "title")}
    [noticed, cancelled, reported] = [
        next(entry for title, entry in told.items() if title.startswith(begins))
        for begins in (f"Notice of a meeting: {hostile.strip()}", "Meeting cancelled: ", "Report published: ")
    ]
    assert not any("prepared" in title for title in told)
    assert find_texts(noticed, "id")[0] in find_texts(first, "entry", "id")
    assert find_texts(cancelled, "updated") == [f"{NOW + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"]
    links = [link.attrib["href"] for entry in (noticed, cancelled, reported) for link in entry.findall(f"{ATOM}link")]
    assert links[:2] == [f"/boards/{BOARD}/meetings/{meeting}/agenda?version=1", f"/boards/{BOARD}/meetings/{meeting}"]
    for link in links:
        visitor.get(link, status=200)
    assert not any("storm" in text for text in find_texts(read(visitor, "/feed.atom"), "entry", "title"))


def test_many_heads_push_no_notice_out_of_the_feed_and_many_acts_take_no_more_queries(
    demo_database: Database, ledger_keys: Path
) -> None:
    meeting, _draft = post_meeting(demo_database)
    visitor = TestApp(make_application(demo_database), extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    address = f"/boards/{BOARD}/feed.atom"
    with count_statements(demo_database) as few:
        visitor.get(address)
    with demo_database.writing.begin() as session:
        for number in range(2, 502):
            append(
                session, find_board_id(session), at=NOW, office=Office.CLERK, kind=MeetingAct.AGENDA_CHANGED,
                facts={"meeting": meeting, "agenda": number},
            )  # fmt: skip
    grow(demo_database, ledger_keys, 3)
    with count_statements(demo_database) as many:
        titles = find_texts(read(visitor, address), "entry", "title")
    # One more asks whether the answer that is kept still stands.
    assert len(many) == len(few) + 1
    assert sum(title.startswith("Changed agenda: ") for title in titles) == LONGEST_FEED
