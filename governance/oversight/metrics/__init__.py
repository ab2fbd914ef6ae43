"""The dictionary of metrics: what each figure means, as versioned data with texts in English and Spanish.

The files of `dictionary/` ship; a locality adds its own beside them. A changed definition is another version of its
metric, never an edit. No figure of a program, no database and no web may enter.
"""

from governance.oversight.metrics.definitions import Condition, Field, Metric, Reported
from governance.oversight.metrics.dictionaries import Dictionary, DictionaryError, load_dictionary

__all__ = ["Condition", "Dictionary", "DictionaryError", "Field", "Metric", "Reported", "load_dictionary"]
