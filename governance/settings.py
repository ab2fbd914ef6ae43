"""The operator's settings: read from the ini file, checked at start, refused by name and line.

Each setting is one row of SETTINGS; nothing else in the house reads a raw setting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

LANGUAGES = ("en", "es")


class BadSetting(Exception):
    """A setting that cannot be used. Its text names the file, the line, the key and what would be right."""

    def __init__(self, key: str, reason: str, file: str | None = None) -> None:
        self.key, self.reason, self.file = key, reason, file
        super().__init__(f"{describe_place(key, file)}{key}: {reason}")


@dataclass(frozen=True)
class Settings:
    """What the operator decided.

    url: the database; languages: offered, the first is the fallback; address: the public base address without a
    final slash, or "" for the one that was asked for; workers: server processes; jobs: scheduled work runs in serve.
    ledger_keys: the folder of the keys that sign the ledger; vault_keys: that of the keys under which secrets are sealed.
    metrics_token: what a monitor on another machine must bring to read /metrics; "": only this machine reads it.
    mail_host: the mail server, or "" where messages become files in mail_folder; mail_tls: "starttls", "yes" (encrypted
    from the start) or "no"; mail_sender: "Name <address>" or an address; mail_keep_days: how long addresses stay in the
    log of messages. largest_upload: megabytes (of 1,048,576 bytes) of the largest file that is taken.
    """

    url: str
    languages: tuple[str, ...] = LANGUAGES
    address: str = ""
    workers: int = 1
    jobs: bool = True
    metrics_token: str = field(default="", repr=False)
    ledger_keys: str = "ledger-keys"
    vault_keys: str = "vault-keys"
    mail_host: str = ""
    mail_port: int = 587
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    mail_sender: str = "portal@portal.invalid"
    mail_tls: str = "starttls"
    mail_folder: str = "mail"
    mail_keep_days: int = 30
    largest_upload: int = 50


def read_url(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError("is not a database address such as sqlite:////var/lib/governance/governance.sqlite") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"{url.get_backend_name()} is not supported; use sqlite or postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("a SQLite record needs a file: sqlite:////full/path/governance.sqlite")
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def read_languages(text: str) -> tuple[str, ...]:
    languages = tuple(text.split())
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown or not languages:
        raise ValueError(f"is one or more of {' '.join(LANGUAGES)}, separated by spaces; not {text!r}")
    return languages


def read_address(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    # As browsers and mail programs send it: a header can hold no other letters.
    plain = text.isascii() and text.isprintable() and " " not in text
    if not plain or parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise ValueError(f"is empty or like https://boards.example.gov; not {text!r}")
    return f"{parts.scheme}://{parts.netloc}"


def read_workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise ValueError(f"is a whole number from 1 to 64; not {text!r}")
    return int(text)


def read_key_folder(text: str) -> str:
    if not Path(text).is_absolute() or "\0" in text:
        raise ValueError(
            "is the full path of a folder outside the database and its backups, such as /etc/governance/keys"
        )
    return text


def read_yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"is yes or no; not {text!r}")
    return text == "yes"


def read_token(text: str) -> str:
    if text and (len(text) < 20 or not text.isascii() or not text.isprintable() or " " in text):
        raise ValueError("is empty, or at least 20 letters and digits that nobody can guess")
    return text


def read_host(text: str) -> str:
    if not all(letter.isalnum() or letter in "-.:[]" for letter in text):
        raise ValueError(f"is empty or a mail server such as mail.example.gov; not {text!r}")
    return text


def read_mail_port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ValueError(f"is a whole number from 1 to 65535; not {text!r}")
    return int(text)


def read_sender(text: str) -> str:
    _, address = parseaddr(text)
    user, _, domain = address.rpartition("@")
    if not user or "." not in domain or not address.isascii() or not text.isprintable() or " " in address:
        raise ValueError(f"is like boards@example.gov, or Name <boards@example.gov>; not {text!r}")
    return text


def read_tls(text: str) -> str:
    if text not in ("starttls", "yes", "no"):
        raise ValueError(f"is starttls, yes or no; not {text!r}")
    return text


def read_folder(text: str) -> str:
    if not text or "\0" in text:
        raise ValueError("is a folder's path")
    return text


def read_keep_days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 3650:
        raise ValueError(f"is a whole number of days from 1 to 3650; not {text!r}")
    return int(text)


def read_megabytes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 2000:
        raise ValueError(f"is a whole number of megabytes from 1 to 2000; not {text!r}")
    return int(text)


SETTINGS: dict[str, tuple[str, Callable[[str], object]]] = {
    "sqlalchemy.url": ("url", read_url),
    "governance.languages": ("languages", read_languages),
    "governance.address": ("address", read_address),
    "governance.workers": ("workers", read_workers),
    "governance.jobs": ("jobs", read_yes_or_no),
    "governance.metrics_token": ("metrics_token", read_token),
    "governance.ledger_keys": ("ledger_keys", read_key_folder),
    "governance.vault_keys": ("vault_keys", read_key_folder),
    "governance.largest_upload": ("largest_upload", read_megabytes),
    "mail.host": ("mail_host", read_host),
    "mail.port": ("mail_port", read_mail_port),
    "mail.user": ("mail_user", str),
    "mail.password": ("mail_password", str),
    "mail.sender": ("mail_sender", read_sender),
    "mail.tls": ("mail_tls", read_tls),
    "mail.folder": ("mail_folder", read_folder),
    "mail.keep_days": ("mail_keep_days", read_keep_days),
}
OURS = ("governance.", "mail.")


def read_settings(raw: Mapping[str, str], file: str | None = None) -> Settings:
    """Check the raw settings of an ini file's [app:main].

    Raises BadSetting for a missing database, an unusable value, or a governance.* or mail.* key that does not exist.
    """
    for key in raw:
        if key.startswith(OURS) and key not in SETTINGS:
            near = get_close_matches(key, SETTINGS, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(SETTINGS)}"
            raise BadSetting(key, f"no such setting{hint}", file)
    if "sqlalchemy.url" not in raw:
        raise BadSetting("sqlalchemy.url", "is missing in [app:main]", file)
    values = {}
    for key, (name, read) in SETTINGS.items():
        if key in raw:
            try:
                values[name] = read(raw[key].strip())
            except ValueError as error:
                raise BadSetting(key, str(error), file) from None
    if file is not None:
        values.setdefault("mail_folder", str(Path(file).resolve().parent / "mail"))
    check_mail(values, file)
    if file is not None:
        values.setdefault("ledger_keys", str(Path(file).resolve().parent / "ledger-keys"))
        values.setdefault("vault_keys", str(Path(file).resolve().parent / "vault-keys"))
    return Settings(**values)  # type: ignore[arg-type]  # each reader returns what its row of SETTINGS is for


def check_mail(values: Mapping[str, object], file: str | None) -> None:
    """Raise BadSetting where the settings of a mail server do not go together."""
    if values.get("mail_host") and "mail_sender" not in values:
        raise BadSetting("mail.sender", "is missing: the address that mail comes from", file)
    if bool(values.get("mail_user")) != bool(values.get("mail_password")):
        raise BadSetting("mail.user", "and mail.password are given together, or neither is", file)
    if values.get("mail_user") and values.get("mail_tls") == "no":
        raise BadSetting("mail.tls", "cannot be no where there is a password: anybody on the way could read it", file)


def describe_place(key: str, file: str | None) -> str:
    """ "FILE line N: " for the line that sets the key, as far as it can be told."""
    if file is None:
        return ""
    try:
        lines = Path(file).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return f"{file}: "
    for number, line in enumerate(lines, 1):
        name, separator, _ = line.partition("=")
        if separator and name.strip() == key:
            return f"{file} line {number}: "
    return f"{file}: "
