"""What waits for somebody: a registry of sources, so that each room says of its own what is due and to whom.

A room registers a function with config.add_waiting_source. The page after sign-in asks all of them and shows what they
find by its day; it knows nothing of meetings, terms or votes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.security import Identity


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. due: its day where the board sits; None: there is no day to it.

    title: a text of the catalogue; address: where to see to it; board: the name of the board that it is about.
    """

    due: date | None
    title: Any
    address: str
    board: str


WaitingSource = Callable[[Session, Identity, datetime], Iterable[Waiting]]
"""What one room has waiting for somebody at a moment, in a fixed number of queries."""


def add_waiting_source(config: Any, source: WaitingSource) -> None:
    config.registry.waiting_sources.append(source)


def find_waiting(sources: Iterable[WaitingSource], db: Session, identity: Identity, now: datetime) -> list[Waiting]:
    """All that waits, the earliest day first, and what has no day after that."""
    found = [waiting for source in sources for waiting in source(db, identity, now)]
    return sorted(found, key=lambda waiting: (waiting.due is None, waiting.due or date.max, waiting.board))


def includeme(config: Any) -> None:
    config.registry.waiting_sources = []
    config.add_directive("add_waiting_source", add_waiting_source)
