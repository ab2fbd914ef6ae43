"""Sessions: begun under a new token, kept alive by use, ended by their owner, an administrator or a change of role."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from governance.accounts.models import Factor, KeptForm, MadeBy, SessionOfAccount, SignInLink
from governance.accounts.queries import FoundSession
from governance.accounts.tokens import hash_token, make_token
from governance.db import Database
from governance.db.changes import change_rows
from governance.db.keys import make_key

IDLE = timedelta(hours=8)
"""How long a session lives unseen: longer than the longest meeting."""

LONGEST = timedelta(days=7)
"""How long it lives in any case."""

NOTED_EVERY = timedelta(minutes=5)
"""How exactly a session's last use is written down: to write it for every page would make each reader a writer."""

REMEMBERED = timedelta(days=30)
"""How long an ended session is still known, so that a form sent with it finds its owner again."""


def begin_session(
    session: Session, now: datetime, account_id: int, made_by: MadeBy, factors: Iterable[Factor]
) -> tuple[SessionOfAccount, str]:
    """A new session and its token, which is kept nowhere but in the browser."""
    token = make_token()
    begun = SessionOfAccount(
        key=make_key(), token_hash=hash_token(token), account_id=account_id, made_by=made_by,
        factors=sorted(set(factors)), made_at=now, last_seen_at=now, expires_at=now + LONGEST,
    )  # fmt: skip
    session.add(begun)
    session.flush()
    return begun, token


def add_factor(session: Session, session_id: int, factor: Factor) -> None:
    """Write down that a session has proven one thing more."""
    row = session.get_one(SessionOfAccount, session_id)
    row.factors = sorted({*row.factors, factor})


def is_alive(found: FoundSession, now: datetime) -> bool:
    return (
        found.revoked_at is None
        and found.closed_at is None
        and now < found.expires_at
        and now < found.last_seen_at + IDLE
    )


def note_use(database: Database, found: FoundSession, now: datetime) -> None:
    """Keep a session alive, in a statement of its own; a session that ended meanwhile stays ended."""
    with database.glancing.connect() as connection:
        connection.execute(
            update(SessionOfAccount)
            .where(
                SessionOfAccount.id == found.id,
                SessionOfAccount.revoked_at.is_(None),
                SessionOfAccount.last_seen_at < now,
            )
            .values(last_seen_at=now)
        )


def end_session(session: Session, now: datetime, account_id: int, key: str) -> bool:
    """End one session of an account; False where it has no such session, or it has ended already."""
    end = (
        update(SessionOfAccount)
        .where(
            SessionOfAccount.account_id == account_id,
            SessionOfAccount.key == key,
            SessionOfAccount.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return bool(change_rows(session, end))


def end_sessions(session: Session, now: datetime, account_id: int, but: int | None = None) -> int:
    """End all sessions of an account, but for one if it is given; how many that were."""
    end = (
        update(SessionOfAccount)
        .where(
            SessionOfAccount.account_id == account_id,
            SessionOfAccount.revoked_at.is_(None),
            SessionOfAccount.id != (but or 0),
        )
        .values(revoked_at=now)
    )
    return change_rows(session, end)


def remove_ended(session: Session, now: datetime) -> int:
    """Remove links, kept forms and sessions that are long over; how many rows that were. It may run twice."""
    ended = (
        delete(KeptForm).where(KeptForm.expires_at <= now),
        delete(SignInLink).where(SignInLink.expires_at <= now - timedelta(days=1)),
        delete(SessionOfAccount).where(SessionOfAccount.expires_at <= now - REMEMBERED),
    )
    return sum(change_rows(session, rows) for rows in ended)


def find_token_owner(session: Session, token: str) -> int | None:
    """The account of a session's token, even where the session is over."""
    return session.scalar(select(SessionOfAccount.account_id).where(SessionOfAccount.token_hash == hash_token(token)))


def add_kept_form(session: Session, **values: Any) -> None:
    session.add(KeptForm(**values))
    session.flush()


def find_kept_form(session: Session, token_hash: str, account_id: int, now: datetime) -> KeptForm | None:
    return session.scalar(
        select(KeptForm).where(
            KeptForm.token_hash == token_hash, KeptForm.account_id == account_id, KeptForm.expires_at > now
        )
    )


def remove_kept_form(session: Session, kept: KeptForm) -> None:
    session.delete(kept)
