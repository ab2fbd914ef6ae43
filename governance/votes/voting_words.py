"""Votes in plain words: what a ballot can say, how it came, and why a vote or a ballot is refused."""

from collections.abc import Mapping
from typing import Any

from governance.boards.composition_acts import CompositionRefusal
from governance.meetings.session_facts import ActionBar
from governance.votes import models
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.floor_models import HowCast
from governance.votes.words import CHOICES
from governance.web.locale import _
from model_law.motions import Objection
from model_law.thresholds import Choice, Unreachable
from model_law.votes import Refusal

BALLOT_CHOICES = {
    Choice.AYE: (_("Aye"), "aye"),
    Choice.NAY: (_("Nay"), "nay"),
    Choice.ABSTAIN: (_("Abstain"), "abstain"),
    Choice.RECUSE: (_("Recuse myself"), "recuse"),
}
"""What a member's own buttons say."""

ANSWERS = {
    Choice.AYE: _("Aye"),
    Choice.NAY: _("Nay"),
    Choice.ABSTAIN: _("Abstains"),
    Choice.RECUSE: _("Recused"),
}
"""What a member answers to the roll call."""

CAST = {choice: CHOICES[models.Choice(choice)] for choice in Choice}
"""What a ballot said, told of somebody."""

WAYS_CAST = {
    HowCast.OWN_DEVICE: _("on their own device"),
    HowCast.ROLL_CALL: _("aloud, entered by the clerk"),
    HowCast.CONSENT: _("by not objecting"),
    HowCast.PAPER: _("on paper or in the room"),
}

NO_VOTE = {
    Refusal.BEFORE_OPENING: _("This was before the vote was opened."),
    Refusal.AFTER_CLOSE: _("This was after the vote was closed."),
    Refusal.NOT_A_MEMBER: _("${name} is not a member of this board."),
    Refusal.NOT_IN_OFFICE: _("The term of ${name} is over, or has not begun."),
    Refusal.NO_VOTE: _("${name} holds a seat without a vote."),
    Refusal.NOT_PRESENT: _("${name} is not entered as here. The clerk enters who comes."),
    Refusal.NOT_IN_SESSION: _("The meeting is not in session at this moment."),
    Refusal.RECUSED: _("${name} is recused from this item, and so has no vote on it."),
    Refusal.CHAIR_HAS_NO_VOTE: _("${name} presides, and by the board's rules whoever presides has no vote."),
    Refusal.CHAIR_NOT_NEEDED: _("${name} presides and votes only to break a tie; there was none."),
}
"""Why somebody has no vote here and now, told of them."""

YOU_HAVE_NO_VOTE = {
    **NO_VOTE,
    Refusal.NOT_A_MEMBER: _("By the record you are not a member of this board now, so you have no vote."),
    Refusal.NOT_IN_OFFICE: _("By the record your term is over, or has not begun, so you have no vote."),
    Refusal.NO_VOTE: _("Your seat has no vote."),
    Refusal.NOT_PRESENT: _("You are not entered as here. Tell the clerk that you are, then load this page again."),
    Refusal.RECUSED: _("You are recused from this item because of a conflict on record, so you have no vote on it."),
    Refusal.CHAIR_HAS_NO_VOTE: _("You preside, and by the board's rules whoever presides says neither aye nor nay."),
    Refusal.CHAIR_NOT_NEEDED: _("You preside and vote only to break a tie; there was none."),
}
"""The same told to themselves."""

BARS = {
    ActionBar.NOT_BEGUN: _("The meeting has not been called to order, so that the board cannot vote."),
    ActionBar.IN_RECESS: _("The meeting is in recess. The board votes once it goes on."),
    ActionBar.ADJOURNED: _("The meeting was adjourned, so that the board cannot vote in it any more."),
}

NOT_IN_ORDER = {
    Objection.NO_SUCH_MOTION: _("There is no such motion before this board."),
    Objection.NOT_SECONDED: _("Nobody has seconded this motion yet, and the board's rules ask for it."),
    Objection.CLOSED: _("This motion is not before the board any more: it was decided, withdrawn or laid aside."),
    Objection.DECIDED_FIRST: _("Another motion has to be decided first, such as an amendment of this one."),
}
"""Why a vote on a motion is not in order."""

UNREACHABLE = {
    Unreachable.NOT_POSITIVE: _("The share must be more than 0."),
    Unreachable.OVER_ONE: _("The share must be at most 1, which is everybody."),
    Unreachable.MORE_THAN_ALL: _("More than everybody cannot be asked."),
}

ADDRESS_UNUSABLE = _("This is no web address. Write it whole, beginning with https://")

REFUSALS = {
    VoteRefusal.UNKNOWN_MEETING: _("There is no such meeting here."),
    VoteRefusal.UNKNOWN_ITEM: _("There is no such item in this meeting."),
    VoteRefusal.UNKNOWN_PERSON: _("The record knows no such person."),
    VoteRefusal.UNKNOWN_VOTE: _("There is no such vote here."),
    VoteRefusal.NO_PERSON: _("The record does not know which member you are. Ask the clerk."),
    VoteRefusal.ITEM_TAKEN_OFF: _("What this motion is about was on no agenda, or was taken off it."),
    VoteRefusal.TEXT_MISSING: _("Write what was moved."),
    VoteRefusal.TEXT_UNUSABLE: _(
        "This is too long, or holds signs that cannot be shown. Type it anew, without copying."
    ),
    VoteRefusal.REASON_MISSING: _("Say why it is corrected. The public reads it."),
    VoteRefusal.DOCUMENT_MISSING: _("Name the document in which this vote stands."),
    VoteRefusal.REQUEST_UNUSABLE: _("This form is not whole. Load the page again, then send it again."),
    VoteRefusal.REQUEST_USED: _(
        "This form was sent before, and something else came of it. The page is new now: look at it, then send it again."
    ),
    VoteRefusal.NO_QUORUM: _("There is no quorum at this moment, so that the board can take no action."),
    VoteRefusal.NOBODY_MAY_VOTE: _("Nobody may vote: no member with a vote is here, or all of them are recused."),
    VoteRefusal.OBJECTED: _("Somebody objects, so that the question has to be put to a vote."),
    VoteRefusal.CONTRADICTION: _("The record contradicts itself on who serves, so that nobody can say who may vote."),
    VoteRefusal.VOTE_OPEN: _("A vote is open in this meeting already. Close it first."),
    VoteRefusal.VOTE_CLOSED: _("The vote was closed before this came."),
    VoteRefusal.NOT_CLOSED: _("This vote is still open. What was entered wrongly is entered again until it is closed."),
    VoteRefusal.NO_ANSWER: _("Enter what at least one member answered."),
    VoteRefusal.ROLL_CHANGED: _(
        "Who sits on this board has changed since this page was shown. Look at it, then send it again."
    ),
    VoteRefusal.NOTHING_CHANGES: _("This is exactly what stands there already."),
    VoteRefusal.YET_TO_COME: _("This moment is yet to come: enter only what has happened."),
    VoteRefusal.TIMES_OUT_OF_ORDER: _("A vote closes after it opens."),
    VoteRefusal.THRESHOLD_UNUSABLE: _("Write the share as a fraction, such as 2/3."),
    VoteRefusal.BREAKS_LAW: _("The board's law does not allow this vote. See below which rule, and why."),
}


def word_refusal(refused: VoteRefused, names: Mapping[str, str], *, own: bool = False) -> Any:
    """Why an act is refused. names: people by their keys; own: it is told to the one whom it is about."""
    named = {"name": names.get(refused.about, refused.about)}
    match refused.refusal:
        case VoteRefusal.BALLOT | VoteRefusal.MEMBER:
            return _(str((YOU_HAVE_NO_VOTE if own else NO_VOTE)[Refusal(refused.reason)]), mapping=named)
        case VoteRefusal.MOTION:
            return NOT_IN_ORDER.get(Objection(refused.reason), NOT_IN_ORDER[Objection.CLOSED])
        case VoteRefusal.NOT_IN_SESSION:
            return BARS[ActionBar(refused.reason)]
        case VoteRefusal.DOCUMENT_MISSING if refused.reason == CompositionRefusal.ADDRESS_UNUSABLE:
            return ADDRESS_UNUSABLE
        case VoteRefusal.THRESHOLD_UNUSABLE if refused.reason:
            return UNREACHABLE[Unreachable(refused.reason)]
        case _:
            return REFUSALS[refused.refusal]
