"""Which court of appeals hears a district: 28 U.S.C. § 41. Pure.

The first letters of a district's id are its state's or territory's.
"""

from __future__ import annotations

from filings import courts

_STATES = {
    "ca1": "me ma nh pr ri",
    "ca2": "ct ny vt",
    "ca3": "de nj pa vi",
    "ca4": "md nc sc va wv",
    "ca5": "la ms tx",
    "ca6": "ky mi oh tn",
    "ca7": "il in wi",
    "ca8": "ar ia mn mo ne nd sd",
    "ca9": "ak az ca hi id mt nv or wa gu",
    "ca10": "co ks nm ok ut wy",
    "ca11": "al fl ga",
    "cadc": "dc",
}
_CIRCUIT = {state: circuit for circuit, some in _STATES.items() for state in some.split()}
_BY_ID = {"nmid": "ca9", "cit": "cafc", "cofc": "cafc"}


def circuit_of(court: str) -> str | None:
    """The id of the court of appeals above a district, or None.

    Appeals from a bankruptcy court go to its district court first, or to a panel.
    """
    known = courts.known(court)
    if known is None or known.kind not in ("district", "national"):
        return None
    return _BY_ID.get(known.id) or _CIRCUIT.get(known.id[:2])
