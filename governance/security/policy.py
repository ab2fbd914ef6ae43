"""The security policy: a resource's own ACL decides. Nobody has an identity yet; everybody is the public."""

from typing import Any

from pyramid.authorization import ACLHelper, Everyone


class AclPolicy:
    """Pyramid's security policy over ACLs (pyramid.interfaces.ISecurityPolicy)."""

    def __init__(self) -> None:
        self.acl = ACLHelper()

    def identity(self, request: Any) -> None:
        return None

    def authenticated_userid(self, request: Any) -> None:
        return None

    def permits(self, request: Any, context: Any, permission: str) -> Any:
        return self.acl.permits(context, [Everyone], permission)

    def remember(self, request: Any, userid: str, **options: Any) -> list[tuple[str, str]]:
        return []

    def forget(self, request: Any, **options: Any) -> list[tuple[str, str]]:
        return []
