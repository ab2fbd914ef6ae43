"""All that is held on somebody, for them to take away: each table of this room, and the log of their mail."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance.accounts.actions import AccountAct
from governance.accounts.factor_models import AuthenticatorApp, Passkey, RecoveryCode
from governance.accounts.models import ContactAddress, KeptForm, RoleAssignment, SessionOfAccount, SignInLink
from governance.accounts.queries import BOARD, AccountFacts
from governance.ledger.models import LedgerEntry, LedgerLog
from governance.mail.models import OutgoingMessage

LEFT_OUT = {
    "account_session.token_hash": "a browser is known by it",
    "authenticator_app.sealed": "the secret of an authenticator app, which only the app may show",
    "contact_address.mailbox": "the address once more, as addresses are compared",
    "kept_form.sealed": "only the browser that sent the form can open it",
    "kept_form.token_hash": "the browser that sent the form is known by it",
    "outgoing_message.body": "a message can hold a link that signs in; it was sent to the address",
    "passkey.credential": "key material",
    "passkey.public_key": "key material",
    "passkey_challenge": "a number drawn by lot that is good for five minutes",
    "recovery_code.code_hash": "a printed code is known by it",
    "recovery_code.issued_by": "who printed the codes is held on them; the office is given",
    "role_assignment.assigned_by": "who gave the role is held on them; the ledger has the office",
    "sign_in_link.token_hash": "a link is known by it",
}
"""Tables and columns that hold something of somebody and are not given, and why. The file says so too."""


def gather_own_data(db: Session, account: AccountFacts, now: datetime) -> dict[str, Any]:
    """Everything that this room and the log of mail hold on somebody, as plain JSON but for its moments and days.

    What stands for its own sake alone, such as a row's number, is not in it; for the rest see LEFT_OUT.
    """
    return {
        "account": {name: value for name, value in asdict(account).items() if name != "id"},
        "addresses": read_rows(
            db, account.id, ContactAddress.address, ContactAddress.entered_at, ContactAddress.confirmed_at,
            ContactAddress.superseded_at,
        ),
        "roles": read_roles(db, account.id),
        "sessions": read_rows(
            db, account.id, SessionOfAccount.key, SessionOfAccount.made_by, SessionOfAccount.factors,
            SessionOfAccount.made_at, SessionOfAccount.last_seen_at, SessionOfAccount.expires_at,
            SessionOfAccount.revoked_at,
        ),
        "links": read_rows(
            db, account.id, SignInLink.purpose, SignInLink.return_to, SignInLink.made_at, SignInLink.expires_at,
            SignInLink.used_at,
        ),
        "kept_forms": read_rows(db, account.id, KeptForm.path, KeptForm.form, KeptForm.expires_at),
        "passkeys": read_rows(
            db, account.id, Passkey.key, Passkey.name, Passkey.added_at, Passkey.used_at, Passkey.removed_at,
            Passkey.used_count, Passkey.transports,
        ),
        "authenticator_apps": read_rows(
            db, account.id, AuthenticatorApp.key, AuthenticatorApp.added_at, AuthenticatorApp.confirmed_at,
            AuthenticatorApp.removed_at, AuthenticatorApp.last_step,
        ),
        "printed_codes": read_printed_codes(db, account, now),
        "messages": read_messages(db, account.key),
        "left_out": LEFT_OUT,
    }  # fmt: skip


def read_rows(db: Session, account_id: int, *columns: InstrumentedAttribute[Any]) -> list[dict[str, Any]]:
    """These columns of an account's rows in a table of this room, in the order in which they were written."""
    table = columns[0].class_
    rows = db.execute(select(*columns).where(table.account_id == account_id).order_by(table.id))
    return [dict(row) for row in rows.mappings()]


def read_roles(db: Session, account_id: int) -> list[dict[str, Any]]:
    """Every assignment of an account, with those that another took the place of."""
    rows = db.execute(
        select(
            RoleAssignment.key, RoleAssignment.role, BOARD.c.slug.label("board_slug"), BOARD.c.name.label("board_name"),
            RoleAssignment.started_on, RoleAssignment.ended_on, RoleAssignment.withdrawn_at, RoleAssignment.entered_at,
            RoleAssignment.superseded_at,
        )
        .outerjoin(BOARD, BOARD.c.id == RoleAssignment.board_id)
        .where(RoleAssignment.account_id == account_id)
        .order_by(RoleAssignment.id)
    )  # fmt: skip
    return [dict(row) for row in rows.mappings()]


def read_printed_codes(db: Session, account: AccountFacts, now: datetime) -> list[dict[str, Any]]:
    """Each sheet of codes: when and in which office it was printed, and how many of its codes still work."""
    works = and_(RecoveryCode.used_at.is_(None), RecoveryCode.withdrawn_at.is_(None), RecoveryCode.expires_at > now)
    rows = db.execute(
        select(
            RecoveryCode.issued_at, RecoveryCode.expires_at, func.count().label("codes"),
            func.count().filter(works).label("unused"), func.max(RecoveryCode.used_at).label("last_used_at"),
            func.max(RecoveryCode.withdrawn_at).label("withdrawn_at"),
        )
        .where(RecoveryCode.account_id == account.id)
        .group_by(RecoveryCode.issued_at, RecoveryCode.expires_at)
        .order_by(RecoveryCode.issued_at)
    )  # fmt: skip
    sheets = [dict(row) for row in rows.mappings()]
    offices = find_offices(db, account, [sheet["issued_at"] for sheet in sheets])
    return [{**sheet, "issued_by_office": offices.get(sheet["issued_at"])} for sheet in sheets]


def find_offices(db: Session, account: AccountFacts, moments: list[datetime]) -> dict[datetime, str]:
    """In which office codes were printed for an account at each moment, as the ledgers of its boards have it."""
    boards = select(RoleAssignment.board_id).where(RoleAssignment.account_id == account.id)
    rows = db.execute(
        select(LedgerEntry.at, LedgerEntry.body)
        .join(LedgerLog, LedgerLog.id == LedgerEntry.log_id)
        .where(
            LedgerLog.board_id.in_(boards),
            LedgerEntry.kind == AccountAct.RECOVERY_CODES_ISSUED,
            LedgerEntry.at.in_(moments),
        )
    )
    entries = [(at, json.loads(body)) for at, body in rows]
    return {at: entry["office"] for at, entry in entries if entry["facts"]["account"] == account.key}


def read_messages(db: Session, account_key: str) -> list[dict[str, Any]]:
    """What was sent to somebody about their account, and why. Addresses and subjects are erased in time."""
    rows = db.execute(
        select(
            OutgoingMessage.reason, OutgoingMessage.recipient, OutgoingMessage.language, OutgoingMessage.subject,
            OutgoingMessage.created_at, OutgoingMessage.state, OutgoingMessage.ended_at,
        )
        .where(OutgoingMessage.about == account_key)
        .order_by(OutgoingMessage.id)
    )  # fmt: skip
    return [dict(row) for row in rows.mappings()]
