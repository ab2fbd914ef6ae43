"""What stands on ledgers, in plain words: every kind of entry, and the offices that act."""

from governance.accounts.actions import AccountAct
from governance.boards.actions import BoardAct
from governance.boards.appointment_models import ActKind
from governance.boards.law_actions import LawAct
from governance.documents.actions import DocumentAct
from governance.keeping.holds import KeepingAct
from governance.ledger.entries import LedgerAct, Office
from governance.meetings.planning_acts import MeetingAct
from governance.web.locale import _

KINDS = {
    AccountAct.INVITED: _("Somebody was invited to a role"),
    AccountAct.CLOSED: _("An account was closed"),
    AccountAct.ROLE_ASSIGNED: _("A role was given"),
    AccountAct.ROLE_ENDED: _("A role was ended"),
    AccountAct.SESSIONS_REVOKED: _("Sessions of an account were ended"),
    AccountAct.FACTORS_RESET: _("The second factors of an account were taken away"),
    AccountAct.RECOVERY_CODES_ISSUED: _("Codes to sign in were printed for somebody"),
    BoardAct.ADDED: _("The board was added to this portal"),
    BoardAct.RENAMED: _("The board got a new name"),
    BoardAct.PUBLISHED: _("The board was published"),
    BoardAct.UNPUBLISHED: _("The board was taken out of what the public reads"),
    BoardAct.PLACE_ADDED: _("A place was added to this portal"),
    LawAct.PROPOSED: _("A law was entered for the board, to be confirmed by somebody else"),
    LawAct.CONFIRMED: _("The board's law was confirmed"),
    LawAct.WITHDRAWN: _("A law that waited to be confirmed was withdrawn"),
    LawAct.SUPERSEDED: _("A wrong entry of the board's law was corrected"),
    LawAct.STRIKE_PROPOSED: _("It was asked that a law of the board be struck out, to be confirmed by somebody else"),
    LawAct.STRUCK: _("An entry of the board's law was struck out"),
    MeetingAct.NOTICED: _("Notice of a meeting was posted here, with its agenda"),
    MeetingAct.AGENDA_CHANGED: _("Another version of a meeting's agenda was posted here"),
    MeetingAct.NOTICE_ATTESTED: _("Somebody attested that notice of a meeting was posted elsewhere"),
    MeetingAct.NOTICE_CORRECTED: _("What was attested of a notice was corrected"),
    MeetingAct.CANCELLED: _("A meeting was cancelled"),
    MeetingAct.POSTPONED: _("A meeting was postponed"),
    DocumentAct.ADDED: _("A document was kept"),
    DocumentAct.REPLACED: _("A new version of a document took the place of the one before"),
    DocumentAct.WITHDRAWN: _("A version of a document was withdrawn, with its reason"),
    ActKind.SEAT_CREATED: _("A seat was created"),
    ActKind.SEAT_CHANGED: _("A seat was changed"),
    ActKind.SEAT_ABOLISHED: _("A seat was abolished"),
    ActKind.APPOINTED: _("Somebody was appointed to a seat"),
    ActKind.SWORN: _("A member's oath was entered"),
    ActKind.ENDED: _("The end of a member's service was entered"),
    ActKind.CORRECTED: _("An entry of somebody's appointment was corrected"),
    ActKind.MEMBER_DESCRIBED: _("What the law asks to know of a member was entered"),
    ActKind.TRAINED: _("A member's training was entered"),
    "record.imported": _("Records came in from another system"),
    "record.demo_loaded": _("The demonstration board was loaded"),
    KeepingAct.HOLD_PLACED: _("A legal hold stopped the destroying of records"),
    KeepingAct.HOLD_LIFTED: _("A legal hold was lifted"),
    LedgerAct.BEGAN: _("The ledger began"),
    LedgerAct.KEY_ROTATED: _("A new key signs the ledger from here on"),
    LedgerAct.PRIVATE_ACTS: _("The private acts of one day, if there were any"),
    LedgerAct.PURGED: _("Records were destroyed when their time was over"),
}
"""Kind of an entry -> what happened. Records that come in together are named by their text: their room lies above."""

BOARD_KINDS = (
    BoardAct.ADDED,
    BoardAct.RENAMED,
    BoardAct.PUBLISHED,
    BoardAct.UNPUBLISHED,
    *LawAct,
    *DocumentAct,
    *MeetingAct,
    "record.imported",
    "record.demo_loaded",
    AccountAct.INVITED,
    AccountAct.ROLE_ASSIGNED,
    AccountAct.ROLE_ENDED,
    AccountAct.RECOVERY_CODES_ISSUED,
    LedgerAct.PRIVATE_ACTS,
    LedgerAct.PURGED,
)
"""What can be on the log of a board, in the order in which a reader may choose it."""

INSTANCE_KINDS = (
    BoardAct.PLACE_ADDED,
    "record.imported",
    "record.demo_loaded",
    AccountAct.INVITED,
    AccountAct.CLOSED,
    AccountAct.ROLE_ASSIGNED,
    AccountAct.ROLE_ENDED,
    AccountAct.SESSIONS_REVOKED,
    AccountAct.FACTORS_RESET,
    KeepingAct.HOLD_PLACED,
    KeepingAct.HOLD_LIFTED,
    LedgerAct.BEGAN,
    LedgerAct.KEY_ROTATED,
    LedgerAct.PRIVATE_ACTS,
    LedgerAct.PURGED,
)
"""The same for the instance's own."""

OFFICES = {
    Office.OPERATOR: _("Operator of this portal"),
    Office.PORTAL: _("This portal itself"),
    Office.ADMINISTRATOR: _("Administrator of this portal"),
    Office.CLERK: _("Clerk of the board"),
    Office.CHAIR: _("Chair of the board"),
    Office.VICE_CHAIR: _("Vice chair of the board"),
    Office.MEMBER: _("Member of the board"),
    Office.STAFF: _("Staff of the program"),
    Office.APPOINTING_AUTHORITY: _("Appointing authority"),
}

RECORDS = {
    "jurisdiction": _("Places"),
    "board": _("Boards"),
    "boards": _("Boards"),
    "board_name": _("Names of boards"),
    "board_names": _("Names of boards"),
    "former_state": _("Former states"),
    "person": _("People"),
    "people": _("People"),
    "seat": _("Seats"),
    "seats": _("Seats"),
    "seat_change": _("Changes of seats"),
    "composition_act": _("Acts on seats and appointments"),
    "member_description": _("Descriptions of members"),
    "training": _("Trainings"),
    "membership": _("Memberships"),
    "memberships": _("Memberships"),
    "meeting": _("Meetings"),
    "meetings": _("Meetings"),
    "agenda_item": _("Agenda items"),
    "agenda_items": _("Agenda items"),
    "meeting_document": _("Documents"),
    "documents": _("Documents"),
    "attendance": _("Attendance"),
    "motion": _("Motions"),
    "motions": _("Motions"),
    "vote": _("Votes"),
    "votes": _("Votes"),
    "adoption": _("Laws of boards"),
    "ballot": _("Ballots"),
    "ballots": _("Ballots"),
}
"""A table, or a kind of record as imports count them -> its name."""
