"""How much of a server's latency a run hides: the ideal time, calls x latency / in flight, over the time it took.

Four times as many conversations as may be in flight, seven calls each, 500 ms on average: fixed, and lognormal.
Fixed latency keeps the conversations that began together in step to their ends, so that some half seconds have
much to compute and others little; no model answers like that. The time counts from the moment a fifth of the
calls is answered to that when four fifths are, so neither the start, in which room in flight doubles with every
reply, nor the thinning end counts: what is left is whether anything waits that need not. Where the cores of the
machine cannot do that many calls a second, the share says so: the server has to share them. So aiohttp alone,
with short prompts, is measured in the same way (workers 0): nobody hides more than it does there.

    python bench/latency_hidden.py --in-flight 64 128 256 512 --workers 0 1 2
"""

import argparse
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_corpus
from metering import told
from rivals_job import HERE, environment, serving

LATENCY, CALLS, SIGMA = 0.5, 7, 0.3
SERVERS = {
    "fixed": (f"--latency={LATENCY}",),
    # The mean of a lognormal latency is its median times e^(sigma^2 / 2).
    "lognormal": (f"--latency={LATENCY / math.exp(SIGMA**2 / 2):.4f}", f"--spread={SIGMA}"),
}


def main() -> None:
    """Measure all and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--in-flight", type=int, nargs="*", default=[64, 128, 256, 512])
    parser.add_argument("--workers", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--servers", nargs="*", choices=SERVERS, default=list(SERVERS))
    options = parser.parse_args()
    print(
        f"{'in flight':>10}{'workers':>9}{'ideal/s':>9}",
        *(f"{name:>10}/s{'hidden':>8}" for name in options.servers),
    )
    for in_flight in options.in_flight:
        for workers in options.workers:
            ideal = in_flight / LATENCY
            print(f"{in_flight:10}{workers:9}{ideal:9.0f}", end="", flush=True)
            for name in options.servers:
                rate = _rate(in_flight, workers, SERVERS[name])
                print(f"{rate:13.0f}{rate / ideal:8.0%}", end="", flush=True)
            print()


def _rate(in_flight: int, workers: int, server: tuple[str, ...]) -> float:
    """Return the calls per second between a fifth and four fifths of them."""
    snippets = 4 * in_flight
    with tempfile.TemporaryDirectory() as folder, serving(server) as url:
        write_corpus(Path(folder) / "corpus.jsonl", snippets)
        command = _ours(folder, url, in_flight, workers) if workers else _floor(folder, url, in_flight)
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
        ) as run:
            first = _when(url, run, 0.2 * snippets * CALLS)
            last = _when(url, run, 0.8 * snippets * CALLS)
    return (last[1] - first[1]) / (last[0] - first[0])


def _ours(folder: str, url: str, in_flight: int, workers: int) -> list[str]:
    said = f"generate {folder}/corpus.jsonl --out {folder}/run --model bench --base-url {url}/v1 --words 2000"
    how = f"--concurrency {in_flight} --workers {workers} --no-persona --max-turns 6 --max-branches 0"
    return [sys.executable, "-m", "colloquist", *said.split(), *how.split()]


def _floor(folder: str, url: str, in_flight: int) -> list[str]:
    said = f"{HERE / 'chain.py'} {url} {folder}/corpus.jsonl --calls {CALLS} --in-flight {in_flight}"
    return [sys.executable, *said.split()]


def _when(url: str, run: "subprocess.Popen[bytes]", answered: float) -> tuple[float, int]:
    """Wait until so many calls are answered; return the moment, and how many they are by then."""
    while True:
        count = told(url, "/stats").get("answered", 0)
        if count >= answered:
            return time.monotonic(), count
        if run.poll() is not None:
            raise SystemExit(f"the run ended after {count} calls with status {run.returncode}")
        time.sleep(0.25)  # to ask takes some 2 ms of the cores that both share


if __name__ == "__main__":
    main()
