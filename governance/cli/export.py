"""`governance export`: the published record in formats that other systems read."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import BadInput


def add_commands(subparsers: Any) -> None:
    parser: ArgumentParser = subparsers.add_parser(
        "export", help="write the published record for other systems", description="Write the published record."
    )
    formats = parser.add_subparsers(title="formats", metavar="FORMAT", required=True)
    popolo: ArgumentParser = formats.add_parser(
        "popolo",
        help="boards, people and terms as Popolo JSON",
        description="Write published boards, people and terms as one document. What seats are reserved for is left out.",
    )
    add_config_argument(popolo)
    popolo.add_argument("out", nargs="?", metavar="FILE", help="default: standard output")
    popolo.add_argument("--board", action="append", default=[], metavar="SLUG", help="only this board; may be repeated")
    popolo.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    from governance.exchange.popolo_export import write_popolo

    database = open_record(read_configuration(arguments).settings)
    try:
        with database.reading() as session:
            document = write_popolo(session, arguments.board)
    except KeyError as error:
        raise BadInput(f"there is no published board {error.args[0]}") from None
    finally:
        database.close()
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if arguments.out:
        Path(arguments.out).write_text(text, "utf-8")
    else:
        print(text, end="")
    return 0
