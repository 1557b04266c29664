"""How material is laid before a model: numbered sources, the conversation, an answer cut into sentences.

What does not change comes first and what was said is only appended to, so that a provider's prefix
cache keeps its hits. Every block is closed by a tag at the start of a line; a line of the material that
begins like one of these tags is indented, so no text can close its block and speak for us.
"""

import re
from collections.abc import Sequence

from colloquist.state.dialogue import Reviewed, Turn
from colloquist.state.persona import Persona
from colloquist.state.question import Question
from colloquist.state.review import Review
from colloquist.state.sentences import split_sentences
from colloquist.state.snippet import Snippet

GLIMPSE = 130
_TAGS = (
    "source|turn|conversation|answer|persona|within_reach|summary|move|questions|question|key|problem|reply"
    "|claims|faults|later|reviews"
)
_TAG = re.compile(rf"^(?=</?(?:{_TAGS})\b)", re.MULTILINE)


def source(number: int, snippet: Snippet) -> str:
    """Show one source with its sentences numbered `<number>.<n>`, as answers cite them."""
    lines = [f"[{number}.{n}] {_inside(s)}" for n, s in enumerate(snippet.sentences, start=1)]
    heading = snippet.heading.replace('"', "'").replace("\n", " ")
    return "\n".join([f'<source id="{number}" title="{heading}">', *lines, "</source>"])


def transcript(
    turns: Sequence[Turn], sources: Sequence[Snippet] = (), first: int = 1, pending: Turn | None = None
) -> str:
    """Show the turns in order, numbered from `first`; sources stand where they joined, when given.

    Of a `pending` turn, one that is still to be judged, only the sources are shown.
    """
    lines = ["<conversation>"]
    for n, turn in enumerate(turns, start=first):
        lines += joined(turn, sources)
        lines.append(_spoken(n, turn))
    return "\n".join([*lines, *(joined(pending, sources) if pending else []), "</conversation>"])


def numbered(turns: Sequence[Turn], language: str = "en") -> str:
    """Show a finished conversation; the sentences of its answers are numbered through, one per line."""
    lines, said = ["<conversation>"], 0
    for n, turn in enumerate(turns, start=1):
        if turn["role"] == "user":
            lines.append(_spoken(n, turn))
            continue
        cut = split_sentences(turn["text"], language)
        inside = [f"[a{said + k}] {_inside(one)}" for k, one in enumerate(cut, start=1)]
        lines += [f'<turn n="{n}" by="assistant">', *inside, "</turn>"]
        said += len(cut)
    return "\n".join([*lines, "</conversation>"])


def later(turns: Sequence[Turn], first: int) -> str:
    """Show what was said after a turn, numbered from `first`."""
    return "\n".join(["<later>", *(_spoken(n, turn) for n, turn in enumerate(turns, start=first)), "</later>"])


def _spoken(number: int, turn: Turn) -> str:
    return f'<turn n="{number}" by="{turn["role"]}">\n{quoted(turn["text"])}\n</turn>'


def joined(turn: Turn, sources: Sequence[Snippet]) -> list[str]:
    """Show the sources that joined with a turn, numbered as they stand in `sources`."""
    new = turn.get("sources", [])
    return [source(n, snippet) for n, snippet in enumerate(sources, start=1) if snippet.id in new]


def answer(number: int, text: str, language: str = "en") -> str:
    """Show the answer to be judged, one numbered sentence per line."""
    return cut_answer(number, split_sentences(text, language))


def cut_answer(number: int, sentences: Sequence[str]) -> str:
    """Show an answer that is cut already, one numbered sentence per line."""
    lines = [f"[a{n}] {_inside(s)}" for n, s in enumerate(sentences, start=1)]
    return "\n".join([f'<answer turn="{number}">', *lines, "</answer>"])


def within_reach(found: Sequence[Snippet]) -> str:
    """Show what could join the sources: an id, a heading and how each begins."""
    lines = [f"[r{n}] {s.heading}: {_inside(_beginning(s))}" for n, s in enumerate(found, start=1)]
    return "\n".join(["<within_reach>", *(lines or ["(nothing)"]), "</within_reach>"])


def _beginning(snippet: Snippet) -> str:
    words = " ".join(snippet.sentences).split()
    return " ".join(words[:GLIMPSE]) + (" ..." if len(words) > GLIMPSE else "")


def persona(who: Persona, name: str = "") -> str:
    """Show a persona to the user agent, who speaks from it, or to the refiner; never to the assistant.

    `name` is what they are called where several speak.
    """
    rows = [
        *([("What you are called here", name)] if name else []),
        ("Who you are", who.role),
        ("What brings you here", who.situation),
        ("What you know already", "; ".join(who.knows)),
        ("What you do not know", "; ".join(who.gaps)),
        ("What you want to leave with", who.goal),
        ("How you sound", who.tone),
        ("How you write", who.style),
        ("How you look at it", who.perspective),
    ]
    return "\n".join(["<persona>", *(f"{name}: {_inside(value)}" for name, value in rows), "</persona>"])


def anybody(perspective: str, name: str = "") -> str:
    """Show the user agent who speaks when personas are off: nobody in particular."""
    called = [f"What you are called here: {_inside(name)}"] if name else []
    angle = [f"How you look at it: {_inside(perspective)}"] if perspective else []
    who = "Who you are: a thoughtful person who wants to understand this and put it to use"
    return "\n".join(["<persona>", *called, who, *angle, "</persona>"])


def summary(text: str) -> str:
    """Show what was said before the turns that are still shown in full; nothing when there is no summary."""
    return f"<summary>\n{quoted(text)}\n</summary>\n" if text else ""


def questions(asked: Sequence[Question], keys: bool = False) -> str:
    """Show questions by their ids, with their keys where whoever reads them may know those."""
    answers = [f" Answer: {_inside(q['key'])}" if keys else "" for q in asked]
    lines = [f"[{q['id']}] {_inside(q['text'])}{key}" for q, key in zip(asked, answers, strict=True)]
    return "\n".join(["<questions>", *lines, "</questions>"])


def reviews(said: Sequence[Reviewed]) -> str:
    """Show what critics said of an answer, each under its angle."""
    lines = ["<reviews>"]
    for one in said:
        review = Review.model_validate(one["review"])
        lines.append(f"{one['angle']}: {_inside(review.seen)}")
        lines += [f"- {fault.severity}, {fault.kind}: {_inside(fault.what)}" for fault in review.faults]
        lines.append(f"  wants next: {_inside(review.next_step)}")
    return "\n".join([*lines, "</reviews>"])


def tagged(tag: str, text: str) -> str:
    """Show a text between the tags of that name, none of whose lines can close them."""
    return f"<{tag}>\n{quoted(text)}\n</{tag}>"


def quoted(text: str) -> str:
    """Return `text` so that no line of it can be taken for one of our tags."""
    return _TAG.sub(" ", text) if "<" in text else text


def _inside(text: str) -> str:
    return text.replace("\n", "\n  ")
