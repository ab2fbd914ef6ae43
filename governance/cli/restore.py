"""`governance restore`: a backup becomes a database, all of it or nothing."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from governance.cli.configuration import (
    add_config_argument,
    describe_database,
    find_sqlite_file,
    read_configuration,
)
from governance.cli.problems import BadInput
from governance.cli.progress import show_progress

DESCRIPTION = """\
Make the database that the settings name from a backup, of whichever engine it was. The whole file is checked before
anything is touched, and foreign keys and the ledger before anybody can open the result. A backup of an older release is
brought to this one's schema. A database that holds anything is refused.

Afterwards everybody signs in again, and messages that waited to be sent are given up."""


def add_commands(subparsers: Any) -> None:
    from governance.cli import Formatter

    parser: ArgumentParser = subparsers.add_parser(
        "restore", help="make the database from a backup", description=DESCRIPTION, formatter_class=Formatter
    )
    parser.add_argument("file", metavar="IN", help="a file that governance backup wrote")
    add_config_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    import sqlite3

    import psycopg

    from governance.cli.init import check_place
    from governance.cli.problems import explain_database
    from governance.clock import read_clock
    from governance.keeping.archive import UnusableArchive
    from governance.keeping.restore import NoRoom, NotEmpty, restore_backup

    url = read_configuration(arguments).settings.url
    file = Path(arguments.file)
    if not file.is_file():
        raise BadInput(f"there is no file {file}")
    target = find_sqlite_file(url)
    if target is not None:
        check_place(target)
    try:
        with show_progress("B") as tell:
            header = restore_backup(url, file, read_clock(), tell)
    except UnusableArchive as error:
        raise BadInput(f"{file} {error}") from None
    except (NotEmpty, NoRoom) as error:
        raise BadInput(str(error)) from None
    except FileExistsError:
        raise BadInput("the database came to be while the backup was read; it was not touched") from None
    except (sqlite3.Error, psycopg.Error) as error:
        raise BadInput(f"the database cannot be used: {explain_database(error)}") from None
    print(
        f"Restored {header.rows:,} rows of {len(header.tables)} tables into {describe_database(url)}, as they were on "
        f"{header.made_at}."
    )
    return 0
