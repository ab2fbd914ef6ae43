"""What happens in a meeting, and why something in it is refused, in plain words."""

from typing import Any

from governance.meetings.models import AttendanceMode
from governance.meetings.session_acts import SessionRefusal, SessionRefused
from governance.meetings.session_facts import CONTRADICTION
from governance.meetings.session_models import ItemStepKind
from governance.meetings.session_steps import ItemState
from governance.web.locale import _
from model_law.attendance import Disorder, Happening, State
from model_law.findings import Verdict
from model_law.quorum import QuorumUnknown

SESSION_STATES = {
    State.NOT_BEGUN: (_("Not called to order yet"), "neutral"),
    State.IN_SESSION: (_("In session"), "strong"),
    State.IN_RECESS: (_("In recess"), "info"),
    State.ADJOURNED: (_("Adjourned"), "good"),
}
HAPPENINGS = {
    Happening.CALL_TO_ORDER: _("Called to order"),
    Happening.ROLL_CALL: _("Roll called"),
    Happening.ARRIVE: _("Came"),
    Happening.LEAVE: _("Left"),
    Happening.RECESS: _("Recess"),
    Happening.RESUME: _("Went on"),
    Happening.ADJOURN: _("Adjourned"),
}
ITEM_STATES = {
    ItemState.WAITING: (_("To come"), "neutral"),
    ItemState.PULLED: (_("Taken out of the consent calendar"), "info"),
    ItemState.UP: (_("Now"), "strong"),
    ItemState.FINISHED: (_("Finished"), "good"),
    ItemState.POSTPONED: (_("Postponed"), "warn"),
}
STEPS = {
    ItemStepKind.TAKEN_UP: _("Taken up"),
    ItemStepKind.FINISHED: _("Finished"),
    ItemStepKind.POSTPONED: _("Postponed to another day"),
    ItemStepKind.PULLED: _("Taken out of the consent calendar"),
}
WAYS_HERE = {AttendanceMode.IN_PERSON: _("in person"), AttendanceMode.REMOTE: _("remotely")}
QUORUM_UNKNOWN = {
    QuorumUnknown.NO_RULE: _("The law recorded for this board sets no quorum."),
    QuorumUnknown.NOBODY: _("Nobody serves who could be counted for a quorum."),
    QuorumUnknown.NONVOTING_SEATS: _("The law does not say whether seats without a vote count for the quorum."),
    CONTRADICTION: _("The record contradicts itself on who serves, so that a quorum cannot be counted."),
}
VERDICTS_THEN = {
    Verdict.MET: (_("Met"), "good"),
    Verdict.BREACHED: (_("Not met"), "bad"),
    Verdict.WARNED: (_("Not met; it only warns"), "warn"),
    Verdict.CANNOT_TELL: (_("Cannot be told"), "info"),
}
DISORDERS = {
    Disorder.WITHOUT_ZONE: _("This time cannot be read."),
    Disorder.BEFORE_THE_LAST: _("Something else happened before it."),
    Disorder.NOT_CALLED: _("The meeting had not been called to order then."),
    Disorder.CALLED_TWICE: _("The meeting was called to order already."),
    Disorder.AFTER_ADJOURNMENT: _("The meeting was adjourned by then."),
    Disorder.IN_RECESS_ALREADY: _("The meeting was in recess already."),
    Disorder.NOT_IN_RECESS: _("The meeting was not in recess then."),
    Disorder.THERE_ALREADY: _("${name} was there already, in the same way."),
    Disorder.NOT_THERE: _("${name} was not there then."),
    Disorder.NOT_A_MEMBER: _("${name} does not serve on this board."),
    Disorder.NOBODY_NAMED: _("Choose who it is."),
    Disorder.WITHOUT_MODE: _("Choose whether ${name} is there in person or remotely."),
}
"""Why a row of events cannot have happened as it is told."""

REFUSALS = {
    SessionRefusal.UNKNOWN_MEETING: _("There is no such meeting here."),
    SessionRefusal.UNKNOWN_PERSON: _("Choose somebody who serves on this board on the day of the meeting."),
    SessionRefusal.UNKNOWN_ITEM: _("There is no such item in this meeting."),
    SessionRefusal.UNKNOWN_EVENT: _("This entry is not there, or something else has taken its place already."),
    SessionRefusal.UNKNOWN_STEP: _("This entry is not there, or something else has taken its place already."),
    SessionRefusal.CALLED_OFF: _("This meeting was called off: it is not held."),
    SessionRefusal.HELD_ELSEWHERE: _(
        "This meeting was held before its record came here. What is known of it came with that record."
    ),
    SessionRefusal.YET_TO_COME: _("This moment is yet to come: enter only what has happened."),
    SessionRefusal.BEFORE_ITS_DAY: _("This was before the day of the meeting."),
    SessionRefusal.OUT_OF_ORDER: _("It cannot have happened in this order."),
    SessionRefusal.REQUEST_USED: _(
        "This button was pressed before, and something else came of it. The page is new now: look at it, then press again."
    ),
    SessionRefusal.CERTIFICATE_STANDS: _(
        "The call to order has its certificate and stays. Its time can be corrected; what else is wrong belongs in a note."
    ),
    SessionRefusal.NOTHING_CHANGES: _("This is exactly what stands there already."),
    SessionRefusal.CHANGED_MEANWHILE: _(
        "Somebody else has changed this in the meantime. What they wrote is shown below, what you wrote is still in the"
        " form. Send it again to put yours in its place."
    ),
    SessionRefusal.WAS_THERE: _("${name} was there, and so cannot be excused."),
    SessionRefusal.NOT_IN_SESSION: _("The meeting was not in session then."),
    SessionRefusal.ITEM_TAKEN_OFF: _("This item was taken off the agenda."),
    SessionRefusal.ITEM_UP_ALREADY: _("This item is up already."),
    SessionRefusal.ITEM_NOT_UP: _("This item was not up then."),
    SessionRefusal.ITEM_DONE_ALREADY: _("This item was finished, postponed or taken out already."),
    SessionRefusal.ITEM_NOT_CONSENT: _("This item is not on the consent calendar."),
    SessionRefusal.CLOSED_SESSION_LASTS: _(
        "Finish the closed session first: the public is told when the board comes back."
    ),
    SessionRefusal.STEP_OUTSIDE: _("An item was dealt with at a time that would then lie outside the meeting."),
    SessionRefusal.TITLE_MISSING: _("Give it a title."),
    SessionRefusal.GROUND_MISSING: _("A closed session needs the ground that the law gives for it."),
    SessionRefusal.EXCEPTION_MISSING: _("Say by which exception of the law it can be taken up."),
    SessionRefusal.FOUND_MISSING: _("Say what the board found, so that the exception holds."),
    SessionRefusal.TEXT_UNUSABLE: _(
        "This is too long, or holds signs that cannot be shown. Type it anew, without copying."
    ),
    SessionRefusal.BREAKS_LAW: _("The board's law does not allow this. See below which rule, and why."),
    SessionRefusal.MINUTES_APPROVED: _(
        "The board has approved the minutes of this meeting, so its record is changed only together with them. Begin a"
        " correction of the minutes first, and say in it what was wrong."
    ),
}


def word_refusal(refused: SessionRefused) -> Any:
    """Why an act is refused, with the name of whom it is about."""
    text = DISORDERS[Disorder(refused.reason)] if refused.reason else REFUSALS[refused.refusal]
    return _(str(text), mapping={"name": refused.person}) if refused.person else text
