"""Motions, conflicts and elections in plain words, and why an act on the floor is refused."""

from collections.abc import Mapping
from typing import Any

from governance.meetings.session_acts import SessionRefusal
from governance.meetings.session_facts import ActionBar
from governance.meetings.session_words import REFUSALS as SESSION_REFUSALS
from governance.votes.conflict_telling import SteppingAside
from governance.votes.floor_acts import VoteRefusal, VoteRefused
from governance.votes.voting_words import NOT_IN_ORDER, word_refusal
from governance.web.locale import _
from model_law.conflicts import ConflictClass, NoConflict
from model_law.elections import Miscount, Unelected
from model_law.motions import Kind, Objection, Status

MOTION_KINDS = {
    Kind.MAIN: _("Motion"),
    Kind.AMEND: _("Amendment"),
    Kind.REFER: _("Motion to refer"),
    Kind.POSTPONE: _("Motion to postpone"),
    Kind.TABLE: _("Motion to lay on the table"),
    Kind.TAKE_UP: _("Motion to take up again"),
    Kind.RECONSIDER: _("Motion to reconsider"),
    Kind.RESCIND: _("Motion to rescind"),
}
MOTION_STATES = {
    Status.MOVED: (_("Waits for a second"), "info"),
    Status.PENDING: (_("Before the board"), "strong"),
    Status.CARRIED: (_("Carried"), "good"),
    Status.LOST: (_("Lost"), "bad"),
    Status.WITHDRAWN: (_("Withdrawn"), "neutral"),
    Status.NOT_SECONDED: (_("Not seconded"), "neutral"),
    Status.TABLED: (_("Laid on the table"), "warn"),
    Status.POSTPONED: (_("Postponed"), "warn"),
    Status.REFERRED: (_("Referred"), "warn"),
    Status.RESCINDED: (_("Rescinded"), "warn"),
}
ABOUT_KINDS = {
    Kind.TABLE: _("Lay it on the table, until the board takes it up again"),
    Kind.POSTPONE: _("Postpone it to another day"),
    Kind.REFER: _("Refer it, such as to a committee"),
    Kind.TAKE_UP: _("Take it up again, after it was laid aside"),
    Kind.RECONSIDER: _("Reconsider it: vote on it once more"),
    Kind.RESCIND: _("Rescind it: undo what was carried"),
}
"""What a motion about another one can ask for, but for amending it."""

ABOUT_TEXTS = {
    Kind.TABLE: _("Lay on the table: ${text}"),
    Kind.POSTPONE: _("Postpone: ${text}"),
    Kind.REFER: _("Refer: ${text}"),
    Kind.TAKE_UP: _("Take up again: ${text}"),
    Kind.RECONSIDER: _("Reconsider: ${text}"),
    Kind.RESCIND: _("Rescind: ${text}"),
}
"""The text of such a motion, where nobody worded it."""

CONFLICTS = {
    ConflictClass.FINANCIAL: _("Financial"),
    ConflictClass.EMPLOYMENT: _("Employment"),
    ConflictClass.ORGANIZATION: _("An organization"),
    ConflictClass.PERSONAL: _("Personal"),
}
STEPPING_ASIDE = {
    SteppingAside.BY_LAW: (_("Recused by the board's law"), "info"),
    SteppingAside.BY_OWN_WORD: (_("Steps aside"), "info"),
    SteppingAside.REFUSED: (_("Was asked, and takes part"), "warn"),
    SteppingAside.UNANSWERED: (_("Has not been asked yet"), "neutral"),
}
OBJECTIONS = {
    **NOT_IN_ORDER,
    Objection.KEY_TAKEN: _("This form was sent before, and something else came of it. Load the page again."),
    Objection.NOTHING_SAID: _("Write what is moved."),
    Objection.ANOTHER_PENDING: _("Another motion is before the board already, and comes first."),
    Objection.SECONDED_ALREADY: _("Somebody has seconded this motion already."),
    Objection.OWN_MOTION: _("Nobody seconds their own motion: another member has to."),
    Objection.AMENDS_AN_AMENDMENT: _("An amendment is not amended: decide it first, then move another one."),
    Objection.NOT_AMENDABLE: _("Only a motion that asks for something itself can be amended or laid aside."),
    Objection.CHANGES_NOTHING: _("This is the text as it stands already: write it as it is to read."),
    Objection.NOT_THE_MOVER: _("Only the member who moved it can withdraw it."),
    Objection.NOT_LAID_ASIDE: _("This motion was not laid aside, or it came back already."),
    Objection.NOT_DECIDED: _("Only a motion that was decided can be reconsidered."),
    Objection.NOT_CARRIED: _("Only a motion that carried can be rescinded."),
    Objection.NOT_ON_PREVAILING_SIDE: _(
        "By the board's rules only somebody who voted with the side that won can ask this."
    ),
    Objection.SIDES_NOT_KNOWN: _(
        "By the board's rules only somebody of the side that won can ask this, and nobody recorded who voted how."
    ),
    Objection.RECONSIDERED_ALREADY: _("This motion was reconsidered once already."),
    Objection.NOT_ON_CALENDAR: _("This item is not on the consent calendar."),
    Objection.PULLED_ALREADY: _("This item was taken out of the consent calendar already."),
}
"""Why an act on a motion is not in order."""

BARS = {
    ActionBar.NOT_BEGUN: _("The meeting has not been called to order yet, so that the board cannot act."),
    ActionBar.IN_RECESS: _("The meeting is in recess. The board acts once it goes on."),
    ActionBar.ADJOURNED: _("The meeting was adjourned, so that the board cannot act in it any more."),
}
NO_CONFLICTS = {
    NoConflict.NOT_BY_ITSELF: _(
        "This is not a conflict by itself. Who lived with a crisis is who this board is made of."
    ),
    NoConflict.UNKNOWN_CLASS: _("Choose one of the choices shown"),
}
MISCOUNTS = {
    Miscount.NO_CANDIDATES: _("Choose who stands."),
    Miscount.STANDS_TWICE: _("${name} stands twice."),
    Miscount.DOES_NOT_STAND: _("${name} was named and does not stand. Choose them among those who stand first."),
    Miscount.TWO_COULD_BE_ELECTED: _(
        "By the rule on record two could be elected at once. Correct the board's law first."
    ),
}
UNELECTED = {
    Unelected.NOBODY_NAMED: _("Nobody was named, so that nobody is elected."),
    Unelected.NO_MAJORITY: _("Nobody has enough of those who named somebody: the board votes again."),
    Unelected.TIE: _("All who were named are even: the board votes again, as its rules say."),
    Unelected.LOT: _("All who were named are even, and by the board's rules the lot decides between them."),
}
REFUSALS = {
    VoteRefusal.UNKNOWN_ELECTION: _("There is no such election here."),
    VoteRefusal.ITEM_MISSING: _("Choose the item under which it stands."),
    VoteRefusal.ITEM_TAKEN_OFF: _("This item was taken off the agenda."),
    VoteRefusal.ITEM_ON_CALENDAR: _(
        "This item is on the consent calendar. Take it out of the calendar first, then move on it alone."
    ),
    VoteRefusal.TEXT_MISSING: _("Write what it is."),
    VoteRefusal.VOTE_OPEN: _("A vote is open in this meeting. Nothing is moved until it is closed."),
    VoteRefusal.ALREADY_ELECTED: _("Somebody is elected to this office already."),
    VoteRefusal.NOT_STANDING: _(
        "Choose whom the lot fell on, among those who were even. Nobody is named aloud in this round."
    ),
    VoteRefusal.NOTHING_CHANGES: _("This round was counted already, or one before it was not. Load the page again."),
}


def word_floor_refusal(refused: VoteRefused, names: Mapping[str, str], *, own: bool = False) -> Any:
    """Why an act on the floor is refused. names: people by their keys; own: it is told to the one whom it is about."""
    named = {"name": names.get(refused.about, refused.about)}
    match refused.refusal:
        case VoteRefusal.MOTION:
            return OBJECTIONS[Objection(refused.reason)]
        case VoteRefusal.CONFLICT:
            return NO_CONFLICTS[NoConflict(refused.reason)]
        case VoteRefusal.ELECTION:
            return _(str(MISCOUNTS[Miscount(refused.reason)]), mapping=named)
        case VoteRefusal.NOT_IN_SESSION if refused.reason in SESSION_REASONS:
            return SESSION_REFUSALS[SessionRefusal(refused.reason)]
        case VoteRefusal.NOT_IN_SESSION:
            return BARS[ActionBar(refused.reason)]
        case refusal if refusal in REFUSALS:
            return REFUSALS[refusal]
        case _:
            return word_refusal(refused, names, own=own)


SESSION_REASONS = frozenset(SessionRefusal)
"""What an act on an item is refused for, where it is part of one on the floor."""
