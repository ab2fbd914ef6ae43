"""`governance backup`: a copy of the record, while the portal runs."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import BadInput, Refused
from governance.cli.progress import show_progress

DESCRIPTION = """\
Write a copy of the record into one file (a compressed tar), while the portal runs. It is of one moment, whatever is
being written, and the same from SQLite and PostgreSQL: governance restore reads it into either.

It holds what the public may not see: keep it as you keep the database. It holds no keys, sessions or sign-in links;
copy the folder of keys apart from it."""


def add_commands(subparsers: Any) -> None:
    from governance.cli import Formatter

    parser: ArgumentParser = subparsers.add_parser(
        "backup", help="copy the record into a file, while the portal runs", description=DESCRIPTION,
        formatter_class=Formatter,
    )  # fmt: skip
    parser.add_argument("file", metavar="OUT", help="the file to write, such as record-2026-11-24.tar.gz")
    parser.add_argument("--replace", action="store_true", help="a file of that name gives way once the copy is whole")
    add_config_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    from governance.clock import read_clock
    from governance.keeping.backup import write_backup
    from governance.keeping.values import BadValue

    file = Path(arguments.file)
    if file.is_dir():
        raise BadInput(f"{file} is a folder: name the file to write")
    if not file.absolute().parent.is_dir():
        raise BadInput(f"the folder {file.absolute().parent} does not exist")
    if file.exists() and not arguments.replace:
        raise BadInput(f"{file} is there already: name another file, or let it give way with --replace")
    database = open_record(read_configuration(arguments).settings)
    try:
        with show_progress(" rows") as tell:
            header = write_backup(database, file, read_clock(), tell, replace=arguments.replace)
    except BadValue as error:
        raise Refused(f"no backup was written: {error}") from None
    finally:
        database.close()
    size = file.stat().st_size
    print(f"Wrote {file}: {header.rows:,} rows of {len(header.tables)} tables, {size:,} bytes.")
    return 0
