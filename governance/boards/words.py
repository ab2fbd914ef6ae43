"""The boards room's closed sets in plain words, for pages in every language."""

from governance.boards.models import EndReason, Role
from governance.web.locale import _

ROLES = {
    Role.MEMBER: _("Member"),
    Role.CHAIR: _("Chair"),
    Role.VICE_CHAIR: _("Vice chair"),
    Role.SECRETARY: _("Secretary"),
    Role.TREASURER: _("Treasurer"),
    Role.EX_OFFICIO: _("Member by office (ex officio)"),
    Role.ALTERNATE: _("Alternate"),
    Role.LIAISON: _("Liaison"),
    Role.STAFF: _("Staff"),
    Role.OTHER: _("Other role"),
}
END_REASONS = {
    EndReason.TERM_ENDED: _("term ended"),
    EndReason.RESIGNED: _("resigned"),
    EndReason.REMOVED: _("removed"),
    EndReason.DIED: _("died in office"),
    EndReason.TERM_LIMITED: _("reached the limit of terms"),
    EndReason.SUCCEEDED: _("a successor took the seat"),
    EndReason.REAPPOINTED: _("appointed again"),
    EndReason.SEAT_ABOLISHED: _("the seat was abolished"),
    EndReason.OTHER: _("left"),
}
