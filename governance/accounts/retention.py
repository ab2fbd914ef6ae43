"""What the accounts room destroys when its time is over."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from governance.accounts.models import ContactAddress, SignInLink
from governance.keeping.purge import destroy_sealed_rows


def destroy_former_addresses(session: Session, now: datetime) -> int:
    """Destroy each address that another took the place of, or whose account was closed, before last year began.

    They go at the turn of a year and not one by one: the day of a purge is public on the ledger, and would tell the day of
    a change, which is private.
    """
    before_last_year = datetime(now.astimezone(UTC).year - 1, 1, 1, tzinfo=UTC)
    former = session.scalars(
        select(ContactAddress.id).where(ContactAddress.superseded_at < before_last_year).order_by(ContactAddress.id)
    ).all()
    if not former:
        return 0
    session.execute(delete(SignInLink).where(SignInLink.contact_id.in_(former)))
    table: Any = ContactAddress.__table__
    return destroy_sealed_rows(session, table, former, now)
