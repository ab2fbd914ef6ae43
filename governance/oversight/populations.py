"""Which rows of calls a figure counts, so that two metrics that count the same rows, or a part of them, are known to.

A reader can subtract one published count from another. The suppression engine defends what it is told can be added up:
here it is found out from the definitions themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from governance.oversight.metrics import Condition, Dictionary, Metric
from governance.oversight.metrics.definitions import Measure

Box = Mapping[str, frozenset[str]]
"""Rows for which each named field holds one of some categories."""


@dataclass(frozen=True, slots=True)
class Population:
    """Rows that are counted. name: the same for the same rows; inside: a box in which all of them lie.

    is_box: they are all rows of that box, so that another population can be told to be a part or the rest of it.
    """

    name: str
    inside: tuple[tuple[str, frozenset[str]], ...]
    is_box: bool

    @property
    def box(self) -> dict[str, frozenset[str]]:
        return dict(self.inside)

    def holds(self, other: "Population") -> bool:
        """Whether every row of the other one is certainly one of these."""
        if not self.is_box or self.name == other.name:
            return False
        inner = other.box
        return all(field in inner and inner[field] <= wanted for field, wanted in self.inside)


def make_box(*conditions: Iterable[Condition]) -> dict[str, frozenset[str]]:
    box: dict[str, frozenset[str]] = {}
    for group in conditions:
        for condition in group:
            box[condition.field] = box.get(condition.field, condition.categories) & condition.categories
    return box


def name_box(box: Box) -> str:
    conditions = [f"{field}={'|'.join(sorted(wanted))}" for field, wanted in sorted(box.items())]
    return ";".join(["calls", *conditions])


def make_population(box: Box) -> Population:
    return Population(name_box(box), tuple(sorted(box.items())), True)


def make_own(metric: Metric, part: str, inside: Box) -> Population:
    """Rows of which only this metric tells, such as those with usable times."""
    return Population(f"{metric.id}@{metric.version}:{part}", tuple(sorted(inside.items())), False)


def find_populations(metric: Metric, dictionary: Dictionary) -> tuple[Population, Population | None]:
    """What the numerator of a metric counts, and its denominator where it has one."""
    if metric.measure is Measure.ENTERED:
        nowhere = {f"entered:{metric.id}": frozenset[str]()}
        below = make_own(metric, "denominator", nowhere) if metric.denominator is not None else None
        return make_own(metric, "numerator", nowhere), below
    whole = make_box(metric.denominator_where)
    if metric.measure in (Measure.INTERVAL, Measure.PEOPLE):
        return make_own(metric, "numerator", whole), None
    if metric.measure is Measure.REPEATS:
        return make_own(metric, "numerator", whole), make_own(metric, "denominator", whole)
    part = make_population(make_box(metric.denominator_where, metric.numerator_where))
    if metric.measure is Measure.COUNT:
        return part, None
    if len(metric.numerator_where) > 1:
        return part, make_own(metric, "denominator", whole)
    # Rows of which nobody can tell whether they belong to the numerator are not in the denominator.
    told = [Condition(one.field, frozenset(dictionary.fields[one.field].categories)) for one in metric.numerator_where]
    return part, make_population(make_box(metric.denominator_where, told))


def list_edges(populations: Sequence[Population]) -> list[tuple[Population, Population]]:
    """Each population with those next around it: (part, whole), without what follows from two others."""
    around = {one.name: [other for other in populations if other.holds(one)] for one in populations}
    by_name = {one.name: one for one in populations}
    edges = []
    for name, wholes in around.items():
        further = {other.name for whole in wholes for other in around[whole.name]}
        edges += [(by_name[name], whole) for whole in wholes if whole.name not in further]
    return edges


def find_rest(part: Population, whole: Population) -> Population | None:
    """The rows of a box that are not in another one, where these are a box too."""
    if not (part.is_box and whole.is_box):
        return None
    inner, outer = part.box, whole.box
    differing = [field for field in inner if outer.get(field) != inner[field]]
    if len(differing) != 1 or differing[0] not in outer:
        return None
    [field] = differing
    return make_population({**outer, field: outer[field] - inner[field]})
