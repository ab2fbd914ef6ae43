"""What the addresses of pages that join rooms stand for."""

from typing import Any

from pyramid.authorization import Allow, Everyone
from pyramid.httpexceptions import HTTPNotFound

from governance.boards.resources import Acl, PortalRecord
from governance.front.queries import find_person
from governance.security import Permission

PERSON_PATH = "/people/{person:[a-z0-9][a-z0-9-]{0,79}}"


class PersonRecord(PortalRecord):
    """One person on the record of at least one published board."""

    __acl__: Acl = ((Allow, Everyone, Permission.RECORD_READ),)

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        person = find_person(request.db, request.matchdict["person"])
        if person is None:
            raise HTTPNotFound
        self.person = person

    @property
    def version(self) -> str:
        return self.person.version
