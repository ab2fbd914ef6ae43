"""How often something may be tried: limits and lockouts that all processes share, because they are in the database.

A window slides: an attempt counts for as long as the window is, from its own moment on. Keys (an address, an account,
where a reader comes from) are hashed with a secret that changes daily and is then destroyed, so that the table does not
tell who tried. An attempt that is refused does not count, so that nobody is kept out for longer by trying on.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from governance.db import Database
from governance.security.models import LimitedAttempt, LimitSecret

LONGEST_WINDOW = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """At most so many attempts within any stretch of time as long as the window, which is a day at most."""

    name: str
    allowed: int
    window: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.window <= LONGEST_WINDOW:
            raise ValueError("a key is known by its hash for a day, and no longer")


LINKS_FOR_ADDRESS = Limit("links-for-address", 5, HOUR)
LINKS_FROM_SOURCE = Limit("links-from-source", 30, HOUR)
CODES_FOR_ACCOUNT = Limit("codes-for-account", 5, timedelta(minutes=15))
"""Wrong codes of an authenticator app: with one in 333,333 right at any moment, 480 a day guess it in two years."""

RECOVERY_FROM_SOURCE = Limit("recovery-from-source", 20, HOUR)
COMMENTS_FROM_SOURCE = Limit("comments-from-source", 20, HOUR)
COMMENTS_FOR_ADDRESS = Limit("comments-for-address", 3, HOUR)
COMMENTS_ON_MEETING = Limit("comments-on-meeting", 300, HOUR)
"""Public comment needs no account: what one place may send, what one mailbox may get, and what one meeting may take."""

SUBSCRIPTIONS_FROM_SOURCE = Limit("subscriptions-from-source", 20, HOUR)
SUBSCRIPTIONS_FOR_ADDRESS = Limit("subscriptions-for-address", 5, LONGEST_WINDOW)
SUBSCRIPTIONS_TO_BOARD = Limit("subscriptions-to-board", 300, HOUR)
"""To ask for mail needs no account either: nobody is to fill somebody else's mailbox with our questions."""

PASSKEYS_FROM_SOURCE = Limit("passkeys-from-source", 60, HOUR)


@dataclass(frozen=True)
class Allowed:
    """The attempt was noted and may go on. left: how many more would be allowed now."""

    left: int


@dataclass(frozen=True)
class WaitUntil:
    """The attempt is refused; another is allowed from this moment on."""

    moment: datetime


def note_attempt(session: Session, limit: Limit, key: str, now: datetime) -> Allowed | WaitUntil:
    """Note an attempt in this transaction, if the limit allows it.

    key: whose attempt it is, in plain text; only its hash is kept. The transaction has to be committed whatever becomes
    of the attempt, or it will not have counted. Two at once come out as one after the other: SQLite makes the second
    wait, PostgreSQL refuses one of them, which is then to be tried again (pyramid_retry, governance.db.retry).
    """
    hashes = hash_key(session, limit, key, now)
    earlier = session.scalars(
        select(LimitedAttempt.at)
        .where(
            LimitedAttempt.limit_name == limit.name,
            LimitedAttempt.key_hash.in_(hashes),
            LimitedAttempt.at > now - limit.window,
        )
        .order_by(LimitedAttempt.at.desc())
        .limit(limit.allowed)
    ).all()
    if len(earlier) >= limit.allowed:
        return WaitUntil(earlier[-1] + limit.window)
    session.add(LimitedAttempt(limit_name=limit.name, key_hash=hashes[0], at=now))
    session.flush()
    return Allowed(limit.allowed - len(earlier) - 1)


def forget_attempts(session: Session, limit: Limit, key: str, now: datetime) -> None:
    """Let earlier attempts count no longer, as after a right code."""
    session.execute(
        delete(LimitedAttempt)
        .where(
            LimitedAttempt.limit_name == limit.name,
            LimitedAttempt.key_hash.in_(hash_key(session, limit, key, now)),
        )
        .execution_options(synchronize_session=False)
    )


def hash_key(session: Session, limit: Limit, key: str, now: datetime) -> list[str]:
    """What a key is known by today, and what it was known by yesterday: a window may reach over midnight."""
    today = now.date()
    known = read_secrets(session, today)
    if today not in known:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(LimitSecret).values(day=today, secret=secrets.token_bytes(32)).on_conflict_do_nothing())
        known = read_secrets(session, today)
    return [
        hmac.new(known[day], f"{limit.name}\0{key}".encode(), "sha256").hexdigest()
        for day in sorted(known, reverse=True)
    ]


def read_secrets(session: Session, today: date) -> dict[date, bytes]:
    rows = select(LimitSecret.day, LimitSecret.secret).where(LimitSecret.day.in_((today, today - timedelta(days=1))))
    return dict(session.execute(rows).all())


def find_source(remote: str | None, forwarded: str | None) -> str | None:
    """Where a request comes from, as far as it can be limited; None where that cannot be told.

    remote: the address at the other end of the connection. forwarded: the header X-Forwarded-For, which counts only
    where that end is a proxy of our own, on this machine or in its network; and then only the last entry does, which
    that proxy wrote. Of an IPv6 address the network counts (/64): a household has the rest of it to itself.
    """
    source = read_address(remote)
    if source is None or source.is_private or source.is_loopback or source.is_link_local:
        source = read_address((forwarded or "").rpartition(",")[2])
    if source is None:
        return None
    if isinstance(source, IPv6Address):
        if source.ipv4_mapped is not None:
            return str(source.ipv4_mapped)
        return f"{IPv6Address(int(source) >> 64 << 64)}/64"
    return str(source)


def read_address(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address((text or "").strip())
    except ValueError:
        return None


def forget_old_attempts(database: Database, now: datetime) -> None:
    """Remove what counts no longer, and the secrets of the days before yesterday. It may run twice."""
    with database.writing.begin() as session:
        session.execute(delete(LimitedAttempt).where(LimitedAttempt.at <= now - LONGEST_WINDOW))
        session.execute(delete(LimitSecret).where(LimitSecret.day < now.date() - timedelta(days=1)))
