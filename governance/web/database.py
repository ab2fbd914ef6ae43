"""One database session a request, inside the request's transaction.

A request that only reads sees one consistent view, and what it wrote would be gone at its end. Any other request is an
act and runs as if it were alone. One of two acts that clash on PostgreSQL is tried again by pyramid_retry; the browser
never sees it.
"""

from typing import Any

import transaction
import zope.sqlalchemy
from sqlalchemy.orm import Session

from governance.db import open_database

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def open_session(request: Any) -> Session:
    database = request.registry.database
    if request.method in SAFE_METHODS:
        # Nothing that it reads is to be committed, and to join the request's transaction costs as much as a query.
        session: Session = database.reading()
    else:
        session = database.writing()
        zope.sqlalchemy.register(session, transaction_manager=request.tm)
    request.add_finished_callback(lambda _: session.close())
    return session


def make_transaction_manager(request: Any) -> Any:
    return transaction.TransactionManager(explicit=True)


def includeme(config: Any) -> None:
    settings = config.registry.settings
    settings["tm.manager_hook"] = make_transaction_manager
    # A view that answers with a refusal must not have changed anything.
    settings["tm.commit_veto"] = "pyramid_tm.default_commit_veto"
    # The identity is not to be looked up before a route is known.
    settings["tm.annotate_user"] = "no"
    settings["retry.attempts"] = 5
    config.registry.database = open_database(config.registry.portal.url)
    config.add_request_method(open_session, "db", reify=True)
