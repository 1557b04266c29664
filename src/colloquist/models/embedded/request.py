"""Recognising a job: what a request asks for, from its schema or from the blocks that stand in it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.messages import BaseMessage, SystemMessage
from pydantic import BaseModel

from colloquist.models.embedded import reading
from colloquist.models.embedded.assistant import answer, focus
from colloquist.models.embedded.beliefs import opening
from colloquist.models.embedded.checking import extension_truths, repair, verification
from colloquist.models.embedded.filling import filled
from colloquist.models.embedded.inpainting import cut_answers, inpainted
from colloquist.models.embedded.passage import read_passage
from colloquist.models.embedded.persona import persona
from colloquist.models.embedded.planning import plan
from colloquist.models.embedded.problems import problem_draft, solution, solution_check
from colloquist.models.embedded.quiz import asked_questions, bogus_variants, written_answer
from colloquist.models.embedded.quizzed import grade, written_refusals
from colloquist.models.embedded.reader import path_reading
from colloquist.models.embedded.relevance import ranked
from colloquist.models.embedded.reviewing import review
from colloquist.models.embedded.seed import seed_answer
from colloquist.models.embedded.sides import sides
from colloquist.models.embedded.summary import summary
from colloquist.models.embedded.user import message
from colloquist.models.embedded.verdict import verdict
from colloquist.models.embedded.whole import whole_dialogue
from colloquist.state.authored import AskedQuestions, BogusVariants, Grade, WrittenAnswer, WrittenRefusals
from colloquist.state.inpainting import CutAnswers
from colloquist.state.misconception import TutorOpening
from colloquist.state.persona import Persona
from colloquist.state.plan import Plan
from colloquist.state.problem import ProblemDraft, SolutionCheck
from colloquist.state.reading import PathReading
from colloquist.state.review import Review
from colloquist.state.seed import SeedAnswer
from colloquist.state.sentences import split_sentences
from colloquist.state.sides import Sides
from colloquist.state.verdict import Verdict
from colloquist.state.verification import Repair, Verification
from colloquist.state.whole import WholeDialogue

_FIELDS = {schema: frozenset(schema.model_fields) for schema in (SeedAnswer, Persona, Verdict)}
_JOBS: dict[frozenset[str], Callable[[str], BaseModel]] = {
    frozenset(Repair.model_fields): repair,
    frozenset(Sides.model_fields): sides,
    frozenset(PathReading.model_fields): path_reading,
    frozenset(ProblemDraft.model_fields): problem_draft,
    frozenset(TutorOpening.model_fields): lambda text: opening(next(iter(reading.sources(text)), None)),
    frozenset(SolutionCheck.model_fields): solution_check,
    frozenset(AskedQuestions.model_fields): asked_questions,
    frozenset(BogusVariants.model_fields): bogus_variants,
    frozenset(Grade.model_fields): grade,
    frozenset(WrittenAnswer.model_fields): written_answer,
    frozenset(WrittenRefusals.model_fields): written_refusals,
    frozenset(WholeDialogue.model_fields): whole_dialogue,
    frozenset(CutAnswers.model_fields): cut_answers,
    frozenset(Plan.model_fields): plan,
    frozenset(Review.model_fields): review,
}
_SCHEMA = re.compile(r"\{.*\}", re.DOTALL)


def reply(messages: Sequence[BaseMessage], response_format: Mapping[str, Any] | None) -> str:
    """Return what the model says to `messages`."""
    text = "\n".join(message.text for message in messages)
    schema = _schema(messages, response_format)
    if schema is not None:
        return _object(schema, text)
    if reading.tagged(text, "problem"):
        return solution(text)
    if reading.persona(text) is not None:
        return inpainted(text) if reading.answer(text) else message(text)
    system = "\n".join(m.text for m in messages if isinstance(m, SystemMessage))
    if reading.sources(system):
        return answer(messages)
    if re.search(r"^<conversation>", text, re.MULTILINE):
        return summary(text)
    return _plainly(messages)


def _schema(
    messages: Sequence[BaseMessage], response_format: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """Return the JSON schema that the reply must be valid for, or None where plain text is wanted."""
    asked = response_format or {}
    if asked.get("type") == "json_schema":
        found: Mapping[str, Any] = asked.get("json_schema", {}).get("schema", {})
        return found
    for body in _bodies(messages):
        if isinstance(body, dict) and ("properties" in body or "$defs" in body):
            return body
    return {"type": "object"} if asked.get("type") == "json_object" else None


def _bodies(messages: Sequence[BaseMessage]) -> list[Any]:
    """Return the JSON objects that end a line of the last messages, newest first."""
    lines = [
        line for m in reversed(messages[-3:]) for line in reversed(m.text.splitlines()) if '"properties"' in line
    ]
    found = []
    for line in lines:
        written = _SCHEMA.search(line)
        try:
            found.append(json.loads(written[0]) if written else None)
        except ValueError:
            continue
    return found


def _object(schema: Mapping[str, Any], text: str) -> str:
    fields = frozenset(schema.get("properties", {}))
    if fields == _FIELDS[Verdict]:
        return verdict(text).model_dump_json()
    if fields == _FIELDS[Persona]:
        return persona(text).model_dump_json()
    if fields == frozenset(Verification.model_fields):
        # An extension is judged in the same form, but for the verdicts that there are.
        judge = verification if '"contradicted"' in json.dumps(schema) else extension_truths
        return judge(text).model_dump_json()
    if fields in _JOBS:
        return _JOBS[fields](text).model_dump_json()
    sources = reading.sources(text)
    if fields == _FIELDS[SeedAnswer] and sources:
        return seed_answer(sources[0]).model_dump_json()
    spoken = [s.text for source in sources for s in read_passage(source).sentences if s.speakable]
    return json.dumps(filled(schema, spoken or list(split_sentences(text)[:20])), ensure_ascii=False)


def _plainly(messages: Sequence[BaseMessage]) -> str:
    """Answer a request that is none of ours with the most relevant sentences of its own material."""
    last = messages[-1].text if messages else ""
    question = focus(last)
    sources = reading.sources(last) or [reading.Source(1, "", split_sentences(last) or ("Nothing was asked.",))]
    units = [unit for source in sources for unit in read_passage(source).units]
    others = [unit for unit in units if unit.sentences[0].text != question]
    best = ranked(question, others)[:2] or [(0.0, unit) for unit in others[:1]]
    chosen = sorted((unit for _, unit in best), key=lambda unit: (unit.source, unit.first))
    return " ".join(unit.spoken for unit in chosen) or "I have nothing to go on there."
