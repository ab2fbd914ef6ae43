"""The operator's settings: read from the ini file, checked at start, refused by name and line.

Each setting is one row of SETTINGS; nothing else in the house reads a raw setting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
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
    """

    url: str
    languages: tuple[str, ...] = LANGUAGES
    address: str = ""
    workers: int = 1
    jobs: bool = True


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
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise ValueError(f"is empty or like https://boards.example.gov; not {text!r}")
    return f"{parts.scheme}://{parts.netloc}"


def read_workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise ValueError(f"is a whole number from 1 to 64; not {text!r}")
    return int(text)


def read_yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"is yes or no; not {text!r}")
    return text == "yes"


SETTINGS: dict[str, tuple[str, Callable[[str], object]]] = {
    "sqlalchemy.url": ("url", read_url),
    "governance.languages": ("languages", read_languages),
    "governance.address": ("address", read_address),
    "governance.workers": ("workers", read_workers),
    "governance.jobs": ("jobs", read_yes_or_no),
}


def read_settings(raw: Mapping[str, str], file: str | None = None) -> Settings:
    """Check the raw settings of an ini file's [app:main].

    Raises BadSetting for a missing database, an unusable value, or a governance.* key that does not exist.
    """
    for key in raw:
        if key.startswith("governance.") and key not in SETTINGS:
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
    return Settings(**values)  # type: ignore[arg-type]  # each reader returns what its row of SETTINGS is for


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
