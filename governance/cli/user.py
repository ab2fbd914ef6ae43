"""`governance user`: accounts and their roles, as the operator keeps them."""

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

    from governance.accounts.models import Account

ROLES = ("member", "chair", "vice_chair", "clerk", "program_staff", "appointing_authority", "administrator")


def add_commands(subparsers: Any) -> None:
    parser: ArgumentParser = subparsers.add_parser(
        "user",
        help="list, invite and close accounts, print sign-in links, give and end roles, reset second factors",
        description="Keep the accounts of those who sign in. An account is named by its email address.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, words: str, act: Callable[..., None], more: str = "") -> ArgumentParser:
        command: ArgumentParser = commands.add_parser(name, help=words, description=f"{words.capitalize()}. {more}")
        add_config_argument(command)
        command.set_defaults(run=run, act=act)
        return command

    listing = add("list", "list all accounts and their roles", list_users)
    listing.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    listing.set_defaults(reads=True)
    for name, words, act, more in (
        ("add", "open an account with a role, without a message to it", add_user, ""),
        ("invite", "open an account with a role, and print its first sign-in link", invite_user, ""),
    ):
        command = add(name, words, act, more)
        command.add_argument("email")
        command.add_argument("--name", required=True)
        add_role_arguments(command)
        command.add_argument("--language", choices=("en", "es"), default="en", help="of mail; default: en")
        if name == "invite":
            add_address_argument(command)
    linking = add("link", "print a link that signs in, once, within 20 minutes", print_link, "Whoever has it signs in.")
    linking.add_argument("email")
    add_address_argument(linking)
    resetting = add(
        "reset", "take every second factor and printed code of an account away, and print a new sign-in link", reset_user,
        "For somebody who lost them, when no administrator can do it on the portal: make sure that it is them who asks. "
        "Their sessions and earlier links end, they are told by mail, and it stands on the ledger. At the next sign-in they "
        "set up a new one.",
    )  # fmt: skip
    resetting.add_argument(
        "account", metavar="EMAIL-OR-KEY", help="the key is what `user list --format json` calls account"
    )
    add_address_argument(resetting)
    giving = add("role", "give an account a role", give_role, "Its sessions end, so that it signs in anew.")
    giving.add_argument("email")
    add_role_arguments(giving)
    ending = add("end", "end a role of an account", end_user_role)
    ending.add_argument("email")
    add_role_arguments(ending, dated=False)
    ending.add_argument("--on", type=read_day, metavar="YYYY-MM-DD", help="its last day; default: at once")
    add("close", "close an account for good", close_user, "What was done with it stays on the record.").add_argument(
        "email"
    )


def add_role_arguments(parser: ArgumentParser, *, dated: bool = True) -> None:
    parser.add_argument("--role", choices=ROLES, required=True)
    parser.add_argument("--board", metavar="SLUG", help="the board; left out for an administrator alone")
    if dated:
        parser.add_argument("--from", dest="first", type=read_day, metavar="YYYY-MM-DD", help="default: today")
        parser.add_argument("--until", dest="last", type=read_day, metavar="YYYY-MM-DD", help="its last day")


def add_address_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--address", metavar="URL", help="the portal's own address, such as https://boards.example.gov; default: what "
        "governance.address says"
    )  # fmt: skip


def read_day(text: str) -> date:
    return date.fromisoformat(text)


read_day.__name__ = "day"  # argparse says "invalid day value"


def run(arguments: Namespace) -> int:
    from governance.accounts.checks import AccountActRefused
    from governance.accounts.words import REFUSALS
    from governance.boards import models  # noqa: F401  # accounts refer to its tables
    from governance.clock import read_clock

    settings = read_configuration(arguments).settings
    arguments.base = find_base(arguments, settings.address) if hasattr(arguments, "address") else ""
    database = open_record(settings)
    sessions = database.reading if getattr(arguments, "reads", False) else database.writing
    try:
        with sessions.begin() as session:
            arguments.act(session, read_clock(), arguments)
    except AccountActRefused as refused:
        raise Refused(REFUSALS[refused.refusal].interpolate().rstrip(".")) from None
    finally:
        database.close()
    return 0


def find_base(arguments: Namespace, configured: str) -> str:
    from governance.settings import read_address

    try:
        base = read_address(arguments.address or configured)
    except ValueError as error:
        raise BadInput(f"--address {error}") from None
    return base or "http://127.0.0.1:6543"


def find_board_id(session: "Session", arguments: Namespace) -> int | None:
    """The board that a role is on. Raises BadInput where one is missing, unknown, or named for an administrator."""
    from governance.boards.queries import find_board

    if arguments.role == "administrator":
        if arguments.board:
            raise BadInput("an administrator keeps the whole portal: leave --board out")
        return None
    if not arguments.board:
        raise BadInput(f"the role {arguments.role} is on a board: name it with --board SLUG")
    board = find_board(session, arguments.board)
    if board is None:
        raise BadInput(f"there is no board {arguments.board}: governance board list names them all")
    return board.id


def find_user(session: "Session", email: str) -> "Account":
    from governance.accounts.checks import read_mailbox
    from governance.accounts.queries import find_account_of_mailbox

    account = find_account_of_mailbox(session, read_mailbox(email))
    if account is None:
        raise BadInput(f"no account has the address {email}: governance user list names them all")
    return account


def list_users(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.accounts.overviews import list_users as read

    users = read(session, now)
    if arguments.format == "json":
        print(json.dumps(users, ensure_ascii=False, indent=1))
    elif not users:
        print("There is no account yet: governance user invite EMAIL --name NAME --role administrator makes the first.")
    for user in users if arguments.format == "text" else ():
        roles = ", ".join(f"{role['role']}{' on ' + role['board'] if role['board'] else ''}" for role in user["roles"])
        print(f"{user['email'] or '-'}  {user['name']}{' (closed)' if user['closed'] else ''}: {roles or 'no role'}")


def add_user(session: "Session", now: "datetime", arguments: Namespace) -> None:
    account = open_user(session, now, arguments)
    print(f"{account.name} ({arguments.email}) is now {arguments.role}{tell_board(arguments)}.")


def invite_user(session: "Session", now: "datetime", arguments: Namespace) -> None:
    add_user(session, now, arguments)
    print_link(session, now, arguments)


def open_user(session: "Session", now: "datetime", arguments: Namespace) -> "Account":
    from governance.accounts.actions import OPERATOR, invite
    from governance.accounts.models import Role

    account, _assignment = invite(
        session, now, OPERATOR, name=arguments.name, address=arguments.email, role=Role(arguments.role),
        board_id=find_board_id(session, arguments), started_on=arguments.first, ended_on=arguments.last,
        language=arguments.language,
    )  # fmt: skip
    return account


def print_link(session: "Session", now: "datetime", arguments: Namespace) -> None:
    print_link_of(session, now, find_user(session, arguments.email), arguments.base)


def print_link_of(session: "Session", now: "datetime", account: "Account", base: str) -> None:
    from governance.accounts.links import make_link, write_address

    _link, token = make_link(session, now, account.id)
    print(f"Signs in as {account.name}, once, within 20 minutes:")
    print(write_address(base, token))


def reset_user(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.accounts.actions import OPERATOR
    from governance.accounts.factors import reset_factors

    named = arguments.account
    key = find_user(session, named).key if "@" in named else named
    account = reset_factors(session, now, OPERATOR, key)
    print(f"The second factors and printed codes of {account.name} are taken away.")
    print_link_of(session, now, account, arguments.base)


def give_role(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.accounts.actions import OPERATOR, assign_role
    from governance.accounts.models import Role

    account, board_id = find_user(session, arguments.email), find_board_id(session, arguments)
    assign_role(
        session, now, OPERATOR, account.key, Role(arguments.role), board_id,
        started_on=arguments.first, ended_on=arguments.last,
    )  # fmt: skip
    print(f"{account.name} is now {arguments.role}{tell_board(arguments)}.")


def end_user_role(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.accounts.actions import OPERATOR, end_role
    from governance.accounts.queries import find_roles_of_account

    account, board_id = find_user(session, arguments.email), find_board_id(session, arguments)
    held = [
        role
        for role in find_roles_of_account(session, account.id, now)
        if role.role == arguments.role and role.board_id == board_id and not role.is_over
    ]
    if not held:
        raise Refused(f"{account.name} is not {arguments.role}{tell_board(arguments)}")
    ended = end_role(session, now, OPERATOR, held[0].key, last_day=arguments.on)
    when = f"ends with {ended.ended_on}" if arguments.on else "is over"
    print(f"The role of {account.name} as {arguments.role}{tell_board(arguments)} {when}.")


def close_user(session: "Session", now: "datetime", arguments: Namespace) -> None:
    from governance.accounts.actions import OPERATOR, close_account

    account = close_account(session, now, OPERATOR, find_user(session, arguments.email).key)
    print(f"The account of {account.name} is closed.")


def tell_board(arguments: Namespace) -> str:
    return f" on {arguments.board}" if arguments.board else ""
