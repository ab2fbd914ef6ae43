"""What roles mean to the rest of the house: the principals that ACLs name, the offices that the ledger names, and which
roles may give and hold which."""

from datetime import date, datetime

from governance.accounts.models import Role
from governance.clock import find_day
from governance.ledger.entries import Office

ADMINISTRATOR = "administrator"
"""The principal of whoever keeps the instance."""

OFFICES = {
    Role.MEMBER: Office.MEMBER,
    Role.CHAIR: Office.CHAIR,
    Role.VICE_CHAIR: Office.VICE_CHAIR,
    Role.CLERK: Office.CLERK,
    Role.PROGRAM_STAFF: Office.STAFF,
    Role.APPOINTING_AUTHORITY: Office.APPOINTING_AUTHORITY,
    Role.ADMINISTRATOR: Office.ADMINISTRATOR,
}

GIVEN_BY_CLERKS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR, Role.PROGRAM_STAFF)
"""A clerk gives neither a clerk's own role nor that of the authority that appoints: that would be to choose oneself."""

NEED_SECOND_FACTOR = frozenset({Role.CLERK, Role.PROGRAM_STAFF, Role.ADMINISTRATOR})
"""Who could do much harm with somebody else's mailbox: a link alone is not enough for what these roles may do."""

APART = frozenset({Role.CLERK, Role.APPOINTING_AUTHORITY})
"""Who defines seats does not fill them: no account holds both on one board at once."""


def name_principal(role: Role, board_id: int | None) -> str:
    """What an ACL calls somebody who holds a role on a board."""
    return ADMINISTRATOR if role is Role.ADMINISTRATOR else f"role:{role}@{board_id}"


def is_in_force(
    started_on: date | None, ended_on: date | None, withdrawn_at: datetime | None, now: datetime, zone: str
) -> bool:
    """Whether a role grants anything at a moment: from its first day to its last, both included, where the board sits."""
    today = find_day(now, zone)
    withdrawn = withdrawn_at is not None and withdrawn_at <= now
    begun = started_on is None or started_on <= today
    return begun and not withdrawn and (ended_on is None or today <= ended_on)
