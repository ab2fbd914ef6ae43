"""What may be asked of a page in its address, and pages of long lists."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPBadRequest, HTTPNotFound

from governance.web.locale import _

PER_PAGE = 50
LAST_PAGE = 100_000


@dataclass(frozen=True)
class Parameter:
    """One thing that may stand behind the question mark: its name, its JSON Schema, and what it does."""

    name: str
    schema: dict[str, Any]
    description: str


PAGE = Parameter(
    "page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}, "Which page of the list, from 1"
)
YEAR = Parameter("year", {"type": "integer", "minimum": 1800, "maximum": 2999}, "A calendar year where the board sits")


@dataclass(frozen=True)
class Paging:
    """Where one page of a list stands. Addresses are None at the ends."""

    number: int
    pages: int
    total: int
    per_page: int
    previous: str | None
    next: str | None

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.per_page


def read_whole_number(request: Any, parameter: Parameter) -> int | None:
    """The number asked for; None if none is. Raises HTTPBadRequest for anything else than one number in its range."""
    values = request.GET.getall(parameter.name)
    if not values:
        return None
    text = values[0]
    lowest, highest = parameter.schema["minimum"], parameter.schema["maximum"]
    if len(values) > 1 or not (
        text.isascii() and text.isdecimal() and len(text) <= 9 and lowest <= int(text) <= highest
    ):
        raise HTTPBadRequest(
            _(
                "“${name}” in the address must be one whole number from ${lowest} to ${highest}.",
                mapping={"name": parameter.name, "lowest": lowest, "highest": highest},
            )
        )
    return int(text)


def read_day(request: Any, parameter: Parameter, least: date, most: date) -> date | None:
    """The day asked for; None if none is. Raises HTTPBadRequest for anything else than one day in the range."""
    values = request.GET.getall(parameter.name)
    if not values or values == [""]:
        return None
    day = None
    if len(values) == 1 and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", values[0], re.ASCII):
        try:
            day = date.fromisoformat(values[0])
        except ValueError:
            day = None
    if day is None or not least <= day <= most:
        raise HTTPBadRequest(
            _(
                "“${name}” in the address must be one day from ${least} to ${most}, written like 2026-03-31.",
                mapping={"name": parameter.name, "least": least.isoformat(), "most": most.isoformat()},
            )
        )
    return day


def read_choice(request: Any, parameter: Parameter) -> str | None:
    """The word asked for; None if none is. Raises HTTPBadRequest for anything else than one word of the parameter's set."""
    values = request.GET.getall(parameter.name)
    if not values or values == [""]:
        return None
    if len(values) > 1 or values[0] not in parameter.schema["enum"]:
        raise HTTPBadRequest(
            _(
                "“${name}” in the address must be one of: ${words}.",
                mapping={"name": parameter.name, "words": ", ".join(parameter.schema["enum"])},
            )
        )
    return str(values[0])


def make_paging(request: Any, total: int, per_page: int = PER_PAGE) -> Paging:
    """The page of a list of `total` rows that the request asks for. Raises HTTPNotFound behind the last one."""
    number = read_whole_number(request, PAGE) or 1
    pages = max(1, -(-total // per_page))
    if number > pages:
        raise HTTPNotFound(_("This list has no page ${number}.", mapping={"number": number}))

    def address(page: int) -> str:
        kept = [(name, value) for name, value in request.GET.items() if name != PAGE.name]
        return f"{request.path}?{urlencode([*kept, (PAGE.name, page)])}"

    return Paging(
        number,
        pages,
        total,
        per_page,
        previous=address(number - 1) if number > 1 else None,
        next=address(number + 1) if number < pages else None,
    )
