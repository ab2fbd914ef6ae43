"""The participation room: what the public writes to a board about a meeting, and by which rules it is read.

Nobody needs an account here. An address for mail is never kept in this room, and nothing that a clerk has not read by
the board's rules is shown to anybody else. Votes and motions live in the room above and may not enter.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.participation.views")
    config.include("governance.participation.writing_views")
    config.include("governance.participation.review_views")
