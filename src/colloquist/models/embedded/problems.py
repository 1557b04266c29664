"""The author of problems, their solver and their checker: what the embedded model can do with a figure.

It sets sums, states the fact that they start from, and says so where a passage holds no figure. As a solver
it takes the usual slip now and then, drawn from the problem and from how it was told to work, so that a vote
has something to decide.
"""

import re

from colloquist.models.embedded import reading
from colloquist.models.embedded.labels import labels
from colloquist.models.embedded.passage import Passage, Unit, read_passage
from colloquist.models.embedded.sums import DIGITS, SUMS, Sum, recognised, worked
from colloquist.models.embedded.words import lot, pick
from colloquist.state.problem import ProblemDraft, SolutionCheck, SolutionFault
from colloquist.state.verdict import SentenceLabel

_PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:\.\d+)?) ?(?:%|percent\b|per cent\b)")
_FIGURE = re.compile(
    r"(?<![\w.,^/×-])([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*(?:\.\d+)?)[ -]"
    r"(?!per ?cent\b|×|million|billion)([^\W\d_]{2,})"
)
_YEAR = re.compile(r"\A(?:1[0-9]|20)\d\d\Z")
_WHOLES = (240, 360, 450, 640, 720, 850, 1250, 1600)
_WANTED = re.compile(r"^Difficulty wanted: (easy|medium|hard)\b", re.MULTILINE)
_SLIPS = {"easy": 2, "medium": 3, "hard": 4}
_OF = 10


def problem_draft(text: str) -> ProblemDraft:
    """Return the problem that an author's prompt asks for, or that its source bears none."""
    sources = reading.sources(text)
    passage = read_passage(sources[0]) if sources else None
    wanted = _WANTED.search(text)
    for unit in passage.units if passage and passage.english else ():
        asked = _asked(unit, wanted[1] if wanted else "easy") if not unit.leans else None
        if asked:
            return _draft(unit, *asked)
    reason = "No sentence that stands alone gives a share, or two figures of one kind, to calculate with."
    return ProblemDraft(
        material=reason, possible=False, cites=[], problem="", solution="", answer="", unit="", digits=0
    )


def _asked(unit: Unit, difficulty: str) -> tuple[Sum, str, str] | None:
    """Return a sum with its numbers that a unit bears, of the wanted difficulty where it bears several."""
    share = _PERCENT.search(unit.spoken)
    if share and float(share[1]) > 0:
        fitting = [one for one in SUMS[:3] if one.difficulty == difficulty]
        return fitting[0], share[1], str(pick(_WHOLES, "whole", unit.spoken))
    kinds: dict[str, list[str]] = {}
    for found in _FIGURE.finditer(unit.spoken):
        plain = found[1].replace(",", "")
        if not _YEAR.match(plain) and float(plain) > 1:
            kinds.setdefault(found[2], []).append(plain)
    alike = next((sorted(set(figures), key=float) for figures in kinds.values() if len(set(figures)) > 1), [])
    return (SUMS[3], alike[0], alike[-1]) if alike else None


def _draft(unit: Unit, one: Sum, a: str, b: str) -> ProblemDraft:
    problem = f"{unit.spoken} {one.asked.format(a=a, b=b)} Round to {DIGITS} significant digits."
    found = recognised(problem)
    assert found, problem
    steps, answer = worked(found)
    return ProblemDraft(
        material=f"{', '.join(unit.ids)}: a figure to calculate with",
        possible=True,
        cites=unit.ids,
        problem=problem,
        solution=" ".join(steps),
        answer=answer,
        unit="",
        digits=DIGITS,
    )


def solution(text: str) -> str:
    """Return a worked solution of the problem in a solver's prompt; none where it is no sum of ours."""
    problem = reading.tagged(text, "problem")
    found = recognised(problem)
    if found is None:
        return "What is asked for cannot be worked out from this.\nAnswer: none"
    manner = reading.line_after(text, "How to go about it")
    slip = lot(problem, manner) % _OF < _SLIPS[found.sum.difficulty]
    steps, answer = worked(found, slip=slip)
    return "\n".join([*steps, f"Answer: {answer}"])


def solution_check(text: str) -> SolutionCheck:
    """Return what the checker says: labels by words and figures, and a fault where the result is another."""
    found = recognised(reading.tagged(text, "problem"))
    answer = reading.answer(text)
    passages = [read_passage(source) for source in reading.sources(text)]
    cites = _rests_on(reading.tagged(text, "problem"), passages)
    given = [_label(n, said, cites, passages) for n, said in enumerate(answer, start=1)]
    facts = f"It starts from {', '.join(cites) or 'nothing that is in the source'}."
    if found is None:
        return SolutionCheck(facts=facts, recalculated="There is no sum here.", labels=given, faults=[])
    right = worked(found)[1]
    wrong = not answer or answer[-1].rpartition("Answer: ")[2].strip() != right
    fault = SolutionFault(of="solution", severity="rewrite", what=f"it should come out as {right}")
    recalculated = f"It comes out as {right}."
    return SolutionCheck(facts=facts, recalculated=recalculated, labels=given, faults=[fault] if wrong else [])


def _rests_on(problem: str, passages: list[Passage]) -> list[str]:
    return [
        f"{passage.number}.{n}"
        for passage in passages
        for n, sentence in enumerate(passage.sentences, start=1)
        if sentence.speakable and (sentence.core in problem or sentence.text in problem)
    ]


def _label(number: int, said: str, cites: list[str], passages: list[Passage]) -> SentenceLabel:
    if cites and re.search(r"\d", said):
        return SentenceLabel(sentence=number, kind="derived", cites=cites)
    return labels([said], passages)[0].model_copy(update={"sentence": number})
