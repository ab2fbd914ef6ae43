"""Doing an act again where PostgreSQL could not let it follow another one that it met."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from governance.db.engine import Database
from governance.db.turns import take_turn

Outcome = TypeVar("Outcome")

ATTEMPTS = 12
CLASHES = ("40001", "40P01")
"""Two acts at once could not have followed one another, or each waited for the other."""

LONGEST_PAUSE_SECONDS = 0.5


def run_act(database: Database, act: Callable[[Session], Outcome]) -> Outcome:
    """Run an act in a transaction of its own, and again from its beginning where it clashed with another.

    The second time nobody runs beside it who began by take_turn, so more attempts are needed only where it meets what
    did not, such as an import. act must do nothing that a rollback does not undo. Raises what the last attempt raised.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with database.writing.begin() as session:
                take_turn(session, alone=attempt > 1)
                return act(session)
        except DBAPIError as error:
            if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in CLASHES:
                raise
        # Whoever clashed together must not come back together.
        time.sleep(random.uniform(0, min(LONGEST_PAUSE_SECONDS, 0.005 * 2**attempt)))  # noqa: S311  # no secret
    raise AssertionError("unreachable")
