"""The words of the printed minutes that pages do not have."""

from dataclasses import dataclass
from typing import Any

from governance.web.locale import _
from governance.web.writing import say


@dataclass(frozen=True)
class Said:
    """A text that is the same in every print."""

    text: Any

    def translated(self, language: str) -> str:
        return say(self.text, language)


UNSHOWN = Said(
    _(
        "Letters and pictures that this file's fonts lack are shown as boxes or by their names. The page of these minutes"
        " shows them."
    )
)
