"""An open vote that many people follow: the running tally that they ask for, against one row."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from sqlalchemy import select

from bench.following import measure_following
from bench.measuring import Figure
from bench.places import Engine, Options, open_demo
from governance.boards.models import Person
from governance.db import Database
from governance.security.vault import Vault
from governance.votes.ballot_actions import make_receipt
from governance.votes.floor_models import CastBallot, HeldVote, HowCast
from model_law.thresholds import Choice
from tests.conftest import NOW
from tests.support.accounts import BOARD
from tests.support.held_places import make_held_votes


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database, tempfile.TemporaryDirectory(prefix="governance-bench-") as folder:
        vault = Vault(Path(folder))
        vault.make_key()
        vote = make_held_votes(database, vault)["held"]
        vote_id, people = add_ballots(database, vote)
        path = f"/boards/{BOARD}/votes/{vote}/tally?part=tally"
        happen = make_happen(database, vote_id, people[0])
        yield from measure_following("tally", "follower", "a ballot", engine, options, database, path, happen)


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


def make_happen(database: Database, vote_id: int, person: int) -> Callable[[], None]:
    """Somebody votes otherwise than before."""
    numbers = count()

    def happen() -> None:
        number = next(numbers)
        choice = Choice.NAY if number % 2 == 0 else Choice.AYE
        with database.writing.begin() as session:
            session.add(make_ballot(vote_id, person, choice, f"again {number}"))

    return happen
