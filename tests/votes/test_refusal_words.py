"""Whatever an act of the votes room is refused for, there are words for it."""

from itertools import product

import pytest

from governance.meetings.session_facts import ActionBar
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.motion_words import word_floor_refusal
from governance.votes.voting_words import NO_VOTE, YOU_HAVE_NO_VOTE, word_refusal
from model_law.conflicts import NoConflict
from model_law.elections import Miscount
from model_law.motions import Objection
from model_law.votes import Refusal

REASONS = {
    VoteRefusal.MOTION: Objection, VoteRefusal.BALLOT: Refusal, VoteRefusal.MEMBER: Refusal,
    VoteRefusal.CONFLICT: NoConflict, VoteRefusal.ELECTION: Miscount,
    VoteRefusal.NOT_IN_SESSION: [bar for bar in ActionBar if bar is not ActionBar.NO_QUORUM],
}  # fmt: skip


@pytest.mark.parametrize("refusal", VoteRefusal)
def test_every_refusal_is_worded(refusal: VoteRefusal) -> None:
    for reason, own in product(REASONS.get(refusal, [""]), (False, True)):
        refused = VoteRefused(refusal, reason=reason, about="ada")
        assert str(word_floor_refusal(refused, {"ada": "Ada"}, own=own))
        if refusal in (VoteRefusal.BALLOT, VoteRefusal.MOTION):
            assert str(word_refusal(refused, {"ada": "Ada"}, own=own))


def test_somebody_is_told_of_themselves_in_the_second_person() -> None:
    assert {reason for reason in Refusal if "${name}" in str(YOU_HAVE_NO_VOTE[reason])} == set()
    assert NO_VOTE.keys() == YOU_HAVE_NO_VOTE.keys() == set(Refusal)
