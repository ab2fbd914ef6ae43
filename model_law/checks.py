"""Which checks an act may name, and the parameters that each takes.

``facts`` says what a check is judged from. A check of a ``roster`` has a function in ``profiles``, one of a
board's meetings has it in ``proceedings``; every other one is declared here so that an act can carry its rule
and parameters as data, and is answered "cannot tell" until a function for those facts exists. An act that
names any other check, or another parameter, does not load.
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


_KINDS = ("regular", "special", "every")
_MEMBERS = ("voting", "all")
_COMPARISONS = ("at_least", "more_than")
_BASES = ("cast", "present", "serving", "authorized")
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
            "comparison": _COMPARISONS,
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
        {"basis": Kind.CHOICE, "public_status": Kind.CHOICE, "valid_years": Kind.INTEGER},
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
    "meetings_per_year": Check(
        MEETINGS, {"count": Kind.INTEGER, "spacing": Kind.CHOICE}, {"spacing": ("any_time", "each_month")}
    ),
    "meeting_gap": Check(MEETINGS, {"days": Kind.INTEGER}),
    "cancellation": Check(
        MEETINGS, {"by": Kind.CHOICE, "reason": Kind.FLAG}, {"by": ("chair", "body", "chair_or_body")}
    ),
    "open_meetings": Check(MEETINGS),
    "meeting_begins": Check(MEETINGS, {"of": Kind.CHOICE}, {"of": ("quorum", "majority_of_quorum")}),
    "no_serial_meetings": Check(MEETINGS),
    "public_comment": Check(MEETINGS),
    "notice_hours": Check(
        NOTICES,
        {
            "hours": Kind.INTEGER,
            "kinds": Kind.CHOICE,
            "closed_days": Kind.CHOICE,
            "monday": Kind.CHOICE,
            "channels": Kind.NAMES,
        },
        {"kinds": _KINDS, "closed_days": _COUNTED, "monday": ("as_counted", "friday_noon")},
    ),
    "notice_business_days": Check(
        NOTICES, {"days": Kind.INTEGER, "kinds": Kind.CHOICE, "channels": Kind.NAMES}, {"kinds": _KINDS}
    ),
    "notice_reasonable": Check(
        NOTICES, {"hours": Kind.INTEGER, "kinds": Kind.CHOICE, "channels": Kind.NAMES}, {"kinds": _KINDS}
    ),
    "emergency_findings": Check(NOTICES, {"items": Kind.NAMES}),
    "annual_schedule": Check(NOTICES, {"days": Kind.INTEGER}),
    "agenda_only": Check(NOTICES),
    "quorum": Check(
        VOTES,
        {"of": Kind.CHOICE, "rule": Kind.CHOICE, "fraction_rounds": Kind.CHOICE, "members": Kind.CHOICE},
        {
            "of": ("serving", "authorized", "appointed"),
            "rule": ("majority", "one_more_than_half"),
            "fraction_rounds": ("up", "down"),
            "members": (*_MEMBERS, "unsaid"),
        },
    ),
    "quorum_at_votes": Check(VOTES),
    "composition_at_votes": Check(
        VOTES,
        {"part_of_quorum": Kind.FLAG, "breach": Kind.CHOICE, "void_words": Kind.TEXT},
        {"breach": ("flagged", "void")},
    ),
    "threshold": Check(
        VOTES,
        {"p": Kind.FRACTION, "comparison": Kind.CHOICE, "base": Kind.CHOICE},
        {"comparison": _COMPARISONS, "base": _BASES},
    ),
    "supermajority": Check(
        VOTES,
        {"p": Kind.FRACTION, "comparison": Kind.CHOICE, "base": Kind.CHOICE, "matters": Kind.NAMES},
        {"comparison": _COMPARISONS, "base": _BASES},
    ),
    "chair_votes": Check(VOTES, {"chair": Kind.CHOICE}, {"chair": ("always", "ties_only", "never")}),
    "recorded_votes": Check(VOTES),
    "must_vote": Check(VOTES),
    "recusal": Check(VOTES, {"automatic": Kind.NAMES, "in_quorum": Kind.FLAG, "in_base": Kind.FLAG}),
    "no_part_in_awards": Check(VOTES),
    "second": Check(VOTES, {"required": Kind.FLAG}),
    "reconsideration": Check(VOTES, {"asked_by": Kind.CHOICE}, {"asked_by": ("prevailing_side", "anyone")}),
    "elections": Check(
        VOTES,
        {"p": Kind.FRACTION, "comparison": Kind.CHOICE, "next_round": Kind.CHOICE, "tie": Kind.CHOICE},
        {
            "comparison": _COMPARISONS,
            "next_round": ("keep_all", "drop_last", "two_highest"),
            "tie": ("further_round", "lot"),
        },
    ),
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
    "written_answer": Check(REPORTS, {"days": Kind.INTEGER, "reasons": Kind.FLAG}),
    "before_budget": Check(REPORTS, {"warn_days": Kind.INTEGER}),
    "data_delivery": Check(REPORTS, {"months": Kind.INTEGER}),
    "data_contents": Check(REPORTS),
    "yearly_review": Check(REPORTS, {"months": Kind.INTEGER}),
    "member_training": Check(DUTIES, {"days": Kind.INTEGER, "every_months": Kind.INTEGER}),
    "expenses": Check(DUTIES),
    "outside_the_agency": Check(DUTIES),
}
