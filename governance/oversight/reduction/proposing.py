"""A mapping to begin with, from the header and the first rows of a file; a person completes it.

No value of the file is written into it: which codes there are, the first run tells.
"""

import json
import re
from collections.abc import Sequence
from typing import BinaryIO

from governance.oversight.metrics import Dictionary
from governance.oversight.metrics.definitions import FieldKind
from governance.oversight.reduction.forms import ISO
from governance.oversight.reduction.intake import CallFile
from governance.oversight.reduction.problems import BadRows, make_printable

HINTS = (
    ("call_received", r"receiv|created|call.?(time|date|stamp)|timestamp|^date.?time$|^datetime|reported|entry|open"),
    ("dispatched", r"dispatch|sent|assign"),
    ("on_scene", r"on.?scene|arriv|at.?scene"),
    ("cleared", r"clear|close|complet|finish"),
    ("call_type", r"call.?type|nature|categor|problem|incident.?type|final.?type|^title$|^type$"),
    ("call_source", r"source|how.?received|origin"),
    ("outcome", r"outcome|dispos|close.?(code|d.?as)|result"),
    ("handled_by", r"handled|service|unit.?type|agency"),
    ("district", r"beat|district|zone|precinct|ward|neighbou?rhood"),
    ("race_ethnicity", r"race|ethnic"),
    ("age_band", r"\bage\b|age.?(band|group)"),
    ("housing_status", r"housing|homeless"),
    ("language", r"language|idioma"),
    ("police_requested", r"police.?(request|back)|pd.?request"),
    ("involuntary_hold", r"apprehen|hold|5150"),
    ("arrest_or_citation", r"arrest|citation"),
    ("force_used", r"force"),
    ("injury", r"injur"),
    ("person", r"client.?(id|no)|person.?id|mrn|consumer"),
)
IDENTITY = re.compile(r"(incident|inci|event|case|call|cad).?(num|no|id)|^id$")
STRPTIME_GUESSES = (
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d [AP]M", re.I), "%m/%d/%Y %I:%M:%S %p"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d [AP]M", re.I), "%m/%d/%Y %I:%M %p"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d"), "%m/%d/%Y %H:%M:%S"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d"), "%m/%d/%Y %H:%M"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d"), "%d.%m.%Y %H:%M"),
    (re.compile(r"\d{5}\.\d+"), "excel_1900"),
)
HEADING = """\
# A mapping to begin with, made from the header of a file. Complete what stands in CAPITALS, take out what is wrong, and
# give each code column its codes: a first run lists those that are in the file, with how often each is there.

[mapping]
id = "our-call-file"
version = "1"
zone = "AREA/CITY"
"""


def propose_mapping(source: BinaryIO, dictionary: Dictionary) -> str:
    """A mapping as TOML text for the file's columns, as far as their names tell. Raises UnusableFile."""
    file = CallFile(source)
    batch = next(file.read_batches(BadRows()), None)
    samples = batch.rows[:50] if batch else []
    parts = [HEADING]
    used: set[str] = set()
    for field_id, pattern in HINTS:
        field = dictionary.fields.get(field_id)
        column = next((name for name in file.header if name not in used and re.search(pattern, name, re.I)), None)
        if field is None or column is None:
            continue
        used.add(column)
        place = file.header.index(column)
        name = json.dumps(column, ensure_ascii=False)
        if field.kind is FieldKind.TIME:
            forms, clock = guess_format([row[place].strip() for row in samples])
            parts.append(
                f"[times.{field_id}]\ncolumn = {name}\nformats = {json.dumps(forms)}\nclock = {json.dumps(clock)}\n"
            )
        elif field.kind is FieldKind.PERSON:
            parts.append(f"[person]\ncolumns = [{name}]\n")
        elif field.kind is FieldKind.YES_NO:
            parts.append(f'[codes.{field_id}]\ncolumn = {name}\nversion = "1"\n')
        else:
            table = f'[codes.{field_id}]\ncolumn = {name}\nversion = "1"\n\n[codes.{field_id}.map]\n'
            categories = list(field.categories) or ["NAME OF A CATEGORY"]
            parts.append(table + "".join(f'{quote_key(category)} = ["CODE"]\n' for category in categories[:1]))
    identity = next((name for name in file.header if IDENTITY.search(name.lower())), None)
    if identity:
        parts.append(f"[duplicates]\ncolumns = [{json.dumps(identity, ensure_ascii=False)}]\n")
    rest = [make_printable(name) for name in file.header if name and name not in used and name != identity]
    if rest:
        parts.append("# Not read: " + ", ".join(rest) + "\n")
    return "\n".join(parts)


def quote_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def guess_format(samples: Sequence[str]) -> tuple[list[str], str]:
    """How moments look to be written, and whose clock they show: an offset says it, else the wall's is guessed."""
    filled = [text for text in samples if text]
    found = [match for text in filled if (match := ISO.fullmatch(text))]
    if found or not filled:
        offsets = {match[7] for match in found}
        return ["iso"], "local" if offsets <= {None} else "utc" if offsets <= {"Z", "+00:00", "+0000"} else "offset"
    for pattern, form in STRPTIME_GUESSES:
        if any(pattern.fullmatch(text) for text in filled):
            return [form], "local"
    return ["DATE FORMAT SUCH AS %m/%d/%Y %H:%M"], "local"
