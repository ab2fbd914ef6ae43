"""What waits while a vote is open: for a member to cast their ballot, for a clerk to call the roll and close it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from governance.accounts.models import Role
from governance.accounts.waiting import Waiting
from governance.clock import find_day
from governance.security import Identity
from governance.votes.held_vote_queries import find_open_votes
from governance.votes.held_vote_resources import MEMBERS
from governance.votes.queries import make_vote_address
from governance.web.locale import _


def find_votes_open(db: Session, identity: Identity, now: datetime) -> Iterable[Waiting]:
    """The votes that are open on somebody's own boards. One query."""
    clerk, member = identity.find_boards(Role.CLERK), identity.find_boards(*MEMBERS)
    for vote in find_open_votes(db, clerk | member):
        address, day = make_vote_address(vote.slug, vote.key), find_day(vote.opened_at, vote.zone)
        if vote.board_id in member:
            title = _("Vote now: ${question}", mapping={"question": vote.question})
            yield Waiting(day, title, f"{address}/ballot", vote.board_name)
        if vote.board_id in clerk:
            title = _("Call the roll of the open vote: ${question}", mapping={"question": vote.question})
            yield Waiting(day, title, f"{address}/roll-call", vote.board_name)
