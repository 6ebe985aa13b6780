"""How bytes travel: the client's transport, with the address guard under it and one connection pool an origin."""

import ssl
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpcore2
import httpx2

from scraper.guard import GuardedBackend

KEPT_SECONDS = 30.0
"""How long an idle connection is kept for the next request to its host."""


class _Watched(httpcore2.AsyncNetworkStream):
    """A connection that knows whether anything was heard since something was said.

    What a server sends beyond the length it promised waits in the reader, and would be taken for the answer to the next request.
    """

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner
        self.heard = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        content = await self._inner.read(max_bytes, timeout)
        self.heard = True
        return content

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        self.heard = False
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        return _Watched(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _WatchedBackend(GuardedBackend):
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        return _Watched(await super().connect_tcp(host, port, timeout, local_address, socket_options))


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
        self._backends = {loopback: _WatchedBackend(loopback=loopback) for loopback in (False, True)}

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
            httpcore2.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=await request.aread() or None,
                extensions=request.extensions,
            )
        )
        stream = response.extensions.get("network_stream")
        if isinstance(stream, _Watched) and not stream.heard:
            await response.aclose()
            await self._drop(key)
            raise httpcore2.RemoteProtocolError("it answered before it was asked")
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
