"""What the addresses of the accounts room stand for, and why somebody is refused there."""

from typing import Any

from pyramid.authorization import Allow, Authenticated, Everyone
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.queries import AccountFacts, FoundLink, find_account, find_link
from governance.accounts.roles import ADMINISTRATOR
from governance.accounts.tokens import hash_token
from governance.security import Permission
from governance.web.locale import _

LINK_PATH = "/sign-in/{token:[A-Za-z0-9_-]{43}}"
ACCOUNT_PATH = "/accounts/{account:[a-z0-9]{1,16}}"
Acl = tuple[tuple[str, str, Any], ...]

SIGN_IN_FIRST = _("Sign in first: this page is about yourself.")
ADMINISTRATORS_ONLY = _("Only an administrator of this portal may do this.")


class Door:
    """The way in, which is open to everybody."""

    __acl__: Acl = ((Allow, Everyone, Permission.ACCOUNT_SIGN_IN),)

    def __init__(self, request: Any) -> None:
        self.request = request


class DoorWithLink(Door):
    """A one-time link that somebody holds; link is None where there is no such link, or no longer."""

    @property
    def token(self) -> str:
        return str(self.request.matchdict["token"])

    @property
    def link(self) -> FoundLink | None:
        return find_link(self.request.db, hash_token(self.token), self.request.now)


class OwnAccount:
    """The account of whoever asks: nobody else's can be named here."""

    granted = (
        Permission.ACCOUNT_READ_OWN, Permission.ACCOUNT_CORRECT_OWN, Permission.SESSION_END_OWN,
        Permission.FACTOR_PROVE, Permission.FACTOR_CHANGE_OWN,
    )  # fmt: skip
    __acl__: Acl = ((Allow, Authenticated, granted),)
    refusals = dict.fromkeys(granted, SIGN_IN_FIRST)

    def __init__(self, request: Any) -> None:
        self.request = request


class Accounts:
    """All accounts of this instance."""

    granted = (
        Permission.ACCOUNT_READ, Permission.ACCOUNT_INVITE, Permission.ACCOUNT_CLOSE, Permission.SESSION_REVOKE,
        Permission.ROLE_END, Permission.FACTOR_RESET,
    )  # fmt: skip
    __acl__: Acl = ((Allow, ADMINISTRATOR, granted),)
    refusals = dict.fromkeys(granted, ADMINISTRATORS_ONLY)

    def __init__(self, request: Any) -> None:
        self.request = request


class OneAccount(Accounts):
    """One account, for an administrator."""

    @property
    def account(self) -> AccountFacts:
        """The account. It is looked up after the permission, so that nobody else can try out keys."""
        account = find_account(self.request.db, self.request.matchdict["account"])
        if account is None:
            raise HTTPNotFound
        return account
