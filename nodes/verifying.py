"""How the claims of an answer are looked at: by an entailment model where there is one, then by the verifier.

The verifier sees the sources, what was said before and the answer, sentence by sentence; nothing of the
persona's notes or the refiner's opinion. One request is one answer: what the paths of a tree share is asked
once, a mended answer is asked again by itself, and everything before the answer is the same from one request
to the next, as prefix caches want it.
"""

import asyncio
from collections.abc import Iterable, Sequence

from colloquist.models import Caller, ModelFailure, Unusable
from colloquist.nodes.findings import CLAIMS
from colloquist.nodes.messages import as_messages
from colloquist.prompts import blocks, render
from colloquist.state.dialogue import Dialogue, Label, Turn
from colloquist.state.sentences import split_sentences
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import sources_of
from colloquist.state.verification import ClaimCheck, ClaimSupport, Verification

Claim = tuple[int, Label]


def claims_of(turn: Turn, language: str) -> list[Claim]:
    """Return the sentences of an answer that claim to rest on the sources, numbered from 1, derived ones first.

    What has no label might claim anything: all of it counts. A source that speaks for itself claims nothing of it.
    """
    if turn["made_by"] == "source":
        return []
    unlabelled = [Label(sentence=one, kind="", cites=[]) for one in split_sentences(turn["text"], language)]
    labels = turn.get("labels") or unlabelled
    found = [(n, one) for n, one in enumerate(labels, start=1) if one["kind"] in (*CLAIMS, "")]
    return sorted(found, key=lambda claim: claim[1]["kind"] != "derived")


async def look_at_claims(
    caller: Caller, dialogue: Dialogue, turns: Sequence[Turn], claims: Sequence[Claim]
) -> list[ClaimCheck]:
    """Return what is said of the `claims` of the last of `turns`. Raises ModelFailure, OutOfBudget."""
    settings, turn = caller.settings, turns[-1]
    sources = sources_of(dialogue, turns)
    settled = await _entailed(settings, turn, claims, sources)
    known = {one["sentence"] for one in settled}
    left = [claim for claim in claims if claim[1]["sentence"] not in known]
    if settings.verify != "claims" or not left:
        return settled
    reply = await _verified(caller, turns, left, sources)
    by_number = {one.sentence: one for one in reply.claims}
    return [*settled, *(_check(turn, label, by_number[n]) for n, label in left)]


def show_claims(claims: Sequence[Claim], sources: Sequence[Snippet]) -> str:
    """Name the claims in the order in which they are to be checked, with what each rests on by its label."""
    ids = {
        f"{snippet.id}#{n}": f"{number}.{n}"
        for number, snippet in enumerate(sources, start=1)
        for n in range(1, len(snippet.sentences) + 1)
    }
    lines = []
    for n, label in claims:
        cites = ", ".join(ids[cite] for cite in label["cites"] if cite in ids)
        lines.append(f"a{n}" + (f" ({label['kind']}; cites {cites})" if cites else ""))
    return "\n".join(lines)


def check_numbers(given: Iterable[int], wanted: Iterable[int]) -> None:
    """Raise Unusable unless each wanted sentence is given exactly once and nothing else is."""
    if sorted(given) != sorted(wanted):
        asked = ", ".join(f"a{n}" for n in sorted(wanted))
        raise Unusable("unreadable", f"claims: judge exactly {asked}, each once")


async def _verified(
    caller: Caller, turns: Sequence[Turn], claims: Sequence[Claim], sources: Sequence[Snippet]
) -> Verification:
    turn, wanted = turns[-1], [n for n, _ in claims]
    labels = turn.get("labels") or [label for _, label in claims]
    prompt = render(
        "verify",
        caller.settings.prompts,
        source=blocks.source(1, sources[0]),
        conversation=blocks.transcript(turns[:-1], sources, pending=turn),
        answer=blocks.cut_answer(len(turns), [label["sentence"] for label in labels]),
        claims=show_claims(claims, sources),
    )
    return await caller.value(
        "verifier",
        as_messages(prompt),
        Verification,
        lambda said: check_numbers((one.sentence for one in said.claims), wanted),
    )


def _check(turn: Turn, label: Label, said: ClaimSupport) -> ClaimCheck:
    return ClaimCheck(
        turn_id=turn["id"],
        sentence=label["sentence"],
        kind=label["kind"],
        verdict=said.verdict,
        why=said.why,
        by="verifier",
    )


async def _entailed(
    settings: Settings, turn: Turn, claims: Sequence[Claim], sources: Sequence[Snippet]
) -> list[ClaimCheck]:
    """Return what an entailment model settles.

    It cannot reckon, so where a verifier comes after it, only what it finds supported is settled; alone, it
    has the last word on grounded claims, and what it calls neutral stays unsettled.
    """
    if settings.entails is None:
        return []
    texts = {f"{s.id}#{n}": one for s in sources for n, one in enumerate(s.sentences, start=1)}
    found = []
    for _, label in claims:
        premise = " ".join(texts[cite] for cite in label["cites"] if cite in texts)
        said = await asyncio.to_thread(entailment, settings, premise, label["sentence"]) if premise else "neutral"
        if said == "supported" or settings.verify != "claims":
            found.append(_by_entailment(turn, label, said))
    return found


def _by_entailment(turn: Turn, label: Label, said: str) -> ClaimCheck:
    heard = (
        said if said == "supported" or (said == "contradicted" and label["kind"] == "grounded") else "unsettled"
    )
    return ClaimCheck(
        turn_id=turn["id"],
        sentence=label["sentence"],
        kind=label["kind"],
        verdict=heard,  # type: ignore[typeddict-item]
        why=f"{said}, says the entailment model",
        by="entailment",
    )


def entailment(settings: Settings, premise: str, hypothesis: str) -> str:
    """Ask the entailment function. Raises ModelFailure for what it raises, or for a label that is none."""
    assert settings.entails is not None
    try:
        said = settings.entails(premise, hypothesis)
    except Exception as error:
        raise ModelFailure("error", f"the entailment function raised {type(error).__name__}: {error}") from error
    if said not in ("supported", "contradicted", "neutral"):
        raise ModelFailure("unreadable", f"the entailment function gave {said!r}, no label")
    return said
