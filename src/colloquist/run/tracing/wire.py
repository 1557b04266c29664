"""How a trace goes over the wire: the multipart body that LangSmith reads, compressed where it can be."""

from collections.abc import Iterator
from typing import Any

import orjson
import zstandard

BOUNDARY = "colloquist-trace-b1f0a9d2c4e8"
APART = ("inputs", "outputs", "extra", "error")
"""Parts of a run that stand by themselves."""


def multipart(packet: dict[str, Any]) -> bytes:
    """Return runs and feedback as one body of multipart/form-data."""
    return b"".join((*_parts(packet), f"--{BOUNDARY}--\r\n".encode()))


def headers(compressed: bool) -> dict[str, str]:
    """Return what says how to read such a body."""
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return {**kind, "Content-Encoding": "zstd"} if compressed else kind


def compressed(body: bytes) -> bytes:
    """Return a body for a server that reads zstd."""
    return zstandard.ZstdCompressor(level=3).compress(body)


def _parts(packet: dict[str, Any]) -> Iterator[bytes]:
    for run in packet["runs"]:
        yield _part(f"post.{run['id']}", {key: value for key, value in run.items() if key not in APART})
        for key in APART:
            if key in run:
                yield _part(f"post.{run['id']}.{key}", run[key])
    for one in packet["feedback"]:
        yield _part(f"feedback.{one['id']}", one)


def _part(name: str, value: Any) -> bytes:
    body = orjson.dumps(value)
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n'
    kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return b"".join((head.encode(), kind.encode(), body, b"\r\n"))
