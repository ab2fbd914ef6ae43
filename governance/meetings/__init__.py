"""The meetings room: meetings, their agendas, documents and attendance.

Motions and votes live in the room above and may not enter.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.meetings.views")
