"""What somebody changes of what is held on themselves: name, language, and the address that mail goes to.

A change of contact data is a private act: the ledger has one entry a day for all of them, which tells nobody's.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.checks import AccountActRefused, Refusal, check_name, read_mailbox
from governance.accounts.links import withdraw_links
from governance.accounts.models import Account, ContactAddress, RoleAssignment
from governance.accounts.queries import find_account_of_mailbox, find_current_contact
from governance.ledger.private_acts import note_private_act
from governance.ledger.seals import read_row


def correct_own(session: Session, account_id: int, *, name: str, language: str) -> Account:
    """Correct how somebody is called in the portal, and the language of mail to them. No public record shows either."""
    account = session.get_one(Account, account_id)
    account.name, account.language = check_name(name), language
    return account


def propose_address(session: Session, now: datetime, account_id: int, address: str) -> ContactAddress | None:
    """Note a new address that is to be confirmed by a link to it; None where no link must go there.

    That an address is somebody else's is not said: the link would not help, so none is sent.
    """
    mailbox = read_mailbox(address)
    for earlier in find_standing(session, account_id):
        if earlier.confirmed_at is None:
            earlier.superseded_at = now
    if find_account_of_mailbox(session, mailbox) is not None:
        return None
    proposed = ContactAddress(account_id=account_id, address=address.strip(), mailbox=mailbox, entered_at=now)
    session.add(proposed)
    session.flush()
    return proposed


def confirm_address(session: Session, now: datetime, account_id: int, contact_id: int) -> str | None:
    """Let a proposed address take the place of the one before, which is returned so that its owner can be told.

    A change of contact data is a private act: the ledger has one entry a day for all of them. Raises AccountActRefused
    where the proposal was withdrawn, or the address has become somebody else's.
    """
    proposed = session.get(ContactAddress, contact_id)
    account = session.get_one(Account, account_id)
    if proposed is None or proposed.superseded_at is not None or account.closed_at is not None:
        raise AccountActRefused(Refusal.ACCOUNT_CLOSED)
    if find_account_of_mailbox(session, proposed.mailbox) is not None:
        raise AccountActRefused(Refusal.ADDRESS_TAKEN)
    former = find_current_contact(session, account_id)
    if former is not None:
        former.superseded_at = now
        proposed.corrects_id = former.id
        session.flush()
    proposed.confirmed_at = now
    session.flush()
    withdraw_links(session, now, account_id)
    seal_in_private(session, now, account_id, [row for row in (former, proposed) if row is not None])
    return former.address if former is not None else None


def let_go_of_addresses(session: Session, now: datetime, account_id: int) -> None:
    """Let the addresses of an account be free for another one. They stay until they are purged."""
    rows = find_standing(session, account_id)
    for row in rows:
        row.superseded_at = now
    session.flush()
    seal_in_private(session, now, account_id, [row for row in rows if row.confirmed_at is not None])


def find_standing(session: Session, account_id: int) -> list[ContactAddress]:
    query = select(ContactAddress).where(
        ContactAddress.account_id == account_id, ContactAddress.superseded_at.is_(None)
    )
    return list(session.scalars(query.order_by(ContactAddress.id)))


def seal_in_private(session: Session, now: datetime, account_id: int, rows: Iterable[ContactAddress]) -> None:
    """Seal addresses under the private acts of the board that an account first had a role on, now and ever after.

    An account that never had one belongs to no board's record.
    """
    board_id = session.scalar(
        select(RoleAssignment.board_id)
        .where(RoleAssignment.account_id == account_id, RoleAssignment.board_id.is_not(None))
        .order_by(RoleAssignment.id)
        .limit(1)
    )
    if board_id is not None:
        note_private_act(session, board_id, at=now, rows=[read_row(row) for row in rows])
