"""What a model call costs in CPU time: colloquist whole, aiohttp alone with the same bodies, the plain way.

Each runs in a process of its own against the same kind of server, one after the other, so the figures
of one run can be compared. Wall time says nothing here: a call waits for the server's latency. With a short
latency the process always has something to do; with a long one it sleeps between two calls, others have the
caches of the core meanwhile, and the same work takes longer, that of aiohttp alone as well.

    python bench/cpu_per_call.py --conversations 256 --in-flight 256 --latency 0.1 0.5
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus import write_corpus

HERE = Path(__file__).parent
CONTENDERS = {
    "ours": "colloquist, everything included",
    "floor": "aiohttp alone, same bodies",
    "plain": "LangGraph + ChatOpenAI, as documented",
}


def main() -> None:
    """Measure everybody and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=256)
    parser.add_argument("--in-flight", type=int, default=256)
    parser.add_argument("--latency", type=float, nargs="*", default=[0.1, 0.5], help="seconds, the median")
    parser.add_argument("--spread", type=float, default=0.3)
    parser.add_argument("--only", nargs="*", choices=CONTENDERS, default=list(CONTENDERS))
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {vars(options)}\n")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_corpus(place / "corpus.jsonl", options.conversations)
        for latency in options.latency:
            print(f"latency {latency:g} s")
            _print_table([(CONTENDERS[name], _measured(name, place, options, latency)) for name in options.only])


def _measured(name: str, place: Path, options: argparse.Namespace, latency: float) -> dict[str, Any]:
    bodies = place / "bodies.jsonl"
    keeping = ["--bodies", str(bodies)] if name == "ours" else []
    with _server(latency, options.spread, keeping) as url:
        command = [sys.executable, str(HERE / f"{name}.py"), url, str(place / "corpus.jsonl")]
        command += ["--conversations", str(options.conversations), "--in-flight", str(options.in_flight)]
        command += ["--bodies", str(bodies)] if name == "floor" else []
        began = time.time()
        ran = subprocess.run(command, stdout=subprocess.PIPE, env=_environment(), check=True)
        figures: dict[str, Any] = json.loads(ran.stdout)
        return {**figures, "first_call": figures["first_call"] - began, "wall": time.time() - began}


@contextmanager
def _server(latency: float, spread: float, more: list[str]) -> Iterator[str]:
    command = [sys.executable, str(HERE / "server.py"), f"--latency={latency}", f"--spread={spread}"]
    command += ["--prefixes", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip() if server.stdout else ""
        finally:
            server.kill()


def _environment() -> dict[str, str]:
    # Whoever installed a package has its byte code on the disk; without it every start compiles anew.
    left_out = {"OPENAI_API_KEY", "OPENAI_BASE_URL", "PYTHONDONTWRITEBYTECODE"}
    kept = {key: value for key, value in os.environ.items() if key not in left_out}
    return {**kept, "LANGSMITH_TRACING": "false", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def _print_table(rows: list[tuple[str, dict[str, Any]]]) -> None:
    print(f"{'':40}{'CPU ms/call':>12}{'calls':>8}{'in flight':>10}{'tokens/call':>12}{'cached':>8}", end="")
    print(f"{'1st call s':>11}{'peak MiB':>10}{'wall s':>8}")
    for name, f in rows:
        print(f"{name:40}{f['ms_per_call']:12.2f}{f['calls']:8}{f['most_in_flight']:10}", end="")
        print(f"{f['prompt']:12.0f}{f['cached']:8.0%}{f['first_call']:11.2f}{f['peak_mib']:10.0f}{f['wall']:8.1f}")


if __name__ == "__main__":
    main()
