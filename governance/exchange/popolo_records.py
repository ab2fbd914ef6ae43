"""The records of Popolo documents: their shapes, and finding each of them once, wherever it stands."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from governance.exchange.contents import shorten
from governance.exchange.fields import ReducedDate, fold, read_reduced_date, tidy
from governance.exchange.intake import Refusal, UnusableSource


def take_text(text: str) -> str | None:
    return tidy(text) or None


def take_date(value: object) -> ReducedDate | None:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if value is None or not text.strip():
        if value in (None, ""):
            return None
        raise ValueError("is no date as 2014-07-03, 2014-07 or 2014")
    return read_reduced_date(text)


Words = Annotated[str, StringConstraints(max_length=1000), AfterValidator(take_text)] | None
LongWords = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(take_text)] | None
Reference = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] | None
Day = Annotated[ReducedDate | None, BeforeValidator(take_date)]


class Record(BaseModel):
    """What every record has. file and place: where it stands in the source. Ids may be written as numbers."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    file: str
    place: str
    id: Reference = None
    sources: Any = None


class Span(Record):
    start_date: Day = None
    end_date: Day = None


class Person(Record):
    name: Words = None
    sort_name: Words = None
    given_name: Words = None
    family_name: Words = None
    other_names: Any = None


class Organization(Record):
    name: Words = None
    classification: Words = None
    parent_id: Reference = None
    description: LongWords = None
    links: Any = None


class Post(Span):
    label: Words = None
    role: Words = None
    organization_id: Reference = None


class Membership(Span):
    label: Words = None
    role: Words = None
    person_id: Reference = None
    organization_id: Reference = None
    post_id: Reference = None
    on_behalf_of_id: Reference = None
    legislative_period_id: Reference = None
    member_id: Reference = None


class Period(Span):
    """An event; of these only the legislative periods matter, for their dates."""

    classification: Words = None
    name: Any = None
    organization_id: Any = None


class Kind(NamedTuple):
    """A class of Popolo: the shape of its records, and in which fields of them records of another class may stand."""

    shape: type[Record]
    noun: str
    embedded: dict[str, str]


KINDS = {
    "persons": Kind(Person, "person", {"memberships": "memberships"}),
    "organizations": Kind(
        Organization, "organization", {"memberships": "memberships", "posts": "posts", "parent": "organizations"}
    ),
    "posts": Kind(Post, "post", {"memberships": "memberships", "organization": "organizations"}),
    "memberships": Kind(
        Membership, "membership",
        {"person": "persons", "organization": "organizations", "post": "posts", "on_behalf_of": "organizations"},
    ),
    "events": Kind(Period, "event", {}),
}  # fmt: skip
NOUNS = {kind.noun: name for name, kind in KINDS.items()} | {name: name for name in KINDS} | {"people": "persons"}
# Lists that some documents hold beside these; they are passed over. Votes are read from other formats.
PASSED_OVER = ("areas", "motions", "vote_events", "votes", "speeches")
# What a field that is not kept is called in the report.
NOT_KEPT = {
    "contact details": ("email", "contact_details", "phone", "fax", "cell", "facebook", "twitter"),
    "pictures": ("image", "images"),
    "personal details": (
        "gender", "birth_date", "death_date", "national_identity", "biography", "summary", "honorific_prefix",
        "honorific_suffix", "additional_name", "patronymic_name",
    ),
    "identifiers in other systems": ("identifiers",),
    "areas": ("area", "area_id"),
    "links": ("links",),
}  # fmt: skip
CALLED = {name: what for what, names in NOT_KEPT.items() for name in names}
PERSON_FIELDS = {*NOT_KEPT["personal details"], "email", "given_name", "family_name", "sort_name", "memberships"}
ORGANIZATION_FIELDS = {
    "founding_date",
    "dissolution_date",
    "parent_id",
    "parent",
    "posts",
    "abstract",
    "classification",
}


@dataclass
class Document:
    """All records of a source, each once, by id; memberships in their order.

    represented: the organizations on whose behalf somebody is a member. left_out: what is not kept, counted.
    """

    persons: dict[str, Person] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    events: dict[str, Period] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    represented: set[str] = field(default_factory=set)
    refusals: list[Refusal] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    _memberships_by_id: dict[str, Record] = field(default_factory=dict)
    _embedded: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)

    def add_file(self, place: str, value: object) -> None:
        """Take in what one file holds. Raises UnusableSource where it is no Popolo."""
        if isinstance(value, dict) and any(name in value for name in (*KINDS, *PASSED_OVER)):
            for name, records in value.items():
                if name in KINDS and not isinstance(records, list):
                    self.refusals.append(Refusal(f"{place} {name}", "is not a list"))
                elif name in KINDS:
                    for number, record in enumerate(records):
                        self._add(name, place, f"{place} {name}[{number}]", record)
                elif records:
                    what = name if name in PASSED_OVER else "other parts of the document"
                    self.left_out[what] += len(records) if isinstance(records, list) else 1
            return
        records = value if isinstance(value, list) else [value]
        stem = name_file(place)
        if stem in PASSED_OVER:
            self.left_out[stem] += len(records)
            return
        told = [tell_kind(place, record) for record in records]
        likely = {name for name in (*told, NOUNS.get(stem)) if name}
        if not likely:
            raise UnusableSource(place, "is JSON, but no Popolo: it holds no persons, organizations or memberships")
        for number, (name, record) in enumerate(zip(told, records, strict=True)):
            where = f"{place} [{number}]"
            if name or len(likely) == 1:
                self._add(name or next(iter(likely)), place, where, record)
            else:
                self.refusals.append(Refusal(where, "cannot be told to be a person, an organization or another record"))

    def finish(self) -> None:
        """Take in the records that stood inside others, where no file lists them by themselves."""
        while self._embedded:
            waiting, self._embedded = self._embedded, []
            for name, file, place, record in waiting:
                self._add(name, file, place, record, is_embedded=True)

    def _add(self, name: str, file: str, place: str, value: object, is_embedded: bool = False) -> None:
        kind = KINDS[name]
        if not isinstance(value, dict):
            self.refusals.append(Refusal(place, f"is no {kind.noun}: it is not an object"))
            return
        if "redirect" in value:
            self.left_out["redirects from former identifiers"] += 1
            return
        value = self._take_out_embedded(name, file, place, value)
        try:
            record = kind.shape.model_validate({**value, "file": file, "place": place})
        except ValidationError as error:
            self.refusals.append(Refusal(place, word_validation_error(error)))
            return
        if self._keep(name, record, is_embedded):
            fields = kind.shape.model_fields
            self.left_out.update(
                CALLED.get(key, "other fields") for key, content in value.items() if content and key not in fields
            )

    def _keep(self, name: str, record: Record, is_embedded: bool) -> bool:
        """Put the record with its kind, once. Two files may both list it; one file that lists it twice is in error."""
        if isinstance(record, Membership) and record.on_behalf_of_id:
            self.represented.add(record.on_behalf_of_id)
        known: dict[str, Record] = self._memberships_by_id if name == "memberships" else getattr(self, name)
        if not record.id and name != "memberships":
            self.refusals.append(Refusal(record.place, "has no id"))
            return False
        earlier = known.get(record.id) if record.id else None
        if earlier:
            is_same = earlier.file != record.file and earlier == record.model_copy(
                update={"file": earlier.file, "place": earlier.place}
            )
            if not is_embedded and not is_same:
                reason = f"its id {shorten(record.id or '')} is also that of {earlier.place}"
                self.refusals.append(Refusal(record.place, reason))
            return False
        if record.id:
            known[record.id] = record
        if isinstance(record, Period) and fold(record.classification or "") != "legislative period":
            self.left_out["events other than legislative periods"] += 1
        if isinstance(record, Membership):
            self.memberships.append(record)
        return True

    def _take_out_embedded(self, name: str, file: str, place: str, value: dict[str, Any]) -> dict[str, Any]:
        """The record without those inside it, which are put aside; each then names the other by its id."""
        value = dict(value)
        own_reference = f"{KINDS[name].noun}_id"
        for key, inner_name in KINDS[name].embedded.items():
            inner = value.get(key)
            if isinstance(inner, list):
                for number, record in enumerate(inner):
                    whole = {own_reference: value.get("id"), **record} if isinstance(record, dict) else record
                    self._embedded.append((inner_name, file, f"{place}.{key}[{number}]", whole))
                del value[key]
            elif isinstance(inner, dict):
                value.setdefault(f"{key}_id", inner.get("id"))
                self._embedded.append((inner_name, file, f"{place}.{key}", inner))
                del value[key]
        return value


def name_file(place: str) -> str:
    """The name of a file as far as its first dot, in small letters."""
    return PurePosixPath(place).name.partition(".")[0].lower()


def tell_kind(place: str, record: object) -> str | None:
    """Which class a record of a bare array is of: by what it says, by the name of its file, or by its fields."""
    if not isinstance(record, dict):
        return None
    for word in (record.get("_type"), record.get("@type"), name_file(place)):
        if isinstance(word, str) and word.lower() in NOUNS:
            return NOUNS[word.lower()]
    fields = record.keys()
    if fields & {"person_id", "person", "member_id"}:
        return "memberships"
    if fields & {"organization_id", "organization"}:
        return "posts" if fields & {"label", "role"} else "events"
    if fields & ORGANIZATION_FIELDS:
        return "organizations"
    return "persons" if fields & PERSON_FIELDS else None


def word_validation_error(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    reasons = {"string_type": "is not text", "string_too_long": "is too long"}
    cause = first.get("ctx", {}).get("error")
    return f"its {place} {cause or reasons.get(first['type'], 'cannot be read')}"


def name_person(person: Person) -> str | None:
    """The name of a person, put together from its parts where no whole one is given; None where there is none."""
    if person.name:
        return person.name
    variants = [variant for variant in as_list(person.other_names) if isinstance(variant, dict)]
    variants.sort(key=lambda variant: (variant.get("note") == "Main", not variant.get("end_date")))
    last = variants[-1] if variants else {}
    for parts in (
        (person.given_name, person.family_name),
        (last.get("name"),),
        (last.get("given_name"), last.get("family_name")),
    ):
        words = tidy(" ".join(part for part in parts if isinstance(part, str)))
        if words:
            return words[:1000]
    return None


def find_address(sources: object) -> str | None:
    """The address of the first source that is a page of the web."""
    return next((address for link in as_list(sources) if (address := read_address(link))), None)


def find_website(links: object) -> str | None:
    """The address of an organization's own site among its links: the one whose note says so."""
    for link in as_list(links):
        if isinstance(link, dict) and fold(str(link.get("note"))) in ("website", "official website", "homepage"):
            return read_address(link)
    return None


def read_address(link: object) -> str | None:
    address = link.get("url") if isinstance(link, dict) else link
    if isinstance(address, str) and re.fullmatch(r"https?://[!-~]{1,2000}", address):
        return address
    return None


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
