"""Tokens: 256 bits by chance for whoever holds them, and a hash for the database."""

import hashlib
import re
import secrets

TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""How a token is written: base64url of its bytes, without padding."""


def make_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """What is kept of a token (SHA-256, in hex). It needs no salt and no slow hash: nobody can try out 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def derive_key(token: str, purpose: str) -> bytes:
    """A key of 32 bytes that only the token gives, and that its kept hash does not."""
    return hashlib.sha256(f"{purpose}\0{token}".encode()).digest()
