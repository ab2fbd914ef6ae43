"""Past votes counted again under a declared threshold: invented ones for each reason, and real ones against a plain count."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from webtest import TestApp

from governance.boards.models import Board, Membership, Person
from governance.db import Database, open_database
from governance.exchange.legistar import LegistarOptions, import_legistar
from governance.meetings.models import Meeting, MeetingStatus
from governance.votes.models import Ballot, Choice, Motion, Outcome, ThresholdBasis, Vote
from governance.votes.recount_queries import Recount, recount_votes
from governance.votes.tally import BASIS_NOT_KNOWN, BASIS_TOO_SMALL, NO_BALLOTS, UNKNOWN_VALUES, Threshold
from tests.conftest import NOW, make_application
from tests.support.composition import CompositionHouse
from tests.support.statements import count_statements

TAKEN_ON = date(2025, 5, 6)
NUMBERS = count(1)


@pytest.fixture
def sqlite(sqlite_templates: dict[str, Path], tmp_path: Path) -> Iterator[Database]:
    copy = tmp_path / "record.sqlite"
    copy.write_bytes(sqlite_templates["empty"].read_bytes())
    database = open_database(f"sqlite:///{copy}")
    yield database
    database.close()


def add_past_vote(
    session: Session, board: int, ballots: str, recorded: Outcome | None, threshold: Threshold = Threshold(),  # noqa: B008  # a constant tuple
) -> None:  # fmt: skip
    """A vote of another system, whose ballots are written as letters: aye, nay, abstained, unknown."""
    number = next(NUMBERS)
    meeting = Meeting(
        board_id=board, key=f"2025-05-06-{number:010}", title="Past meeting", status=MeetingStatus.ADJOURNED, zone="UTC",
        starts_at=datetime(2025, 5, 6, 18, tzinfo=NOW.tzinfo) + timedelta(minutes=number), source_system="elsewhere",
        source_identifier=f"meeting/{number}", entered_at=NOW,
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    motion = Motion(meeting_id=meeting.id, key=f"m{number:09}", text=f"Question {number}", entered_at=NOW)
    session.add(motion)
    session.flush()
    vote = Vote(
        motion_id=motion.id, key=f"v{number:09}", taken_on=TAKEN_ON, recorded_outcome=recorded,
        threshold_basis=threshold.basis, threshold_numerator=threshold.numerator,
        threshold_denominator=threshold.denominator, threshold_strict=threshold.strict,
        threshold_declared_by="Charter, section 4", source_system="elsewhere", source_identifier=f"vote/{number}",
        entered_at=NOW,
    )  # fmt: skip
    session.add(vote)
    session.flush()
    people = session.scalars(select(Person.id).order_by(Person.id)).all()
    choices = {"a": Choice.AYE, "n": Choice.NAY, "s": Choice.ABSTAIN, "u": Choice.UNKNOWN}
    session.add_all(
        Ballot(vote_id=vote.id, person_id=people[place], choice=choices[letter], position=place, entered_at=NOW)
        for place, letter in enumerate(ballots)
    )


TWO_THIRDS_SERVING = Threshold(ThresholdBasis.SERVING, 2, 3, False)
CARRIED, LOST = Outcome.CARRIED, Outcome.LOST


def test_every_past_vote_is_sorted_by_what_counting_it_again_comes_to(sqlite: Database, tmp_path: Path) -> None:
    house = CompositionHouse(sqlite, tmp_path / "vault")
    house.add_people(*(f"Past Member {number}" for number in range(9)))
    with sqlite.writing.begin() as session:
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
        for ballots, recorded, *rule in (
            ("aaannn", LOST), ("aaaann", CARRIED), ("aaannn", CARRIED), ("", CARRIED), ("aau", CARRIED), ("aaa", None),
            ("aaaaan", CARRIED, TWO_THIRDS_SERVING), ("aaaaaann", CARRIED, Threshold(ThresholdBasis.AUTHORIZED)),
        ):  # fmt: skip
            add_past_vote(session, house.board, ballots, recorded, *rule)
        found = recount_votes(session, house.board)
        # Nobody is on record to have served that day, so two thirds of those serving cannot be told.
        assert (found.total, found.agreeing, found.disagreeing, found.unrecorded) == (8, 2, 1, 1)
        assert found.uncounted == {BASIS_NOT_KNOWN: 2, NO_BALLOTS: 1, UNKNOWN_VALUES: 1}
        session.add_all(
            Membership(
                board_id=house.board, person_id=person, role="member", voting=None, started_on=date(2025, 1, 1),
                ended_on=None if place else date(2025, 5, 5), entered_at=NOW,
            )
            for place, person in enumerate(people)
        )  # fmt: skip
        session.flush()
        # Eight of nine served on: five ayes are less than two thirds of them, though the source says that it carried.
        again = recount_votes(session, house.board)
        assert (again.disagreeing, again.uncounted[BASIS_NOT_KNOWN]) == (2, 1)
    visitor = TestApp(make_application(sqlite), extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    page = visitor.get("/boards/crisis-board/votes/disagreements")
    text = " ".join(page.html.main.get_text(" ").split())
    assert "8 votes came in from another record. In 2 of them the recorded outcome is not" in text
    assert "1: The record holds no ballots for this vote" in text
    assert "5 aye of 8; the rule asks at least 2/3 of the members serving. 3 × 5 = 15 < 16 = 2 × 8" in text
    assert "Charter, section 4" in text
    told = visitor.get("/api/v1/boards/crisis-board/votes/disagreements").json
    assert [vote["result"]["agrees"] for vote in told["votes"]] == [False, False, None, None, None]
    assert "/votes/disagreements" in visitor.get("/boards/crisis-board/votes").text


def test_the_page_of_disagreements_asks_no_more_of_many_votes_than_of_few(sqlite: Database, tmp_path: Path) -> None:
    house = CompositionHouse(sqlite, tmp_path / "vault")
    house.add_people(*(f"Past Member {number}" for number in range(3)))
    counts = []
    for number in (1, 120):
        with sqlite.writing.begin() as session:
            for _ in range(number):
                add_past_vote(session, house.board, "aan", LOST)
        visitor = TestApp(make_application(sqlite), extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
        with count_statements(sqlite) as statements:
            page = visitor.get("/boards/crisis-board/votes/disagreements")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert "Page 1 of" in page.text


# -- real votes


def read_steps(folder: Path) -> list[dict[str, Any]]:
    """All that a real committee put to a vote, once each, straight from the files: steps of matters and agenda items alike."""
    found: dict[int, dict[str, Any]] = {}
    for file in sorted(folder.rglob("*.json")):
        content = json.loads(file.read_bytes())
        if "Items" in content or "History" in content:
            for step in content.get("Items") or content.get("History") or ():
                if step.get("PassedFlagName") or step.get("Votes"):
                    found[step["ID"]] = found.get(step["ID"], {}) | step
    return list(found.values())


def count_serving(folder: Path, step: dict[str, Any]) -> int:
    """Who held an office in the body that voted, on the day, by the people's own records."""
    day = step["Date"][:10]
    return sum(
        any(
            office["BodyID"] == step["BodyID"] and office["Start"][:10] <= day <= (office.get("End") or "9999")[:10]
            for office in json.loads(file.read_bytes())["OfficeRecords"]
        )
        for file in (folder / "people").rglob("*.json")
    )


def count_plainly(folder: Path, steps: list[dict[str, Any]], *, of_serving: bool) -> Counter[str]:
    """More than half of the votes, or two thirds of those serving, against the word that the source has for each."""
    found: Counter[str] = Counter()
    for step in steps:
        words = Counter(vote["Vote"] for vote in step.get("Votes") or ())
        ayes, nays = words["Affirmative"], words["Negative"]
        serving = count_serving(folder, step) if of_serving and words else None
        if not step.get("PassedFlagName"):
            found["unrecorded"] += 1
        elif not words:
            found[NO_BALLOTS] += 1
        elif serving == 0:
            found[BASIS_NOT_KNOWN] += 1
        elif serving is not None and serving < ayes + nays:
            found[BASIS_TOO_SMALL] += 1
        else:
            carried = 2 * ayes > ayes + nays if serving is None else 3 * ayes >= 2 * serving
            found["agree" if carried is (step["PassedFlagName"] == "Pass") else "disagree"] += 1
    return found


@pytest.mark.real_data
@pytest.mark.parametrize("of_serving", [False, True], ids=["of votes cast", "of those serving"])
def test_a_real_committees_votes_come_to_what_a_plain_count_says(
    sqlite: Database, real_data: Path, of_serving: bool
) -> None:
    committee = real_data / "nyc_legistar" / "mental_health_committee"
    threshold = TWO_THIRDS_SERVING if of_serving else Threshold()
    import_legistar(sqlite, committee, LegistarOptions(threshold=threshold, threshold_declared_by="A test"), now=NOW)
    total: Counter[str] = Counter()
    with sqlite.reading() as session:
        for board in session.scalars(select(Board.id)):
            total.update(sort(recount_votes(session, board)))
        assert session.scalar(select(func.count(Vote.id))) == sum(total.values())
    steps = read_steps(committee)
    assert total == count_plainly(committee, steps, of_serving=of_serving)
    assert total["disagree"] == of_serving


def sort(recount: Recount) -> Counter[str]:
    return Counter(
        {"agree": recount.agreeing, "disagree": recount.disagreeing, "unrecorded": recount.unrecorded}
    ) + Counter(recount.uncounted)
