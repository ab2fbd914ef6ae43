"""Keys that seal what is held of one person, each in a file of its own, so that one can be destroyed without the others.

Such a key lies in no database and in no backup: it stands in a folder beside the master keys, sealed under the newest
of them, and is destroyed by removing its file. What it sealed is then unreadable wherever a copy of it lies. The name
of a file is drawn by lot and says nothing of anybody. An operator's own copies of the master keys must leave the folder
of data keys out, or what is destroyed here lives on there.
"""

import os
import re
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from governance.security.vault import KEY_BYTES, NONCE_BYTES, KeyMissing, Spoiled, Vault, name_bytes

FOLDER = "data-keys"
FILE_NAME = re.compile(r"([0-9a-f]{32})\.key")
UNFINISHED = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{8}")
SEALED_AS = "data_key"


class DataKeyGone(KeyMissing):
    """The key's file is not there: it was destroyed, or this database is a copy that was restored without it."""


@dataclass(frozen=True)
class DataKeys:
    """The data keys of one portal, under its vault."""

    vault: Vault

    @property
    def folder(self) -> Path:
        return self.vault.folder / FOLDER

    def make(self) -> str:
        """Make a key; its name. Raises KeyMissing where the vault has no master key."""
        name = secrets.token_hex(16)
        self.write(name, secrets.token_bytes(KEY_BYTES))
        return name

    def seal(self, name: str, secret: bytes, *what: str) -> bytes:
        """Seal something under a key. what: what it is and whose, as it must be named again to open it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.read(name)).encrypt(nonce, secret, name_bytes(what))

    def open(self, name: str, sealed: bytes, *what: str) -> bytes:
        """What was sealed. Raises DataKeyGone, KeyMissing (the master key is elsewhere) and Spoiled."""
        key = self.read(name)
        if len(sealed) <= NONCE_BYTES:
            raise Spoiled
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name_bytes(what))
        except InvalidTag:
            raise Spoiled from None

    def is_there(self, name: str) -> bool:
        return self.find_file(name).is_file()

    def find_file(self, name: str) -> Path:
        if not FILE_NAME.fullmatch(f"{name}.key"):
            raise Spoiled
        return self.folder / f"{name}.key"

    def read(self, name: str) -> bytes:
        try:
            sealed = self.find_file(name).read_bytes()
        except FileNotFoundError:
            raise DataKeyGone("the key of what is to be read is not there any more") from None
        key = self.vault.open(sealed, SEALED_AS, name)
        if len(key) != KEY_BYTES:
            raise Spoiled
        return key

    def write(self, name: str, key: bytes, written_at: float | None = None) -> None:
        """Put a key in its file, under the newest master key: whole or not at all, and for its owner alone to read."""
        sealed = self.vault.seal(key, SEALED_AS, name)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.find_file(name)
        unfinished = file.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
            output.write(sealed)
            output.flush()
            os.fsync(output.fileno())
        if written_at is not None:
            os.utime(unfinished, (written_at, written_at))
        unfinished.replace(file)
        sync_folder(self.folder)

    def find_names(self) -> set[str]:
        """The names of all keys that are there."""
        files = self.folder.iterdir() if self.folder.is_dir() else ()
        return {found[1] for file in files if (found := FILE_NAME.fullmatch(file.name))}

    def destroy_unused(self, in_use: Collection[str], made_before: datetime) -> int:
        """Destroy each key that nothing in the database names any more; how many.

        made_before: keys as young as this stay, since an act that is not committed yet may have made them. A file that
        a process left half written goes as well.
        """
        gone = 0
        for file in self.folder.iterdir() if self.folder.is_dir() else ():
            found = FILE_NAME.fullmatch(file.name)
            if found[1] in in_use if found else not UNFINISHED.fullmatch(file.name):
                continue
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < made_before.timestamp():
                    file.unlink()
                    gone += found is not None
        if gone:
            sync_folder(self.folder)
        return gone

    def read_outdated(self) -> dict[str, tuple[bytes, float]]:
        """Each key that an earlier master key seals, with the moment at which it was made. Raises KeyMissing, Spoiled."""
        outdated = {}
        for name in sorted(self.find_names()):
            with suppress(FileNotFoundError, DataKeyGone):
                file = self.find_file(name)
                if not self.vault.is_newest(file.read_bytes()):
                    outdated[name] = (self.read(name), file.stat().st_mtime)
        return outdated

    def seal_anew(self, outdated: dict[str, tuple[bytes, float]]) -> int:
        """Seal keys under the newest master key; how many. One that was destroyed meanwhile stays so."""
        count = 0
        for name, (key, made_at) in outdated.items():
            if self.is_there(name):
                self.write(name, key, made_at)
                count += 1
        return count


def sync_folder(folder: Path) -> None:
    """See to it that a folder's entries are on the disk, so that what was removed does not come back."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
