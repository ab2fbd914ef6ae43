"""Public comment in plain words: its rules where a board has none of its own, and why something is not done."""

from governance.participation.acts import CommentRefusal
from governance.participation.models import CommentKind, CommentState
from governance.web.locale import _

RULES = (
    _("Write about something on this agenda, or about the work of this board or of the program that it oversees."),
    _("Do not threaten anybody, and do not call for violence."),
    _("Do not tell private things of another person, such as their health, home address or phone number."),
    _("Do not advertise, and do not send the same text again and again."),
)
"""The portal's own rules, where a board has adopted none. None of them asks what somebody thinks."""

DANGER = _(
    "Nobody reads this form at once. If somebody is in danger now, call 911. If you or somebody near you is in crisis, call"
    " or text 988, at any hour."
)
COMPLAINTS = _(
    "A complaint about a response, or about somebody who came, is not a public comment: it may need an answer, and it may"
    " tell of somebody's health. Ask the program that responded where to send it; the clerk of this board can tell you."
)
KINDS = {
    CommentKind.WRITTEN: _("I write what the board is to read"),
    CommentKind.SPEAKING: _("I want to speak in the meeting"),
}
SHORT_KINDS = {CommentKind.WRITTEN: _("Written comment"), CommentKind.SPEAKING: _("Wants to speak")}
STATES = {
    CommentState.UNCONFIRMED: (_("Not confirmed"), "warn"),
    CommentState.WAITING: (_("Waits for the clerk"), "info"),
    CommentState.PUBLISHED: (_("Published"), "good"),
    CommentState.HELD_BACK: (_("Held back"), "bad"),
    CommentState.COMPLAINT: (_("Counted as a complaint about a response"), "neutral"),
    CommentState.WITHDRAWN: (_("Taken back"), "neutral"),
}
REFUSALS = {
    CommentRefusal.CLOSED: _("The time for comments on this meeting is over."),
    CommentRefusal.WORDS_MISSING: _("Write what the board is to read."),
    CommentRefusal.NAME_MISSING: _("Give the name by which you are to be called up."),
    CommentRefusal.UNKNOWN_ITEM: _("Choose one of the choices shown"),
    CommentRefusal.SENT_ALREADY: _(
        "This form was sent already, with other words. Nothing of that is lost. Send it once more to send this as well."
    ),
    CommentRefusal.UNKNOWN_COMMENT: _("There is no such comment here."),
    CommentRefusal.DECIDED_ALREADY: _("This comment was decided on already, or its writer has withdrawn it."),
    CommentRefusal.UNKNOWN_RULE: _("Choose one of the choices shown"),
    CommentRefusal.REASON_MISSING: _("Say why: the public is told."),
    CommentRefusal.PASSAGE_MISSING: _("Copy the passage exactly as it stands in the comment."),
    CommentRefusal.NOTHING_CHANGES: _("This is exactly what is set already."),
    CommentRefusal.TOO_MANY: _(
        "There are very many comments on this meeting already. Write to the clerk of the board."
    ),
}
