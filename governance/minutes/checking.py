"""Checking the printed minutes: their bytes, what they were made from, and the ledger's head that stands in them.

A print is made again from its input only under the version that made it: another one sets other bytes.
"""

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.documents.models import DocumentContent, DocumentPart, DocumentVersion
from governance.ledger.downloads import Disagreement
from governance.ledger.entries import hash_body
from governance.ledger.merkle import Frontier
from governance.ledger.models import LedgerEntry, LedgerLog
from governance.minutes.contents import compute_digest
from governance.minutes.models import MinutesPrint, MinutesVersion
from governance.minutes.printing import compute_input_digest, find_renderer, render


@dataclass
class PrintsChecked:
    """How many prints were held against what is kept of them; again: how many of these were made again alike."""

    prints: int = 0
    again: int = 0


def check_prints(session: Session) -> PrintsChecked:
    """Raises Disagreement with the first print, or approved content, that is not what it was."""
    checked, heads = PrintsChecked(), defaultdict[str, dict[int, str]](dict)
    for version in session.scalars(select(MinutesVersion).order_by(MinutesVersion.id).execution_options(yield_per=20)):
        if compute_digest(version.content) != version.digest:
            raise Disagreement(f"the content of minutes {version.id} is not what the board approved")
    for kept in session.scalars(select(MinutesPrint).order_by(MinutesPrint.id)):
        name = f"print {kept.id} of minutes {kept.minutes_version_id}"
        content = read_bytes(session, kept.document_id)
        if content is not None and sha256(content).hexdigest() != kept.digest:
            raise Disagreement(f"the bytes of {name} are not those that were published")
        if compute_input_digest(kept.input) != kept.input_digest:
            raise Disagreement(f"the input of {name} is not what it was")
        if kept.renderer == find_renderer():
            if sha256(render(kept.input)).hexdigest() != kept.digest:
                raise Disagreement(f"{name} was made from another input than the one that is kept")
            checked.again += 1
        if heads[kept.log].setdefault(kept.head_size, kept.head_root) != kept.head_root:
            raise Disagreement(f"{name} holds another head of {kept.head_size} entries than the print beside it")
        checked.prints += 1
    for log, roots in heads.items():
        check_heads_of(session, log, roots)
    return checked


def read_bytes(session: Session, document_id: int) -> bytes | None:
    """The bytes of a print; None where they were withdrawn and destroyed."""
    row = session.execute(
        select(DocumentContent.id, DocumentContent.destroyed_at)
        .join(DocumentVersion, DocumentVersion.content_id == DocumentContent.id)
        .where(DocumentVersion.document_id == document_id, DocumentVersion.number == 1)
    ).one()
    if row.destroyed_at is not None:
        return None
    parts = session.scalars(
        select(DocumentPart.content).where(DocumentPart.content_id == row.id).order_by(DocumentPart.position)
    )
    return b"".join(parts)


def check_heads_of(session: Session, log: str, roots: dict[int, str]) -> None:
    """Raises Disagreement where a log did not have the root at the size that a print says."""
    frontier = Frontier()
    bodies = session.scalars(
        select(LedgerEntry.body)
        .join(LedgerLog, LedgerLog.id == LedgerEntry.log_id)
        .where(LedgerLog.key == log, LedgerEntry.sequence <= max(roots))
        .order_by(LedgerEntry.sequence)
    )
    for body in bodies:
        frontier.add(hash_body(body))
        if frontier.size in roots and frontier.root.hex() != roots.pop(frontier.size):
            raise Disagreement(
                f"a print of minutes holds a head of {frontier.size} entries that ledger {log} never had"
            )
    roots.pop(0, None)
    if roots:
        raise Disagreement(f"a print of minutes holds a head of ledger {log} that is longer than the ledger")
