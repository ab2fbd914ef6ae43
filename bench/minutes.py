"""The minutes of a large meeting: put together from the record, as a page, and as a file, against Typst alone.

The floor of the file, and what the page is held against too, is Typst with the same text: each line of it a paragraph,
to the same standard and with the same fonts, without a table, a list or a heading. That of putting them together is
their own SQL, each statement sent as it is and all rows fetched.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import typst
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from bench.cold import OWN_WORK, QUERIES, gather, open_floor, stop_keeping
from bench.measuring import MILLISECONDS, Figure, Limit, time_in_turns
from bench.places import NOW, Engine, Options, make_application, make_reader, open_demo
from governance.boards.models import Board, Person
from governance.db import Database
from governance.meetings.models import (
    AgendaItem,
    Attendance,
    AttendanceMode,
    ItemKind,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Presence,
)
from governance.minutes.actions import assemble_standing, read_standing
from governance.minutes.contents import (
    MinutesContent,
    compute_digest,
    parse_content,
    read_content,
    write_canonical,
    write_content,
)
from governance.minutes.models import MinutesVersion
from governance.minutes.printed_parts import Imprint, list_parts, write_title
from governance.minutes.printing import STANDARD, print_minutes, show_all
from governance.votes.models import Ballot, Choice, Motion, Vote
from tests.support.statements import FRAME

ITEMS, VOTES, MEMBERS = 60, 40, 25
KEY = "2026-09-15-m1nvtes000"
CHOICES = (Choice.AYE,) * 7 + (Choice.NAY, Choice.ABSTAIN, Choice.ABSENT)
SENTENCE = "The board heard the report on how the calls of the month were answered, and by whom. "
PLAIN = b"""
#let print = json(bytes(sys.inputs.print))
#set document(title: print.title, date: none)
#set page(paper: "us-letter")
#set text(lang: "en", size: 10.5pt, font: ("Libertinus Serif", "DejaVu Sans Mono"))
#for line in print.lines { par(text(line)) }
"""
AT_MOST_TWICE = Limit(2)
FASTER_THAN_PRINT = Limit(1)


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database:
        content, path = make_large_meeting(database)
        application = make_application(database, database.engine.url.render_as_string(hide_password=False))
        stop_keeping(application)
        times = time_in_turns(
            {"floor": make_own_sql(database), "ours": lambda: assemble_large(database)}, options.seconds
        )
        floor, ours = (times[name] * MILLISECONDS for name in ("floor", "ours"))
        yield Figure("minutes", engine.name, "from the record, its SQL alone", floor, ours, "ms", aim=Limit(3))
        yield from measure_page(engine, options, database, application, content, path)
        imprint = Imprint(1, None, NOW.date(), "Approve the minutes.", "a" * 64, "board", 1, "b" * 64)
        works: dict[str, Callable[[], object]] = {
            "typst": make_typst_alone(content, imprint),
            "page": make_reader(application, path, 200),
            "file": lambda: print_minutes(content, imprint, "en"),
        }
        times = {name: time * MILLISECONDS for name, time in time_in_turns(works, options.seconds).items()}
        yield Figure(
            "minutes", engine.name, "page, typst alone", times["typst"], times["page"], "ms", FASTER_THAN_PRINT
        )
        yield Figure("minutes", engine.name, "PDF, typst alone", times["typst"], times["file"], "ms", AT_MOST_TWICE)


def measure_page(
    engine: Engine, options: Options, database: Database, application: Any, content: MinutesContent, path: str
) -> Iterator[Figure]:
    """The page against what it cannot do without: its SQL, reading the minutes as they are kept, and its template."""
    found, kept = gather(application, database, path), write_canonical(write_content(content))
    yield Figure("minutes", engine.name, "page: statements", QUERIES.number, len(found.statements), "queries", Limit(1))
    with open_floor(database, found) as render_alone:
        works: dict[str, Callable[[], object]] = {
            "floor": lambda: (parse_content(kept), render_alone()),
            "ours": make_reader(application, path, 200),
        }
        times = {name: time * MILLISECONDS for name, time in time_in_turns(works, options.seconds).items()}
    name = "page, its SQL, text and template alone"
    yield Figure("minutes", engine.name, name, times["floor"], times["ours"], "ms", OWN_WORK)


def make_typst_alone(content: MinutesContent, imprint: Imprint) -> Callable[[], bytes]:
    """Typst with every text of the printed minutes as a paragraph of its own."""
    title = write_title(content, "en")
    lines = list(list_lines(show_all(list_parts(content, imprint, "en"))))
    text = write_canonical({"title": title, "lines": lines})

    def work() -> bytes:
        made: bytes = typst.compile(
            PLAIN, format="pdf", sys_inputs={"print": text}, pdf_standards=[STANDARD], ignore_system_fonts=True
        )
        return made

    return work


def list_lines(told: Any, name: str = "") -> Iterator[str]:
    if isinstance(told, dict):
        for field, value in told.items():
            yield from list_lines(value, field)
    elif isinstance(told, list):
        for value in told:
            yield from list_lines(value, name)
    elif isinstance(told, str) and told and name not in ("kind", "style"):
        yield told


def make_own_sql(database: Database) -> Callable[[], None]:
    """The statements by which the minutes are put together, alone."""
    noted: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if not statement.lstrip().upper().startswith(FRAME):
            noted.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    assemble_large(database)
    event.remove(database.engine, "before_cursor_execute", note)
    engine = database.reading.kw["bind"]

    def work() -> None:
        with engine.connect() as connection:
            for statement, parameters in noted:
                connection.exec_driver_sql(statement, parameters).fetchall()

    return work


def assemble_large(database: Database) -> dict[str, Any]:
    """The minutes of the large meeting as they would be approved now, with their hash worked out."""
    with database.reading() as session:
        board = session.get_one(Board, 1)
        content = write_content(assemble_standing(session, read_standing(session, board, KEY)))
    compute_digest(content)
    return content


def make_large_meeting(database: Database) -> tuple[MinutesContent, str]:
    """A meeting of 60 items, 40 votes and 25 members with published minutes: these, and the address of their page."""
    with database.writing.begin() as session:
        board = session.get_one(Board, 1)
        path = f"/boards/{board.slug}/meetings/{KEY}/minutes"
        meeting = Meeting(
            key=KEY, board_id=1, title="Regular meeting of September", starts_at=NOW - timedelta(days=70),
            zone=board.zone, place="Town hall", status=MeetingStatus.ADJOURNED, kind=MeetingKind.REGULAR,
            entered_at=NOW,
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        people = add_people(session)
        session.execute(
            insert(Attendance),
            [
                {"meeting_id": meeting.id, "person_id": person, "presence": Presence.PRESENT,
                 "mode": AttendanceMode.IN_PERSON, "entered_at": NOW}
                for person in people
            ],
        )  # fmt: skip
        motion, number = add_items(session, meeting.id, people), meeting.id
    content = assemble_large(database)
    with database.writing.begin() as session:
        session.add(
            MinutesVersion(
                meeting_id=number, number=1, content=content, digest=compute_digest(content), motion_id=motion,
                approved_on=NOW.date(), entered_at=NOW, published_at=NOW,
            )
        )  # fmt: skip
    return read_content(content), path


def add_people(session: Session) -> list[int]:
    session.execute(
        insert(Person),
        [
            {"key": f"member-of-{number:02}", "name": f"Member Number {number}", "sort_name": f"{number:02}",
             "entered_at": NOW}
            for number in range(MEMBERS)
        ],
    )  # fmt: skip
    return list(session.scalars(select(Person.id).where(Person.key.like("member-of-%")).order_by(Person.id)))


def add_items(session: Session, meeting: int, people: list[int]) -> int:
    """The items, two in three of which were voted on by everybody; a motion's number."""
    items = [
        AgendaItem(
            meeting_id=meeting, key=f"m1n{number:07}", position=number + 1, number=f"{number + 1}.",
            title=f"Item number {number + 1} on what the program does", kind=ItemKind.ACTION, note=SENTENCE * 4,
            action="Received and filed.", source_system="bench", entered_at=NOW,
        )
        for number in range(ITEMS)
    ]  # fmt: skip
    session.add_all(items)
    session.flush()
    motions = [
        Motion(
            meeting_id=meeting, agenda_item_id=items[number].id, key=f"m0t{number:07}", position=number + 1,
            text=f"Recommend to the council what stands under item {number + 1}.", mover_id=people[0],
            seconder_id=people[1], entered_at=NOW,
        )
        for number in range(VOTES)
    ]  # fmt: skip
    session.add_all(motions)
    session.flush()
    votes = [Vote(motion_id=motion.id, key=f"v0t{motion.key[3:]}", entered_at=NOW) for motion in motions]
    session.add_all(votes)
    session.flush()
    session.execute(
        insert(Ballot),
        [
            {"vote_id": vote.id, "person_id": person, "choice": CHOICES[(place + vote.id) % len(CHOICES)],
             "position": place, "entered_at": NOW}
            for vote in votes
            for place, person in enumerate(people)
        ],
    )  # fmt: skip
    return motions[0].id
