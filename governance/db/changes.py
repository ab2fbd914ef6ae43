"""Changing rows by one statement, for those who must know whether it found any."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.orm import Session


def change_rows(session: Session, statement: Update | Delete) -> int:
    """Run an update or a delete; how many rows it changed. What the session has read of them stays as it was read."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    # SQLAlchemy types what any statement gives; an update or a delete gives this.
    return cast("CursorResult[Any]", result).rowcount
