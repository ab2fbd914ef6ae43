"""Secrets that have to be read again (a phone's shared secret, say) and are sealed while they lie in the database.

AES-256-GCM (NIST SP 800-38D) under a master key in a file outside the database and outside every backup: who has the
database alone has nothing. Each sealed value is bound to what it is and whose it is, so that one cannot be put in the
place of another. The newest key of the folder seals; older ones still open what they sealed, until `governance keys
rotate` has sealed it anew.
"""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = b"\x01"
"""The first byte of what is sealed: which form it has."""

KEY_BYTES, NAME_BYTES, NONCE_BYTES = 32, 4, 12
FILE_NAME = re.compile(r"vault-(\d{6})-([0-9a-f]{8})\.key")


class KeyMissing(Exception):
    """No key, or not the one that sealed this, is in the folder. Says which folder and what to do."""


class Spoiled(Exception):
    """What is to be opened was changed, belongs to something else, or was never sealed."""


@dataclass(frozen=True)
class VaultKey:
    """number: how many keys there were up to this one; name: what values sealed with it begin with."""

    number: int
    name: bytes
    file: Path

    def read(self) -> AESGCM:
        content = self.file.read_bytes()
        if len(content) != KEY_BYTES:
            raise KeyMissing(f"{self.file} holds no key")
        return AESGCM(content)


@dataclass(frozen=True)
class Vault:
    """The keys in one folder, which all machines of one portal share."""

    folder: Path

    def seal(self, secret: bytes, *what: str) -> bytes:
        """Seal a secret. what: what it is and whose, as it must be named again to open it. Raises KeyMissing."""
        key = self.find_newest()
        nonce = secrets.token_bytes(NONCE_BYTES)
        return FORM + key.name + nonce + key.read().encrypt(nonce, secret, name_bytes(what))

    def open(self, sealed: bytes, *what: str) -> bytes:
        """The secret. Raises KeyMissing, or Spoiled where it is not what and whose it is said to be."""
        start = len(FORM) + NAME_BYTES
        if not sealed.startswith(FORM) or len(sealed) < start + NONCE_BYTES:
            raise Spoiled
        name, nonce, rest = sealed[1:start], sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        for key in self.find_keys():
            if key.name == name:
                try:
                    return key.read().decrypt(nonce, rest, name_bytes(what))
                except InvalidTag:
                    raise Spoiled from None
        raise KeyMissing(
            f"the key vault-…-{name.hex()}.key is not in {self.folder}: copy it there from where it was made"
        )

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the newest key sealed this."""
        return sealed[1 : 1 + NAME_BYTES] == self.find_newest().name

    def find_keys(self) -> list[VaultKey]:
        """The keys in the folder, the newest first."""
        files = self.folder.iterdir() if self.folder.is_dir() else ()
        named = [(FILE_NAME.fullmatch(file.name), file) for file in files]
        keys = [VaultKey(int(name[1]), bytes.fromhex(name[2]), file) for name, file in named if name]
        return sorted(keys, key=lambda key: key.number, reverse=True)

    def find_newest(self) -> VaultKey:
        keys = self.find_keys()
        if not keys:
            raise KeyMissing(f"there is no key in {self.folder}: type governance init")
        return keys[0]

    def make_key(self) -> VaultKey:
        """Make a key, readable by its owner alone; it seals from now on."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys, name = self.find_keys(), secrets.token_bytes(NAME_BYTES)
        number = keys[0].number + 1 if keys else 1
        file = self.folder / f"vault-{number:06d}-{name.hex()}.key"
        unfinished = file.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
            output.write(secrets.token_bytes(KEY_BYTES))
            output.flush()
            os.fsync(output.fileno())
        unfinished.rename(file)
        return VaultKey(number, name, file)


def name_bytes(what: tuple[str, ...]) -> bytes:
    """What a value is and whose, without a way to write two for one."""
    return b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in what)
