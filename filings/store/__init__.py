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
notices   what is to be said unasked: a case became known; who depends on a feed
silences  sources that stand still or fail, and are back; downtimes: hours without a worker
figures   what monitors read
gaps      what no body of a feed reached, and what fills it; gapnotices and gapwaits: what of it
          is to be said, and when
shown     changes and posts as a channel is shown them
outbox    what is owed to a channel and what was sent
upkeep    purging, living processes, figures; receipts: what of that is messages and events
backups   a copy of everything at one moment; restoring: the way back
"""
