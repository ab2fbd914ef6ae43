"""Asking for mail about a board, confirming it, and ending it.

Each act runs in the caller's transaction. Nothing here tells whether a mailbox is subscribed: to ask is the same for all.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from governance.accounts.tokens import hash_token, make_token
from governance.db.changes import change_rows
from governance.db.keys import make_key
from governance.ledger.queries import find_log
from governance.mail import MessageState, OutgoingMessage, Reason, SendingFailure, check_address
from governance.security.vault import Spoiled, Vault
from governance.subscriptions.models import Subscription, Topic

UNCONFIRMED_FOR = timedelta(days=7)
ADDRESS, ENDING = "subscription_address", "subscription_ending"
"""As what a mailbox and the secret that ends its subscription are sealed."""


def ask_for_news(
    session: Session, vault: Vault, now: datetime, board_id: int, address: str, topics: Collection[Topic], language: str,
    confirmation: str,
) -> Subscription:  # fmt: skip
    """Note that somebody asks to be told of a board. Nothing is told before the mailbox's owner confirms it.

    confirmation: the secret that goes to the mailbox. Raises UnusableAddress.
    """
    key, ending = make_key(), make_token()
    subscription = Subscription(
        key=key, board_id=board_id, topics=[topic.value for topic in Topic if topic in topics], language=language,
        address=vault.seal(check_address(address).encode(), ADDRESS, key), ending=vault.seal(ending.encode(), ENDING, key),
        ending_hash=hash_token(ending), confirmation_hash=hash_token(confirmation), asked_at=now,
    )  # fmt: skip
    session.add(subscription)
    session.flush()
    return subscription


def confirm_subscription(session: Session, vault: Vault, now: datetime, confirmation: str) -> Subscription | None:
    """Begin to tell a mailbox what is new from now on. None where the secret is no longer good.

    A mailbox that is told of this board already goes on under its former subscription, with the topics that it asks for
    now: the links of earlier messages still end it.
    """
    asked = session.scalar(
        select(Subscription).where(Subscription.confirmation_hash == hash_token(confirmation)).with_for_update()
    )
    if asked is None or now - asked.asked_at >= UNCONFIRMED_FOR:
        return None
    former = find_same_mailbox(session, vault, asked)
    if former is not None:
        former.topics, former.language = asked.topics, asked.language
        session.delete(asked)
        session.flush()
        return former
    log = find_log(session, asked.board_id)
    asked.confirmed_at, asked.confirmation_hash = now, None
    asked.told_up_to = log.size if log is not None else 0
    session.flush()
    return asked


def find_same_mailbox(session: Session, vault: Vault, asked: Subscription) -> Subscription | None:
    """The confirmed subscription of the same board and mailbox.

    Each address is opened for it: an index over addresses would let whoever has the database try out mailboxes.
    """
    mailbox = open_address(vault, asked).casefold()
    confirmed = session.scalars(
        select(Subscription).where(Subscription.board_id == asked.board_id, Subscription.confirmed_at.is_not(None))
    )
    for other in confirmed:
        try:
            if open_address(vault, other).casefold() == mailbox:
                return other
        except Spoiled:
            continue
    return None


def open_address(vault: Vault, subscription: Subscription) -> str:
    """Raises KeyMissing, and Spoiled where it was changed in the database."""
    return vault.open(subscription.address, ADDRESS, subscription.key).decode()


def open_ending(vault: Vault, subscription: Subscription) -> str:
    """The secret that ends a subscription. Raises the same."""
    return vault.open(subscription.ending, ENDING, subscription.key).decode()


def end_subscription(session: Session, now: datetime, ending: str) -> bool:
    """End a subscription by its secret, and destroy the address, in the log of messages too; whether there was one.

    What still waits to be sent is not sent.
    """
    subscription = session.scalar(
        select(Subscription).where(Subscription.ending_hash == hash_token(ending)).with_for_update()
    )
    if subscription is None:
        return False
    messages = update(OutgoingMessage).where(
        OutgoingMessage.about == subscription.key,
        OutgoingMessage.reason.in_((Reason.CONFIRM_SUBSCRIPTION, Reason.NEWS)),
    )
    waiting = OutgoingMessage.state == MessageState.WAITING
    given_up = {"state": MessageState.GIVEN_UP, "failure": SendingFailure.EXPIRED, "ended_at": now}
    change_rows(session, messages.where(waiting).values(**given_up))
    change_rows(session, messages.values(recipient=None, body=None, unsubscribe=None))
    session.delete(subscription)
    session.flush()
    return True


def destroy_unconfirmed(session: Session, now: datetime) -> int:
    """Destroy each subscription that was not confirmed in a week, or whose mailbox is refused for good; how many."""
    refused = select(OutgoingMessage.about).where(
        OutgoingMessage.reason == Reason.NEWS, OutgoingMessage.failure == SendingFailure.REFUSED
    )
    unconfirmed = Subscription.confirmed_at.is_(None) & (Subscription.asked_at <= now - UNCONFIRMED_FOR)
    return change_rows(session, delete(Subscription).where(or_(unconfirmed, Subscription.key.in_(refused))))


def reseal_subscriptions(session: Session, vault: Vault) -> int:
    """Seal anew, under the newest key, what an older one sealed; how many secrets that were."""
    count = 0
    for subscription in session.scalars(select(Subscription)):
        if not vault.is_newest(subscription.address):
            subscription.address = vault.seal(
                vault.open(subscription.address, ADDRESS, subscription.key), ADDRESS, subscription.key
            )
            count += 1
        if not vault.is_newest(subscription.ending):
            subscription.ending = vault.seal(
                vault.open(subscription.ending, ENDING, subscription.key), ENDING, subscription.key
            )
            count += 1
    session.flush()
    return count
