"""The parties of a docket and their lawyers, whom the API keeps apart.

A party names its lawyers by id and role only; their names are to be had from
``/attorneys/`` (freelawproject/courtlistener, ``cl/people_db/api_serializers.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.listener import blanks

LEAD = 2


class People:
    """``now`` gives the service's own time as it writes it; ``api`` is its address."""

    def __init__(self, api: str, now: Callable[[], str]) -> None:
        self._api = api
        self._now = now
        self.parties: dict[int, dict[str, Any]] = {}
        self.attorneys: dict[int, dict[str, Any]] = {}

    def add_party(
        self, docket_id: int, name: str, role: str, counsel: tuple[tuple[str, str], ...]
    ) -> int:
        """A party and its lawyers as (name, firm)."""
        id_ = 15_000_001 + len(self.parties)
        roles = [self._represents(docket_id, id_, *lawyer) for lawyer in counsel]
        docket = {"docket": f"{self._api}/dockets/{docket_id}/", "docket_id": docket_id}
        self.parties[id_] = {
            "resource_uri": f"{self._api}/parties/{id_}/",
            "id": id_,
            "attorneys": roles,
            "party_types": [blanks.party_type() | docket | {"name": role}],
            "date_created": self._now(),
            "date_modified": self._now(),
            "name": name,
            "extra_info": "",
        }
        return id_

    def parties_of(self, docket_id: int) -> list[dict[str, Any]]:
        return [p for p in self.parties.values() if p["party_types"][0]["docket_id"] == docket_id]

    def attorneys_of(self, docket_id: int) -> list[dict[str, Any]]:
        docket = f"{self._api}/dockets/{docket_id}/"
        return [
            lawyer
            for lawyer in self.attorneys.values()
            if any(role["docket"] == docket for role in lawyer["parties_represented"])
        ]

    def _represents(self, docket_id: int, party_id: int, name: str, firm: str) -> dict[str, Any]:
        lawyer = self._lawyer(name, f"{firm}\n1 Court Square\nWashington, DC 20001\n")
        docket = f"{self._api}/dockets/{docket_id}/"
        shared: dict[str, Any] = {"role": LEAD, "docket": docket, "date_action": None}
        party = f"{self._api}/parties/{party_id}/"
        lawyer["parties_represented"].append({**shared, "party": party})
        ids = {"attorney_id": lawyer["id"], "docket_id": docket_id}
        return {**shared, "attorney": lawyer["resource_uri"], **ids}

    def _lawyer(self, name: str, contact: str) -> dict[str, Any]:
        for known in self.attorneys.values():
            if (known["name"], known["contact_raw"]) == (name, contact):
                return known
        id_ = 9_000_001 + len(self.attorneys)
        lawyer = blanks.attorney() | {
            "resource_uri": f"{self._api}/attorneys/{id_}/",
            "id": id_,
            "parties_represented": [],
            "date_created": self._now(),
            "date_modified": self._now(),
            "name": name,
            "contact_raw": contact,
        }
        self.attorneys[id_] = lawyer
        return lawyer
