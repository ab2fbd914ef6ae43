"""Which checks an act may name, and the parameters that each takes.

``facts`` says what a check is judged from. A check of a ``roster`` has a function in ``profiles``; every
other one is declared here so that an act can carry its rule and parameters as data, and is answered "cannot
tell" until a function for those facts exists. An act that names any other check, or another parameter, does
not load.
"""

from dataclasses import dataclass, field

from model_law.parameters import Kind

ROSTER = "roster"
MEETINGS = "meetings"
NOTICES = "notices"
VOTES = "votes"
MINUTES = "minutes"
REPORTS = "reports"
DUTIES = "duties"


@dataclass(frozen=True, slots=True)
class Check:
    """A check's facts, its parameters by name, and the words allowed for each parameter that is a choice."""

    facts: str
    parameters: dict[str, Kind] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)


_MEMBERS = ("voting", "all")
_COUNTED = ("counted", "not_counted")
_DENOMINATOR = ("serving", "authorized")

CHECKS: dict[str, Check] = {
    "share": Check(
        ROSTER,
        {
            "p": Kind.FRACTION,
            "comparison": Kind.CHOICE,
            "members": Kind.CHOICE,
            "denominator": Kind.CHOICE,
            "holdovers": Kind.CHOICE,
            "alternates": Kind.CHOICE,
            "among": Kind.CATEGORIES,
        },
        {
            "comparison": ("at_least", "more_than"),
            "members": _MEMBERS,
            "denominator": _DENOMINATOR,
            "holdovers": _COUNTED,
            "alternates": _COUNTED,
        },
    ),
    "share_both": Check(ROSTER, {"both": Kind.FLAG}),
    "share_present": Check(ROSTER),
    "category_minimums": Check(
        ROSTER, {"counts": Kind.COUNTS, "shares": Kind.SHARES, "members": Kind.CHOICE}, {"members": _MEMBERS}
    ),
    "counts_once": Check(ROSTER, {"multi": Kind.FLAG}),
    "family": Check(ROSTER, {"family_counts": Kind.FLAG}),
    "independence": Check(
        ROSTER, {"bars": Kind.CHOICE, "exclude_family": Kind.FLAG}, {"bars": ("counting", "membership")}
    ),
    "size": Check(
        ROSTER,
        {"min": Kind.INTEGER, "max": Kind.INTEGER, "of": Kind.CHOICE},
        {"of": ("serving", "authorized")},
    ),
    "organization_limit": Check(ROSTER, {"k": Kind.INTEGER}),
    "sector_income": Check(ROSTER, {"share": Kind.FRACTION, "income": Kind.FRACTION}),
    "law_enforcement": Check(ROSTER, {"mode": Kind.CHOICE}, {"mode": ("none", "nonvoting")}),
    "spread": Check(ROSTER, {"areas": Kind.NAMES}),
    "chair": Check(ROSTER, {"qualifying": Kind.FLAG, "voting": Kind.FLAG, "not_staff": Kind.FLAG}),
    "attestation": Check(
        ROSTER,
        {"basis": Kind.CHOICE, "public_status": Kind.CHOICE},
        {"basis": ("declared_or_attested", "attested"), "public_status": ("office", "verdict")},
    ),
    "term_length": Check(ROSTER, {"years": Kind.INTEGER}),
    "stagger": Check(ROSTER, {"share": Kind.FRACTION}),
    "consecutive_terms": Check(ROSTER, {"terms": Kind.INTEGER, "break_days": Kind.INTEGER}),
    "remainder": Check(ROSTER),
    "vacancy_age": Check(ROSTER, {"days": Kind.INTEGER}),
    "holdover": Check(ROSTER, {"allowed": Kind.FLAG, "cap_days": Kind.INTEGER}),
    "absences": Check(ROSTER, {"count": Kind.INTEGER, "excused_count": Kind.FLAG}),
    "removal": Check(ROSTER),
    "meetings_per_year": Check(MEETINGS, {"count": Kind.INTEGER}),
    "open_meetings": Check(MEETINGS),
    "meeting_begins": Check(MEETINGS, {"of": Kind.CHOICE}, {"of": ("quorum", "majority_of_quorum")}),
    "no_serial_meetings": Check(MEETINGS),
    "public_comment": Check(MEETINGS),
    "notice_hours": Check(NOTICES, {"hours": Kind.INTEGER}),
    "notice_business_days": Check(NOTICES, {"days": Kind.INTEGER}),
    "notice_reasonable": Check(NOTICES, {"hours": Kind.INTEGER}),
    "annual_schedule": Check(NOTICES),
    "agenda_only": Check(NOTICES),
    "quorum": Check(
        VOTES,
        {"of": Kind.CHOICE, "rule": Kind.CHOICE, "fraction_rounds": Kind.CHOICE},
        {
            "of": ("serving", "authorized", "appointed"),
            "rule": ("majority", "one_more_than_half"),
            "fraction_rounds": ("up", "down"),
        },
    ),
    "recorded_votes": Check(VOTES),
    "must_vote": Check(VOTES),
    "recusal": Check(VOTES),
    "no_part_in_awards": Check(VOTES),
    "minutes_approval": Check(
        MINUTES,
        {"days": Kind.INTEGER, "meetings": Kind.INTEGER, "whichever": Kind.CHOICE},
        {"whichever": ("later", "earlier")},
    ),
    "minutes_inspection": Check(MINUTES, {"days": Kind.INTEGER}),
    "minutes_posting": Check(MINUTES, {"days": Kind.INTEGER, "kept_days": Kind.INTEGER}),
    "minutes_contents": Check(MINUTES, {"items": Kind.NAMES}),
    "minutes_kept": Check(MINUTES, {"required": Kind.FLAG}),
    "annual_report": Check(REPORTS, {"months": Kind.INTEGER, "own_section": Kind.FLAG}),
    "yearly_review": Check(REPORTS, {"months": Kind.INTEGER}),
    "member_training": Check(DUTIES, {"days": Kind.INTEGER, "every_months": Kind.INTEGER}),
    "expenses": Check(DUTIES),
    "outside_the_agency": Check(DUTIES),
}
