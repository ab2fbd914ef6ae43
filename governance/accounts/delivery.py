"""Links on their way to somebody's mailbox: the one place where the accounts room hands something to the mail."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.accounts.checks import read_mailbox
from governance.accounts.contacts import confirm_address
from governance.accounts.links import make_link, write_address
from governance.accounts.models import Account, ContactAddress, LinkPurpose
from governance.accounts.queries import find_current_contact, find_recipient
from governance.db.keys import make_key
from governance.mail import Reason, put_in_outbox

REASONS = {
    LinkPurpose.SIGN_IN: Reason.SIGN_IN_LINK,
    LinkPurpose.INVITATION: Reason.INVITATION,
    LinkPurpose.CONFIRM_ADDRESS: Reason.CONFIRM_ADDRESS,
}


def send_link_to_mailbox(session: Session, now: datetime, base: str, address: str, return_to: str | None) -> None:
    """Send whoever has a mailbox a link that signs in. Nobody is told, by word or by time, whether somebody has it.

    base: the portal's own address. Raises AccountActRefused for what is no address.
    """
    found = find_recipient(session, read_mailbox(address))
    account = None if found is None else found[0]
    link, token = make_link(session, now, None if account is None else account.id, return_to=return_to)
    message: dict[str, Any] = {
        "link": write_address(base, token),
        "purpose": LinkPurpose.SIGN_IN,
        "expires_at": link.expires_at,
    }
    if found is not None:
        send_sign_in_link(session, now, account=found[0], address=found[1], **message)
        session.flush()
        return
    # The same work for nobody, and undone.
    nobody = Account(key=make_key(), name=address, language="en")
    with session.begin_nested() as undone:
        send_sign_in_link(session, now, account=nobody, address=address, **message)
        session.flush()
        undone.rollback()


def send_invitation(session: Session, now: datetime, base: str, account: Account) -> None:
    """Tell somebody of a role that they were given, with a link that signs in."""
    contact = find_current_contact(session, account.id)
    if contact is not None:
        link, token = make_link(session, now, account.id, LinkPurpose.INVITATION)
        send_sign_in_link(
            session, now, account=account, address=contact.address, link=write_address(base, token),
            purpose=LinkPurpose.INVITATION, expires_at=link.expires_at,
        )  # fmt: skip


def send_confirmation(session: Session, now: datetime, base: str, proposed: ContactAddress) -> None:
    """Send a new address the link that confirms it."""
    link, token = make_link(
        session, now, proposed.account_id, LinkPurpose.CONFIRM_ADDRESS, contact_id=proposed.id
    )  # fmt: skip
    send_sign_in_link(
        session, now, account=session.get_one(Account, proposed.account_id), address=proposed.address,
        link=write_address(base, token), purpose=LinkPurpose.CONFIRM_ADDRESS, expires_at=link.expires_at,
    )  # fmt: skip


def change_address(session: Session, now: datetime, account_id: int, contact_id: int) -> None:
    """Let a confirmed address take the place of the one before, and tell that one. Raises AccountActRefused."""
    former = confirm_address(session, now, account_id, contact_id)
    if former is not None:
        tell_of_new_address(session, now, account=session.get_one(Account, account_id), address=former)


def send_sign_in_link(
    session: Session, now: datetime, *, account: Account, address: str, link: str, purpose: LinkPurpose,
    expires_at: datetime,
) -> None:  # fmt: skip
    """Send an account a one-time link, in the transaction of the act that made it.

    address: the mailbox; link: the full address of the link, which is a secret until expires_at.
    """
    minutes = int((expires_at - now).total_seconds() // 60)
    put_in_outbox(
        session, now, recipient=address, language=account.language, reason=REASONS[purpose],
        values={"name": account.name, "address": link, "minutes": minutes}, about=account.key, expires_at=expires_at,
    )  # fmt: skip


def tell_of_new_address(session: Session, now: datetime, *, account: Account, address: str) -> None:
    """Tell the address that an account had before that another one has taken its place."""
    put_in_outbox(
        session, now, recipient=address, language=account.language, reason=Reason.ADDRESS_CHANGED,
        values={"name": account.name}, about=account.key,
    )  # fmt: skip
