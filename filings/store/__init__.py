"""Every query, by noun.

sources   what is read, when, and by whom
known     what is recorded that bears on one body
record    what one body said, in one transaction
owed      who is to hear of it: deliveries, messages to edit
cases     dockets and their filings, for showing
follows   who wants to hear of what
notices   what is to be said unasked: a case became known, a feed stands still
shown     changes and posts as a channel is shown them
outbox    what is owed to a channel and what was sent
upkeep    purging, living processes, figures
"""
