"""COMP-04 and COMP-07 to COMP-14: which members a board must have, may have and may not have.

Facts that are not known never count for a rule or against it: where they could turn the verdict, it cannot
be told.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from model_law.facts import DECLARED, OWN_INTEREST, Member, Roster, Seat, count_seats
from model_law.findings import Finding, Remedy
from model_law.rules import Profile, Rule


def serving(roster: Roster, *, voting_only: bool = False) -> Iterator[tuple[Seat, Member]]:
    """Every regular seat that somebody holds, with its holder; alternates are not regular seats."""
    for seat in roster.seats:
        if seat.holder is not None and not seat.alternate and (seat.voting or not voting_only):
            yield seat, seat.holder


def at_most(known: int, unknown: int, limit: int) -> bool | None:
    """Whether a number stays within a limit when some more may belong to it: None where they would decide."""
    if known > limit:
        return False
    return True if known + unknown <= limit else None


def _rounded_up(part: Fraction, total: int) -> int:
    return -(-part.numerator * total // part.denominator)


def places_filled(needs: dict[str, int], people: Sequence[frozenset[str]]) -> int:
    """How many of the needed places can be filled at once, each person taking one place that they fit.

    The largest assignment equals the smallest cut (König): over every set of categories, the places outside
    the set plus the people who fit some category inside it.
    """
    alike = Counter(frozenset(needs) & person for person in people)
    wanted = [category for category, need in needs.items() if need]
    cuts = []
    for size in range(len(wanted) + 1):
        for chosen in combinations(wanted, size):
            inside = frozenset(chosen)
            outside = sum(need for category, need in needs.items() if category not in inside)
            cuts.append(outside + sum(number for fits, number in alike.items() if fits & inside))
    return min(cuts)


def _category_remedies(
    rule: Rule, have: Counter[str], needs: dict[str, int], total: int, vacant: int, spare: int
) -> tuple[Remedy, ...]:
    """The least number of people who fit each category still short: in vacant seats, or in others' place."""
    remedies = []
    replaced = max(need - have[category] for category, need in needs.items())
    grown = 0
    for category in needs:
        least = rule.values["counts"].get(category, 0) - have[category]
        share = rule.values["shares"].get(category, Fraction(0))
        gap = share.numerator * total - share.denominator * have[category]
        if gap > 0:
            gain = share.denominator - share.numerator
            least = max(least, -(-gap // gain)) if gain else vacant + 1
        grown = max(grown, least)
    if 0 < grown <= vacant:
        remedies.append(Remedy("fill_categories", {"count": grown, "vacant": vacant}))
    if 0 < replaced <= spare:
        remedies.append(Remedy("replace_categories", {"count": replaced}))
    return tuple(remedies)


def _may_also_fit(member: Member, profile: Profile) -> frozenset[str]:
    """Categories that a member may belong to although nobody wrote it down.

    Who only declared to be a community representative may belong to any category that counts; who is only
    named by a wide category may belong to each narrower one.
    """
    counting = profile.counting
    if member.interest in counting.barred:
        return frozenset()
    named = member.categories
    hidden = {
        narrow
        for narrow, wider in counting.within.items()
        if (wide := wider - {narrow}) & named
        and not any(wide & counting.within.get(other, frozenset()) for other in named - wide)
    }
    if named == {DECLARED}:
        hidden |= counting.categories
    return frozenset(hidden) - counting.widened(member)


def category_minimums(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-04: each required category has its least number of members, or its least share of the members.

    The numerator is the required categories that have enough, the denominator all that are required. Under
    a rule that lets one person hold one place only (COMP-05), both count places instead. It cannot be told
    where members whose category nobody wrote down could make up what is short. ``missing`` in the arguments
    names categories: it is for the clerk and never for the public.
    """
    counts, shares = rule.values["counts"], rule.values["shares"]
    members = [member for _, member in serving(roster, voting_only=rule.values["members"] == "voting")]
    needs = {
        category: max(counts.get(category, 0), _rounded_up(shares.get(category, Fraction(0)), len(members)))
        for category in {**counts, **shares}
    }
    needs = {category: need for category, need in needs.items() if need}
    if not needs:
        if shares and not members:
            return rule.judged(None, "categories.nobody", {}, 0, 0)
        return rule.judged(True, "categories.none_required", {}, 0, 0)
    people = [profile.counting.fits(member) for member in members]
    have = Counter(category for fits in people for category in fits)
    missing = {category: need - have[category] for category, need in needs.items() if have[category] < need}
    vacant = sum(
        1
        for seat in roster.seats
        if seat.holder is None and not seat.alternate and (seat.voting or rule.values["members"] == "all")
    )
    remedies: tuple[Remedy, ...] = ()
    if profile.counting.several:
        hidden = Counter(category for member in members for category in _may_also_fit(member, profile))
        enough, required, what = len(needs) - len(missing), len(needs), "categories"
        untold = bool(missing) and all(hidden[category] >= number for category, number in missing.items())
        if missing:
            spare = sum(1 for fits in people if fits.isdisjoint(needs))
            remedies = _category_remedies(rule, have, needs, len(people), vacant, spare)
    else:
        possible = [fits | _may_also_fit(member, profile) for fits, member in zip(people, members, strict=True)]
        enough, required, what = places_filled(needs, people), sum(needs.values()), "places"
        untold = enough < required and places_filled(needs, possible) == required
        if not shares and 0 < required - enough <= vacant:
            remedies = (Remedy("fill_places", {"count": required - enough, "vacant": vacant}),)
    arguments = {"enough": enough, "required": required, "missing": missing}
    if untold:
        return rule.judged(None, "categories.unspecified", arguments, enough, required)
    message = f"{what}.met" if enough == required else f"{what}.short"
    return rule.judged(enough == required, message, arguments, enough, required, enough - required, remedies)


def independence(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-07: nobody counts who works for the operator, a funder or the police, nor (where asked) their

    family. With ``bars = "counting"`` such a member sits and does not count; with ``"membership"`` may not
    sit.
    """
    barred = profile.counting.barred
    membership = rule.values["bars"] == "membership"
    asked = [
        member
        for _, member in serving(roster)
        if membership or not profile.counting.categories.isdisjoint(member.categories)
    ]
    found = sum(1 for member in asked if member.interest in barred)
    unknown = sum(1 for member in asked if member.interest is None)
    arguments = {"barred": found, "unknown": unknown, "asked": len(asked)}
    if membership:
        holds = at_most(found, unknown, 0)
        message = {True: "independence.met", False: "independence.barred", None: "independence.unknown"}[holds]
        return rule.judged(holds, message, arguments, found, len(asked), -found)
    if unknown:
        return rule.judged(None, "independence.unknown", arguments, found, len(asked))
    return rule.judged(True, "independence.not_counted", arguments, found, len(asked))


def size(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-08: the number of members who serve, or of authorized seats, lies within the range.

    The margin is the distance to the nearer end, negative outside; the denominator is the end that was
    crossed.
    """
    count = count_seats(roster)
    of = rule.values["of"]
    number = count.serving if of == "serving" else count.seats
    least, most = rule.values["min"], rule.values["max"]
    margin = min(number - least, most - number)
    arguments = {"number": number, "least": least, "most": most, "group": f"all_{of}"}
    if margin >= 0:
        return rule.judged(True, "size.met", arguments, number, least, margin)
    if number > most:
        return rule.judged(False, "size.large", arguments, number, most, margin)
    remedies: tuple[Remedy, ...]
    if of == "serving" and least - number <= count.vacant:
        remedies = (Remedy("appoint", {"count": least - number, "vacant": count.vacant}),)
    else:
        remedies = (Remedy("create_seats", {"count": least - (count.seats if of == "serving" else number)}),)
    return rule.judged(False, "size.small", arguments, number, least, margin, remedies)


def organization_limit(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-09: no organization has more than k members on the board; the numerator is the largest number of
    one.
    """
    named = [member.organization for _, member in serving(roster)]
    groups = Counter(" ".join(name.split()).casefold() for name in named if name and name.strip())
    unknown = sum(1 for name in named if name is None)
    largest = max(groups.values(), default=0)
    limit = rule.values["k"]
    over = sum(1 for number in groups.values() if number > limit)
    arguments = {"largest": largest, "limit": limit, "over": over, "unknown": unknown}
    holds = at_most(largest, unknown, limit)
    message = {True: "organizations.met", False: "organizations.over", None: "organizations.unknown"}[holds]
    return rule.judged(holds, message, arguments, largest, limit, limit - largest)


def sector_income(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-10: of the members who do not qualify, at most a share earns more than ``income`` from the
    sector.
    """
    others = [member for _, member in serving(roster) if not profile.counting.qualifies(member)]
    earning = sum(1 for member in others if member.sector_income)
    unknown = sum(1 for member in others if member.sector_income is None)
    limit = rule.values["share"].numerator * len(others) // rule.values["share"].denominator
    arguments = {
        "earning": earning,
        "others": len(others),
        "unknown": unknown,
        "share": rule.values["share"],
        "income": rule.values["income"],
    }
    holds = at_most(earning, unknown, limit)
    message = {True: "income.met", False: "income.over", None: "income.unknown"}[holds]
    return rule.judged(holds, message, arguments, earning, len(others), limit - earning)


def law_enforcement(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-11: no law-enforcement member, or only ex officio members without a vote."""
    may_sit = rule.values["mode"] == "nonvoting"
    asked = [member for seat, member in serving(roster) if not (may_sit and seat.ex_officio and not seat.voting)]
    found = sum(1 for member in asked if member.law_enforcement)
    unknown = sum(1 for member in asked if member.law_enforcement is None)
    holds = at_most(found, unknown, 0)
    message = {True: "police.met", False: "police.found", None: "police.unknown"}[holds]
    return rule.judged(holds, message, {"found": found, "unknown": unknown}, found, len(asked), -found)


def spread(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-12: every area that the rule names has somebody on the board; it reports the empty ones."""
    areas = rule.values["areas"]
    if not areas:
        return rule.judged(None, "spread.no_areas", {})
    here = {member.area for _, member in serving(roster)}
    empty = tuple(area for area in areas if area not in here)
    represented = len(areas) - len(empty)
    arguments = {"represented": represented, "areas": len(areas), "empty": empty}
    if empty and None in here:
        return rule.judged(None, "spread.unknown", arguments, represented, len(areas))
    message = "spread.short" if empty else "spread.met"
    return rule.judged(not empty, message, arguments, represented, len(areas), -len(empty))


def chair(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-13: the chair qualifies, has a vote and is not staff, as far as the rule asks each; co-chairs
    all do.
    """
    chairs = [(seat, member) for seat, member in serving(roster) if member.chair]
    if not chairs:
        return rule.judged(None, "chair.nobody", {})
    counting = profile.counting
    failing = unknown = 0
    for seat, member in chairs:
        staff = True if member.interest == OWN_INTEREST else member.staff
        if (
            (rule.values["qualifying"] and not counting.qualifies(member))
            or (rule.values["voting"] and not seat.voting)
            or (rule.values["not_staff"] and staff)
        ):
            failing += 1
        elif rule.values["not_staff"] and staff is None:
            unknown += 1
    holds = at_most(failing, unknown, 0)
    message = {True: "chair.met", False: "chair.fails", None: "chair.unknown"}[holds]
    able = any(
        counting.qualifies(member) or not rule.values["qualifying"]
        for seat, member in serving(roster, voting_only=rule.values["voting"])
        if member.interest != OWN_INTEREST and not member.staff
    )
    remedies = (Remedy("other_chair", {}),) if holds is False and able else ()
    arguments = {"chairs": len(chairs), "failing": failing}
    return rule.judged(holds, message, arguments, len(chairs) - failing, len(chairs), -failing, remedies)


def attestation(roster: Roster, rule: Rule, profile: Profile) -> Finding:
    """COMP-14: every member who counts has declared it, or somebody has attested it. Never why."""
    counted = [member for _, member in serving(roster) if profile.counting.qualifies(member)]
    allowed = {"attested"} if rule.values["basis"] == "attested" else {"declared", "attested"}
    known = sum(1 for member in counted if member.basis in allowed)
    unknown = sum(1 for member in counted if member.basis is None)
    arguments = {"known": known, "counted": len(counted), "unknown": unknown}
    lacking = len(counted) - known - unknown
    holds = at_most(lacking, unknown, 0)
    message = {True: "attestation.met", False: "attestation.lacking", None: "attestation.unknown"}[holds]
    return rule.judged(holds, message, arguments, known, len(counted), -lacking)
