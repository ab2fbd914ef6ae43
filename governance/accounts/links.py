"""One-time links: made for an account, used once by a statement that only one of many processes can win."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import update
from sqlalchemy.orm import Session

from governance.accounts.models import LinkPurpose, SignInLink
from governance.accounts.tokens import hash_token, make_token

LIFE = timedelta(minutes=20)
PATH = "/sign-in/{token}"
LONGEST_PATH = 2000


@dataclass(frozen=True, slots=True)
class UsedLink:
    purpose: LinkPurpose
    account_id: int
    contact_id: int | None
    return_to: str | None


def make_link(
    session: Session,
    now: datetime,
    account_id: int | None,
    purpose: LinkPurpose = LinkPurpose.SIGN_IN,
    *,
    contact_id: int | None = None,
    return_to: str | None = None,
) -> tuple[SignInLink, str]:
    """A link's row and its token. Without an account the token is of no use to anybody, and the row only costs the same."""
    token = make_token()
    link = SignInLink(
        token_hash=hash_token(token), purpose=purpose, account_id=account_id, contact_id=contact_id,
        return_to=return_to, made_at=now, expires_at=now + LIFE,
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link, token


def write_address(base: str, token: str) -> str:
    """The address of a link. base: the portal's own, without a final slash."""
    return base + PATH.format(token=token)


def use_link(session: Session, now: datetime, token: str) -> UsedLink | None:
    """Use a link up; None where it was used before, is over, or never was."""
    row: Any = session.execute(
        update(SignInLink)
        .where(
            SignInLink.token_hash == hash_token(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            SignInLink.account_id.is_not(None),
        )
        .values(used_at=now)
        .returning(SignInLink.purpose, SignInLink.account_id, SignInLink.contact_id, SignInLink.return_to)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if row is None else UsedLink(*row)


def withdraw_links(session: Session, now: datetime, account_id: int) -> None:
    """Let no link of an account work any more."""
    session.execute(
        update(SignInLink)
        .where(SignInLink.account_id == account_id, SignInLink.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def read_own_path(text: object) -> str | None:
    """The text where it is the path (and query) of a page of this portal, else None: nobody is led elsewhere.

    What a post brings in its place may be a file.
    """
    if (
        not isinstance(text, str)
        or not text
        or len(text) > LONGEST_PATH
        or not text.startswith("/")
        or text.startswith("//")
    ):
        return None
    if "\\" in text or not text.isprintable() or not text.isascii():
        return None
    parts = urlsplit(text)
    # An address of a one-time link is not a place to come back to.
    if parts.scheme or parts.netloc or parts.path.startswith(("/sign-in", "/sign-out")):
        return None
    return text
