"""A second, plain way to count a meeting's votes, for property tests: minutes, lists and trial, no fractions of law.

It knows nothing of the package that it is compared with, but for the words that both use.
"""

from dataclasses import dataclass, field


@dataclass
class Rules:
    """What the board's rules say, as plain words and whole numbers: `parts` of `whole` is the threshold."""

    quorum_of: str = "serving"
    quorum_rule: str = "majority"
    rounds: str = "up"
    quorum_members: str = "voting"
    parts: int = 1
    whole: int = 2
    more_than: bool = True
    base: str = "cast"
    chair: str = "always"
    recused_in_quorum: bool = True
    recused_in_base: bool = False
    automatic: tuple[str, ...] = ()


@dataclass
class Chamber:
    """A board in its room. Members are numbers; `voting` have a vote, `plain` sit without one."""

    rules: Rules
    voting: list[int]
    plain: list[int]
    vacant: int
    minutes: dict[int, tuple[str, frozenset[int]]] = field(default_factory=dict)
    ballots: list[tuple[int, int, str]] = field(default_factory=list)
    opened: int | None = None
    at_opening: tuple[list[int], list[int], int] = ([], [], 0)
    conflicts: list[tuple[int, str, bool]] = field(default_factory=list)

    def stands(self, minute: int) -> tuple[str, frozenset[int]]:
        known = [one for one in self.minutes if one <= minute]
        return self.minutes[max(known)] if known else ("before", frozenset())

    @property
    def now(self) -> tuple[list[int], list[int], int]:
        """The members with a vote, those without, and how many seats are vacant."""
        return list(self.voting), list(self.plain), self.vacant

    def quorum_needed(self, seats: tuple[list[int], list[int], int]) -> tuple[int, int]:
        """How many are needed, and of how many."""
        voting, plain, vacant = seats
        total = len(voting) + (len(plain) if self.rules.quorum_members == "all" else 0)
        if self.rules.quorum_of == "authorized":
            total += vacant
        needed = 0
        while not self._enough(needed, total):
            needed += 1
        return needed, total

    def _enough(self, number: int, total: int) -> bool:
        if self.rules.quorum_rule == "majority":
            return number > total - number
        half = total - total % 2 if self.rules.rounds == "down" else total + total % 2
        return 2 * number >= half + 2

    def has_quorum(self, there: frozenset[int], seats: tuple[list[int], list[int], int], recused: set[int]) -> bool:
        needed, _ = self.quorum_needed(seats)
        voting, plain, _ = seats
        here = 0
        for member in voting + (plain if self.rules.quorum_members == "all" else []):
            if member in there and (self.rules.recused_in_quorum or member not in recused):
                here += 1
        return here >= needed

    def recused(self) -> set[int]:
        return {who for who, what, steps_aside in self.conflicts if steps_aside or what in self.rules.automatic}

    def final_ballots(self, closed: int, chair: int) -> dict[int, str]:
        """The ballot of each member that counts, and the recused who are there."""
        recused, final = self.recused(), {}
        assert self.opened is not None
        for minute, member, choice in self.ballots:
            state, there = self.stands(minute)
            if not self.opened <= minute <= closed or state != "session" or member not in there:
                continue
            if member not in self.voting or (member in recused and choice != "recuse"):
                continue
            if self.rules.chair == "never" and member == chair and choice in ("aye", "nay"):
                continue
            final[member] = choice
        if self.rules.chair == "ties_only" and final.get(chair) in ("aye", "nay"):
            balance = sum({"aye": 1, "nay": -1}.get(choice, 0) for member, choice in final.items() if member != chair)
            if balance != 0:
                del final[chair]
        for member in recused:
            if member in self.voting and member in self.stands(closed)[1]:
                final[member] = "recuse"
        return final

    def outcome(self, closed: int, chair: int) -> tuple[str, int]:
        """The result in one word, and the ayes."""
        assert self.opened is not None
        final = self.final_ballots(closed, chair)
        stepped_aside = self.recused() | {member for member, choice in final.items() if choice == "recuse"}
        ayes = [member for member in final if final[member] == "aye"]
        nays = [member for member in final if final[member] == "nay"]
        for minute in range(self.opened, closed + 1):
            state, there = self.stands(minute)
            if state != "session":
                return "no_quorum", len(ayes)
            if not self.has_quorum(there, self.at_opening, stepped_aside):
                return "no_quorum", len(ayes)
        there = self.stands(closed)[1]
        if not self.has_quorum(there, self.now, stepped_aside):
            return "no_quorum", len(ayes)
        if not ayes and not nays:
            return "undecided", 0
        return ("carried" if self._carries(ayes, nays, final, there) else "lost"), len(ayes)

    def _carries(self, ayes: list[int], nays: list[int], final: dict[int, str], there: frozenset[int]) -> bool:
        if self.rules.base == "cast":
            base = len(ayes) + len(nays)
        elif self.rules.base == "present":
            in_room = {member for member in self.voting if member in there or member in final}
            base = sum(1 for one in in_room if self.rules.recused_in_base or final.get(one) != "recuse")
        else:
            base = len(self.voting) + (self.vacant if self.rules.base == "authorized" else 0)
        left, right = len(ayes) * self.rules.whole, self.rules.parts * base
        return left > right or (left == right and not self.rules.more_than)
