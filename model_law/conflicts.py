"""Conflicts of interest: what one is called in public, when it recuses, and what a recusal does to the count.

Receiving the program's services, or having lived with what the program is for, is not a conflict by itself: such
members are who the board is made of. A declaration names a class and never says more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from model_law.rules import Rule


class ConflictClass(StrEnum):
    """All that the public learns of a conflict."""

    FINANCIAL = "financial"
    EMPLOYMENT = "employment"
    ORGANIZATION = "organization"
    PERSONAL = "personal"


NO_CONFLICT = frozenset({"lived_experience", "receives_services"})
"""What is not by itself a conflict, however a form or a file calls it."""


class NoConflict(StrEnum):
    """Why a word names no conflict."""

    NOT_BY_ITSELF = "not_by_itself"
    UNKNOWN_CLASS = "unknown_class"


class ConflictError(ValueError):
    """A declaration that names no class of conflict, or what is none by itself."""

    def __init__(self, reason: NoConflict, word: str) -> None:
        self.reason, self.word = reason, word
        told = {
            NoConflict.NOT_BY_ITSELF: "is not a conflict by itself",
            NoConflict.UNKNOWN_CLASS: f"is no class of conflict; the classes are {', '.join(ConflictClass)}",
        }
        super().__init__(f"{word!r} {told[reason]}")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One member's conflict on one matter. ``recuses``: what the member answered; None where nobody has answered yet."""

    person: str
    conflict: ConflictClass
    recuses: bool | None = None


class Recusals(NamedTuple):
    """Who is recused, by the law or by their own word; who was asked and refused; whose answer is not known."""

    by_law: frozenset[str]
    by_own_word: frozenset[str]
    refused: frozenset[str]
    unanswered: frozenset[str]

    @property
    def recused(self) -> frozenset[str]:
        """Everybody who takes no part."""
        return self.by_law | self.by_own_word


class Effect(NamedTuple):
    """Whether recused members who are there count toward a quorum, and among those present for a threshold."""

    in_quorum: bool
    in_base: bool


def read_conflict(word: str) -> ConflictClass:
    """The class that a word names. Raises ConflictError for another word, and for what is not a conflict by itself."""
    name = word.strip().casefold().replace(" ", "_")
    if name in NO_CONFLICT:
        raise ConflictError(NoConflict.NOT_BY_ITSELF, word)
    try:
        return ConflictClass(name)
    except ValueError:
        raise ConflictError(NoConflict.UNKNOWN_CLASS, word) from None


def find_recusals(declarations: Iterable[Declaration], rule: Rule | None) -> Recusals:
    """Who is recused. Only the classes that the adopted rule names recuse by themselves; else the member's word decides.

    A member with several declarations is recused if one of them recuses, and has refused only if none does.
    """
    automatic = frozenset(rule.values["automatic"]) if rule is not None and rule.enforced else frozenset()
    by_law: set[str] = set()
    own: set[str] = set()
    refused: set[str] = set()
    unanswered: set[str] = set()
    for declaration in declarations:
        if declaration.conflict.value in automatic:
            by_law.add(declaration.person)
        elif declaration.recuses is None:
            unanswered.add(declaration.person)
        else:
            (own if declaration.recuses else refused).add(declaration.person)
    recused = by_law | own
    return Recusals(
        frozenset(by_law),
        frozenset(own - by_law),
        frozenset(refused - recused),
        frozenset(unanswered - recused - refused),
    )


def find_effect(rule: Rule | None) -> Effect:
    """What a recusal does under the profile; where it has no rule, the recused count in neither of the two.

    That is the stricter reading for a quorum: members who may not act do not make the number that may.
    """
    if rule is None:
        return Effect(in_quorum=False, in_base=False)
    return Effect(in_quorum=rule.values["in_quorum"], in_base=rule.values["in_base"])
