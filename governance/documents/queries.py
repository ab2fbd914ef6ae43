"""What can be read of papers: their versions, and the bytes part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.db.facts import RowKey, Rows
from governance.documents.models import Document, DocumentContent, DocumentPart, DocumentVersion


@dataclass(frozen=True, slots=True)
class VersionFact:
    """One version of a paper. size is in bytes; digest is SHA-256 in hex; withdrawn_because: why nobody may read it."""

    number: int
    name: str
    media_type: str
    size: int
    digest: str
    change: str | None
    entered_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    is_readable: bool
    content_id: RowKey
    parts: RowKey


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A paper with its versions, the newest first."""

    id: RowKey
    board_id: RowKey
    key: str
    title: str
    versions: tuple[VersionFact, ...]

    @property
    def newest(self) -> VersionFact:
        return self.versions[0]

    def find(self, number: int) -> VersionFact | None:
        return next((version for version in self.versions if version.number == number), None)


def select_versions() -> Rows:
    return (
        select(
            Document.id, Document.board_id, Document.key, Document.title, DocumentVersion.number, DocumentVersion.name,
            DocumentContent.media_type, DocumentContent.size, DocumentContent.digest, DocumentVersion.change,
            DocumentVersion.entered_at, DocumentVersion.withdrawn_at, DocumentVersion.withdrawn_because,
            DocumentContent.destroyed_at.is_(None) & DocumentVersion.withdrawn_at.is_(None), DocumentContent.id,
            DocumentContent.parts,
        )
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .join(DocumentContent, DocumentContent.id == DocumentVersion.content_id)
        .order_by(Document.id, DocumentVersion.number.desc())
    )  # fmt: skip


def gather_documents(session: Session, rows: Rows) -> list[DocumentFact]:
    documents: dict[int, DocumentFact] = {}
    versions: dict[int, list[VersionFact]] = {}
    for document_id, board_id, key, title, *version in session.execute(rows):
        documents.setdefault(document_id, DocumentFact(document_id, board_id, key, title, ()))
        versions.setdefault(document_id, []).append(VersionFact(*version))
    return [
        DocumentFact(found.id, found.board_id, found.key, found.title, tuple(versions[number]))
        for number, found in documents.items()
    ]


def find_document(session: Session, board_id: int, key: str) -> DocumentFact | None:
    """The paper of a board by its key; one of another board is not here."""
    rows = select_versions().where(Document.board_id == board_id, Document.key == key)
    return next(iter(gather_documents(session, rows)), None)


def find_documents(session: Session, ids: Sequence[int]) -> dict[int, DocumentFact]:
    """Papers by their rows' numbers, in one query."""
    if not ids:
        return {}
    return {found.id: found for found in gather_documents(session, select_versions().where(Document.id.in_(ids)))}


def find_documents_of_keys(session: Session, board_id: int, keys: Sequence[str]) -> dict[str, DocumentFact]:
    """Papers of a board by their keys, in one query; one of another board is not among them."""
    if not keys:
        return {}
    rows = select_versions().where(Document.board_id == board_id, Document.key.in_(sorted(set(keys))))
    return {found.key: found for found in gather_documents(session, rows)}


def read_part(session: Session, content_id: int, position: int) -> bytes | None:
    """One part of the bytes; None where they are here no more."""
    return session.scalar(
        select(DocumentPart.content).where(
            DocumentPart.content_id == content_id, DocumentPart.position == position
        )
    )  # fmt: skip


def count_bytes(session: Session, board_id: int) -> int:
    """How many bytes the papers of a board take, each content once."""
    contents = (
        select(DocumentContent.id, DocumentContent.size)
        .join(DocumentVersion, DocumentVersion.content_id == DocumentContent.id)
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(Document.board_id == board_id, DocumentContent.destroyed_at.is_(None))
        .distinct()
        .subquery()
    )
    return int(session.scalar(select(func.coalesce(func.sum(contents.c.size), 0))) or 0)
