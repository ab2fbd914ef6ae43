"""A board judged on one day, and how far what is found is public."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from governance.front.composition_gathering import BoardUnderLaw
from governance.law.findings import FindingTold, tell_finding
from model_law.facts import Roster
from model_law.findings import Finding
from model_law.profiles import judge
from model_law.publicity import Showing, find_showing, may_show_verdict
from model_law.rules import Profile, Rule
from model_law.timeline import roster_on


@dataclass(frozen=True)
class JudgedDay:
    """A board on a day with the law of that day, and what of it is public. Without a law nothing is judged."""

    under: BoardUnderLaw
    on: date

    @cached_property
    def roster(self) -> Roster:
        return roster_on(self.under.history, self.on)

    @cached_property
    def profile(self) -> Profile | None:
        return None if self.under.error else self.under.law.find_profile(self.on)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return () if self.profile is None else judge(self.profile, self.roster)

    @cached_property
    def office(self) -> bool:
        return self.under.shows_office(self.on)

    def show(self, rule: Rule) -> Showing:
        if self.profile is None:
            return Showing.NOTHING
        showing = find_showing(rule, self.profile, office=self.office, reserved=self.under.reserves_seats)
        if showing is Showing.VERDICT and not may_show_verdict(rule, self.roster, self.profile):
            return Showing.NOTHING
        return showing

    @cached_property
    def share(self) -> Finding | None:
        return next((finding for finding in self.findings if finding.ruled_by.provision.check == "share"), None)

    def tell(self, finding: Finding, language: str) -> FindingTold:
        whole = self.show(finding.ruled_by) is Showing.WHOLE
        return tell_finding(finding, language, borrowed=self.under.is_borrowed(self.on), whole=whole)
