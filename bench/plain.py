"""The plain way: a conversation as the documentation of LangGraph and ChatOpenAI shows it, gathered.

Three roles in a loop over the same texts and as many exchanges, with `with_structured_output` for
what is JSON. No labels are resolved, nothing is journaled or recorded, and a bad reply is not noticed.
"""

import argparse
import asyncio
from itertools import islice
from operator import add
from pathlib import Path
from typing import Annotated, TypedDict

import orjson
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from langgraph.graph import END, START, StateGraph
from metering import main

from colloquist.state.persona import Persona
from colloquist.state.seed import SeedAnswer
from colloquist.state.verdict import Verdict

EXCHANGES = 8
PROMPTS = Path(__file__).parents[1] / "prompts"
WORDS = {name: (PROMPTS / f"{name}.md").read_text() for name in ("user_turn", "assistant_turn", "refine")}


class State(TypedDict):
    """What the graph carries."""

    source: str
    persona: str
    said: Annotated[list[str], add]
    verdicts: Annotated[list[Verdict], add]


def build(model: ChatOpenAI):  # noqa: ANN201
    """Return the compiled graph."""
    seeds, people = model.with_structured_output(SeedAnswer), model.with_structured_output(Persona)
    verdicts = model.with_structured_output(Verdict)

    async def seed(state: State) -> dict:
        value = await seeds.ainvoke([HumanMessage(f"Ask and answer.\n{state['source']}")])
        return {"said": [value.question, " ".join(part.text for part in value.answer)]}

    async def persona(state: State) -> dict:
        value = await people.ainvoke([HumanMessage(f"Who would ask on?\n{state['source']}")])
        return {"persona": value.model_dump_json()}

    async def user(state: State) -> dict:
        shown = "\n\n".join(state["said"])
        asked = [SystemMessage(WORDS["user_turn"]), HumanMessage(f"{state['persona']}\n\n{shown}")]
        return {"said": [(await model.ainvoke(asked)).text]}

    async def assistant(state: State) -> dict:
        chat = [(HumanMessage, AIMessage)[n % 2](text) for n, text in enumerate(state["said"])]
        asked = [SystemMessage(f"{WORDS['assistant_turn']}\n{state['source']}"), *chat]
        return {"said": [(await model.ainvoke(asked)).text]}

    async def refine(state: State) -> dict:
        answer = f'<answer turn="1">\n[a1] {state["said"][-1]}'
        shown = "\n\n".join([state["source"], *state["said"][:-1], answer])
        return {"verdicts": [await verdicts.ainvoke([SystemMessage(WORDS["refine"]), HumanMessage(shown)])]}

    graph = StateGraph(State)
    for node in (seed, persona, user, assistant, refine):
        graph.add_node(node)
    for before, after in ((START, "seed"), ("seed", "persona"), ("persona", "user"), ("user", "assistant")):
        graph.add_edge(before, after)
    graph.add_edge("assistant", "refine")
    graph.add_conditional_edges("refine", lambda s: END if len(s["verdicts"]) == EXCHANGES else "user")
    return graph.compile()


async def work(options: argparse.Namespace, conversations: int) -> None:
    """Grow so many conversations, at most `in_flight` at a time."""
    graph = build(ChatOpenAI(model="bench", base_url=f"{options.url}/v1", api_key="none-needed"))
    slots = asyncio.Semaphore(options.in_flight)

    async def converse(text: str) -> None:
        async with slots:
            opened = {"source": text, "persona": "", "said": [], "verdicts": []}
            await graph.ainvoke(opened, {"recursion_limit": 100})

    with Path(options.corpus).open() as file:
        texts = [orjson.loads(line)["text"] for line in islice(file, conversations)]
    await asyncio.gather(*map(converse, texts))


if __name__ == "__main__":
    main(work)
