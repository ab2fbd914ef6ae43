"""The signing keys of the ledger: Ed25519, in files of a folder outside the database and outside every backup.

A key is known by its public half, in hex, which stands on the instance's log from the entry that brought it in. Several
machines of one portal share the files.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


class KeyMissing(Exception):
    """The file of a signing key is not there, or holds another key. Says which file."""


@dataclass(frozen=True)
class SigningKey:
    """A key that can sign. public: its public half, in hex."""

    public: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def find_file(folder: Path, public: str) -> Path:
    """Where the key with this public half is kept."""
    return folder / f"ledger-{public[:16]}.pem"


def make_key(folder: Path) -> SigningKey:
    """Make a key and keep it in the folder, readable by its owner alone."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = find_file(folder, public)
    unfinished = file.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        output.flush()
        os.fsync(output.fileno())
    unfinished.rename(file)
    return SigningKey(public, private)


def load_key(folder: Path, public: str) -> SigningKey:
    """The key with this public half. Raises KeyMissing."""
    file = find_file(folder, public)
    try:
        private = load_pem_private_key(file.read_bytes(), None)
    except FileNotFoundError:
        raise KeyMissing(f"the ledger's signing key is not at {file}: copy it there from where it was made") from None
    except (ValueError, TypeError):
        raise KeyMissing(f"{file} holds no key") from None
    if (
        not isinstance(private, Ed25519PrivateKey)
        or private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex() != public
    ):
        raise KeyMissing(f"{file} holds another key than the one that signs this ledger")
    return SigningKey(public, private)


def is_signed(public: str, signature: bytes, message: bytes) -> bool:
    """Whether the key with this public half (hex) signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_succession(log: str, former: str, public: str) -> bytes:
    """The bytes that a key signs to name the one that follows it. No head can be mistaken for them."""
    return rfc8785.dumps({"follows": former, "key": public, "log": log, "purpose": "ledger key"})
