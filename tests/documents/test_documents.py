"""Papers are kept whole, replaced by versions, withdrawn with a reason, and sent as files."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from pyramid.testing import DummyRequest
from sqlalchemy import func, select, text

from governance.db import Database
from governance.documents.actions import (
    PART_BYTES,
    Bringer,
    DocumentRefusal,
    DocumentRefused,
    Paper,
    add_document,
    replace_document,
    withdraw_version,
)
from governance.documents.kinds import KindRefusal
from governance.documents.models import DocumentContent, DocumentPart, DocumentVersion
from governance.documents.names import LONGEST_NAME, clean_name
from governance.documents.queries import DocumentFact, count_bytes, find_document, find_documents
from governance.documents.serving import BytesMissing, read_all, send, write_disposition
from governance.documents.words import REFUSALS, word_refusal
from governance.ledger.entries import Office
from governance.ledger.models import LedgerEntry
from tests.conftest import NOW

CLERK = Bringer(Office.CLERK, None)
LARGEST = 5 << 20
LARGE = b"%PDF-1.7\n" + b"x" * (2 * PART_BYTES) + b"\n%%EOF\n"
SMALL = b"%PDF-1.7\n%%EOF\n"
BOARD = 1


def bring(content: bytes, name: str = "packet.pdf") -> Paper:
    return Paper(name, io.BytesIO(content), len(content))


def add(database: Database, content: bytes = SMALL, name: str = "packet.pdf", title: str = "Packet") -> str:
    with database.writing.begin() as session:
        document, _ = add_document(
            session, NOW, CLERK, BOARD, title=title, paper=bring(content, name), largest=LARGEST
        )  # fmt: skip
        return document.key


def find(database: Database, key: str) -> DocumentFact:
    with database.reading() as session:
        found = find_document(session, BOARD, key)
    assert found is not None
    return found


def replace(database: Database, key: str, content: bytes, change: str = "Page 3 was missing") -> None:
    with database.writing.begin() as session:
        replace_document(
            session, NOW + timedelta(hours=1), CLERK, find(database, key).id, paper=bring(content), change=change,
            largest=LARGEST,
        )  # fmt: skip


def withdraw(database: Database, key: str, number: int, because: str = "It names a patient") -> None:
    with database.writing.begin() as session:
        withdraw_version(session, NOW, CLERK, find(database, key).id, number, because=because)


def read(database: Database, version: Any) -> bytes:
    return b"".join(read_all(database, version))


def count_rows(database: Database) -> dict[str, int]:
    tables = ("document", "document_version", "document_content", "document_part", "ledger_entry")
    with database.reading() as session:
        return {table: session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables}


def test_a_paper_comes_back_as_it_was_brought(demo_database: Database) -> None:
    version = find(demo_database, add(demo_database, LARGE)).newest
    assert read(demo_database, version) == LARGE
    assert (version.size, version.digest) == (len(LARGE), hashlib.sha256(LARGE).hexdigest())
    assert (version.number, version.name, version.media_type) == (1, "packet.pdf", "application/pdf")
    assert version.parts == 3


def test_a_replacement_leaves_the_version_before_readable_and_says_why(demo_database: Database) -> None:
    key = add(demo_database)
    replace(demo_database, key, LARGE)
    newest, first = find(demo_database, key).versions
    assert (newest.number, newest.change, first.change) == (2, "Page 3 was missing", None)
    assert (read(demo_database, newest), read(demo_database, first)) == (LARGE, SMALL)


def test_the_same_bytes_are_kept_once(demo_database: Database) -> None:
    first, second = add(demo_database, LARGE), add(demo_database, LARGE, "copy.pdf", "Another")
    assert first != second
    assert count_rows(demo_database)["document_part"] == 3
    with demo_database.reading() as session:
        assert count_bytes(session, BOARD) == len(LARGE)


def test_each_act_writes_one_entry_that_names_the_hash_and_nothing_that_was_said(demo_database: Database) -> None:
    before = count_rows(demo_database)["ledger_entry"]
    key = add(demo_database)
    replace(demo_database, key, LARGE)
    withdraw(demo_database, key, 1)
    with demo_database.reading() as session:
        bodies = session.scalars(
            select(LedgerEntry.body).where(LedgerEntry.kind.startswith("document.")).order_by(LedgerEntry.sequence)
        ).all()
    assert count_rows(demo_database)["ledger_entry"] == before + 3
    digests = [hashlib.sha256(content).hexdigest() for content in (SMALL, LARGE, SMALL)]
    assert all(digest in body for digest, body in zip(digests, bodies, strict=True))
    assert not any(word in body for body in bodies for word in ("patient", "missing", "packet"))


def test_a_withdrawn_version_is_gone_and_its_hash_and_reason_stay(demo_database: Database) -> None:
    key = add(demo_database)
    replace(demo_database, key, LARGE)
    withdraw(demo_database, key, 1)
    newest, first = find(demo_database, key).versions
    assert (first.is_readable, first.withdrawn_because) == (False, "It names a patient")
    assert first.digest == hashlib.sha256(SMALL).hexdigest()
    assert newest.is_readable
    with pytest.raises(BytesMissing):
        read(demo_database, first)
    with demo_database.reading() as session:
        kept = session.scalars(select(DocumentPart.content)).all()
    assert SMALL not in kept


def test_withdrawn_bytes_are_gone_from_every_paper_that_held_them(demo_database: Database) -> None:
    first, second = add(demo_database), add(demo_database, title="Another")
    withdraw(demo_database, first, 1)
    assert not find(demo_database, second).newest.is_readable
    assert find(demo_database, second).newest.withdrawn_at is None


def test_the_same_bytes_brought_again_are_a_new_paper_and_the_old_one_stays_withdrawn(demo_database: Database) -> None:
    first = add(demo_database)
    withdraw(demo_database, first, 1)
    second = add(demo_database)
    assert read(demo_database, find(demo_database, second).newest) == SMALL
    assert not find(demo_database, first).newest.is_readable


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("too large", {"content": b"%PDF-" + b"x" * LARGEST}, DocumentRefusal.TOO_LARGE),
    ("no name", {"name": "\u202e/"}, DocumentRefusal.NAME_MISSING),
    ("no title", {"title": " \n"}, DocumentRefusal.TITLE_MISSING),
    ("a title without end", {"title": "x" * 301}, DocumentRefusal.TEXT_TOO_LONG),
    ("a title that reads backwards", {"title": "a\u202eb"}, DocumentRefusal.TEXT_TOO_LONG),
    ("a page", {"content": b"<html>", "name": "a.pdf"}, KindRefusal.UNKNOWN_KIND),
    ("another kind's name", {"name": "packet.docx"}, KindRefusal.NAME_SAYS_OTHERWISE),
]


@pytest.mark.parametrize(("arguments", "refusal"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_not_kept_leaves_nothing_behind(
    demo_database: Database, arguments: dict[str, Any], refusal: str
) -> None:
    before = count_rows(demo_database)
    with pytest.raises(DocumentRefused) as raised:
        add(demo_database, **arguments)
    assert raised.value.refusal == refusal
    assert count_rows(demo_database) == before


def test_the_same_file_is_no_replacement_nor_is_one_without_a_reason(demo_database: Database) -> None:
    key = add(demo_database)
    for content, change, refusal in (
        (SMALL, "Again", DocumentRefusal.SAME_CONTENT),
        (LARGE, " ", DocumentRefusal.REASON_MISSING),
    ):
        with pytest.raises(DocumentRefused) as raised:
            replace(demo_database, key, content, change)
        assert raised.value.refusal is refusal
    assert len(find(demo_database, key).versions) == 1


def test_what_is_withdrawn_cannot_be_withdrawn_again_nor_what_is_not_there(demo_database: Database) -> None:
    key = add(demo_database)
    withdraw(demo_database, key, 1)
    for number, refusal in ((1, DocumentRefusal.ALREADY_WITHDRAWN), (2, DocumentRefusal.UNKNOWN_DOCUMENT)):
        with pytest.raises(DocumentRefused) as raised:
            withdraw(demo_database, key, number)
        assert raised.value.refusal is refusal


def test_a_paper_of_another_board_is_not_found(demo_database: Database) -> None:
    key = add(demo_database)
    with demo_database.reading() as session:
        assert find_document(session, BOARD + 1, key) is None
        assert find_documents(session, []) == {}
        known = find_documents(session, [find(demo_database, key).id])
    assert [found.key for found in known.values()] == [key]


def test_every_part_belongs_to_a_content_and_every_content_to_a_version(demo_database: Database) -> None:
    key = add(demo_database, LARGE)
    replace(demo_database, key, SMALL)
    with demo_database.reading() as session:
        sizes = dict(
            session.execute(
                select(DocumentPart.content_id, func.sum(func.length(DocumentPart.content))).group_by(
                    DocumentPart.content_id
                )
            ).all()
        )
        contents = dict(session.execute(select(DocumentContent.id, DocumentContent.size)).all())
        used = set(session.scalars(select(DocumentVersion.content_id)))
    assert sizes == contents
    assert used == set(contents)


def ask(database: Database, method: str = "GET", **headers: str) -> Any:
    request = DummyRequest(method=method, headers=headers)
    request.registry = type("Registry", (), {"database": database})()
    return request


def test_a_paper_is_sent_as_a_file_with_its_length_and_hash(demo_database: Database) -> None:
    version = find(demo_database, add(demo_database, LARGE, "Paquete julio “A”.pdf")).newest
    answer = send(ask(demo_database), version)
    assert b"".join(answer.app_iter) == LARGE
    assert answer.headers["Content-Length"] == str(len(LARGE))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert send(ask(demo_database, **{"If-None-Match": answer.headers["ETag"]}), version).status_int == 304
    head = send(ask(demo_database, "HEAD"), version)
    assert (head.headers["Content-Length"], list(head.app_iter)) == (str(len(LARGE)), [])


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("packet.pdf", "packet.pdf"),
        ("C:\\Users\\me\\My packet.PDF", "My packet.PDF"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("gpj.\u202efdp", "gpj.fdp"),
        ('quo"te;.pdf', "quote;.pdf"),
        ("  . .hidden.pdf ", "hidden.pdf"),
        (".pdf", "pdf"),
        ("año 🙂.pdf", "año 🙂.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("x" * 400 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("\0\u200b/", ""),
    ],
)
def test_a_name_is_one_line_without_a_path(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_name_cannot_break_out_of_its_header() -> None:
    header = write_disposition('a"; filename=evil.html\r\nX: 1')
    assert "\r" not in header
    assert "\n" not in header
    assert header.count("filename*=") == 1


def test_every_refusal_has_its_words() -> None:
    assert set(REFUSALS) == {*KindRefusal, *DocumentRefusal}
    words = word_refusal(DocumentRefused(DocumentRefusal.TOO_LARGE, largest=50))
    assert words.interpolate() == "This file is larger than 50 MB, the most that can be kept here."
