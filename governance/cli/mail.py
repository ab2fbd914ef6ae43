"""`governance mail`: what the portal sent to whom, why, and what it could not send."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration

if TYPE_CHECKING:
    from governance.mail.queries import LoggedMessage

NEWEST = 50


def add_commands(subparsers: Any) -> None:
    parser: ArgumentParser = subparsers.add_parser(
        "mail", help="see what was sent to whom and why", description="See what the portal sent, and what it could not."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    words = "list the newest messages"
    listing: ArgumentParser = commands.add_parser(
        "list",
        help=words,
        description=f"{words.capitalize()}, newest first: when, to whom, why, and how it went. Addresses are erased "
        "after the days that mail.keep_days says.",
    )
    listing.add_argument("--state", choices=("waiting", "sent", "given_up"), help="only these")
    listing.add_argument("--limit", type=read_number, default=NEWEST, metavar="N", help=f"default: {NEWEST}")
    listing.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_config_argument(listing)
    listing.set_defaults(run=run_list)


def read_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise ValueError
    return int(text)


read_number.__name__ = "number"  # argparse says "invalid number value"


def run_list(arguments: Namespace) -> int:
    from governance.mail.models import MessageState
    from governance.mail.queries import count_messages, find_messages

    database = open_record(read_configuration(arguments).settings)
    try:
        with database.reading() as session:
            state = MessageState(arguments.state) if arguments.state else None
            messages = find_messages(session, arguments.limit, state)
            counts = count_messages(session)
    finally:
        database.close()
    if arguments.format == "json":
        print(json.dumps([asdict(message) for message in messages], default=str, ensure_ascii=False, indent=1))
        return 0
    for message in messages:
        print(describe(message))
    waiting, given_up = counts[MessageState.WAITING], counts[MessageState.GIVEN_UP]
    print(f"{sum(counts.values())} messages in all; {waiting} waiting, {given_up} given up.")
    return 0


def describe(message: "LoggedMessage") -> str:
    """One message as a line."""
    if message.state == "sent":
        how = f"sent {write(message.ended_at)}"
    elif message.state == "given_up":
        how = f"given up {write(message.ended_at)} ({message.failure}, tries: {message.attempts})"
    else:
        trouble = f" ({message.failure}, tries: {message.attempts})" if message.failure else ""
        how = f"waiting, due {write(message.due_at)}{trouble}"
    about = f" about {message.about}" if message.about else ""
    return f"{message.key}  {write(message.created_at)}  {message.reason}{about}  to {message.recipient or '(erased)'}  {how}"


def write(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%SZ}" if moment else ""
