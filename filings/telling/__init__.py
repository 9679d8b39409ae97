"""Who is to hear of a change, when, and in which message. Pure.

match, preview      a follow's rule against a change, and over what is recorded
watching, openings  watched words against a filing; whether a case is new at its court
timing              at once, collected, never in quiet hours
fold                which waiting filings make the next message, in what order
"""
