"""An open vote that many people follow: the running tally that they ask for, unchanged and once after each ballot, against
one row.

The limit is on what nearly all of the asking is; a ballot makes the part anew once, whoever asks first.
"""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from sqlalchemy import select

from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import ONE_ROW, Engine, Options, find_etag, make_application, make_reader, open_demo
from governance.boards.models import Person
from governance.db import Database
from governance.security.vault import Vault
from governance.votes.ballot_actions import make_receipt
from governance.votes.floor_models import CastBallot, HeldVote, HowCast
from model_law.thresholds import Choice
from tests.conftest import NOW
from tests.support.accounts import BOARD
from tests.support.held_places import make_held_votes
from tests.support.statements import count_statements

FOLLOWERS = 200
HALF_THE_RATE = Limit(0.5, at_least=True)
ONE_QUERY = Limit(1)


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database, tempfile.TemporaryDirectory(prefix="governance-bench-") as folder:
        vault = Vault(Path(folder))
        vault.make_key()
        vote = make_held_votes(database, vault)["held"]
        vote_id, people = add_ballots(database, vote)
        path = f"/boards/{BOARD}/votes/{vote}/tally?part=tally"
        application = make_application(database, database.engine.url.render_as_string(hide_password=False))
        row = make_reader(application, ONE_ROW, 200)
        follower = make_reader(application, path, 304, {"If-None-Match": find_etag(application, path)})
        with count_statements(database) as statements:
            follower()
        yield Figure("tally", engine.name, "follower: statements", 1, len(statements), "queries", ONE_QUERY)
        times = time_in_turns({"row": row, "follower": follower}, options.seconds)
        yield Figure(
            "tally", engine.name, "follower, a view of one row", 1 / times["row"], 1 / times["follower"], "1/s",
            HALF_THE_RATE,
        )  # fmt: skip
        crowd = make_crowd(database, application, path, vote_id, people[0])
        times = time_in_turns({"rows": lambda: [row() for _ in range(FOLLOWERS)], "crowd": crowd}, options.seconds)
        yield Figure(
            "tally", engine.name, f"{FOLLOWERS} followers after a ballot, {FOLLOWERS} of one row",
            times["rows"] * MILLISECONDS, times["crowd"] * MILLISECONDS, "ms", aim=Limit(2),
        )  # fmt: skip


def add_ballots(database: Database, vote: str) -> tuple[int, list[int]]:
    """The ballots of everybody on the record, two of each: of each only the last is counted. The rows of vote and people."""
    with database.writing.begin() as session:
        vote_id = session.scalars(select(HeldVote.id).where(HeldVote.key == vote)).one()
        people = list(session.scalars(select(Person.id).order_by(Person.id)))
        session.add_all(make_ballot(vote_id, person, Choice.NAY, f"first {person}") for person in people)
        session.flush()
        session.add_all(make_ballot(vote_id, person, Choice.AYE, f"last {person}") for person in people)
    return vote_id, people


def make_ballot(vote_id: int, person: int, choice: Choice, request: str) -> CastBallot:
    return CastBallot(
        held_vote_id=vote_id, person_id=person, choice=choice, at=NOW, how=HowCast.OWN_DEVICE,
        receipt=make_receipt(), request=request,
    )  # fmt: skip


def make_crowd(
    database: Database, application: object, path: str, vote_id: int, person: int
) -> Callable[[], None]:  # fmt: skip
    """Somebody votes otherwise than before, and then everybody asks what is new."""
    ask, numbers = make_reader(application, path, 200), count()

    def vote_and_ask() -> None:
        number = next(numbers)
        choice = Choice.NAY if number % 2 == 0 else Choice.AYE
        with database.writing.begin() as session:
            session.add(make_ballot(vote_id, person, choice, f"again {number}"))
        for _ in range(FOLLOWERS):
            ask()

    return vote_and_ask
