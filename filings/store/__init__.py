"""Every query, by noun.

sources   what is read, when, and by whom
record    what one body said, in one transaction
owed      who is to hear of it: deliveries, messages to edit
cases     dockets and their filings, for showing
follows   who wants to hear of what
shown     changes and posts as a channel is shown them
outbox    what is owed to a channel and what was sent
upkeep    purging, living processes, figures
"""
