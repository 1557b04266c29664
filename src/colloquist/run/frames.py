"""What a run and its workers say to each other: one pickled object per frame, with its length before it.

Both ends are this very code on one machine, the one a child of the other, and nobody else can write there.
"""

import asyncio
import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from colloquist.run.budget import RunBudget
from colloquist.run.ending import Ending
from colloquist.run.rates import Rates
from colloquist.state.settings import Settings

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a worker is told first; after that come the ids of snippets.

    `number` counts workers from 0, `share` of the conversations is traced, `made_by` names the strategy as it was.
    """

    folder: Path
    counters: Path
    ceilings: Path
    strategy: str
    made_by: str
    settings: Settings
    budget: RunBudget
    rates: Rates
    number: int
    slots: int
    slots_of_all: int
    share: float = 0.0


class Waits(NamedTuple):
    """What a worker says: what all it has under way waits for, None once it goes on."""

    why: str | None


class Ended(NamedTuple):
    """What a worker says: how the snippet with that id ended, or the exception that its conversation raised."""

    id: str
    ending: Ending | BaseException


def framed(said: object) -> bytes:
    """Return an object as a frame."""
    body = pickle.dumps(said, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def read_frame(pipe: BinaryIO) -> Any:
    """Return the next object. Raises EOFError when there is no whole one any more."""
    head = pipe.read(_LENGTH.size)
    size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    body = pipe.read(size)
    if not body or len(body) < size:
        raise EOFError
    return pickle.loads(body)


async def next_frame(pipe: asyncio.StreamReader) -> Any:
    """Return the next object. Raises EOFError when there is no whole one any more."""
    head = await pipe.readexactly(_LENGTH.size)
    return pickle.loads(await pipe.readexactly(_LENGTH.unpack(head)[0]))
