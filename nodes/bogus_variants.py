"""Makes of every question one that cannot be answered, plausible and not silly (Phi-4, 2412.08905, A.1)."""

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.messages import as_messages
from colloquist.nodes.question_faults import variant_fault
from colloquist.prompts import blocks, render
from colloquist.state.authored import BogusVariant, BogusVariants
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.question import Question, new_question
from colloquist.state.settings import Settings
from colloquist.state.tree import snippets


async def bogus_variants(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Return a bogus variant of each question that has an answer; one its author rates low is kept out."""
    settings = runtime.context
    caller = Caller("bogus_variants", state, settings)
    asked = {q["id"]: q for q in state["questions"] if q["kind"] == "answerable" and not q["dropped"]}
    if not asked:
        return {}
    prompt = render(
        "refusal_bogus",
        settings.prompts,
        source=blocks.source(1, snippets(state)[0]),
        questions=blocks.questions(list(asked.values()), keys=True),
    )
    written = await caller.value("seed", as_messages(prompt), BogusVariants)
    made: list[Question] = []
    for variant in written.variants:
        if asked.pop(variant.of, None):
            before = [*state["questions"], *made]
            # An id of the common kind: whoever writes the refusals must not see which questions are bogus.
            made.append(_variant(f"q{len(before) + 1}", variant, before))
    return {"questions": made, "calls": caller.calls}


def _variant(id_: str, variant: BogusVariant, before: list[Question]) -> Question:
    question = new_question(id_, "bogus", variant.question.strip())
    question["of"], question["why"], question["quality"] = variant.of, variant.discussion.strip(), variant.quality
    question["dropped"] = variant_fault(question["text"], variant.quality, before)
    return question
