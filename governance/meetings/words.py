"""The meetings room's closed sets in plain words, and the tone in which a page shows them."""

from governance.meetings.models import AttendanceMode, DocumentKind, ItemKind, MeetingKind, PaperStatus, Presence
from governance.meetings.states import MeetingState
from governance.web.locale import _

STATES = {
    MeetingState.UPCOMING: (_("Upcoming"), "info"),
    MeetingState.IN_SESSION: (_("In session now"), "strong"),
    MeetingState.HELD: (_("Held"), "good"),
    MeetingState.NOT_RECORDED: (_("No record of what happened"), "warn"),
    MeetingState.CANCELLED: (_("Cancelled"), "bad"),
    MeetingState.POSTPONED: (_("Postponed"), "warn"),
    MeetingState.NEVER_MET: (_("Never met"), "bad"),
}
KINDS = {
    MeetingKind.REGULAR: _("Regular meeting"),
    MeetingKind.SPECIAL: _("Special meeting"),
    MeetingKind.EMERGENCY: _("Emergency meeting"),
}
PAPERS = {
    PaperStatus.DRAFT: _("draft"),
    PaperStatus.FINAL: _("final"),
    PaperStatus.NOT_VIEWABLE: _("not open to the public"),
}
ITEM_KINDS = {
    ItemKind.ACTION: _("Action"),
    ItemKind.REPORT: _("Report"),
    ItemKind.DISCUSSION: _("Discussion"),
    ItemKind.CONSENT: _("Consent calendar"),
    ItemKind.PUBLIC_COMMENT: _("Public comment"),
    ItemKind.CLOSED_SESSION: _("Closed session"),
    ItemKind.ROLL_CALL: _("Roll call"),
}
DOCUMENTS = {
    DocumentKind.AGENDA: _("Agenda"),
    DocumentKind.MINUTES: _("Minutes"),
    DocumentKind.ATTACHMENT: _("Attachment"),
}
PRESENCES = {
    Presence.PRESENT: (_("Present"), "aye"),
    Presence.LATE: (_("Present, arrived late"), "aye"),
    Presence.LEFT_EARLY: (_("Present, left early"), "aye"),
    Presence.ABSENT: (_("Absent"), "away"),
    Presence.EXCUSED: (_("Excused"), "away"),
    Presence.RECUSED: (_("Recused"), "recuse"),
    Presence.UNKNOWN: (_("Recorded in other words"), "abstain"),
}
MODES = {AttendanceMode.IN_PERSON: _("in person"), AttendanceMode.REMOTE: _("remotely")}
