"""Who may do what: the permissions, the policy that applies a resource's ACL, and the headers that guard every answer.

Roles and rules of a board may not enter: a resource answers for itself.
"""

from typing import Any

from pyramid.csrf import CookieCSRFStoragePolicy

from governance.security.permissions import Permission
from governance.security.policy import AclPolicy

__all__ = ["AclPolicy", "Permission"]


def includeme(config: Any) -> None:
    config.set_security_policy(AclPolicy())
    # A view that names no permission is closed, not open; a test also refuses it.
    config.set_default_permission(Permission.NOBODY)
    config.set_default_csrf_options(require_csrf=True)
    config.set_csrf_storage_policy(CookieCSRFStoragePolicy(httponly=True, samesite="Lax"))
    config.include("governance.security.headers")
