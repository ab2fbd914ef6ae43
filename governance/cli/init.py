"""`governance init`: creates the database, or brings it to this release's schema, and begins its ledger."""

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
    parser: ArgumentParser = subparsers.add_parser(
        "init",
        help=words,
        description=f"{words.capitalize()}. A new one gets a ledger and the key that signs it; the setting "
        "governance.ledger_keys names the folder of keys.",
    )
    rotating = parser.add_mutually_exclusive_group()
    rotating.add_argument(
        "--new-ledger-key", action="store_true", help="let a new key sign the ledger from now on; the old one names it"
    )
    rotating.add_argument(
        "--replace-lost-ledger-key", action="store_true", help="the same where the old key is lost; verifying says so"
    )
    add_config_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    from governance.db import open_database
    from governance.db.schema import upgrade_schema

    settings = read_configuration(arguments).settings
    url = settings.url
    file = find_sqlite_file(url)
    if file is not None:
        check_place(file)
    database = open_database(url)
    try:
        is_new = check_content(database)
        changed = upgrade_schema(database)
        lines = begin_vault(Path(settings.vault_keys))
        lines += begin_ledger(database, Path(settings.ledger_keys), arguments)
    finally:
        database.close()
    place = describe_database(url)
    if is_new:
        print(f"Made the database {place}.")
    elif changed:
        print(f"Brought the database {place} to this release's schema.")
    else:
        print(f"The database {place} is up to date; nothing was changed.")
    for line in lines:
        print(line)
    return 0


def begin_vault(folder: Path) -> list[str]:
    """Make the key under which secrets are sealed, if there is none; a line that says so."""
    from governance.security.vault import Vault

    vault = Vault(folder)
    if vault.find_keys():
        return []
    return [f"Secrets in the database are sealed with the key in {vault.make_key().file}: keep a copy apart."]


def begin_ledger(database: "Database", folder: Path, arguments: Namespace) -> list[str]:
    """Begin the ledger, or give it a new key where that was asked for; lines that say what was done.

    Raises BadInput where the key before is needed and is not there.
    """
    from governance.clock import read_clock
    from governance.db.retry import run_act
    from governance.exchange.sealing import WAY_TO_BOARD
    from governance.ledger.heads import begin_ledger, rotate_key
    from governance.ledger.keys import KeyMissing, find_file

    key = run_act(database, lambda session: begin_ledger(session, folder, read_clock(), tuple(WAY_TO_BOARD)))
    lost = arguments.replace_lost_ledger_key
    if key is None and (arguments.new_ledger_key or lost):
        try:
            key = run_act(database, lambda session: rotate_key(session, folder, read_clock(), lost=lost))
        except KeyMissing as error:
            raise BadInput(f"{error}; where it is lost for good: --replace-lost-ledger-key") from None
    if key is None:
        return []
    return [
        f"The ledger is signed with the key in {find_file(folder, key)}: keep a copy apart, for no backup holds it."
    ]


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
