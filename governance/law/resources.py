"""What the addresses of the acts stand for. An act changes with a release alone, so no database is asked."""

from typing import Any

from pyramid.authorization import Allow, Everyone
from pyramid.httpexceptions import HTTPNotFound

from governance.law.queries import ActTold, find_act
from governance.security import Permission
from governance.web.page_cache import RELEASE, RELEASE_VERSION

ACT_PATH = "/law/{act:[a-z][a-z0-9-]{0,79}}"


class Acts:
    """All acts that ship with the portal."""

    __acl__ = ((Allow, Everyone, Permission.PORTAL_READ),)
    scope = RELEASE
    version = RELEASE_VERSION

    def __init__(self, request: Any) -> None:
        pass


class OneAct(Acts):
    """One act, in the reader's language."""

    act: ActTold

    def __init__(self, request: Any) -> None:
        try:
            self.act = find_act(request.matchdict["act"], request.locale_name)
        except LookupError:
            raise HTTPNotFound from None
