"""By which provision a recommendation is to be answered, and what the law says of an answer and of data."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from governance.boards.law_queries import find_profile
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.rules import Rule

MODEL_ACT = "model-act"


def find_rules(
    session: Session, board_id: int, on: date, checks: Iterable[str], known_at: datetime | None = None
) -> dict[str, Rule]:
    """The rules of some checks that a board was under on a day, by check. One query.

    Where the board's law has none, the model act's own default stands in: it binds nobody and only warns.
    """
    found = find_profile(session, board_id, on, known_at)
    rules = {rule.provision.check: rule for rule in settle(load_act(MODEL_ACT), on).rules}
    if found is not None:
        rules |= {rule.provision.check: rule for rule in found[1].rules}
    return {check: rules[check] for check in checks}
