"""Reading Popolo documents (popoloproject.com): who serves on which body, in which role, from when to when.

One document {"persons": […], "organizations": […], …}, or JSON arrays of records, in one file or several. Records may
stand inside each other, as the specification allows. Boards, people, posts (as seats) and memberships are taken;
parties, areas, pictures and all contact details are not, and are counted. EveryPolitician's memberships take the dates
that they lack from their legislative period.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from governance.boards.models import BoardKind, Role
from governance.exchange.contents import SourceFile, shorten
from governance.exchange.fields import digest_identifier, fit_identifier, fold, read_table
from governance.exchange.intake import (
    Assumption,
    BoardIntake,
    Intake,
    JurisdictionIntake,
    LeftOut,
    MembershipIntake,
    PersonIntake,
    Refusal,
    SeatIntake,
    Unknown,
)
from governance.exchange.popolo_records import (
    Document,
    Membership,
    Organization,
    Record,
    Span,
    find_address,
    find_website,
    name_person,
)
from governance.exchange.values import is_private

Named = TypeVar("Named", bound=Record)
REDUCED_DATES = (
    "{count} dates name only a year or a month: their first day is taken for a beginning, their last for an end."
)
PERIOD_DATES = "{count} memberships take the dates that they lack from their legislative period."
CLEANED = "{count} texts held characters that no database keeps; they were taken out."


class Table(NamedTuple):
    """The words of popolo.toml, each with what it means."""

    classifications: dict[str, str]
    roles: dict[str, Role]
    no_membership: frozenset[str]


def load_table() -> Table:
    table = read_table("popolo.toml")
    return Table(
        {fold(word): kind for kind, words in table["classifications"].items() for word in words},
        {fold(word): Role(role) for role, words in table["roles"].items() for word in words},
        frozenset(fold(word) for word in table["no_membership"]["roles"]),
    )


def read_popolo(source: Iterable[SourceFile], jurisdiction: JurisdictionIntake) -> Iterator[Intake]:
    """What the Popolo documents of a source say. jurisdiction: the place that the operator says they are of.

    A record that cannot be used comes out as a Refusal with its place. Raises UnusableSource where a file is no
    Popolo at all.
    """
    document = Document()
    cleaned = 0
    for file in source:
        document.add_file(file.place, file.read_json())
        cleaned += file.cleaned
    document.finish()
    yield jurisdiction
    if cleaned:
        yield Assumption(CLEANED.format(count=cleaned))
    reading = Reading(document, load_table())
    yield from reading.read()


class NotKept(Exception):
    """A record that does not become a statement, with the statement that says why."""

    def __init__(self, said: Refusal | LeftOut) -> None:
        self.said = said


class Reading:
    """One reading of a document, with what was found on the way: kinds, seats, and how many dates were assumed."""

    def __init__(self, document: Document, table: Table) -> None:
        self.document = document
        self.table = table
        self.kinds: dict[str, str] = {}
        self.seats: dict[str, str] = {}
        self.reduced = 0
        self.from_period = 0

    def read(self) -> Iterator[Intake]:
        yield from self.document.refusals
        yield from (LeftOut(what) for what in self.document.left_out.elements())
        self.kinds = {key: self.classify(organization) for key, organization in self.document.organizations.items()}
        yield from self.read_boards()
        yield from self.read_people()
        yield from self.read_posts()
        yield from self.read_memberships()
        if self.reduced:
            yield Assumption(REDUCED_DATES.format(count=self.reduced))
        if self.from_period:
            yield Assumption(PERIOD_DATES.format(count=self.from_period))

    def classify(self, organization: Organization) -> str:
        """What an organization is: board, committee, party, or "" where its word is in no list."""
        if organization.classification:
            return self.table.classifications.get(fold(organization.classification), "")
        return "party" if organization.id in self.document.represented else "board"

    def read_boards(self) -> Iterator[Intake]:
        for organization in self.document.organizations.values():
            try:
                yield self.read_board(organization)
            except NotKept as reason:
                yield reason.said
            if organization.classification and not self.kinds[organization.id or ""]:
                yield Unknown("organization classification", organization.classification)

    def read_board(self, organization: Organization) -> BoardIntake:
        kind = self.kinds[organization.id or ""]
        parent = organization.parent_id
        if kind == "party":
            raise NotKept(LeftOut("parties"))
        if not organization.name:
            raise NotKept(Refusal(organization.place, "has no name"))
        if parent:
            self.find_board(organization, parent, "parent")
        if self.is_own_ancestor(organization):
            raise NotKept(Refusal(organization.place, "is a parent of itself"))
        return BoardIntake(
            fit_identifier(organization.id or ""),
            organization.name,
            kind=BoardKind.COMMITTEE if kind == "committee" else BoardKind.BOARD,
            parent=fit_identifier(parent) if parent and self.kinds[parent] != "party" else None,
            purpose=organization.description,
            website=find_website(organization.links),
            address=find_address(organization.sources),
        )

    def is_own_ancestor(self, organization: Organization) -> bool:
        seen = set[str]()
        parent = organization.parent_id
        while parent and parent not in seen and parent in self.document.organizations:
            seen.add(parent)
            parent = self.document.organizations[parent].parent_id
        return organization.id in seen

    def find_board(self, record: Record, key: str | None, what: str = "organization") -> str:
        """The kind of an organization that a record names. Raises NotKept where there is none such."""
        if not key:
            raise NotKept(Refusal(record.place, f"names no {what}"))
        if key not in self.document.organizations:
            raise NotKept(Refusal(record.place, f"its {what} {shorten(key)} is not in the document"))
        return self.kinds[key]

    def read_people(self) -> Iterator[Intake]:
        for key, person in self.document.persons.items():
            name = name_person(person)
            if name is None:
                yield Refusal(person.place, "has no name")
            else:
                address = find_address(person.sources)
                yield PersonIntake(fit_identifier(key), name, sort_name=person.sort_name, address=address)

    def read_posts(self) -> Iterator[Intake]:
        named_by_members = defaultdict[str, set[str]](set)
        for membership in self.document.memberships:
            if membership.post_id and membership.organization_id:
                named_by_members[membership.post_id].add(membership.organization_id)
        numbers = Counter[str]()
        for key, post in self.document.posts.items():
            named = {post.organization_id} if post.organization_id else named_by_members[key]
            if len(named) != 1:
                yield LeftOut("posts that name no organization")
                continue
            organization = min(named)
            try:
                if self.find_board(post, organization) == "party":
                    raise NotKept(LeftOut("posts in a party"))
                started_on, ended_on = self.take_dates(post)
            except NotKept as reason:
                yield reason.said
                continue
            numbers[organization] += 1
            self.seats[key] = organization
            yield SeatIntake(
                fit_identifier(key),
                fit_identifier(organization),
                numbers[organization],
                reserved_for=post.label or post.role,
                started_on=started_on,
                ended_on=ended_on,
                address=find_address(post.sources),
            )

    def read_memberships(self) -> Iterator[Intake]:
        """The memberships. One without an id of its own is told from others by whom it joins to what, then by order."""
        without_id = defaultdict[str, list[MembershipIntake]](list)
        for membership in self.document.memberships:
            try:
                statement, words = self.read_membership(membership)
            except NotKept as reason:
                yield reason.said
                continue
            if words and fold(words) not in self.table.roles:
                yield Unknown("role", "(withheld)" if is_private(words) else words)
            if membership.on_behalf_of_id:
                yield LeftOut("parties on whose behalf a member sits")
            if membership.post_id and not statement.seat:
                yield LeftOut("posts of a membership in another organization")
            if membership.id:
                yield statement
            elif statement in without_id[statement.identifier]:
                yield LeftOut("memberships that say the same as another")
            else:
                without_id[statement.identifier].append(statement)
        for alike in without_id.values():
            alike.sort(key=lambda statement: (statement.started_on or date.min, statement.ended_on or date.max))
            for number, statement in enumerate(alike, start=1):
                identifier = statement.identifier + (f" ({number})" if number > 1 else "")
                yield statement._replace(identifier=fit_identifier(identifier))

    def read_membership(self, membership: Membership) -> tuple[MembershipIntake, str | None]:
        """The statement of a membership, and its role in the words of the source. Raises NotKept."""
        post = self.find_named(membership, "post", membership.post_id, self.document.posts)
        organization = membership.organization_id or (post.organization_id if post else None)
        if self.find_board(membership, organization) == "party":
            raise NotKept(LeftOut("memberships in a party"))
        person = membership.person_id or membership.member_id
        if not membership.person_id and person in self.document.organizations:
            raise NotKept(LeftOut("memberships of an organization in another"))
        if not person:
            raise NotKept(Refusal(membership.place, "names no person"))
        self.find_named(membership, "person", person, self.document.persons)
        period = self.find_named(
            membership, "legislative period", membership.legislative_period_id, self.document.events
        )
        words = membership.role or (post.role if post else None)
        if words and fold(words) in self.table.no_membership:
            raise NotKept(LeftOut("memberships that make nobody a member, such as candidacies"))
        started_on, ended_on = self.take_dates(membership, period)
        # Words of no table may say why somebody sits here; a post's label says what the seat is reserved for.
        title = words or membership.label
        if title and fold(title) not in self.table.roles and is_private(title):
            title = None
        seat = membership.post_id if self.seats.get(membership.post_id or "") == organization else None
        kind = words if words == title else digest_identifier(words or "")
        made_up = (person, organization, kind, membership.post_id, membership.legislative_period_id)
        return MembershipIntake(
            fit_identifier(membership.id) if membership.id else " / ".join(filter(None, made_up)),
            fit_identifier(organization or ""),
            fit_identifier(person),
            role=self.table.roles.get(fold(words), Role.OTHER) if words else Role.MEMBER,
            title=title,
            seat=fit_identifier(seat) if seat else None,
            started_on=started_on,
            ended_on=ended_on,
            address=find_address(membership.sources),
        ), words

    def find_named(self, record: Record, what: str, key: str | None, known: Mapping[str, Named]) -> Named | None:
        if key and key not in known:
            raise NotKept(Refusal(record.place, f"its {what} {shorten(key)} is not in the document"))
        return known[key] if key else None

    def take_dates(self, record: Span, period: Span | None = None) -> tuple[date | None, date | None]:
        """The first and the last day of a record; those that it lacks are its legislative period's."""
        start = record.start_date or (period.start_date if period else None)
        end = record.end_date or (period.end_date if period else None)
        if start and end and start.first > end.last:
            raise NotKept(Refusal(record.place, f"ends on {end.last} before it starts on {start.first}"))
        self.reduced += sum(not day.is_whole for day in (start, end) if day)
        self.from_period += bool((start and not record.start_date) or (end and not record.end_date))
        return start.first if start else None, end.last if end else None
