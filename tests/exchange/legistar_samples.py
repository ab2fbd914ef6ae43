"""Invented Legistar records. Harbor City and everybody in it are made up."""

from typing import Any

SITE = "https://harborcity.legistar.com/MeetingDetail.aspx?LEGID={}&GID=1&G=0"


def make_event(number: int, **changes: Any) -> dict[str, Any]:
    """An event as the Web API answers it."""
    return {
        "EventId": number, "EventGuid": f"G-{number}", "EventLastModifiedUtc": "2024-05-01T10:00:00.000",
        "EventBodyId": 7, "EventBodyName": "Crisis Response Board ", "EventDate": "2024-05-14T00:00:00",
        "EventTime": "6:30 PM", "EventAgendaStatusName": "Final", "EventMinutesStatusName": "Draft",
        "EventLocation": "Pier Hall\r\n1 Quay", "EventAgendaFile": f"https://files.example/a{number}.pdf",
        "EventMinutesFile": None, "EventComment": None, "EventVideoPath": None, "EventMedia": None,
        "EventInSiteURL": SITE.format(number), "EventItems": [], **changes,
    }  # fmt: skip


def make_item(number: int, event: int | None = 1, **changes: Any) -> dict[str, Any]:
    """An agenda item as the Web API answers it."""
    return {
        "EventItemId": number, "EventItemEventId": event, "EventItemAgendaSequence": number,
        "EventItemMinutesSequence": number, "EventItemAgendaNumber": "A.", "EventItemTitle": f"Item {number} ",
        "EventItemActionName": None, "EventItemActionText": None, "EventItemPassedFlag": None,
        "EventItemPassedFlagName": None, "EventItemRollCallFlag": 0, "EventItemTally": None, "EventItemConsent": 0,
        "EventItemMoverId": None, "EventItemMover": None, "EventItemSeconderId": None, "EventItemSeconder": None,
        "EventItemMatterId": None, "EventItemMatterFile": None, "EventItemMatterName": None, "EventItemMatterType": None,
        "EventItemMatterStatus": None, "EventItemMatterAttachments": [], **changes,
    }  # fmt: skip


def make_vote(
    number: int, item: int, person: int, value: str | None, result: int | None = 0, **changes: Any
) -> dict[str, Any]:
    return {
        "VoteId": number, "VotePersonId": person, "VotePersonName": f"Member {person}", "VoteValueName": value,
        "VoteResult": result, "VoteSort": person, "VoteEventItemId": item, **changes,
    }  # fmt: skip


def make_call(number: int, item: int, person: int, value: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "RollCallId": number, "RollCallPersonId": person, "RollCallPersonName": f"Member {person}",
        "RollCallValueName": value, "RollCallSort": person, "RollCallEventItemId": item, **changes,
    }  # fmt: skip


def make_votes(item: int, values: list[str]) -> list[dict[str, Any]]:
    """One vote a value, by members 1, 2, 3, …"""
    return [make_vote(item * 100 + number, item, number, value) for number, value in enumerate(values, start=1)]


def make_office(number: int, person: int, **changes: Any) -> dict[str, Any]:
    return {
        "OfficeRecordId": number, "OfficeRecordPersonId": person, "OfficeRecordFullName": f"Member {person}",
        "OfficeRecordBodyId": 7, "OfficeRecordBodyName": "Crisis Response Board", "OfficeRecordTitle": "Member",
        "OfficeRecordMemberType": None, "OfficeRecordStartDate": "2020-01-01T00:00:00",
        "OfficeRecordEndDate": "2023-12-31T00:00:00", "OfficeRecordEmail": "hushhush@mail.example", **changes,
    }  # fmt: skip


def make_mirror_event(number: int, **changes: Any) -> dict[str, Any]:
    """An event as the community mirror keeps it, in the zone of New York."""
    return {
        "ID": number, "GUID": f"G-{number}", "BodyID": 7, "BodyName": "Crisis Response Board",
        "Date": "2019-01-23T10:00:00-05:00", "Location": "Pier Hall", "AgendaStatusName": "Final",
        "MinutesStatusName": "Final", "AgendaFile": "https://files.example/a.pdf", "InSiteURL": SITE.format(number),
        "Items": [], "LastModified": "2019-01-03T00:58:54.067Z", **changes,
    }  # fmt: skip


def make_mirror_item(number: int, **changes: Any) -> dict[str, Any]:
    return {"ID": number, "GUID": f"I-{number}", "Title": f"Item {number}", "AgendaSequence": number,
            "MinutesSequence": number, "Version": "*", **changes}  # fmt: skip


def make_mirror_call(person: int, value: str) -> dict[str, Any]:
    return {"ID": person, "Slug": f"member-{person}", "FullName": f"Member {person} ", "ValueID": 13, "Value": value,
            "Sort": person}  # fmt: skip


def make_mirror_vote(person: int, value: str, result: int | None = None) -> dict[str, Any]:
    vote = {
        "ID": person,
        "Slug": f"member-{person}",
        "FullName": f"Member {person}",
        "VoteID": 15,
        "Vote": value,
        "Sort": person,
    }
    return vote if result is None else {**vote, "Result": result}


def make_mirror_matter(number: int, history: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    return {"ID": number, "File": f"Res {number}-2019", "Name": f"Matter {number}", "Title": f"A resolution {number}",
            "TypeName": "Resolution", "StatusName": "Adopted", "BodyID": 7, "BodyName": "Crisis Response Board",
            "History": history, "Attachments": [], **changes}  # fmt: skip


def make_mirror_person(number: int, offices: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    return {"ID": number, "Slug": f"member-{number}", "FullName": f"Member {number}", "FirstName": "Member",
            "LastName": str(number), "Email": "hushhush@mail.example", "WWW": "https://hushhush.example",
            "DistrictOffice": {"Address": "9 Hushhush Lane"}, "OfficeRecords": offices, **changes}  # fmt: skip
