"""What a second process brings where the work is our own: conversations per second at 1 and at 2 workers.

The embedded model answers, so no server shares the cores and all that is measured is CPU. The rate is that
from the time a fifth has ended to the end: starting the processes is said apart. All are measured in turn,
so many times over, and the best of each counts: others on the machine can only make it slower. What the machine
itself gives is measured with them: runs of their own with one worker each, side by side, that share nothing.

    python bench/workers.py --snippets 600 --rounds 3
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
from pathlib import Path
from typing import NamedTuple

from corpus import write_corpus

from colloquist.run.collector import THRESHOLDS
from colloquist.run.generate import generate
from colloquist.run.tally import Tally


class Figures(NamedTuple):
    """Of one run: conversations per second, seconds to the first ending, CPU milliseconds per conversation."""

    rate: float
    first: float
    cpu: float


def main() -> None:
    """Measure in turn and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--snippets", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--alone", nargs=2, metavar=("FOLDER", "TURN"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(_measured(Path(options.alone[0]), 1, int(options.alone[1]), options.snippets)))
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {vars(options)}\n")
    runs: dict[str, list[Figures]] = {f"{number}": [] for number in options.workers}
    most = max(options.workers)
    runs[f"{most} runs"] = []
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder) / "corpus.jsonl", options.snippets)
        for turn in range(options.rounds):
            for number in options.workers:
                runs[f"{number}"].append(_measured(Path(folder), number, turn, options.snippets))
            runs[f"{most} runs"].append(_side_by_side(Path(folder), most, turn, options.snippets))
    _print_table(runs)


def _side_by_side(folder: Path, number: int, turn: int, snippets: int) -> Figures:
    """Return the figures of so many runs of one worker at the same time: their rates together."""
    command = [sys.executable, __file__, "--snippets", str(snippets), "--alone", str(folder), str(turn)]
    alone = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(number)]
    found = [Figures(*json.loads(one.communicate()[0])) for one in alone]
    rates, firsts, cpus = zip(*found, strict=True)
    return Figures(sum(rates), max(firsts), sum(cpus) / number)


def _measured(folder: Path, workers: int, turn: int, snippets: int) -> Figures:
    ended: list[float] = []

    def watch(tally: Tally) -> None:
        if tally.ended:
            ended.append(time.monotonic())

    gc.set_threshold(*THRESHOLDS)  # as the command does
    began, used = time.monotonic(), _cpu()
    out = folder / f"run-{os.getpid()}-{workers}-{turn}"
    generate(folder / "corpus.jsonl", out, workers=workers, concurrency=16, words=2000, watcher=watch)
    at = snippets // 5
    rate = (len(ended) - at) / (ended[-1] - ended[at - 1])
    return Figures(rate, ended[0] - began, 1000 * (_cpu() - used) / snippets)


def _cpu() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def _print_table(runs: dict[str, list[Figures]]) -> None:
    alone = max(figures.rate for figures in next(iter(runs.values())))
    print(
        f"{'workers':>8}{'conversations/s':>17}{'times':>7}{'of all rounds':>28}{'first s':>9}{'CPU ms each':>13}"
    )
    for number, figures in runs.items():
        best = max(figures)
        rounds = ", ".join(f"{one.rate:.1f}" for one in figures)
        print(f"{number:>8}{best.rate:17.1f}{best.rate / alone:7.2f}{rounds:>28}{best.first:9.2f}{best.cpu:13.1f}")


if __name__ == "__main__":
    main()
