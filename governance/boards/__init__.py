"""The boards room: jurisdictions, boards and their committees, seats, people, and who served when.

Meetings, votes and reports live in rooms above and may not enter.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.boards.views")
