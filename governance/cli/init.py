"""`governance init`: creates the database, or brings it to this release's schema."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance.cli.configuration import (
    add_config_argument,
    describe_database,
    find_sqlite_file,
    read_configuration,
)
from governance.cli.problems import BadInput

if TYPE_CHECKING:
    from governance.db import Database


def add_commands(subparsers: Any) -> None:
    words = "create the database, or bring it to this release's schema"
    parser: ArgumentParser = subparsers.add_parser("init", help=words, description=f"{words.capitalize()}.")
    add_config_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    from governance.db import open_database
    from governance.db.schema import upgrade_schema

    url = read_configuration(arguments).settings.url
    file = find_sqlite_file(url)
    if file is not None:
        check_place(file)
    database = open_database(url)
    try:
        is_new = check_content(database)
        changed = upgrade_schema(database)
    finally:
        database.close()
    place = describe_database(url)
    if is_new:
        print(f"Made the database {place}.")
    elif changed:
        print(f"Brought the database {place} to this release's schema.")
    else:
        print(f"The database {place} is up to date; nothing was changed.")
    return 0


def check_place(file: Path) -> None:
    """Raise BadInput where SQLite could not write its file, or the files that it lays beside it."""
    if not file.parent.is_dir():
        raise BadInput(f"the folder {file.parent} does not exist: make it, or change sqlalchemy.url")
    if file.is_dir():
        raise BadInput(f"{file} is a folder: sqlalchemy.url must name a file")
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise BadInput(f"the folder {file.parent} cannot be written to: change its permissions or sqlalchemy.url")
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        raise BadInput(f"{file} cannot be read and written: change its permissions or sqlalchemy.url")


def check_content(database: "Database") -> bool:
    """Whether the database is still empty. Raises BadInput where another program's tables would be in the way."""
    from importlib import import_module

    from sqlalchemy import inspect

    from governance.db import Model
    from governance.db.schema import ROOMS_WITH_TABLES, read_revision

    for module in ROOMS_WITH_TABLES:
        import_module(module)
    with database.glancing.connect() as connection:
        if read_revision(connection) is not None:
            return False
        strange = set(inspect(connection).get_table_names()) & set(Model.metadata.tables)
    if strange:
        raise BadInput(
            f"the database holds tables of another program ({', '.join(sorted(strange))}): name an empty one in "
            "sqlalchemy.url"
        )
    return True
