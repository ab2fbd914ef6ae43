"""What minutes tell of a meeting that had everything in it, whichever room holds it."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from governance.db import Database
from governance.minutes.contents import MinutesContent, MotionLine, write_content
from governance.minutes.printed_parts import Imprint, list_parts
from tests.support.composition import TODAY
from tests.support.minuted_fully import ADDRESSED, RULE, SECRET_WORDS, WRITER, FullHouse


@pytest.fixture
def house(database: Database, tmp_path: Path) -> FullHouse:
    house = FullHouse(database, tmp_path / "vault")
    house.hold()
    return house


def find_motions(content: MinutesContent) -> dict[str, MotionLine]:
    """All motions but amendments, by their text."""
    moved = [*content.motions, *(motion for item in content.items for motion in item.motions)]
    assert len({motion.key for motion in moved}) == len(moved)
    return {motion.text: motion for motion in moved if motion.kind != "amend"}


def test_minutes_tell_everything_that_happened_in_the_meeting_and_nothing_else(house: FullHouse) -> None:
    content, digest = house.look()
    check_comments(content)
    check_floor(content)
    check_late(content)
    # What becomes of a motion in a later meeting is for that meeting's minutes.
    house.meet_later()
    house.take_up_again()
    assert house.look() == (content, digest)
    house.first = house.later
    later = find_motions(house.look()[0])
    assert set(later) == {"Approve the minutes.", "Take it up again.", "Hire a second clerk."}
    assert [vote.outcome for vote in later["Hire a second clerk."].votes] == ["lost"]
    assert later["Take it up again."].about == "Hire a second clerk."


def check_comments(content: MinutesContent) -> None:
    assert content.comments is not None
    assert [(one.item, one.taken_out) for one in content.comments.written] == [("Approve the report", 1), (None, 0)]
    assert (content.comments.speakers, content.comments.waiting, content.comments.complaints) == (1, 1, 1)
    assert [asdict(one) for one in content.comments.held_back] == [
        {"rule": RULE, "reason": "It was about something else.", "comments": 1}
    ]
    imprint = Imprint(1, None, TODAY, "Approve the minutes.", "a" * 64, "log", 1, "b" * 64)
    for written in (json.dumps(write_content(content)), json.dumps(list_parts(content, imprint, "en"))):
        for private in (SECRET_WORDS, WRITER, ADDRESSED, "asthma", "I am for it"):
            assert private not in written, private


def check_floor(content: MinutesContent) -> None:
    motions = find_motions(content)
    main = motions["Send the report by mail."]
    assert (main.kind, main.status, main.mover, main.seconder) == ("main", "lost", "Community 0", "Community 1")
    [vote] = main.votes
    assert (vote.outcome, vote.ayes, vote.base, len(vote.ballots)) == ("lost", 1, 3, 7)
    [erratum] = vote.errata
    assert (erratum.before, erratum.after, erratum.reason) == ("carried", "lost", "The clerk misheard.")
    assert [(one.name, one.recorded, one.right) for one in sorted(erratum.changes, key=lambda one: one.name)] == [
        ("Community 0", "aye", "nay"), ("Community 1", "aye", "abstain"),
    ]  # fmt: skip
    [amendment] = [motion for item in content.items for motion in item.motions if motion.kind == "amend"]
    assert (amendment.text, amendment.about) == ("Send the report by mail.", "Send the report.")
    assert (motions["Hire a second clerk."].status, motions["Hire a second clerk."].votes) == ("tabled", [])
    assert motions["Lay it on the table."].about == "Hire a second clerk."
    assert motions["Adopt the consent calendar."].items == ["Minutes of February"]
    assert [one.document for one in motions["Thank the staff."].votes] == ["Tally sheet 7"]
    item = next(item for item in content.items if item.title == "Approve the report")
    assert item.recused == ["Other 0"]
    [election] = item.elections
    assert (election.office, election.elected) == ("Vice chair", "Community 1")
    first, second = election.rounds
    assert (first.elected, first.reason, [one.candidate for one in first.named]) == (
        None, "tie", ["Community 0", "Community 1", None],
    )  # fmt: skip
    assert (second.elected, [(one.name, one.votes) for one in second.candidates]) == (
        "Community 1", [("Community 0", 1), ("Community 1", 3)],
    )  # fmt: skip


def check_late(content: MinutesContent) -> None:
    assert [item.title for item in content.items if item.late] == ["The month's calls"]
    assert [event.name for event in content.events if event.late] == ["Community 2"]
    [off] = [item for item in content.items if item.exception]
    assert (off.title, off.found) == ("A pipe burst", "It came up after the posting.")
    [closed] = [item for item in content.items if item.closed_ground]
    assert (closed.note, closed.action, closed.closed_ground) == (None, None, "Gov. Code 54956.9")
    assert [(one.reached, one.present) for one in content.quorum] == [(True, 5), (False, 3)]
    assert {line.name: line.presence for line in content.attendance} == {
        "Community 0": "left_early", "Community 1": "left_early", "Community 2": "left_early",
        "Community 3": "present", "Other 0": "present", "Other 1": "late", "Other 2": "excused",
    }  # fmt: skip
