"""`governance restore`: a backup becomes a database, all of it or nothing."""

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
from governance.cli.progress import show_progress

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from governance.keeping.archive import Header

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

    from governance.cli.places import check_place
    from governance.cli.problems import explain_database
    from governance.clock import read_clock
    from governance.keeping.archive import UnusableArchive
    from governance.keeping.restore import NoRoom, NotEmpty, restore_backup
    from governance.ledger.downloads import Disagreement

    url = read_configuration(arguments).settings.url
    file = Path(arguments.file)
    if not file.is_file():
        raise BadInput(f"there is no file {file}")
    target = find_sqlite_file(url)
    if target is not None:
        check_place(target)
    try:
        with show_progress("B") as tell:
            header = restore_backup(url, file, read_clock(), tell, checks=(check_ledger,))
    except UnusableArchive as error:
        raise BadInput(f"{file} {error}") from None
    except Disagreement as error:
        raise BadInput(f"{file} is not sound, and nothing was restored: {error}") from None
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
    if not any(table.shape.name == "ledger_log" and table.rows for table in header.tables):
        print("Its record is older than the ledger: type governance init, which begins one.")
    else:
        print(
            "The keys are in no backup: the folders that governance.ledger_keys and governance.vault_keys name must hold "
            "them."
        )
    return 0


def check_ledger(connection: "Connection", header: "Header") -> None:
    """Hold every restored row against the ledger. A record from before there was a ledger has none to hold it against."""
    from importlib import import_module

    from sqlalchemy.orm import Session

    from governance.db.schema import ROOMS_WITH_TABLES
    from governance.exchange.sealing import WAY_TO_BOARD
    from governance.ledger.checking import check_record
    from governance.ledger.models import LedgerLog

    if LedgerLog.__tablename__ not in {table.shape.name for table in header.tables}:
        return
    for module in ROOMS_WITH_TABLES:
        import_module(module)
    with Session(connection) as session:
        check_record(session, WAY_TO_BOARD)
