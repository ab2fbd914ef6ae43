"""The meetings room: meetings, their agendas, documents and attendance.

Motions and votes live in the room above and may not enter.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.meetings.views")
    config.include("governance.meetings.planning_views")
    config.include("governance.meetings.item_views")
    config.include("governance.meetings.document_views")
    config.include("governance.meetings.packet_views")
    config.include("governance.meetings.schedule_views")
    config.include("governance.meetings.coming_views")
    config.include("governance.meetings.session_views")
    config.include("governance.meetings.session_item_views")
    config.include("governance.meetings.live_views")
    config.include("governance.meetings.calendar_views")
