"""The strategy file that `colloquist new` writes: it runs as it stands, and shows what to edit."""

import re

from colloquist.graphs import file_of
from colloquist.prompts import phrases

_MANNER = re.compile(r'manner="(\w+)"')
_IMPORTS = re.compile(r"^((?:from langgraph.*\n)+)\n((?:from colloquist.*\n)+)", re.MULTILINE)
_FIRST = re.compile(r"^(?:async def|def|class|@)", re.MULTILINE)


def first_draft(name: str) -> str:
    """Return a strategy of one's own: words by role, a node and a decision to try out."""
    return DRAFT.replace("NAME", name)


def copied(name: str, base: str) -> str:
    """Return the file of a strategy in the box under another name, with the words of its manner written out."""
    file = file_of(base)
    text = file.read_text(encoding="utf-8") if file else ""
    manner = _MANNER.search(text)
    if manner:
        at = _FIRST.search(text)
        text = _MANNER.sub("manner=MANNER", text)
        text = (
            f"{text[: at.start()].rstrip()}\n\n{_written(phrases(manner[1]))}{text[at.start() :]}" if at else text
        )
    text = _IMPORTS.sub(r"\2\1", text)  # in a folder of the user's, colloquist is a package like any other
    for call in ("name=", "conversation(", "name: str = "):
        text = text.replace(f'{call}"{base}"', f'{call}"{name}"')
    return f"# {name}: begun as a copy of {base}. Everything it needs is imported; edit what you like.\n{text}"


def _written(words: dict[str, str]) -> str:
    lines = [f'    "{role}": """\\\n{said}""",' for role, said in words.items()]
    return "\n".join(
        ["# What is particular to it, laid into the prompts role by role.", "MANNER = {", *lines, "}\n\n\n"]
    )


DRAFT = '''"""Strategy NAME: say here what is particular to its conversations."""

from typing import Literal

from colloquist import nodes
from colloquist.graphs.conversation import talk
from colloquist.graphs.machine import Compiled, Node, machine
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.sentences import split_sentences
from colloquist.state.settings import Settings
from colloquist.state.tree import snippets
from langgraph.graph import START
from langgraph.runtime import Runtime

# 1. Words, laid into our prompts role by role. Edit them; a role that is left out speaks as always.
MANNER = {
    "persona": "Somebody who has to explain this to others tomorrow, and fears what they will ask.",
    "user": "When an answer stays general, you ask for a case.",
    "assistant": "Begin with a case that the sources hold, then say what it shows.",
    "refiner": "An answer without a case is not clear. Prefer moves that bring a new one.",
}


# 2. A node of your own in place of ours. Take the # away in NODES to use it.
async def user_turn(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Ask as ours does, and keep the last sentence alone."""
    patch = await nodes.user_turn(state, runtime)
    turn = patch["turns"][-1]
    return {**patch, "turns": [{**turn, "text": split_sentences(turn["text"])[-1]}]}


NODES: dict[str, Node] = {
    # "user_turn": user_turn,
}


# 3. A decision of your own: whether a snippet holds enough to talk about. Its edge is in build().
async def holds_enough(state: Dialogue) -> Literal["enough", "too little"]:
    """Say how to go on from the seed answer."""
    return "enough" if len(snippets(state)[0].sentences) >= 4 else "too little"


def build(**own: Node) -> Compiled:
    """Return the graph; `own` are nodes handed in from a notebook."""
    graph = machine(end="verify", manner=MANNER, own={**NODES, **own})
    graph.add_node(nodes.seed_answer)
    graph.add_node(nodes.build_persona)
    talk(graph)  # user_turn, assistant_turn, refine, the closing steps, and the edges between them

    graph.add_edge(START, "seed_answer")
    graph.add_edge("seed_answer", "build_persona")  # 3. or, in place of this line, the next:
    # graph.add_conditional_edges("seed_answer", holds_enough, {"enough": "build_persona", "too little": "finish"})
    graph.add_edge("build_persona", "user_turn")
    return graph.compile(name="NAME")
'''
