"""Printed codes that sign in once, for a member without a steady phone or mailbox.

A clerk who prints them could use them; so the member is told, the ledger has the act, and what they sign in to is less than
what a link does (governance.accounts.factors.require_full_session). Nobody who needs a second factor gets any.
"""

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.accounts.actions import AccountAct, Actor, find_assignments, find_open_account, find_zone, record_act
from governance.accounts.checks import AccountActRefused, Refusal
from governance.accounts.factor_models import RecoveryCode
from governance.accounts.factors import send
from governance.accounts.models import Account
from governance.accounts.roles import NEED_SECOND_FACTOR, is_in_force
from governance.accounts.tokens import hash_token
from governance.db.keys import LETTERS
from governance.mail import Reason

COUNT = 8
LIFE = timedelta(days=180)
GROUPS, GROUP_LETTERS = 4, 4  # 80 bits: nobody guesses one, so that no slow hash is needed
# What is read wrongly from paper (Crockford).
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})


def make_code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def read_code(text: str) -> str:
    """A code as it is hashed, from how somebody typed it."""
    return re.sub(r"[\s-]+", "", text.casefold()).translate(MISREAD)


def issue_codes(
    session: Session, now: datetime, actor: Actor, account_key: str, board_id: int
) -> tuple[list[str], bool]:
    """Print new codes for a member of a board; the earlier ones work no more. Whether a message told the member.

    Raises AccountActRefused for somebody who needs a second factor anywhere, or who holds no role on the board.
    """
    account = find_open_account(session, account_key)
    held = [
        role
        for role in find_assignments(session, account.id)
        if is_in_force(role.started_on, role.ended_on, role.withdrawn_at, now, find_zone(session, role.board_id))
    ]
    if not any(role.board_id == board_id for role in held):
        raise AccountActRefused(Refusal.UNKNOWN_ACCOUNT)
    if any(role.role in NEED_SECOND_FACTOR for role in held):
        raise AccountActRefused(Refusal.NO_PRINTED_CODES)
    withdraw_codes(session, now, account.id)
    codes = [make_code() for _ in range(COUNT)]
    for code in codes:
        session.add(
            RecoveryCode(
                code_hash=hash_token(read_code(code)), account_id=account.id, issued_by=actor.account_id,
                issued_at=now, expires_at=now + LIFE, used_at=None, withdrawn_at=None,
            )
        )  # fmt: skip
    session.flush()
    facts: dict[str, object] = {"account": account.key, "codes": COUNT}
    record_act(session, now, actor, board_id, AccountAct.RECOVERY_CODES_ISSUED, facts)
    told = send(session, now, account, Reason.RECOVERY_CODES_ISSUED, issuer=actor.office.value, number=COUNT)
    return codes, told


def withdraw_codes(session: Session, now: datetime, account_id: int) -> None:
    session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None), RecoveryCode.withdrawn_at.is_(None)
        )
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )


def use_recovery_code(session: Session, now: datetime, text: str) -> Account | None:
    """The open account that a code signs in, used up by that; None where it works no more, never did, or may not.

    Whoever has come to need a second factor since the code was printed does not get in with it.
    """
    account_id = session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == hash_token(read_code(text)),
            RecoveryCode.used_at.is_(None),
            RecoveryCode.withdrawn_at.is_(None),
            RecoveryCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(RecoveryCode.account_id)
        .execution_options(synchronize_session=False)
    )
    if account_id is None:
        return None
    account = session.scalar(select(Account).where(Account.id == account_id, Account.closed_at.is_(None)))
    if account is None or any(
        role.role in NEED_SECOND_FACTOR
        and is_in_force(None, role.ended_on, role.withdrawn_at, now, find_zone(session, role.board_id))
        for role in find_assignments(session, account_id)
    ):
        return None
    return account


def count_codes(session: Session, now: datetime, account_id: int) -> int:
    """How many printed codes of an account still work."""
    return len(
        session.scalars(
            select(RecoveryCode.id).where(
                RecoveryCode.account_id == account_id,
                RecoveryCode.used_at.is_(None),
                RecoveryCode.withdrawn_at.is_(None),
                RecoveryCode.expires_at > now,
            )
        ).all()
    )
