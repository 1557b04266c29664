"""What every contender is measured by: the CPU time and the memory of its own process, and nothing else's.

Everybody runs with the garbage collector set as our command line sets it: at Python's own setting it takes
half as much again of whoever holds hundreds of conversations in memory.

A contender first warms up with a few conversations (imports, connections, compiled graphs); what is
printed as start is that, and what is printed per call begins after it.
"""

import argparse
import asyncio
import gc
import json
import resource
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.request import Request, urlopen

from colloquist.run.collector import THRESHOLDS

Work = Callable[[argparse.Namespace, int], Awaitable[None]]
WARM_UP = 4


def cpu_seconds() -> float:
    """Return the CPU time of this process so far, in user and system mode."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def told(url: str, path: str, method: str = "GET") -> dict[str, Any]:
    """Return what the bench server says at a path that is not a model's."""
    with urlopen(Request(f"{url}{path}", method=method)) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer


async def measured(work: Work, options: argparse.Namespace) -> dict[str, Any]:
    """Run `work` twice, small and whole, and return what the whole one took by the server's own counts."""
    await work(options, WARM_UP)
    start = cpu_seconds()
    first = told(options.url, "/stats")["first_call"]
    told(options.url, "/reset", "POST")
    await work(options, options.conversations)
    cpu = cpu_seconds() - start
    stats = told(options.url, "/stats")
    return {
        "first_call": first,
        "calls": stats["answered"],
        "most_in_flight": stats["most_in_flight"],
        "prompt": stats["prompt_tokens"] / stats["answered"],
        "cached": stats["cached_tokens"] / max(1, stats["prompt_tokens"]),
        "ms_per_call": 1000 * cpu / stats["answered"],
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main(work: Work) -> None:
    """Measure `work` with the options of the command line and print the figures as JSON."""
    gc.set_threshold(*THRESHOLDS)
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("corpus")
    parser.add_argument("--conversations", type=int, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    parser.add_argument("--bodies", help="the bodies to send again")
    print(json.dumps(asyncio.run(measured(work, parser.parse_args()))))
