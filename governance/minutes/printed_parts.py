"""A content of minutes as the parts of a printed page, in the words of one language.

A part is {"kind": "heading", "level", "text"}, {"kind": "facts", "pairs"}, {"kind": "words", "blocks"}, {"kind": "list",
"lines"}, {"kind": "table", "head", "rows"} or {"kind": "note", "text"}; the template sets them in their order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from governance.meetings.live_contents import CertificateTold
from governance.meetings.planning_words import FINDINGS
from governance.meetings.session_words import HAPPENINGS
from governance.meetings.words import KINDS, MODES, PRESENCES
from governance.minutes.contents import AttendanceLine, EventLine, ItemLine, MinutesContent, read_finding
from governance.minutes.printed_floor import list_election, list_motion
from governance.minutes.printed_record import list_certificate, list_comments
from governance.minutes.printed_shapes import Part, Say, make_facts, make_heading, make_table, make_words
from governance.minutes.words import ITEM_STATES, word_stretch
from governance.web.locale import _
from governance.web.writing import say, write_day, write_moment, write_time


@dataclass(frozen=True)
class Imprint:
    """What a print says of itself: which version, by which motion it was approved and when, and the ledger's head before it.

    digest: of the content, SHA-256 in hex. reason: what was wrong with the version before.
    """

    number: int
    reason: str | None
    approved_on: date
    motion: str
    digest: str
    log: str
    head_size: int
    head_root: str


def write_title(content: MinutesContent, language: str) -> str:
    day = write_day(content.starts_at.astimezone(ZoneInfo(content.zone)).date(), language)
    return say(_("Minutes of ${board}, ${day}", mapping={"board": content.board, "day": day}), language)


def write_footer(imprint: Imprint, language: str) -> str:
    return say(_("Minutes, version ${number}", mapping={"number": imprint.number}), language)


def list_parts(
    content: MinutesContent, imprint: Imprint, language: str, certificate: CertificateTold | None = None
) -> list[Part]:
    """All parts in their order. certificate: of the call to order, as far as it is public; the content names it."""

    def translate(text: Any) -> str:
        return say(text, language)

    return [
        make_heading(1, write_title(content, language)),
        *list_head(content, imprint, translate, language),
        *list_attendance(content, translate, language),
        *list_session(content, translate, language),
        make_heading(2, translate(_("Items"))),
        *(part for item in content.items for part in list_item(content, item, translate, language)),
        *list_other_motions(content, translate, language),
        *(list_comments(content, content.comments, translate, language) if content.comments is not None else ()),
        *make_words(content.closing),
        *(
            list_certificate(content, content.certificate, certificate, translate, language)
            if content.certificate is not None
            else ()
        ),
        *list_end(imprint, translate, language),
    ]


def list_head(content: MinutesContent, imprint: Imprint, say: Say, language: str) -> Iterator[Part]:
    when = (
        write_moment(content.starts_at, content.zone, language)
        if content.time_stated
        else write_day(content.starts_at.astimezone(ZoneInfo(content.zone)).date(), language)
    )
    called, adjourned = content.called_at, content.adjourned_at
    yield from make_facts(
        [
            (say(_("Board")), f"{content.board}, {content.jurisdiction}"),
            (say(_("Meeting")), content.title),
            (say(_("Kind")), say(KINDS[content.kind]) if content.kind in KINDS else None),
            (say(_("Called for")), when),
            (say(_("Place")), content.place),
            (say(_("Online")), content.join_address),
            (say(_("By phone")), content.join_phone),
            (say(_("Called to order")), write_moment(called, content.zone, language) if called else None),
            (say(_("Adjourned")), write_moment(adjourned, content.zone, language) if adjourned else None),
            *(
                (say(FINDINGS[name]), write_moment(moment, content.zone, language) if moment is not None else text)
                for name, text in content.emergency.items()
                if name in FINDINGS
                for moment in [read_finding(name, text)]
            ),
            (say(_("What this version corrects")), imprint.reason),
        ]
    )
    yield from make_words(content.opening)


def list_attendance(content: MinutesContent, say: Say, language: str) -> Iterator[Part]:
    if not content.attendance:
        return
    yield make_heading(2, say(_("Attendance")))
    rows = [[line.name, word_attendance(content, line, say, language)] for line in content.attendance]
    yield from make_table([say(_("Name")), say(_("Attendance"))], rows)


def word_attendance(content: MinutesContent, line: AttendanceLine, say: Say, language: str) -> str:
    if line.presence is None:
        return "; ".join(f"{say(PRESENCES[presence][0])}: {count}" for presence, count in line.counts.items())
    said = [say(PRESENCES[line.presence][0])]
    if line.mode is not None:
        said.append(say(MODES[line.mode]))
    if line.arrived_at is not None:
        said.append(f"{say(_('from'))} {write_time(line.arrived_at, content.zone, language)}")
    if line.left_at is not None:
        said.append(f"{say(_('until'))} {write_time(line.left_at, content.zone, language)}")
    return ", ".join(said)


def list_session(content: MinutesContent, say: Say, language: str) -> Iterator[Part]:
    if content.quorum:
        yield make_heading(2, say(_("Quorum")))
        rows = [
            [
                write_time(stretch.since, content.zone, language),
                write_time(stretch.until, content.zone, language) if stretch.until else "",
                say(word_stretch(stretch)),
            ]
            for stretch in content.quorum
        ]
        yield from make_table([say(_("From")), say(_("Until")), say(_("Quorum"))], rows)
    if content.events:
        yield make_heading(2, say(_("What happened")))
        yield {"kind": "list", "lines": [word_event(content, event, say, language) for event in content.events]}


def word_event(content: MinutesContent, event: EventLine, say: Say, language: str) -> str:
    said = f"{write_time(event.at, content.zone, language)}: {say(HAPPENINGS[event.what])}"
    if event.name:
        said += f": {event.name}"
    if event.mode is not None:
        said += f", {say(MODES[event.mode])}"
    if event.here is not None:
        there = say(_("${number} there", mapping={"number": event.here}))
        said += f": {there}"
    return said + (f" ({say(_('entered afterwards'))})" if event.late else "")


def list_item(content: MinutesContent, item: ItemLine, say: Say, language: str) -> Iterator[Part]:
    yield make_heading(3, f"{item.number} {item.title}".strip())
    state = say(ITEM_STATES[item.state]) if item.state in ITEM_STATES else None
    yield from make_facts(
        [
            (say(_("Taken up")), write_time(item.taken_up_at, content.zone, language) if item.taken_up_at else None),
            (say(_("State")), state),
            (say(_("Ground for a closed session")), item.closed_ground),
            (say(_("Not on the agenda. Taken up because")), item.exception),
            (say(_("The board found")), item.found),
            (say(_("Recused")), ", ".join(item.recused)),
            (say(_("Entered afterwards")), say(_("what was done with it, or when")) if item.late else None),
        ]
    )
    yield from make_words(item.note)
    yield from make_facts([(say(_("Done")), item.action)])
    for motion in item.motions:
        yield from list_motion(content, motion, say, language)
    for election in item.elections:
        yield from list_election(content, election, say, language)


def list_other_motions(content: MinutesContent, say: Say, language: str) -> Iterator[Part]:
    if content.motions:
        yield make_heading(2, say(_("Motions on several items, or on none")))
        for motion in content.motions:
            yield from list_motion(content, motion, say, language)


def list_end(imprint: Imprint, say: Say, language: str) -> Iterator[Part]:
    yield make_heading(2, say(_("Approval")))
    yield from make_facts(
        [
            (say(_("Version")), str(imprint.number)),
            (say(_("Approved on")), write_day(imprint.approved_on, language)),
            (say(_("By the motion")), imprint.motion),
            (say(_("SHA-256 of the content")), imprint.digest),
            (say(_("The ledger before the publication: log, entries, root")),
             f"{imprint.log}, {imprint.head_size}, {imprint.head_root}"),
        ]
    )  # fmt: skip
