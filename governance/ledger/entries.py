"""What an entry says, as canonical bytes: RFC 8785 JSON of opaque ids, numbers, closed codes, days and hashes.

Everything else is refused here, by type and shape, so that no name and no written text can come on the ledger.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import rfc8785

from governance.db.keys import KEY_LENGTH, LETTERS
from governance.ledger.merkle import hash_leaf

LARGEST_NUMBER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly, RFC 8785 appendix B."""

LONGEST_LINE = 1 << 20
"""Bytes of the longest entry that is written or read."""

KEY = re.compile(rf"(\d{{4}}-\d\d-\d\d-)?[{LETTERS}]{{{KEY_LENGTH}}}")
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
HASH = re.compile(r"[0-9a-f]{64}|[0-9a-f]{128}")
NAME = re.compile(r"[a-z][a-z0-9_]*")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class NotForTheLedger(ValueError):
    """A fact that is neither an opaque id, a number, a closed code, a day nor a hash. Names the fact, not its value."""


class Office(StrEnum):
    """In which public office somebody acted. PORTAL is the portal's own scheduled work."""

    OPERATOR = "operator"
    PORTAL = "portal"
    ADMINISTRATOR = "administrator"
    CLERK = "clerk"
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"
    STAFF = "staff"
    APPOINTING_AUTHORITY = "appointing_authority"


class LedgerAct(StrEnum):
    """What happens to the ledger itself."""

    BEGAN = "ledger.began"
    KEY_ROTATED = "ledger.key_rotated"
    PRIVATE_ACTS = "ledger.private_acts"
    PURGED = "ledger.purged"


@dataclass(frozen=True)
class Sealed:
    """The rows that an act wrote: how many, and the root over their seals. rows is None where the number is private."""

    root: bytes
    rows: int | None


def write_body(
    log: str,
    sequence: int,
    at: datetime,
    office: Office,
    kind: StrEnum,
    facts: Mapping[str, object],
    sealed: Sealed | None = None,
) -> str:
    """The canonical JSON of an entry. Raises NotForTheLedger for a fact that may not stand there."""
    if not isinstance(office, Office) or not isinstance(kind, StrEnum) or not CODE.fullmatch(kind):
        raise NotForTheLedger("an entry names its office and its kind by closed codes")
    body: dict[str, Any] = {
        "at": write_moment(at),
        "facts": write_facts(facts),
        "kind": kind.value,
        "log": log,
        "office": office.value,
        "sequence": sequence,
    }
    if sealed is not None:
        body["sealed"] = {"root": sealed.root.hex()}
        if sealed.rows is not None:
            body["sealed"]["rows"] = sealed.rows
    return rfc8785.dumps(body).decode()


def write_moment(at: datetime) -> str:
    """A moment in UTC, to the second, as entries and heads write it."""
    if at.tzinfo is None:
        raise NotForTheLedger("a moment needs a time zone")
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_moment(text: str) -> datetime:
    """The moment that write_moment wrote. Raises ValueError for anything else."""
    if not MOMENT.fullmatch(text):
        raise ValueError("is no moment in UTC")
    return datetime.fromisoformat(text)


def write_facts(facts: Mapping[str, object]) -> dict[str, Any]:
    return {check_name(name): write_fact(name, value) for name, value in facts.items()}


def check_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise NotForTheLedger(f"{name!r} is no name of a fact")
    return name


def write_fact(name: str, value: object) -> Any:
    """A fact as JSON. Its type says what it is; a code is a member of a StrEnum, and any other text a key or a hash."""
    match value:
        case StrEnum() if CODE.fullmatch(value):
            return value.value
        case StrEnum():
            pass
        case bool():
            return value
        case int() if abs(value) <= LARGEST_NUMBER:
            return value
        case str() if KEY.fullmatch(value) or HASH.fullmatch(value):
            return value
        case bytes() if len(value) in (32, 64):
            return value.hex()
        case datetime():
            return write_moment(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [write_fact(name, part) for part in value]
        case Mapping():
            return {check_name(part): write_fact(f"{name}.{part}", held) for part, held in value.items()}
        case _:
            pass
    raise NotForTheLedger(
        f"{name} is neither an id, a number, a code, a day nor a hash: it may not stand on the ledger"
    )


def hash_body(body: str) -> bytes:
    """The hash of an entry as a leaf of its log's tree."""
    return hash_leaf(body.encode())


class NotAnEntry(ValueError):
    """Bytes that are no entry. Its text says why, and shows nothing of them."""


class Entry(NamedTuple):
    """An entry as it was read."""

    log: str
    sequence: int
    at: str
    kind: str
    office: str
    facts: dict[str, Any]
    sealed: dict[str, Any] | None


MEMBERS = frozenset({"at", "facts", "kind", "log", "office", "sequence"})
MEMBERS_WITH_SEALED = MEMBERS | {"sealed"}


def refuse_number(text: str) -> Any:
    raise ValueError("no fact is a fraction")


read_json = json.JSONDecoder(parse_float=refuse_number, parse_constant=refuse_number).decode
# What was parsed from text cannot hold itself, so no circle is looked for.
write_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def read_entry(line: bytes) -> Entry:
    """The entry that canonical bytes hold. Raises NotAnEntry for anything else.

    What an entry may hold (no fractions, only names of plain letters) has one JSON form in RFC 8785, and the standard
    library writes that form; it is compared with the bytes.
    """
    try:
        text = line.decode()
        body = read_json(text)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise NotAnEntry("is not JSON in UTF-8") from None
    if not isinstance(body, dict) or body.keys() not in (MEMBERS, MEMBERS_WITH_SEALED):
        raise NotAnEntry("has not the members of an entry")
    try:
        canonical = write_json(body) == text
    except RecursionError:
        canonical = False
    if not canonical:
        raise NotAnEntry("is not in canonical form")
    entry = Entry(
        body["log"], body["sequence"], body["at"], body["kind"], body["office"], body["facts"], body.get("sealed")
    )
    if not (
        type(entry.sequence) is int
        and entry.sequence > 0
        and isinstance(entry.log, str)
        and isinstance(entry.kind, str)
        and isinstance(entry.office, str)
        and isinstance(entry.facts, dict)
        and (entry.sealed is None or isinstance(entry.sealed, dict))
        and isinstance(entry.at, str)
        and MOMENT.fullmatch(entry.at)
    ):
        raise NotAnEntry("has a member of the wrong kind")
    return entry
