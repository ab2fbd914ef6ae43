"""Whose Legistar a source is, where that is, and in which zone its clocks run."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from governance.exchange.intake import Assumption, Intake, Refusal, UnusableSource
from governance.exchange.legistar_fields import find_zone
from governance.exchange.legistar_gathering import Gathered
from governance.exchange.legistar_records import Event
from governance.votes.tally import Threshold

CLIENTS = tomllib.loads(Path(__file__).with_name("legistar_clients.toml").read_text(encoding="utf-8"))
ZONE_OF_STATE: dict[str, str] = {state: zone for zone, states in CLIENTS["states"].items() for state in states}
SITE = re.compile(r"https?://([\w.-]+)/", re.IGNORECASE)
FILE_SITE = re.compile(r"https?://[\w.-]*legistar\d*\.[\w.]+/([\w-]+)/(?:meetings|attachments)/", re.IGNORECASE)
POSTAL = re.compile(r"\b([A-Z]{2}|[A-Z]\.[A-Z]\.)\s+\d{5}(?:-\d{4})?\b")
UNKNOWN_CLIENT = "unknown"
LONGEST_SYSTEM = 80


@dataclass(frozen=True)
class LegistarOptions:
    """What the operator says of a source, where it does not say it itself.

    system: the namespace of its identifiers (legistar:CLIENT where not said). zone: an IANA name. jurisdiction: the
    place's name. threshold: what every vote needed, and threshold_declared_by whose word that is. same_board: pairs of
    Legistar body numbers (old, new), where the new body continued the old one.
    """

    system: str | None = None
    zone: str | None = None
    jurisdiction: str | None = None
    threshold: Threshold = field(default_factory=Threshold)
    threshold_declared_by: str | None = None
    same_board: tuple[tuple[str, str], ...] = ()


class Place(NamedTuple):
    """system: the namespace of the source's numbers; name: of the place; zone: an IANA name; notes: what was assumed."""

    system: str
    name: str
    zone: str
    notes: list[Intake]


def find_place(gathered: Gathered, options: LegistarOptions) -> Place:
    """Settle the place by the operator's word, and else by what the source holds.

    Raises UnusableSource for a zone that does not exist or a system whose name is too long.
    """
    if options.system and len(options.system) > LONGEST_SYSTEM:
        raise UnusableSource("the system", f"its name is longer than {LONGEST_SYSTEM} letters")
    notes: list[Intake] = []
    client = find_client(gathered.events.values(), options, notes)
    known = CLIENTS["clients"].get(client)
    if known:
        name, zone_of_client = known
    else:
        zone_of_client = None
        name = client.replace("-", " ").title() if client != UNKNOWN_CLIENT else options.system or "Unknown place"
    zone = find_zone_name(gathered, options, zone_of_client, notes)
    return Place(options.system or f"legistar:{client}", options.jurisdiction or name, zone, notes)


def find_client(events: Iterable[Event], options: LegistarOptions, notes: list[Intake]) -> str:
    """Whose Legistar it is, by the addresses in its events and of their files."""
    found = Counter(client for event in events if (client := tell_client(event)))
    if len(found) > 1 and not options.system:
        clients = ", ".join(sorted(found))
        notes.append(
            Refusal("the source", f"holds records of several places ({clients}), whose numbers may be the same")
        )
    if found:
        return found.most_common(1)[0][0]
    if not options.system:
        notes.append(
            Assumption("The source does not say whose Legistar it is; its numbers stand under legistar:unknown.")
        )
    return UNKNOWN_CLIENT


def tell_client(event: Event) -> str | None:
    site = SITE.match(event.address or "")
    host = site[1].lower() if site else ""
    if host.endswith(".legistar.com") or host in CLIENTS["hosts"]:
        return str(CLIENTS["hosts"].get(host) or host.removesuffix(".legistar.com"))
    matches = (FILE_SITE.match(link) for link in (event.agenda_file, event.minutes_file) if link)
    return next((match[1].lower() for match in matches if match), None)


def find_zone_name(
    gathered: Gathered, options: LegistarOptions, zone_of_client: str | None, notes: list[Intake]
) -> str:
    """The operator's word; else the zone that fits all offsets in the source; else the client's; else the one of the
    state that all postal addresses of its meetings name; else UTC.
    """
    if options.zone:
        try:
            return ZoneInfo(options.zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise UnusableSource("the zone", f"{options.zone!r} is not the name of a time zone") from None
    events = gathered.events
    moments = (moment for number, moment in gathered.moments.items() if events[number].is_mirror)
    certain = find_zone(moments) or zone_of_client
    if certain:
        return certain
    places = (POSTAL.search(event.place) for event in events.values() if event.place)
    states = {place[1].replace(".", "") for place in places if place}
    zones = {ZONE_OF_STATE.get(state) for state in states}
    zone = zones.pop() if len(zones) == 1 else None
    if zone:
        found = ", ".join(sorted(states))
        notes.append(
            Assumption(f"The source does not say its time zone; {zone} is that of its meetings' addresses ({found}).")
        )
        return zone
    if events or gathered.histories:
        notes.append(
            Assumption("The source does not say its time zone, and its place is in no table: its times stand as UTC.")
        )
    return "UTC"
