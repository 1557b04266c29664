"""Opens the conversation: the question anybody might ask, and the answer that carries the snippet's core."""

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.labels import cited, label
from colloquist.nodes.messages import as_messages
from colloquist.prompts import render
from colloquist.prompts.blocks import source
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Label, Patch, Path, Turn
from colloquist.state.seed import SeedAnswer
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import SEED_ANSWER, snippets

SEED_QUESTION = "t1"


async def seed_answer(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Write the seed exchange, marked as such and in nobody's voice, and open the first path."""
    settings = runtime.context
    caller = Caller("seed_answer", state, settings)
    sources = snippets(state)
    manner = particular(settings, "seed")
    prompt = render("seed_answer", settings.prompts, source=source(1, sources[0]), manner=manner)
    messages = as_messages(prompt)
    seed = await caller.value("seed", messages, SeedAnswer, lambda value: _check(value, sources))
    return {"turns": _exchange(seed, sources), "paths": [first_path()], "calls": caller.calls}


def _check(seed: SeedAnswer, sources: list[Snippet]) -> None:
    if not seed.question.strip() or not all(part.text.strip() for part in seed.answer):
        raise Unusable("empty", "the question or a sentence of the answer is empty")
    if not any(cited(part.cites, sources) for part in seed.answer):
        raise Unusable("unreadable", "no sentence of the answer cites a sentence of the source by its id")


def _exchange(seed: SeedAnswer, sources: list[Snippet]) -> list[Turn]:
    labels = [label(part.text.strip(), part.kind, part.cites, sources) for part in seed.answer]
    return seed_exchange(seed.question.strip(), " ".join(item["sentence"] for item in labels), labels)


def seed_exchange(question: str, answer: str, labels: list[Label]) -> list[Turn]:
    """Return the exchange that a conversation begins with: a question in nobody's voice, and its answer."""
    shared = {"path_id": "p1", "made_by": "seed", "persona_id": None}
    asked = {"id": SEED_QUESTION, "parent_id": None, "role": "user", "text": question}
    said = {"id": SEED_ANSWER, "parent_id": SEED_QUESTION, "role": "assistant", "text": answer, "labels": labels}
    return [Turn(**shared, **asked), Turn(**shared, **said)]  # type: ignore[typeddict-item]


def first_path() -> Path:
    """Return the path that a conversation begins with, before anybody in particular speaks on it."""
    return Path(
        id="p1",
        parent_id=None,
        fork=SEED_ANSWER,
        leaf=SEED_ANSWER,
        perspective="",
        why="",
        persona_id=None,
        opening=None,
        stop=None,
        faults=[],
    )
