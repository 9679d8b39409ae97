"""Which entry is which: keys, and guids that a court used twice.

A key has at most 24 characters, so that a message's metadata can carry it.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from filings.types import Entry

KEY_LENGTH = 24


def fitting(key: str) -> str:
    """The key itself, or a digest of one that is too long."""
    return key if len(key) <= KEY_LENGTH else digest(key)


def digest(text: str) -> str:
    """24 hexadecimal digits; no key that is written out looks like it."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=KEY_LENGTH // 2).hexdigest()


def dated(key: str, moment: datetime) -> str:
    """A key that a time tells apart from others of the same case or guid."""
    return fitting(f"{key}@{int(moment.timestamp())}")


def is_another(entry: Entry, known: Entry) -> bool:
    """Whether a guid was used again for another entry.

    A changed time alone is a change of the same entry (the 2d Cir. did that
    to No. 64 of 22-643); only when number and document differ too is it
    another one. A number or document that only one of them has came later.
    """
    return (
        entry.filed_at != known.filed_at
        and None not in (entry.number, known.number, entry.doc_id, known.doc_id)
        and entry.number != known.number
        and entry.doc_id != known.doc_id
    )


def reused_key(entry: Entry) -> str:
    """The key of an entry whose guid belonged to another entry before."""
    return dated(entry.key, entry.filed_at)
