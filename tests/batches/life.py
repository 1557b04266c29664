"""A run by batch in a process of its own, to be killed: the folder, the server and how many snippets."""

import sys

from colloquist.run.generate import generate
from colloquist.state.batches import Batching

folder, url, number = sys.argv[1:]
at_once = Batching(quiet=0.01, first=0.005, longest=0.01, held=0.05)
how = {"model": "gpt-4o", "base_url": url, "max_turns": 4, "concurrency": int(number), "batch": at_once}
generate(f"{folder}/valves.jsonl", f"{folder}/run", **how)
