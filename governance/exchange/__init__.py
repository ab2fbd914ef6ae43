"""Other systems' records in and out.

A reader (legistar, popolo, seats) turns a file into intakes: plain statements of what a source says, in the field's own
words. reconcile brings them into the record: what is new is added, what differs is changed with its past kept, and
nothing is ever removed. Files are opened in one place, which trusts none of them.
No page and no rule of law may enter here; a reader knows no table, reconcile knows no format.
"""
