"""Why the law bars a vote, in words, and no more of the board's composition than its law lets anybody know."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from governance.boards.law_queries import find_profile
from governance.votes.vote_freezing import COMPOSED, is_share
from model_law.findings import Finding
from model_law.publicity import Showing, find_showing, shows_office
from model_law.rules import Profile
from model_law.wording import word_finding


class Bar(NamedTuple):
    """A rule that bars a vote: what it says, and what was found, None where its sum is not public.

    quoted: the words of the board's own instrument by which acts of a board so composed are void.
    """

    rule: str
    title: str
    statement: str
    found: str | None
    quoted: str | None
    how_known: str


def tell_bars(db: Session, board_id: int, today: date, findings: Iterable[Finding], language: str) -> list[Bar]:
    """The findings for which a vote is refused, for whoever asked to open it."""
    law = find_profile(db, board_id, today)
    return [tell_bar(finding, law[1] if law is not None else None, language) for finding in findings]


def tell_bar(finding: Finding, profile: Profile | None, language: str) -> Bar:
    rule = finding.ruled_by
    provision = rule.provision
    text = word_finding(finding, language) if may_show_sum(finding, profile) else None
    quoted = rule.values.get("void_words") if provision.check == "composition_at_votes" else None
    title, statement = (getattr(one, language) for one in (provision.title, provision.statement))
    return Bar(provision.id, title, statement, text, quoted or None, provision.how_known)


def may_show_sum(finding: Finding, profile: Profile | None) -> bool:
    """Whether a finding's numbers tell nothing of who represents the community, or its law of today lets that be public."""
    check = finding.ruled_by.provision.check
    if check not in COMPOSED and not (check == "quorum_at_votes" and is_share(finding)):
        return True
    if profile is None or profile.share is None:
        return False
    office = shows_office(profile)
    return find_showing(profile.share, profile, office=office, reserved=False) is Showing.WHOLE
