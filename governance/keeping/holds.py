"""Legal holds: while one stands, nothing of what it covers is destroyed. Placing and lifting one is on the ledger."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.db.keys import make_key
from governance.keeping.models import LegalHold
from governance.ledger.actions import append
from governance.ledger.entries import Office
from governance.ledger.seals import read_row

LONGEST_REASON = 500


class KeepingAct(StrEnum):
    """What stands on the ledger of what happens in this room."""

    HOLD_PLACED = "hold.placed"
    HOLD_LIFTED = "hold.lifted"


class HoldRefused(Exception):
    """A hold cannot be placed or lifted so. Its text says why."""


def place_hold(session: Session, now: datetime, reason: str, rule: str | None = None) -> LegalHold:
    """Stop what a rule would destroy (None: what any would) until the hold is lifted. Raises HoldRefused."""
    words = unicodedata.normalize("NFC", " ".join(reason.split()))
    if not words or not words.isprintable() or len(words) > LONGEST_REASON:
        raise HoldRefused(f"a hold needs its reason, in at most {LONGEST_REASON} letters")
    hold = LegalHold(key=make_key(), reason=words, rule=rule, placed_at=now)
    session.add(hold)
    session.flush()
    write_entry(session, now, KeepingAct.HOLD_PLACED, hold)
    return hold


def lift_hold(session: Session, now: datetime, key: str) -> LegalHold:
    """Let go on what a hold stopped. Raises HoldRefused."""
    hold = session.scalar(select(LegalHold).where(LegalHold.key == key))
    if hold is None:
        raise HoldRefused(f"there is no hold {key}")
    if hold.lifted_at is not None:
        raise HoldRefused(f"the hold {key} was lifted already")
    hold.lifted_at = now
    session.flush()
    write_entry(session, now, KeepingAct.HOLD_LIFTED, hold)
    return hold


def write_entry(session: Session, now: datetime, kind: KeepingAct, hold: LegalHold) -> None:
    append(session, None, at=now, office=Office.OPERATOR, kind=kind, facts={"hold": hold.key}, rows=[read_row(hold)])


def find_holds(session: Session, *, lifted: bool = False) -> Sequence[LegalHold]:
    """The holds that stand, in the order in which they were placed; lifted: those that were lifted too."""
    query = select(LegalHold).order_by(LegalHold.placed_at, LegalHold.id)
    return session.scalars(query if lifted else query.where(LegalHold.lifted_at.is_(None))).all()
