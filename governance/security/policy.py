"""The security policy: a resource's own ACL decides, for the principals of whoever asks.

A resource may hold `refusals` (permission -> why not, as a text of the catalogue). A denial that has such a reason is told;
one that has none looks like an address that does not exist.
"""

from collections.abc import Callable
from typing import Any

from pyramid.authorization import ACLHelper, Authenticated, Everyone
from pyramid.request import RequestLocalCache
from pyramid.security import Denied

from governance.security.cookies import carries_session
from governance.security.identity import Identity

IdentityLoader = Callable[[Any], Identity | None]


class DeniedFor(Denied):
    """A denial with the reason that the person is told; None: there is nothing here, as far as they may know."""

    def __new__(cls, reason: Any, permission: str) -> Any:
        denied = super().__new__(cls, "%s is not granted", permission)
        denied.reason = reason
        return denied


class AclPolicy:
    """Pyramid's security policy over ACLs (pyramid.interfaces.ISecurityPolicy)."""

    def __init__(self) -> None:
        self.acl = ACLHelper()
        self.load_identity: IdentityLoader = lambda request: None
        self.identities = RequestLocalCache()

    def identity(self, request: Any) -> Identity | None:
        # A reader without a session costs no query.
        if not carries_session(request.environ):
            return None
        found: Identity | None = self.identities.get_or_create(request, self.load_identity)
        return found

    def authenticated_userid(self, request: Any) -> str | None:
        identity = self.identity(request)
        return None if identity is None else identity.account

    def permits(self, request: Any, context: Any, permission: str) -> Any:
        identity = self.identity(request)
        principals = [Everyone] if identity is None else [Everyone, Authenticated, *identity.principals]
        answer = self.acl.permits(context, principals, permission)
        return answer or DeniedFor(getattr(context, "refusals", {}).get(permission), permission)

    def remember(self, request: Any, userid: str, **options: Any) -> list[tuple[str, str]]:
        return []

    def forget(self, request: Any, **options: Any) -> list[tuple[str, str]]:
        return []


def set_identity_loader(config: Any, loader: IdentityLoader) -> None:
    """How the session of a request becomes an identity: the room of accounts knows."""
    config.registry.security_policy.load_identity = loader
