"""A profile is an act as in force on a day, with a locality's own values; judging a roster under it gives
findings.

The law's day and the facts' day are two dates: the law of the day judges the day's facts, and a replay may
judge old facts by other values.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from model_law import composition, share, terms
from model_law.checks import CHECKS, ROSTER
from model_law.conflicts import ConflictClass
from model_law.facts import DECLARED, OWN_INTEREST, RELATIVE_INTEREST, Roster
from model_law.findings import Finding
from model_law.meetings import EMERGENCY_FINDINGS, Channel
from model_law.parameters import TABLES, ParameterError, check_range, read_value
from model_law.provisions import Act, Provision
from model_law.rules import UNPROVEN, Counting, Profile, Rule, SizeLimits
from model_law.untold import judge_untold, names_untold

FUNCTIONS: dict[str, Callable[[Roster, Rule, Profile], Finding]] = {
    "share": share.share,
    "share_both": share.share_both,
    "share_present": share.share_present,
    "category_minimums": composition.category_minimums,
    "counts_once": share.counts_once,
    "family": share.family,
    "independence": composition.independence,
    "size": composition.size,
    "organization_limit": composition.organization_limit,
    "sector_income": composition.sector_income,
    "law_enforcement": composition.law_enforcement,
    "spread": composition.spread,
    "chair": composition.chair,
    "attestation": composition.attestation,
    "term_length": terms.term_length,
    "stagger": terms.stagger,
    "consecutive_terms": terms.consecutive_terms,
    "remainder": terms.remainder,
    "vacancy_age": terms.vacancy_age,
    "holdover": terms.holdover,
    "absences": terms.absences,
    "removal": terms.removal,
}

_SHARES = frozenset({"share", "threshold", "supermajority", "elections"})
_ENFORCED = frozenset({"refuse", "cure"})
_READ_CATEGORIES = frozenset(
    {
        "share",
        "share_both",
        "share_present",
        "category_minimums",
        "counts_once",
        "independence",
        "chair",
        "attestation",
    }
)


class SettingError(ValueError):
    """A local value for a rule or a parameter that the act has not, or one outside what the act allows."""


def _check_words(provision: Provision, values: Mapping[str, Any]) -> None:
    """Raise SettingError where a rule about notices would ask for nothing, or for what nobody can record."""
    name = "items" if provision.check == "emergency_findings" else "channels"
    if name == "channels" and name not in values:
        return
    known = EMERGENCY_FINDINGS if name == "items" else tuple(Channel)
    if not values[name]:
        raise SettingError(f"{provision.id}.{name}: names nothing; known: {', '.join(known)}")
    if odd := [word for word in values[name] if word not in known]:
        raise SettingError(f"{provision.id}.{name}: unknown {odd[0]!r}; known: {', '.join(known)}")


def _settle_values(provision: Provision, local: Mapping[str, Any], categories: frozenset[str]) -> dict[str, Any]:
    values = {name: parameter.default for name, parameter in provision.parameters.items()}
    for key, raw in local.items():
        rule_id, _, rest = key.partition(".")
        name, _, entry = rest.partition(".")
        if rule_id != provision.id:
            continue
        parameter = provision.parameters.get(name)
        if parameter is None:
            known = ", ".join(provision.parameters) or "none"
            raise SettingError(f"{key}: {rule_id} has no parameter {name!r}; it has {known}")
        if entry and parameter.kind not in TABLES:
            raise SettingError(f"{key}: {name} has no entries")
        try:
            value = (
                dict(values[name]) | read_value(parameter.kind, {entry: raw})
                if entry
                else read_value(parameter.kind, raw)
            )
            check_range(parameter, value, categories)
        except ParameterError as problem:
            raise SettingError(f"{key}: {problem}") from problem
        values[name] = value
    if provision.check == "size" and values["min"] > values["max"]:
        raise SettingError(f"{provision.id}: min {values['min']} is greater than max {values['max']}")
    if provision.check == "composition_at_votes" and values["breach"] == "void" and not values["void_words"]:
        raise SettingError(f"{provision.id}: a vote is void only in the instrument's own words; give void_words")
    if provision.check == "recusal" and (
        odd := [word for word in values["automatic"] if word not in set(ConflictClass)]
    ):
        known = ", ".join(ConflictClass)
        raise SettingError(f"{provision.id}.automatic: {odd[0]!r} is no class of conflict; the classes are {known}")
    _check_words(provision, values)
    if provision.check in _SHARES and values["p"] == 1 and values["comparison"] == "more_than":
        raise SettingError(f"{provision.id}: more than all members cannot be asked")
    return values


def _widen(act: Act, category: str) -> frozenset[str]:
    wider = [category]
    while (parent := act.categories[wider[-1]].part_of) is not None and parent not in wider:
        wider.append(parent)
    return frozenset(wider)


def _counting(act: Act, rules: tuple[Rule, ...]) -> Counting:
    by_check = {rule.provision.check: rule.values for rule in rules}
    family = frozenset(category.id for category in act.categories.values() if category.family)
    family_counts = by_check.get("family", {}).get("family_counts")
    within = {category: _widen(act, category) for category in act.categories}
    counting = {
        category.id
        for category in act.categories.values()
        if (category.counts if family_counts is None or not category.family else family_counts)
    }
    barred = {OWN_INTEREST}
    if by_check.get("independence", {}).get("exclude_family"):
        barred.add(RELATIVE_INTEREST)
    return Counting(
        categories=frozenset(category for category in within if within[category] & counting) | {DECLARED},
        barred=frozenset(barred),
        several=by_check.get("counts_once", {}).get("multi", True),
        family=family,
        within=within,
    )


def _limits(rules: tuple[Rule, ...]) -> SizeLimits:
    for rule in rules:
        if rule.provision.check == "size" and rule.enforced:
            least, most = rule.values["min"], rule.values["max"]
            if rule.values["of"] == "serving":
                return SizeLimits(least_serving=least, most_serving=most, most_seats=most)
            return SizeLimits(least_seats=least, most_seats=most)
    return SizeLimits()


def settle(
    act: Act, on: date, local: Mapping[str, Any] | None = None, adopted: Collection[str] = frozenset()
) -> Profile:
    """Settle what an act asks on a day, under a locality's values.

    ``local`` maps ``RULE.PARAMETER`` (or ``RULE.PARAMETER.CATEGORY``) to a value as written; ``adopted``
    are the rules that the board's own instrument adopts, so that a default of the portal's own binds there.
    Raises SettingError for an unknown rule or parameter and for a value outside what the act allows.
    """
    local = local or {}
    known = {provision.id for provision in act.provisions}
    for key in (*(key.partition(".")[0] for key in local), *adopted):
        if key not in known:
            raise SettingError(f"{key}: {act.id} has no such rule; it has {', '.join(sorted(known))}")
    categories = frozenset(act.categories)
    rules = []
    for provision in act.provisions:
        if not provision.in_force(on):
            continue
        values = _settle_values(provision, local, categories)
        rules.append(
            Rule(
                provision=provision,
                values=values,
                enforced=provision.consequence in _ENFORCED
                and (provision.how_known not in UNPROVEN or provision.id in adopted),
                departures=tuple(name for name, value in values.items() if value != provision.parameters[name].default),
                adopted=provision.id in adopted,
            )
        )
    settled = tuple(rules)
    return Profile(
        act=act,
        on=on,
        rules=settled,
        counting=_counting(act, settled),
        share=next((rule for rule in settled if rule.provision.check == "share"), None),
        limits=_limits(settled),
    )


def judge_rule(profile: Profile, roster: Roster, rule: Rule) -> Finding:
    """Judge one rule. A rule whose facts no roster holds is answered "cannot tell", never silently met."""
    function = FUNCTIONS.get(rule.provision.check)
    if function is None:
        return rule.judged(None, "not_judged", {"needs": CHECKS[rule.provision.check].facts})
    if rule.provision.check in _READ_CATEGORIES and names_untold(roster):
        return judge_untold(function, roster, rule, profile)
    return function(roster, rule, profile)


def judge(profile: Profile, roster: Roster) -> tuple[Finding, ...]:
    """Judge a roster by every rule of a profile, in the act's order."""
    return tuple(judge_rule(profile, roster, rule) for rule in profile.rules)


def answers_from_roster(rule: Rule) -> bool:
    """Whether a roster can answer a rule at all."""
    return CHECKS[rule.provision.check].facts == ROSTER
