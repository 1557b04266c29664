"""The lines of a batch: requests as they are handed in, and what is read from the files that come back."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from colloquist.models.connections import lost, refusal
from colloquist.run.batches.provider import PATH


def request_lines(requests: Iterable[tuple[bytes, bytes]], number: int) -> bytes:
    """Return the file of a batch; each request bears its name and the number of the batch."""
    frame = b'{"custom_id":"%b-%d","method":"POST","url":"%b","body":%b}\n'
    path = PATH.encode()
    return b"".join(frame % (name.hex().encode(), number, path, body) for name, body in requests)


def replies(said: bytes, number: int, url: str) -> Iterator[tuple[bytes, bytes | Exception]]:
    """Yield the name of each request that was answered, and its reply or the error that a connection would raise.

    What is no line of this batch is left out: its request counts as not answered.
    """
    for line in said.split(b"\n"):
        try:
            row = orjson.loads(line)
            name, of = str(row["custom_id"]).split("-")
            if int(of) == number:
                yield bytes.fromhex(name), _reply(row, url)
        except (ValueError, TypeError, KeyError):
            continue


def _reply(row: dict[str, Any], url: str) -> bytes | Exception:
    response, error = row.get("response"), row.get("error")
    if not response:
        why = (
            f"{error['message']} ({error.get('code')})"
            if isinstance(error, dict) and "message" in error
            else error
        )
        return lost(url, f"not answered: {why or 'no reason given'}")
    status, body = int(response["status_code"]), orjson.dumps(response["body"])
    return body if status < 300 else refusal(url, status, (), body)


def is_completion(reply: bytes) -> bool:
    """Whether a reply with a good status is one that can be kept, and not an error in disguise."""
    said = orjson.loads(reply)
    return isinstance(said, dict) and isinstance(said.get("choices"), list) and not said.get("error")
