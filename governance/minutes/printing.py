"""The printed minutes: a content in the words of one language, set by Typst.

What Typst is given is data and no markup, without today's date and with fonts of its own, so that the same input under
the same version makes the same bytes. The file is PDF/UA-1 output as enforced by Typst.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import typst

from governance.meetings.live_contents import CertificateTold
from governance.minutes.contents import MinutesContent, write_canonical
from governance.minutes.printed_parts import Imprint, list_parts, write_footer, write_title
from governance.minutes.printed_words import UNSHOWN

TEMPLATE = Path(__file__).with_name("minutes.typ").read_bytes()
STANDARD: Final = "ua-1"
SHOWN_BY_ALL = re.compile(
    "[\n -~\u00a0-\u017f\u0391-\u03a9\u03b1-\u03c9\u0410-\u044f\u2013\u2014\u2018-\u201d\u2022\u2026]*"
)
NEVER_SHOWN = re.compile("[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001f000-\U0010ffff]")
JOINERS = "\u200d\ufe0e\ufe0f"
MISSING = "\u25af"


@dataclass(frozen=True)
class Printed:
    """A print: its bytes, what it was made from and by what. digest and input_digest are SHA-256 in hex."""

    language: str
    title: str
    content: bytes
    digest: str
    renderer: str
    input: str
    input_digest: str


def find_renderer() -> str:
    """Typst and its version, with the hash of the template: another one of either makes other bytes."""
    return f"typst {version('typst')}, template {sha256(TEMPLATE).hexdigest()[:16]}"


def print_minutes(
    content: MinutesContent, imprint: Imprint, language: str, certificate: CertificateTold | None = None
) -> Printed:
    """The minutes in one language. certificate: of the call to order, as far as it is public on the day of the print."""
    title = write_title(content, language)
    given = {
        "language": language,
        "title": title,
        "author": content.board,
        "footer": write_footer(imprint, language),
        "parts": list_parts(content, imprint, language, certificate),
        "composition": certificate is not None and bool(certificate.every_rule),
    }
    shown = show_all(given)
    if shown != given:
        shown["parts"].append({"kind": "note", "text": UNSHOWN.translated(language)})
    text = write_canonical(shown)
    made = render(text)
    return Printed(language, title, made, sha256(made).hexdigest(), find_renderer(), text, compute_input_digest(text))


def compute_input_digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def render(text: str) -> bytes:
    """The file that an input makes under the version that is installed."""
    made: bytes = typst.compile(
        TEMPLATE, format="pdf", sys_inputs={"print": text}, pdf_standards=[STANDARD], ignore_system_fonts=True
    )
    return made


def show_all(value: Any) -> Any:
    """The same data with each letter that the fonts lack written in another way: Typst refuses to leave one out."""
    if isinstance(value, str):
        return show_text(value)
    if isinstance(value, list):
        return [show_all(one) for one in value]
    if isinstance(value, dict):
        return {name: show_all(one) for name, one in value.items()}
    return value


def show_text(text: str) -> str:
    if SHOWN_BY_ALL.fullmatch(text):
        return text
    shown = [letter if can_show(letter) else write_missing(letter) for letter in text]
    if "".join(shown) == text:
        return text
    return "".join(letter for letter in shown if letter not in JOINERS)


def write_missing(letter: str) -> str:
    """A picture by its name, as in [grinning face]; a letter of a script as an empty box."""
    if unicodedata.category(letter) in ("So", "Sk") and (name := unicodedata.name(letter, "")):
        return f"[{name.lower()}]"
    return MISSING


@lru_cache(8192)
def can_show(letter: str) -> bool:
    """Whether the fonts that Typst brings have the letter."""
    if SHOWN_BY_ALL.fullmatch(letter) or letter in JOINERS:
        return True
    if NEVER_SHOWN.match(letter):
        return False
    try:
        render_letter(letter)
    except typst.TypstError:
        return False
    return True


def render_letter(letter: str) -> None:
    given = {"language": "en", "title": "letter", "author": "", "footer": "", "parts": [
        {"kind": "heading", "level": 1, "text": "letter"}, {"kind": "note", "text": f"a{letter}"},
    ]}  # fmt: skip
    render(json.dumps(given))
