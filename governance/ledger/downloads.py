"""Verifying a downloaded log by itself: its lines, their order, and the signed heads that somebody kept.

One pass, in bounded memory. A log alone shows a changed or moved line only by its form and its numbers; a head shows any
change, any missing end and any rewriting of what it covers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from governance.ledger.entries import LONGEST_LINE, Entry, LedgerAct, NotAnEntry, read_entry
from governance.ledger.heads import Head
from governance.ledger.keys import is_signed, write_succession
from governance.ledger.merkle import Frontier, hash_leaf

REPORT_EVERY = 1 << 12


class Disagreement(Exception):
    """The first place where a ledger and what it is held against disagree, in words."""


class NotALedger(Exception):
    """A file that holds no entries at all."""


@dataclass
class Outcome:
    """What was verified of a log.

    covered: how many of its entries lie under the largest head that was given. notes: what could not be verified.
    """

    log: str = ""
    size: int = 0
    root: str = ""
    covered: int = 0
    notes: list[str] = field(default_factory=list)


def check_heads(heads: Iterable[Head], keys: Sequence[str], notes: list[str]) -> dict[int, Head]:
    """The heads by their size. Raises Disagreement for two that contradict one another, or a signature that is none.

    keys: the public keys that count, in hex; without any, a signature shows only that a head is whole.
    """
    by_size: dict[int, Head] = {}
    for head in heads:
        if not head.verify():
            raise Disagreement(f"the head of {head.size:,} entries is not signed by the key that it names")
        if keys and head.key not in keys:
            raise Disagreement(f"the head of {head.size:,} entries is signed by a key that was not given")
        other = by_size.setdefault(head.size, head)
        if (other.log, other.root) != (head.log, head.root):
            raise Disagreement(f"two heads of {head.size:,} entries have different roots: the ledger was forked")
        if other.log != next(iter(by_size.values())).log:
            raise Disagreement("the heads are of different ledgers")
    if by_size and not keys:
        notes.append("whose key signed the heads was not verified: no public key was given")
    return by_size


def check_download(
    file: BinaryIO,
    heads: Iterable[Head] = (),
    keys: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Outcome:
    """Verify a log's lines from the first to the last, and every head. progress is told how many bytes were read.

    Raises Disagreement with the first line or head that is wrong, NotALedger where the first line is no entry.
    """
    outcome = Outcome()
    waiting = check_heads(heads, keys, outcome.notes)
    largest = max(waiting, default=0)
    frontier, succession, position = Frontier(), Succession(), 0
    while line := file.readline(LONGEST_LINE + 1):
        position += len(line)
        number = frontier.size + 1
        try:
            entry = read_line(line)
        except NotAnEntry as error:
            if number == 1:
                raise NotALedger(f"the first line {error}") from None
            raise Disagreement(f"entry {number:,} {error}") from None
        if number == 1:
            outcome.log = entry.log
        if entry.sequence != number:
            raise Disagreement(f"in the place of entry {number:,} stands entry {entry.sequence:,}")
        if entry.log != outcome.log:
            raise Disagreement(f"entry {number:,} is of another ledger")
        frontier.add(hash_leaf(line[:-1]))
        if entry.kind in succession.kinds:
            succession.follow(entry, outcome.notes)
        if number in waiting:
            compare(waiting.pop(number), outcome.log, frontier)
        if progress is not None and number % REPORT_EVERY == 0:
            progress(position)
    for size in sorted(waiting):
        raise Disagreement(
            f"the ledger ends with entry {frontier.size:,}, but a head covers {size:,} entries: its end is missing"
        )
    if frontier.size == 0:
        raise NotALedger("it holds no entry")
    outcome.size, outcome.root, outcome.covered = frontier.size, frontier.root.hex(), largest
    if not largest:
        outcome.notes.append("no head was given: entries missing at the end, or a ledger written anew, would not show")
    elif largest < frontier.size:
        outcome.notes.append(f"no head covers the {frontier.size - largest:,} entries after entry {largest:,}")
    return outcome


def read_line(line: bytes) -> Entry:
    if line[-1:] != b"\n":
        raise NotAnEntry("is too long" if len(line) > LONGEST_LINE else "is cut off")
    return read_entry(line[:-1])


def compare(head: Head, log: str, frontier: Frontier) -> None:
    if head.log != log:
        raise Disagreement(f"the head of {head.size:,} entries is of another ledger")
    if head.root != frontier.root.hex():
        raise Disagreement(
            f"the first {head.size:,} entries are not those that the head of {head.at} covers: "
            "one of them, or all, was changed since"
        )


class Succession:
    """The keys that an instance's log names, one after the other."""

    kinds = frozenset((LedgerAct.BEGAN, LedgerAct.KEY_ROTATED))

    def __init__(self) -> None:
        self.keys: list[str] = []

    def follow(self, entry: Entry, notes: list[str]) -> None:
        """Take a new key. Raises Disagreement where the key before did not name it."""
        key, former, signature = (entry.facts.get(name) for name in ("key", "former", "signature"))
        if not isinstance(key, str) or (self.keys and former != self.keys[-1]):
            raise Disagreement(f"entry {entry.sequence:,} brings in a key that does not follow the one before")
        if self.keys and signature is None:
            notes.append(f"the key of entry {entry.sequence:,} is not signed by the one before, which was lost")
        elif self.keys and not (
            isinstance(signature, str) and is_hex_signed(self.keys[-1], signature, entry.log, self.keys[-1], key)
        ):
            raise Disagreement(f"entry {entry.sequence:,} brings in a key that the one before did not sign")
        self.keys.append(key)


def is_hex_signed(by: str, signature: str, log: str, former: str, key: str) -> bool:
    try:
        return is_signed(by, bytes.fromhex(signature), write_succession(log, former, key))
    except ValueError:
        return False
