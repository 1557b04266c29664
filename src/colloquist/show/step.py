"""A step: what one node just added to a conversation, small enough to watch it scroll by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Self

from colloquist.show import facts, looks
from colloquist.show.outline import words_of
from colloquist.show.rows import row
from colloquist.show.tags import tag
from colloquist.state.record import Record

if TYPE_CHECKING:
    from colloquist.show.conversation import Conversation

ROLES = ("user", "assistant")


@dataclass(frozen=True)
class Step:
    """What happened in one step; what did not happen is empty."""

    node: str
    turns: tuple[dict[str, Any], ...] = ()
    """Turns that were spoken, or spoken anew in better words."""
    persona: dict[str, Any] | None = None
    verdict: dict[str, Any] | None = None
    path_id: str | None = None
    faults: tuple[tuple[str, str], ...] = ()
    """What was wrong with texts that did not stand."""
    notes: tuple[tuple[str, str], ...] = ()
    """What else is worth a line: a new perspective, a summary, why it stopped."""
    conversation: Conversation | None = None
    """The finished record, with the last step only."""

    @classmethod
    def of(cls, node: str, patch: Mapping[str, Any], state: Mapping[str, Any]) -> Self:
        """Return the step in which `node` changed a dialogue by `patch`, which led to `state`."""
        judgements = patch.get("judgements") or [{}]
        casts = patch.get("casts") or [{}]
        others = [("persona", _person(cast["persona"])) for cast in casts[:-1]]
        paths = state.get("paths") or [{}]
        return cls(
            node=node,
            turns=tuple(dict(turn) for turn in _spoken(patch)),
            persona=casts[-1].get("persona"),
            verdict=judgements[-1].get("verdict"),
            path_id=paths[-1].get("id"),
            faults=tuple(_faults(patch)),
            notes=(*_notes(patch), *others),
        )

    @classmethod
    def last(cls, conversation: Conversation) -> Self:
        """Return the step that ends a conversation."""
        return cls(node="finish", notes=tuple(_ending(conversation)), conversation=conversation)

    def lines(self) -> list[tuple[str, str]]:
        """Return what there is to tell: who or what, and the words."""
        told = [*self.faults, *((_speaker(turn), str(turn["text"])) for turn in self.turns)]
        if self.verdict:
            told.append((self.node, _decision(self.verdict)))
        told += self.notes
        if self.persona:
            told.append(("persona", _person(self.persona)))
        return told or [(self.node, "nothing to add")]

    def __str__(self) -> str:
        """Return the step in one compact form, wrapped for a terminal."""
        from rich.text import Text

        from colloquist.show.lines import said
        from colloquist.show.reading import WIDEST, plain

        width = min(WIDEST, get_terminal_size().columns)
        return "\n".join(plain(Text(said(f"{who}: {words}")), width) for who, words in self.lines())

    def _repr_html_(self) -> str:
        told = [_row(who, words) for who, words in self.lines()]
        return tag("div", *told, style=looks.STEP, class_=looks.AS_WRITTEN)


def _row(who: str, words: str) -> str:
    role, _, move = who.partition(" ")
    if role not in ROLES:
        return row("", who, tag("div", words, style=f"{looks.TEXT};{looks.SIDE}", dir="auto"))
    return row(role, move.strip("()").replace("_", " "), tag("div", words, style=looks.TEXT, dir="auto"))


def _spoken(patch: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the turns of a patch that were not only judged."""
    judged = {judgement["turn_id"] for judgement in patch.get("judgements") or []}
    return [t for t in patch.get("turns") or [] if t["text"] and (t["id"] not in judged or t.get("revised"))]


def _speaker(turn: Mapping[str, Any]) -> str:
    if turn.get("revised"):
        return f"{turn['role']} (rewritten)"
    if turn["made_by"] == "seed":
        return f"{turn['role']} (seed)"
    return f"{turn['role']} ({turn['move']})" if turn.get("move") else str(turn["role"])


def _faults(patch: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for draft in patch.get("drafts") or []:
        for fault in draft["faults"]:
            yield f"{fault['kind']} fault", words_of(fault)


def _notes(patch: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path in patch.get("paths") or []:
        if path.get("stop"):
            yield f"{path['id']} ended", f"{path['stop']['reason']}: {path['stop']['detail']}"
        elif path.get("plan") and path["leaf"] == path["fork"]:
            yield "planned", "; ".join(f"{step['move']}: {step['aim']}" for step in path["plan"])
        elif path.get("parent_id") and path["leaf"] == path["fork"] and not patch.get("turns"):
            yield f"{path['id']} opens", f"{path['perspective']}: {path['why']}"
    for one in patch.get("reviews") or []:
        yield one["angle"], str(one["review"]["seen"])
    for one in patch.get("findings") or []:
        if one["fate"] == "seen" and one["severity"] != "signal":
            yield "found", f"{one['kind']}: {one['says']}"
    for summary in patch.get("summaries") or []:
        yield "summary", str(summary["text"])
    if patch.get("failure"):
        yield "failed", f"{patch['failure']['node']}: {patch['failure']['message']}"


def _person(persona: Mapping[str, Any]) -> str:
    return ", ".join(str(persona[field]).rstrip(".") for field in ("role", "goal") if persona.get(field))


def _decision(verdict: Mapping[str, Any]) -> str:
    decision, moves = str(verdict.get("decision", "")), verdict.get("next_moves") or []
    ahead = f", next {moves[0]['move']}" if moves and decision == "continue" else ""
    return f"{decision}{ahead}: {verdict.get('reason', '')}"


def _ending(record: Record) -> Iterator[tuple[str, str]]:
    yield record.status, "; ".join(record.reasons) or ", ".join(facts.usage(record))
    for path in record.paths:
        kept = "accepted" if path.accepted else "not accepted"
        yield path.id, f"{kept}, {path.stop.reason}: {path.stop.detail}"
