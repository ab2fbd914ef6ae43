"""The minutes room's closed sets in plain words."""

from collections.abc import Callable
from typing import Any

from governance.meetings.live_contents import CompositionThen
from governance.meetings.session_steps import ItemState
from governance.minutes.actions import MinutesRefusal
from governance.minutes.contents import CertificateLine, ChangeLine, QuorumStretch, VoteLine, VoteOutcome
from governance.votes.words import CHOICES
from governance.web.locale import _

OUTCOMES = {
    VoteOutcome.CARRIED: (_("Carried"), "good"),
    VoteOutcome.LOST: (_("Lost"), "bad"),
    VoteOutcome.NO_QUORUM: (_("Not decided: there was no quorum"), "warn"),
    VoteOutcome.VOID: (_("Void"), "warn"),
    VoteOutcome.UNDECIDED: (_("Not decided"), "warn"),
}
ITEM_STATES = {
    ItemState.POSTPONED: _("Postponed"),
    ItemState.PULLED: _("Taken out of the consent calendar"),
}
"""What is said of an item beyond its times."""

MOTION_STATES = {
    "moved": _("Left without a second"),
    "pending": _("Left undecided"),
    "withdrawn": _("Withdrawn"),
    "not_seconded": _("Not seconded"),
    "tabled": _("Laid on the table"),
    "postponed": _("Postponed"),
    "referred": _("Referred"),
    "rescinded": _("Rescinded later"),
}
"""What became of a motion beyond its votes."""

MOTION_KINDS = {
    "amend": _("To amend this motion"),
    "refer": _("To refer this motion"),
    "postpone": _("To postpone this motion"),
    "table": _("To lay this motion on the table"),
    "take_up": _("To take this motion up again"),
    "reconsider": _("To reconsider this motion"),
    "rescind": _("To rescind this motion"),
}
"""What a motion asks for that is about another one."""

ROUND_REASONS = {
    "nobody_named": _("Nobody was named."),
    "no_majority": _("Nobody had enough votes."),
    "tie": _("Those with the most votes were even."),
    "lot": _("Those who stood were even: the lot decides."),
}
"""Why a round of an election elected nobody, or how it was decided."""

REFUSALS = {
    MinutesRefusal.UNKNOWN_MEETING: _("There is no such meeting here."),
    MinutesRefusal.NOT_OVER: _("The record does not say yet that this meeting was held and is over."),
    MinutesRefusal.TEXT_UNUSABLE: _(
        "This is too long, or holds signs that cannot be shown. Type it anew, without copying."
    ),
    MinutesRefusal.CHANGED_MEANWHILE: _(
        "Somebody has changed this, or the record behind it, in the meantime. Read it again as it stands now, and then"
        " send it."
    ),
    MinutesRefusal.REASON_MISSING: _("Say what was wrong with the minutes that are published."),
    MinutesRefusal.NOTHING_CORRECTED: _("This says exactly what the published minutes say."),
    MinutesRefusal.UNPUBLISHED: _("Minutes that were approved wait to be published. Publish them first."),
    MinutesRefusal.NOT_APPROVED: _("No approved minutes wait to be published."),
    MinutesRefusal.MOTION_UNKNOWN: _("There is no such motion of this board."),
    MinutesRefusal.MOTION_OF_ITSELF: _("A meeting cannot approve its own minutes. Choose a motion of a later one."),
    MinutesRefusal.MOTION_EARLIER: _("This motion is of a meeting before. Choose a motion of a later one."),
    MinutesRefusal.MOTION_NOT_CARRIED: _("This motion did not carry, so it approved nothing."),
    MinutesRefusal.MOTION_USED: _("This motion approved another version of these minutes already."),
}


COMPOSITIONS = {
    CompositionThen.NO_LAW: _("No law on the board's composition is recorded here for that day."),
    CompositionThen.CONTRADICTION: _("The record contradicted itself, so that the composition could not be judged."),
    CompositionThen.WITHHELD: _(
        "The board's law keeps from the public who represents the community, and so how the rules on it were met."
    ),
}
"""Why a certificate says nothing of the board's composition."""


def word_change(change: ChangeLine, translate: Callable[[Any], str]) -> Any:
    """What was recorded of a member in a vote, and what is right."""
    recorded, right = (
        translate(CHOICES[choice][0] if choice is not None else _("no ballot"))
        for choice in (change.recorded, change.right)
    )
    said = {"name": change.name, "recorded": recorded, "right": right}
    return _("${name}: ${recorded} was recorded, ${right} is correct", mapping=said)


def word_stretch(stretch: QuorumStretch | CertificateLine) -> Any:
    """Whether there was a quorum, with the sum where it is known."""
    if stretch.reached is None:
        return _("Whether there was a quorum cannot be told.")
    if stretch.present is None or stretch.needed is None or stretch.total is None:
        return _("There was a quorum.") if stretch.reached else _("There was no quorum.")
    numbers = {"present": stretch.present, "total": stretch.total, "needed": stretch.needed}
    if stretch.reached:
        return _("There was a quorum: ${present} of ${total} were there, and ${needed} are needed.", mapping=numbers)
    return _("There was no quorum: ${present} of ${total} were there, and ${needed} are needed.", mapping=numbers)


def word_sum(vote: VoteLine) -> Any:
    """The sum of a vote and the share that it was held against; nothing where it is not known."""
    if vote.base is None:
        return None
    share = {
        "ayes": vote.ayes, "base": vote.base, "numerator": vote.numerator, "denominator": vote.denominator,
    }  # fmt: skip
    return _(str(SUMS[vote.basis.value, vote.strict]), mapping=share)


SUMS = {
    ("cast", True): _("${ayes} of ${base} votes cast; more than ${numerator}/${denominator} carries"),
    ("cast", False): _("${ayes} of ${base} votes cast; at least ${numerator}/${denominator} carries"),
    ("present", True): _("${ayes} of ${base} members present; more than ${numerator}/${denominator} carries"),
    ("present", False): _("${ayes} of ${base} members present; at least ${numerator}/${denominator} carries"),
    ("serving", True): _("${ayes} of ${base} members serving; more than ${numerator}/${denominator} carries"),
    ("serving", False): _("${ayes} of ${base} members serving; at least ${numerator}/${denominator} carries"),
    ("authorized", True): _("${ayes} of ${base} authorized seats; more than ${numerator}/${denominator} carries"),
    ("authorized", False): _("${ayes} of ${base} authorized seats; at least ${numerator}/${denominator} carries"),
}
"""What carries, by the basis of the share and by whether more than it is asked."""
