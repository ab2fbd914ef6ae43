"""One database session a request, inside the request's transaction.

A request that only reads sees one consistent view; whatever it wrote would be lost. Any other request is an
act and runs as if it were alone. One of two acts that clash on PostgreSQL is tried again by pyramid_retry, then with
nobody beside it; the browser never sees it.
"""

from typing import Any

import transaction
import zope.sqlalchemy
from sqlalchemy.orm import Session
from zope.sqlalchemy.datamanager import STATUS_CHANGED

from governance.db import open_database
from governance.db.turns import take_turn
from governance.security.streams import find_stream

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def is_act(request: Any) -> bool:
    """Whether a request may change the record, and so gets a transaction that is committed. To have one costs time.

    A file that is still arriving would keep everybody else waiting: its act opens a transaction of its own.
    """
    return request.method not in SAFE_METHODS and find_stream(request) is None


def open_session(request: Any) -> Session:
    database = request.registry.database
    session: Session = (database.writing if is_act(request) else database.reading)()
    if is_act(request):
        # Statements that bypass the mapped classes, as a ballot's does, are not noticed by it: an act is always committed.
        zope.sqlalchemy.register(session, initial_state=STATUS_CHANGED, transaction_manager=request.tm)
        take_turn(session, alone=request.environ.get("retry.attempt", 0) > 0)
    request.add_finished_callback(lambda _: session.close())
    return session


def veto_commit(request: Any, response: Any) -> bool:
    """Whether an answer undoes what its request wrote: a refusal does, unless `keep_despite_refusal` was called."""
    return response.status_int >= 400 and not getattr(request, "keeps_despite_refusal", False)


def keep_despite_refusal(request: Any) -> None:
    """Let what this request has written stand even though it is refused, as a wrong code has to be counted."""
    request.keeps_despite_refusal = True


def make_transaction_manager(request: Any) -> Any:
    return transaction.TransactionManager(explicit=True)


def includeme(config: Any) -> None:
    settings = config.registry.settings
    settings["tm.manager_hook"] = make_transaction_manager
    settings["tm.activate_hook"] = is_act
    # A view that answers with a refusal must not have changed anything.
    settings["tm.commit_veto"] = "governance.web.database.veto_commit"
    # The identity is not to be looked up before a route is known.
    settings["tm.annotate_user"] = "no"
    settings["retry.attempts"] = 5
    config.registry.database = open_database(config.registry.portal.url)
    config.add_request_method(open_session, "db", reify=True)
