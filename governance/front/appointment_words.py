"""Seats and appointments in plain words: why an act is refused, and what interests there are."""

from governance.boards.appointment_models import Interest
from governance.boards.composition_acts import CompositionRefusal
from governance.web.locale import _

INTERESTS = {
    Interest.NONE: _("no"),
    Interest.OWN: _("yes"),
    Interest.RELATIVE: _("no, but somebody of the immediate family"),
}
COMPOSITION_REFUSALS = {
    CompositionRefusal.NO_ACCOUNT: _("Sign in with an account to do this"),
    CompositionRefusal.DOCUMENT_MISSING: _("Name the document by which it was done"),
    CompositionRefusal.TEXT_MISSING: _("Fill this in"),
    CompositionRefusal.TEXT_UNREADABLE: _("This holds signs that cannot be read"),
    CompositionRefusal.TEXT_TOO_LONG: _("This is too long"),
    CompositionRefusal.ADDRESS_UNUSABLE: _("Write a web address that begins with https://"),
    CompositionRefusal.BACKDATED: _("What is done here begins today at the earliest"),
    CompositionRefusal.YET_TO_COME: _("This day is still to come"),
    CompositionRefusal.DATES_OUT_OF_ORDER: _("This day lies before one that comes first: correct one of them"),
    CompositionRefusal.UNKNOWN_SEAT: _("There is no such seat on this board"),
    CompositionRefusal.UNKNOWN_PERSON: _("The record knows no such person"),
    CompositionRefusal.UNKNOWN_APPOINTMENT: _("There is no such appointment to this board"),
    CompositionRefusal.UNKNOWN_CATEGORY: _("The law in force that day names no such category"),
    CompositionRefusal.NAMESAKE: _("The record knows this name: say who is meant"),
    CompositionRefusal.SEAT_NUMBER: _("A seat's number is a whole number from 1 to 99999"),
    CompositionRefusal.SEAT_TAKEN: _("A seat of this number stands on that day"),
    CompositionRefusal.SEAT_NOT_THEN: _("There is no such seat on that day"),
    CompositionRefusal.SEAT_HELD: _("Somebody holds the seat on those days: enter first when that service ended"),
    CompositionRefusal.SEAT_USED_LATER: _("Something is on record for this seat after that day"),
    CompositionRefusal.PERSON_SERVES: _("This person sits in another seat on those days"),
    CompositionRefusal.ALREADY_ENDED: _("The end of this service is on record already: correct it instead"),
    CompositionRefusal.AFTER_TERM: _("The service is over by then"),
    CompositionRefusal.HOLDOVER_WITHOUT_TERM: _("Say when the term ends after which the member serves on"),
    CompositionRefusal.ROLE_WITHOUT_SEAT: _(
        "Whoever has this role is no member and sits in no seat: choose another role"
    ),
    CompositionRefusal.REASON_OF_OTHER_ACT: _(
        "This reason comes with another entry: the successor's, or the seat's end"
    ),
    CompositionRefusal.ONLY_RECORDED: _("This happens elsewhere: the board's clerk records it with its document"),
    CompositionRefusal.REMOVER_MISSING: _("Say which authority removed the member"),
    CompositionRefusal.NOTHING_CHANGES: _("Nothing would change: it stands so already"),
    CompositionRefusal.CONTRADICTION: _("The record would contradict itself: two things would be so on one day"),
    CompositionRefusal.BREAKS_LAW: _("The board's law forbids this"),
}
