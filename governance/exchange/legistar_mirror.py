"""The community mirror's files (github.com/jehiah/nyc_legislation), whose fields do not name their kind."""

from collections.abc import Iterator
from typing import Any

from governance.exchange.legistar_fields import (
    clean,
    clean_name,
    iterate_objects,
    join_sort_name,
    read_id,
    read_link,
    read_number,
    read_position,
)
from governance.exchange.legistar_records import (
    NO_ITEM,
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


def tell_mirror_kind(value: dict[str, Any]) -> str | None:
    if "OfficeRecords" in value or ("FullName" in value and "LastName" in value):
        return "mirror_person"
    if "BodyID" in value and "Date" in value and ("Items" in value or "AgendaStatusName" in value):
        return "mirror_event"
    if "History" in value or ("File" in value and "TypeName" in value and "StatusName" in value):
        return "mirror_matter"
    return None


def read_mirror_event(value: dict[str, Any], _context: Context, _hint: str | None) -> Iterator[Found]:
    get = value.get
    number = read_id(get("ID"))
    event = Event(
        read_id(get("BodyID")), clean_name(get("BodyName")), get("Date"), None, clean(get("Comment")),
        clean(get("Location")), clean(get("AgendaStatusName")), clean(get("MinutesStatusName")),
        read_link(get("AgendaFile")), read_link(get("MinutesFile")),
        read_link(get("Media")) or read_link(get("VideoPath")), read_link(get("InSiteURL")), True,
    )  # fmt: skip
    yield Found("event", number, event, get("LastModified"))
    for entry in iterate_objects(get("Items")):
        item_number = read_id(entry.get("ID"))
        yield Found("item", item_number, read_mirror_item(entry, number))
        yield from read_mirror_voices(entry.get("RollCall"), "roll_call", item_number, "Value")
        yield from read_mirror_voices(entry.get("Votes"), "vote", item_number, "Vote")


def read_mirror_item(entry: dict[str, Any], event: str | None) -> Item:
    get = entry.get
    return Item(
        event, clean(get("Title")), read_position(get("AgendaSequence")), read_position(get("MinutesSequence")),
        clean(get("AgendaNumber")), clean(get("AgendaNote")), clean(get("MinutesNote")), clean(get("ActionName")),
        clean(get("ActionText")), read_number(get("PassedFlag")), clean(get("PassedFlagName")), clean(get("Tally")),
        read_number(get("Consent")), read_number(get("RollCallFlag")), read_id(get("MoverID")), clean_name(get("Mover")),
        read_id(get("SeconderID")), clean_name(get("Seconder")), read_id(get("MatterID")), clean(get("MatterFile")),
        clean(get("MatterName")), clean(get("MatterType")), clean(get("MatterStatus")),
    )  # fmt: skip


def read_mirror_voices(lines: object, kind: str, item: str | None, word: str) -> Iterator[Found]:
    for line in iterate_objects(lines):
        get = line.get
        # In the mirror ID is the person's and VoteID that of the word, the same for all who voted so.
        voice = Voice(None, item, read_id(get("ID")), clean_name(get("FullName")), clean_name(get(word)) or "",
                      read_number(get("Result")), read_number(get("Sort")) or 0)  # fmt: skip
        yield Found(kind, None, voice)


def read_mirror_person(value: dict[str, Any], _context: Context, _hint: str | None) -> Iterator[Found]:
    number = read_id(value.get("ID"))
    name = clean_name(value.get("FullName"))
    yield Found("person", number, Person(name, join_sort_name(value.get("LastName"), value.get("FirstName"))))
    for entry in iterate_objects(value.get("OfficeRecords")):
        get = entry.get
        office = Office(
            read_id(get("PersonID")) or number, clean_name(get("FullName")) or name, read_id(get("BodyID")),
            clean_name(get("BodyName")), clean_name(get("Title")), clean_name(get("MemberType")), get("Start"), get("End"),
        )  # fmt: skip
        yield Found("office", read_id(get("ID")), office)


def read_mirror_matter(value: dict[str, Any], _context: Context, _hint: str | None) -> Iterator[Found]:
    get = value.get
    number = read_id(get("ID"))
    matter = NO_ITEM._replace(
        matter=number, title=clean(get("Title")), matter_file=clean(get("File")), matter_name=clean(get("Name")),
        matter_kind=clean(get("TypeName")), matter_status=clean(get("StatusName")),
    )  # fmt: skip
    yield Found("matter", number, matter)
    for entry in iterate_objects(get("History")):
        item_number = read_id(entry.get("ID"))
        of_entry = read_mirror_item(entry, read_id(entry.get("EventID")))
        item = of_entry._replace(
            title=matter.title, action=clean(entry.get("Action")), action_text=clean(entry.get("Description")),
            matter=number, matter_file=matter.matter_file, matter_name=matter.matter_name,
            matter_kind=matter.matter_kind, matter_status=matter.matter_status,
        )  # fmt: skip
        body_name = clean_name(entry.get("BodyName"))
        yield Found("history", item_number, History(item, entry.get("Date"), read_id(entry.get("BodyID")), body_name))
        yield from read_mirror_voices(entry.get("Votes"), "vote", item_number, "Vote")
    for entry in iterate_objects(get("Attachments")):
        sort = read_number(entry.get("Sort")) or 0
        paper = Paper(clean_name(entry.get("Name")), read_link(entry.get("Link")), sort)
        yield Found("attachment", read_id(entry.get("ID")), ((None, number), paper))
