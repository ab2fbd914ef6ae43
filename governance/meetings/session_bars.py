"""What keeps the record of a session as it stands. Rooms above say it of what they hold, which this room does not know."""

from collections.abc import Callable

from sqlalchemy.orm import Session

Bar = Callable[[Session, int], bool]
"""Whether the record of the meeting of a number stays as it is."""

BARS: list[Bar] = []


def add_bar(bar: Bar) -> None:
    """Have every act on a session's record ask this first."""
    BARS.append(bar)


def is_record_closed(session: Session, meeting_id: int) -> bool:
    return any(bar(session, meeting_id) for bar in BARS)
