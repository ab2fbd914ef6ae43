"""Small dated histories for the tests of the law over time."""

from dataclasses import replace
from datetime import date

from model_law.history import DatedSeat, History, Quality, Service
from model_law.provisions import Act, load_act
from model_law.timeline import Adoption

MODEL = load_act("model-act")
LAW = (Adoption(MODEL),)
BEGAN = date(2024, 1, 1)


def small_act() -> Act:
    """The model act with its size rule in force only in the first weeks of 2026, and terms' length from then."""
    dates = {
        "COMP-08": {"effective_from": date(2026, 1, 3), "effective_to": date(2026, 1, 20)},
        "TERM-01": {"effective_from": date(2026, 1, 21)},
    }
    provisions = tuple(replace(provision, **dates.get(provision.id, {})) for provision in MODEL.provisions)
    return replace(MODEL, id="small", provisions=provisions)


def community(person: str, **facts: object) -> Quality:
    return Quality(person, categories=frozenset({"homelessness"}), interest="", **facts)  # type: ignore[arg-type]


def thirteen(community_count: int = 7, end: date | None = None) -> History:
    """A board of 13 that serves since BEGAN; the first so many are community representatives to ``end``."""
    people = [f"person {number}" for number in range(1, 14)]
    return History(
        tuple(DatedSeat(str(number), selected_by="mayor") for number in range(1, 14)),
        tuple(
            Service(person, str(number), BEGAN, end if number <= community_count else None)
            for number, person in enumerate(people, 1)
        ),
        tuple(community(person) for person in people[:community_count]),
        complete=True,
    )
