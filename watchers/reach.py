"""What may be reached from here at all: the hosts of the settings, at public addresses. Pure.

The list is about whom we ask, not about what is there; ``addresses.py`` says which pages are
never opened.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from filings import courts
from filings.errors import Refused
from filings.settings import Settings, is_loopback

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Origin = tuple[str, str, int | None]
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Reach:
    """Scheme, host and port of everything that may be asked; ``loopback``: and of this
    machine any port."""

    origins: frozenset[Origin]
    loopback: bool = False

    @classmethod
    def of(cls, addresses: Iterable[str], *, loopback: bool = False) -> Reach:
        """Those of addresses; ``{court}`` in one stands for every court of the list."""
        ids = [court.id for court in courts.all_courts()]
        origins: set[Origin] = set()
        for address in addresses:
            told = [address.replace("{court}", each) for each in ids]
            origins.update(
                origin_of(each) for each in (told if "{court}" in address else [address])
            )
        return cls(frozenset(origins), loopback)

    def check(self, source: str, url: str) -> None:
        """Raise Refused for an address of nobody that the settings name."""
        try:
            asked = origin_of(url)
            here = self.loopback and is_loopback(url)
        except ValueError as error:
            raise Refused(source, f"{source} has an address that cannot be read.") from error
        if not here and asked not in self.origins:
            raise Refused(
                source, f"{source} leads to {asked[1] or 'no host'}, which no setting names."
            )


def origin_of(url: str) -> Origin:
    """Raises ValueError for what is no address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


def reach_of(settings: Settings) -> Reach:
    """The courts of the list, the Supreme Court and CourtListener, where the settings put them.

    Loopback is reached where one of them is there, and at its own port alone.
    """
    return Reach.of((settings.ecf_origin, settings.scotus_origin, settings.courtlistener_url))


def usual() -> Reach:
    """Where nothing is set; and loopback, where courts of the tests are."""
    fields = Settings.model_fields
    names = ("ecf_origin", "scotus_origin", "courtlistener_url")
    return Reach.of((str(fields[name].default) for name in names), loopback=True)


def check_peer(source: str, url: str, peer: str | None) -> None:
    """Raise Refused unless a connection made for ``url`` goes where its name may lead.

    ``peer`` is the address at its other end, so that no second look at the name can give
    another. A name of this machine leads to this machine, every other one to the public net.
    """
    try:
        address = ipaddress.ip_address((peer or "").partition("%")[0])
    except ValueError as error:
        raise Refused(source, f"{source} is at an address that cannot be told.") from error
    fitting = address.is_loopback if is_loopback(url) else is_public(address)
    if not fitting:
        raise Refused(source, f"{source}'s name leads to {address}, which is no public address.")


def is_public(address: Address) -> bool:
    """Whether it is an address of the public net, and no way round to another."""
    inner = _within(address)
    if inner is not None:
        return is_public(inner)
    odd = address.is_multicast or address.is_reserved or getattr(address, "is_site_local", False)
    return address.is_global and not odd


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _within(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one is a form of."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
