"""An address for every kind of public page, taken from what a database holds."""

from typing import Any

from sqlalchemy import select

from governance.boards.models import Board, Person
from governance.db import Database
from governance.meetings.models import Meeting
from governance.votes.models import Motion, Vote
from governance.web.pages import HTML, PublicPage
from tests.support.floor_places import add_election
from tests.support.held_places import add_open_vote
from tests.support.reports import furnish_reports
from tests.support.taken_votes import furnish_vote


def list_addresses(application: Any, database: Database) -> dict[str, str]:
    """One address for each registered public page, by route name. Raises KeyError for a page it has no address for."""
    return {page.name: address for page, address in find_addresses(application, database)}


def list_html_addresses(application: Any, database: Database) -> dict[str, str]:
    """The same for those pages alone that a browser shows, which a feed is not; and one of a vote that came from elsewhere."""
    shown = {page.name: address for page, address in find_addresses(application, database) if page.media == HTML}
    with database.reading() as session:
        past = select(Board.slug, Vote.key).join(Meeting, Meeting.board_id == Board.id)
        slug, key = session.execute(
            past.join(Motion, Motion.meeting_id == Meeting.id).join(Vote, Vote.motion_id == Motion.id).order_by(Vote.id)
        ).first()
    return {**shown, "votes.vote of the past": f"/boards/{slug}/votes/{key}"}


def find_addresses(application: Any, database: Database) -> list[tuple[PublicPage, str]]:
    with database.reading() as session:
        voted = select(Board.slug, Meeting.key, Vote.key, Motion.key).join(Meeting, Meeting.board_id == Board.id)
        board, meeting, vote, motion = session.execute(
            voted.join(Motion, Motion.meeting_id == Meeting.id)
            .join(Vote, Vote.motion_id == Motion.id)
            .order_by(Vote.id)
        ).first()
        person = session.scalar(select(Person.key).order_by(Person.id))
    values = {
        "board": board, "meeting": meeting, "vote": vote, "motion": motion, "person": person, "sequence": "1",
        "act": "model-act",
    }  # fmt: skip
    with database.writing.begin() as session:
        values["election"] = add_election(session)
        values["held"] = add_open_vote(session, meeting)
    values["vote"] = furnish_vote(database)
    values |= furnish_reports(database)
    return [(page, fill(page.path, values)) for page in application.registry.public_pages]


def fill(path: str, values: dict[str, str]) -> str:
    """A route's path with its places filled in; each place looks like {name:pattern}."""
    parts, depth, place = [], 0, ""
    for letter in path:
        if letter == "{":
            depth += 1
        if depth:
            place += letter
        else:
            parts.append(letter)
        if letter == "}":
            depth -= 1
            if not depth:
                parts.append(values[place.strip("{}").partition(":")[0]])
                place = ""
    return "".join(parts)
