"""What a run takes of memory: with many conversations in flight, and with many snippets to go through.

In flight, so many conversations are under way at once against the bench server, each the whole default
strategy, out of three times as many: some begin while others are checked at their ends. Through, a strategy
of one node and no model leaves intake, corpus, order and files.
Each is a process of its own, as the command runs it; what is printed is the most it ever had (peak RSS).

    python bench/memory.py --in-flight 256 1000 --snippets 10000 200000
"""

import argparse
import gc
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import write_corpus

from colloquist.run.collector import THRESHOLDS
from colloquist.run.generate import generate

HERE = Path(__file__).parent


def main() -> None:
    """Measure all and print one table, or what one process came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--in-flight", type=int, nargs="*", default=[256, 1000])
    parser.add_argument("--snippets", type=int, nargs="*", default=[10_000, 200_000])
    parser.add_argument("--one", nargs=2, metavar=("KIND", "NUMBER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_measured(options.one[0], int(options.one[1]))))
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {vars(options)}\n")
    print(f"{'':34}{'peak MB':>9}{'MiB':>7}{'seconds':>9}")
    for kind, numbers in (("in flight", options.in_flight), ("through", options.snippets)):
        for number in numbers:
            command = [sys.executable, __file__, "--one", kind, str(number)]
            found: dict[str, Any] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
            peak = found["peak"]
            print(f"{number:>12,} snippets {kind:12}{peak / 1e6:9.0f}{peak / 2**20:7.0f}{found['seconds']:9.0f}")


def _measured(kind: str, number: int) -> dict[str, float]:
    gc.set_threshold(*THRESHOLDS)  # as the command does
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if kind == "in flight":
            _in_flight(Path(folder), number)
        else:
            _through(Path(folder), number)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"peak": peak, "seconds": time.monotonic() - began}


def _in_flight(folder: Path, number: int) -> None:
    snippets = 3 * number
    write_corpus(folder / "corpus.jsonl", snippets)
    command = [sys.executable, str(HERE / "server.py"), "--latency=0.5", "--spread=0.3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = f"{server.stdout.readline().strip() if server.stdout else ''}/v1"
            options = {"model": "bench", "base_url": url, "concurrency": number, "words": 2000}
            outcome = generate(folder / "corpus.jsonl", folder / "run", **options)
        finally:
            server.kill()
    # The server's texts are drawn, and once in a while two of a path come out nearly alike.
    assert outcome.counts["done"] + outcome.counts["rejected"] == snippets, outcome.manifest


def _through(folder: Path, number: int) -> None:
    with (folder / "valves.jsonl").open("w") as file:
        file.writelines(_valves(number))
    strategy = f"{HERE / 'tiny.py'}:build"
    outcome = generate(folder / "valves.jsonl", folder / "run", strategy=strategy, concurrency=64)
    assert outcome.counts["done"] == number, outcome.manifest


def _valves(number: int) -> Iterator[str]:
    for n in range(number):
        text = f"Valve {n} opens at {n % 997} bar. It closes at a lower pressure than that."
        yield json.dumps({"text": text}) + "\n"


if __name__ == "__main__":
    main()
