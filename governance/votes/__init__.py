"""The votes room: motions, votes and ballots, and what their counting says.

Minutes, recommendations and reports live in rooms above: they hold the key to a motion, and votes knows none of them.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.votes.views")
    config.include("governance.votes.opening_views")
    config.include("governance.votes.voting_views")
    config.include("governance.votes.ballot_views")
    config.include("governance.votes.past_vote_views")
    config.include("governance.votes.tally_views")
    config.include("governance.votes.floor_views")
    config.include("governance.votes.motion_form_views")
    config.include("governance.votes.conflict_views")
    config.include("governance.votes.election_views")
