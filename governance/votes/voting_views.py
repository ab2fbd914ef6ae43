"""The clerk's pages of a vote that is held: the roll that is called aloud, the close, and a correction after it."""

from collections.abc import Mapping
from typing import Any

from governance.meetings.planning_forms import make_nothing
from governance.votes.ballot_actions import record_roll_call
from governance.votes.erratum_actions import Correction, correct_vote
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.held_vote_queries import Roll, RollMember, find_closing_facts, find_errata, find_roll
from governance.votes.held_vote_resources import CLOSED_PATH, HELD_PATH
from governance.votes.tally_views import tell_tally
from governance.votes.voting_actions import close_vote
from governance.votes.voting_forms import VoteForm, add_vote_form
from governance.votes.voting_schemas import (
    find_asked,
    make_erratum_schema,
    make_roll_schema,
    read_answers,
    read_corrected,
)
from governance.votes.voting_words import BALLOT_CHOICES, CAST, NO_VOTE, WAYS_CAST
from governance.web.forms import Button
from governance.web.locale import _
from model_law.thresholds import Choice
from model_law.votes import Refusal

NOBODY = Roll(())


class OpenVoteForm(VoteForm):
    """A form that is there while the vote is open."""

    def gather(self) -> None:
        self.roll = find_roll(self.request.db, self.board, self.held, self.request.now) if self.held.is_open else NOBODY

    @property
    def names(self) -> Mapping[str, str]:
        return {member.key: member.name for member in self.roll.members}

    @property
    def is_offered(self) -> bool:
        return self.held.is_open

    def tell(self) -> dict[str, Any]:
        told = tell_tally(self.request, self.context) if self.board.published and self.held.is_open else None
        return {"roll": self.roll, "tally": told}


class CallRoll(OpenVoteForm):
    """The roll of one vote: who answers aloud, in the order in which they are called. What is left open changes nothing."""

    formid = "answers"
    heading = _("Call the roll of this vote")
    button = Button("record", _("Record these answers"))

    def make_schema(self) -> Any:
        # What was answered for somebody who has left meanwhile is refused by name, and not passed over.
        asked = self.roll.may_vote if self.request.method == "GET" else self.roll.members
        return make_roll_schema([(member.key, member.name, self.tell_answer(member)) for member in asked])

    def tell_answer(self, member: RollMember) -> str:
        """What is recorded of a member already: how they voted only where everybody heard it."""
        translate = self.request.layout.translate
        if member.answered is None:
            return ""
        how = translate(WAYS_CAST[member.answered])
        said = translate(CAST[member.aloud][0]) if member.aloud is not None else translate(_("has voted"))
        return f"{said}, {how}"

    @property
    def is_offered(self) -> bool:
        return bool(self.roll.may_vote)

    def act(self, values: dict[str, Any]) -> None:
        request = self.request
        if not find_asked(request.POST.getall("__start__")) <= self.names.keys():
            raise VoteRefused(VoteRefusal.ROLL_CHANGED, "answers")
        answers = read_answers(values)
        if not answers:
            raise VoteRefused(VoteRefusal.NO_ANSWER, "answers")
        record_roll_call(
            request.db, request.now, self.actor, self.board.id, self.held.key, answers, values["request"]
        )  # fmt: skip

    def find_way_on(self) -> str:
        return f"{self.request.layout.root}{self.context.vote_address}/roll-call"


class CloseVote(OpenVoteForm):
    """The close: who has not voted is shown first. After it nothing can be cast any more."""

    formid = "close-vote"
    heading = _("Close the vote")
    button = Button("close", _("Close the vote and count it"))

    def make_schema(self) -> Any:
        return make_nothing()

    def tell(self) -> dict[str, Any]:
        facts = None if self.held.is_open else find_closing_facts(self.request.db, self.held.id)
        return {**super().tell(), "facts": facts}

    def act(self, values: dict[str, Any]) -> None:
        request = self.request
        close_vote(request.db, request.registry.vault, request.now, self.actor, self.board.id, self.held.key)


class CorrectVote(VoteForm):
    """A correction after the close, in public and with its reason: the vote is counted again, and nothing is edited."""

    formid = "erratum"
    heading = _("Correct a closed vote in public")
    button = Button("correct", _("Correct it and count again"))

    def gather(self) -> None:
        self.facts = find_closing_facts(self.request.db, self.held.id)

    @property
    def names(self) -> dict[str, str]:
        return {member["person"]: member["name"] for member in self.facts["members"]} if self.facts else {}

    def make_schema(self) -> Any:
        counted, members = (self.facts["ballots"], self.facts["members"]) if self.facts else ({}, [])
        return make_erratum_schema(
            [
                (member["person"], member["name"]) for member in members
                if member["person"] in counted or (member["voting"] and not member["alternate"])
            ]
        )  # fmt: skip

    @property
    def is_offered(self) -> bool:
        return self.facts is not None

    def tell(self) -> dict[str, Any]:
        counted = self.facts["ballots"] if self.facts else {}
        return {
            "names": self.names,
            "counted": {person: Choice(choice) for person, choice in counted.items()},
            "errata": find_errata(self.request.db, self.held.id),
        }

    def act(self, values: dict[str, Any]) -> None:
        request = self.request
        right = Correction(values["reason"], read_corrected(values), presence_corrected=values["presence"])
        correct_vote(
            request.db, request.registry.vault, request.now, self.actor, self.board.id, self.held.key, right,
            values["request"],
        )  # fmt: skip


def word_no_vote(reason: Refusal, name: str) -> Any:
    """Why a member has no vote here and now, for a page that lists them."""
    return _(str(NO_VOTE[reason]), mapping={"name": name})


def includeme(config: Any) -> None:
    config.add_words(
        cast=CAST,
        ballot_choices=BALLOT_CHOICES,
        no_vote=word_no_vote,
        ways_cast=WAYS_CAST,
    )
    for name, path, form, template in (
        ("votes.roll", f"{HELD_PATH}/roll-call", CallRoll, "votes/roll_call.jinja2"),
        ("votes.close", f"{HELD_PATH}/close-vote", CloseVote, "votes/close_vote.jinja2"),
        ("votes.erratum", f"{CLOSED_PATH}/erratum", CorrectVote, "votes/erratum.jinja2"),
    ):
        add_vote_form(config, name, path, form, template)
