"""What somebody said in votes, for the file of their own data: the ballots that they replaced are theirs to see, too."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.models import Account
from governance.security.vault import Vault
from governance.votes.floor_models import CastBallot, HeldVote


def gather_own_ballots(session: Session, vault: Vault, account_id: int) -> dict[str, Any]:
    """Every ballot of the account's person, in the order in which they came."""
    person = select(Account.person_id).where(Account.id == account_id).scalar_subquery()
    rows = session.execute(
        select(HeldVote.key, CastBallot.choice, CastBallot.at, CastBallot.how, CastBallot.receipt)
        .join(HeldVote, HeldVote.id == CastBallot.held_vote_id)
        .where(CastBallot.person_id == person)
        .order_by(CastBallot.id)
    )
    ballots = [
        {"vote": vote, "choice": choice.value, "cast_at": at, "how": how.value, "receipt": receipt}
        for vote, choice, at, how, receipt in rows
    ]
    return {"ballots_cast": ballots}
