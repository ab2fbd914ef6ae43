"""Feeds of a board and of this portal: what a board made public, and of ledgers every signed head.

A head in a feed has left the house: whoever reads the feed has a copy that the portal cannot take back.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import rfc8785

from governance.boards.resources import BOARD
from governance.front.ledger_resources import BoardLedger, InstanceLedger
from governance.ledger.heads import Head
from governance.ledger.queries import find_log, list_heads
from governance.subscriptions.news_queries import News, find_news
from governance.subscriptions.telling import word_news
from governance.web.feeds import (
    ATOM,
    LONGEST_FEED,
    NOTHING_YET,
    Feed,
    FeedEntry,
    find_newest,
    make_identifier,
    render_feed,
)
from governance.web.locale import _
from governance.web.pages import Page

Ledger = BoardLedger | InstanceLedger


def show_feed(context: Ledger, request: Any) -> Page:
    board, translate = context.board, request.layout.translate
    title = _("What is new: ${board}", mapping={"board": board.name}) if board else _("What is new on this portal")
    page = board.address if board else "/"
    address = f"{page.rstrip('/')}/feed.atom"
    entries = find_newest(request.registry.feed_sources, context, request)
    updated = entries[0].updated if entries else NOTHING_YET
    portal = find_log(request.db, None)
    identifier = make_identifier("feed", portal.key if portal else "", address)
    return Page(Feed(identifier, translate(title), updated, address, page, entries), title)


def find_heads(context: Ledger, request: Any) -> Iterator[FeedEntry]:
    """The signed heads of a ledger. The content is what `governance verify FILE --head HEAD` reads."""
    heads = list_heads(request.db, context.log, LONGEST_FEED) if context.log else []
    for head in heads:
        yield make_entry(head, f"{context.address}/heads", request)


def find_public_acts(context: Ledger, request: Any) -> Iterator[FeedEntry]:
    """What a board made public: notices, changed and cancelled meetings, minutes, reports, each act an entry of its own.

    An act of the portal as a whole is none of these.
    """
    if context.board is not None and context.log is not None:
        for news in find_news(request.db, context.board, context.log, 0, LONGEST_FEED):
            yield make_news_entry(context.log.key, news, request.locale_name)


def make_news_entry(log: str, news: News, language: str) -> FeedEntry:
    words = word_news(news, language)
    return FeedEntry(make_identifier("news", log, news.sequence), news.at, words, words, words, news.address)


def make_entry(head: Head, address: str, request: Any) -> FeedEntry:
    translate = request.layout.translate
    words = {"number": head.size, "root": head.root, "key": head.key}
    return FeedEntry(
        make_identifier("head", head.log, head.size),
        head.signed_at,
        translate(_("Signed head of the ledger, number of entries: ${number}", mapping=words)),
        translate(
            _(
                "Root of the first ${number} entries: ${root}. Public key: ${key}. Keep the text below as a file: it shows "
                "later whether anything before it was changed.",
                mapping=words,
            )
        ),
        rfc8785.dumps(asdict(head)).decode(),
        address,
    )


def includeme(config: Any) -> None:
    config.add_feed_source(find_heads)
    config.add_feed_source(find_public_acts)
    heads = "the signed heads of its ledger"
    for name, path, factory, whose, what in (
        ("board", f"/boards/{BOARD}/feed.atom", BoardLedger, "a board", f"notices, minutes, reports, and {heads}"),
        ("instance", "/feed.atom", InstanceLedger, "this portal", heads),
    ):
        config.add_public_page(
            f"feed.{name}",
            path,
            show_feed,
            write=render_feed,
            media=ATOM,
            content=Feed,
            factory=factory,
            summary=f"What is new of {whose}, the newest first: {what}",
        )
