"""Was this vote lawful? Ballots that count and that do not, quorum at that moment, conflicts, composition, and the sum."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from model_law.attendance import Attendance, Disorder, Event, Happening, Mode, follow
from model_law.conflicts import (
    ConflictClass,
    ConflictError,
    Declaration,
    Effect,
    find_effect,
    find_recusals,
    read_conflict,
)
from model_law.facts import DECLARED, Member, Roster, Seat
from model_law.findings import Finding, Verdict, as_data
from model_law.motions import Objection
from model_law.profiles import SettingError, settle
from model_law.provisions import load_act
from model_law.quorum import count_quorum, counted_members, find_rule
from model_law.rules import Profile
from model_law.thresholds import Base, Choice, Outcome, Threshold
from model_law.vote_judgement import Answer, Judgement, Question, Result, foresee_vote, judge_vote
from model_law.votes import Ballot, Notice, Refusal, VoteFacts, refuse_ballot
from model_law.wording import LANGUAGES, label, table, word_finding, word_message
from tests.model_law.boards import DAY

OPENED = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
CLOSED = OPENED + timedelta(minutes=5)
ADOPTED = frozenset(rule.id for rule in load_act("model-act").provisions)
AYE, NAY, ABSTAIN, RECUSE = Choice


def minute(number: float) -> datetime:
    return OPENED + timedelta(minutes=number)


def profile(adopted: Iterable[str] = ADOPTED, act: str = "model-act", **settings: Any) -> Profile:
    """Every rule adopted unless said otherwise; settings are written VOTE_02__p="2/3"."""
    local = {key.replace("__", ".").replace("_", "-", 1): value for key, value in settings.items()}
    return settle(load_act(act), DAY, local, frozenset(adopted))


def board(serving: int = 12, vacant: int = 1, nonvoting: int = 0, community: int = 12) -> Roster:
    """Members m0, m1, …; the last ones have no vote, the first ones are community representatives."""
    held = [
        Seat(f"{n}", Member(f"m{n}", frozenset({DECLARED} if n < community else ())), voting=n < serving)
        for n in range(serving + nonvoting)
    ]
    return Roster(DAY, (*held, *(Seat(f"v{n}") for n in range(vacant))))


def meeting(present: int, *events: Event) -> Attendance:
    answered = {f"m{number}": Mode.IN_PERSON for number in range(present)}
    start = minute(-30)
    return follow(
        (Event(start, Happening.CALL_TO_ORDER), Event(start, Happening.ROLL_CALL, answered=answered), *events)
    )


def cast(text: str, at: datetime = OPENED) -> tuple[Ballot, ...]:
    """Ballots of m0, m1, … written a (aye), n (nay), - (abstain), r (recuse), . (none)."""
    choices = {"a": AYE, "n": NAY, "-": ABSTAIN, "r": RECUSE}
    return tuple(Ballot(f"m{n}", choices[letter], at) for n, letter in enumerate(text) if letter != ".")


def facts(
    ballots: str | tuple[Ballot, ...] = "aaaaaaannnnn", present: int = 12, *events: Event, **others: Any
) -> VoteFacts:
    roster = others.pop("roster", None) or board()
    given = cast(ballots) if isinstance(ballots, str) else ballots
    known = {
        "opened_at": OPENED, "opened": roster, "closed_at": CLOSED, "closed": roster,
        "attendance": meeting(present, *events), "ballots": given, "chair": "m0", "notice": Notice.LISTED,
        "award": False, "mover": "m1", "seconder": "m2",
    }  # fmt: skip
    return VoteFacts(**(known | others))


def judge(of: VoteFacts, *profiles: Profile) -> Judgement:
    return judge_vote(profiles or (profile(),), of)


def finding(judgement: Judgement, rule: str) -> Finding:
    return next(one for one in judgement.findings if one.rule == rule)


def answer(judgement: Judgement, question: Question) -> Answer:
    return next(one for one in judgement.answers if one.question is question)


def refusals(judgement: Judgement) -> list[tuple[str, Refusal]]:
    return [(one.ballot.person, one.reason) for one in judgement.case.accounted.refused]


def leave(number: int, at: float) -> Event:
    return Event(minute(at), Happening.LEAVE, f"m{number}")


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


def test_lived_experience_and_receiving_services_are_not_conflicts() -> None:
    for word in ("lived experience", "receives_services", " Receives Services "):
        with pytest.raises(ConflictError, match="is not a conflict by itself") as refusal:
            read_conflict(word)
        assert refusal.value.reason == "not_a_conflict"
    with pytest.raises(ConflictError, match="the classes are financial"):
        read_conflict("family")
    assert read_conflict("Financial") is ConflictClass.FINANCIAL


def declared(answer: bool | None, conflict: ConflictClass = ConflictClass.EMPLOYMENT) -> tuple[Declaration, ...]:
    return (Declaration("m0", conflict, answer),)


def test_nobody_is_recused_against_their_word_unless_the_adopted_rule_says_so() -> None:
    rule = find_rule(profile(), "recusal")
    assert find_recusals(declared(False), rule).recused == frozenset()
    assert find_recusals(declared(False), rule).refused == {"m0"}
    assert find_recusals(declared(None), rule).unanswered == {"m0"}
    assert find_recusals(declared(True), rule).by_own_word == {"m0"}
    automatic = find_rule(profile(VOTE_04__automatic="employment; financial"), "recusal")
    assert find_recusals(declared(False), automatic).by_law == {"m0"}
    assert find_recusals(declared(False, ConflictClass.PERSONAL), automatic).recused == frozenset()
    not_adopted = find_rule(profile((), VOTE_04__automatic="employment"), "recusal")
    assert find_recusals(declared(False), not_adopted).recused == frozenset()
    california = find_rule(profile((), "ca-bhb"), "recusal")
    assert find_recusals(declared(False), california).by_law == {"m0"}
    both = (*declared(False), *declared(True, ConflictClass.PERSONAL))
    assert find_recusals(both, rule) == (frozenset(), frozenset({"m0"}), frozenset(), frozenset())


def test_who_is_recused_and_votes_anyway_is_recused() -> None:
    found = judge(facts("aaaaaaannnnn", declarations=declared(True)))
    assert refusals(found) == [("m0", Refusal.RECUSED)]
    assert (found.decision.ayes, found.decision.base, found.case.count.recused) == (6, 11, 1)
    assert (finding(found, "VOTE-04").message, finding(found, "VOTE-04").verdict) == (
        "recusal.voted", Verdict.BREACHED,
    )  # fmt: skip


def test_a_member_asked_to_step_aside_who_refuses_is_counted_and_that_is_told() -> None:
    found = judge(facts(declarations=declared(False)))
    assert (found.decision.ayes, finding(found, "VOTE-04").message) == (7, "recusal.refused")
    assert finding(judge(facts(declarations=declared(None))), "VOTE-04").verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(("in_quorum", "result"), [("yes", Result.CARRIED), ("no", Result.NO_QUORUM)])
def test_the_rule_says_whether_the_recused_make_a_quorum(in_quorum: str, result: Result) -> None:
    assert judge(facts("raaaaaa", 7), profile(VOTE_04__in_quorum=in_quorum)).result is result


@pytest.mark.parametrize(("in_base", "base", "outcome"), [("no", 6, Outcome.CARRIED), ("yes", 8, Outcome.LOST)])
def test_the_rule_says_whether_the_recused_are_among_those_present(in_base: str, base: int, outcome: Outcome) -> None:
    found = judge(facts("rraaaann", 8), profile(VOTE_04__in_base=in_base, VOTE_02__base="present"))
    assert (found.decision.base, found.decision.outcome) == (base, outcome)


def test_without_a_rule_the_recused_count_in_neither() -> None:
    assert find_effect(None) == Effect(in_quorum=False, in_base=False)


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
        (Notice.LATE, Verdict.BREACHED), (Notice.NOT_LISTED, Verdict.BREACHED),
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


WORDS = "Acts of a board not so composed are void; no court need say so."


@pytest.mark.parametrize(
    ("adopted", "settings", "verdict", "result"),
    [
        (ADOPTED, {}, Verdict.WARNED, Result.CARRIED),
        (ADOPTED, {"breach": "void", "void_words": WORDS}, Verdict.BREACHED, Result.VOID),
        ((), {"breach": "void", "void_words": WORDS}, Verdict.WARNED, Result.CARRIED),
    ],
)
def test_a_breach_of_composition_flags_a_vote_and_voids_it_only_in_the_instrument_s_own_words(
    adopted: Iterable[str], settings: dict[str, str], verdict: Verdict, result: Result
) -> None:
    short = profile(adopted, **{f"QUOR_03__{name}": value for name, value in settings.items()})
    found = judge(facts(roster=board(community=6)), short)
    assert (finding(found, "QUOR-03").verdict, found.result) == (verdict, result)
    assert (finding(found, "QUOR-03").numerator, finding(found, "QUOR-03").denominator) == (6, 12)
    assert ("QUOR-03" in [one.rule for one in found.bars]) is (result is Result.VOID)
    lawful = judge(facts(roster=board(community=7)), short)
    assert (finding(lawful, "QUOR-03").verdict, lawful.result) == (Verdict.MET, Result.CARRIED)


def test_an_empty_seat_silences_nobody() -> None:
    roster = board(serving=9, vacant=4, community=4)
    assert judge(facts("a" * 9, 9, roster=roster)).result is Result.CARRIED


def test_void_without_the_instrument_s_words_cannot_be_set() -> None:
    with pytest.raises(SettingError, match="only in the instrument's own words"):
        profile(QUOR_03__breach="void")
    with pytest.raises(SettingError, match="longer than 2000"):
        profile(QUOR_03__void_words="x" * 2001)


def test_each_vote_tells_the_share_of_those_present_and_only_warns() -> None:
    present = finding(judge(facts("a" * 8, 8, roster=board(community=4))), "COMP-03")
    assert (present.verdict, present.numerator, present.denominator) == (Verdict.WARNED, 4, 8)


@pytest.mark.parametrize(("asked", "result"), [("no", Result.CARRIED), ("yes", Result.NO_QUORUM)])
def test_an_adoption_may_make_composition_a_part_of_the_quorum(asked: str, result: Result) -> None:
    roster = board(community=7)
    early = [leave(number, -1) for number in range(4)]
    found = judge(facts("....aaaaaaaa", 12, *early, roster=roster), profile(QUOR_03__part_of_quorum=asked))
    assert found.result is result
    if asked == "yes":
        told = finding(found, "QUOR-02")
        assert (told.message, told.numerator, told.denominator) == ("share.short", 3, 8)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"VOTE_02__p": "0"}, "outside the allowed range"),
        ({"VOTE_02__p": "3/2"}, "outside the allowed range"),
        ({"VOTE_02__p": "1"}, "more than all"),
        ({"VOTE_03__p": "1", "VOTE_03__comparison": "more_than"}, "more than all"),
        ({"VOTE_02__base": "everybody"}, "not allowed"),
        ({"VOTE_04__automatic": "lived_experience"}, "is no class of conflict"),
    ],
)
def test_a_rule_of_votes_that_cannot_be_is_refused_when_it_is_set(settings: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingError, match=problem):
        profile(**settings)


def test_a_vote_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="before it opens"):
        facts(closed_at=minute(-1))


def test_seats_without_a_vote_leave_a_quorum_open_only_where_they_decide() -> None:
    rule = find_rule(profile((), "ca-bhb"), "quorum")
    assert rule is not None
    roster = board(serving=10, vacant=0, nonvoting=2)
    everybody = [f"m{number}" for number in range(12)]
    assert [count_quorum(rule, roster, everybody[:number]).reached for number in (5, 6, 7)] == [False, None, True]
    assert count_quorum(rule, roster, everybody[5:]).reached is None
    assert counted_members(rule, roster) == frozenset(everybody[:10])
    found = judge(facts("a" * 6, 6, roster=roster), profile((), "ca-bhb"))
    assert (finding(found, "QUOR-01").verdict, finding(found, "QUOR-01").message) == (
        Verdict.CANNOT_TELL, "quorum.nonvoting_seats",
    )  # fmt: skip


def test_everything_a_vote_says_can_be_worded_in_both_languages_and_written_as_data() -> None:
    for of in (facts(), facts("", 0), facts("r" * 12), facts(attendance=None), facts("aa--nr", 6, award=None)):
        for under in (profile(), profile((), "ca-bhb"), profile((), "nj-2023"), profile((), "fl-sunshine")):
            found = judge(of, under)
            for language in LANGUAGES:
                assert label("results", found.result, language)
                for one in found.findings:
                    assert "None" not in word_finding(one, language)
                    assert as_data(one)["message"] == one.message
                for told in found.answers:
                    assert label("questions", told.question, language)
                    if told.message is not None:
                        assert "None" not in word_message(told.message, told.arguments, language)


def test_every_reason_and_result_has_its_words() -> None:
    words = table()
    for section, told in (
        ("results", Result), ("questions", Question), ("refusals", Refusal), ("disorders", Disorder),
        ("objections", Objection), ("conflict_classes", ConflictClass), ("bases", Base),
    ):  # fmt: skip
        assert set(words[section]) == {str(one) for one in told}, section


def test_the_model_act_holds_the_rules_of_quorum_votes_and_motions_as_the_portal_s_own() -> None:
    rules = [rule for rule in load_act("model-act").provisions if rule.id.startswith(("QUOR", "VOTE", "MOVE"))]
    assert [rule.id for rule in rules] == [
        "QUOR-01", "QUOR-02", "QUOR-03", "VOTE-01", "VOTE-02", "VOTE-03", "VOTE-04", "VOTE-05", "VOTE-07",
        "MOVE-01", "MOVE-02", "MOVE-03",
    ]  # fmt: skip
    assert {rule.how_known for rule in rules} == {"own_default"}
