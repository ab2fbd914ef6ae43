"""Second factors: who needs one, what a session has proven, what an account has, and how all of it is taken away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.accounts.actions import AccountAct, Actor, find_open_account, record_act
from governance.accounts.factor_models import AuthenticatorApp, Passkey, RecoveryCode
from governance.accounts.links import withdraw_links
from governance.accounts.models import SECOND_FACTORS, Account, Factor
from governance.accounts.queries import find_current_contact
from governance.accounts.sessions import end_sessions
from governance.db.changes import change_rows
from governance.mail import Reason, put_in_outbox
from governance.security.identity import Identity


class SessionTooWeak(Exception):
    """What a session has proven is not enough for this act."""


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    key: str
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnFactors:
    """The second factors that an account has. app_since: since when it has an authenticator app."""

    passkeys: tuple[OwnPasskey, ...]
    app_since: datetime | None

    def __bool__(self) -> bool:
        return bool(self.passkeys or self.app_since)


def is_full(identity: Identity) -> bool:
    """Whether a session has proven enough for an act such as casting a ballot: more than a printed code."""
    return not identity.lacks_factor and not identity.factors.isdisjoint({Factor.LINK, *SECOND_FACTORS})


def require_full_session(identity: Identity) -> None:
    """Raise SessionTooWeak for a session that was begun with a printed code and has proven nothing else since.

    It is enough that a passkey or an authenticator app was added in it; or that its owner signs in by another way.
    """
    if not is_full(identity):
        raise SessionTooWeak


def may_change_factors(identity: Identity, factors: OwnFactors) -> bool:
    """Whether a session may add and remove second factors.

    With a link alone only the first one can be added: or else who reads somebody's mail could add their own. A printed
    code is for those who lost theirs, and never works for somebody who needs a second factor.
    """
    strong = not identity.factors.isdisjoint(SECOND_FACTORS)
    return strong or not factors or Factor.RECOVERY_CODE in identity.factors


def find_factors(session: Session, account_id: int) -> OwnFactors:
    passkeys = session.execute(
        select(Passkey.key, Passkey.name, Passkey.added_at, Passkey.used_at)
        .where(Passkey.account_id == account_id, Passkey.removed_at.is_(None))
        .order_by(Passkey.id)
    )
    app_since = session.scalar(
        select(AuthenticatorApp.confirmed_at).where(
            AuthenticatorApp.account_id == account_id,
            AuthenticatorApp.removed_at.is_(None),
            AuthenticatorApp.confirmed_at.is_not(None),
        )
    )
    return OwnFactors(tuple(OwnPasskey(*row) for row in passkeys), app_since)


def tell_of_factor(session: Session, now: datetime, account_id: int, factor: Factor) -> None:
    """Tell an account's owner that a second factor was added."""
    send(session, now, session.get_one(Account, account_id), Reason.SECOND_FACTOR_ADDED, factor=str(factor))


def send(session: Session, now: datetime, account: Account, reason: Reason, **values: object) -> bool:
    """Send an account's owner a message; False where there is no address to send it to."""
    contact = find_current_contact(session, account.id)
    if contact is None:
        return False
    put_in_outbox(
        session, now, recipient=contact.address, language=account.language, reason=reason,
        values={"name": account.name, **values}, about=account.key,
    )  # fmt: skip
    return True


def remove_passkey(session: Session, now: datetime, account_id: int, key: str) -> bool:
    """Take one passkey away; False where the account has no such passkey."""
    remove = (
        update(Passkey)
        .where(Passkey.account_id == account_id, Passkey.key == key, Passkey.removed_at.is_(None))
        .values(removed_at=now)
    )
    return bool(change_rows(session, remove))


def reset_factors(session: Session, now: datetime, actor: Actor, account_key: str) -> Account:
    """Take away every second factor and printed code of an account, end its sessions, and tell its owner.

    It stands on the instance's ledger. At their next sign-in those who need a second factor set up a new one.
    Raises AccountActRefused.
    """
    account = find_open_account(session, account_key)
    removed = {"account_id": account.id}
    for table, column, more in (
        (Passkey, Passkey.removed_at, {}),
        (AuthenticatorApp, AuthenticatorApp.removed_at, {"sealed": None}),
        (RecoveryCode, RecoveryCode.withdrawn_at, {}),
    ):
        change_rows(
            session, update(table).filter_by(**removed).where(column.is_(None)).values({column.key: now, **more})
        )
    end_sessions(session, now, account.id)
    withdraw_links(session, now, account.id)
    record_act(session, now, actor, None, AccountAct.FACTORS_RESET, {"account": account.key})
    send(session, now, account, Reason.SECOND_FACTOR_RESET)
    return account
