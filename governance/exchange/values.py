"""The words of other systems, mapped by values.toml, which a person can read."""

import re
import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from governance.boards.models import Role
from governance.meetings.models import AttendanceMode, ItemKind, MeetingStatus, PaperStatus, Presence
from governance.votes.models import Choice, Outcome

TABLE = tomllib.loads(Path(__file__).with_name("values.toml").read_text(encoding="utf-8"))
NOBODY = "nobody"


class Reading(NamedTuple):
    """What a word means. meaning None: nobody stands behind it. recorded: the word, where it may be kept.

    unknown: the word is in no table, and may be reported.
    """

    meaning: Any
    recorded: str | None
    unknown: bool = False
    mode: AttendanceMode | None = None


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """The word as the tables hold it."""
    return " ".join(re.sub(r"[-‐-―_.*]+", " ", word.casefold()).split())


@cache
def turn_table(section: str) -> dict[str, str]:
    """word -> meaning of one section of the table."""
    return {fold(word): meaning for meaning, words in TABLE[section].items() for word in words}


def make_private_pattern() -> re.Pattern[str]:
    words = (re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", " ") for word in TABLE["private"]["words"])
    return re.compile(rf"\b({'|'.join(words)})\b")


PRIVATE = make_private_pattern()


@lru_cache(maxsize=4096)
def is_private(word: str) -> bool:
    """Whether a value speaks of somebody's health or family."""
    return PRIVATE.search(fold(word)) is not None


@lru_cache(maxsize=4096)
def read_ballot(word: str, result: int | None = None) -> Reading:
    """How somebody voted. result is the source's own sign where it has one: 1 aye, 2 nay, else neither."""
    meaning = turn_table("ballot").get(fold(word))
    if is_private(word) or meaning == Choice.EXCUSED:
        return Reading(Choice.EXCUSED, None)
    if meaning == NOBODY:
        return Reading(None, None)
    if meaning:
        return Reading(Choice(meaning), word)
    if turn_table("remote").get(fold(word)):
        return Reading(Choice.NOT_VOTING, word)
    if result in (1, 2):
        return Reading(Choice.AYE if result == 1 else Choice.NAY, word or None)
    return Reading(Choice.UNKNOWN, word or None, unknown=True)


@lru_cache(maxsize=4096)
def read_presence(word: str) -> Reading:
    """How somebody attended."""
    meaning = turn_table("presence").get(fold(word))
    if is_private(word) or meaning == Presence.EXCUSED:
        return Reading(Presence.EXCUSED, None)
    if meaning == NOBODY:
        return Reading(None, None)
    if meaning:
        return Reading(Presence(meaning), word)
    if turn_table("remote").get(fold(word)):
        return Reading(Presence.PRESENT, word, mode=AttendanceMode.REMOTE)
    return Reading(Presence.UNKNOWN, word or None, unknown=True)


@lru_cache(maxsize=4096)
def is_ballot_only(word: str) -> bool:
    """Whether a word can only be a ballot (aye, nay, abstain): some clerks keep votes as roll calls."""
    return turn_table("ballot").get(fold(word)) in (Choice.AYE, Choice.NAY, Choice.ABSTAIN)


@lru_cache(maxsize=4096)
def is_attendance(word: str) -> bool:
    """Whether a word tells attendance and no vote: some clerks keep roll calls as votes."""
    folded = fold(word)
    return is_private(word) or (
        not is_ballot_only(word) and (folded in turn_table("presence") or folded in turn_table("remote"))
    )


@lru_cache(maxsize=1024)
def read_outcome(words: str) -> Outcome | None:
    meaning = turn_table("outcome").get(fold(words))
    return Outcome(meaning) if meaning else None


@lru_cache(maxsize=1024)
def read_paper(words: str) -> PaperStatus | None:
    """How far a paper has come; None where no table knows the words."""
    meaning = turn_table("paper").get(fold(words))
    return PaperStatus(meaning) if meaning else None


@lru_cache(maxsize=1024)
def read_meeting(words: str) -> MeetingStatus | None:
    """What the status of a paper says of its meeting; None: nothing."""
    meaning = turn_table("meeting").get(fold(words))
    return MeetingStatus(meaning) if meaning else None


def compile_rules(rules: list[list[str]]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern, re.IGNORECASE | re.DOTALL), meaning) for pattern, meaning in rules]


MEETING_WORDS = TABLE["meeting_words"]
IN_NAME = [
    (re.compile(rf"\b({pattern})\b", re.IGNORECASE), meaning) for pattern, meaning in MEETING_WORDS["within_name"]
]
WHOLE = compile_rules(MEETING_WORDS["whole"])
WITHIN = compile_rules(MEETING_WORDS["within"])
NOT = re.compile("|".join(MEETING_WORDS["not"]), re.IGNORECASE)
HINT = re.compile(r"cancel|postpon|schedul|deferr", re.IGNORECASE)
NAME_REST = re.compile(
    r"[\s\-–—:*(\[]*\b(?:meeting )?(?:notice of )?(?:cancell?ed|cancell?ation|postponed|re-?scheduled|deferred)"
    r"(?: notice| meeting)?\b[\s\-–—:*)\].!]*",
    re.IGNORECASE,
)  # fmt: skip


def read_name(name: str) -> tuple[str, MeetingStatus | None]:
    """A body's name without what it says of the meeting ("Finance Committee - CANCELLED"), and what it says."""
    if not HINT.search(name):
        return name, None
    for pattern, meaning in IN_NAME:
        if pattern.search(name):
            cleaned = NAME_REST.sub(" ", name).strip(" -–—:*()[]")
            return (" ".join(cleaned.split()) or name), MeetingStatus(meaning)
    return name, None


@lru_cache(maxsize=4096)
def read_comment(text: str) -> MeetingStatus | None:
    """What a comment, a place or a title says of its meeting; None: nothing."""
    if not HINT.search(text) or NOT.search(text):
        return None
    for pattern, meaning in WHOLE:
        if pattern.fullmatch(text):
            return MeetingStatus(meaning)
    for pattern, meaning in WITHIN:
        if pattern.search(text):
            return MeetingStatus(meaning)
    return None


ROLES = compile_rules(TABLE["role"]["patterns"])


@lru_cache(maxsize=4096)
def read_role(title: str, member_kind: str) -> Role | None:
    """The role that a title, or else the kind of member, names; a plain member where both are empty; None: unknown."""
    if not title and not member_kind:
        return Role.MEMBER
    for text in (title, member_kind):
        for pattern, meaning in ROLES:
            if text and pattern.search(text):
                return Role(meaning)
    return None


ITEM_KINDS = [(re.compile(pattern, re.IGNORECASE), ItemKind(kind)) for kind, pattern in TABLE["item"].items()]


@lru_cache(maxsize=4096)
def read_item_kind(title: str) -> ItemKind:
    return next((kind for pattern, kind in ITEM_KINDS if pattern.search(title)), ItemKind.UNSTATED)


NO_DAYS = {date.fromisoformat(day) for day in TABLE["no_date"]["days"]}
NO_END_FROM_YEAR = int(TABLE["no_date"]["no_end_from_year"])
