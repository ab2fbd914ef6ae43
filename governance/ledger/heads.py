"""Signed heads: how many entries a log had at a moment, and the root over them, under the portal's own signature.

Whoever keeps a head can tell later that nothing before it was changed, removed or put in. They are signed on schedule,
so that an act never waits for a key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import rfc8785
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from governance.db import Database
from governance.db.retry import run_act
from governance.ledger.actions import Act, append
from governance.ledger.entries import HASH, LARGEST_NUMBER, LedgerAct, Office, read_entry, read_moment, write_moment
from governance.ledger.keys import SigningKey, is_signed, load_key, make_key, write_succession
from governance.ledger.merkle import Frontier
from governance.ledger.models import LedgerEntry, LedgerHead, LedgerLog, LogKind


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head. at is UTC, to the second; root and signature are hex; key is the public key, in hex."""

    log: str
    size: int
    root: str
    at: str
    key: str
    signature: str

    @property
    def signed_at(self) -> datetime:
        return read_moment(self.at)

    def verify(self) -> bool:
        """Whether the key that it names signed it. Whether that key is the portal's, only its owner can say."""
        return is_signed(self.key, bytes.fromhex(self.signature), self.write_signed())

    def write_signed(self) -> bytes:
        return write_head(self.log, self.size, self.root, self.at, self.key)


class NotAHead(ValueError):
    """A JSON value that is no signed head."""


def write_head(log: str, size: int, root: str, at: str, key: str) -> bytes:
    """The canonical bytes that are signed."""
    return rfc8785.dumps({"at": at, "key": key, "log": log, "purpose": "ledger head", "root": root, "size": size})


def read_head(value: object) -> Head:
    """A head from its JSON. Raises NotAHead."""
    names = ("log", "size", "root", "at", "key", "signature")
    if not isinstance(value, Mapping) or not all(name in value for name in names):
        raise NotAHead(f"a head has {', '.join(names)}")
    head = Head(*(value[name] for name in names))
    texts = (head.log, head.root, head.at, head.key, head.signature)
    if not all(isinstance(part, str) for part in texts) or type(head.size) is not int:
        raise NotAHead("a head holds texts, and a whole number as its size")
    lengths = [(head.root, 64), (head.key, 64), (head.signature, 128)]
    if not 0 < head.size <= LARGEST_NUMBER or not all(HASH.fullmatch(part) and len(part) == n for part, n in lengths):
        raise NotAHead("its size, root, key or signature cannot be one")
    try:
        read_moment(head.at)
    except ValueError:
        raise NotAHead("its moment cannot be one") from None
    return head


def begin_ledger(session: Session, folder: Path, now: datetime, tables: tuple[str, ...]) -> str | None:
    """Make the signing key and the instance's first entry; the public key, or None where the ledger has begun already.

    tables: those whose rows acts seal. What they hold by now is older than the ledger, and the entry says up to which row.
    """
    act = Act(session.connection())
    if act.open(None).frontier.size:
        return None
    # Table names are those of our own models.
    highest = {table: session.scalar(text(f"SELECT max(id) FROM {table}")) for table in tables}  # noqa: S608
    key = make_key(folder)
    facts = {"key": key.public, "older_rows": {table: row for table, row in highest.items() if row}}
    act.enter(None, at=now, office=Office.OPERATOR, kind=LedgerAct.BEGAN, facts=facts)
    return key.public


def rotate_key(session: Session, folder: Path, now: datetime, *, lost: bool = False) -> str:
    """Let a new key sign from now on, and write that on the instance's log, signed by the key before.

    lost: the key before is gone, so nothing proves who named its follower; verification says so. Raises KeyMissing.
    """
    keys = find_keys(session)
    if not keys:
        raise LookupError("the ledger has not begun")
    log = session.scalar(select(LedgerLog.key).where(LedgerLog.kind == LogKind.INSTANCE)) or ""
    former = None if lost else load_key(folder, keys[-1])
    key = make_key(folder)
    facts: dict[str, object] = {"key": key.public, "former": keys[-1]}
    if former is not None:
        facts["signature"] = former.sign(write_succession(log, keys[-1], key.public))
    append(session, None, at=now, office=Office.OPERATOR, kind=LedgerAct.KEY_ROTATED, facts=facts)
    return key.public


def find_keys(session: Session) -> list[str]:
    """The public keys that the instance's log brought in, the present one last."""
    query = (
        select(LedgerEntry.body)
        .join(LedgerLog, LedgerLog.id == LedgerEntry.log_id)
        .where(LedgerLog.kind == LogKind.INSTANCE, LedgerEntry.kind.in_([LedgerAct.BEGAN, LedgerAct.KEY_ROTATED]))
        .order_by(LedgerEntry.sequence)
    )
    return [str(read_entry(body.encode()).facts["key"]) for body in session.scalars(query)]


def sign_heads(database: Database, now: datetime, folder: Path) -> list[Head]:
    """Sign the head of every log that has grown since its last one. Raises KeyMissing. It may run twice at once.

    Where the ledger has not begun (there is no key), nothing is signed.
    """
    with database.reading() as session:
        keys = find_keys(session)
        grown = find_grown_logs(session)
    if not keys or not grown:
        return []
    key = load_key(folder, keys[-1])
    heads = [run_act(database, partial(sign_head, log_id=log, key=key, now=now)) for log in grown]
    return [head for head in heads if head is not None]


def find_grown_logs(session: Session) -> list[int]:
    signed = (
        select(LedgerHead.log_id, func.max(LedgerHead.size).label("size"))
        .group_by(LedgerHead.log_id)
        .subquery("signed")
    )
    query = select(LedgerLog.id).outerjoin(signed, signed.c.log_id == LedgerLog.id)
    return list(session.scalars(query.where(LedgerLog.size > func.coalesce(signed.c.size, 0)).order_by(LedgerLog.id)))


def sign_head(session: Session, log_id: int, key: SigningKey, now: datetime) -> Head | None:
    """Sign what a log holds now; None where that is signed already."""
    log = session.get_one(LedgerLog, log_id)
    if session.get(LedgerHead, (log_id, log.size)) is not None:
        return None
    root = Frontier.unpack(log.size, log.frontier).root
    at = write_moment(now)
    signature = key.sign(write_head(log.key, log.size, root.hex(), at, key.public))
    values: dict[str, Any] = {"log_id": log_id, "size": log.size, "at": read_moment(at), "root": root, "key": key.public,
                              "signature": signature}  # fmt: skip
    session.execute(insert(LedgerHead).values(values))
    return Head(log.key, log.size, root.hex(), at, key.public, signature.hex())
