"""Rows that repeat, and persons who come again, told by salted hashes in memory.

The salt is drawn anew for each reading and never leaves the process, and neither do the hashes: Python's own keyed hash
(SipHash, 63 bits), under which any two of ten million different texts fall together once in some 180,000 readings.
"""

import secrets
from array import array
from collections.abc import Sequence


class Salt:
    """Hashes texts so that only this object can tell that two are the same."""

    def __init__(self) -> None:
        self.text = secrets.token_hex(16)

    def hash_rows(self, columns: Sequence[Sequence[str]]) -> list[int]:
        """A number above 0 for each row of some columns, the same for the same cells, and 0 where all are empty.

        Blanks around a cell do not count.
        """
        salt = self.text
        if len(columns) == 1:
            return [abs(hash(salt + cell)) if (cell := text.strip()) else 0 for text in columns[0]]
        rows = zip(*columns, strict=True)
        return [abs(hash((salt, *cells))) if any(cells := [cell.strip() for cell in row]) else 0 for row in rows]


class SeenHashes:
    """A set of hashes in a flat table, of which each takes some 16 bytes where a Python set takes some 80."""

    def __init__(self) -> None:
        self.slots = array("q", bytes(8 << 12))
        self.used = 0

    def find_repeats(self, hashes: Sequence[int]) -> list[int]:
        """The positions of hashes that came before, here or in an earlier call; 0 is none and never repeats."""
        while (self.used + len(hashes)) * 3 > len(self.slots) * 2:
            self.grow()
        slots, mask = self.slots, len(self.slots) - 1
        repeats, used = [], self.used
        for position, value in enumerate(hashes):
            if value:
                place = value & mask
                while (there := slots[place]) and there != value:
                    place = (place + 1) & mask
                if there:
                    repeats.append(position)
                else:
                    slots[place] = value
                    used += 1
        self.used = used
        return repeats

    def grow(self) -> None:
        old, self.slots = self.slots, array("q", bytes(len(self.slots) * 16))
        slots, mask = self.slots, len(self.slots) - 1
        for value in old:
            if value:
                place = value & mask
                while slots[place]:
                    place = (place + 1) & mask
                slots[place] = value
