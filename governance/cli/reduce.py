"""`governance reduce`: an agency's call file to aggregates, on the agency's own machine; no settings, no database."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance.cli.problems import BAD_INPUT, BadInput, make_line, make_printable
from governance.cli.progress import show_progress

if TYPE_CHECKING:
    from governance.oversight.metrics import Dictionary
    from governance.oversight.reduction import Mapping, Reduction

DESCRIPTION = """\
Count a call file (CSV) into the figures that a board is told, by month and breakdown.

The rows stay here: AGGREGATES.json holds counts, medians and what is needed to judge them, and no address, name, id or
free text. It is unsuppressed, for the portal only, and not to be published as it is. The mapping says which column is
what; the README explains it, and --propose writes a first one from the file's header.

Every row that cannot be counted is named by line, column and reason, and nothing is written, unless --exclude-bad-rows
leaves such rows out, with a count by reason that is published."""

ENDING = """\
Exit codes: 0 written; 2 a file that cannot be used, or bad rows. Values are shown of date, number and code columns
only, here and nowhere else."""

MOST_SHOWN = 50


def add_commands(subparsers: Any) -> None:
    from governance.cli import Formatter

    parser: ArgumentParser = subparsers.add_parser(
        "reduce",
        help="count a call file into aggregates, on the agency's own machine",
        description=DESCRIPTION,
        epilog=ENDING,
        formatter_class=Formatter,
    )
    parser.add_argument("file", metavar="FILE", help="the call file; - reads standard input")
    parser.add_argument("--mapping", metavar="M.toml", help="which column is what")
    parser.add_argument("--out", metavar="AGGREGATES.json", help="where to write the aggregates")
    parser.add_argument(
        "--dictionary",
        metavar="D.toml",
        action="append",
        default=[],
        help="the locality's own metrics and fields, beside those that ship; may be repeated",
    )
    parser.add_argument("--exclude-bad-rows", action="store_true", help="leave bad rows out, counted by reason")
    parser.add_argument("--propose", action="store_true", help="print a mapping to begin with, from the file's header")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    from governance.oversight.metrics import DictionaryError, load_dictionary
    from governance.oversight.reduction import UnusableFile, UnusableMapping

    try:
        dictionary = load_dictionary([Path(name) for name in arguments.dictionary])
        if arguments.propose:
            return propose(arguments, dictionary)
        if not arguments.mapping or not arguments.out:
            raise BadInput("reduce asks for --mapping and --out, or for --propose")
        mapping = read_mapping_file(Path(arguments.mapping), dictionary)
        reduction = reduce(arguments, mapping, dictionary)
    except (DictionaryError, UnusableMapping) as error:
        raise BadInput(make_line(str(error))) from None
    except UnusableFile as error:
        raise BadInput(f"{arguments.file}: {make_line(str(error), 2000)}") from None
    return answer(arguments, reduction)


def propose(arguments: Namespace, dictionary: "Dictionary") -> int:
    from governance.oversight.reduction.proposing import propose_mapping

    if arguments.file == "-":
        print(propose_mapping(sys.stdin.buffer, dictionary), end="")
    else:
        with Path(arguments.file).open("rb") as source:
            print(propose_mapping(source, dictionary), end="")
    return 0


def read_mapping_file(path: Path, dictionary: "Dictionary") -> "Mapping":
    from governance.oversight.reduction import read_mapping

    return read_mapping(path.read_bytes(), path.name, dictionary)


def reduce(arguments: Namespace, mapping: "Mapping", dictionary: "Dictionary") -> "Reduction":
    from governance.oversight.reduction import reduce_file, save_document

    out = Path(arguments.out)
    if out.exists() and arguments.file != "-" and out.samefile(arguments.file):
        raise BadInput("--out names the call file itself")
    if out.is_dir() or not out.parent.is_dir():
        raise BadInput(f"--out {arguments.out} is a folder, or in a folder that does not exist")
    if arguments.file == "-":
        reduction = reduce_file(sys.stdin.buffer, mapping, dictionary, arguments.exclude_bad_rows)
    else:
        path = Path(arguments.file)
        with path.open("rb") as source, show_progress("B") as tell:
            size = path.stat().st_size
            reduction = reduce_file(
                source, mapping, dictionary, arguments.exclude_bad_rows, lambda position: tell(position, size)
            )
    if reduction.document is not None:
        save_document(reduction.document, out)
    return reduction


def answer(arguments: Namespace, reduction: "Reduction") -> int:
    """Tell what came of it; what is wrong goes to standard error."""
    if arguments.format == "json":
        print(json.dumps(describe(reduction), ensure_ascii=False, indent=1))
    else:
        for line in write_bad_rows(reduction):
            print(make_printable(line), file=sys.stderr)
        for line in write_counts(reduction, arguments.out):
            print(make_printable(line))
    return 0 if reduction.document is not None else BAD_INPUT


def describe(reduction: "Reduction") -> dict[str, Any]:
    document = reduction.document
    return {
        "written": document is not None,
        "rows": document["rows"] if document else {"read": reduction.rows},
        "bad_rows": reduction.bad.total,
        "bad_rows_by_reason": reduction.bad.count_by_reason(),
        "bad_rows_listed": [
            {"line": bad.line, "column": bad.column, "reason": bad.reason.value, "text": bad.write()}
            for bad in reduction.bad.listed
        ],
        "unmapped_codes": {field: dict(codes.most_common()) for field, codes in reduction.unmapped.items()},
        "counted_otherwise": {field: dict(codes.most_common()) for field, codes in reduction.otherwise.items()},
        "not_made": document["not_made"] if document else {},
    }


def write_bad_rows(reduction: "Reduction") -> Iterator[str]:
    for bad in reduction.bad.listed[:MOST_SHOWN]:
        yield bad.write()
    if (more := reduction.bad.total - MOST_SHOWN) > 0:
        yield f"and {more:,} more bad rows (--format json lists the first 1,000)"


def write_counts(reduction: "Reduction", out: str) -> Iterator[str]:
    bad = reduction.bad
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in bad.count_by_reason().items())
    if reduction.document is None:
        yield (
            f"Nothing written: {bad.total:,} of {reduction.rows:,} rows cannot be counted ({reasons}). Correct the file and "
            "run again, or leave them out with --exclude-bad-rows; how many were left out, and why, is then published."
        )
        return
    rows = reduction.document["rows"]
    yield f"{out}: {rows['counted']:,} of {rows['read']:,} rows counted, from {rows['first']} to {rows['last']}."
    if bad.total:
        yield f"Left out: {bad.total:,} ({reasons})."
    if rows["repeated"]:
        yield f"Repeated rows: {rows['repeated']:,}, {rows['repeated_rows_are'].replace('_', ' ')}."
    if rows["out_of_order"]:
        yield f"Rows whose times are out of order, kept out of medians: {rows['out_of_order']:,}."
    for field, found in reduction.document["times"].items():
        doubts = [f"{name.replace('_', ' ')} {count:,}" for name, count in found.items() if name != "filled" and count]
        if doubts:
            yield f"Times of {field}: {', '.join(doubts)}."
    for words, codes_by_field in (
        ("not in the mapping", reduction.unmapped),
        ("counted otherwise", reduction.otherwise),
    ):
        for field, codes in codes_by_field.items():
            shown = ", ".join(f"{code!r} {count:,}" for code, count in codes.most_common(MOST_SHOWN))
            more = f", and {len(codes) - MOST_SHOWN} more codes" if len(codes) > MOST_SHOWN else ""
            yield f"Codes of {field} {words}: {shown}{more}."
    if missing := reduction.document["not_made"]:
        yield f"Not made for want of columns: {', '.join(missing)}."
    yield "These figures are unsuppressed: for the portal only, not to be published as they are."
