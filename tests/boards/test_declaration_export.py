"""What somebody declared is in the file that they take away, opened; and nothing of anybody else is."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from governance.accounts.models import Factor, MadeBy
from governance.accounts.queries import find_account_of_mailbox
from governance.accounts.sessions import begin_session
from governance.boards.declaration_actions import say_in_public, unsay_in_public, withdraw_declaration
from governance.boards.declaration_export import LEFT_OUT, gather_own_declarations
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.db import Database
from tests.conftest import NOW, make_application
from tests.support.accounts import MEMBER, make_browser
from tests.support.declarations import FIRST, declare_for, find_board, find_member, list_voting, make_vault
from tests.support.laws import adopt

pytestmark = pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)
COUNTING = {"COMP-04.counts.homelessness": "1", "COMP-04.counts.substance_use": "1"}
ROW_NUMBERS = {"id", "board_id", "person_id", "corrects_id", "entered_by"}
"""What only joins rows; the board is given by its slug, and entered_by is whose file it is."""


def test_every_column_is_given_or_named_with_the_reason_why_not(demo_database: Database, tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    adopt(demo_database, FIRST, local=COUNTING)
    with demo_database.writing.begin() as session:
        board = find_board(session)
        person, other = list_voting(session, board)[:2]
        member = find_member(session, person)
    declare_for(demo_database, vault, person, ["homelessness"])
    declare_for(demo_database, vault, other, ["substance_use"])
    with demo_database.writing.begin() as session:
        say_in_public(session, NOW, member, board)
        unsay_in_public(session, NOW, member, board)
        withdraw_declaration(session, NOW + timedelta(days=3), member, board)
        held = gather_own_declarations(session, vault, member.account_id or 0)
    [declaration] = held["declarations"]
    for table, given in ((Declaration, declaration), (CommunityStanding, held["community_standing"][0])):
        for name in table.__table__.columns.keys():  # noqa: SIM118  # columns are no dict
            is_left_out = name in ROW_NUMBERS or f"{table.__tablename__}.{name}" in LEFT_OUT
            assert (name in given) is not is_left_out, (table, name)
    assert declaration["categories"] == ["homelessness"]
    assert [row["ended_on"] is None for row in held["community_standing"]] == [True, False]
    assert "substance_use" not in json.dumps(held, default=str)


def test_the_file_holds_it_and_says_where_it_cannot_be_read_any_more(demo_database: Database, tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    adopt(demo_database, FIRST, local=COUNTING)
    with demo_database.writing.begin() as session:
        account = find_account_of_mailbox(session, MEMBER)
        assert account is not None
        person = list_voting(session, find_board(session))[0]
        account.person_id = session.get_one(type(account), find_member(session, person).account_id).person_id
        token = begin_session(session, NOW, account.id, MadeBy.LINK, [Factor.LINK])[1]
    declare_for(demo_database, vault, person, ["homelessness"])
    browser = make_browser(make_application(demo_database, **{"governance.vault_keys": str(vault.folder)}))
    browser.set_cookie("session", token)
    held = browser.get("/account/export.json").json
    assert held["declarations"][0]["categories"] == ["homelessness"]
    assert held["left_out"].keys() >= LEFT_OUT.keys()
    with demo_database.writing.begin() as session:
        session.execute(update(Declaration).values(sealed=None, data_key=None, destroyed_at=NOW))
    assert browser.get("/account/export.json").json["declarations"][0]["categories"] is None
