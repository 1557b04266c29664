"""The connections of one event loop: aiohttp carries the requests of a run, httpx what is streamed.

A request through the openai client costs many times what sending its bytes does. This is a client that
it accepts, with a session of aiohttp beside it that is opened when it is first needed.
"""

import os
import ssl
from functools import lru_cache
from importlib import import_module
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import openai
from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

from colloquist.models.body import Body, Redirected

# Below the five seconds after which uvicorn, and so vLLM, hangs up on a connection that rests.
REST = 4.0
ADDRESSES_KEPT = 300
_BY_STATUS: dict[int, type[openai.APIStatusError]] = {
    400: openai.BadRequestError,
    401: openai.AuthenticationError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    409: openai.ConflictError,
    422: openai.UnprocessableEntityError,
    429: openai.RateLimitError,
}
# The openai client has changed the library under it before; its errors carry that library's objects.
_http = import_module(DefaultAsyncHttpxClient.__mro__[1].__module__.partition(".")[0])


class Connections(DefaultAsyncHttpxClient):
    """An httpx client and a session of aiohttp. Neither has a timeout: whoever asks waits with one."""

    def __init__(self) -> None:
        """Open nothing yet."""
        super().__init__(timeout=None, verify=trust())
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, url: str, headers: dict[str, str], body: bytes, proxy: str | None) -> bytes:
        """Send a request and return the body of what comes back with a status below 300.

        Raises openai.APIStatusError for any other status, openai.APIConnectionError when nothing came, Redirected
        when it has to be asked elsewhere.
        """
        data = Body(body)
        del body  # or this frame would hold it until the reply has come
        return await self.fetch("POST", url, headers, data, proxy)

    async def fetch(self, method: str, url: str, headers: dict[str, str], data: Any, proxy: str | None) -> bytes:
        """Do what `ask` does with any method, and with a form in the place of a body."""
        if self._session is None:
            self._session = self._opened()
        try:
            once = isinstance(data, Body)
            sending = self._session.request(
                method, url, data=data, headers=headers, proxy=proxy, allow_redirects=not once
            )
            async with sending as answer:
                said = await answer.read()
        except aiohttp.ClientError as error:
            raise lost(url, f"{type(error).__name__}: {error}") from error
        if once and answer.status in (307, 308) and (elsewhere := answer.headers.get("Location")):
            raise Redirected(urljoin(url, elsewhere))
        if answer.status >= 300:
            raise refusal(url, answer.status, answer.headers.items(), said)
        return said

    async def aclose(self) -> None:
        """Close both."""
        await self._close_session()
        await super().aclose()

    async def __aexit__(self, *error: Any) -> None:
        """Close both; httpx does not call `aclose` here."""
        await self._close_session()
        await super().__aexit__(*error)

    async def _close_session(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        """Open a session that makes as many connections as there are requests and keeps no cookies."""
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, ssl=trust(), keepalive_timeout=REST, ttl_dns_cache=ADDRESSES_KEPT
            ),
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
        )


def trust() -> ssl.SSLContext:
    """Return whom to trust, by the environment as it is now: reading all certificates takes 20 ms, so once."""
    return _trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=2)
def _trust(file: str | None, folder: str | None) -> ssl.SSLContext:
    context: ssl.SSLContext = _http.create_ssl_context()
    return context


def plain_client() -> DefaultHttpxClient:
    """Return a client for plain calls; without one ChatOpenAI makes its own, and reads all certificates for it."""
    return DefaultHttpxClient(verify=trust())


def proxy_to(url: str) -> str | None:
    """Return the proxy that the environment sets for `url`, or None.

    It is looked up once per model: aiohttp would do it, and read ~/.netrc, for every request.
    """
    parts = urlsplit(url)
    if proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def lost(url: str, why: str) -> openai.APIConnectionError:
    """Return the error that the openai client would raise where no reply came."""
    return openai.APIConnectionError(message=why, request=_http.Request("POST", url))


def refusal(url: str, status: int, headers: Any, said: bytes) -> openai.APIStatusError:
    """Return the error that the openai client would raise, with what the server said in its message."""
    kept = [(name, value) for name, value in headers if name.lower() != "content-encoding"]
    request = _http.Request("POST", url)
    response = _http.Response(status, headers=kept, content=said, request=request)
    try:
        body = response.json()
    except ValueError:
        body = response.text
    kind = _BY_STATUS.get(status) or (openai.InternalServerError if status >= 500 else openai.APIStatusError)
    return kind(f"Error code: {status} - {_words(body)}", response=response, body=body)


def _words(body: Any) -> str:
    """Return what a refusal says, wherever servers put it, and the code it goes by."""
    found = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(found, dict) and isinstance(found.get("message"), str):
        code = found.get("code")
        return f"{found['message']} ({code})" if isinstance(code, str) else found["message"]
    return str(found)
