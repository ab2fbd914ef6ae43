"""`governance purge`: destroys what has had its time, and keeps the legal holds that stop it."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import BadInput, Refused, make_printable

if TYPE_CHECKING:
    from governance.keeping.models import LegalHold
    from governance.keeping.purge import RuleOutcome

DESCRIPTION = """\
Destroy what has had its time, by the rules of retention; the scheduled work does the same daily. Where the ledger
sealed what is destroyed, the ledger says so, and every proof stands. A legal hold stops it."""


def add_commands(subparsers: Any) -> None:
    from governance.cli import Formatter

    parser: ArgumentParser = subparsers.add_parser(
        "purge", help="destroy what has had its time", description=DESCRIPTION, formatter_class=Formatter
    )
    parser.add_argument("--dry-run", action="store_true", help="count what would go, and destroy nothing")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_config_argument(parser)
    parser.set_defaults(run=run_purge)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    holds: ArgumentParser = commands.add_parser(
        "hold", help="place, list and lift legal holds",
        description="Keep the legal holds. While one stands, nothing of what it covers is destroyed.",
    )  # fmt: skip
    acts = holds.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, words: str, run: Callable[[Namespace], int]) -> ArgumentParser:
        command: ArgumentParser = acts.add_parser(name, help=words, description=f"{words.capitalize()}.")
        add_config_argument(command)
        command.set_defaults(run=run)
        return command

    adding = add("add", "place a hold; the ledger says that, and not why", run_add)
    adding.add_argument("reason", help="why, such as the name of a case; no page shows it")
    adding.add_argument("--rule", metavar="NAME", help="stop only this rule; governance purge --dry-run names them")
    listing = add("list", "list the holds", run_list)
    listing.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add("lift", "lift a hold", run_lift).add_argument("key")


def run_purge(arguments: Namespace) -> int:
    from governance.cli.retention import destroy_keys, list_rules
    from governance.clock import read_clock
    from governance.keeping.purge import purge

    settings = read_configuration(arguments).settings
    database = open_record(settings)
    now = read_clock()
    try:
        outcomes = purge(database, list_rules(settings), now, dry_run=arguments.dry_run)
        if not arguments.dry_run:
            destroy_keys(settings, database, now)
    finally:
        database.close()
    if arguments.format == "json":
        rows = [{"rule": one.rule.name, "rows": one.rows, "holds": list(one.holds)} for one in outcomes]
        print(json.dumps(rows, indent=1))
        return 0
    for outcome in outcomes:
        print(describe_outcome(outcome))
    print("This was a dry run: nothing was destroyed." if arguments.dry_run else "What had its time is destroyed.")
    return 0


def describe_outcome(outcome: "RuleOutcome") -> str:
    said = f"stopped by the hold {', '.join(outcome.holds)}" if outcome.holds else f"{outcome.rows:,} rows"
    return f"{outcome.rule.name}: {said} ({outcome.rule.says})"


def run_add(arguments: Namespace) -> int:
    from governance.cli.retention import list_rules
    from governance.clock import read_clock
    from governance.db.retry import run_act
    from governance.keeping.holds import HoldRefused, place_hold

    settings = read_configuration(arguments).settings
    names = [rule.name for rule in list_rules(settings) if rule.held]
    if arguments.rule is not None and arguments.rule not in names:
        raise BadInput(f"--rule {arguments.rule} is no rule that a hold stops; there are {', '.join(names)}")
    database = open_record(settings)
    try:
        key = run_act(database, lambda session: place_hold(session, read_clock(), arguments.reason, arguments.rule).key)
    except HoldRefused as error:
        raise BadInput(str(error)) from None
    finally:
        database.close()
    print(f"The hold {key} stands: {f'the rule {arguments.rule}' if arguments.rule else 'every rule'} is stopped.")
    return 0


def run_lift(arguments: Namespace) -> int:
    from governance.clock import read_clock
    from governance.db.retry import run_act
    from governance.keeping.holds import HoldRefused, lift_hold

    database = open_record(read_configuration(arguments).settings)
    try:
        run_act(database, lambda session: lift_hold(session, read_clock(), arguments.key).key)
    except HoldRefused as error:
        raise Refused(str(error)) from None
    finally:
        database.close()
    print(f"The hold {arguments.key} is lifted.")
    return 0


def run_list(arguments: Namespace) -> int:
    from governance.keeping.holds import find_holds

    database = open_record(read_configuration(arguments).settings)
    try:
        with database.reading() as session:
            holds = [describe_hold(hold) for hold in find_holds(session, lifted=True)]
    finally:
        database.close()
    if arguments.format == "json":
        print(json.dumps(holds, ensure_ascii=False, indent=1))
        return 0
    for hold in holds:
        ended = f", lifted {hold['lifted_at']}" if hold["lifted_at"] else ""
        print(
            make_printable(
                f"{hold['key']}  {hold['rule'] or 'all'}  placed {hold['placed_at']}{ended}  {hold['reason']}"
            )
        )
    if not holds:
        print("No hold was ever placed.")
    return 0


def describe_hold(hold: "LegalHold") -> dict[str, str | None]:
    return {
        "key": hold.key,
        "rule": hold.rule,
        "placed_at": f"{hold.placed_at:%Y-%m-%dT%H:%M:%SZ}",
        "lifted_at": f"{hold.lifted_at:%Y-%m-%dT%H:%M:%SZ}" if hold.lifted_at else None,
        "reason": hold.reason,
    }
