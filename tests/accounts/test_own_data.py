"""What somebody takes away with them: all that the accounts room holds on them, or the reason why not."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Date, DateTime, Enum, Integer, LargeBinary, Table, insert, select

from governance.accounts.actions import Actor, end_role
from governance.accounts.factor_models import AuthenticatorApp, Passkey
from governance.accounts.models import Account, Role
from governance.accounts.own_data import LEFT_OUT, gather_own_data
from governance.accounts.queries import find_account, find_account_of_mailbox
from governance.accounts.recovery_codes import COUNT, LIFE, issue_codes, use_recovery_code
from governance.accounts.views import write_plain
from governance.boards.models import Board, Person
from governance.db import Database
from governance.db.model import Model
from governance.db.retry import run_act
from governance.ledger.entries import Office
from tests.conftest import NOW
from tests.support.accounts import BOARD, MEMBER, find_board_id, find_role_key

TABLES = sorted(
    (
        mapper.local_table
        for mapper in Model.registry.mappers
        if mapper.class_.__module__.startswith("governance.accounts.") and isinstance(mapper.local_table, Table)
    ),
    key=lambda table: (table.name != "account", table.name != "contact_address", table.name),
)
"""The tables of the room, those first to which others refer."""

ROW_NUMBERS = {"id", "account_id", "contact_id", "corrects_id", "board_id", "person_id"}
"""What only joins rows; the board and the person are given by the names that their pages have."""

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def make_value(column: Column[Any], number: int) -> Any:
    """A value that stands in no other column."""
    kind = column.type
    if isinstance(kind, Enum):
        return Role.MEMBER if column.name == "role" else kind.enums[0]
    if isinstance(kind, JSON):
        return [f"list {number}"]
    if isinstance(kind, LargeBinary):
        return f"bytes {number}".encode()
    if isinstance(kind, Integer):
        return 700_000 + number
    if isinstance(kind, Date):
        return (NOW + number * DAY).date()
    if isinstance(getattr(kind, "impl", kind), DateTime):
        return NOW + number * MINUTE
    return f"{number:02} {column.table.name} {column.name}"[: getattr(kind, "length", None)]


def fill(database: Database) -> tuple[str, dict[str, dict[str, Any]]]:
    """An account with a row in every table, no value like another: its key, and the values by table and column."""
    rows: dict[str, dict[str, Any]] = {}
    number = 0
    with database.writing.begin() as session:
        owner: dict[str, Any] = {
            "board_id": session.scalars(select(Board.id).where(Board.slug == BOARD)).one(),
            "person_id": session.scalars(select(Person.id).order_by(Person.id)).first(),
            "corrects_id": None,
        }
        for table in TABLES:
            row: dict[str, Any] = {}
            for column in table.columns:
                number += 1
                refers = {key.column.table.name for key in column.foreign_keys}
                if column.primary_key:
                    continue
                if column.name in owner:
                    row[column.name] = owner[column.name]
                else:
                    row[column.name] = owner["account_id"] if "account" in refers else make_value(column, number)
            [row_id] = session.execute(insert(table).values(row).returning(table.c.id)).scalars()
            rows[table.name] = row
            if table.name in ("account", "contact_address"):
                owner[{"account": "account_id", "contact_address": "contact_id"}[table.name]] = row_id
    return rows["account"]["key"], rows


def gather(database: Database, key: str, now: datetime = NOW) -> dict[str, Any]:
    """The file as it is taken away."""
    with database.reading() as session:
        account = find_account(session, key)
        assert account is not None
        held = json.dumps(gather_own_data(session, account, now), default=write_plain)
    return dict(json.loads(held))


def list_values(held: Any) -> Iterator[Any]:
    """Everything that stands in the file, lists once whole."""
    yield held
    for part in held.values() if isinstance(held, dict) else held if isinstance(held, list) else ():
        yield from list_values(part)


def test_every_column_of_the_room_is_given_or_named_with_the_reason_why_not(demo_database: Database) -> None:
    key, rows = fill(demo_database)
    held = gather(demo_database, key)
    assert held.pop("left_out") == LEFT_OUT
    given = list(list_values(held))
    for table, row in rows.items():
        for column, value in row.items():
            if column in ROW_NUMBERS:
                continue
            is_given = json.loads(json.dumps(value, default=write_plain_or_bytes)) in given
            is_left_out = table in LEFT_OUT or f"{table}.{column}" in LEFT_OUT
            assert is_given is not is_left_out, f"{table}.{column}"
    with demo_database.reading() as session:
        assert held["account"]["person"] == session.scalars(select(Person.key).order_by(Person.id)).first()
    assert held["roles"][0]["board_slug"] == BOARD


def write_plain_or_bytes(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else write_plain(value)


def test_what_is_left_out_is_there_to_be_left_out() -> None:
    columns = {f"{table.name}.{column.name}" for table in Model.metadata.tables.values() for column in table.columns}
    assert set(LEFT_OUT) <= columns | set(Model.metadata.tables)
    assert all(LEFT_OUT.values())


def test_nothing_of_anybody_else_is_in_it(demo_database: Database) -> None:
    _key, rows = fill(demo_database)
    with demo_database.reading() as session:
        other = find_account_of_mailbox(session, MEMBER)
        assert other is not None
    text = json.dumps(gather(demo_database, other.key))
    for name, row in rows.items():
        for column, value in row.items():
            if isinstance(value, datetime) or (isinstance(value, str) and " " in value):
                assert (value if isinstance(value, str) else value.isoformat()) not in text, f"{name}.{column}"


@pytest.fixture
def member(demo_database: Database) -> Account:
    with demo_database.reading() as session:
        account = find_account_of_mailbox(session, MEMBER)
        assert account is not None
        return account


@pytest.mark.parametrize("office", [Office.CLERK, Office.ADMINISTRATOR])
def test_a_sheet_of_codes_says_when_and_by_which_office_and_how_many_are_left(
    demo_database: Database, member: Account, office: Office
) -> None:
    board = find_board_id(demo_database)
    later = NOW + DAY
    for moment, by in ((NOW, Office.OPERATOR), (later, office)):
        codes, _told = run_act(
            demo_database,
            lambda session, at=moment, by=by: issue_codes(session, at, Actor(by, None), member.key, board),
        )
    run_act(demo_database, lambda session: use_recovery_code(session, later + MINUTE, codes[0]))
    held = gather(demo_database, member.key, later + DAY)
    first, second = held["printed_codes"]
    assert first == {
        "issued_at": NOW.isoformat(), "expires_at": (NOW + LIFE).isoformat(), "codes": COUNT, "unused": 0,
        "last_used_at": None, "withdrawn_at": later.isoformat(), "issued_by_office": "operator",
    }  # fmt: skip
    assert second == {
        "issued_at": later.isoformat(), "expires_at": (later + LIFE).isoformat(), "codes": COUNT, "unused": COUNT - 1,
        "last_used_at": (later + MINUTE).isoformat(), "withdrawn_at": None, "issued_by_office": str(office),
    }  # fmt: skip
    assert not [code for code in codes if code in json.dumps(held)]
    assert gather(demo_database, member.key, later + LIFE)["printed_codes"][1]["unused"] == 0
    assert [message["reason"] for message in held["messages"]] == ["recovery_codes_issued"] * 2


def test_factors_that_were_taken_away_and_roles_that_were_corrected_are_in_it(
    demo_database: Database, member: Account
) -> None:
    with demo_database.writing.begin() as session:
        session.add(
            Passkey(
                key="k", account_id=member.id, credential=b"c", public_key=b"p", used_count=3, transports=["usb"],
                name="Old phone", added_at=NOW - DAY, used_at=NOW, removed_at=NOW,
            )
        )  # fmt: skip
        session.add(
            AuthenticatorApp(
                key="a", account_id=member.id, sealed=None, added_at=NOW - DAY, confirmed_at=NOW - DAY, last_step=5,
                removed_at=NOW,
            )
        )  # fmt: skip
    role = find_role_key(demo_database, Role.MEMBER)
    run_act(demo_database, lambda session: end_role(session, NOW, Actor(Office.OPERATOR, None), role))
    held = gather(demo_database, member.key)
    [passkey], [app] = held["passkeys"], held["authenticator_apps"]
    assert (passkey["name"], passkey["used_at"], passkey["removed_at"]) == (
        "Old phone",
        NOW.isoformat(),
        NOW.isoformat(),
    )
    assert (app["confirmed_at"], app["removed_at"]) == ((NOW - DAY).isoformat(), NOW.isoformat())
    assert [(row["role"], row["superseded_at"]) for row in held["roles"]] == [
        ("member", NOW.isoformat()),
        ("member", None),
    ]
