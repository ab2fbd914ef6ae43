"""Meetings, their agenda items and their documents, from Legistar's events."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from governance.db.keys import make_slug
from governance.exchange.intake import AgendaItemIntake, DocumentIntake, MeetingIntake
from governance.exchange.legistar_fields import find_join_link, read_clock
from governance.exchange.legistar_records import Event, Item, Paper
from governance.exchange.values import read_comment, read_item_kind, read_meeting, read_name, read_paper
from governance.meetings.models import DocumentKind, ItemKind, MeetingKind, MeetingStatus, PaperStatus

SPECIAL = ("special", "emergency", "regular")


class When(NamedTuple):
    """When a meeting begins; stated: whether the source gives its time."""

    starts_at: datetime
    stated: bool


def name_body(number: str | None, name: str | None) -> str | None:
    if number:
        return f"body/{number}"
    slug = make_slug(read_name(name)[0] if name else "")
    return f"body-name/{slug}" if slug else None


def tell_when(event: Event, moment: datetime, zone: ZoneInfo) -> When:
    """The mirror writes a moment with its offset; the Web API a day, and the time in words beside it."""
    if event.is_mirror and moment.tzinfo is not None:
        return When(moment.astimezone(UTC), (moment.hour, moment.minute) != (0, 0))
    wall = moment.replace(tzinfo=None)
    clock = read_clock(event.clock)
    if clock is not None:
        wall = datetime.combine(wall.date(), clock)
    stated = clock is not None or (wall.hour, wall.minute) != (0, 0)
    return When(wall.replace(tzinfo=zone).astimezone(UTC), stated)


def tell_status(
    event: Event, when: When, items: Iterable[Item], is_minuted: bool, modified: datetime | None
) -> MeetingStatus:
    """What became of a meeting. is_minuted: a roll call, a vote or an outcome stands at one of its items.

    Final minutes alone prove nothing: some cities set them for meetings to come. They count where the record was
    changed after the meeting began.
    """
    agenda = read_meeting(event.agenda_status) if event.agenda_status else None
    minutes = read_meeting(event.minutes_status) if event.minutes_status and not is_minuted else None
    said = agenda or minutes or read_name(event.body_name or "")[1]
    said = said or (read_comment(event.comment) if event.comment else None)
    said = said or (read_comment(event.place) if event.place else None)
    if said is None and not is_minuted:
        said = next((status for item in items if item.title and (status := read_comment(item.title))), None)
    if said is not None:
        return said
    has_final_minutes = event.minutes_status is not None and read_paper(event.minutes_status) == PaperStatus.FINAL
    if is_minuted or event.minutes_file or (has_final_minutes and modified is not None and modified > when.starts_at):
        return MeetingStatus.ADJOURNED
    has_agenda = event.agenda_status is not None and read_paper(event.agenda_status) == PaperStatus.FINAL
    return MeetingStatus.NOTICED if has_agenda or event.agenda_file else MeetingStatus.SCHEDULED


def tell_kind(event: Event) -> MeetingKind:
    for text in (event.comment, event.body_name):
        folded = (text or "").casefold()
        for kind in SPECIAL:
            at = folded.find(f"{kind} meeting")
            if at < 0 and kind == "special":
                at = folded.find("special called meeting")
            before = folded[:at].rstrip("(*: ").rpartition(" ")[2] if at >= 0 else ""
            if at >= 0 and before not in ("after", "following", "before", "the"):
                return MeetingKind(kind)
    return MeetingKind.UNSTATED


def state_meeting(
    number: str, event: Event, when: When, zone: str, status: MeetingStatus, board: str, board_name: str
) -> MeetingIntake:
    return MeetingIntake(
        identifier=f"event/{number}",
        board=board,
        title=board_name,
        status=status,
        starts_at=when.starts_at,
        zone=zone,
        kind=tell_kind(event),
        status_recorded=word_status(event),
        time_stated=when.stated,
        place=event.place,
        join_address=find_join_link(event.place, event.comment),
        recording_address=event.recording,
        comment=event.comment,
        agenda_status=(read_paper(event.agenda_status) if event.agenda_status else None) or PaperStatus.UNSTATED,
        minutes_status=(read_paper(event.minutes_status) if event.minutes_status else None) or PaperStatus.UNSTATED,
        address=event.address,
    )


def word_status(event: Event) -> str | None:
    """The source's own words: the status of the agenda, that of the minutes where it is another, a body's odd name."""
    words = [event.agenda_status, event.minutes_status]
    if event.body_name and read_name(event.body_name)[1]:
        words.append(event.body_name)
    return " / ".join(dict.fromkeys(word for word in words if word)) or None


def order_items(items: Iterable[tuple[str, Item]]) -> list[tuple[str, Item]]:
    """The items of a meeting as they came up: by the minutes, and what is not in them where the agenda has it."""

    def rank(entry: tuple[str, Item]) -> tuple[int, int, int, str]:
        number, item = entry
        agenda, minutes = item.agenda_position, item.minutes_position
        return minutes or agenda or 10**9, agenda or 0, int(number) if number.isdigit() else 0, number

    return sorted(items, key=rank)


def state_item(
    number: str, item: Item, meeting: str, position: int, *, is_roll_call: bool, stated: bool = True
) -> AgendaItemIntake:
    note = "\n".join(dict.fromkeys(text for text in (item.agenda_note, item.minutes_note) if text)) or None
    title = item.title or item.matter_name or item.matter_file or (note or "").partition("\n")[0] or item.action or ""
    kind = read_item_kind(title)
    if kind == ItemKind.UNSTATED and item.consent == 1:
        kind = ItemKind.CONSENT
    elif kind == ItemKind.UNSTATED and is_roll_call and item.matter is None and item.passed_name is None:
        kind = ItemKind.ROLL_CALL
    return AgendaItemIntake(
        f"item/{number}", meeting, position, title, item.agenda_position, item.minutes_position, item.number, kind, note,
        item.action, item.action_text, item.matter_file, item.matter_name, item.matter_kind, item.matter_status,
        stated=stated,
    )  # fmt: skip


def state_event_documents(number: str, event: Event) -> Iterator[DocumentIntake]:
    meeting = f"event/{number}"
    if event.agenda_file:
        yield DocumentIntake(f"{meeting}/agenda", meeting, DocumentKind.AGENDA, "Agenda", event.agenda_file)
    if event.minutes_file:
        yield DocumentIntake(f"{meeting}/minutes", meeting, DocumentKind.MINUTES, "Minutes", event.minutes_file)


def state_papers(papers: Mapping[str, Paper], item: str, meeting: str) -> Iterator[DocumentIntake]:
    """The attachments of a matter at one agenda item; what has no web address is not one."""
    with_links = [(number, paper) for number, paper in papers.items() if paper.link]
    for position, (number, paper) in enumerate(sorted(with_links, key=lambda pair: pair[1].sort), start=1):
        identifier = f"{item}/attachment/{number[:120]}"
        title = paper.name or "Attachment"
        yield DocumentIntake(identifier, meeting, DocumentKind.ATTACHMENT, title, paper.link or "", item, position)
