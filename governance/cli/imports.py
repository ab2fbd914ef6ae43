"""`governance import`: brings in other systems' records, and says what that did."""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import BAD_INPUT, BadInput, make_line, make_printable
from governance.cli.progress import show_progress

if TYPE_CHECKING:
    from governance.db import Database
    from governance.exchange.report import ImportReport

THRESHOLD = re.compile(r"(more than|at least) (\d{1,3})/(\d{1,3}) of (cast|present|serving|authorized)")
SYSTEM = re.compile(r"[a-z0-9][a-z0-9:._-]{0,79}")

LEGISTAR = """\
Bring in records of a city's Legistar: answers of its Web API, or the files of the community mirror.
PATH is a JSON file, a folder of them, or a tar or ZIP archive."""

POPOLO = """\
Bring in a Popolo document (people, organizations, posts, memberships, events, motions, votes).
FILE is a JSON file, a folder of them, or a tar or ZIP archive."""

SEATS = """\
Bring in a list of seats: a CSV file with one row a seat, in any columns.
The mapping, a TOML file, says what they hold. The least that one says:

  system = "springfield-boards"
  jurisdiction = "Springfield"
  zone = "America/Chicago"
  [columns]
  board = "Board"
  person = "Name\""""

ENDING = """\
What is new is added, what differs is changed with its past kept, and nothing is removed. A source that cannot
be used as a whole changes nothing: each reason is one line, and the exit code is 2."""


def add_commands(subparsers: Any) -> None:
    from governance.cli import Formatter

    parser: ArgumentParser = subparsers.add_parser(
        "import", help="bring in records of other systems", description="Bring in records of other systems."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, words: str, description: str, bring_in: Callable[..., "ImportReport"]) -> ArgumentParser:
        command: ArgumentParser = commands.add_parser(
            name, help=words, description=description, epilog=ENDING, formatter_class=Formatter
        )
        command.add_argument("path", metavar="PATH" if name == "legistar" else "FILE")
        command.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        command.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
        add_config_argument(command)
        command.set_defaults(run=run, bring_in=bring_in)
        return command

    legistar = add("legistar", "records of a city's Legistar", LEGISTAR, bring_in_legistar)
    add_place_arguments(legistar, required=False)
    legistar.add_argument(
        "--threshold", type=read_threshold, metavar="WORDS",
        help="what a vote needs: 'more than 1/2 of cast' (the default) or such as 'at least 2/3 of present'; "
        "the basis is cast, present, serving or authorized",
    )  # fmt: skip
    legistar.add_argument("--threshold-by", metavar="WORDS", help="who says so, such as 'Charter, section 4.2'")
    popolo = add("popolo", "a Popolo document", POPOLO, bring_in_popolo)
    add_place_arguments(popolo, required=True)
    seats = add("seats", "a list of seats", SEATS, bring_in_seats)
    seats.add_argument("--mapping", required=True, metavar="MAP.toml", help="what the columns hold")


def add_place_arguments(parser: ArgumentParser, *, required: bool) -> None:
    told = "" if required else "; left out: what the source tells"
    parser.add_argument("--jurisdiction", required=required, help=f"the place whose records these are{told}")
    parser.add_argument("--zone", required=required, help=f"its time zone, such as America/Chicago{told}")
    parser.add_argument(
        "--system", type=read_system, metavar="NAME",
        help="the name that this source's records are known by; give the same one each time",
    )  # fmt: skip
    parser.add_argument(
        "--same-board", type=read_pair, action="append", default=[], metavar="OLD=NEW",
        help="the board with the source's id NEW is the one with its id OLD, continued; may be repeated",
    )  # fmt: skip


def read_pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not (old and equals and new) or "=" in new or old == new:
        raise ArgumentTypeError(f"is two ids with = between them, not {text!r}")
    return old, new


def read_system(text: str) -> str:
    if not SYSTEM.fullmatch(text):
        raise ArgumentTypeError(f"holds small letters, digits and : . _ - and not {text!r}")
    return text


def read_threshold(text: str) -> Any:
    from governance.votes.models import ThresholdBasis
    from governance.votes.tally import Threshold

    parts = THRESHOLD.fullmatch(text.strip())
    if parts is None or not 0 < int(parts[2]) <= int(parts[3]):
        raise ArgumentTypeError(f"is like 'more than 1/2 of cast' or 'at least 2/3 of present', not {text!r}")
    if parts[1] == "more than" and parts[2] == parts[3]:
        raise ArgumentTypeError(f"asks for more than all, which no vote reaches: {text!r}")
    return Threshold(ThresholdBasis(parts[4]), int(parts[2]), int(parts[3]), parts[1] == "more than")


def run(arguments: Namespace) -> int:
    from governance.exchange.intake import UnusableSource
    from governance.exchange.report import ImportReport

    database = open_record(read_configuration(arguments).settings)
    try:
        report: ImportReport = arguments.bring_in(database, arguments)
    except UnusableSource as error:
        for refusal in error.refusals:
            print(f"governance: {make_line(f'{refusal.place}: {refusal.reason}')}", file=sys.stderr)
        if error.total > len(error.refusals):
            print(f"governance: and {error.total - len(error.refusals)} more", file=sys.stderr)
        if arguments.format == "json":
            print(json.dumps(ImportReport.of_refusal(error).as_json(), ensure_ascii=False, indent=1))
        return BAD_INPUT
    finally:
        database.close()
    if arguments.format == "json":
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(make_printable(line) for line in write_report(report)))
    return 0


def bring_in_legistar(database: "Database", arguments: Namespace) -> "ImportReport":
    from governance.clock import read_clock
    from governance.exchange.legistar import LegistarOptions, import_legistar

    check_zone(arguments.zone)
    given = {
        "system": arguments.system, "zone": arguments.zone, "jurisdiction": arguments.jurisdiction,
        "threshold": arguments.threshold, "threshold_declared_by": arguments.threshold_by,
    }  # fmt: skip
    options = LegistarOptions(
        same_board=tuple(arguments.same_board), **{name: value for name, value in given.items() if value is not None}
    )
    with show_progress("B") as tell:
        return import_legistar(
            database, arguments.path, options, now=read_clock(), dry_run=arguments.dry_run, progress=tell
        )


def bring_in_popolo(database: "Database", arguments: Namespace) -> "ImportReport":
    from governance.clock import read_clock
    from governance.db.keys import make_slug
    from governance.exchange.files import open_source
    from governance.exchange.intake import JurisdictionIntake
    from governance.exchange.popolo import read_popolo
    from governance.exchange.reconcile import bring_in

    check_zone(arguments.zone)
    name = " ".join(arguments.jurisdiction.split())
    system = arguments.system or f"popolo:{make_slug(name)}"
    if not make_slug(name) and not arguments.system:
        raise BadInput("--jurisdiction holds no letter or digit to name the source by: give --system too")
    source = open_source(arguments.path, suffixes=(".json",))
    with show_progress(" records") as tell:
        return bring_in(
            database, read_popolo(source, JurisdictionIntake(system, name, arguments.zone)), system=system,
            reader="popolo", file_name=source.name, digest=lambda: source.digest, now=read_clock(),
            dry_run=arguments.dry_run, same_board=arguments.same_board, progress=lambda count: tell(count, 0),
        )  # fmt: skip


def bring_in_seats(database: "Database", arguments: Namespace) -> "ImportReport":
    from governance.clock import read_clock
    from governance.exchange.files import open_source
    from governance.exchange.reconcile import bring_in
    from governance.exchange.seats import read_mapping, read_seats

    mapping = read_mapping(arguments.mapping)
    source = open_source(arguments.path, suffixes=(".csv",))
    with show_progress(" records") as tell:
        return bring_in(
            database, read_seats(source, mapping), system=mapping.system, reader="seats", file_name=source.name,
            digest=lambda: source.digest, now=read_clock(), dry_run=arguments.dry_run,
            progress=lambda count: tell(count, 0),
        )  # fmt: skip


def check_zone(zone: str | None) -> None:
    from governance.clock import is_zone

    if zone is not None and not is_zone(zone):
        raise BadInput(f"--zone {zone} is no time zone; one is named like America/Chicago")


def write_report(report: "ImportReport") -> Iterator[str]:
    """The report in lines for a person."""
    from governance.exchange.report import KINDS

    columns = ("read", "new", "changed", "unchanged")
    yield f"Source {report.system}"
    yield f"{'':16}" + "".join(f"{column:>12}" for column in columns)
    for kind in KINDS:
        counts = [getattr(report, column).get(kind, 0) for column in columns]
        if any(counts):
            yield f"{name_kind(kind):16}" + "".join(f"{count:>12,}" for count in counts)
    for heading, counted in (
        ("Made because the source mentions them", report.made_from_mentions),
        ("On the record, no longer in the source, and kept", report.no_longer_in_source),
        ("Read and not kept", report.left_out),
        ("Votes whose outcome the ballots do not tell", report.not_recomputed),
    ):
        if any(counted.values()):
            yield ""
            yield f"{heading}:"
            yield from (f"  {count:,} {name_kind(kind)}" for kind, count in counted.items() if count)
    if report.kept_as_entered_here:
        yield ""
        yield "The source says something new, but a clerk changed these here, and the clerk's entry stands:"
        for kind, identifiers in report.kept_as_entered_here.items():
            yield from (f"  {name_kind(kind)}: {identifier}" for identifier in identifiers)
    if report.unknown_values:
        yield ""
        yield "Values that no table maps, kept as they are:"
        yield from ("  " + ", ".join(f"{key} {value}" for key, value in row.items()) for row in report.unknown_values)
    if report.disagreements:
        yield ""
        yield f"Votes whose recorded outcome is not what the ballots give ({len(report.disagreements)}):"
        for row in report.disagreements:
            ballots = ", ".join(f"{count} {choice}" for choice, count in row.counts.items())
            yield f"  {row.source}: recorded {row.recorded}, recomputed {row.recomputed} ({ballots}) {row.reason}"
    if report.assumed:
        yield ""
        yield "Assumed:"
        yield from (f"  {sentence}" for sentence in report.assumed)
    yield ""
    if report.dry_run:
        yield "This was a dry run: nothing was changed."
    elif report.has_changes:
        yield "All of it is on the record."
    elif report.kept_as_entered_here:
        yield "The record held all the rest already: nothing was changed."
    else:
        yield "The record held all of it already: nothing was changed."


def name_kind(kind: str) -> str:
    return kind.replace("_", " ")
