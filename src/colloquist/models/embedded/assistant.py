"""The assistant: answers with waiting sentences of its sources, and says so when none of them answers."""

import re
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from colloquist.models.embedded import reading
from colloquist.models.embedded.beyond import admission, asked_beyond
from colloquist.models.embedded.passage import Passage, Unit, read_passage, said, waiting
from colloquist.models.embedded.relevance import named, ranked
from colloquist.models.embedded.tutoring import NO_QUESTION, is_tutoring, question_on
from colloquist.models.embedded.words import stems

LONGEST_ANSWER = 3
_ANSWERED = 0.34
_WANTED = re.compile(r"\A.*\b(?=(?:why|how|what|when|where|which|who|whether)\b)", re.IGNORECASE | re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?…]) |(?<=[。！？؟])")


def answer(messages: Sequence[BaseMessage]) -> str:
    """Return the assistant's next message."""
    text = "\n".join(message.text for message in messages if not isinstance(message, AIMessage))
    passages = [read_passage(source) for source in reading.sources(text)]
    last = messages[-1].text if isinstance(messages[-1], HumanMessage) else ""
    asked, note = reading.remark(last)
    before = [message.text for message in messages if isinstance(message, AIMessage)]
    told = [*before, *(reading.summary(message.text) for message in messages)]
    return reply_to(asked, note, passages, before, told)


def reply_to(
    asked: str, note: str, passages: Sequence[Passage], before: Sequence[str], told: Sequence[str]
) -> str:
    """Return the answer to a message: what the note names, what answers best, or that it is not known.

    `before` are the earlier answers, `told` is everything that may have been said already.
    """
    units = waiting(passages, said(told))
    chosen = _chosen(asked, note, units, passages)
    if chosen:
        asking = is_tutoring(before) and NO_QUESTION not in note
        question = question_on(chosen[-1], before) if asking else ""
        return " ".join([*(unit.spoken for unit in chosen), question]).strip()
    admitted = admission(focus(asked), frozenset().union(*(stems(text) for text in told)), before)
    return " ".join([admitted, *_what_is_known(asked, units, passages)])


def focus(message: str) -> str:
    """Return the sentence of a message that asks: the last question, or else the last sentence."""
    sentences = [piece.strip() for piece in _SENTENCE.split(message) if piece.strip()]
    questions = [piece for piece in sentences if piece.rstrip("\"'”’»)").endswith(("?", "？", "؟"))]
    return (questions or sentences or [message])[-1]


def _chosen(asked: str, note: str, units: Sequence[Unit], passages: Sequence[Passage]) -> list[Unit]:
    """Return the units to say: those the note names, or the one that answers best."""
    meant = named(note, units)
    if meant:
        return _fitting(meant)
    question = focus(asked)
    if not units or asked_beyond(question):
        return []
    if not passages[0].english:
        return [best[0][1]] if (best := ranked(asked, units)) else [units[0]]
    found = found_by(question, units, passages)
    return [found] if found else []


def found_by(question: str, units: Sequence[Unit], passages: Sequence[Passage]) -> Unit | None:
    """Return the unit that a question finds by its words, if one answers it."""
    wanted = _WANTED.sub("", question) or question
    best = ranked(wanted, units)
    return best[0][1] if best and _answers(wanted, best[0][1], passages) else None


def _fitting(units: Sequence[Unit]) -> list[Unit]:
    """Return as many of the units, from the first, as fit into one answer."""
    kept, length = [units[0]], units[0].size
    for unit in units[1:]:
        length += unit.size
        if length > LONGEST_ANSWER:
            break
        kept.append(unit)
    return kept


def _answers(question: str, unit: Unit, passages: Sequence[Passage]) -> bool:
    """Whether enough of what is asked, the topic left aside, is in the unit."""
    topic = frozenset().union(*(stems(passage.title) for passage in passages))
    wanted = stems(question) - topic or stems(question)
    return len(wanted & unit.stems) >= _ANSWERED * len(wanted)


def _what_is_known(asked: str, units: Sequence[Unit], passages: Sequence[Passage]) -> list[str]:
    """Return one sentence that bears on the question, where a single one still waits."""
    single = [u for u in units if u.size == 1 and not u.leans and not u.asked and len(u.spoken.split()) > 7]
    near = [unit for _, unit in ranked(asked, single)] or single
    return [near[0].spoken] if near and len(units) > 1 else []
