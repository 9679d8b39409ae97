"""Every query, by noun.

sources   what is read, when, and by whom
known     what is recorded that bears on one body
record    what one body said, in one transaction
owed      who is to hear of it: deliveries, messages to edit
duetimes  when deliveries are due, by the terms of follow and channel
waiting   what of a channel's deliveries may be told now
folding   what is owed becomes posts, which writing writes down and threads puts beneath a root
cases     dockets and their filings, for showing
follows   who wants to hear of what
notices   what is to be said unasked: a case became known, a feed stands still
gaps      what no body of a feed reached, and what fills it; gapnotices and gapwaits: what of it
          is to be said, and when
shown     changes and posts as a channel is shown them
outbox    what is owed to a channel and what was sent
upkeep    purging, living processes, figures
"""
