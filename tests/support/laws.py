"""Laws for the demo's board."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.accounts.queries import find_account_of_mailbox
from governance.boards.law_actions import Instrument, confirm_law, propose_law
from governance.boards.models import Board
from governance.db import Database
from governance.ledger.entries import Office
from model_law.provisions import load_act
from tests.conftest import NOW
from tests.support.accounts import ADMINISTRATOR, BOARD, CLERK


def find_actor(session: Session, address: str, office: Office) -> Actor:
    account = find_account_of_mailbox(session, address)
    assert account is not None
    return Actor(office, account.id)


def adopt(database: Database, started_on: date, *, confirmed: bool = True, **more: Any) -> str:
    """A law of the demo's board, entered by its clerk and confirmed by the administrator; its key."""
    instrument = more.pop(
        "instrument", Instrument("Ordinance 2026-14", date(2020, 1, 2), "14", "https://example.org/14")
    )
    with database.writing.begin() as session:
        board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
        given = {"act": "model-act", "instrument": instrument, "started_on": started_on, **more}
        key = propose_law(session, NOW, find_actor(session, CLERK, Office.CLERK), board, **given).key
        if confirmed:
            confirm_law(session, NOW, find_actor(session, ADMINISTRATOR, Office.ADMINISTRATOR), board, key)
    return key


def find_own_rule() -> str:
    """A rule of the model act that binds only a board whose instrument adopts it."""
    return next(
        rule.id
        for rule in load_act("model-act").provisions
        if rule.how_known == "own_default" and rule.consequence in ("refuse", "cure")
    )
