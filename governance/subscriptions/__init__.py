"""The room of subscriptions: what is new of a board, told by mail to whoever asked for it.

It reads what is new from the ledger and from what other rooms have published, never from what they prepare, and only
feeds above it read that too. Nobody needs an account here. An address for mail is sealed, is on no page, in no export
and in no backup, and is destroyed when its subscription ends.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.subscriptions.views")
    config.include("governance.subscriptions.ending_views")
