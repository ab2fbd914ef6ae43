"""The tree over the ballots of a vote that count, whose root the ledger has; and how a receipt proves that it is in it.

A leaf is the hash of what everybody may read of one ballot: the vote, the member, the choice, and the receipt (empty for a
ballot that nobody cast, such as a recusal by law). Leaves stand in the order of the members' keys.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.ledger.merkle import compute_root, find_hashes, hash_leaf, list_inclusion_ranges
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.floor_models import CastBallot, HeldVote, VoteFacts


@dataclass(frozen=True, slots=True)
class Proof:
    """That a ballot is among those that count: its place among so many, and the hashes beside its way to the root.

    facts_id: the row of the frozen facts that name the root.
    """

    facts_id: int
    person: str
    choice: str
    index: int
    size: int
    leaf: bytes
    path: list[bytes]
    root: bytes


def write_leaf(vote: str, person: str, choice: str, receipt: str) -> str:
    """The text of a leaf, of which anybody can compute the hash."""
    ballot = {"choice": choice, "person": person, "receipt": receipt, "vote": vote}
    return json.dumps(ballot, sort_keys=True, separators=(",", ":"))


def make_leaf(vote: str, person: str, choice: str, receipt: str) -> bytes:
    return hash_leaf(write_leaf(vote, person, choice, receipt).encode())


def make_leaves(vote: str, ballots: Mapping[str, str], receipts: Mapping[str, str]) -> list[bytes]:
    return [make_leaf(vote, person, ballots[person], receipts.get(person, "")) for person in sorted(ballots)]


def make_root(vote: str, ballots: Mapping[str, str], receipts: Mapping[str, str]) -> bytes:
    return compute_root(make_leaves(vote, ballots, receipts))


def prove_ballot(session: Session, vote_key: str, receipt: str) -> Proof | None:
    """Prove that the ballot of a receipt counts; None where it does not: a later one, or the law, took its place.

    Raises VoteRefused where the vote is not closed, and where nobody was given such a receipt in it.
    """
    held = session.scalar(select(HeldVote).where(HeldVote.key == vote_key))
    known = held and session.scalar(
        select(CastBallot.id).where(CastBallot.held_vote_id == held.id, CastBallot.receipt == receipt)
    )
    if held is None or known is None:
        raise VoteRefused(VoteRefusal.UNKNOWN_VOTE, "receipt")
    if held.closed_at is None:
        raise VoteRefused(VoteRefusal.NOT_CLOSED)
    facts_id, content = session.execute(
        select(VoteFacts.id, VoteFacts.content)
        .where(VoteFacts.held_vote_id == held.id)
        .order_by(VoteFacts.id.desc())
        .limit(1)
    ).one()
    ballots, receipts = content["ballots"], content["receipts"]
    person = next((person for person, given in receipts.items() if given == receipt), None)
    if person is None:
        return None
    leaves = make_leaves(vote_key, ballots, receipts)
    index, size = sorted(ballots).index(person), len(leaves)
    path = find_hashes(
        list_inclusion_ranges(index, size),
        lambda node: compute_root(leaves[node[1] << node[0] : (node[1] + 1) << node[0]]),
    )
    return Proof(facts_id, person, ballots[person], index, size, leaves[index], path, compute_root(leaves))
