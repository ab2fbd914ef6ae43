"""How names of people are put in order."""

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "v", "esq", "md", "phd", "dds", "rn"}


def make_sort_name(name: str) -> str:
    """The name with the family name first: "Diana I. Ayala" -> "Ayala, Diana I."; a name with a comma keeps its order.

    A suffix stays with the family name. Names are not always so; a source that knows better gives its own.
    """
    words = name.replace(",", " ").split()
    tail: list[str] = []
    while len(words) > 2 and words[-1].strip(".").replace(".", "").lower() in SUFFIXES:
        tail.insert(0, words.pop())
    if len(words) < 2:
        return " ".join([*words, *tail])
    return f"{' '.join([words[-1], *tail])}, {' '.join(words[:-1])}"
