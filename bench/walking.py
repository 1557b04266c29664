"""What a step of a conversation costs besides its nodes: walked, by LangGraph's engine, and as bare calls.

The nodes do nothing but return a draft or a count, and a decision sends the conversation round
again. The floor calls the same functions one after the other and puts what they return into a dict. No model,
no journal, no record: what is left is what it costs to get from node to node. CPU time, least of all rounds.

    python bench/walking.py --steps 60 --conversations 200 --rounds 5
"""

import argparse
import asyncio
import os
import platform
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from colloquist.graphs.machine import Compiled, machine
from colloquist.run.walk import Walk
from colloquist.run.way import way_through
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

VALVE = Snippet(text="A relief valve opens at 3 bar. It closes again at 2.7 bar.")
SETTINGS = Settings()
Through = Callable[[Mapping[str, Any], Any], Awaitable[Any]]


def main() -> None:
    """Measure all three in turn and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {vars(options)}\n")
    ways = _ways(options.steps)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(options.rounds):
        for name, through in ways.items():
            seconds[name].append(asyncio.run(_measured(through, options)))
    for name, taken in seconds.items():
        print(f"{name:32}{1e6 * min(taken) / (options.steps * options.conversations):8.1f} µs a step")


async def speak(state: Any, runtime: Runtime[Settings]) -> dict[str, Any]:
    """Say nothing, once more."""
    return {"drafts": [len(state["drafts"])]}


async def judge(state: Any, runtime: Runtime[Settings]) -> dict[str, Any]:
    """Find nothing."""
    return {"rounds": state["rounds"] + 1}


def _built(steps: int) -> Compiled:
    async def route(state: Any) -> str:
        return "continue" if state["rounds"] < steps // 2 else "terminate"

    graph = machine(end="finish")
    graph.add_node(speak)
    graph.add_node(judge)
    graph.add_node("finish", lambda state: {"status": "done"})
    graph.add_edge(START, "speak")
    graph.add_edge("speak", "judge")
    graph.add_conditional_edges("judge", route, {"continue": "speak", "terminate": "finish"})
    graph.add_edge("finish", END)
    return graph.compile(name="walking")


def _ways(steps: int) -> dict[str, Through]:
    graph = _built(steps)
    way = way_through(graph)
    assert way, "this machine has no fork"

    async def engine(opened: Mapping[str, Any], config: Any) -> Any:
        return await graph.ainvoke(opened, context=SETTINGS, config=config)

    async def walk(opened: Mapping[str, Any], config: Any) -> Any:
        return await Walk(way, SETTINGS, config).through(opened)

    async def bare(opened: Mapping[str, Any], config: Any) -> Any:
        state: dict[str, Any] = dict(opened)
        runtime = Runtime(context=SETTINGS)
        while state["rounds"] < steps // 2:
            state["drafts"] = [*state["drafts"], *(await speak(state, runtime))["drafts"]]
            state |= await judge(state, runtime)
        return {**state, "status": "done"}

    return {"walked": walk, "LangGraph's engine": engine, "bare calls": bare}


async def _measured(through: Through, options: argparse.Namespace) -> float:
    config = {"recursion_limit": 2 * options.steps, "metadata": {}}
    began = time.process_time()
    for _ in range(options.conversations):
        ended = await through(open_dialogue(VALVE), config)
        assert ended["status"] == "done", ended
        assert len(ended["drafts"]) == options.steps // 2, ended
    return time.process_time() - began


if __name__ == "__main__":
    main()
