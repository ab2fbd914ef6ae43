"""`governance init`: creates the database, or brings it to this release's schema, and begins its ledger.

`governance init --check` only looks, through governance.cli.init_check.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance.cli.configuration import (
    add_config_argument,
    describe_database,
    find_sqlite_file,
    read_configuration,
)
from governance.cli.init_check import check
from governance.cli.places import check_content, check_place
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
    rotating.add_argument(
        "--check",
        action="store_true",
        help="change nothing and say what would be done; exit status 1 where that is anything, or a newer release "
        "made the database",
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
    if arguments.check:
        return check(settings)
    database = open_database(url)
    try:
        with database.glancing.connect() as connection:
            is_new = check_content(connection)
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
