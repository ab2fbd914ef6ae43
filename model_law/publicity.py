"""What of a judgement the public may be shown, so that no sum, day or change tells anybody's category or condition.

Where the law lets it be public that an office is held by a community representative (``public_status = "office"``),
the share is shown with its sum. Where it lets only the verdict be public, or says nothing of it, nothing that is
counted from who qualifies is shown but whether the share is met today. Rules that reserve places by category
are told together or not at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from model_law.composition import serving
from model_law.facts import Roster
from model_law.findings import Finding, Verdict
from model_law.history import History
from model_law.preview import joint_verdict
from model_law.rules import Profile, Rule
from model_law.share import count_share


class Showing(StrEnum):
    """How far a finding is public.

    ``whole``: verdict, numbers, remedies and days. ``verdict``: today's verdict and nothing else. ``joint``: only in the
    one verdict for all category rules. ``statement``: what the rule says, which holds by itself. ``nothing``: that the
    rule is there.
    """

    WHOLE = "whole"
    VERDICT = "verdict"
    JOINT = "joint"
    STATEMENT = "statement"
    NOTHING = "nothing"


_SHARES = frozenset({"share", "share_both", "share_present"})
_DECLARING = frozenset({"counts_once", "family"})
_FROM_QUALIFYING = frozenset({"sector_income", "attestation"})


def shows_office(profile: Profile) -> bool:
    """Whether the law lets it be public who serves as a community representative; where it is silent, it does not."""
    return any(
        rule.values["public_status"] == "office" for rule in profile.rules if rule.provision.check == "attestation"
    )


def find_showing(rule: Rule, profile: Profile, *, office: bool, reserved: bool) -> Showing:
    """How far what is found of a rule is public.

    ``office``: whether the law lets the quality of the office be public, on the day judged and today. ``reserved``:
    whether the board has ever reserved a seat for a category; who fills it may be told from no rule.
    """
    check = rule.provision.check
    if check in _SHARES:
        base = rule if check == "share" else profile.share
        among = base is not None and bool(base.values["among"])
        return Showing.WHOLE if office and not among else Showing.VERDICT
    if check == "category_minimums":
        return Showing.JOINT
    if check in _DECLARING:
        return Showing.STATEMENT
    if check == "independence" and rule.values["bars"] == "counting":
        return Showing.STATEMENT
    if check in _FROM_QUALIFYING or (check == "chair" and rule.values["qualifying"]):
        return Showing.WHOLE if office else Showing.NOTHING
    if check == "remainder" and reserved:
        return Showing.NOTHING
    return Showing.WHOLE


def may_show_verdict(rule: Rule, roster: Roster, profile: Profile) -> bool:
    """Whether today's verdict on a share, shown without its sum, leaves open of everybody whether they count.

    It does not where everybody would have to count, or where one of them is enough; nor does the verdict on all members
    beside that on those who vote, where there are others. That depends on numbers that are public, never on who counts.
    """
    base = rule if rule.provision.check == "share" else profile.share
    if base is None:
        return True
    everybody = replace(base, values={**base.values, "among": ()})
    voting, members = (count_share(roster, everybody, profile, voting_only=only) for only in (True, False))
    if rule.provision.check == "share_both" and voting != members:
        return False
    share = voting if base.values["members"] == "voting" else members
    serving = share.qualifying + share.others
    return not serving or 1 < share.needed < serving


def reserves_seats(history: History) -> bool:
    """Whether any seat is or was reserved for a category."""
    return any(seat.reserved_for is not None for seat in history.seats)


def tells_by_authority(roster: Roster) -> bool:
    """Whether who appoints to a seat tells more of what it is reserved for than the law's text tells of any seat.

    It does not where every authority appoints to the same share of the seats of each sort.
    """
    seats = [seat for seat in roster.seats if not seat.alternate]
    sorts = Counter(seat.reserved_for for seat in seats)
    sizes = Counter(seat.selected_by for seat in seats)
    pairs = Counter((seat.selected_by, seat.reserved_for) for seat in seats)
    return any(
        pairs[authority, sort] * len(seats) != size * number
        for authority, size in sizes.items()
        for sort, number in sorts.items()
    )


def show_joint_verdict(
    findings: Sequence[Finding], roster: Roster, profile: Profile, *, office: bool
) -> Verdict | None:
    """One public verdict for all category rules, or None.

    There is none where fewer than two categories are reserved. Nor is there where so few people could fill the
    places that a verdict would tell who does: whoever is left out of those known to qualify, the others must be
    enough for every place. That depends on numbers that are public, never on the verdict.
    """
    found = joint_verdict(findings)
    if found is None:
        return None
    members = [member for _, member in serving(roster)]
    known = [member for member in members if profile.counting.qualifies(member)] if office else members
    most = max(
        (_most_needed(finding.ruled_by, roster, profile) for finding in findings if _is_category_rule(finding)),
        default=0,
    )
    return found if len(known) - 1 >= most else None


def _is_category_rule(finding: Finding) -> bool:
    return finding.ruled_by.provision.check == "category_minimums"


def _most_needed(rule: Rule, roster: Roster, profile: Profile) -> int:
    """How many people the places of a rule can need: of the largest category, or of all where each holds one place."""
    total = sum(1 for _ in serving(roster, voting_only=rule.values["members"] == "voting"))
    counts, shares = rule.values["counts"], rule.values["shares"]
    needs = [
        max(counts.get(category, 0), -(-shares.get(category, Fraction(0)) * total // 1))
        for category in {**counts, **shares}
    ]
    return int(max(needs, default=0) if profile.counting.several else sum(needs))


def name_representatives(roster: Roster, profile: Profile, *, office: bool) -> frozenset[str]:
    """The people whom the public may know to serve as community representatives that day: none unless the office is public."""
    if not office:
        return frozenset()
    return frozenset(
        seat.holder.person
        for seat in roster.seats
        if seat.holder is not None and profile.counting.qualifies(seat.holder)
    )
