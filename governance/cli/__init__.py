"""The command `governance`: what the operator types.

Each command is a module with `add_commands(subparsers)`; what it does stands in its `run(arguments)`, which answers with the
exit code: 0 fine, 1 the law or the record says no, 2 bad input. A command reads arguments, calls a room's actions or a
reader of exchange, and prints; no rule and no query may enter. Modules import what is heavy only when they run, so that
`--help` answers at once and without a database.
"""

import os
import sys
import warnings
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

COMMANDS = (
    "init", "serve", "tick", "demo", "board", "user", "imports", "export", "reduce", "law", "mail", "backup", "restore",
    "verify", "purge", "keys",
)  # fmt: skip

EXPLANATION = """\
The portal of community advisory boards: their record, kept and shown to the public.

A new portal: governance init, then governance serve. To look around first: governance demo."""

ENDING = """\
Exit codes: 0 fine; 1 the law or the record says no; 2 bad input.
Without --config the environment's GOVERNANCE_CONFIG names the settings, else ./development.ini does."""


class Formatter(HelpFormatter):
    """Keeps the lines of a text as they were written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "".join(indent + line for line in text.splitlines(keepends=True))


class Parser(ArgumentParser):
    """Says in one line what is wrong with what was typed; so do the parsers of its commands."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} ({self.prog} --help says more)\n")


def make_parser() -> ArgumentParser:
    parser = Parser("governance", description=EXPLANATION, epilog=ENDING, formatter_class=Formatter)
    parser.add_argument("--config", metavar="FILE", help="the ini file that holds the settings")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"governance.cli.{name}").add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; whatever goes wrong is one line on standard error."""
    # Pyramid 2.1 and deform 3.0.1 import pkg_resources until their next major versions.
    warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)
    try:
        try:
            arguments = make_parser().parse_args(argv)
        except SystemExit as ending:  # argparse has printed the help (0), or what is wrong (2)
            return ending.code if isinstance(ending.code, int) else 2
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone: nothing is left to say, not even while Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from governance.cli.problems import explain

        line, code = explain(error)
        print(f"governance: {line}", file=sys.stderr)
        return code
