"""Where the settings stand, and the database they name: what nearly every command begins with."""

import os
from argparse import SUPPRESS, ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from governance.cli.problems import BadInput

if TYPE_CHECKING:
    from governance.db import Database
    from governance.settings import Settings

USUAL_FILE = "development.ini"
VARIABLE = "GOVERNANCE_CONFIG"


@dataclass(frozen=True)
class Configuration:
    """file: the full path of the ini file; raw: its [app:main] as text; settings: what it says, checked."""

    file: str
    raw: dict[str, str]
    settings: "Settings"


def add_config_argument(parser: ArgumentParser) -> None:
    """Let --config also follow the command's name; given there, it wins over one before it."""
    parser.add_argument("--config", metavar="FILE", default=SUPPRESS, help="the ini file that holds the settings")


def find_file(arguments: Namespace) -> str:
    """The full path of the ini file. Raises BadInput, saying what to do, where there is none."""
    for name, origin in (
        (getattr(arguments, "config", None), "--config names"),
        (os.environ.get(VARIABLE), f"{VARIABLE} names"),
    ):
        if name:
            if not Path(name).is_file():
                raise BadInput(f"{origin} {name}, and there is no such file")
            return str(Path(name).resolve())
    if not Path(USUAL_FILE).is_file():
        raise BadInput(
            f"there is no {USUAL_FILE} in this folder: go to the folder that holds it, or name your settings with "
            f"--config FILE or {VARIABLE}"
        )
    return str(Path(USUAL_FILE).resolve())


def read_configuration(arguments: Namespace) -> Configuration:
    """Read and check the settings. Raises BadInput or governance.settings.BadSetting."""
    from governance.settings import read_settings

    file = find_file(arguments)
    raw = read_raw_settings(file)
    return Configuration(file, raw, read_settings(raw, file))


def read_raw_settings(file: str) -> dict[str, str]:
    """The [app:main] of an ini file as `pserve` would hand it to the app. Raises BadInput or configparser.Error."""
    import plaster

    try:
        raw = dict(plaster.get_settings(file, "app:main"))
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8 text") from None
    if not raw:
        raise BadInput(f"{file} has no section [app:main]")
    raw.pop("use", None)
    return raw


def open_record(settings: "Settings") -> "Database":
    """Open the database that `governance init` made. Raises BadInput where it is missing or of another release."""
    from governance.db import open_database
    from governance.db.schema import read_newest_revision, read_revision

    file = find_sqlite_file(settings.url)
    if file is not None and not file.exists():
        raise BadInput(f"there is no database yet at {file}: type governance init")
    database = open_database(settings.url)
    try:
        with database.glancing.connect() as connection:
            revision = read_revision(connection)
        if revision is None:
            raise BadInput("the database holds no record yet: type governance init")
        if revision != read_newest_revision():
            raise BadInput("the database is not at this release's schema: type governance init, which says more")
    except Exception:
        database.close()
        raise
    return database


def find_sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for a server's."""
    from sqlalchemy.engine import make_url

    parts = make_url(url)
    return Path(parts.database) if parts.get_backend_name() == "sqlite" and parts.database else None


def describe_database(url: str) -> str:
    """The database as it may be printed: without its password."""
    from sqlalchemy.engine import make_url

    file = find_sqlite_file(url)
    return str(file) if file is not None else make_url(url).render_as_string(hide_password=True)
