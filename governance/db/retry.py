"""Doing an act again where PostgreSQL could not let it follow another one that it met."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from governance.db.engine import Database

Outcome = TypeVar("Outcome")

ATTEMPTS = 12
CLASHES = ("40001", "40P01")
"""Two acts at once could not have followed one another, or each waited for the other."""

LONGEST_PAUSE_SECONDS = 0.5


def run_act(database: Database, act: Callable[[Session], Outcome]) -> Outcome:
    """Run an act in a transaction of its own, and again from its beginning where it clashed with another.

    act must do nothing that a rollback does not undo. Raises what the last attempt raised.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with database.writing.begin() as session:
                return act(session)
        except DBAPIError as error:
            if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in CLASHES:
                raise
        # Whoever clashed together must not come back together.
        time.sleep(random.uniform(0, min(LONGEST_PAUSE_SECONDS, 0.005 * 2**attempt)))  # noqa: S311  # no secret
    raise AssertionError("unreachable")
