"""The catalogue: every text that a person reads, in English (the key) and in each other language offered.

governance.pot is extracted from code and templates; LANGUAGE/LC_MESSAGES/governance.po holds the translations,
which are read at start.
"""
