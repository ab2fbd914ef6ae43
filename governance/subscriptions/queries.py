"""What can be read of subscriptions: by who holds a secret of one, and by the job that tells of news. Never an address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from governance.boards.models import Board
from governance.ledger.models import LedgerLog
from governance.subscriptions.actions import UNCONFIRMED_FOR
from governance.subscriptions.models import Subscription, Topic


@dataclass(frozen=True, slots=True)
class SubscriptionFact:
    """What somebody is told, and of which board. The board's name is None where nobody may know of it now."""

    board: str | None
    topics: tuple[Topic, ...]


def find_asked(session: Session, confirmation_hash: str, now: datetime) -> SubscriptionFact | None:
    """What waits to be confirmed by a secret; None where that is no longer good."""
    return find_fact(
        session, Subscription.confirmation_hash == confirmation_hash, Subscription.asked_at > now - UNCONFIRMED_FOR
    )


def find_subscribed(session: Session, ending_hash: str) -> SubscriptionFact | None:
    """What a secret would end; None where there is nothing any more."""
    return find_fact(session, Subscription.ending_hash == ending_hash)


def find_fact(session: Session, *conditions: ColumnElement[bool]) -> SubscriptionFact | None:
    row = session.execute(
        select(Board.name, Board.published, Subscription.topics)
        .join(Board, Board.id == Subscription.board_id)
        .where(*conditions)
    ).one_or_none()
    if row is None:
        return None
    name, published, topics = row
    return SubscriptionFact(name if published else None, tuple(topic for topic in Topic if topic in topics))


def find_boards_with_news(session: Session) -> list[int]:
    """The boards of whose ledger somebody was not told all yet. Not all that stands there is news."""
    return list(
        session.scalars(
            select(Subscription.board_id)
            .join(LedgerLog, LedgerLog.board_id == Subscription.board_id)
            .where(Subscription.confirmed_at.is_not(None), Subscription.told_up_to < LedgerLog.size)
            .distinct()
            .order_by(Subscription.board_id)
        )
    )


def count_subscriptions(session: Session, board_id: int) -> int:
    """How many mailboxes are told of a board."""
    return int(
        session.scalar(
            select(func.count()).where(Subscription.board_id == board_id, Subscription.confirmed_at.is_not(None))
        )
        or 0
    )
