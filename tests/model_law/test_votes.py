"""Was this vote lawful? Ballots that count and that do not, quorum at that moment, and the sum."""

from dataclasses import replace
from fractions import Fraction

import pytest

from model_law.attendance import Event, Happening, Mode
from model_law.conflicts import (
    ConflictClass,
    Declaration,
)
from model_law.findings import Verdict
from model_law.thresholds import Base, Threshold
from model_law.vote_judgement import Question, Result, foresee_vote
from model_law.votes import Ballot, Notice, Refusal, refuse_ballot
from model_law.wording import word_finding, word_message
from tests.model_law.board_votes import (
    ABSTAIN,
    AYE,
    NAY,
    OPENED,
    answer,
    board,
    cast,
    facts,
    finding,
    judge,
    leave,
    minute,
    profile,
    refusals,
)


def test_a_vote_that_meets_every_rule_answers_every_question_met() -> None:
    found = judge(facts())
    assert found.result is Result.CARRIED
    assert {one.question: one.verdict for one in found.answers} == dict.fromkeys(Question, Verdict.MET)
    assert not found.bars
    assert word_finding(finding(found, "VOTE-02"), "en") == (
        "Carried: 7 ayes of 12 votes cast. The rule asks more than 50 %, which is 7: 100 x 7 = 700 > 50 x 12 = 600."
    )


def test_before_the_vote_the_page_says_what_carries() -> None:
    of_serving = profile(VOTE_02__base="serving")
    before = foresee_vote((of_serving,), facts("", 8))
    assert word_message(before.message, before.arguments, "en") == "Carries with 7 ayes; 12 serving."
    assert word_message(before.message, before.arguments, "es") == (
        "Se aprueba con 7 votos a favor; 12 miembros en funciones."
    )
    assert (before.prospect.reachable, before.bars) == (True, ())
    out_of_reach = foresee_vote((profile(VOTE_02__base="authorized"),), facts("", 8, leave(7, -2), leave(6, -1)))
    assert (out_of_reach.message, out_of_reach.prospect) == ("carries.out_of_reach", (7, 13, 6, False))
    assert foresee_vote((profile(),), facts("", 8)).prospect == (5, 8, 8, True)
    assert foresee_vote((profile(VOTE_07__chair="ties_only"),), facts("", 8)).prospect.may_vote == 7


def test_nobody_opens_a_vote_for_which_nobody_may_vote() -> None:
    with pytest.raises(ValueError, match="nobody may vote"):
        foresee_vote((profile(),), facts("", 0))
    everybody = tuple(Declaration(f"m{n}", ConflictClass.FINANCIAL, recuses=True) for n in range(12))
    with pytest.raises(ValueError, match="everybody present is recused"):
        foresee_vote((profile(),), facts("", 12, declarations=everybody))


def test_an_opening_without_a_quorum_a_second_or_on_an_award_is_refused_with_its_findings() -> None:
    before = foresee_vote((profile(),), facts("", 6, seconder=None, award=True))
    assert [one.rule for one in before.bars] == ["QUOR-01", "QUOR-02", "VOTE-05", "MOVE-01"]
    assert not foresee_vote((profile(adopted=()),), facts("", 6, seconder=None, award=True)).bars


@pytest.mark.parametrize("present", [6, 7])
def test_exactly_a_quorum_suffices_and_one_fewer_does_not(present: int) -> None:
    found = judge(facts("a" * present, present))
    assert found.result is (Result.CARRIED if present == 7 else Result.NO_QUORUM)
    assert (finding(found, "QUOR-01").numerator, finding(found, "QUOR-01").denominator) == (present, 12)
    assert finding(found, "QUOR-01").margin == present - 7


def test_a_quorum_lost_while_the_vote_is_open_is_found_though_it_is_back_at_the_close() -> None:
    back = Event(minute(3), Happening.ARRIVE, "m6", Mode.REMOTE)
    found = judge(facts("aaaaaa.", 7, leave(6, 2), back))
    assert (finding(found, "QUOR-01").verdict, finding(found, "QUOR-02").verdict) == (Verdict.MET, Verdict.BREACHED)
    assert finding(found, "QUOR-02").numerator == 6
    assert found.result is Result.NO_QUORUM
    assert [one.rule for one in found.bars] == ["QUOR-02", "VOTE-01"]


def test_a_quorum_that_only_a_default_asks_for_is_told_and_changes_nothing() -> None:
    found = judge(facts("aaaaaa", 6), profile(adopted=()))
    assert (found.result, finding(found, "QUOR-01").verdict) == (Result.CARRIED, Verdict.WARNED)


def test_a_quorum_must_be_there_when_the_vote_opens_too() -> None:
    late = Event(minute(1), Happening.ARRIVE, "m6", Mode.IN_PERSON)
    found = judge(facts("aaaaaa.", 6, late))
    assert (finding(found, "QUOR-01").verdict, finding(found, "QUOR-01").numerator) == (Verdict.BREACHED, 6)


def test_the_quorum_at_every_moment_is_that_of_the_law_that_decides() -> None:
    back = Event(minute(3), Happening.ARRIVE, "m6", Mode.REMOTE)
    found = judge(facts("aaaaaa.", 7, leave(6, 2), back), profile(["QUOR-02"]), profile((), "ca-bhb"))
    told = finding(found, "QUOR-02")
    assert (told.arguments["counted_of"], told.verdict, found.result) == (
        "appointed", Verdict.BREACHED, Result.NO_QUORUM,
    )  # fmt: skip


def test_members_who_left_before_the_vote_are_not_counted_from_the_roll_call() -> None:
    found = judge(facts("aaaaaa", 7, leave(6, -10)))
    assert (found.result, finding(found, "QUOR-02").numerator) == (Result.NO_QUORUM, 6)


def test_a_vote_during_a_recess_or_after_adjournment_is_out_of_session() -> None:
    for what in (Happening.RECESS, Happening.ADJOURN):
        found = judge(facts("a" * 12, 12, Event(minute(-1), what)))
        assert answer(found, Question.IN_SESSION).verdict is Verdict.BREACHED
        assert finding(found, "QUOR-02").message == "quorum.not_in_session"
        assert {reason for _, reason in refusals(found)} == {Refusal.NOT_IN_SESSION}
        assert found.result is Result.NO_QUORUM


def test_a_vote_whose_attendance_nobody_recorded_cannot_tell_its_quorum() -> None:
    found = judge(facts("aaaaaaa", attendance=None))
    told = {one.question for one in found.answers if one.verdict is Verdict.CANNOT_TELL}
    assert told == {Question.IN_SESSION, Question.QUORUM, Question.RECORDED, Question.COMPOSITION}
    assert found.result is Result.CARRIED


@pytest.mark.parametrize(
    ("ballot", "events", "reason"),
    [
        (Ballot("m3", AYE, minute(-1)), (), Refusal.BEFORE_OPENING),
        (Ballot("m3", AYE, minute(6)), (), Refusal.AFTER_CLOSE),
        (Ballot("stranger", AYE, minute(1)), (), Refusal.NOT_A_MEMBER),
        (Ballot("m12", AYE, minute(1)), (), Refusal.NO_VOTE),
        (Ballot("m11", AYE, minute(1)), (), Refusal.NOT_PRESENT),
        (Ballot("m3", AYE, minute(2)), (leave(3, 1),), Refusal.NOT_PRESENT),
        (Ballot("m3", AYE, minute(1)), (leave(3, 2),), None),
    ],
)
def test_a_ballot_counts_only_from_a_member_with_a_vote_while_there_and_while_the_vote_is_open(
    ballot: Ballot, events: tuple[Event, ...], reason: Refusal | None
) -> None:
    roster = board(nonvoting=1)
    vote = facts((ballot,), 11, *events, roster=roster)
    assert refuse_ballot(vote, ballot, frozenset()) is reason
    found = judge(vote)
    assert refusals(found) == ([(ballot.person, reason)] if reason else [])
    assert answer(found, Question.ENTITLED).verdict is Verdict.MET
    assert answer(found, Question.ENTITLED).message == ("entitled.some_refused" if reason else "entitled.met")


def test_a_member_whose_term_ended_while_the_vote_was_open_has_no_ballot() -> None:
    closed = board()
    closed = replace(closed, seats=(*closed.seats[:11], replace(closed.seats[11], holder=None), *closed.seats[12:]))
    found = judge(facts("aaaaaannnnna", closed=closed))
    assert refusals(found) == [("m11", Refusal.NOT_IN_OFFICE)]
    assert (found.decision.ayes, found.decision.base) == (6, 11)


def test_a_member_whose_term_ended_yesterday_is_no_member() -> None:
    found = judge(facts("a" * 13, 13, roster=board()))
    assert refusals(found) == [("m12", Refusal.NOT_A_MEMBER)]
    assert found.decision.ayes == 12


def test_a_member_may_change_until_the_close_and_the_last_ballot_counts_once() -> None:
    ballots = (
        *cast("aaaaaaannnnn"),
        Ballot("m0", NAY, minute(1)),
        Ballot("m0", NAY, minute(1)),
        Ballot("m0", AYE, minute(9)),
    )
    found = judge(facts(ballots=ballots))
    assert (found.decision.ayes, found.decision.base, found.case.accounted.replaced) == (6, 12, 2)
    assert (found.result, refusals(found)) == (Result.LOST, [("m0", Refusal.AFTER_CLOSE)])


def test_ballots_of_the_same_moment_stand_in_the_order_in_which_they_are_given() -> None:
    same = (Ballot("m0", AYE, OPENED), Ballot("m0", ABSTAIN, OPENED), Ballot("m0", NAY, OPENED))
    assert judge(facts(ballots=same)).case.accounted.counted == {"m0": NAY}


@pytest.mark.parametrize(
    ("chair", "ballots", "result", "refused"),
    [
        ("always", "annnaa", Result.LOST, []),
        ("always", "annaaa", Result.CARRIED, []),
        ("ties_only", "annaan", Result.LOST, [Refusal.CHAIR_NOT_NEEDED]),
        ("ties_only", "annnaa", Result.LOST, [Refusal.CHAIR_NOT_NEEDED]),
        ("ties_only", "annaa", Result.CARRIED, []),
        ("ties_only", "nnnaa", Result.LOST, []),
        ("ties_only", ".nnaa", Result.LOST, []),
        ("never", "annaa", Result.LOST, [Refusal.CHAIR_HAS_NO_VOTE]),
        ("never", ".nnaaa", Result.CARRIED, []),
    ],
)
def test_a_tie_with_and_without_the_chair_s_vote(
    chair: str, ballots: str, result: Result, refused: list[Refusal]
) -> None:
    found = judge(facts(ballots, 12), profile(VOTE_07__chair=chair))
    assert (found.result, [reason for _, reason in refusals(found)]) == (result, refused)
    assert finding(found, "VOTE-07").verdict is (Verdict.BREACHED if refused else Verdict.MET)


def test_a_chair_who_votes_only_on_ties_leaves_no_gap_in_the_record() -> None:
    assert finding(judge(facts(".annnnn", 7), profile(VOTE_07__chair="ties_only")), "VOTE-01").verdict is Verdict.MET
    assert finding(judge(facts(".annnnn", 7), profile()), "VOTE-01").verdict is Verdict.BREACHED
    unknown = judge(facts("aannnnn", 7, chair=None), profile(VOTE_07__chair="ties_only"))
    assert finding(unknown, "VOTE-07").message == "chair_vote.unknown"


def test_a_secret_ballot_is_a_breach_whatever_it_counts() -> None:
    found = judge(facts(secret=True))
    assert (finding(found, "VOTE-01").message, answer(found, Question.RECORDED).verdict) == (
        "recorded.secret", Verdict.BREACHED,
    )  # fmt: skip


def test_florida_lets_nobody_present_abstain_without_a_conflict() -> None:
    florida = profile((), "fl-sunshine")
    assert finding(judge(facts("aaa-", 4), florida), "VOTE-06").verdict is Verdict.WARNED
    away = (Declaration("m3", ConflictClass.FINANCIAL, recuses=True),)
    found = finding(judge(facts("aaa", 4, declarations=away), florida), "VOTE-06")
    assert (found.verdict, found.numerator, found.denominator) == (Verdict.MET, 3, 3)


def test_all_recused_decides_nothing() -> None:
    found = judge(facts("r" * 12))
    assert (found.result, finding(found, "VOTE-02").message) == (Result.UNDECIDED, "threshold.all_recused")
    assert answer(found, Question.THRESHOLD).verdict is Verdict.CANNOT_TELL


def test_nobody_present_decides_nothing() -> None:
    found = judge(facts("", 0), profile(adopted=()))
    assert (found.result, finding(found, "VOTE-02").message) == (Result.UNDECIDED, "threshold.nobody_present")
    assert judge(facts("", 0)).result is Result.NO_QUORUM


def test_a_matter_that_needs_more_is_counted_by_its_own_rule() -> None:
    extension = profile(VOTE_03__matters="extension; bylaws", VOTE_03__base="serving")
    found = judge(facts("aaaaaaannnnn", matter="extension"), extension)
    assert (found.result, found.threshold) == (Result.LOST, Threshold(Fraction(2, 3), False, Base.SERVING))
    assert finding(found, "VOTE-02").message == "threshold.not_this_one"
    assert [one.rule for one in answer(found, Question.THRESHOLD).findings] == ["VOTE-03", "VOTE-07"]
    assert judge(facts("aaaaaaaannnn", matter="extension"), extension).result is Result.CARRIED
    assert judge(facts("aaaaaaannnnn"), extension).result is Result.CARRIED


def test_where_no_rule_says_what_carries_the_sum_stands_and_the_answer_is_open() -> None:
    new_jersey = profile((), "nj-2023")
    found = judge(facts(), new_jersey)
    told = answer(found, Question.THRESHOLD)
    assert (found.result, told.verdict, told.message) == (
        Result.CARRIED, Verdict.CANNOT_TELL, "threshold.carried_default",
    )  # fmt: skip
    declared_one = judge(facts(threshold=Threshold(Fraction(3, 5), False, Base.SERVING)), new_jersey)
    assert (declared_one.result, answer(declared_one, Question.THRESHOLD).message) == (
        Result.LOST, "threshold.lost_declared",
    )  # fmt: skip
    assert answer(found, Question.SECONDED).message == "vote.no_rule"
    assert finding(judge(facts(award=True), new_jersey), "VOTE-05").verdict is Verdict.BREACHED


def test_a_default_that_nobody_adopted_gives_way_to_a_threshold_that_was_declared() -> None:
    declared_one = Threshold(Fraction(2, 3), False, Base.SERVING)
    found = judge(facts(threshold=declared_one), profile(()))
    assert (found.threshold, found.threshold_rule, found.result) == (declared_one, None, Result.LOST)
    assert judge(facts(threshold=declared_one)).threshold.base is Base.CAST


def test_a_default_that_nobody_adopted_gives_way_to_what_another_law_says() -> None:
    default, adopted = profile(()), profile(VOTE_02__base="authorized")
    found = judge(facts(), default, adopted)
    assert (found.threshold.base, found.result) == (Base.AUTHORIZED, Result.CARRIED)
    assert judge(facts(), profile((), VOTE_02__base="serving"), adopted).threshold.base is Base.SERVING
    california = profile((), "ca-bhb")
    employed = (Declaration("m0", ConflictClass.EMPLOYMENT, recuses=False),)
    assert judge(facts(declarations=employed), default, california).case.recused == {"m0"}


def test_several_adopted_laws_are_all_judged_and_the_first_that_says_so_counts() -> None:
    found = judge(facts(secret=True), profile((), "paimi"), profile((), "ca-brown-act"), profile())
    rules = [(one.ruled_by.provision.source.title[:4], one.rule, one.verdict) for one in found.findings]
    assert [verdict for _, rule, verdict in rules if rule == "VOTE-01"] == [Verdict.BREACHED, Verdict.BREACHED]
    assert found.threshold_rule is not None
    assert found.threshold_rule.provision.id == "VOTE-02"


@pytest.mark.parametrize(
    ("notice", "verdict"),
    [
        (Notice.LISTED, Verdict.MET), (Notice.EXCEPTION, Verdict.MET), (Notice.UNKNOWN, Verdict.CANNOT_TELL),
        (Notice.POSTED, Verdict.CANNOT_TELL), (Notice.LATE, Verdict.BREACHED), (Notice.NOT_LISTED, Verdict.BREACHED),
    ],
)  # fmt: skip
def test_a_matter_that_was_not_noticed_is_told(notice: Notice, verdict: Verdict) -> None:
    found = answer(judge(facts(notice=notice)), Question.NOTICED)
    assert (found.verdict, found.message) == (verdict, f"noticed.{notice}")
    assert found.ruled_by is not None
    without = answer(judge(facts(notice=Notice.LATE), profile((), "paimi")), Question.NOTICED)
    assert (without.verdict, without.ruled_by) == (Verdict.WARNED, None)


@pytest.mark.parametrize(
    ("mover", "seconder", "message", "verdict"),
    [
        ("m1", "m2", "second.met", Verdict.MET),
        ("m1", None, "second.none", Verdict.BREACHED),
        ("m1", "m1", "second.same", Verdict.BREACHED),
        (None, None, "second.unknown", Verdict.CANNOT_TELL),
    ],
)
def test_a_vote_without_a_second_is_found(
    mover: str | None, seconder: str | None, message: str, verdict: Verdict
) -> None:
    found = finding(judge(facts(mover=mover, seconder=seconder)), "MOVE-01")
    assert (found.message, found.verdict) == (message, verdict)
    small_board = profile(MOVE_01__required="no")
    assert finding(judge(facts(mover=mover, seconder=seconder), small_board), "MOVE-01").verdict is Verdict.MET


def test_whether_a_vote_awards_a_contract_may_be_unknown() -> None:
    assert finding(judge(facts(award=None)), "VOTE-05").verdict is Verdict.CANNOT_TELL
    assert finding(judge(facts(award=True)), "VOTE-05").verdict is Verdict.BREACHED
