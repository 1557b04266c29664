"""Writes what somebody says to each question who does not know and cannot look it up (Phi-4, 2412.08905, A.1)."""

from collections.abc import Sequence

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.labels import label
from colloquist.nodes.messages import as_messages
from colloquist.nodes.question_faults import refusal_fault
from colloquist.prompts import blocks, render
from colloquist.state.authored import RefusalSentence, WrittenRefusals
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.question import Question, Rest
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import snippets


async def write_refusals(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Give every question its refusal; one that cannot be used keeps its question out."""
    settings = runtime.context
    caller = Caller("write_refusals", state, settings)
    asked = [question for question in state["questions"] if not question["dropped"]]
    if not asked:
        return {}
    snippet = snippets(state)[0]
    prompt = render(
        "refusal_refuse",
        settings.prompts,
        source=blocks.source(1, snippet),
        questions=blocks.questions(asked),
    )
    written = await caller.value(
        "assistant", as_messages(prompt), WrittenRefusals, lambda value: _check(value, asked)
    )
    by_id = {refusal.of: refusal.sentences for refusal in reversed(written.refusals)}
    return {"questions": [_refused(q, by_id[q["id"]], snippet) for q in asked], "calls": caller.calls}


def _check(written: WrittenRefusals, asked: Sequence[Question]) -> None:
    missing = [q["id"] for q in asked if q["id"] not in {refusal.of for refusal in written.refusals}]
    if missing:
        raise Unusable("unreadable", f"there is no refusal for {', '.join(missing)}")


def _refused(question: Question, sentences: Sequence[RefusalSentence], snippet: Snippet) -> Question:
    """Return the question with its refusal; a fact that cites no sentence might be invented and is left out."""
    found = [label(part.text.strip(), part.kind, part.cites, [snippet]) for part in sentences if part.text.strip()]
    refusal = [Rest(**part) for part in found if part["kind"] != "extension"]
    fault = refusal_fault(question, refusal)
    return Question(**{**question, "refusal": refusal, "dropped": fault})
