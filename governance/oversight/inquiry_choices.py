"""What can be chosen in the forms by which boards ask and programs answer."""

from sqlalchemy.orm import Session

from governance.boards.queries import BoardIdentity
from governance.clock import find_day
from governance.oversight.inquiry_queries import find_report_choices
from governance.oversight.metrics import load_dictionary
from governance.oversight.queries import ProgramFact
from governance.oversight.telling import name_period, say
from governance.votes.motion_queries import find_carried_motions

MOST_MOTIONS = 100
MOST_REPORTS = 60
LONGEST_TEXT = 160
Choices = list[tuple[str, str]]


def list_programs(programs: list[ProgramFact]) -> Choices:
    return [(program.key, program.name) for program in programs]


def list_motions(session: Session, board: BoardIdentity) -> Choices:
    """The motions that the board carried, by their day and the beginning of their text."""
    return [
        (one.key, f"{find_day(one.carried_at, board.zone)}: {one.text[:LONGEST_TEXT]}" if one.carried_at else one.text)
        for one in find_carried_motions(session, board.id, MOST_MOTIONS)
    ]


def list_metrics(language: str) -> Choices:
    named = [(metric.id, say(metric.name, language)) for metric in load_dictionary().metrics]
    return sorted(named, key=lambda choice: choice[1])


def list_reports(session: Session, board_id: int) -> Choices:
    """The reports that are out, the latest period first."""
    return [
        (one.key, f"{one.program_name}: {name_period(one.period.name)}")
        for one in find_report_choices(session, board_id, MOST_REPORTS)
    ]
