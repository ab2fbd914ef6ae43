"""Passkeys (WebAuthn Level 3): adding one to an account, and signing in with one.

A passkey proves two things at once, the device and whoever unlocks it: user verification is always asked for. It is bound
to the portal's own host, so no other site can use it. What an authenticator signs is a challenge of ours, good once.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from governance.accounts.factor_models import ChallengePurpose, Passkey, PasskeyChallenge
from governance.accounts.factors import tell_of_factor
from governance.accounts.models import Account, Factor
from governance.db import Database
from governance.db.changes import change_rows
from governance.db.keys import make_key

LIFE = timedelta(minutes=5)
CHALLENGE_BYTES = 32
LONGEST_ANSWER = 20_000
LONGEST_NAME = 60
KNOWN_TRANSPORTS = frozenset({"ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"})


class PasskeyRefused(Exception):
    """What the browser sent is not the answer of a passkey that is known here, or comes too late."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """This portal as passkeys know it: its host, and the whole address that pages are served at."""

    host: str
    origin: str


def find_relying_party(address: str | None) -> RelyingParty | None:
    """The portal by its own address; None where passkeys cannot be bound to it: a bare number, or no encryption."""
    parts = urlsplit(address or "")
    if not parts.hostname or (parts.scheme != "https" and parts.hostname != "localhost"):
        return None
    try:
        ip_address(parts.hostname)
    except ValueError:
        return RelyingParty(parts.hostname, f"{parts.scheme}://{parts.netloc}")
    return None


def make_challenge(session: Session, now: datetime, purpose: ChallengePurpose, account_id: int | None = None) -> bytes:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    session.add(
        PasskeyChallenge(
            hash=hashlib.sha256(challenge).hexdigest(), purpose=purpose, account_id=account_id, expires_at=now + LIFE
        )
    )
    session.flush()
    return challenge


def use_challenge(
    session: Session, now: datetime, purpose: ChallengePurpose, account_id: int | None, credential: dict[str, Any]
) -> bytes:
    """The challenge that an answer names, if it is ours, not used, and for this. Raises PasskeyRefused."""
    try:
        encoded = credential["response"]["clientDataJSON"]
        challenge = parse_client_data_json(decode(encoded)).challenge
    except (KeyError, TypeError, ValueError, WebAuthnException):
        raise PasskeyRefused from None
    use = delete(PasskeyChallenge).where(
        PasskeyChallenge.hash == hashlib.sha256(challenge).hexdigest(),
        PasskeyChallenge.purpose == purpose,
        PasskeyChallenge.account_id.is_not_distinct_from(account_id),
        PasskeyChallenge.expires_at > now,
    )
    if not change_rows(session, use):
        raise PasskeyRefused
    return challenge


def write_adding_options(
    session: Session, now: datetime, party: RelyingParty, account: Account, portal_name: str
) -> str:
    """What the browser needs to make a passkey for an account, as JSON."""
    held = session.execute(
        select(Passkey.credential, Passkey.transports).where(
            Passkey.account_id == account.id, Passkey.removed_at.is_(None)
        )
    )
    return options_to_json(
        generate_registration_options(
            rp_id=party.host, rp_name=portal_name, user_name=account.name, user_display_name=account.name,
            user_id=account.key.encode(), challenge=make_challenge(session, now, ChallengePurpose.ADD, account.id),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=credential) for credential, _ in held],
        )
    )  # fmt: skip


def write_asking_options(session: Session, now: datetime, party: RelyingParty) -> str:
    """What the browser needs to sign with a passkey, as JSON. It names nobody: the browser shows what it has."""
    return options_to_json(
        generate_authentication_options(
            rp_id=party.host, challenge=make_challenge(session, now, ChallengePurpose.SIGN_IN),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )  # fmt: skip


def add_passkey(
    session: Session, now: datetime, party: RelyingParty, account_id: int, answer: str, name: str
) -> Passkey:
    """Add the passkey that the browser made. Raises PasskeyRefused."""
    credential = read_answer(answer)
    challenge = use_challenge(session, now, ChallengePurpose.ADD, account_id, credential)
    try:
        made = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=party.host,
            expected_origin=party.origin, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused from None
    if session.scalar(select(Passkey.id).where(Passkey.credential == made.credential_id)) is not None:
        raise PasskeyRefused
    passkey = Passkey(
        key=make_key(), account_id=account_id, credential=made.credential_id, public_key=made.credential_public_key,
        used_count=made.sign_count, transports=read_transports(credential), name=name[:LONGEST_NAME], added_at=now,
        used_at=None, removed_at=None,
    )  # fmt: skip
    session.add(passkey)
    session.flush()
    tell_of_factor(session, now, account_id, Factor.PASSKEY)
    return passkey


def check_passkey(session: Session, now: datetime, party: RelyingParty, answer: str) -> Account:
    """The open account whose passkey signed. Raises PasskeyRefused."""
    credential = read_answer(answer)
    challenge = use_challenge(session, now, ChallengePurpose.SIGN_IN, None, credential)
    row = session.execute(
        select(Passkey, Account)
        .join(Account, Account.id == Passkey.account_id)
        .where(
            Passkey.credential == decode(str(credential.get("rawId", ""))),
            Passkey.removed_at.is_(None),
            Account.closed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise PasskeyRefused
    passkey, account = row
    try:
        signed = verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=party.host,
            expected_origin=party.origin, credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.used_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise PasskeyRefused from None
    session.execute(
        update(Passkey)
        .where(Passkey.id == passkey.id)
        .values(used_count=signed.new_sign_count, used_at=now)
        .execution_options(synchronize_session=False)
    )
    found: Account = account
    return found


def read_answer(text: str) -> dict[str, Any]:
    """What the browser's script sent. Raises PasskeyRefused for anything else than one JSON object."""
    if len(text) > LONGEST_ANSWER:
        raise PasskeyRefused
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        raise PasskeyRefused from None
    if not isinstance(answer, dict):
        raise PasskeyRefused
    return answer


def read_transports(credential: dict[str, Any]) -> list[str]:
    response = credential.get("response")
    told: Sequence[object] = response.get("transports") or () if isinstance(response, dict) else ()
    return sorted({transport for transport in told if transport in KNOWN_TRANSPORTS})


def decode(text: str) -> bytes:
    from webauthn.helpers import base64url_to_bytes

    try:
        return base64url_to_bytes(text)
    except ValueError:
        raise PasskeyRefused from None


def forget_challenges(database: Database, now: datetime) -> None:
    """Remove what no authenticator answered in time. It may run twice."""
    with database.writing.begin() as session:
        session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
