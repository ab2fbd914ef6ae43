"""What pages of a board's composition say in plain words, by the names that their contents use."""

from governance.law.findings import PublicVerdict
from governance.web.locale import _
from model_law.breaches import Closing, Effect
from model_law.history import Clash
from model_law.quorum import QuorumUnknown

VERDICTS = {
    PublicVerdict.MET: (_("Met"), "good"),
    PublicVerdict.NOT_MET: (_("Not met"), "bad"),
    PublicVerdict.WARNING: (_("Warning"), "warn"),
    PublicVerdict.CANNOT_TELL: (_("Cannot be told"), "info"),
    PublicVerdict.WOULD_MEET: (_("Would meet"), "info"),
    PublicVerdict.WOULD_NOT_MEET: (_("Would not meet"), "warn"),
}
"""The word for a verdict, and the tone in which a page shows it."""

SHARE_SENTENCES = {
    PublicVerdict.MET: _("The board has the share of community representatives that its law asks for."),
    PublicVerdict.NOT_MET: _("The board does not have the share of community representatives that its law asks for."),
    PublicVerdict.WARNING: _(
        "The board does not have the share of community representatives that is looked for here. This rule only warns."
    ),
    PublicVerdict.CANNOT_TELL: _("Whether the board has the share of community representatives cannot be told."),
    PublicVerdict.WOULD_MEET: _(
        "The board would meet the share of community representatives that this act asks for. The act does not bind it."
    ),
    PublicVerdict.WOULD_NOT_MEET: _(
        "The board would not meet the share of community representatives that this act asks for. The act does not bind it."
    ),
}
"""What the page says first, of the rule on community representatives."""

CATEGORY_SENTENCES = {
    PublicVerdict.MET: _("Taken together, the places that the law keeps for certain groups are filled."),
    PublicVerdict.NOT_MET: _("Taken together, the places that the law keeps for certain groups are not all filled."),
    PublicVerdict.WARNING: _(
        "Taken together, the places that are kept for certain groups are not all filled. This only warns."
    ),
    PublicVerdict.CANNOT_TELL: _("Whether the places that the law keeps for certain groups are filled cannot be told."),
    PublicVerdict.WOULD_MEET: _("Taken together, the places that this act keeps for certain groups would be filled."),
    PublicVerdict.WOULD_NOT_MEET: _(
        "Taken together, the places that this act keeps for certain groups would not all be filled."
    ),
}
"""One sentence for all rules that keep places for groups of people; none of them is ever told alone."""

NOTES = {
    "history_incomplete": _(
        "The record does not hold every term that was ever served here, so rules about past terms cannot be called met."
    ),
    "nobody_declared": _(
        "The record names no community representative yet. A member counts once they have said so and a second person has "
        "confirmed it."
    ),
}

CLASHES = {
    Clash.DATES_OUT_OF_ORDER: _("something is said to end before it begins"),
    Clash.SEAT_TWICE: _("one seat is entered twice for the same days"),
    Clash.NO_SUCH_SEAT: _("somebody is said to serve in a seat that did not exist on that day"),
    Clash.REMOVAL_WITHOUT_DAY: _("somebody was removed, and the last day served is missing"),
    Clash.TERMS_OVERLAP: _("two people are said to have held one seat on the same days"),
    Clash.TWO_SEATS: _("one person is said to have sat in two seats on the same days"),
    Clash.TWO_FACTS: _("two entries say different things of one person on the same days"),
    Clash.TWO_LAWS: _("two laws are said to have begun on the same day"),
}
"""How the record contradicts itself."""

EFFECTS = {
    Effect.BOARD_ACTS: _("The board may go on meeting and voting: a breach of composition does not silence it."),
    Effect.VOTES_VOID: _("The board's instrument says that votes taken during such a breach are void."),
    Effect.WORSENING_REFUSED: _(
        "Until it is cured, this portal refuses an appointment, an end of a service or a change of seats that would make it "
        "worse."
    ),
}
"""What a breach means for what is done meanwhile."""

CLOSINGS = {Closing.CURED: _("cured"), Closing.LIFTED: _("no longer asked by the law")}

QUORUM_UNKNOWN = {
    QuorumUnknown.NO_RULE: _("The law recorded for this board sets no quorum."),
    QuorumUnknown.NOBODY: _("Nobody serves who could be counted for a quorum."),
    QuorumUnknown.NONVOTING_SEATS: _("The law does not say whether seats without a vote count for the quorum."),
}
"""Why a quorum cannot be told."""

COMPARISONS = {"at_least": _("at least this share"), "more_than": _("more than this share")}
MEMBERS = {"voting": _("members with a vote"), "all": _("all members")}
DENOMINATORS = {"serving": _("members who serve"), "authorized": _("all seats, vacant ones too")}
HOLDOVERS = {"counted": _("counted"), "not_counted": _("not counted")}
"""What a replay may ask, by the words of the rule on the share."""

REPLAY_REFUSED = {
    "not_public": _(
        "Under a law of this board the public may know whether the share is met, and nothing more: the past cannot be "
        "replayed here."
    ),
    "no_law": _("No law is recorded for this board, so there is nothing to replay."),
    "value_not_allowed": _("The act does not allow this value."),
}
