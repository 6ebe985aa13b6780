"""How bytes travel: the client's transport, with the address guard under it and one connection pool an origin."""

import ssl
from collections.abc import AsyncIterator

import httpcore2
import httpx2

from scraper.guard import GuardedBackend

KEPT_SECONDS = 30.0
"""How long an idle connection is kept for the next request to its host."""


class _Body(httpx2.AsyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()


class Transport(httpx2.AsyncBaseTransport):
    """One connection pool an origin, so that a connection is never shared between hosts and can be dropped alone.

    A request's extension `loopback` chooses what the guard lets through, `fresh` makes a new connection for it.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context
        self._pools: dict[tuple[bool, str], httpcore2.AsyncConnectionPool] = {}
        self._backends = {loopback: GuardedBackend(loopback=loopback) for loopback in (False, True)}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request over its origin's own pool; raises httpcore2's errors and the guard's Refused."""
        loopback = bool(request.extensions.get("loopback"))
        key = (loopback, f"{request.url.scheme}://{request.url.netloc.decode('ascii')}")
        if request.extensions.get("fresh"):
            await self._drop(key)
        pool = self._pools.get(key)
        if pool is None:
            pool = self._pools[key] = httpcore2.AsyncConnectionPool(
                ssl_context=self._verifying() if request.url.scheme == "https" else None,
                max_keepalive_connections=1,
                keepalive_expiry=KEPT_SECONDS,
                network_backend=self._backends[loopback],
            )
        url = httpcore2.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        response = await pool.handle_async_request(
            httpcore2.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        )
        return httpx2.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def _verifying(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = httpx2.create_ssl_context()  # reads every authority's certificate: once, and only for https
        return self._context

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    async def _drop(self, key: tuple[bool, str]) -> None:
        pool = self._pools.pop(key, None)
        if pool is not None:
            await pool.aclose()
