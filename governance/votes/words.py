"""The votes room's closed sets in plain words, and the tone in which a page shows them."""

from governance.votes import tally
from governance.votes.models import Choice, Outcome, ThresholdBasis
from governance.votes.vote_contents import Recusal
from governance.web.locale import _
from model_law.vote_judgement import Result

CHOICES = {
    Choice.AYE: (_("Aye"), "aye"),
    Choice.NAY: (_("Nay"), "nay"),
    Choice.ABSTAIN: (_("Abstained"), "abstain"),
    Choice.RECUSE: (_("Recused"), "recuse"),
    Choice.ABSENT: (_("Absent"), "away"),
    Choice.EXCUSED: (_("Excused"), "away"),
    Choice.NOT_VOTING: (_("Did not vote"), "away"),
    Choice.UNKNOWN: (_("Recorded in other words"), "abstain"),
}
OUTCOMES = {Outcome.CARRIED: (_("Carried"), "good"), Outcome.LOST: (_("Lost"), "bad")}
RESULTS = {
    Result.CARRIED: (_("Carried"), "good"),
    Result.LOST: (_("Lost"), "bad"),
    Result.NO_QUORUM: (_("No quorum: no action was taken"), "warn"),
    Result.VOID: (_("Void: no action was taken"), "warn"),
    Result.UNDECIDED: (_("Nothing was decided"), "warn"),
}
"""What a vote that was taken here came to."""

RECUSALS = {
    Recusal.STEPPED_ASIDE: _("stepped aside"),
    Recusal.BY_THE_RULE: _("recused by the adopted rule"),
    Recusal.DID_NOT: _("was asked to step aside and did not"),
    Recusal.NOT_ANSWERED: _("has not answered whether to step aside"),
}
BASES = {
    ThresholdBasis.CAST: _("the votes cast"),
    ThresholdBasis.PRESENT: _("the members present"),
    ThresholdBasis.SERVING: _("the members serving"),
    ThresholdBasis.AUTHORIZED: _("the authorized seats"),
}
REASONS = {
    tally.NO_BALLOTS: _("The record holds no ballots for this vote, so its outcome cannot be worked out again."),
    tally.UNKNOWN_VALUES: _(
        "At least one ballot is recorded in words whose meaning is not certain, so the outcome is left open."
    ),
    tally.NO_VOTES_CAST: _("Nobody voted aye or nay, so there is nothing to count."),
    tally.BASIS_TOO_SMALL: _(
        "More votes are recorded than there are members to count against, so the record contradicts itself."
    ),
    tally.NO_QUORUM: _("There was no quorum for this vote, so no action was taken by it, whatever its count."),
    tally.VOID: _(
        "The instrument that the board adopted says that a vote of a board so composed is void, so no action was taken."
    ),
    tally.BASIS_NOT_KNOWN: _("The rule counts against a number that the record does not hold."),
}
