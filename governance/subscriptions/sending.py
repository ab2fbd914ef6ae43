"""Telling subscribers what is new: one message for each, with all that came since it was told last.

A message is put into the outbox in the transaction that moves its subscription on, so that a crash leaves both or
neither, and of two processes at work the later one finds nothing left to tell.
"""

import logging
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.queries import BoardIdentity, find_boards_by_id
from governance.db import Database
from governance.db.retry import run_act
from governance.ledger.queries import find_log
from governance.mail import Reason, put_in_outbox
from governance.security.vault import Spoiled, Vault
from governance.settings import Settings
from governance.subscriptions.actions import open_address, open_ending
from governance.subscriptions.models import Subscription, Topic
from governance.subscriptions.news_queries import News, find_news
from governance.subscriptions.queries import find_boards_with_news
from governance.subscriptions.telling import word_news
from governance.subscriptions.words import TOPIC_WORDS
from governance.web.writing import say

log = logging.getLogger("governance.subscriptions")

AT_ONCE = 100
"""Subscriptions that one transaction moves on."""

MOST_NEWS = 50
"""News in one message; of what is more, it says that there is more."""

END_PATH = "/subscriptions/end/"


def tell_subscribers(settings: Settings, database: Database, now: datetime) -> None:
    """Put into the outbox what each subscriber is to be told now. It may run twice, and twice at once."""
    with database.reading() as session:
        boards = find_boards_with_news(session)
    if boards and not settings.address:
        # A link in a message cannot be guessed from here.
        log.warning("subscribers are told nothing: governance.address is not set")
        return
    vault = Vault(Path(settings.vault_keys))
    for board_id in boards:
        while run_act(database, partial(tell_some, vault, now, settings.address, board_id)):
            pass


def tell_some(vault: Vault, now: datetime, base: str, board_id: int, session: Session) -> int:
    """Tell the next subscribers of a board, and move them on; how many. Raises KeyMissing where no address can be read."""
    newest = find_log(session, board_id)
    board = next(iter(find_boards_by_id(session, [board_id])), None)
    # What is not public now is told to nobody, and told later if it becomes so again.
    if newest is None or board is None or not board.published:
        return 0
    behind = session.scalars(
        select(Subscription)
        .where(
            Subscription.board_id == board_id, Subscription.confirmed_at.is_not(None),
            Subscription.told_up_to < newest.size,
        )
        .order_by(Subscription.id)
        .limit(AT_ONCE)
    ).all()  # fmt: skip
    if not behind:
        return 0
    news = find_news(session, board, newest, min(one.told_up_to or 0 for one in behind), 10 * MOST_NEWS)
    for subscription in behind:
        told = [
            one for one in news if one.sequence > (subscription.told_up_to or 0) and one.topic in subscription.topics
        ]
        if told:
            put_letter(session, vault, now, base, board, subscription, told)
        subscription.told_up_to = newest.size
    session.flush()
    return len(behind)


def put_letter(
    session: Session, vault: Vault, now: datetime, base: str, board: BoardIdentity, subscription: Subscription,
    news: list[News],
) -> None:  # fmt: skip
    try:
        address, ending = open_address(vault, subscription), open_ending(vault, subscription)
    except Spoiled:
        # One row that somebody changed must not keep the others from their mail.
        log.warning("subscription %s: what is sealed in it cannot be read", subscription.key)
        return
    language = subscription.language
    end = f"{base}{END_PATH}{ending}"
    put_in_outbox(
        session, now, recipient=address, language=language, reason=Reason.NEWS, about=subscription.key,
        unsubscribe=end if end.startswith("https://") else None,
        values={
            "board": " ".join(board.name.split()), "board_address": base + board.address,
            "news": [(word_news(one, language), base + one.address) for one in news[:MOST_NEWS]],
            "more": len(news) > MOST_NEWS, "end": end, "topics": word_topics(subscription.topics, language),
        },
    )  # fmt: skip


def word_topics(topics: list[str], language: str) -> list[str]:
    """What somebody is told of, in a language."""
    return [say(TOPIC_WORDS[topic], language) for topic in Topic if topic in topics]
