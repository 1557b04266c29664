"""The door to LangSmith: knocked at before anything is sent, so that nobody waits where nobody is."""

import re
from typing import Any

import orjson
from langsmith import Client
from langsmith.utils import (
    LangSmithAuthError,
    LangSmithConflictError,
    LangSmithConnectionError,
    LangSmithError,
    LangSmithNotFoundError,
    LangSmithRetry,
)

from colloquist.run.tracing.masking import fit_to_send
from colloquist.run.tracing.options import Tracing
from colloquist.run.tracing.wire import compressed, headers, multipart

KNOCK = 1500
"""Milliseconds to wait for a connection, and for the answer to a knock."""
SEND = 10_000
"""Milliseconds to wait for the answer to a trace."""

_STATUS = re.compile(r"\b([1-5]\d\d)\b(?:\)| Client Error| Server Error)")


class Shut(Exception):
    """Why nothing can be sent, in words."""


class Door:
    """An endpoint that has answered and has taken the key, with the project that traces go to."""

    def __init__(self, tracing: Tracing) -> None:
        """Knock. Raises Shut where nobody answers, or the key is not taken."""
        self.tracing, self.client = tracing, client(SEND)
        info = _knock(self.client)
        self._zstd = bool((info.get("instance_flags") or {}).get("zstd_compression_enabled"))
        self._multipart = bool((info.get("batch_ingest_config") or {}).get("use_multipart_endpoint", True))
        body = orjson.dumps({"name": tracing.into})
        made = _asked(self.client, "POST", "/sessions", params={"upsert": True}, data=body)
        self._project = made.get("id")

    @property
    def place(self) -> str:
        """Where traces go, in words."""
        return f"project {self.tracing.into} at {self.client.api_url}"

    def send(self, packet: dict[str, Any]) -> None:
        """Send a trace; one that is there already stays as it is. Raises Shut."""
        ready = fit_to_send(packet, self.tracing)
        for run in ready["runs"]:
            run["session_name"] = self.tracing.into
        for one in ready["feedback"]:
            one["session_id"] = self._project
        try:
            if self._multipart and self._in_one_piece(ready):
                return
            self._in_pieces(ready)
        except LangSmithConflictError:
            return
        except (LangSmithError, OSError) as error:
            raise Shut(f"{self.client.api_url} {said(error)}") from None

    def _in_one_piece(self, ready: dict[str, Any]) -> bool:
        body = multipart(ready)
        sent = {"data": compressed(body) if self._zstd else body, "headers": headers(self._zstd)}
        try:
            self.client.request_with_retries("POST", "/runs/multipart", request_kwargs=sent)
        except LangSmithNotFoundError:
            self._multipart = False  # an older server
        return self._multipart

    def _in_pieces(self, ready: dict[str, Any]) -> None:
        body = orjson.dumps({"post": ready["runs"], "patch": []})
        self.client.request_with_retries("POST", "/runs/batch", request_kwargs={"data": body})
        for one in ready["feedback"]:
            self.client.request_with_retries("POST", "/feedback", request_kwargs={"data": orjson.dumps(one)})


def client(milliseconds: int) -> Client:
    """Return a client that asks once and keeps no threads; where to, and the key, come from the environment."""
    once = LangSmithRetry(0)
    return Client(auto_batch_tracing=False, retry_config=once, timeout_ms=(KNOCK, milliseconds))


def knocked(client: Client) -> Client:
    """Return a client whose server has answered. Raises Shut."""
    _knock(client)
    return client


def _knock(client: Client) -> dict[str, Any]:
    """Return what a server says of itself. Raises Shut where it says nothing in time."""
    if not client.api_key and client.api_url.endswith("smith.langchain.com"):
        raise Shut("no key is set (LANGSMITH_API_KEY)")
    return _asked(client, "GET", "/info")


def _asked(client: Client, method: Any, path: str, **how: Any) -> dict[str, Any]:
    wait = (KNOCK / 1000, KNOCK / 1000)
    try:
        told = client.request_with_retries(method, path, timeout=wait, **how).json()
    except (LangSmithError, OSError, ValueError) as error:
        raise Shut(f"{client.api_url} {said(error)}") from None
    return told if isinstance(told, dict) else {}


def said(error: Exception) -> str:
    """Return why in a few words; what the client says is long and speaks of the key."""
    inner = str(error.__cause__ or error)
    found = _STATUS.search(inner)
    status = found[1] if found else ""
    if isinstance(error, LangSmithAuthError) or status in ("401", "403"):
        return "does not take the key (LANGSMITH_API_KEY)"
    if isinstance(error, LangSmithConnectionError):
        return "does not answer" + (" (connection refused)" if "refused" in inner else "")
    if "timed out" in inner:
        return "does not answer in time"
    return f"answers with status {status}" if status else "gives no answer that can be read"
