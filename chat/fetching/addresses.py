"""Which addresses are the public's."""

from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IPv6 addresses that carry one of IPv4, to which a gateway may pass on: what counts is the one
# inside. By where its 32 bits end, counted from the right.
_CARRIERS: tuple[tuple[Network, int], ...] = (
    (ip_network("::ffff:0:0/96"), 0),  # IPv4-mapped
    (ip_network("::ffff:0:0:0/96"), 0),  # IPv4-translated (RFC 2765)
    (ip_network("::/96"), 0),  # IPv4-compatible
    (ip_network("64:ff9b::/96"), 0),  # NAT64
    (ip_network("2002::/16"), 80),  # 6to4
)
# Of the public's space by its number, and yet nobody's site.
_NEVER: tuple[Network, ...] = (
    ip_network("2001::/32"),  # Teredo: a tunnel to an address that is written inverted
    ip_network("192.88.99.0/24"),  # 6to4 relays
    ip_network("64:ff9b:1::/48"),  # NAT64 of a network's own (RFC 8215)
    ip_network("fec0::/10"),  # site-local, of old
)
_ISATAP = (0x00005EFE, 0x02005EFE)  # before the last 32 bits, in any network


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Networks as a setting names them (`10.1.0.0/16`). Raises `ValueError`."""
    return tuple(ip_network(each) for each in written)


def is_public(address: str, *, allowed: Sequence[Network] = ()) -> bool:
    """Whether `address` (an IP address in its written form) is a public one, or in a network that
    is `allowed`. One that carries another is what it carries; what is no address is not public."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    inner = _carried(found)
    if _within(found, allowed) or _within(inner, allowed):
        return True
    return inner.is_global and not inner.is_multicast and not _within(inner, _NEVER)


def _carried(address: Address) -> Address:
    """The IPv4 address that `address` carries; itself, where it carries none."""
    if isinstance(address, IPv4Address):
        return address
    number = int(address)
    for network, shift in _CARRIERS:
        if address in network:
            return IPv4Address((number >> shift) & 0xFFFFFFFF)
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return address


def _within(address: Address, among: Iterable[Network]) -> bool:
    return any(address.version == each.version and address in each for each in among)
