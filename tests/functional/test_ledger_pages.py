"""The public can read what was done, check the proof of each entry, and take the whole ledger away."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from webtest import TestApp

from governance.boards.actions import rename_board, unpublish_board
from governance.boards.models import Board
from governance.db import Database
from governance.ledger.downloads import check_download
from governance.ledger.entries import hash_body
from governance.ledger.heads import read_head, sign_heads
from governance.ledger.merkle import verify_inclusion
from governance.ledger.queries import LINES_AT_ONCE
from tests.conftest import NOW, make_application
from tests.ledger.support import fill
from tests.support.statements import count_statements


@pytest.fixture
def slug(demo_database: Database) -> str:
    with demo_database.reading() as session:
        return session.scalars(select(Board.slug).order_by(Board.id)).first() or ""


def rename(database: Database, slug: str, name: str = "Harbor Watch Board") -> None:
    with database.writing.begin() as session:
        rename_board(session, NOW, slug, name)


def test_what_was_done_is_told_in_words_newest_first(visitor: TestApp, demo_database: Database, slug: str) -> None:
    rename(demo_database, slug)
    page = visitor.get(f"/boards/{slug}/ledger")
    told = [entry.get_text(" ", strip=True) for entry in page.html.find(class_="records").find_all(class_="title")]
    assert told[0] == "The board got a new name: Harbor Watch Board"
    assert told[-1].startswith("The demonstration board was loaded")
    spanish = visitor.get(f"/boards/{slug}/ledger?language=es")
    assert "La junta recibió un nuevo nombre" in spanish.text


def test_a_ledger_is_read_by_kind(visitor: TestApp, demo_database: Database, slug: str) -> None:
    rename(demo_database, slug)
    twin = visitor.get(f"/api/v1/boards/{slug}/ledger?kind=board.renamed").json
    assert [entry["kind"] for entry in twin["entries"]] == ["board.renamed"]
    assert twin["paging"]["total"] == 1
    assert visitor.get(f"/api/v1/boards/{slug}/ledger?kind=").json["paging"]["total"] == twin["size"]
    for query in ("kind=no.such", "kind=board.renamed&kind=board.added"):
        assert "must be one of" in visitor.get(f"/boards/{slug}/ledger?{query}", status=400).text


def test_the_proof_on_an_entry_s_page_leads_to_the_signed_root(
    visitor: TestApp, demo_database: Database, slug: str, ledger_keys: Path
) -> None:
    fill(demo_database, 1, 30)
    sign_heads(demo_database, NOW, ledger_keys)
    for sequence in (1, 2, 17, 30):
        twin = visitor.get(f"/api/v1/boards/{slug}/ledger/{sequence}").json
        head, proof = read_head(twin["proof"]["head"]), twin["proof"]
        assert head.verify()
        leaf = hash_body(twin["line"])
        assert leaf.hex() == twin["leaf"]
        path = [bytes.fromhex(step) for step in proof["path"]]
        assert verify_inclusion(proof["index"], head.size, leaf, path, bytes.fromhex(head.root))
        assert proof["index"] == sequence - 1
        page = visitor.get(f"/boards/{slug}/ledger/{sequence}").text
        assert all(step in page for step in (*proof["path"], head.root))


def test_an_entry_that_no_head_covers_has_no_proof_yet(visitor: TestApp, demo_database: Database, slug: str) -> None:
    rename(demo_database, slug)
    newest = visitor.get(f"/api/v1/boards/{slug}/ledger").json["size"]
    assert visitor.get(f"/api/v1/boards/{slug}/ledger/{newest}").json["proof"] is None
    assert "No signed head covers this entry yet." in visitor.get(f"/boards/{slug}/ledger/{newest}").text
    for sequence in (newest + 1, 999_999_999_999):
        assert visitor.get(f"/boards/{slug}/ledger/{sequence}", status=404)
    for other in ("0", "01", "-1", "x", "1234567890123"):
        assert visitor.get(f"/boards/{slug}/ledger/{other}", status=404)


def test_the_download_is_the_hashed_bytes_and_verifies_against_the_page_of_heads(
    visitor: TestApp, demo_database: Database, slug: str, ledger_keys: Path
) -> None:
    fill(demo_database, 1, LINES_AT_ONCE + 5)
    sign_heads(demo_database, NOW, ledger_keys)
    keys = visitor.get("/api/v1/ledger/heads").json["keys"]
    for address in (f"/boards/{slug}/ledger", "/ledger"):
        data = visitor.get(f"{address}.jsonl")
        assert data.content_type == "application/jsonl"
        heads = [read_head(head) for head in visitor.get(f"/api/v1{address}/heads").json["heads"]]
        outcome = check_download(io.BytesIO(data.body), heads, keys)
        assert (outcome.covered, outcome.notes) == (outcome.size, [])
        lines = data.body.decode().splitlines()
        assert lines[0] == visitor.get(f"/api/v1{address}/1").json["line"]
        unchanged = visitor.get(f"{address}.jsonl", headers={"If-None-Match": data.headers["ETag"]}, status=304)
        assert unchanged.body == b""


def test_a_new_head_or_entry_shows_at_once(
    visitor: TestApp, demo_database: Database, slug: str, ledger_keys: Path
) -> None:
    address = f"/boards/{slug}/ledger/heads"
    before = len(visitor.get(f"/api/v1{address}").json["heads"])
    list_before = visitor.get(f"/api/v1/boards/{slug}/ledger").json["size"]
    visitor.get(address)
    # An entry of a room whose acts show on no other page.
    fill(demo_database, 1, 1)
    assert visitor.get(f"/api/v1/boards/{slug}/ledger").json["size"] == list_before + 1
    sign_heads(demo_database, NOW, ledger_keys)
    assert len(visitor.get(f"/api/v1{address}").json["heads"]) == before + 1
    assert len(visitor.get(address).html.find(class_="records").find_all("li")) == before + 1


def test_the_number_of_queries_does_not_grow_with_the_ledger(
    application: Any, visitor: TestApp, demo_database: Database, slug: str, ledger_keys: Path
) -> None:
    counts = []
    for more in (0, 700):
        fill(demo_database, 1, more)
        sign_heads(demo_database, NOW, ledger_keys)
        # A page that is kept costs one statement more: the one that finds it outdated.
        application.registry.page_cache.pages.clear()
        with count_statements(demo_database) as statements:
            visitor.get(f"/boards/{slug}/ledger?page=1")
            visitor.get(f"/boards/{slug}/ledger/1")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_ledger_of_an_unpublished_board_is_not_there(demo_database: Database, slug: str) -> None:
    with demo_database.writing.begin() as session:
        unpublish_board(session, NOW, slug)
    visitor = TestApp(make_application(demo_database))
    for prefix in ("", "/api/v1"):
        for address in ("", "/1", "/heads"):
            visitor.get(f"{prefix}/boards/{slug}/ledger{address}", status=404)
    visitor.get(f"/boards/{slug}/ledger.jsonl", status=404)


def test_no_name_stands_in_any_download(visitor: TestApp, demo_database: Database, slug: str) -> None:
    rename(demo_database, slug)
    with demo_database.reading() as session:
        names = [*session.scalars(text("SELECT name FROM person")), *session.scalars(text("SELECT name FROM board"))]
        slugs = list(session.scalars(text("SELECT slug FROM board")))
    for address in (f"/boards/{slug}/ledger.jsonl", "/ledger.jsonl"):
        data = visitor.get(address).text
        assert json.loads(data.splitlines()[0])
        assert [name for name in (*names, *slugs) if name in data] == []
