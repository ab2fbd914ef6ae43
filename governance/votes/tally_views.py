"""A vote as everybody follows it while it is open, and the page that proves by a receipt that a ballot was counted."""

import re
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest

from governance.boards.views import make_board_crumbs
from governance.clock import find_tomorrow
from governance.ledger.queries import find_sealing_entries
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.floor_models import VoteFacts
from governance.votes.held_vote_queries import (
    count_tally,
    find_people_named,
    is_behind_closed_doors,
)
from governance.votes.held_vote_resources import HELD_PATH, HeldVoteRecord, RunningVote
from governance.votes.receipts import Proof, prove_ballot, write_leaf
from governance.votes.tally_contents import ProofTold, ReceiptAnswer, ReceiptPage, TallyPage, TallyTold, VoteState
from governance.votes.voting_forms import make_vote_crumbs, word_carries
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import Parameter, read_choice
from model_law.thresholds import Choice

PART = Parameter(
    "part", {"type": "string", "enum": ["tally"]}, "As HTML only the part that changes, for pages that follow along"
)
RECEIPT = Parameter(
    "receipt", {"type": "string", "pattern": "^[0-9a-f]{32}$"}, "The receipt that a member was given for a ballot"
)
HIDDEN = TallyTold(
    VoteState.CLOSED_DOORS, None, None, None, None, None, None, None, None, {}, None, None
)  # fmt: skip
REFUSED = {VoteRefusal.UNKNOWN_VOTE: ReceiptAnswer.UNKNOWN, VoteRefusal.NOT_CLOSED: ReceiptAnswer.NOT_CLOSED}


def tell_tally(request: Any, context: HeldVoteRecord) -> TallyTold:
    """How a vote stands, as anybody may know it."""
    held, db = context.held, request.db
    if is_behind_closed_doors(db, held.meeting_id):
        return HIDDEN
    told = (held.question, held.effect, held.item, held.opened_at, held.closed_at, held.running_tally)
    if not held.is_open:
        return TallyTold(VoteState.CLOSED, *told, None, None, {}, None, held.result)
    tally = count_tally(db, context.board, held, request.now)
    counts = tally.counts if held.running_tally else {}
    carries = word_carries(request, context)
    return TallyTold(VoteState.OPEN, *told, tally.answered, tally.may_vote, counts, carries, None)


def show_tally(context: RunningVote, request: Any) -> Page:
    board = context.board
    read_choice(request, PART)
    tally = tell_tally(request, context)
    content = TallyPage(
        board.reference, context.held.meeting_title, context.meeting_address, context.vote_address, tally
    )  # fmt: skip
    # At the end of a day a term may end, and with it a vote.
    changes_at = find_tomorrow(request.now, board.zone) if tally.state is VoteState.OPEN else None
    title = _("A vote in a closed session") if tally.question is None else tally.question
    return Page(content, title, make_vote_crumbs(context, Crumb(_("How the vote stands"))), changes_at)


def read_receipt(request: Any) -> str | None:
    """The receipt asked for, however it was typed; None if none is. Raises HTTPBadRequest for what cannot be one."""
    given = request.GET.getall(RECEIPT.name)
    if not given or given == [""]:
        return None
    text = re.sub(r"[\s-]+", "", given[0]).casefold()
    if len(given) > 1 or not re.fullmatch("[0-9a-f]{32}", text):
        raise HTTPBadRequest(
            _("A receipt has 32 digits and letters from a to f. Copy it whole from the page of your ballot.")
        )
    return text


def show_receipt(context: RunningVote, request: Any) -> Page:
    """What a receipt proves. Nothing is told of a vote behind closed doors while the session lasts."""
    board, held = context.board, context.held
    receipt = read_receipt(request)
    hidden = is_behind_closed_doors(request.db, held.meeting_id)
    answer, proof = ReceiptAnswer.NONE_GIVEN, None
    if receipt is not None:
        answer, proof = (ReceiptAnswer.NOT_CLOSED, None) if hidden else check_receipt(context, request, receipt)
    content = ReceiptPage(
        board.reference, None if hidden else held.question, context.vote_address, receipt, answer, proof
    )  # fmt: skip
    title = _("Check a receipt")
    return Page(content, title, make_board_crumbs(board, Crumb(_("Votes"), f"{board.address}/votes"), Crumb(title)))


def check_receipt(context: HeldVoteRecord, request: Any, receipt: str) -> tuple[ReceiptAnswer, ProofTold | None]:
    try:
        proof = prove_ballot(request.db, context.held.key, receipt)
    except VoteRefused as refused:
        return REFUSED[refused.refusal], None
    if proof is None:
        return ReceiptAnswer.REPLACED, None
    return ReceiptAnswer.COUNTED, tell_proof(context, request, receipt, proof)


def tell_proof(context: HeldVoteRecord, request: Any, receipt: str, proof: Proof) -> ProofTold:
    board = context.board
    entry = find_sealing_entries(request.db, board.id, VoteFacts.__tablename__, [proof.facts_id]).get(proof.facts_id)
    return ProofTold(
        name=find_people_named(request.db, [proof.person])[proof.person],
        choice=Choice(proof.choice),
        leaf_of=write_leaf(context.held.key, proof.person, proof.choice, receipt),
        index=proof.index,
        size=proof.size,
        leaf=proof.leaf.hex(),
        path=[one.hex() for one in proof.path],
        root=proof.root.hex(),
        entry=entry,
        entry_address=None if entry is None else f"{board.address}/ledger/{entry}",
    )  # fmt: skip


def includeme(config: Any) -> None:
    config.add_public_page(
        "votes.tally",
        f"{HELD_PATH}/tally",
        show_tally,
        template="votes/tally.jinja2",
        content=TallyPage,
        factory=RunningVote,
        summary="How an open vote stands: who may vote, how many have, and the running tally where everybody sees one",
        parameters=(PART,),
    )
    config.add_public_page(
        "votes.receipt",
        f"{HELD_PATH}/receipt",
        show_receipt,
        template="votes/receipt.jinja2",
        content=ReceiptPage,
        factory=HeldVoteRecord,
        summary="What a receipt of a ballot proves: that it is among those that were counted, under the root on the ledger",
        parameters=(RECEIPT,),
    )
