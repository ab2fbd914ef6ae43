"""A member's own ballot, on their own device: choose, confirm, keep the receipt, and change it until the vote is closed."""

from dataclasses import dataclass
from typing import Any

import colander

from governance.accounts.factors import SessionTooWeak, is_full, require_full_session
from governance.accounts.identities import find_actor
from governance.db.keys import make_key
from governance.meetings.session_schemas import make_request
from governance.security import Permission
from governance.votes.ballot_actions import cast
from governance.votes.floor_acts import VoteRefused
from governance.votes.held_vote_queries import (
    LastBallot,
    find_closing_facts,
    find_last_ballots,
    find_person_key,
    find_refusals,
)
from governance.votes.held_vote_resources import HELD_PATH, VotingRoom
from governance.votes.own_ballots import gather_own_ballots
from governance.votes.tally_views import tell_tally
from governance.votes.voting_forms import add_vote_form, make_vote_crumbs, word_carries
from governance.votes.voting_waiting import find_votes_open
from governance.votes.voting_words import BALLOT_CHOICES, YOU_HAVE_NO_VOTE, word_refusal
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _
from model_law.thresholds import Choice
from model_law.votes import Refusal

YOUR_BALLOT = _("Your ballot")
TOO_WEAK = _(
    "You signed in with a printed code, which others could have read. It is not enough to cast a ballot. Add a passkey or an"
    " authenticator app on the page of your account, or answer aloud: the clerk enters it."
)
NOT_ON_RECORD = _("The record does not know which member you are. Ask the clerk.")


@dataclass(frozen=True)
class OwnBallot:
    """What is recorded of one member in one vote.

    last: what they said last. counted: what was counted of them at the close, None where nothing was. refused: why a ballot
    of theirs did not count.
    """

    last: LastBallot | None
    counted: Choice | None
    refused: Refusal | None


class Booth:
    """What a member sees of one vote: whether they have a vote in it, and what is recorded of them."""

    def __init__(self, context: VotingRoom, request: Any) -> None:
        self.context, self.request = context, request
        self.board, self.held = context.board, context.held
        person_id = request.identity.person_id
        self.person = find_person_key(request.db, person_id) if person_id is not None else None
        self.own = self.find_own()
        self.reasons = self.find_reasons()

    def find_own(self) -> OwnBallot:
        if self.person is None:
            return OwnBallot(None, None, None)
        last = find_last_ballots(self.request.db, self.held.id).get(self.person)
        facts = None if self.held.is_open else find_closing_facts(self.request.db, self.held.id)
        counted = facts["ballots"].get(self.person) if facts else None
        reasons = [reason for person, reason in facts["refused"] if person == self.person] if facts else []
        return OwnBallot(
            last, Choice(counted) if counted else None, Refusal(reasons[0]) if reasons and not counted else None
        )

    def find_reasons(self) -> dict[Choice, Any]:
        """Why each choice is not theirs to make now, in words; None for one that is."""
        if not self.held.is_open:
            return {}
        if self.person is None:
            return dict.fromkeys(Choice, NOT_ON_RECORD)
        if not is_full(self.request.identity):
            return dict.fromkeys(Choice, TOO_WEAK)
        found = find_refusals(self.request.db, self.board, self.held, self.person, self.request.now)
        return {choice: YOU_HAVE_NO_VOTE[reason] if reason else None for choice, reason in found.items()}

    @property
    def address(self) -> str:
        return f"{self.request.layout.root}{self.context.vote_address}/ballot"

    def tell(self, heading: Any, *crumbs: Crumb) -> dict[str, Any]:
        request, board = self.request, self.board
        request.layout.fill(heading, make_vote_crumbs(self.context, *crumbs), None)
        return {
            "heading": request.layout.translate(heading),
            "board": board,
            "held": self.held,
            "own": self.own,
            "address": self.address,
            "vote_address": f"{request.layout.root}{self.context.vote_address}",
        }


def show_ballot(context: VotingRoom, request: Any) -> dict[str, Any]:
    """The question, the choices, and what is recorded of whoever asks."""
    booth = Booth(context, request)
    refused = {reason for reason in booth.reasons.values() if reason is not None}
    return {
        **booth.tell(YOUR_BALLOT, Crumb(YOUR_BALLOT)),
        "choices": [choice for choice, reason in booth.reasons.items() if reason is None],
        "refused": [reason for reason in dict.fromkeys(booth.reasons.values()) if reason in refused],
        "no_vote": YOU_HAVE_NO_VOTE,
        "carries": word_carries(request, context) if context.held.is_open else None,
        "tally": tell_tally(request, context) if context.board.published and context.held.is_open else None,
    }


class CastBallot:
    """The step that confirms one choice. Its address names the choice, so that no button can mean another one."""

    def __init__(self, context: VotingRoom, request: Any) -> None:
        self.context, self.request = context, request
        self.booth = Booth(context, request)
        self.choice = Choice(request.matchdict["choice"])
        word = request.layout.translate(BALLOT_CHOICES[self.choice][0])
        self.heading = _("You vote: ${choice}", mapping={"choice": word})
        title = _(
            "Cast my ballot: ${choice} – ${question}", mapping={"choice": word, "question": context.held.question}
        )
        self.form = build_form(
            request, make_confirm_schema(), formid="ballot", buttons=[Button("cast", title)],
            appstruct={"request": make_key()},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        booth, held = self.booth, self.context.held
        refused = booth.reasons.get(self.choice)
        is_offered = held.is_open and refused is None
        return {
            **booth.tell(self.heading, Crumb(YOUR_BALLOT, f"{self.context.vote_address}/ballot"), Crumb(self.heading)),
            "form": self.form if is_offered or self.form.error else None,
            "choice": self.choice,
            "refused": refused,
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.cast) or self.show()

    def cast(self, values: dict[str, Any]) -> str:
        request, board = self.request, self.context.board
        try:
            require_full_session(request.identity)
            actor = find_actor(request.identity, board.id)
            cast(request.db, request.now, actor, board.id, self.context.held.key, self.choice, values["request"])
        except SessionTooWeak:
            raise FieldProblem("", TOO_WEAK) from None
        except VoteRefused as refused:
            raise FieldProblem("", self.word(refused)) from None
        return self.booth.address

    def word(self, refused: VoteRefused) -> Any:
        """Why the ballot was not taken. Whoever comes too late is told what counts of them."""
        said = self.request.layout.translate(word_refusal(refused, {}, own=True))
        last = self.booth.own.last
        if last is None:
            return _("${why} This ballot was not counted.", mapping={"why": said})
        word = self.request.layout.translate(BALLOT_CHOICES[last.choice][0])
        return _(
            "${why} This ballot was not counted. What is recorded of you is: ${choice}.",
            mapping={"why": said, "choice": word},
        )


def make_confirm_schema() -> Any:
    return colander.MappingSchema(children=[make_request()])


def includeme(config: Any) -> None:
    config.add_waiting_source(find_votes_open)
    config.add_own_data(gather_own_ballots, {})
    config.add_route("votes.ballot", f"{HELD_PATH}/ballot", factory=VotingRoom)
    config.add_view(
        show_ballot, route_name="votes.ballot", request_method="GET", permission=Permission.BALLOT_CAST,
        renderer="votes/ballot.jinja2",
    )  # fmt: skip
    add_vote_form(
        config, "votes.cast", f"{HELD_PATH}/ballot/" + "{choice:aye|nay|abstain|recuse}", CastBallot,
        "votes/cast_ballot.jinja2", permission=Permission.BALLOT_CAST,
    )  # fmt: skip
