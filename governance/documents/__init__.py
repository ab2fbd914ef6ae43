"""Papers that people bring: kept whole in the record, known by their content, replaced by versions and never silently.

A document belongs to a board. Which of them the public may read is for the room that holds it: here is no page and no
rule of governance, and what is inside a paper is looked at only to tell its kind.
"""
