"""`governance board`: the boards that the portal holds, and the few things an operator does to them."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from governance.cli.configuration import add_config_argument, open_record, read_configuration
from governance.cli.problems import BadInput, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def add_commands(subparsers: Any) -> None:
    parser: ArgumentParser = subparsers.add_parser(
        "board", help="list, add, rename, publish and unpublish boards", description="Keep the list of boards."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, words: str, act: Callable[..., None], more: str = "") -> ArgumentParser:
        command: ArgumentParser = commands.add_parser(name, help=words, description=f"{words.capitalize()}. {more}")
        add_config_argument(command)
        command.set_defaults(run=run, act=act)
        return command

    listing = add("list", "list all boards", list_boards)
    add_format_argument(listing)
    listing.set_defaults(reads=True)
    showing = add("show", "show one board", show_board)
    showing.add_argument("slug")
    add_format_argument(showing)
    showing.set_defaults(reads=True)

    adding = add("add", "add a board or a committee", add_board, "Its slug is the part of its address that names it.")
    adding.add_argument("--name", required=True)
    adding.add_argument("--slug", help="default: made from the name")
    adding.add_argument("--jurisdiction", default="", help="the city, county or state whose board it is, by its name")
    adding.add_argument("--zone", help="time zone, such as America/Chicago; needed for a new jurisdiction")
    adding.add_argument("--committee-of", metavar="SLUG", help="make it a committee of this board")
    adding.add_argument("--purpose", help="what the board is for, in a sentence or two")
    adding.add_argument("--website", metavar="ADDRESS")
    adding.add_argument("--unpublished", action="store_true", help="the public is not to read it yet")

    renaming = add("rename", "give a board a new name", rename_board, "Its address stays; the old name is kept.")
    renaming.add_argument("slug")
    renaming.add_argument("name")
    renaming.add_argument("--on", type=read_day, metavar="YYYY-MM-DD", help="its first day; default: today")
    add("publish", "let the public read a board", publish_board).add_argument("slug")
    add("unpublish", "take a board out of what the public reads", unpublish_board).add_argument("slug")


def add_format_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def read_day(text: str) -> date:
    return date.fromisoformat(text)


read_day.__name__ = "day"  # argparse says "invalid day value"


def run(arguments: Namespace) -> int:
    from governance.boards.actions import BoardActRefused
    from governance.clock import read_clock

    database = open_record(read_configuration(arguments).settings)
    sessions = database.reading if getattr(arguments, "reads", False) else database.writing
    try:
        with sessions.begin() as session:
            arguments.act(session, read_clock(), arguments)
    except BoardActRefused as refusal:
        raise Refused(str(refusal)) from None
    finally:
        database.close()
    return 0


def list_boards(session: "Session", now: "datetime", arguments: Namespace) -> None:
    boards = read_boards(session)
    if arguments.format == "json":
        print(json.dumps(boards, ensure_ascii=False, indent=1))
    elif not boards:
        print("There is no board yet: governance board add, governance import or governance demo make one.")
    else:
        width = max(len(board["slug"]) for board in boards)
        for board in boards:
            print(f"{board['slug']:{width}}  {board['name']} ({board['jurisdiction']}){describe(board)}")


def show_board(session: "Session", now: "datetime", arguments: Namespace) -> None:
    boards = [board for board in read_boards(session) if board["slug"] == arguments.slug]
    if not boards:
        raise BadInput(f"there is no board {arguments.slug}: governance board list names them all")
    if arguments.format == "json":
        print(json.dumps(boards[0], ensure_ascii=False, indent=1))
        return
    for name, value in boards[0].items():
        words = {True: "yes", False: "no", None: ""}.get(value, value)
        print(f"{name.replace('_', ' '):15} {words}".rstrip())


def read_boards(session: "Session") -> list[dict[str, Any]]:
    """All boards, published or not, each followed by its committees."""
    from governance.boards.queries import find_all_boards

    return [
        {
            "slug": board.slug,
            "name": board.name,
            "kind": str(board.kind),
            "committee_of": board.parent_slug,
            "jurisdiction": board.jurisdiction,
            "zone": board.zone,
            "purpose": board.purpose,
            "website": board.website,
            "published": board.published,
            "demo": board.is_demo,
        }
        for board in find_all_boards(session)
    ]


def describe(board: dict[str, Any]) -> str:
    words = [
        f"committee of {board['committee_of']}" if board["committee_of"] else "",
        "" if board["published"] else "not published",
        "demo" if board["demo"] else "",
    ]
    said = ", ".join(word for word in words if word)
    return f"; {said}" if said else ""


def add_board(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.boards.actions import add_board as add

    board = add(
        session, now, name=arguments.name, slug=arguments.slug, jurisdiction=arguments.jurisdiction,
        zone=arguments.zone, committee_of=arguments.committee_of, purpose=arguments.purpose,
        website=arguments.website, published=not arguments.unpublished,
    )  # fmt: skip
    print(f"Added {board.name}: /boards/{board.slug}{'' if board.published else ' (not published)'}")


def rename_board(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.boards.actions import rename_board as rename

    board = rename(session, now, arguments.slug, arguments.name, arguments.on)
    print(f"Renamed to {board.name}; its address stays /boards/{board.slug}")


def publish_board(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.boards.actions import publish_board as publish

    done = publish(session, now, arguments.slug)
    print(f"{arguments.slug} is {'now' if done else 'already'} published{'' if done else '; nothing was changed'}.")


def unpublish_board(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.boards.actions import unpublish_board as unpublish

    done = unpublish(session, now, arguments.slug)
    print(f"{arguments.slug} is {'now' if done else 'already'} unpublished{'' if done else '; nothing was changed'}.")
