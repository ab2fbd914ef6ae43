"""A long form never loses its text to a session that is over.

A form that arrives too late is not acted on. What was written is kept, encrypted under a token that only this browser
holds, until the same account is signed in again; then the form itself shows it once more, and nothing is sent but by
its owner's hand. Files cannot be kept: a form says that they are to be chosen again.
"""

import json
import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from governance.accounts.links import read_own_path
from governance.accounts.models import KeptForm
from governance.accounts.sessions import add_kept_form, find_kept_form, remove_kept_form
from governance.accounts.tokens import TOKEN, derive_key, hash_token, make_token
from governance.security.cookies import read_cookie, set_cookie
from governance.security.origins import HIDDEN, is_from_here
from governance.security.streams import find_stream

COOKIE = "kept_form"
KEPT_FOR = timedelta(hours=1)
LARGEST = 2 * 1024 * 1024
NONCE_BYTES = 12
PURPOSE = "kept form"
FORM, CSRF = "__formid__", "csrf_token"

Controls = list[tuple[str, str]]


def read_controls(request: Any) -> Controls | None:
    """What a form of ours sent; None for any other post, and for one that is too large to be kept.

    A form around a file that is read as a stream has little else in it, and is not kept.
    """
    if find_stream(request) is not None:
        return None
    try:
        controls = [(name, value) for name, value in request.POST.items() if isinstance(value, str) and name != CSRF]
    except (UnicodeError, ValueError):
        return None
    if not dict(controls).get(FORM) or sum(len(name) + len(value) for name, value in controls) > LARGEST:
        return None
    return controls


def keep_form(request: Any, account_id: int, response: Any) -> bool:
    """Keep what a post holds, for its account and its browser; False where there is nothing that can be kept."""
    controls = read_controls(request)
    path = read_own_path(request.path_qs)
    # No token vouches for this post, so a page that hides where it was is not believed either.
    if controls is None or path is None or not is_from_here(request) or request.headers.get("Origin") == HIDDEN:
        return False
    token = make_token()
    add_kept_form(
        request.db, token_hash=hash_token(token), account_id=account_id, path=path, form=dict(controls)[FORM][:80],
        sealed=seal(token, controls), expires_at=request.now + KEPT_FOR,
    )  # fmt: skip
    set_cookie(request, response, COOKIE, token, int(KEPT_FOR.total_seconds()))
    return True


def seal(token: str, controls: Controls) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(derive_key(token, PURPOSE)).encrypt(nonce, json.dumps(controls).encode(), None)


def unseal(token: str, sealed: bytes) -> Controls:
    """The names and values that were kept. Raises ValueError where this token is not their key."""
    cipher = AESGCM(derive_key(token, PURPOSE))
    try:
        written = json.loads(cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None))
    except InvalidTag:
        raise ValueError("another token sealed it") from None
    return [(str(name), str(value)) for name, value in written]


class KeptForms:
    """What a request's browser has waiting, looked up once and only where it brings the token of it."""

    def __init__(self, request: Any) -> None:
        self.request = request
        token = read_cookie(request, COOKIE)
        self.token = token if token is not None and TOKEN.fullmatch(token) else None

    def find(self, account_id: int | None = None) -> KeptForm | None:
        """The form that waits for an account, by default for the one that is signed in."""
        if self.token is None:
            return None
        if account_id is None:
            identity = self.request.identity
            if identity is None:
                return None
            account_id = identity.account_id
        return find_kept_form(self.request.db, hash_token(self.token), account_id, self.request.now)

    def recall(self, formid: str) -> Sequence[tuple[str, str]] | None:
        """What was written in a form of the page that is asked for; None where nothing waits for it."""
        kept = self.find()
        if self.token is None or kept is None or kept.form != formid or kept.path != self.request.path_qs:
            return None
        try:
            return unseal(self.token, kept.sealed)
        except ValueError:
            return None

    def forget(self, formid: str) -> None:
        """Remove what waited for a form that is now being sent, in the transaction of its act."""
        kept = self.find()
        if kept is not None and kept.form == formid:
            remove_kept_form(self.request.db, kept)


def includeme(config: Any) -> None:
    config.add_request_method(KeptForms, "kept_forms", reify=True)
