from __future__ import annotations

import json

from filings.asjson import case_json, entry_json
from tests.samples import CASE, CASE_VIEW, FILING, filing


def test_an_entry_has_exactly_the_promised_keys() -> None:
    assert entry_json(FILING) == {
        "key": "457-61",
        "number": 61,
        "filed_at": "2025-11-03T14:41:00-05:00",
        "events": ["Notice (Other)"],
        "text": "",
        "kind": "notice",
        "url": FILING.document_url,
        "free_url": None,
    }
    assert entry_json(filing(None, document_url=None))["url"] == FILING.url


def test_a_case_has_exactly_the_promised_keys() -> None:
    found = case_json(CASE_VIEW)
    assert list(found) == [
        "court", "number", "case_name", "caption", "cite", "url", "coverage", "entries",
    ]  # fmt: skip
    assert found["case_name"] == CASE
    assert found["caption"] == "Harbor Gazette v. Port Office"
    assert found["cite"] == (
        "The case is Harbor Gazette v. Port Office, D.D.C., No. 1:25-cv-00457,"
        " notice filed 11/3/25."
    )
    assert found["coverage"]["entry_types"] == "all"
    assert found["coverage"]["read_at"] == "2025-11-03T15:20:00-05:00"
    assert found["entries"] == [entry_json(FILING)]
    assert json.loads(json.dumps(found)) == found
