"""Keeping a paper, replacing it by another version, and withdrawing what must not be read.

Each act runs in the caller's transaction and writes one entry on the board's ledger. It raises DocumentRefused before
anything is changed. Who may do what, and what the public reads of it, is for the room whose paper it is.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from governance.db.keys import make_key
from governance.documents.kinds import Kind, KindRefused, check_name, find_kind
from governance.documents.models import Document, DocumentContent, DocumentPart, DocumentVersion
from governance.documents.names import clean_name
from governance.ledger.actions import append
from governance.ledger.entries import Office
from governance.ledger.seals import read_row

PART_BYTES = 1 << 18
LONGEST_TITLE = 300
LONGEST_REASON = 1000


class DocumentAct(StrEnum):
    """What stands on the ledger of papers."""

    ADDED = "document.added"
    REPLACED = "document.replaced"
    WITHDRAWN = "document.withdrawn"


class DocumentRefusal(StrEnum):
    """Why a paper is not kept, besides its kind."""

    TOO_LARGE = "too_large"
    NAME_MISSING = "name_missing"
    TITLE_MISSING = "title_missing"
    REASON_MISSING = "reason_missing"
    TEXT_TOO_LONG = "text_too_long"
    SAME_CONTENT = "same_content"
    UNKNOWN_DOCUMENT = "unknown_document"
    ALREADY_WITHDRAWN = "already_withdrawn"


class DocumentRefused(Exception):
    """A paper that is not kept. refusal: a DocumentRefusal or a KindRefusal; arguments: what its words name."""

    def __init__(self, refusal: StrEnum, **arguments: str | int) -> None:
        super().__init__(": ".join((refusal, *map(str, arguments.values()))))
        self.refusal, self.arguments = refusal, arguments


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was brought: its name, and its bytes in a stream that can be read more than once."""

    name: str
    stream: BinaryIO
    size: int


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who brings it: the public office, and the account where there is one."""

    office: Office
    account_id: int | None


def add_document(
    session: Session, now: datetime, bringer: Bringer, board_id: int, *, title: str, paper: Paper, largest: int
) -> tuple[Document, DocumentVersion]:
    """Keep a paper of a board as its first version. largest: in bytes. Raises DocumentRefused."""
    title = check_text(title, DocumentRefusal.TITLE_MISSING, LONGEST_TITLE)
    name, kind, digest = check_paper(paper, largest)
    document = Document(key=make_key(), board_id=board_id, title=title, entered_at=now)
    session.add(document)
    session.flush()
    version = add_version(session, now, bringer, document, 1, None, name, kind, digest, paper)
    return document, version


def replace_document(
    session: Session, now: datetime, bringer: Bringer, document_id: int, *, paper: Paper, change: str, largest: int
) -> DocumentVersion:
    """Put another version in the place of the newest; that one stays readable. change: why. Raises DocumentRefused."""
    change = check_text(change, DocumentRefusal.REASON_MISSING, LONGEST_REASON)
    name, kind, digest = check_paper(paper, largest)
    document = lock_document(session, document_id)
    newest = session.execute(
        select(DocumentVersion.number, DocumentContent.digest)
        .join(DocumentContent, DocumentContent.id == DocumentVersion.content_id)
        .where(DocumentVersion.document_id == document.id)
        .order_by(DocumentVersion.number.desc())
        .limit(1)
    ).one()
    if newest.digest == digest:
        raise DocumentRefused(DocumentRefusal.SAME_CONTENT)
    return add_version(session, now, bringer, document, newest.number + 1, change, name, kind, digest, paper)


def withdraw_version(
    session: Session, now: datetime, bringer: Bringer, document_id: int, number: int, *, because: str
) -> DocumentVersion:
    """Let nobody read a version any more, because of what it says. Its bytes go for good, wherever else they stand; the
    version, its hash and the reason stay. Raises DocumentRefused."""
    because = check_text(because, DocumentRefusal.REASON_MISSING, LONGEST_REASON)
    document = lock_document(session, document_id)
    version = session.scalar(
        select(DocumentVersion).where(DocumentVersion.document_id == document.id, DocumentVersion.number == number)
    )
    if version is None:
        raise DocumentRefused(DocumentRefusal.UNKNOWN_DOCUMENT)
    if version.withdrawn_at is not None:
        raise DocumentRefused(DocumentRefusal.ALREADY_WITHDRAWN)
    content = session.get_one(DocumentContent, version.content_id)
    session.execute(delete(DocumentPart).where(DocumentPart.content_id == content.id))
    content.destroyed_at = now
    version.withdrawn_at, version.withdrawn_because = now, because
    session.flush()
    enter(session, now, bringer, DocumentAct.WITHDRAWN, document, version, content)
    return version


def add_version(
    session: Session,
    now: datetime,
    bringer: Bringer,
    document: Document,
    number: int,
    change: str | None,
    name: str,
    kind: Kind,
    digest: str,
    paper: Paper,
) -> DocumentVersion:
    content = keep_content(session, now, kind, digest, paper)
    version = DocumentVersion(
        document_id=document.id, number=number, content_id=content.id, name=name, change=change, entered_at=now,
        entered_by=bringer.account_id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    act = DocumentAct.ADDED if number == 1 else DocumentAct.REPLACED
    enter(session, now, bringer, act, document, version, content)
    return version


def keep_content(session: Session, now: datetime, kind: Kind, digest: str, paper: Paper) -> DocumentContent:
    """The row of these bytes, which are written where they are not here yet, or were destroyed."""
    content = session.scalar(select(DocumentContent).where(DocumentContent.digest == digest).with_for_update())
    if content is not None and content.destroyed_at is None:
        return content
    parts = -(-paper.size // PART_BYTES)
    if content is None:
        content = DocumentContent(
            digest=digest, size=paper.size, parts=parts, media_type=kind.media_type, entered_at=now
        )  # fmt: skip
        session.add(content)
    content.destroyed_at = None
    session.flush()
    session.execute(
        insert(DocumentPart),
        [
            {"content_id": content.id, "position": position, "content": part}
            for position, part in enumerate(read_parts(paper))
        ],
    )
    return content


def read_parts(paper: Paper) -> Iterator[bytes]:
    paper.stream.seek(0)
    while part := paper.stream.read(PART_BYTES):
        yield part


def enter(
    session: Session,
    now: datetime,
    bringer: Bringer,
    act: DocumentAct,
    document: Document,
    version: DocumentVersion,
    content: DocumentContent,
) -> None:
    """Write the act on the board's ledger: which paper, which version, and the hash of its bytes."""
    facts = {"document": document.key, "version": version.number, "sha256": content.digest}
    rows = map(read_row, (document, version, content))
    append(session, document.board_id, at=now, office=bringer.office, kind=act, facts=facts, rows=rows)


def lock_document(session: Session, document_id: int) -> Document:
    document = session.scalar(
        select(Document).where(Document.id == document_id).with_for_update().execution_options(populate_existing=True)
    )
    if document is None:
        raise DocumentRefused(DocumentRefusal.UNKNOWN_DOCUMENT)
    return document


def check_paper(paper: Paper, largest: int) -> tuple[str, Kind, str]:
    """The file's name, its kind and its hash. Raises DocumentRefused."""
    if paper.size > largest:
        raise DocumentRefused(DocumentRefusal.TOO_LARGE, largest=largest >> 20)
    name = clean_name(paper.name)
    if not name:
        raise DocumentRefused(DocumentRefusal.NAME_MISSING)
    try:
        kind = find_kind(paper.stream, paper.size)
        check_name(kind, name)
    except KindRefused as refused:
        raise DocumentRefused(refused.refusal, found=refused.found) from None
    digest = hashlib.sha256()
    for part in read_parts(paper):
        digest.update(part)
    return name, kind, digest.hexdigest()


def check_text(text: str, missing: DocumentRefusal, limit: int) -> str:
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if not text:
        raise DocumentRefused(missing)
    if len(text) > limit or not text.isprintable():
        raise DocumentRefused(DocumentRefusal.TEXT_TOO_LONG, limit=limit)
    return text
