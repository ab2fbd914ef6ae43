"""`governance demo`: loads the demo board, once."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import BadInput


def add_commands(subparsers: Any) -> None:
    parser: ArgumentParser = subparsers.add_parser(
        "demo",
        help="load the demo board",
        description="Load the demo board: an invented city's board and a year of its meetings, to look around in. "
        "Where it is there already, nothing is changed.",
    )
    add_config_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    from governance.clock import read_clock
    from governance.exchange.demo import load_demo_board
    from governance.exchange.demo_composition import place_under_law
    from governance.exchange.demo_program import report_and_ask
    from governance.security.vault import KeyMissing, Vault

    configuration = read_configuration(arguments)
    database = open_record(configuration.settings)
    try:
        now = read_clock()
        with database.writing.begin() as session:
            loaded = load_demo_board(session, now)
            if loaded is not None:
                vault = Vault(Path(configuration.settings.vault_keys))
                place_under_law(session, vault, now)
                report_and_ask(session, vault, now)
    except KeyMissing as error:
        raise BadInput(f"{error}; nothing was loaded") from None
    finally:
        database.close()
    if loaded is None:
        print("The demo board is there already; nothing was changed.")
    else:
        print(f"The demo board is loaded: {loaded.meetings} meetings, from {loaded.first_day} to {loaded.last_day}.")
    return 0
