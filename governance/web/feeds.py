"""Feeds (Atom, RFC 4287): what is new of a board or of this portal, for programs that look from time to time.

A room registers a function with config.add_feed_source; the feed joins what all of them find and knows nothing of heads,
meetings or minutes. A feed passes the same gate as every page of the public record.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree

from governance.web.pages import make_twin_address

ATOM = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = "xml:lang"

LONGEST_FEED = 50
"""Entries of one source in a feed, the newest; what is older stands on the pages that they lead to. Each source has as
many of its own, so that frequent entries of one cannot push out rare ones of another."""

NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated last: RFC 4287 wants a moment, and it must not change by itself."""

IDENTIFIERS = UUID("5f0f4c3e-6f0d-4b8e-9a51-3e1d2f6a7c90")
"""The name space of identifiers, drawn once."""

NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold in any form, section 2.2."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing that is new. identifier: for ever its own; address: a path of this portal, where to read more.

    title and summary are in the reader's language; content is plain text to be taken as it is.
    """

    identifier: str
    updated: datetime
    title: str
    summary: str
    content: str
    address: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest entries of a board or of this portal, the newest first. page: the path of what it is about."""

    identifier: str
    title: str
    updated: datetime
    address: str
    page: str
    entries: list[FeedEntry]


FeedSource = Callable[[Any, Any], Iterable[FeedEntry]]
"""What one room has for the feed of a resource (its board is None for the portal's own) and a request: its newest
LONGEST_FEED entries or fewer, in a fixed number of queries."""


def add_feed_source(config: Any, source: FeedSource) -> None:
    config.registry.feed_sources.append(source)


def find_newest(sources: Iterable[FeedSource], context: Any, request: Any) -> list[FeedEntry]:
    found = [entry for source in sources for entry in source(context, request)]
    return sorted(found, key=lambda entry: (entry.updated, entry.identifier), reverse=True)


def make_identifier(*parts: object) -> str:
    """An identifier that follows from what it names alone, so that it outlives a move to another address."""
    return uuid5(IDENTIFIERS, "/".join(map(str, parts))).urn


def write_atom(feed: Feed, language: str, portal: str, base: str, twin: str) -> bytes:
    """The feed as Atom. base: what stands before its paths; portal: its author's name; twin: where it is JSON."""
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, LANGUAGE: language})
    add(root, "id", feed.identifier)
    add(root, "title", feed.title)
    add(root, "updated", write_moment(feed.updated))
    add(add(root, "author"), "name", portal)
    add(root, "link", rel="self", type="application/atom+xml", href=base + feed.address)
    add(root, "link", rel="alternate", type="text/html", href=base + feed.page)
    add(root, "link", rel="alternate", type="application/json", href=twin)
    for entry in feed.entries:
        element = add(root, "entry")
        add(element, "id", entry.identifier)
        add(element, "title", entry.title)
        add(element, "updated", write_moment(entry.updated))
        add(element, "link", rel="alternate", type="text/html", href=base + entry.address)
        add(element, "summary", entry.summary)
        add(element, "content", entry.content, type="text")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, {key: make_writable(value) for key, value in attributes.items()})
    if text is not None:
        element.text = make_writable(text)
    return element


def make_writable(text: str) -> str:
    return NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def write_moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def render_feed(feed: Feed, request: Any) -> bytes:
    """A feed's answer. Its addresses are complete where the operator named the portal's own; else they are its paths.

    The host that was asked for is never taken: the answer is kept for others.
    """
    address: str = request.registry.portal.address
    twin = address + make_twin_address(request)
    return write_atom(feed, request.locale_name, request.layout.portal_name, address + request.script_name, twin)


def includeme(config: Any) -> None:
    config.registry.feed_sources = []
    config.add_directive("add_feed_source", add_feed_source)
