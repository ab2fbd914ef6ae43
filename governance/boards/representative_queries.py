"""Who serves as a community representative, as far as the board's law lets that be public."""

from datetime import date

from sqlalchemy.orm import Session

from governance.boards.composition_queries import gather_record, list_in_force, make_laws
from governance.boards.declaration_queries import AdoptionsRead
from governance.boards.law_queries import find_adoptions, find_adoptions_above
from governance.boards.queries import BoardIdentity
from governance.security.vault import Vault
from model_law.history import HistoryError
from model_law.publicity import name_representatives, shows_office
from model_law.timeline import find_laws, roster_on


def find_representatives(session: Session, vault: Vault, board: BoardIdentity, today: date) -> frozenset[str] | None:
    """The keys of those who count today as community representatives; None where that is not public or cannot be told.

    They are the ones whom the sum on the board's composition counts, so nobody whom its law leaves out.
    """
    above = find_adoptions_above(session, board.id) if board.parent_slug else []
    adoptions = AdoptionsRead(find_adoptions(session, board.id), above)
    in_force = [law for law in list_in_force(*adoptions) if law.first <= today]
    if not in_force or in_force[-1].fact is None:
        return None
    profile = next(profile for day, profile in reversed(find_laws(make_laws(in_force))) if day <= today)
    if not shows_office(profile):
        return None
    try:
        history = gather_record(session, vault, board.id, adoptions=adoptions).history
    except HistoryError:
        return None
    return name_representatives(roster_on(history, today), profile, office=True)
