"""What a board has set for public comment, in the reader's language: its own words, else the portal's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from governance.meetings.planning_rows import OPEN
from governance.meetings.queries import MeetingDetail
from governance.participation.queries import TermsFact
from governance.participation.words import COMPLAINTS, DANGER, RULES


@dataclass(frozen=True, slots=True)
class WordsTold:
    """A text with the language that it is in. is_own: the board's own, not the portal's default."""

    paragraphs: list[str]
    language: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class TermsTold:
    """The rules of comment, where to turn in danger, and where complaints about a response go."""

    rules: WordsTold
    danger: WordsTold
    complaints: WordsTold
    closes_hours: int


def tell_terms(terms: TermsFact, translate: Callable[[Any], str], language: str) -> TermsTold:
    return TermsTold(
        tell_words(terms.rules_en, terms.rules_es, RULES, translate, language),
        tell_words(terms.danger_en, terms.danger_es, (DANGER,), translate, language),
        tell_words(terms.complaints_en, terms.complaints_es, (COMPLAINTS,), translate, language),
        terms.closes_hours,
    )


def tell_words(
    english: str | None, spanish: str | None, default: tuple[Any, ...], translate: Callable[[Any], str], language: str
) -> WordsTold:
    """The board's text in the reader's language, else in the other one: rules that are adopted hold for everybody."""
    own = {"en": english, "es": spanish}
    order = [language, *(code for code in own if code != language)]
    for code in order:
        text = own.get(code)
        if text:
            return WordsTold([line.strip() for line in text.split("\n") if line.strip()], code, True)
    return WordsTold([translate(text) for text in default], language, False)


def find_closing(meeting: MeetingDetail, closes_hours: int) -> datetime | None:
    """When the time for comments ends; None for a meeting to which nobody can write, as it is over or called off."""
    return meeting.starts_at - timedelta(hours=closes_hours) if meeting.status in OPEN else None
