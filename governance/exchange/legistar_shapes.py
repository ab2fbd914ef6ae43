"""Telling what each object of a Legistar source is, and taking from it what the record keeps.

Two shapes meet here: the answers of the Legistar Web API (https://webapi.legistar.com/Help), whose fields carry the kind
in their names (EventItemTitle), and the community mirror's files, whose fields do not (Title). Files may hold one object,
a list, or objects that hold lists of others, in any order: each object is told by its keys, and belongs to the one
around it where it does not say.
"""

from collections.abc import Iterator
from typing import Any

from governance.exchange.legistar_fields import (
    clean,
    clean_name,
    join_sort_name,
    read_id,
    read_link,
    read_number,
    read_position,
)
from governance.exchange.legistar_mirror import (
    read_mirror_event,
    read_mirror_matter,
    read_mirror_person,
    tell_mirror_kind,
)
from governance.exchange.legistar_records import (
    NO_ITEM,
    Body,
    Context,
    Event,
    Found,
    History,
    Item,
    Office,
    Paper,
    Person,
    Voice,
)

# The key that tells an object of the Web API -> what it is; for others, what is left out and how it is called.
API_KEYS = {
    "VoteId": "vote", "RollCallId": "roll_call", "EventItemId": "item", "EventId": "event", "MatterHistoryId": "history",
    "MatterAttachmentId": "attachment", "OfficeRecordId": "office", "BodyId": "body", "PersonId": "person",
    "MatterId": "matter",
}  # fmt: skip
LEFT_OUT_KEYS = {
    "IndexId": "indexes", "VoteTypeId": "vote types", "ActionId": "actions", "BodyTypeId": "body types",
    "MatterTypeId": "matter types", "MatterStatusId": "matter statuses", "MatterSponsorId": "sponsors of matters",
    "MatterIndexId": "indexes of matters", "MatterTextId": "texts of matters", "MatterRelationId": "relations of matters",
    "MatterVersionId": "versions of matters", "CodeSectionId": "code sections", "MatterRequesterId": "requesters",
    "EventDateId": "dates of events", "MatterCodeSectionId": "code sections",
}  # fmt: skip


def find_things(value: object, context: Context = Context(), hint: str | None = None) -> Iterator[Found]:  # noqa: B008  # a constant tuple
    """Everything in a JSON value that is a Legistar record, outer things before those inside them.

    hint: a key made of digits above the value, which some collections use for the item of a list of votes.
    """
    if isinstance(value, list):
        for child in value:
            yield from find_things(child, context, hint)
        return
    if not isinstance(value, dict):
        return
    kind = tell_kind(value)
    if kind is not None:
        yield from READERS[kind](value, context, hint)
        return
    left_out = next((name for key, name in LEFT_OUT_KEYS.items() if key in value), None)
    if left_out:
        yield Found("left_out", None, left_out)
        return
    # An envelope: {"value": [...]}, {"event": {...}, "items": [...], "votes": {"17": [...]}}.
    found = False
    inner = context
    for key, child in sorted(value.items(), key=lambda pair: isinstance(pair[1], list)):
        if isinstance(child, (dict, list)):
            for thing in find_things(child, inner, key if key.isdigit() else hint):
                found = True
                if thing.kind == "event" and isinstance(child, dict):
                    inner = context._replace(event=thing.number)
                yield thing
    if not found and value and not any(isinstance(child, (dict, list)) for child in value.values()):
        yield Found("left_out", None, "objects of no known kind")


def tell_kind(value: dict[str, Any]) -> str | None:
    # A line of a vote may carry the number of its item beside its own, or have no number at all.
    if "VoteValueName" in value or "VotePersonName" in value:
        return "vote"
    if "RollCallValueName" in value or "RollCallPersonName" in value:
        return "roll_call"
    for key, kind in API_KEYS.items():
        if key in value:
            return kind
    return tell_mirror_kind(value)


def read_children(value: dict[str, Any], context: Context, skip: tuple[str, ...] = ()) -> Iterator[Found]:
    for key, child in value.items():
        if child.__class__ in (list, dict) and key not in skip:
            yield from find_things(child, context, key if key.isdigit() else None)


def read_event(value: dict[str, Any], context: Context, _hint: str | None) -> Iterator[Found]:
    get = value.get
    number = read_id(get("EventId"))
    recording = read_link(get("EventMedia")) or read_link(get("EventVideoPath"))
    event = Event(
        read_id(get("EventBodyId")), clean_name(get("EventBodyName")), get("EventDate"), clean(get("EventTime")),
        clean(get("EventComment")), clean(get("EventLocation")), clean(get("EventAgendaStatusName")),
        clean(get("EventMinutesStatusName")), read_link(get("EventAgendaFile")), read_link(get("EventMinutesFile")),
        recording, read_link(get("EventInSiteURL")), False,
    )  # fmt: skip
    yield Found("event", number, event, get("EventLastModifiedUtc"))
    yield from read_children(value, context._replace(event=number))


def read_item(value: dict[str, Any], context: Context, _hint: str | None) -> Iterator[Found]:
    get = value.get
    number = read_id(get("EventItemId"))
    item = Item(
        read_id(get("EventItemEventId")) or context.event, clean(get("EventItemTitle")),
        read_position(get("EventItemAgendaSequence")), read_position(get("EventItemMinutesSequence")),
        clean(get("EventItemAgendaNumber")), clean(get("EventItemAgendaNote")), clean(get("EventItemMinutesNote")),
        clean(get("EventItemActionName")), clean(get("EventItemActionText")), read_number(get("EventItemPassedFlag")),
        clean(get("EventItemPassedFlagName")), clean(get("EventItemTally")), read_number(get("EventItemConsent")),
        read_number(get("EventItemRollCallFlag")), read_id(get("EventItemMoverId")), clean_name(get("EventItemMover")),
        read_id(get("EventItemSeconderId")), clean_name(get("EventItemSeconder")), read_id(get("EventItemMatterId")),
        clean(get("EventItemMatterFile")), clean(get("EventItemMatterName")), clean(get("EventItemMatterType")),
        clean(get("EventItemMatterStatus")),
    )  # fmt: skip
    yield Found("item", number, item)
    yield from read_children(value, context._replace(event=item.event, item=number))


def read_history(value: dict[str, Any], context: Context, _hint: str | None) -> Iterator[Found]:
    get = value.get
    number = read_id(get("MatterHistoryId"))
    matter = context.matter or NO_ITEM
    item = matter._replace(
        event=read_id(get("MatterHistoryEventId")),
        agenda_position=read_position(get("MatterHistoryAgendaSequence")),
        minutes_position=read_position(get("MatterHistoryMinutesSequence")),
        number=clean(get("MatterHistoryAgendaNumber")),
        agenda_note=clean(get("MatterHistoryAgendaNote")),
        minutes_note=clean(get("MatterHistoryMinutesNote")),
        action=clean(get("MatterHistoryActionName")),
        action_text=clean(get("MatterHistoryActionText")),
        passed_flag=read_number(get("MatterHistoryPassedFlag")),
        passed_name=clean(get("MatterHistoryPassedFlagName")),
        tally=clean(get("MatterHistoryTally")),
        consent=read_number(get("MatterHistoryConsent")),
        roll_call=read_number(get("MatterHistoryRollCallFlag")),
        mover=read_id(get("MatterHistoryMoverId")),
        mover_name=clean_name(get("MatterHistoryMoverName")),
        seconder=read_id(get("MatterHistorySeconderId")),
        seconder_name=clean_name(get("MatterHistorySeconderName")),
    )
    body = read_id(get("MatterHistoryActionBodyId"))
    content = History(item, get("MatterHistoryActionDate"), body, clean_name(get("MatterHistoryActionBodyName")))
    yield Found("history", number, content)
    yield from read_children(value, context._replace(event=item.event, item=number))


def read_matter(value: dict[str, Any], context: Context, _hint: str | None) -> Iterator[Found]:
    get = value.get
    number = read_id(get("MatterId"))
    matter = NO_ITEM._replace(
        matter=number, title=clean(get("MatterTitle")), matter_file=clean(get("MatterFile")),
        matter_name=clean(get("MatterName")), matter_kind=clean(get("MatterTypeName")),
        matter_status=clean(get("MatterStatusName")),
    )  # fmt: skip
    yield Found("matter", number, matter)
    yield from read_children(value, context._replace(matter=matter))


def read_attachment(value: dict[str, Any], context: Context, _hint: str | None) -> Iterator[Found]:
    get = value.get
    name = clean_name(get("MatterAttachmentName")) or clean_name(get("MatterAttachmentFileName"))
    paper = Paper(name, read_link(get("MatterAttachmentHyperlink")), read_number(get("MatterAttachmentSort")) or 0)
    owner = (context.item, context.matter.matter if context.matter else None)
    yield Found("attachment", read_id(get("MatterAttachmentId")), (owner, paper))


def read_voice(prefix: str, kind: str) -> Any:
    def read(value: dict[str, Any], context: Context, hint: str | None) -> Iterator[Found]:
        get = value.get
        number = read_id(get(f"{prefix}Id"))
        voice = Voice(
            number, read_id(get(f"{prefix}EventItemId")) or read_id(get("EventItemId")) or context.item or hint,
            read_id(get(f"{prefix}PersonId")), clean_name(get(f"{prefix}PersonName")),
            clean_name(get(f"{prefix}ValueName")) or "", read_number(get(f"{prefix}Result")),
            read_number(get(f"{prefix}Sort")) or 0,
        )  # fmt: skip
        yield Found(kind, number, voice)

    return read


def read_office(value: dict[str, Any], _context: Context, _hint: str | None) -> Iterator[Found]:
    get = value.get
    office = Office(
        read_id(get("OfficeRecordPersonId")), clean_name(get("OfficeRecordFullName")), read_id(get("OfficeRecordBodyId")),
        clean_name(get("OfficeRecordBodyName")), clean_name(get("OfficeRecordTitle")),
        clean_name(get("OfficeRecordMemberType")), get("OfficeRecordStartDate"), get("OfficeRecordEndDate"),
    )  # fmt: skip
    yield Found("office", read_id(get("OfficeRecordId")), office)


def read_person(value: dict[str, Any], context: Context, _hint: str | None) -> Iterator[Found]:
    name = clean_name(value.get("PersonFullName"))
    sort_name = join_sort_name(value.get("PersonLastName"), value.get("PersonFirstName"))
    yield Found("person", read_id(value.get("PersonId")), Person(name or unsort(sort_name), sort_name))
    yield from read_children(value, context)


def read_body(value: dict[str, Any], context: Context, _hint: str | None) -> Iterator[Found]:
    body = Body(clean_name(value.get("BodyName")), clean_name(value.get("BodyTypeName")))
    yield Found("body", read_id(value.get("BodyId")), body)
    yield from read_children(value, context)


def unsort(sort_name: str | None) -> str | None:
    return " ".join(reversed(sort_name.split(", ", 1))) if sort_name else None


READERS: dict[str, Any] = {
    "event": read_event, "item": read_item, "history": read_history, "matter": read_matter, "body": read_body,
    "attachment": read_attachment, "office": read_office, "person": read_person, "vote": read_voice("Vote", "vote"),
    "roll_call": read_voice("RollCall", "roll_call"), "mirror_event": read_mirror_event,
    "mirror_person": read_mirror_person, "mirror_matter": read_mirror_matter,
}  # fmt: skip
