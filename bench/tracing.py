"""What tracing costs: the same run untraced, traced, traced for a tenth, and against an endpoint that is dead.

Each runs in a process of its own, in turn, several times; the least CPU time of each is printed, with what
the sending thread takes in it. The server of traces is the stub of the tests, in a process of its own.

    python bench/tracing.py --conversations 128 --in-flight 64
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus import write_corpus
from cpu_per_call import HERE, _environment, _server

STUB = HERE.parent / "tests" / "trace" / "langsmith.py"
_SERVE = """
import runpy, sys, time
with runpy.run_path(sys.argv[1])["LangSmith"]() as stub:
    print(stub.url, flush=True)
    sys.stdin.read()
"""
NOBODY = "http://127.0.0.1:9"
WAYS = {
    "untraced": {},
    "traced": {"LANGSMITH_TRACING": "true"},
    "a tenth traced": {"LANGSMITH_TRACING": "true", "LANGSMITH_TRACING_SAMPLING_RATE": "0.1"},
    "traced, dead endpoint": {"LANGSMITH_TRACING": "true", "LANGSMITH_ENDPOINT": NOBODY},
}


def main() -> None:
    """Measure every way and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=128)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--spread", type=float, default=0.3)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder, _stub() as endpoint:
        corpus = Path(folder) / "corpus.jsonl"
        write_corpus(corpus, options.conversations)
        for _ in range(options.rounds):
            for way, environment in WAYS.items():
                found[way].append(_measured(corpus, {"LANGSMITH_ENDPOINT": endpoint, **environment}, options))
    print(f"{'':24}{'CPU ms/call':>12}{'calls':>8}{'peak MiB':>10}{'wall s':>8}")
    for way, rows in found.items():
        best = min(rows, key=lambda row: float(row["ms_per_call"]))
        print(
            f"{way:24}{best['ms_per_call']:>12.2f}{best['calls']:>8}{best['peak_mib']:>10.0f}{best['wall']:>8.1f}"
        )


def _measured(corpus: Path, environment: dict[str, str], options: argparse.Namespace) -> dict[str, Any]:
    with _server(options.latency, options.spread, []) as url:
        command = [sys.executable, "-W", "ignore", str(HERE / "ours.py"), url, str(corpus)]
        command += ["--conversations", str(options.conversations), "--in-flight", str(options.in_flight)]
        began = time.time()
        env = {**_environment(), "LANGSMITH_API_KEY": "none-needed", **environment}
        figures: dict[str, Any] = json.loads(
            subprocess.run(command, stdout=subprocess.PIPE, env=env, check=True).stdout
        )
        return {**figures, "wall": time.time() - began}


@contextmanager
def _stub() -> Iterator[str]:
    command = [sys.executable, "-c", _SERVE, str(STUB)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as stub:
        try:
            yield stub.stdout.readline().strip() if stub.stdout else ""
        finally:
            stub.kill()


if __name__ == "__main__":
    main()
