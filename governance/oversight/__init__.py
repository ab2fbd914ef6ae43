"""Oversight: what a board is told of its program, and how figures are made that can be trusted.

`metrics` holds the definitions as data. `reduction` turns an agency's call file into aggregates, on the agency's own
machine as well as here. Incident rows, addresses, names, ids and free text may not enter any table, log or file of
this room: only counts, medians and what is needed to judge them.

The other modules keep programs and their reports: drafts that staff alone read, and versions as suppression let them
out. `metrics` and `reduction` know nothing of them.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.oversight.views")
    config.include("governance.oversight.metric_views")
    config.include("governance.oversight.downloads")
    config.include("governance.oversight.package_views")
    config.include("governance.oversight.program_views")
    config.include("governance.oversight.staff_views")
    config.include("governance.oversight.mapping_views")
    config.include("governance.oversight.call_views")
    config.include("governance.oversight.inquiry_views")
    config.include("governance.oversight.inquiry_forms")
    config.include("governance.oversight.review_views")
