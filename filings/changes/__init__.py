"""What became of a case, as entries or facts say; numbers passed over, names withdrawn. Pure.

cases, circuits             what an entry says: closed, reopened, transferred, appealed, where to
facts                       what no entry says: another judge, initials that came and went
skipped                     numbers that a complete feed passed over
anonymised, besidenames     names that a court withdrew, and whose a surname is
withoutnames, severalcases  recorded JSON and written messages without them, line by line
"""
