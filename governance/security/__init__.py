"""Who may do what: the permissions, the policy that applies a resource's ACL, and the headers that guard every answer.

Roles and rules of a board may not enter: a resource answers for itself, and the accounts room says who asks.
"""

from typing import Any

from pyramid.csrf import CookieCSRFStoragePolicy

from governance.security.identity import Identity
from governance.security.permissions import Permission
from governance.security.policy import AclPolicy, set_identity_loader

__all__ = ["AclPolicy", "Identity", "Permission"]


def includeme(config: Any) -> None:
    policy = config.registry.security_policy = AclPolicy()
    config.set_security_policy(policy)
    config.add_directive("set_identity_loader", set_identity_loader)
    # A view that names no permission is closed, not open; a test also refuses it.
    config.set_default_permission(Permission.NOBODY)
    # Where a post comes from is asked by governance.security.origins, over plain http too.
    config.set_default_csrf_options(require_csrf=True, check_origin=False)
    config.include("governance.security.origins")
    secure = config.registry.portal.address.startswith("https:")
    config.set_csrf_storage_policy(CookieCSRFStoragePolicy(httponly=True, samesite="Lax", secure=secure))
    config.include("governance.security.headers")
    config.include("governance.security.bodies")
