"""Makes questions about a snippet, each with its key and a grounded answer (Phi-4, 2412.08905, A.1).

A row of questions brings question and key along; only the sentence that answers it is written.
"""

from collections.abc import Sequence

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.labels import label
from colloquist.nodes.matching import holds
from colloquist.nodes.messages import as_messages
from colloquist.nodes.question_faults import answer_fault, question_fault
from colloquist.prompts import phrases, render
from colloquist.prompts.blocks import source
from colloquist.state.authored import AskedQuestion, AskedQuestions, QuestionBeyond, WrittenAnswer
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.question import Asked, Question, Rest, asked_in, new_question, said
from colloquist.state.refusal_rules import has_student
from colloquist.state.seed import SeedSentence
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import snippets

BEYOND = 2


async def ask_questions(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Return the questions of a snippet; what is wrong with one stands in it and keeps it out."""
    settings = runtime.context
    caller = Caller("ask_questions", state, settings)
    snippet = snippets(state)[0]
    row = asked_in(snippet)
    made = await (_from_row(caller, snippet, row) if row else _from_source(caller, snippet))
    return {"questions": made, "calls": caller.calls}


async def _from_source(caller: Caller, snippet: Snippet) -> list[Question]:
    settings = caller.settings
    wanted = "unwanted" if has_student(settings) else "wanted"
    prompt = render(
        "refusal_questions",
        settings.prompts,
        source=source(1, snippet),
        number=str(settings.questions),
        beyond=phrases("refusal_beyond", settings.prompts)[wanted],
    )
    asked = await caller.value("seed", as_messages(prompt), AskedQuestions)
    made: list[Question] = []
    for one in asked.questions[: settings.questions]:
        made.append(_answerable(f"q{len(made) + 1}", one, snippet, made))
    for other in asked.beyond[:BEYOND] if wanted == "wanted" else ():
        made.append(_beyond(f"q{len(made) + 1}", other, made))
    return made


def _answerable(id_: str, one: AskedQuestion, snippet: Snippet, before: Sequence[Question]) -> Question:
    key, aliases = one.key.strip(), [name.strip() for name in one.aliases if name.strip()]
    question = new_question(id_, "answerable", one.question.strip(), key, aliases)
    question["answer"] = _supported(one.answer, snippet)
    fault = question_fault(question["text"], key, aliases, before) or answer_fault(question["answer"])
    question["dropped"] = fault if key else "it has no key"
    return question


def _beyond(id_: str, one: QuestionBeyond, before: Sequence[Question]) -> Question:
    question = new_question(id_, "beyond", one.question.strip())
    question["why"] = one.why.strip()
    question["dropped"] = question_fault(question["text"], "", (), before)
    return question


async def _from_row(caller: Caller, snippet: Snippet, row: Asked) -> list[Question]:
    if not row.key:
        return [new_question("q1", "beyond", row.text)]
    question = new_question("q1", "answerable", row.text, row.key, row.aliases)
    prompt = render("refusal_answer", caller.settings.prompts, source=source(1, snippet))

    def check(written: WrittenAnswer) -> None:
        if not holds(said(_supported(written.sentences, snippet)), row.key, row.aliases):
            raise Unusable("unreadable", "the answer as it is given does not stand in a sentence that cites it")

    written = await caller.value("seed", as_messages(prompt), WrittenAnswer, check)
    question["answer"] = _supported(written.sentences, snippet)
    question["dropped"] = answer_fault(question["answer"])
    return [question]


def _supported(sentences: Sequence[SeedSentence], snippet: Snippet) -> list[Rest]:
    """Return the sentences with what they rest on; from the first one that rests on nothing, none is kept."""
    kept: list[Rest] = []
    for part in sentences:
        found = label(part.text.strip(), part.kind, part.cites, [snippet])
        if found["kind"] not in ("grounded", "derived") or not found["sentence"]:
            break
        kept.append(Rest(**found))
    return kept
