"""The minutes room: what is written of a meeting from its record, approved by the board, published, and corrected in the open.

Minutes are put together from what other rooms hold, as plain data; nothing here decides what happened. Nothing of a draft
may reach a public page, and nothing that was published is ever changed.
"""

from typing import Any

from governance.meetings.session_bars import add_bar
from governance.minutes.record_bar import close_by_minutes

# Not in includeme: acts of the command line have no configuration, and are barred too.
add_bar(close_by_minutes)


def includeme(config: Any) -> None:
    config.include("governance.minutes.views")
    config.include("governance.minutes.clerk_views")
