"""Why something is not planned, posted or called off, and the closed sets of prepared meetings, in plain words."""

from typing import Any

from governance.meetings.models import MeetingStatus
from governance.meetings.planning import LONGEST_LINE, LONGEST_TEXT, MOST_ITEMS, MOST_MINUTES, PlanRefusal
from governance.meetings.planning_acts import PlanningRefusal
from governance.meetings.planning_models import Coming, DecidedBy, NoticeChannel
from governance.web.locale import _

PLAN_REFUSALS = {
    PlanRefusal.TITLE_MISSING: _("Give it a title."),
    PlanRefusal.TEXT_TOO_LONG: _(
        "This is too long: a line has at most ${line} letters, a text ${text}.",
        mapping={"line": LONGEST_LINE, "text": LONGEST_TEXT},
    ),
    PlanRefusal.TEXT_UNUSABLE: _("This holds signs that cannot be shown. Type it anew, without copying."),
    PlanRefusal.ADDRESS_UNUSABLE: _("Write a web address that begins with https:// and has no spaces."),
    PlanRefusal.KIND_MISSING: _("Choose what kind it is."),
    PlanRefusal.NO_SUCH_HOUR: _(
        "There is no such time on this day: the clocks are put forward over it. Choose one before or after."
    ),
    PlanRefusal.ENDS_BEFORE_IT_BEGINS: _("The end must come after the beginning."),
    PlanRefusal.LASTS_TOO_LONG: _("A meeting ends within 24 hours. Plan another one for the next day."),
    PlanRefusal.TOO_MANY_ITEMS: _("An agenda holds at most ${most} items.", mapping={"most": MOST_ITEMS}),
    PlanRefusal.MINUTES_UNUSABLE: _(
        "Write a whole number of minutes from 1 to ${most}.", mapping={"most": MOST_MINUTES}
    ),
    PlanRefusal.GROUND_MISSING: _("A closed session needs the ground that the law gives for it."),
    PlanRefusal.ITEM_TWICE: _("This item is on the agenda already."),
    PlanRefusal.FINDINGS_UNWANTED: _(
        "Only an emergency meeting has these findings: take them out, or choose that kind."
    ),
    PlanRefusal.NO_MOMENT: _("Give both a day and a time."),
}
PLANNING_REFUSALS = {
    PlanningRefusal.UNKNOWN_DRAFT: _("This draft is no longer there: somebody has given it up."),
    PlanningRefusal.UNKNOWN_MEETING: _("There is no such meeting here."),
    PlanningRefusal.UNKNOWN_DOCUMENT: _("There is no such document here."),
    PlanningRefusal.UNKNOWN_NOTICE: _("There is no such notice here, or it was corrected already."),
    PlanningRefusal.CHANGED_MEANWHILE: _(
        "Somebody else has changed this in the meantime. What they wrote is shown below, what you wrote is still in the"
        " form. Send it again to put yours in its place."
    ),
    PlanningRefusal.ITEM_ELSEWHERE: _("One of the items belongs to another meeting. Add it here as a new one."),
    PlanningRefusal.ALREADY_BEGUN: _("The time of this meeting has come or passed."),
    PlanningRefusal.ALREADY_CALLED_OFF: _("This meeting was cancelled or postponed already."),
    PlanningRefusal.AT_THE_SAME_TIME: _("The board has another meeting at this time."),
    PlanningRefusal.NOTHING_CHANGES: _("This is exactly what is posted already."),
    PlanningRefusal.YET_TO_COME: _("This moment is yet to come: enter only what has happened."),
    PlanningRefusal.PORTAL_ATTESTS_ITSELF: _("What this portal posted it knows by itself."),
    PlanningRefusal.PLACE_MISSING: _("Say where the notice hangs."),
    PlanningRefusal.REASON_MISSING: _("Say why: the public is told."),
    PlanningRefusal.NOT_A_HOLIDAY: _("This day is no holiday here, so it is open anyway."),
    PlanningRefusal.UNKNOWN_REGION: _("Choose one of the choices shown"),
    PlanningRefusal.DAYS_MISSING: _("Name the days of the meetings, one in each line."),
    PlanningRefusal.DAYS_UNUSABLE: _("Write each day once, like 2026-03-31, and only days of that year."),
    PlanningRefusal.BREAKS_LAW: _("The board's law does not allow this. See below which rule, and why."),
}
CHANGED_AGENDA = _("Somebody else has changed this agenda in the meantime. Look at it again.")

CHANNELS = {
    NoticeChannel.PORTAL: _("this portal"),
    NoticeChannel.PHYSICAL: _("a physical place"),
    NoticeChannel.MEDIA: _("the list of media and people who asked for notices"),
    NoticeChannel.MAIL: _("mail"),
}
DECIDED_BY = {
    DecidedBy.CHAIR: _("whoever presides over the board"),
    DecidedBy.BODY: _("the board itself"),
    DecidedBy.STAFF: _("staff"),
    DecidedBy.OTHER: _("somebody else"),
}
CALLED_OFF = {MeetingStatus.CANCELLED: _("Cancelled"), MeetingStatus.POSTPONED: _("Postponed")}
COMING = {
    Coming.YES: (_("I come"), "good"),
    Coming.REMOTE: (_("I take part remotely"), "good"),
    Coming.NO: (_("I do not come"), "bad"),
    Coming.UNSURE: (_("I do not know yet"), "warn"),
}
FINDINGS: dict[str, Any] = {
    "happened": _("What happened"),
    "cannot_wait": _("Why it cannot wait"),
    "found_by": _("Who found so"),
    "known_at": _("When it became known"),
}
FIELDS = {
    "title": _("Title"),
    "kind": _("Kind"),
    "starts_at": _("Beginning"),
    "ends_at": _("End"),
    "place": _("Place"),
    "join_address": _("Web address to join"),
    "join_phone": _("Phone number to join"),
    "accommodations": _("Whom to ask for what somebody needs to take part"),
    "languages": _("Languages that are interpreted"),
    "recording_address": _("Web address of the recording"),
    "comment": _("Note of the clerk"),
    "emergency": _("Findings of the emergency"),
    "note": _("Note"),
    "presenter": _("Who presents it"),
    "minutes": _("Minutes"),
    "question": _("What the board is asked to decide"),
    "closed_ground": _("Ground for a closed session"),
    "documents": _("Documents"),
}
"""A field of a plan or of an item -> its name, for forms and for what changed between two agendas."""
