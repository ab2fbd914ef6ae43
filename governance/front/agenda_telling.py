"""Posted agendas told to the public: their items and papers, and what changed from one version to the next, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.documents.queries import DocumentFact
from governance.meetings.notice_queries import NoticeFact
from governance.meetings.planning_words import FIELDS
from governance.meetings.words import ITEM_KINDS, KINDS
from governance.web.locale import _, write_iso_moment

MOMENTS = ("starts_at", "ends_at")


@dataclass(frozen=True)
class PaperVersionTold:
    """One version of a paper. address is None where nobody may read it any more; withdrawn_because says why."""

    number: int
    name: str
    size: int
    digest: str
    change: str | None
    entered_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    address: str | None


@dataclass(frozen=True)
class PaperTold:
    """A paper that is kept here, with every version, the newest first."""

    title: str
    address: str
    versions: list[PaperVersionTold]


@dataclass(frozen=True)
class AgendaReference:
    """One version of an agenda: its number, when it was posted, the SHA-256 of what was posted, and its address."""

    number: int
    posted_at: datetime
    digest: str
    address: str


def tell_paper(paper: DocumentFact, meeting_address: str) -> PaperTold:
    address = f"{meeting_address}/documents/{paper.key}"
    versions = [
        PaperVersionTold(
            version.number, version.name, version.size, version.digest, version.change, version.entered_at,
            version.withdrawn_at, version.withdrawn_because,
            f"{address}?version={version.number}" if version.is_readable else None,
        )
        for version in paper.versions
    ]  # fmt: skip
    return PaperTold(paper.title, address, versions)


def list_agendas(notices: Sequence[NoticeFact], meeting_address: str) -> list[AgendaReference]:
    """The versions that the portal's own notices posted, the newest first."""
    return [
        AgendaReference(
            notice.version, notice.posted_at, notice.digest, f"{meeting_address}/agenda?version={notice.version}"
        )
        for notice in reversed(notices)
        if notice.version is not None and notice.digest is not None
    ]


def tell_changes(changes: Sequence[Mapping[str, Any]], zone: str, translate: Any) -> list[str]:
    """What differs from the version before, one sentence for each difference, in the reader's language."""
    return [translate(tell_change(change, zone, translate)) for change in changes]


def tell_change(change: Mapping[str, Any], zone: str, translate: Any) -> Any:
    words = {"title": change.get("title", ""), "place": change.get("place", "")}
    match change["what"]:
        case "taken_off":
            return _("Taken off the agenda: ${title}", mapping=words)
        case "put_on":
            return _("New on the agenda, in place ${place}: ${title}", mapping=words)
        case "moved":
            return _("Moved to place ${place}: ${title}", mapping=words)
    field = change["field"]
    words["field"] = translate(FIELDS.get(field, field))
    if field == "documents":
        old, new = set(change["before"]), set(change["after"])
        words |= {"added": str(len(new - old)), "removed": str(len(old - new))}
        return _("${title}: documents added: ${added}; taken off: ${removed}", mapping=words)
    if field == "emergency":
        return _("The findings of the emergency were changed.")
    before, after = (say_value(field, change[side], change["what"], zone, translate) for side in ("before", "after"))
    words |= {"before": before, "after": after}
    if change["what"] == "meeting":
        if not before:
            return _("${field}: now “${after}”; nothing stood there before.", mapping=words)
        if not after:
            return _("${field}: taken out. It was “${before}”.", mapping=words)
        return _("${field}: now “${after}”, before “${before}”.", mapping=words)
    if not before:
        return _("${title}: ${field} is now “${after}”; nothing stood there before.", mapping=words)
    if not after:
        return _("${title}: ${field} was taken out. It was “${before}”.", mapping=words)
    return _("${title}: ${field} is now “${after}”, before “${before}”.", mapping=words)


def say_value(field: str, value: Any, what: str, zone: str, translate: Any) -> str:
    if value is None or value == "":
        return ""
    if field in MOMENTS:
        return write_iso_moment(str(value), zone)
    if field == "kind":
        return str(translate((KINDS if what == "meeting" else ITEM_KINDS).get(value, value)))
    return str(value)
