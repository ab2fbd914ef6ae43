"""What staff prepare before a report is published, as plain facts that are written as JSON in one way only."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from governance.oversight.acts import OversightRefusal, OversightRefused

LONGEST_LINE = 300
LONGEST_NARRATIVE = 50_000
LONGEST_MAPPING = 200_000
MOST_DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """source: "hand", "file", or empty as long as there are no figures; figures: raw, as figures.write_figures writes
    them; made: how a file was made; narrative: Markdown; documents: keys of papers of the board, in order; mapping: of
    the program's call file, as TOML."""

    source: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    made: Mapping[str, Any] | None = None
    narrative: str = ""
    documents: tuple[str, ...] = ()
    mapping: str = ""


def write_draft(draft: Draft) -> dict[str, Any]:
    return {
        "source": draft.source,
        "figures": dict(draft.figures),
        "made": dict(draft.made) if draft.made else None,
        "narrative": draft.narrative,
        "documents": list(draft.documents),
        "mapping": draft.mapping,
    }


def read_draft(content: Mapping[str, Any]) -> Draft:
    return Draft(
        content.get("source", ""), content.get("figures", {}), content.get("made"), content.get("narrative", ""),
        tuple(content.get("documents", ())), content.get("mapping", ""),
    )  # fmt: skip


def tidy_line(text: str, name: str, refusal: OversightRefusal = OversightRefusal.NAME_UNUSABLE) -> str:
    """A line without needless space. Raises OversightRefused where it is empty, too long, or cannot be shown."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if not line or not line.isprintable():
        raise OversightRefused(refusal, name)
    if len(line) > LONGEST_LINE:
        raise OversightRefused(OversightRefusal.TEXT_TOO_LONG, name)
    return line


def tidy_narrative(text: str) -> str:
    """Markdown with its lines. Raises OversightRefused."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").split("\n")
    if any(not line.replace("\t", " ").isprintable() for line in lines):
        raise OversightRefused(OversightRefusal.TEXT_UNUSABLE, "narrative")
    narrative = "\n".join(line.rstrip() for line in lines)
    if len(narrative) > LONGEST_NARRATIVE:
        raise OversightRefused(OversightRefusal.TEXT_TOO_LONG, "narrative")
    return narrative


def tidy_mapping(text: str) -> str:
    """A mapping's lines. Raises OversightRefused where they cannot be shown; what they say is for who reads mappings."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    if any(not line.replace("\t", " ").isprintable() for line in lines):
        raise OversightRefused(OversightRefusal.TEXT_UNUSABLE, "mapping")
    if len(text) > LONGEST_MAPPING:
        raise OversightRefused(OversightRefusal.TEXT_TOO_LONG, "mapping")
    return "\n".join(lines) + "\n" if any(lines) else ""
