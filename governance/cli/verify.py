"""`governance verify`: the database against its ledger, or a downloaded ledger by itself."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import SAYS_NO, BadInput, Refused, make_line
from governance.cli.progress import show_progress

if TYPE_CHECKING:
    from governance.ledger.checking_rows import RecordOutcome
    from governance.ledger.downloads import Outcome
    from governance.ledger.heads import Head

DESCRIPTION = """\
Without FILE: check this portal's database against its ledger, every entry, head and sealed row.
With FILE: verify a downloaded ledger (JSON Lines) by itself; no database is needed.

HEAD is a file with a signed head as JSON, or the JSON of a page of signed heads. A head that was kept outside the
portal is what shows a ledger that lost its end, or was written anew. KEY is the portal's public key, in hex or as a
file that holds it; it should come from somewhere else than the ledger itself."""


def add_commands(subparsers: Any) -> None:
    from governance.cli import Formatter

    parser: ArgumentParser = subparsers.add_parser(
        "verify",
        help="check the record against the ledger, or a downloaded ledger",
        description=DESCRIPTION,
        formatter_class=Formatter,
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="a downloaded ledger; - reads standard input")
    parser.add_argument("--head", metavar="HEAD", action="append", default=[], help="a signed head; may be repeated")
    parser.add_argument(
        "--public-key", metavar="KEY", action="append", default=[], help="a key that may sign; may be repeated"
    )
    parser.add_argument("--strict", action="store_true", help="say no where anything could not be verified")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_config_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    from governance.ledger.downloads import Disagreement, NotALedger

    heads = [head for name in arguments.head for head in read_heads(name)]
    keys = [read_key(text) for text in arguments.public_key]
    try:
        outcome = verify_file(arguments, heads, keys) if arguments.file else verify_record(arguments, heads, keys)
    except NotALedger as error:
        if arguments.format == "json":
            print_json({"verified": False, "refused": str(error)})
        raise BadInput(f"{arguments.file}: {error}") from None
    except Disagreement as error:
        if arguments.format == "json":
            print_json({"verified": False, "disagreement": str(error)})
            return SAYS_NO
        raise Refused(str(error)) from None
    verified = not (arguments.strict and outcome.notes)
    if arguments.format == "json":
        print_json({"verified": verified, **vars(outcome)})
    else:
        for line in write_outcome(outcome):
            print(line)
        for note in outcome.notes:
            print(f"Not verified: {note}.")
    return 0 if verified else SAYS_NO


def verify_file(arguments: Namespace, heads: "list[Head]", keys: list[str]) -> "Outcome":
    from governance.ledger.downloads import check_download

    if arguments.file == "-":
        return check_download(sys.stdin.buffer, heads, keys)
    path = Path(arguments.file)
    with path.open("rb") as file, show_progress("B") as tell:
        size = path.stat().st_size
        return check_download(file, heads, keys, lambda position: tell(position, size))


def verify_record(arguments: Namespace, heads: "list[Head]", keys: list[str]) -> "RecordOutcome":
    from importlib import import_module

    from governance.db.schema import ROOMS_WITH_TABLES
    from governance.exchange.sealing import WAY_TO_BOARD
    from governance.ledger.checking import check_record, count_work
    from governance.minutes.checking import check_prints

    for module in ROOMS_WITH_TABLES:
        import_module(module)
    database = open_record(read_configuration(arguments).settings)
    try:
        with database.reading() as session, show_progress(" rows") as tell:
            total, done = count_work(session, WAY_TO_BOARD), 0

            def progress(more: int) -> None:
                nonlocal done
                done += more
                tell(done, total)

            outcome = check_record(session, WAY_TO_BOARD, heads, keys, progress)
            printed = check_prints(session)
    finally:
        database.close()
    if printed.prints > printed.again:
        others = printed.prints - printed.again
        outcome.notes.append(
            f"{others:,} printed minutes were not made again: another version of the renderer made them"
        )
    if outcome.older_rows:
        outcome.notes.append(f"{outcome.older_rows:,} rows are older than the ledger, which nothing proves")
    if outcome.unsigned:
        outcome.notes.append(f"no signed head covers the newest {outcome.unsigned:,} entries")
    return outcome


def read_heads(name: str) -> "list[Head]":
    """The heads in a file: one, a list of them, or a page of them. Raises BadInput."""
    from governance.ledger.heads import NotAHead, read_head

    try:
        value = json.loads(Path(name).read_bytes())
        found = value["heads"] if isinstance(value, dict) and "heads" in value else value
        heads = [read_head(part) for part in (found if isinstance(found, list) else [found])]
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, NotAHead) else "it is not JSON"
        raise BadInput(f"--head {name} holds no signed head: {reason}") from None
    if not heads:
        raise BadInput(f"--head {name} holds no signed head")
    return heads


def read_key(text: str) -> str:
    """A public key in hex, given as such or as a file's content. Raises BadInput."""
    from governance.ledger.entries import HASH

    given = text
    if not HASH.fullmatch(text):
        try:
            given = Path(text).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError, ValueError):
            given = ""
    if not HASH.fullmatch(given) or len(given) != 64:
        raise BadInput(f"--public-key {make_line(text, 80)} is neither 64 hex digits nor a file that holds them")
    return given


def write_outcome(outcome: "Outcome | RecordOutcome") -> Iterator[str]:
    from governance.ledger.downloads import Outcome

    if isinstance(outcome, Outcome):
        yield f"Ledger {outcome.log}: {outcome.size:,} entries, each in its place and as it was hashed."
        yield f"Root: {outcome.root}"
        if outcome.covered:
            yield f"The first {outcome.covered:,} entries are those that the head covers."
    else:
        yield (
            f"The database agrees with its ledger: {outcome.entries:,} entries on {outcome.logs:,} logs, "
            f"{outcome.heads:,} signed heads, {outcome.rows:,} sealed rows."
        )
        if outcome.purged_seals:
            yield f"{outcome.purged_seals:,} seals lost their salt in purges that are on the ledger."


def print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
