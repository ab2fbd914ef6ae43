"""Subscriptions as addresses stand for them: a board that can be followed, and what a secret from a message opens."""

from functools import cached_property
from typing import Any

from pyramid.authorization import Allow, Everyone

from governance.accounts.tokens import hash_token
from governance.boards.resources import BOARD, BoardRecord
from governance.security import Permission
from governance.subscriptions.queries import SubscriptionFact, find_asked, find_subscribed
from governance.subscriptions.sending import END_PATH

ASK_PATH = f"/boards/{BOARD}/subscribe"
CONFIRM_PATH = "/subscriptions/confirm/{subscribing:[A-Za-z0-9_-]{43}}"
ENDING_PATH = END_PATH + "{ending:[A-Za-z0-9_-]{43}}"

Acl = tuple[tuple[str, str, Any], ...]
EVERYBODY: Acl = ((Allow, Everyone, Permission.SUBSCRIPTION_KEEP_OWN),)


class BoardToFollow(BoardRecord):
    """A published board, of which everybody may ask to be told."""

    def __acl__(self) -> Acl:
        return EVERYBODY if self.board.published else ()


class AskedSubscription:
    """A subscription that waits to be confirmed, for whoever has the mail about it."""

    __acl__ = EVERYBODY

    def __init__(self, request: Any) -> None:
        self.request = request
        self.token: str = request.matchdict["subscribing"]

    @cached_property
    def asked(self) -> SubscriptionFact | None:
        return find_asked(self.request.db, hash_token(self.token), self.request.now)


class OwnSubscription:
    """A subscription, for whoever has a message that was sent for it; it may be over."""

    __acl__ = EVERYBODY

    def __init__(self, request: Any) -> None:
        self.request = request
        self.token: str = request.matchdict["ending"]

    @cached_property
    def subscribed(self) -> SubscriptionFact | None:
        return find_subscribed(self.request.db, hash_token(self.token))


class SubscriptionDone:
    """What says that something was done, and not for whom."""

    __acl__ = EVERYBODY

    def __init__(self, request: Any) -> None:
        self.request = request
