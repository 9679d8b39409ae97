"""What is known and what was parsed make changes. Pure.

identity, rows, absence, decide    a body of a source
reported, join, groups, merge      what other tellers say; which entries are one filing
"""
