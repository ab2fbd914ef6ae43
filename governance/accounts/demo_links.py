"""Links into the demo board for whoever starts the portal to look around: never once a real board is in the database."""

from datetime import datetime

from sqlalchemy.orm import Session

from governance.accounts.links import make_link, write_address
from governance.accounts.models import Role
from governance.accounts.overviews import find_accounts_at, has_only_demo_boards

DEMO_DOMAIN = "example.org"
"""Where no mail goes (RFC 2606): nobody else's account is at it."""

DEMO_ROLES = {role: role.replace("_", " ") for role in Role}


def make_demo_links(session: Session, now: datetime, base: str) -> list[tuple[Role, str]]:
    """A link for each role of the demo's accounts; none where there is no board, or one that is not the demo's."""
    if not has_only_demo_boards(session):
        return []
    accounts = find_accounts_at(session, DEMO_DOMAIN)
    return [
        (role, write_address(base, make_link(session, now, accounts[role])[1])) for role in Role if role in accounts
    ]
