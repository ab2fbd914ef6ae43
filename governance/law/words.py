"""The closed sets of the acts in plain words, and the tone in which a page shows them.

How a rule is known has a short word, a tone, and what the word means.
"""

from governance.web.locale import _

ACT_KINDS = {
    "model_act": _("Model act: nobody's law until a state or a locality enacts it"),
    "statute": _("Statute"),
    "regulation": _("Regulation"),
    "bill": _("Bill: proposed and not enacted"),
    "open_meetings": _("Open-meeting law"),
}
EVIDENCE = {
    "read": (_("Read"), "good", _("the provision itself")),
    "read_in_part": (_("Read in part"), "info", _("not the whole provision")),
    "second_hand": (_("Second-hand"), "info", _("a description of the provision was read, not its text")),
    "recalled": (_("From memory"), "warn", _("not verified")),
    "own_default": (_("Own default"), "warn", _("this portal's, not the law's text")),
}
CONSEQUENCES = {
    "refuse": _("What would break this rule is refused when the portal is asked to do it."),
    "cure": _("A breach must be cured."),
    "warn": _("A breach is shown as a warning."),
    "report": _("A breach is reported and stops nothing."),
}
VALUES = {
    "yes": _("yes"),
    "no": _("no"),
    "at_least": _("at least that share"),
    "more_than": _("more than that share"),
    "all": _("all members"),
    "voting": _("members with a vote"),
    "serving": _("the members who serve"),
    "authorized": _("the authorized seats, vacant ones too"),
    "appointed": _("the members appointed"),
    "counted": _("counted"),
    "not_counted": _("not counted"),
    "counting": _("from counting as a community representative"),
    "membership": _("from the board"),
    "none": _("none"),
    "nonvoting": _("without a vote only"),
    "declared_or_attested": _("declared by the member or attested by somebody else"),
    "attested": _("attested by somebody else"),
    "office": _("that the office is held by a community representative, never why"),
    "verdict": _("only whether the rule is met"),
    "quorum": _("a quorum"),
    "majority_of_quorum": _("a majority of a quorum"),
    "majority": _("a majority"),
    "one_more_than_half": _("one more than half"),
    "up": _("up"),
    "down": _("down"),
    "later": _("later"),
    "earlier": _("earlier"),
    "date": _("the date"),
    "time": _("the time"),
    "place": _("the place"),
    "attendance": _("who was there"),
    "attendance_mode": _("who attended in person and who by other means"),
    "discussion": _("what was discussed"),
    "votes": _("the votes"),
    "actions": _("what was decided"),
}
