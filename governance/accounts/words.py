"""The accounts room's closed sets in plain words, for pages in every language."""

from governance.accounts.checks import Refusal
from governance.accounts.models import Factor, MadeBy, Role
from governance.web.locale import _

ACCOUNT_ROLES = {
    Role.MEMBER: _("Member"),
    Role.CHAIR: _("Chair"),
    Role.VICE_CHAIR: _("Vice chair"),
    Role.CLERK: _("Clerk"),
    Role.PROGRAM_STAFF: _("Program staff"),
    Role.APPOINTING_AUTHORITY: _("Appointing authority"),
    Role.ADMINISTRATOR: _("Administrator of this portal"),
}
SESSION_ORIGINS = {
    MadeBy.LINK: _("a link by email"),
    MadeBy.RECOVERY_CODE: _("a recovery code"),
    MadeBy.PASSKEY: _("a passkey"),
}
FACTORS = {
    Factor.LINK: _("a link by email"),
    Factor.RECOVERY_CODE: _("a recovery code"),
    Factor.PASSKEY: _("a passkey"),
    Factor.TOTP: _("a code from an app"),
}
REFUSALS = {
    Refusal.ADDRESS_UNUSABLE: _("Write an email address, such as name@example.org"),
    Refusal.ADDRESS_TAKEN: _("This address cannot be used. Choose another one."),
    Refusal.NAME_MISSING: _("A name needs letters that can be read"),
    Refusal.NAME_TOO_LONG: _("A name has at most 200 letters"),
    Refusal.UNKNOWN_ACCOUNT: _("There is no such account."),
    Refusal.ACCOUNT_CLOSED: _("This account is closed."),
    Refusal.ROLE_HELD: _("This person holds the role already"),
    Refusal.ROLES_APART: _(
        "The clerk, who defines the seats, and the authority that appoints to them cannot be the same person"
    ),
    Refusal.NOT_YOURS_TO_GIVE: _("Only an administrator of this portal may give this role"),
    Refusal.NOT_YOURS_TO_END: _("Only an administrator of this portal may end this role."),
    Refusal.ROLE_OVER: _("This role is over already."),
    Refusal.LAST_DAY_BEFORE_FIRST: _("The last day comes before the first one"),
    Refusal.NO_PRINTED_CODES: _(
        "No codes are printed for clerks, program staff and administrators: they need a second factor"
    ),
    Refusal.LAST_DAY_PAST: _("This day has passed: leave it empty to end the role at once"),
}
