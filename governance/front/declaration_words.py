"""Where a declaration stands, and why an act on one is refused, in plain words. Nothing here asks anybody why."""

from governance.boards.declaration_actions import DeclarationRefusal
from governance.boards.declaration_telling import DeclarationState
from governance.web.locale import _

DECLARATION_STATES = {
    DeclarationState.WAITING: _("waits for the clerk"),
    DeclarationState.IN_FORCE: _("confirmed"),
    DeclarationState.DECLINED: _("not confirmed"),
    DeclarationState.WITHDRAWN: _("taken back"),
    DeclarationState.UNREADABLE: _("cannot be read any more"),
    DeclarationState.UNNAMED: _("to be made anew under the board's new law"),
    DeclarationState.LAPSED: _("to be renewed"),
}
DECLARATION_REFUSALS = {
    DeclarationRefusal.NO_LAW: _("No law is recorded for this board, so there is nothing to declare yet"),
    DeclarationRefusal.NOT_ON_RECORD: _(
        "Your account is not joined to your name on the board's public record: ask the clerk"
    ),
    DeclarationRefusal.WAITS_ALREADY: _("What you declared waits for the clerk already: take it back to change it"),
    DeclarationRefusal.CATEGORY_NOT_ASKED: _("This board's law asks nobody for a category"),
    DeclarationRefusal.CATEGORY_MISSING: _("Choose at least one of these"),
    DeclarationRefusal.CATEGORY_UNKNOWN: _("The board's law does not know this category"),
    DeclarationRefusal.NOTHING_DECLARED: _("There is nothing that you could take back or say"),
    DeclarationRefusal.UNKNOWN_DECLARATION: _("There is no such declaration"),
    DeclarationRefusal.DECIDED_ALREADY: _("This was decided on already, or taken back"),
    DeclarationRefusal.OWN_DECLARATION: _("This is your own declaration: another clerk of the board must decide on it"),
    DeclarationRefusal.UNREADABLE: _("What was declared cannot be read any more: ask the member to declare anew"),
    DeclarationRefusal.NOT_CONFIRMED: _("You can say it in public once the clerk has confirmed it"),
}
