"""A content of minutes as the parts of a printed page, in the words of one language.

A part is {"kind": "heading", "level", "text"}, {"kind": "facts", "pairs"}, {"kind": "words", "blocks"}, {"kind": "list",
"lines"}, {"kind": "table", "head", "rows"} or {"kind": "note", "text"}; the template sets them in their order.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from governance.meetings.planning_words import FINDINGS
from governance.meetings.session_words import HAPPENINGS
from governance.meetings.words import KINDS, MODES, PRESENCES
from governance.minutes.contents import AttendanceLine, EventLine, ItemLine, MinutesContent, MotionLine, VoteLine
from governance.minutes.printed_words import say, write_day, write_moment, write_time
from governance.minutes.words import ITEM_STATES, MOTION_STATES, OUTCOMES, word_stretch, word_sum
from governance.votes.words import CHOICES
from governance.web.locale import _
from governance.web.markdown import make_blocks

Part = dict[str, Any]
Say = Callable[[Any], str]


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


def list_parts(content: MinutesContent, imprint: Imprint, language: str) -> list[Part]:
    """All parts in their order."""

    def translate(text: Any) -> str:
        return say(text, language)

    return [
        make_heading(1, write_title(content, language)),
        *list_head(content, imprint, translate, language),
        *list_attendance(content, translate, language),
        *list_session(content, translate, language),
        make_heading(2, translate(_("Items"))),
        *(part for item in content.items for part in list_item(content, item, translate, language)),
        *list_other_motions(content, translate),
        *make_words(content.closing),
        *list_end(content, imprint, translate, language),
    ]


def make_heading(level: int, text: str) -> Part:
    return {"kind": "heading", "level": level, "text": text}


def make_facts(pairs: Iterable[tuple[str, str | None]]) -> list[Part]:
    kept = [[name, value] for name, value in pairs if value]
    return [{"kind": "facts", "pairs": kept}] if kept else []


def make_words(text: str | None) -> list[Part]:
    return [{"kind": "words", "blocks": make_blocks(text)}] if text else []


def make_table(head: list[str], rows: list[list[str]]) -> list[Part]:
    return [{"kind": "table", "head": head, "rows": rows}] if rows else []


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
            *((say(FINDINGS[name]), text) for name, text in content.emergency.items() if name in FINDINGS),
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
        ]
    )
    yield from make_words(item.note)
    yield from make_facts([(say(_("Done")), item.action)])
    for motion in item.motions:
        yield from list_motion(motion, say)


def list_motion(motion: MotionLine, say: Say) -> Iterator[Part]:
    yield from make_facts(
        [
            (say(_("Motion")), motion.text),
            (say(_("What changes if it carries")), motion.effect),
            (say(_("Moved by")), motion.mover),
            (say(_("Seconded by")), motion.seconder),
            (
                say(_("What became of it")),
                say(MOTION_STATES[motion.status]) if motion.status in MOTION_STATES else None,
            ),
        ]
    )
    for vote in motion.votes:
        yield from list_vote(vote, say)


def list_vote(vote: VoteLine, say: Say) -> Iterator[Part]:
    outcome = say(OUTCOMES[vote.outcome][0]) if vote.outcome is not None else say(_("Outcome not recorded"))
    counts = ", ".join(f"{say(CHOICES[choice][0])} {count}" for choice, count in vote.counts.items())
    yield from make_facts(
        [(say(_("Vote")), ". ".join(part for part in (outcome, say(word_sum(vote) or ""), counts) if part))]
    )
    rows = [[ballot.name, say(CHOICES[ballot.choice][0])] for ballot in vote.ballots]
    yield from make_table([say(_("Member")), say(_("Vote"))], rows)


def list_other_motions(content: MinutesContent, say: Say) -> Iterator[Part]:
    if content.motions:
        yield make_heading(2, say(_("Motions outside the agenda")))
        for motion in content.motions:
            yield from list_motion(motion, say)


def list_end(content: MinutesContent, imprint: Imprint, say: Say, language: str) -> Iterator[Part]:
    certificate = content.certificate
    if certificate is not None:
        yield make_heading(2, say(_("The certificate of the call to order")))
        yield from make_facts(
            [
                (say(_("Frozen for")), write_moment(certificate.at, content.zone, language)),
                (say(_("Seats, serving, vacant")), f"{certificate.seats}, {certificate.serving}, {certificate.vacant}"),
                (say(_("Quorum")), say(word_stretch(certificate))),
                (say(_("Judged under")), "; ".join(certificate.instruments)),
                ("SHA-256", certificate.sha256),
            ]
        )
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
