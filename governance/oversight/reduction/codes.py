"""Columns of codes and of lengths of time: each different text is understood once."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from governance.oversight.reduction.forms import SPOILED
from governance.oversight.reduction.mappings import CodeColumn, SecondsColumn
from governance.oversight.reduction.problems import Fault, UnusableFile
from governance.oversight.reduction.times import BLANK, MOST_KEPT
from governance.oversight.reduction.zones import NOT_KNOWN

MOST_CODES = 2000
SPOILED_NUMBER, NO_NUMBER = -(1 << 59), -(1 << 58)
SPOILED_CODE = "spoiled by a spreadsheet"
"""Stands for a category in rows that will not be counted."""

LONGEST_SECONDS = 100 * 366 * 86_400


class CodeTable(dict[str, str]):
    """From a column's texts to categories; not_known where blank or unmapped. Blanks around a code do not count.

    Raises UnusableFile for a column with too many different texts: it holds something else than codes.
    """

    def __init__(self, column: CodeColumn) -> None:
        self.column = column
        self.blanks: set[str] = set()
        self.unmapped: Counter[str] = Counter()
        self.otherwise: Counter[str] = Counter()
        self.blank_rows = 0
        # Most files hold neither, and then no row is looked at for them.
        self.has_spoiled = self.has_doubtful = False

    def __missing__(self, text: str) -> str:
        if len(self) >= MOST_CODES:
            raise UnusableFile(Fault.NO_CODES, most=MOST_CODES, name=self.column.column, field=self.column.field)
        self[text] = category = self.find_category(text)
        self.has_spoiled |= category == SPOILED_CODE
        self.has_doubtful |= category in (NOT_KNOWN, self.column.otherwise)
        return category

    def find_category(self, text: str) -> str:
        code = self.cut(text)
        if not code or code in self.column.blank:
            self.blanks.add(text)
            return NOT_KNOWN
        if code in self.column.categories:
            return self.column.categories[code]
        if SPOILED.fullmatch(code):
            return SPOILED_CODE
        if self.column.ranges and code.isascii() and code.isdigit() and len(code) < 10:
            for first, last, category in self.column.ranges:
                if first <= int(code) <= last:
                    return category
        return self.column.otherwise or NOT_KNOWN

    def cut(self, text: str) -> str:
        """The code in a cell: before or after a mark where the mapping names one, without the blanks around it."""
        if self.column.before:
            text = text.partition(self.column.before)[0]
        if self.column.after:
            text = text.partition(self.column.after)[2]
        return text.strip()

    def is_listed(self, code: str) -> bool:
        return code in self.column.categories or any(
            code.isascii() and code.isdigit() and first <= int(code[:9]) <= last
            for first, last, _ in self.column.ranges
        )

    def read(self, texts: Sequence[str]) -> list[str]:
        return list(map(self.__getitem__, texts))

    def count(self, texts: Sequence[str], categories: Sequence[str]) -> None:
        """Count blanks and unlisted codes of rows that are counted."""
        if self.has_doubtful:
            doubtful = {NOT_KNOWN, self.column.otherwise}
            for text, number in Counter(t for t, c in zip(texts, categories, strict=True) if c in doubtful).items():
                if text in self.blanks:
                    self.blank_rows += number
                    continue
                code = self.cut(text)
                if not self.is_listed(code):
                    (self.otherwise if self.column.otherwise else self.unmapped)[code] += number


class SecondsTable(dict[str, int]):
    """From a column's texts to whole seconds; BLANK, SPOILED_NUMBER or NO_NUMBER where there are none."""

    def __init__(self, column: SecondsColumn) -> None:
        self.column = column

    def __missing__(self, text: str) -> int:
        if len(self) >= MOST_KEPT:
            self.clear()
        self[text] = seconds = self.find_seconds(text.strip())
        return seconds

    def find_seconds(self, text: str) -> int:
        if not text or text in self.column.blank:
            return BLANK
        if SPOILED.fullmatch(text):
            return SPOILED_NUMBER
        try:
            if self.column.unit:
                if not text.isascii() or len(text) > 30:
                    return NO_NUMBER
                number = Decimal(text) * self.column.unit
            else:
                parts = [int(part) for part in text.split(":") if part.isascii() and part.isdigit() and len(part) < 6]
                if len(parts) != 3 or text.count(":") != 2 or max(parts[1:]) > 59:
                    return NO_NUMBER
                number = Decimal(parts[0] * 3600 + parts[1] * 60 + parts[2])
        except (InvalidOperation, ValueError):
            return NO_NUMBER
        if not number.is_finite() or abs(number) > LONGEST_SECONDS:
            return NO_NUMBER
        return int(number.to_integral_value())

    def read(self, texts: Sequence[str]) -> list[int]:
        return list(map(self.__getitem__, texts))
