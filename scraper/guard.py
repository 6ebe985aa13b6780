"""The address guard: which machines a request may reach, checked after resolving and before connecting.

A name in a feed may resolve to the local network, or to something else the second time it is asked (rebinding).
So the name is resolved once, every address it has is judged, and the connection is made to the judged address itself.
"""

import asyncio
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpcore2

from scraper import addresses
from scraper.errors import Refused

if TYPE_CHECKING:
    from scraper.source import Source

# IANA special-purpose registries; written out because `ipaddress.is_global` differs between Python releases.
_CLOSED_V4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_OPEN_V6 = ip_network("2000::/3")
# 2001::/23 holds Teredo, 2002::/16 is 6to4: both wrap an IPv4 address that would escape the check.
_CLOSED_V6 = tuple(ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
IMPATIENCE = 5.0
"""Seconds that one of several addresses of a host gets before the next is tried (IPv6 that leads nowhere)."""
_NAT64 = ip_network("64:ff9b::/96")
_RESOLVERS = ThreadPoolExecutor(32, thread_name_prefix="resolve")
"""Threads of their own, and many: a name server that does not answer holds one for half a minute, and the loop has six for all."""


@lru_cache(maxsize=1_024)
def is_global(address: str) -> bool:
    """Tell whether an IP address is one on the open internet.

    IPv4-mapped and NAT64 addresses are judged by the IPv4 address inside; anything with a zone, and anything that is no address, is not global.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        inner = parsed.ipv4_mapped
        if inner is None and parsed in _NAT64:
            inner = IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_global(str(inner))
        if parsed.scope_id:
            return False
        return parsed in _OPEN_V6 and not any(parsed in network for network in _CLOSED_V6)
    return not any(parsed in network for network in _CLOSED_V4)


def is_local(address: str) -> bool:
    """Tell whether an IP address is this machine itself, written plainly (127.0.0.0/8 or ::1)."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def admit(url: str, source: "Source", *, came_from: str) -> None:
    """Hold an address against the source's own hosts and, where it is written as numbers, against the guard; raises Refused."""
    if not addresses.belongs(url, source.hosts):
        how = "is" if url == came_from else f"(where {came_from} redirects) is"
        own = ", ".join(sorted(source.hosts))
        raise Refused(
            f"{url} {how} on none of the hosts of {source.id} ({own}): nothing was fetched from there", url=url
        )
    host = urlsplit(url).hostname or ""
    if not source.loopback and (addresses.is_loopback(host) or (_is_number(host) and not is_global(host))):
        raise Refused(f"{host} is no address on the open internet: nothing was fetched", url=url)


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


async def resolve(host: str, port: int) -> list[str]:
    """Look a host's addresses up, each once, in the resolver's order; raises OSError where it has none."""
    ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_RESOLVERS, ask)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Connects only where the guard allows: to global addresses, or, made for a loopback source, to loopback addresses alone."""

    def __init__(self, *, loopback: bool = False) -> None:
        self._loopback = loopback
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the interface's own parameter)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve, judge every address, and connect to a judged one; raises Refused where the guard says no."""
        try:
            found = await asyncio.wait_for(resolve(host, port), timeout)
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(f"the name {host} was not resolved in time") from error
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"the name {host} does not resolve ({error})") from error
        allowed = is_local if self._loopback else is_global
        for address in found:
            if not allowed(address):
                wanted = "a loopback address" if self._loopback else "an address on the open internet"
                raise Refused(
                    f"{host} leads to {address}, which is not {wanted}: no request was made; check the source's address",
                    url=host,
                )
        failure: Exception = httpcore2.ConnectError(f"the name {host} has no address")
        for number, address in enumerate(found, start=1):
            share = timeout if number == len(found) else min(timeout or IMPATIENCE, IMPATIENCE)
            try:
                return await self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure
