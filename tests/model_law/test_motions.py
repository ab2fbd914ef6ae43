"""What may be done with a motion, when and by whom; consent calendars; and elections of officers."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from model_law.elections import ElectionError, ElectionRules, Unelected, count_round, read_election_rules
from model_law.motions import (
    ConsentCalendar,
    Floor,
    Kind,
    MotionError,
    MotionRules,
    Objection,
    Status,
    check_vote,
    decide_motion,
    fall,
    move,
    pull,
    read_motion_rules,
    second,
    taken_up,
    withdraw,
)
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.thresholds import Base, Threshold
from tests.model_law.boards import DAY


def seconded(floor: Floor, key: str, mover: str, text: str, kind: Kind = Kind.MAIN, about: str | None = None) -> Floor:
    return second(move(floor, key, mover, text, kind, about), key, "zoe")


def opened() -> Floor:
    return seconded(Floor(), "m", "ana", "buy two vans")


def amended() -> Floor:
    return seconded(opened(), "a", "ben", "buy three vans", Kind.AMEND, "m")


def decided(*, carried: bool = True) -> Floor:
    return decide_motion(opened(), "m", carried=carried, prevailing=["ana", "ben"])


def rescinded() -> Floor:
    return decide_motion(seconded(decided(), "r", "cleo", "undo it", Kind.RESCIND, "m"), "r", carried=True)


def laid_aside(kind: Kind) -> Floor:
    return decide_motion(seconded(amended(), "x", "cleo", "later", kind, "m"), "x", carried=True)


def test_a_motion_is_before_the_board_once_another_member_seconds_it() -> None:
    floor = move(Floor(), "m", "ana", " buy two vans ")
    assert (floor.find("m").status, floor.find("m").text) == (Status.MOVED, "buy two vans")
    floor = second(floor, "m", "ben")
    assert (floor.find("m").status, floor.find("m").seconder) == (Status.PENDING, "ben")
    assert check_vote(floor, "m").key == "m"


def test_a_board_whose_rules_ask_no_second_takes_a_motion_up_at_once() -> None:
    floor = move(Floor(MotionRules(second_required=False)), "m", "ana", "buy two vans")
    assert check_vote(floor, "m").seconder is None
    assert second(floor, "m", "ben").find("m").seconder == "ben"


def test_a_motion_that_nobody_seconds_falls_and_makes_way() -> None:
    floor = fall(move(Floor(), "m", "ana", "buy two vans"), "m")
    assert floor.find("m").status is Status.NOT_SECONDED
    assert seconded(floor, "n", "ben", "buy no vans").find("n").status is Status.PENDING


def test_an_amendment_is_decided_first_and_changes_the_text_if_it_carries() -> None:
    floor = amended()
    with pytest.raises(MotionError) as refusal:
        check_vote(floor, "m")
    assert (refusal.value.key, refusal.value.reason) == ("a", Objection.DECIDED_FIRST)
    carried = decide_motion(floor, "a", carried=True)
    assert carried.find("m").texts == ("buy two vans", "buy three vans")
    lost = decide_motion(floor, "a", carried=False)
    assert lost.find("m").texts == ("buy two vans",)
    assert check_vote(carried, "m").text == "buy three vans"


def test_a_withdrawn_motion_takes_what_was_moved_about_it_with_it() -> None:
    floor = withdraw(amended(), "m", "ana")
    assert {motion.status for motion in floor.motions} == {Status.WITHDRAWN}
    assert floor.immediately_pending is None


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Kind.TABLE, Status.TABLED), (Kind.POSTPONE, Status.POSTPONED), (Kind.REFER, Status.REFERRED)],
)
def test_a_motion_laid_aside_comes_back_with_its_amendment(kind: Kind, status: Status) -> None:
    floor = laid_aside(kind)
    assert [floor.find(key).status for key in "ma"] == [status, status]
    assert floor.immediately_pending is None
    back = decide_motion(seconded(floor, "t", "ana", "take it up", Kind.TAKE_UP, "m"), "t", carried=True)
    assert [motion.key for motion in back.before_the_board] == ["m", "a"]
    assert check_vote(back, "a").text == "buy three vans"


def test_postponed_and_referred_motions_come_back_at_their_time_and_tabled_ones_do_not() -> None:
    for kind in (Kind.POSTPONE, Kind.REFER):
        assert [motion.key for motion in taken_up(laid_aside(kind), "m").before_the_board] == ["m", "a"]
    with pytest.raises(MotionError, match="not_laid_aside"):
        taken_up(laid_aside(Kind.TABLE), "m")


def test_tabling_that_is_lost_leaves_the_motion_where_it_was() -> None:
    floor = decide_motion(seconded(opened(), "x", "cleo", "later", Kind.TABLE, "m"), "x", carried=False)
    assert check_vote(floor, "m").status is Status.PENDING


@pytest.mark.parametrize("carried", [True, False])
def test_one_of_the_prevailing_side_may_ask_to_reconsider_and_the_motion_is_voted_on_again(carried: bool) -> None:
    floor = seconded(decided(carried=carried), "r", "ben", "once more", Kind.RECONSIDER, "m")
    floor = decide_motion(floor, "r", carried=True)
    assert check_vote(floor, "m").votes == 1
    floor = decide_motion(floor, "m", carried=not carried, prevailing=["cleo"])
    assert (floor.find("m").votes, floor.find("m").prevailing) == (2, frozenset({"cleo"}))
    with pytest.raises(MotionError, match="reconsidered_already"):
        move(floor, "s", "cleo", "once more", Kind.RECONSIDER, "m")


def test_where_the_rules_let_anybody_ask_the_other_side_may() -> None:
    floor = Floor(MotionRules(by_prevailing_side=False), decided().motions)
    assert move(floor, "r", "cleo", "once more", Kind.RECONSIDER, "m").find("r").status is Status.MOVED


def test_rescinding_is_a_new_motion_by_anybody() -> None:
    assert rescinded().find("m").status is Status.RESCINDED


REFUSED: list[tuple[str, Callable[[], object], str, Objection]] = [
    ("key taken", lambda: move(opened(), "m", "ben", "again"), "m", Objection.KEY_TAKEN),
    ("no text", lambda: move(Floor(), "m", "ben", "  "), "m", Objection.NOTHING_SAID),
    ("unknown motion", lambda: second(Floor(), "x", "ben"), "x", Objection.NO_SUCH_MOTION),
    ("about nothing", lambda: move(Floor(), "a", "ben", "t", Kind.AMEND), "", Objection.NO_SUCH_MOTION),
    ("a second main motion", lambda: move(opened(), "n", "ben", "t"), "m", Objection.ANOTHER_PENDING),
    ("a second amendment", lambda: move(amended(), "b", "cleo", "t", Kind.AMEND, "m"), "a", Objection.ANOTHER_PENDING),
    ("one's own second", lambda: second(move(Floor(), "m", "ana", "t"), "m", "ana"), "m", Objection.OWN_MOTION),
    ("a double second", lambda: second(opened(), "m", "ben"), "m", Objection.SECONDED_ALREADY),
    ("a vote without a second", lambda: check_vote(move(Floor(), "m", "ana", "t"), "m"), "m", Objection.NOT_SECONDED),
    ("a second vote", lambda: decide_motion(decided(), "m", carried=True), "m", Objection.CLOSED),
    ("an amendment to a closed motion", lambda: move(decided(), "a", "ben", "t", Kind.AMEND, "m"), "m", Objection.CLOSED),
    ("to one laid aside", lambda: move(laid_aside(Kind.TABLE), "b", "ben", "t", Kind.AMEND, "m"), "m", Objection.CLOSED),
    ("to one without a second", lambda: move(move(Floor(), "m", "ana", "t"), "a", "ben", "u", Kind.AMEND, "m"), "m",
     Objection.NOT_SECONDED),
    ("to an amendment", lambda: move(amended(), "b", "ben", "t", Kind.AMEND, "a"), "a", Objection.AMENDS_AN_AMENDMENT),
    ("to a motion to table", lambda: move(seconded(opened(), "x", "ben", "later", Kind.TABLE, "m"), "b", "ben", "t",
     Kind.AMEND, "x"), "x", Objection.NOT_AMENDABLE),
    ("that changes nothing", lambda: move(opened(), "a", "ben", "buy two vans", Kind.AMEND, "m"), "m",
     Objection.CHANGES_NOTHING),
    ("withdrawn by another", lambda: withdraw(opened(), "m", "ben"), "m", Objection.NOT_THE_MOVER),
    ("withdrawn after the vote", lambda: withdraw(decided(), "m", "ana"), "m", Objection.CLOSED),
    ("taken up though pending", lambda: move(opened(), "t", "ben", "t", Kind.TAKE_UP, "m"), "m",
     Objection.NOT_LAID_ASIDE),
    ("back while another is pending", lambda: taken_up(seconded(laid_aside(Kind.REFER), "n", "ben", "t"), "m"), "n",
     Objection.ANOTHER_PENDING),
    ("reconsidered by the other side", lambda: move(decided(), "r", "cleo", "t", Kind.RECONSIDER, "m"), "m",
     Objection.NOT_ON_PREVAILING_SIDE),
    ("reconsidered without names", lambda: move(decide_motion(opened(), "m", carried=True), "r", "ana", "t",
     Kind.RECONSIDER, "m"), "m", Objection.SIDES_NOT_KNOWN),
    ("reconsidered before the vote", lambda: move(opened(), "r", "ana", "t", Kind.RECONSIDER, "m"), "m",
     Objection.NOT_DECIDED),
    ("reconsidered though rescinded", lambda: move(rescinded(), "s", "ana", "t", Kind.RECONSIDER, "m"), "m",
     Objection.NOT_DECIDED),
    ("rescinded though lost", lambda: move(decided(carried=False), "r", "ana", "t", Kind.RESCIND, "m"), "m",
     Objection.NOT_CARRIED),
    ("rescinded twice", lambda: move(rescinded(), "s", "ana", "t", Kind.RESCIND, "m"), "m", Objection.NOT_CARRIED),
    ("fallen though seconded", lambda: fall(opened(), "m"), "m", Objection.SECONDED_ALREADY),
    ("seconded after it fell", lambda: second(fall(move(Floor(), "m", "ana", "t"), "m"), "m", "ben"), "m",
     Objection.CLOSED),
    ("pulled though not there", lambda: pull(ConsentCalendar(("1", "2")), "3"), "3", Objection.NOT_ON_CALENDAR),
    ("pulled twice", lambda: pull(ConsentCalendar(("1", "2"), ("2",)), "2"), "2", Objection.PULLED_ALREADY),
]  # fmt: skip


@pytest.mark.parametrize(("act", "key", "reason"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_what_cannot_be_done_is_refused_with_its_reason(act: Callable[[], object], key: str, reason: Objection) -> None:
    with pytest.raises(MotionError) as refusal:
        act()
    assert (refusal.value.key, refusal.value.reason) == (key, reason)


def test_every_objection_is_met_by_some_case() -> None:
    met = {reason for *_, reason in REFUSED}
    assert set(Objection) - met == {Objection.DECIDED_FIRST, Objection.RECONSIDERED_ALREADY}


def test_items_pulled_from_a_consent_calendar_are_decided_apart() -> None:
    calendar = pull(ConsentCalendar(("1", "2", "3")), "2")
    assert (calendar.together, calendar.pulled) == (("1", "3"), ("2",))


def test_the_rules_of_motions_and_elections_come_from_the_adopted_law() -> None:
    act = load_act("model-act")
    assert read_motion_rules(settle(act, DAY)) == MotionRules()
    local = {"MOVE-01.required": "no", "MOVE-02.asked_by": "anyone", "MOVE-03.tie": "lot",
             "MOVE-03.next_round": "two_highest", "MOVE-03.p": "2/3", "MOVE-03.comparison": "at_least"}  # fmt: skip
    profile = settle(act, DAY, local)
    assert read_motion_rules(profile) == MotionRules(second_required=False, by_prevailing_side=False)
    two_thirds = Threshold(Fraction(2, 3), more_than=False, base=Base.CAST)
    assert read_election_rules(profile) == ElectionRules(two_thirds, "two_highest", "lot")
    assert read_election_rules(settle(load_act("paimi"), DAY)) == ElectionRules()
    assert read_motion_rules(settle(load_act("paimi"), DAY)) == MotionRules()


def named(**numbers: int) -> dict[str, str | None]:
    """Ballots by how often each candidate is named; `nobody` are members who name none."""
    names = [None if name == "nobody" else name for name, number in numbers.items() for _ in range(number)]
    return {f"voter {number}": name for number, name in enumerate(names)}


def standing(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@pytest.mark.parametrize(
    ("ballots", "rules", "elected", "reason", "left"),
    [
        (named(ana=4, ben=3), ElectionRules(), "ana", None, ""),
        (named(ana=4, ben=3, nobody=5), ElectionRules(), "ana", None, ""),
        (named(ana=3, ben=3), ElectionRules(), None, Unelected.TIE, "ana ben cleo"),
        (named(ana=3, ben=3), ElectionRules(tie="lot"), None, Unelected.LOT, "ana ben"),
        (named(ana=3, ben=3, cleo=1), ElectionRules(tie="lot"), None, Unelected.NO_MAJORITY, "ana ben cleo"),
        (named(ana=3, ben=2, cleo=1), ElectionRules(), None, Unelected.NO_MAJORITY, "ana ben cleo"),
        (named(ana=3, ben=2, cleo=1), ElectionRules(next_round="drop_last"), None, Unelected.NO_MAJORITY, "ana ben"),
        (named(ana=3, ben=2, cleo=2), ElectionRules(next_round="drop_last"), None, Unelected.NO_MAJORITY,
         "ana ben cleo"),
        (named(ana=3, ben=2, cleo=2), ElectionRules(next_round="two_highest"), None, Unelected.NO_MAJORITY,
         "ana ben cleo"),
        (named(ana=3, ben=2, cleo=1), ElectionRules(next_round="two_highest"), None, Unelected.NO_MAJORITY, "ana ben"),
        (named(nobody=7), ElectionRules(), None, Unelected.NOBODY_NAMED, "ana ben cleo"),
        (named(ana=4, ben=2), ElectionRules(Threshold(Fraction(2, 3), more_than=False)), "ana", None, ""),
        (named(ana=4, ben=3), ElectionRules(Threshold(Fraction(2, 3), more_than=False)), None, Unelected.NO_MAJORITY,
         "ana ben cleo"),
    ],
)  # fmt: skip
def test_a_round_elects_by_majority_or_says_who_stands_again(
    ballots: dict[str, str | None], rules: ElectionRules, elected: str | None, reason: Unelected | None, left: str
) -> None:
    found = count_round(standing("ana ben cleo"), ballots, rules)
    assert (found.elected, found.reason, found.standing) == (elected, reason, standing(left))


@pytest.mark.parametrize(
    ("candidates", "ballots", "rules", "reason"),
    [
        ("", named(ana=1), ElectionRules(), "no_candidates"),
        ("ana ana", named(ana=1), ElectionRules(), "stands_twice"),
        ("ana", named(ben=1), ElectionRules(), "does_not_stand"),
        ("ana ben", named(ana=1), ElectionRules(Threshold(Fraction(1, 2), more_than=False)), "two_could_be_elected"),
        ("ana ben", named(ana=1), ElectionRules(Threshold(Fraction(1, 3))), "two_could_be_elected"),
    ],
)
def test_a_round_that_cannot_be_counted_is_refused(
    candidates: str, ballots: dict[str, str | None], rules: ElectionRules, reason: str
) -> None:
    with pytest.raises(ElectionError) as refusal:
        count_round(standing(candidates), ballots, rules)
    assert refusal.value.reason == reason
