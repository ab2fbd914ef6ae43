"""What a board's laws are about, and why an act on them is refused, in plain words."""

from governance.boards.law_actions import LawRefusal
from governance.boards.law_models import LawKind
from governance.web.locale import _

LAW_KINDS = {
    LawKind.COMPOSITION: _("The board: who sits on it, and what it does"),
    LawKind.OPEN_MEETINGS: _("Meetings in the open"),
}
LAW_REFUSALS = {
    LawRefusal.UNKNOWN_ACT: _("This portal does not know that act"),
    LawRefusal.UNKNOWN_RULE: _("The act has no such rule from that day on"),
    LawRefusal.VALUE_NOT_ALLOWED: _("This value is not allowed here: see what the act lets a locality set"),
    LawRefusal.VALUES_TOGETHER: _("The values of this rule do not go together"),
    LawRefusal.TITLE_MISSING: _("Write the title of the instrument"),
    LawRefusal.TEXT_TOO_LONG: _("This is too long, or holds signs that cannot be read"),
    LawRefusal.ADDRESS_UNUSABLE: _("Write a web address that begins with https://"),
    LawRefusal.BEFORE_INSTRUMENT: _("A law is in force from the day of its instrument at the earliest"),
    LawRefusal.SAME_DAY: _("Another law of this board begins on that day: correct that one, or choose another day"),
    LawRefusal.SAME_PERSON: _("You entered this law yourself: somebody else must confirm it"),
    LawRefusal.UNKNOWN_ADOPTION: _("There is no such entry of this board's law"),
    LawRefusal.ALREADY_CONFIRMED: _("This law is confirmed already"),
    LawRefusal.ALREADY_WITHDRAWN: _("This law was withdrawn"),
    LawRefusal.OTHER_KIND: _(
        "The wrong entry is about something else than this act: ask that it be struck out, and enter this act as a new law"
    ),
    LawRefusal.NOT_STANDING: _("The entry that this one corrects does not stand any more, or never did"),
}
