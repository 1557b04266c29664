"""What goes wrong on the way to a model: whether it passes, how long to wait for that, and what it is called."""

import random
import re
from collections.abc import Mapping

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from colloquist.models.failure import FailureKind, ModelFailure

_TRANSIENT = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_LOST = {"APIConnectionError", "TransportError", "ClientConnectionError", "JSONDecodeError", "NoCompletion"}
_OTHER_LOOP = re.compile(r"Event loop is closed|different (event )?loop")
_KINDS: dict[int, FailureKind] = {401: "wrong_key", 403: "wrong_key", 404: "unknown_model", 429: "rate_limited"}
_SPENT = re.compile(r"insufficient_quota|billing_hard_limit|exceeded your current quota", re.I)
LONGEST_WAIT = 60.0


def passing(error: BaseException) -> bool:
    """Say whether the same request may fare better in a while."""
    status = _status(error)
    if status is not None:
        return (status in _TRANSIENT or status >= 500) and not _SPENT.search(str(error))
    if isinstance(error, RuntimeError) and _OTHER_LOOP.search(str(error)):
        return True  # a connection that a model kept from an earlier loop; it is dropped by this failure
    named = {cls.__name__ for cls in type(error).__mro__}
    return isinstance(error, ConnectionError | TimeoutError) or bool(named & _LOST)


def pause(error: BaseException, tried: int) -> float:
    """Return the seconds the server asked for, or a doubling pause, with jitter."""
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {}) or {}
    try:
        asked = float(headers.get("retry-after", ""))
    except ValueError:
        asked = 0.0
    wanted = max(asked, 0.5 * float(2**tried))
    return min(LONGEST_WAIT, wanted * random.uniform(1.0, 1.25))


def failure(error: BaseException, tries: int, model: BaseChatModel) -> ModelFailure:
    """Return the failure that an error amounts to after so many tries, in one line and without secrets."""
    status = _status(error)
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


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None
