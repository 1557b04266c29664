"""The refusal strategy: questions whose answers, or honest refusals, teach a model not to invent.

Questions with keys, bogus variants and refusals are written from a snippet or a row of questions; a student
is asked each question several times and graded; by how often it knew, the question teaches the answer or the
refusal (Phi-4, 2412.08905, A.1). Without a student the snippet decides: what it answers is answered.
"""

from collections.abc import Hashable
from typing import Literal

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from colloquist import nodes
from colloquist.graphs.machine import Compiled, Node, machine
from colloquist.state.dialogue import Dialogue
from colloquist.state.refusal_rules import has_student
from colloquist.state.settings import Settings


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    graph = machine(own=own)
    graph.add_node(nodes.ask_questions)
    graph.add_node(nodes.bogus_variants)
    graph.add_node(nodes.write_refusals)
    graph.add_node(nodes.sample_student)
    graph.add_node(nodes.grade)
    graph.add_node(nodes.refusal_rows)
    graph.add_node(nodes.finish)

    graph.add_edge(START, "ask_questions")
    graph.add_edge("ask_questions", "bogus_variants")
    graph.add_edge("bogus_variants", "write_refusals")
    graph.add_conditional_edges("write_refusals", who_decides, DECIDERS)
    graph.add_edge("sample_student", "grade")
    graph.add_edge("grade", "refusal_rows")
    graph.add_edge("refusal_rows", "finish")
    graph.add_edge("finish", END)
    return graph.compile(name="refusal")


async def who_decides(state: Dialogue, runtime: Runtime[Settings]) -> Literal["a student", "the source"]:
    """Say by what it is decided whether a question is answered or refused."""
    return "a student" if has_student(runtime.context) else "the source"


DECIDERS: dict[Hashable, str] = {"a student": "sample_student", "the source": "refusal_rows"}
