"""Subscriptions to the demo's board: one that is told, and one that waits to be confirmed."""

from sqlalchemy.orm import Session

from governance.accounts.tokens import make_token
from governance.db import Database
from governance.security.vault import Vault
from governance.subscriptions.actions import ask_for_news, confirm_subscription, open_ending
from governance.subscriptions.models import Subscription, Topic
from tests.conftest import NOW
from tests.support.planning import find_board_id

READER = "reader@example.org"


def ask(
    session: Session,
    vault: Vault,
    address: str = READER,
    topics: tuple[Topic, ...] = tuple(Topic),
    language: str = "en",
) -> str:
    """Somebody asks for mail; the secret that confirms it."""
    confirmation = make_token()
    ask_for_news(session, vault, NOW, find_board_id(session), address, topics, language, confirmation)
    return confirmation


def subscribe(
    session: Session,
    vault: Vault,
    address: str = READER,
    topics: tuple[Topic, ...] = tuple(Topic),
    language: str = "en",
) -> Subscription:
    """A subscription that was confirmed."""
    subscription = confirm_subscription(session, vault, NOW, ask(session, vault, address, topics, language))
    assert subscription is not None
    return subscription


def make_subscriptions(database: Database, vault: Vault) -> dict[str, str]:
    """For places in paths: the secret that confirms a subscription, and the one that ends another."""
    with database.writing.begin() as session:
        ending = open_ending(vault, subscribe(session, vault))
        return {"subscribing": ask(session, vault, "other@example.org"), "ending": ending}
