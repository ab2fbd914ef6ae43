"""What differs between two versions of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

MOST_WORDS = 250
"""A longer part that differs is shown as replaced as a whole: of words that repeat, the time that it takes to compare them
grows with the cube of their number, and a page waits for it."""

WORDS = re.compile(r"\s*\S+|\s+")
"""A word with the space before it, so that a word that is added at the end leaves all before it as it was."""


class Change(StrEnum):
    """What became of a passage."""

    SAME = "same"
    TAKEN_OUT = "taken_out"
    PUT_IN = "put_in"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that share what became of them."""

    change: Change
    text: str


def compare_texts(before: str, after: str) -> list[Passage]:
    """The passages that lead from one text to the other: those that are not PUT_IN make the one, not TAKEN_OUT the other."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    first = count_alike(old, new)
    last = count_alike(old[first:][::-1], new[first:][::-1])
    passages = [
        Passage(Change.SAME, "".join(old[:first])),
        *list_changes(old[first : len(old) - last], new[first : len(new) - last]),
        Passage(Change.SAME, "".join(old[len(old) - last :])),
    ]
    return [passage for passage in passages if passage.text]


def count_alike(one: list[str], other: list[str]) -> int:
    """How many words two texts begin with alike."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def list_changes(old: list[str], new: list[str]) -> Iterator[Passage]:
    if max(len(old), len(new)) > MOST_WORDS:
        yield Passage(Change.TAKEN_OUT, "".join(old))
        yield Passage(Change.PUT_IN, "".join(new))
        return
    for what, start, end, start_new, end_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Passage(Change.SAME, "".join(old[start:end]))
        else:
            yield Passage(Change.TAKEN_OUT, "".join(old[start:end]))
            yield Passage(Change.PUT_IN, "".join(new[start_new:end_new]))
