"""The mapping of a list of seats: what an operator says about its columns, checked before a row is read."""

import os
import re
import tomllib
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from governance.boards.models import Role
from governance.exchange.fields import fold, tidy
from governance.exchange.files import open_source
from governance.exchange.intake import UnusableSource


def check_pattern(pattern: str) -> str:
    try:
        re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from None
    return pattern


def check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is no time zone, such as America/Chicago") from None
    return name


def check_date_format(text: str) -> str:
    day = date(2031, 12, 30)
    try:
        is_right = datetime.strptime(day.strftime(text), text).date() == day  # noqa: DTZ007  # only its day is compared
    except ValueError:
        is_right = False
    if not is_right:
        raise ValueError("is no format of a whole date, such as %Y-%m-%d or %m/%d/%Y")
    return text


Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Pattern = Annotated[str, StringConstraints(min_length=1), AfterValidator(check_pattern)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(Part):
    """The name of the column that holds each thing; see seats.py for what each means."""

    board: Name
    person: Name
    board_identifier: Name | None = None
    person_identifier: Name | None = None
    seat_number: Name | None = None
    term_start: Name | None = None
    term_end: Name | None = None
    appointed_on: Name | None = None
    reserved_for: Name | None = None
    appointing_authority: Name | None = None
    role: Name | None = None
    title: Name | None = None
    voting: Name | None = None

    @model_validator(mode="after")
    def keep_the_reason_apart(self) -> Self:
        if self.reserved_for and self.reserved_for in (self.title, self.role, self.person, self.board):
            raise ValueError(
                "reserved_for may not share its column with board, person, role or title: what a seat is reserved for "
                "is never shown beside a name (rules may read that column)"
            )
        return self


class Rule(Part):
    """Applies to a row whose cell in a column is one of some words, or contains a pattern (capitals make no matter)."""

    column: Name
    is_one_of: tuple[str, ...] = Field(default=(), alias="is")
    contains: Pattern | None = None

    @model_validator(mode="after")
    def say_one_thing(self) -> Self:
        if bool(self.is_one_of) == bool(self.contains):
            raise ValueError("a rule needs either is = [words] or contains = a pattern")
        return self

    def matches(self, cell: str) -> bool:
        if self.contains:
            return re.search(self.contains, cell, re.IGNORECASE) is not None
        return fold(cell) in {fold(word) for word in self.is_one_of}


class RoleRule(Rule):
    role: Role


class VotingRule(Rule):
    voting: bool


class Dates(Part):
    formats: tuple[Annotated[str, AfterValidator(check_date_format)], ...] = ("%Y-%m-%d",)
    none: tuple[str, ...] = ()


class TakeOut(Part):
    """Patterns that are taken out of a cell before it is kept."""

    person: tuple[Pattern, ...] = ()
    board: tuple[Pattern, ...] = ()
    reserved_for: tuple[Pattern, ...] = ()
    title: tuple[Pattern, ...] = ()


class SeatMapping(Part):
    """All that an operator says about a list of seats. system: the namespace of what it identifies."""

    system: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9:._-]{0,79}$")]
    jurisdiction: Name
    zone: Annotated[Name, AfterValidator(check_zone)]
    columns: Columns
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    encoding: Literal["utf-8", "windows-1252", "iso-8859-1"] = "utf-8"
    dates: Dates = Dates()
    vacant: tuple[Rule, ...] = ()
    roles: tuple[RoleRule, ...] = ()
    voting: tuple[VotingRule, ...] = ()
    seats_vote: bool = True
    take_out: TakeOut = TakeOut()
    seat_identity: tuple[Name, ...] = ()
    same_name_is_same_person: bool = False

    def list_columns(self) -> set[str]:
        """Every column that the mapping names."""
        rules = (*self.vacant, *self.roles, *self.voting)
        named = {name for name in self.columns.model_dump().values() if name}
        return named | {rule.column for rule in rules} | set(self.seat_identity)


def read_mapping(path: str | os.PathLike[str]) -> SeatMapping:
    """The mapping in a TOML file. Raises UnusableSource, which names what is wrong in it."""
    for file in open_source(path):
        try:
            content = tomllib.loads(file.read_text())
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            file.refuse(f"is no TOML: {str(error)[:200]}")
        return make_mapping(file.place, content)
    raise UnusableSource("the mapping", "holds no mapping")


def make_mapping(place: str, content: dict[str, Any]) -> SeatMapping:
    """The mapping that the values of a TOML file make. Raises UnusableSource."""
    try:
        return SeatMapping.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        reasons = {"extra_forbidden": "is no key of a mapping", "missing": "is missing"}
        cause = first.get("ctx", {}).get("error")
        reason = reasons.get(first["type"], tidy(str(cause or first["msg"])))
        raise UnusableSource(place, f"{key}: {reason}" if key else reason) from None
