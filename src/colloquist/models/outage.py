"""What goes wrong on the way to a model: whether it passes, how long to wait for that, and what it is called."""

import random
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from colloquist.models.failure import FailureKind, ModelFailure

_TRANSIENT = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_LOST = {"APIConnectionError", "TransportError", "ClientConnectionError", "JSONDecodeError", "NoCompletion"}
_OTHER_LOOP = re.compile(r"Event loop is closed|different (event )?loop")
_KINDS: dict[int, FailureKind] = {401: "wrong_key", 403: "wrong_key", 404: "unknown_model", 429: "rate_limited"}
_CUT_OFF = {"ClientConnectorError", "ConnectError", "ConnectionRefusedError"}
_SPENT = re.compile(r"insufficient_quota|billing_hard_limit|exceeded your current quota", re.I)
_DURATION = re.compile(r"([\d.]+)(ms|h|m|s)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_LIKE_A_KEY = re.compile(r"\b(?=[\w-]*\d)[\w-]{20,}\b")
LONGEST_WAIT = 60.0
LONGEST_ASKED = 900.0
"""Seconds that a server may ask for; what asks for more is asked again after these."""


def passing(error: BaseException) -> bool:
    """Say whether the same request may fare better in a while."""
    status = status_of(error)
    if status is not None:
        return (status in _TRANSIENT or status >= 500) and not _SPENT.search(str(error))
    if isinstance(error, RuntimeError) and _OTHER_LOOP.search(str(error)):
        return True  # a connection that a model kept from an earlier loop; it is dropped by this failure
    named = {cls.__name__ for cls in type(error).__mro__}
    return isinstance(error, ConnectionError | TimeoutError) or bool(named & _LOST)


def cut_off(error: BaseException) -> bool:
    """Say whether there was nobody to talk to at all, which no request can be to blame for."""
    inner = error.__cause__
    return bool(_CUT_OFF & {cls.__name__ for cls in (*type(error).__mro__, *type(inner).__mro__)})


def pause(error: BaseException, tried: int) -> float:
    """Return the seconds the server asked for, or a doubling pause, with jitter."""
    wanted = max(asked(error) or 0.0, 0.5 * float(2**tried))
    return min(LONGEST_WAIT, wanted * random.uniform(1.0, 1.25))


def asked(error: BaseException) -> float | None:
    """Return the seconds that a server asks to wait, at most LONGEST_ASKED, or None where it names none.

    Read are `retry-after` in seconds or as a date, `retry-after-ms`, and of OpenAI's `x-ratelimit-reset-*`
    those of which nothing remains.
    """
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", None) or {}
    found = (
        _number(headers.get("retry-after-ms"), 0.001),
        _number(headers.get("retry-after"), 1.0),
        _until(headers.get("retry-after")),
        _reset(headers),
    )
    seconds = next((value for value in found if value is not None), None)
    return None if seconds is None else min(LONGEST_ASKED, seconds)


def _number(said: str | None, unit: float) -> float | None:
    try:
        seconds = float(said or "") * unit
    except ValueError:
        return None
    return seconds if seconds >= 0 else None  # nan is not


def _until(said: str | None) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(said or "").timestamp() - time.time())
    except ValueError:
        return None


def _reset(headers: Mapping[str, str]) -> float | None:
    spent = [kind for kind in ("requests", "tokens") if headers.get(f"x-ratelimit-remaining-{kind}") == "0"]
    waits = [_DURATION.findall(headers.get(f"x-ratelimit-reset-{kind}", "")) for kind in spent]
    return max((sum(float(n) * _SECONDS[unit] for n, unit in parts) for parts in waits if parts), default=None)


def in_words(error: BaseException) -> str:
    """Return what went wrong in a few words for a screen; what looks like a key is left out."""
    status = status_of(error)
    kind = type(error).__name__ if status is None else f"HTTP {status}"
    said = _LIKE_A_KEY.sub("***", " ".join(str(error).split())).removeprefix(f"Error code: {status} - ")
    return f"{kind}: {said}"[:120] if said else kind


def failure(error: BaseException, tries: int, model: BaseChatModel) -> ModelFailure:
    """Return the failure that an error amounts to after so many tries, in one line and without secrets."""
    status = status_of(error)
    said = " ".join(_without_keys(str(error), model).split())[:300] or type(error).__name__
    lost: FailureKind | None = "unreachable" if passing(error) else None
    if status is None:
        return ModelFailure(lost or "error", f"{type(error).__name__}: {said} ({tries} tries)")
    kind: FailureKind = "no_quota" if _SPENT.search(said) else _KINDS.get(status) or lost or "bad_request"
    return ModelFailure(kind, f"HTTP {status}: {said} ({tries} tries)")


def _without_keys(said: str, model: BaseChatModel) -> str:
    """Take out the model's secrets: some servers repeat a wrong key, and failures are written to files."""
    for value in vars(model).values():
        if isinstance(value, SecretStr) and value.get_secret_value():
            said = said.replace(value.get_secret_value(), "***")
    return said


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status of the reply that an error stands for, or None where no reply came."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None
