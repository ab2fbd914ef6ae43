"""Queries that are put together once and afterwards only given their values.

Putting a select together anew takes several times as long as SQLite takes to answer it, so what a page reads is
prepared.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any, Concatenate, ParamSpec

from sqlalchemy import Result, bindparam
from sqlalchemy.orm import Session

from governance.db.facts import Rows

Values = ParamSpec("Values")
Answer = Result[*tuple[Any, ...]]


def prepared(build: Callable[Values, Rows]) -> Callable[Concatenate[Session, Values], Answer]:
    """Make a function that runs the query which build puts together, in a session, with the values it is given.

    build is called once, with a bound parameter in the place of each of its parameters: it may compare them with
    columns and hand them to in_, limit and offset. It must neither compute with them nor decide by them; the caller
    does that and hands in the outcome.
    """
    names = tuple(signature(build).parameters)
    built: list[Rows] = []

    def run(session: Session, /, *values: Values.args, **named: Values.kwargs) -> Answer:
        if not built:
            placeholders: dict[str, Any] = {name: bindparam(name) for name in names}
            built.append(build(**placeholders))  # type: ignore[call-arg]  # stand-ins for the values, one each
        # What this transaction has added but not yet sent is to be found too, as by the session's own execute.
        session.flush()
        return session.connection().execute(built[0], {**dict(zip(names, values, strict=False)), **named})

    run.__doc__ = build.__doc__
    return run
