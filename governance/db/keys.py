"""Opaque keys for public addresses: short, without letters that are read wrongly, never reused."""

import hashlib
import re
import secrets
import unicodedata

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
KEY_LENGTH = 10


def make_key(seed: str | None = None) -> str:
    """A key of ten letters (50 bits): by chance, or the same one for the same seed.

    Rows from another system take their key from where they came from, so that reading a city's record again, even into
    an empty database, gives the same addresses.
    """
    number = (
        secrets.randbits(5 * KEY_LENGTH)
        if seed is None
        else int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=8).digest()) >> (64 - 5 * KEY_LENGTH)
    )
    return "".join(LETTERS[number >> shift & 31] for shift in range(5 * (KEY_LENGTH - 1), -1, -5))


def make_slug(text: str, limit: int = 60) -> str:
    """The text as it may stand in an address: small letters, digits and hyphens; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return slug if len(slug) <= limit else slug[:limit].rsplit("-", 1)[0]
