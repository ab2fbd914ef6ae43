"""Pages that join rooms: the first page, the boards, one board, one meeting, one person.

They read every room's queries; nothing imports them, and no table and no act may enter.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.front.views")
    config.include("governance.front.meeting_views")
    config.include("governance.front.notice_views")
    config.include("governance.front.deadline_views")
    config.include("governance.front.law_views")
    config.include("governance.front.law_record_views")
    config.include("governance.front.composition_views")
    config.include("governance.front.appointment_views")
    config.include("governance.front.seat_views")
    config.include("governance.front.declaration_views")
    config.include("governance.front.ledger_views")
    config.include("governance.front.feed_views")
    config.include("governance.front.role_views")
    config.include("governance.front.recovery_views")
