"""`governance tick`: runs the scheduled work that is due, once; for cron."""

from argparse import ArgumentParser, Namespace
from typing import Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import SAYS_NO


def add_commands(subparsers: Any) -> None:
    words = "run the scheduled work that is due, once"
    parser: ArgumentParser = subparsers.add_parser(
        "tick",
        help=words,
        description=f"{words.capitalize()}. For cron, every minute, where governance.jobs = no keeps `governance serve` "
        "from doing it. Several may run at once, on several machines: each job is done by one of them.",
    )
    add_config_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    from governance.cli.scheduled import list_jobs
    from governance.clock import read_clock
    from governance.jobs.runner import make_holder, run_due_jobs

    configuration = read_configuration(arguments)
    database = open_record(configuration.settings)
    try:
        outcomes = run_due_jobs(database, read_clock, list_jobs(configuration.settings, read_clock), make_holder())
    finally:
        database.close()
    for outcome in outcomes:
        print(f"{outcome.name}: {outcome.describe()}")
    if not outcomes:
        print("No work is due.")
    return SAYS_NO if any(outcome.failure for outcome in outcomes) else 0
