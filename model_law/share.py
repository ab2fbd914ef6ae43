"""COMP-01, 02, 03, 05 and 06: the share of community representatives, and who is counted in it."""

from typing import Any

from model_law.facts import Roster, count_seats
from model_law.findings import Finding, Remedy
from model_law.remedies import Share, remedies_for
from model_law.rules import Profile, Rule


def count_share(roster: Roster, rule: Rule, profile: Profile, *, voting_only: bool) -> Share:
    """Count community representatives, other members and vacant seats of one group, each person once."""
    values = rule.values
    without_holdovers = values["holdovers"] != "counted"
    without_alternates = values["alternates"] != "counted"
    among = frozenset(values["among"])
    counting = profile.counting
    counts_nobody, barred = counting.categories.isdisjoint, counting.barred
    qualifying = others = vacant = 0
    # Plain and in one pass: a portal judges by this before every act on a seat.
    for seat in roster.seats:
        if (voting_only and not seat.voting) or (without_alternates and seat.alternate):
            continue
        member = seat.holder
        if member is None or (without_holdovers and seat.holdover):
            vacant += 1
        elif among and among.isdisjoint(counting.widened(member)):
            continue
        elif counts_nobody(member.categories) or member.interest in barred:
            others += 1
        else:
            qualifying += 1
    authorized = values["denominator"] == "authorized"
    return Share(qualifying, others, vacant, values["p"], values["comparison"] == "more_than", authorized)


def _arguments(share: Share, rule: Rule, group: str) -> dict[str, Any]:
    return {
        "qualifying": share.qualifying,
        "total": share.total,
        "needed": share.needed,
        "p": share.p,
        "comparison": rule.values["comparison"],
        "group": "among" if rule.values["among"] else f"{group}_{rule.values['denominator']}",
    }


def _remedies(shares: list[Share], roster: Roster, profile: Profile) -> tuple[Remedy, ...]:
    count = count_seats(roster)
    board = Share(count.serving, 0, count.vacant, shares[0].p, False, False)
    return remedies_for(shares, board, count.seats, profile.limits)


def share(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-01: community representatives are at least (or more than) p of the declared denominator.

    Nobody in the denominator is neither met nor breached: the finding says that it cannot tell. A board
    without one community representative never meets the rule.
    """
    group = rule.values["members"]
    counted = count_share(roster, rule, profile, voting_only=group == "voting")
    arguments = _arguments(counted, rule, group)
    total, margin = arguments["total"], counted.qualifying - arguments["needed"]
    if not total:
        remedies = _remedies([counted], roster, profile)
        return rule.judged(None, "share.nobody", arguments, 0, 0, None, remedies)
    if margin >= 0:
        return rule.judged(True, "share.met", arguments, counted.qualifying, total, margin)
    remedies = _remedies([counted], roster, profile)
    return rule.judged(False, "share.short", arguments, counted.qualifying, total, margin, remedies)


def share_both(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-02: the share holds among all members and, separately, among the voting members.

    The numbers are those of the group with the smaller margin, of the voting members where both are the
    same.
    """
    base = profile.share
    if base is None:
        return rule.judged(None, "share.no_rule", {})
    if not rule.values["both"]:
        return rule.judged(True, "share_both.off", {})
    voting = count_share(roster, base, profile, voting_only=True)
    everybody = count_share(roster, base, profile, voting_only=False)
    if voting.total == 0 or everybody.total == 0:
        return rule.judged(None, "share.nobody", _arguments(voting, base, "voting"), 0, 0)
    margins = [
        (group.qualifying - group.needed, name, group) for name, group in (("voting", voting), ("all", everybody))
    ]
    margin, name, closest = min(margins, key=lambda entry: entry[0])
    arguments = _arguments(closest, base, name) | {
        "voting_qualifying": voting.qualifying,
        "voting_total": voting.total,
        "all_qualifying": everybody.qualifying,
        "all_total": everybody.total,
    }
    holds = margin >= 0
    remedies = () if holds else _remedies([voting, everybody], roster, profile)
    message = "share_both.met" if holds else "share_both.short"
    return rule.judged(holds, message, arguments, closest.qualifying, closest.total, margin, remedies)


def share_present(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-03: the share among the voting members present at a meeting; it only ever warns."""
    base = profile.share
    if base is None:
        return rule.judged(None, "share.no_rule", {})
    if roster.present is None:
        return rule.judged(None, "share_present.no_meeting", {})
    there = [
        seat.holder
        for seat in roster.seats
        if seat.voting and seat.holder is not None and seat.holder.person in roster.present
    ]
    qualifying = sum(1 for member in there if profile.counting.qualifies(member))
    present = Share(
        qualifying,
        len(there) - qualifying,
        0,
        base.values["p"],
        base.values["comparison"] == "more_than",
        False,
    )
    arguments = _arguments(present, base, "voting") | {"group": "voting_present"}
    if not there:
        return rule.judged(None, "share.nobody", arguments, 0, 0)
    holds = present.holds
    message = "share.met" if holds else "share.short"
    return rule.judged(holds, message, arguments, qualifying, len(there), qualifying - present.needed)


def counts_once(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-05: a person who fits several categories counts once. It declares how to count, so it always
    holds.

    The numerator is the people who count, the denominator the categories they fit between them.
    """
    people = fits = 0
    for seat in roster.seats:
        if seat.holder is not None and not seat.alternate and profile.counting.qualifies(seat.holder):
            people += 1
            fits += len(profile.counting.categories & seat.holder.categories)
    message = "counts_once.several" if rule.values["multi"] else "counts_once.one_place"
    return rule.judged(True, message, {"people": people, "fits": fits}, people, fits)


def family(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-06: whether family members count. It declares how to count, so it always holds.

    The numerator is the members who fit a family category and no other that counts.
    """
    apart = profile.counting.categories - profile.counting.family
    only_family = sum(
        1
        for seat in roster.seats
        if seat.holder is not None
        and not seat.alternate
        and not profile.counting.family.isdisjoint(seat.holder.categories)
        and apart.isdisjoint(seat.holder.categories)
    )
    message = "family.counted" if rule.values["family_counts"] else "family.not_counted"
    return rule.judged(True, message, {"family": only_family}, only_family)
