"""Authenticator apps: a secret that the app and the portal share, and a code every half minute (TOTP, RFC 6238)."""

import hmac
from datetime import datetime

import pyotp
import segno
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.accounts.factor_models import AuthenticatorApp
from governance.accounts.factors import tell_of_factor
from governance.accounts.models import Factor
from governance.db.changes import change_rows
from governance.db.keys import make_key
from governance.security.vault import Vault

STEP_SECONDS = 30
DRIFT = 1
"""By how many steps a phone's clock may be wrong."""

SEALED_AS = "authenticator_app"


def begin_app(session: Session, now: datetime, vault: Vault, account_id: int) -> None:
    """Make a secret for an app that does not count yet; one begun before and not confirmed is forgotten."""
    remove_apps(session, now, account_id, confirmed=False)
    key = make_key()
    secret = pyotp.random_base32()
    session.add(
        AuthenticatorApp(
            key=key, account_id=account_id, sealed=vault.seal(secret.encode(), SEALED_AS, key), added_at=now,
            confirmed_at=None, last_step=0, removed_at=None,
        )
    )  # fmt: skip
    session.flush()


def find_app(session: Session, account_id: int, *, confirmed: bool) -> AuthenticatorApp | None:
    is_confirmed = AuthenticatorApp.confirmed_at.is_not(None) if confirmed else AuthenticatorApp.confirmed_at.is_(None)
    return session.scalar(
        select(AuthenticatorApp)
        .where(AuthenticatorApp.account_id == account_id, AuthenticatorApp.removed_at.is_(None), is_confirmed)
        .order_by(AuthenticatorApp.id.desc())
        .limit(1)
    )


def read_secret(session: Session, vault: Vault, account_id: int, *, confirmed: bool) -> str | None:
    """The secret (base 32), or None where there is no such app. Raises what Vault.open raises."""
    app = find_app(session, account_id, confirmed=confirmed)
    if app is None or app.sealed is None:
        return None
    return vault.open(app.sealed, SEALED_AS, app.key).decode()


def confirm_app(session: Session, now: datetime, vault: Vault, account_id: int, code: str) -> bool:
    """Let the app that was begun count from now on, in the place of an earlier one, if the code is one of its own."""
    app = find_app(session, account_id, confirmed=False)
    if app is None or not use_code(session, now, vault, app, code):
        return False
    remove_apps(session, now, account_id, confirmed=True)
    app.confirmed_at = now
    session.flush()
    tell_of_factor(session, now, account_id, Factor.TOTP)
    return True


def check_code(session: Session, now: datetime, vault: Vault, account_id: int, code: str) -> bool:
    """Whether a code is one that the account's app shows now. It is used up: nobody who saw it uses it again."""
    app = find_app(session, account_id, confirmed=True)
    return app is not None and use_code(session, now, vault, app, code)


def use_code(session: Session, now: datetime, vault: Vault, app: AuthenticatorApp, code: str) -> bool:
    if app.sealed is None:
        return False
    step = find_step(vault.open(app.sealed, SEALED_AS, app.key).decode(), now, code)
    if step is None:
        return False
    use = (
        update(AuthenticatorApp)
        .where(AuthenticatorApp.id == app.id, AuthenticatorApp.last_step < step)
        .values(last_step=step)
    )
    return bool(change_rows(session, use))


def find_step(secret: str, now: datetime, code: str) -> int | None:
    """The half minute whose code this is, within what clocks may differ; None where it is no such code."""
    code = "".join(code.split())
    app = pyotp.TOTP(secret, interval=STEP_SECONDS)
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def remove_apps(session: Session, now: datetime, account_id: int, *, confirmed: bool) -> bool:
    """Take the account's app away, and destroy its secret; False where there was none."""
    is_confirmed = AuthenticatorApp.confirmed_at.is_not(None) if confirmed else AuthenticatorApp.confirmed_at.is_(None)
    remove = (
        update(AuthenticatorApp)
        .where(AuthenticatorApp.account_id == account_id, AuthenticatorApp.removed_at.is_(None), is_confirmed)
        .values(removed_at=now, sealed=None)
    )
    return bool(change_rows(session, remove))


def write_address(secret: str, account_name: str, portal_name: str) -> str:
    """What an app reads from the picture: otpauth://totp/…"""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=account_name, issuer_name=portal_name)


def draw(address: str) -> str:
    """The picture (QR code) of an address as an <svg> without style, script or address of its own."""
    return segno.make(address, error="m", micro=False).svg_inline(
        dark="#000", light="#fff", border=4, svgclass="code-picture", lineclass=None, omitsize=True
    )


def reseal(session: Session, vault: Vault) -> int:
    """Seal every secret under the vault's newest key; how many were not yet."""
    count = 0
    for app in session.scalars(select(AuthenticatorApp).where(AuthenticatorApp.sealed.is_not(None))):
        if app.sealed is not None and not vault.is_newest(app.sealed):
            app.sealed = vault.seal(vault.open(app.sealed, SEALED_AS, app.key), SEALED_AS, app.key)
            count += 1
    session.flush()
    return count
