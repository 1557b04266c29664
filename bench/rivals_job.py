"""The rivals' job: 256 snippets, seven dependent calls each; colloquist, Data Designer, aiohttp in one run.

Every contender is a whole process from its start to its exit. Span is from the first request to the last
answer by the server's clock, wall is what a user waits. Data Designer is measured where an interpreter
with `data-designer` is named; it lives in an environment of its own (`pip install data-designer`).

    python bench/rivals_job.py --designer path/to/its/bin/python
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import write_corpus
from metering import told

HERE = Path(__file__).parent
SNIPPETS, CALLS = 256, 7
BURST = 32


@dataclass(frozen=True)
class Weather:
    """A way for the server to behave, the slots a client uses, and the seconds nobody can beat."""

    name: str
    server: tuple[str, ...]
    slots: int
    bound: float


UNEVEN = ("--spread=1.0", f"--latency={0.5 / math.exp(0.5)}")  # lognormal: the mean is the median times e^(s^2/2)
WEATHERS = (
    Weather("50 ms, 256 slots", ("--latency=0.05",), 256, CALLS * 0.05),
    Weather("lognormal, mean 500 ms, 64 slots", UNEVEN, 64, SNIPPETS * CALLS * 0.5 / 64),
    Weather(
        "bucket of 100 calls/s, 256 slots",
        ("--latency=0.05", "--rate=100", f"--burst={BURST}"),
        256,
        (SNIPPETS * CALLS - BURST) / 100,
    ),
    Weather("every 10th call refused, 256 slots", ("--latency=0.05", "--every-429=10"), 256, CALLS * 0.05),
)


def main() -> None:
    """Measure everybody in every weather and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--designer", help="interpreter of an environment with data-designer")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds after which a contender is given up")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        write_corpus(corpus, SNIPPETS)
        for weather in WEATHERS:
            print(f"\n{weather.name}; nobody can take less than {weather.bound:.2f} s")
            print(f"{'':34}{'wall s':>8}{'span s':>8}{'answered':>10}{'refused':>9}")
            for name, command in _contenders(options, corpus, weather.slots, Path(folder)):
                print(_row(name, _measured(command, weather, options.limit)), flush=True)


def _contenders(
    options: argparse.Namespace, corpus: Path, slots: int, folder: Path
) -> Iterator[tuple[str, list[str]]]:
    for workers in (1, 2):
        run = folder / f"run-{time.monotonic_ns()}"
        ours = f"generate {corpus} --out {run} --model bench --base-url URL/v1 --words 2000 --concurrency {slots}"
        seven = f"--no-persona --max-turns 6 --max-branches 0 --workers {workers}"
        name = "colloquist" if workers == 1 else f"colloquist, {workers} workers"
        yield name, [sys.executable, "-m", "colloquist", *ours.split(), *seven.split()]
    if options.designer:
        designer = f"{HERE / 'designer.py'} URL {corpus} --rows {SNIPPETS} --in-flight {slots}"
        yield "Data Designer, custom column", [options.designer, *designer.split()]
    chain = f"{HERE / 'chain.py'} URL {corpus} --calls {CALLS} --in-flight {slots}"
    yield "aiohttp alone, short prompts", [sys.executable, *chain.split()]


def _measured(command: list[str], weather: Weather, limit: float) -> dict[str, Any]:
    with serving(weather.server) as url:
        began = time.time()
        said = [part.replace("URL", url) for part in command]
        with tempfile.TemporaryFile() as noise:
            try:
                ran = subprocess.run(said, stdout=noise, stderr=noise, env=environment(), timeout=limit)
                whole = ran.returncode == 0
            except subprocess.TimeoutExpired:
                whole = False
            if not whole:
                noise.seek(max(0, noise.tell() - 400))
                print(noise.read().decode(errors="replace"), file=sys.stderr)
        return {"wall": time.time() - began, "whole": whole, **told(url, "/stats")}


def _row(name: str, found: dict[str, Any]) -> str:
    span = (found["last_answer"] or 0) - (found["first_call"] or 0)
    whole = "" if found["whole"] else "  not finished"
    refused = found.get("status_429", 0)
    return f"{name:34}{found['wall']:8.2f}{span:8.2f}{found.get('answered', 0):10}{refused:9}{whole}"


@contextmanager
def serving(options: tuple[str, ...]) -> Iterator[str]:
    """Run the bench server with `options` and yield its address."""
    command = [sys.executable, str(HERE / "server.py"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip() if server.stdout else ""
        finally:
            server.kill()


def environment() -> dict[str, str]:
    """Return the environment of a contender: no key, no trace, no proxy, nothing sent anywhere."""
    # Whoever installed a package has its byte code on the disk; without it every start compiles anew.
    left_out = {"OPENAI_API_KEY", "OPENAI_BASE_URL", "PYTHONDONTWRITEBYTECODE"}
    kept = {key: value for key, value in os.environ.items() if key not in left_out}
    quiet = {"LANGSMITH_TRACING": "false", "NEMO_TELEMETRY_ENABLED": "false", "HF_HUB_OFFLINE": "1"}
    return {**kept, **quiet, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


if __name__ == "__main__":
    main()
