"""The order in which a conversation is read: the seed exchange once, then each path from where it forks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from colloquist.state.record import Record, RecordPath, RecordTurn, TurnLabel
from colloquist.state.snippet import Snippet

REPAIR = "repair"


class Piece(NamedTuple):
    """A stretch of a turn's text: a labelled sentence, or what lies between two of them."""

    text: str
    label: TurnLabel | None


class Section(NamedTuple):
    """What a path adds to the tree: its own turns, and those that were taken out of it again."""

    path: RecordPath
    turns: list[RecordTurn]
    dropped: list[RecordTurn]


class Judged(NamedTuple):
    """One verdict on a turn: what it was about, its text where that did not stand, and what was said."""

    of: str
    text: str | None
    verdict: dict[str, Any]
    faults: list[dict[str, Any]]


def words_of(fault: Mapping[str, Any]) -> str:
    """Return what a fault says: one that the refiner saw has `what`, one of the closing step `says`."""
    return str(fault["what"] if "what" in fault else fault["says"])


def _fallen(draft: Mapping[str, Any]) -> Judged:
    """Return an answer that the closing step had mended, or a mended one that did not stand."""
    mended = any("says" in fault for fault in draft["faults"])
    return Judged("answer" if mended else REPAIR, draft["text"], {}, draft["faults"])


def _quoted_to(turn: RecordTurn, seed: set[str]) -> bool:
    """Whether a source itself answers a question of the seed exchange."""
    return turn.made_by == "source" and turn.parent_id in seed


@dataclass(frozen=True)
class Outline:
    """A record as a reader meets it."""

    record: Record

    @property
    def sources(self) -> list[Snippet]:
        """Every source; the one the conversation grew from comes first."""
        return [self.record.snippet, *self.record.sources]

    @property
    def opening(self) -> list[RecordTurn]:
        """The seed exchange, which belongs to no path alone."""
        seed = {turn.id for turn in self.record.turns if turn.made_by == "seed"}
        return [turn for turn in self.record.turns if turn.id in seed or _quoted_to(turn, seed)]

    @property
    def judge(self) -> str:
        """Who gave the verdicts."""
        return "chair" if self.record.reviews else "refiner"

    @property
    def root(self) -> str:
        """What all paths start from."""
        return "seed exchange" if self.opening else "questions" if self.record.questions else "conversation"

    def sections(self) -> list[Section]:
        """Return the paths in the order they were spoken, each with the turns that no earlier one has."""
        shown = {turn.id for turn in self.opening}
        found = []
        for path in self.record.paths:
            own = [turn for turn in self.record.path_turns(path) if turn.id not in shown]
            shown |= {turn.id for turn in own}
            dropped = [turn for turn in self.record.dropped_turns if turn.path_id == path.id]
            found.append(Section(path, own, dropped))
        return found

    def homeless(self) -> list[RecordTurn]:
        """Return dropped turns of no path that the record has."""
        known = {path.id for path in self.record.paths}
        return [turn for turn in self.record.dropped_turns if turn.path_id not in known]

    def length(self, path: RecordPath) -> int:
        """Return how many turns a path has, the seed exchange included."""
        return len(self.record.path_turns(path))

    def home(self, turn_id: str) -> str | None:
        """Return the path that a turn is shown in, or None for the seed exchange."""
        for section in self.sections():
            if any(turn.id == turn_id for turn in section.turns):
                return section.path.id
        return None

    def origin(self, path: RecordPath) -> str:
        """Say where a path starts."""
        home = self.home(path.fork)
        if home == path.id:
            return "a question of its own" if self.record.questions else "from its first message on"
        return f"from {home} at {path.fork}" if home else "from the seed answer"

    def people(self, path: RecordPath) -> list[tuple[str, dict[str, Any]]]:
        """Return who speaks for the user on a path, each under an id, with the name they have at the table."""
        known = self.record.personas
        if path.voices:
            return [(f"{one.persona_id} {one.name}", known.get(one.persona_id, {})) for one in path.voices]
        return [(path.persona_id, known[path.persona_id])] if path.persona_id in known else []

    def voice(self, turn: RecordTurn) -> str:
        """Return the name of whoever speaks a turn, where several speak for the user; otherwise nothing."""
        path = next((path for path in self.record.paths if path.id == turn.path_id), None)
        named = {one.persona_id: one.name for one in path.voices} if path and turn.role == "user" else {}
        return named.get(turn.persona_id or "", "")

    def judged(self, turn: RecordTurn) -> list[Judged]:
        """Return the verdicts on a turn, oldest first; a text that did not stand comes with its verdict."""
        own = [draft for draft in self.record.drafts if draft["turn_id"] == turn.id]
        drafts = [draft for draft in own if draft.get("of") != REPAIR]
        kept = [v for v in self.record.verdicts if v["turn_id"] == turn.id and v["of"] != REPAIR]
        found = []
        for n, item in enumerate(kept):
            replaced = drafts[n] if n < len(drafts) else None
            text = replaced["text"] if replaced else None
            faults = replaced["faults"] if replaced else item["verdict"].get("faults", [])
            found.append(Judged(item["of"], text, item["verdict"], faults))
        found += [Judged("draft", draft["text"], {}, draft["faults"]) for draft in drafts[len(kept) :]]
        return found + [_fallen(draft) for draft in own if draft.get("of") == REPAIR]

    def found(self, turn: RecordTurn) -> list[dict[str, Any]]:
        """Return what the closing step has against a turn that was not mended for it."""
        own = [one for one in self.record.findings if one["turn_id"] == turn.id]
        return [one for one in own if one["fate"] in ("seen", "rejected")]

    def reviews(self, turn: RecordTurn) -> list[tuple[str, dict[str, Any]]]:
        """Return what critics said of a turn, each with the angle."""
        return [(one["angle"], one["review"]) for one in self.record.reviews if one["turn_id"] == turn.id]

    def stage(self, turn: RecordTurn) -> str:
        """Return the stage that an answer reached, as far as it was judged, or that it is the source's own."""
        if turn.made_by == "seed" and turn.role == "assistant":
            return "foundation"
        if turn.made_by == "source":
            return "quoted"
        verdicts = [one.verdict for one in self.judged(turn) if one.verdict]
        return str(verdicts[-1].get("stage", "")) if verdicts else ""

    def number(self, cite: str) -> str:
        """Return the short number of a cited sentence: 1.n in the snippet, 2.n onwards in what joined."""
        source, _, sentence = cite.rpartition("#")
        ids = [snippet.id for snippet in self.sources]
        return f"{ids.index(source) + 1}.{sentence}" if source in ids else cite

    def cited(self, cite: str) -> str:
        """Return a cited sentence behind its short number."""
        source, _, sentence = cite.rpartition("#")
        for snippet in self.sources:
            if snippet.id == source and sentence.isdecimal() and 0 < int(sentence) <= len(snippet.sentences):
                return f"{self.number(cite)}  {snippet.sentences[int(sentence) - 1]}"
        return f"{self.number(cite)}  (no such sentence in this record)"


def planned(path: RecordPath) -> list[str]:
    """Return the plan of a path, an aim per line; the ones that were not reached say so."""
    return [
        f"{n}. {step.move.replace('_', ' ')}: {step.aim}" + ("" if step.turn_id else " (not reached)")
        for n, step in enumerate(path.plan, start=1)
    ]


def pieces(turn: RecordTurn) -> Iterator[Piece]:
    """Cut a turn's text at its labels; what the pieces say, put together, is the text again."""
    at = 0
    for label in turn.labels:
        loose = r"\s+".join(re.escape(word) for word in label.sentence.split())
        found = re.compile(loose).search(turn.text, at) if loose else None
        if found is None:
            continue
        if found.start() > at:
            yield Piece(turn.text[at : found.start()], None)
        yield Piece(found.group(), label)
        at = found.end()
    if at < len(turn.text):
        yield Piece(turn.text[at:], None)
