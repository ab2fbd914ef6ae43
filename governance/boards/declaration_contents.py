"""What a declaration holds, what the board's law lets a member be asked, and how it is sealed.

Sealed are the categories (or only that somebody declared to be a community representative), who confirmed it, and days:
no diagnosis, no document, no text of anybody's own. Every content has one length, so that not even its size tells.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from governance.boards.declaration_models import Declaration
from governance.security.data_keys import DataKeys
from governance.security.vault import Spoiled, Vault
from model_law.rules import Profile

SEALED_BYTES = 2048
"""The length of every content before it is sealed."""

SEALED_AS = "declaration"


@dataclass(frozen=True, slots=True)
class DeclaredContent:
    """What was declared. categories: ids of the act's, or DECLARED alone.

    first_day: from when on it counts; confirmed_by: the key of an account; confirmed_on: where the board sits. The three
    are empty until it is confirmed.
    """

    categories: frozenset[str]
    first_day: date | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None


def counts_categories(profile: Profile) -> bool:
    """Whether the law counts categories one by one, so that a member has to be asked for theirs."""
    return bool(find_counted_categories(profile))


def find_counted_categories(profile: Profile) -> frozenset[str]:
    """The categories that the law sets a number or a share for, or among which alone it takes its majority."""
    counted: set[str] = set()
    for rule in profile.rules:
        if rule.provision.check == "category_minimums":
            for table in ("counts", "shares"):
                counted |= {category for category, least in rule.values[table].items() if least > 0}
        elif rule.provision.check == "share":
            counted |= set(rule.values["among"])
    return frozenset(counted)


def find_askable_categories(profile: Profile) -> frozenset[str]:
    """What a member may be asked to choose from: nothing, unless the law counts categories."""
    return frozenset(profile.act.categories) if counts_categories(profile) else frozenset()


def is_representative(profile: Profile, categories: Collection[str]) -> bool:
    """Whether any of what was declared makes somebody a community representative under the law."""
    return not profile.counting.categories.isdisjoint(categories)


def seal_content(vault: Vault, data_key: str, declaration: Declaration, content: DeclaredContent) -> bytes:
    """Seal a content under a data key, bound to its declaration, board and person. Raises KeyMissing."""
    written = json.dumps(
        {
            "categories": sorted(content.categories),
            "first_day": write_day(content.first_day),
            "confirmed_by": content.confirmed_by,
            "confirmed_on": write_day(content.confirmed_on),
        }
    ).encode()
    if len(written) > SEALED_BYTES:
        raise ValueError("a declaration names more categories than any act has")
    return DataKeys(vault).seal(data_key, written.ljust(SEALED_BYTES), *name_content(declaration))


def open_content(vault: Vault, declaration: Declaration) -> DeclaredContent | None:
    """What a declaration holds; None where it was destroyed.

    Raises DataKeyGone, KeyMissing, and Spoiled where it was changed or is another declaration's.
    """
    if declaration.sealed is None or declaration.data_key is None:
        return None
    opened = DataKeys(vault).open(declaration.data_key, declaration.sealed, *name_content(declaration))
    try:
        value = json.loads(opened)
        return DeclaredContent(
            frozenset(map(str, value["categories"])),
            read_day(value["first_day"]),
            value["confirmed_by"],
            read_day(value["confirmed_on"]),
        )
    except (ValueError, KeyError, TypeError):
        raise Spoiled from None


def name_content(declaration: Declaration) -> tuple[str, ...]:
    return (SEALED_AS, declaration.key, str(declaration.board_id), str(declaration.person_id))


def write_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
