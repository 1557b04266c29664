"""How extensions are looked at: independent samples that know nothing of each other, or the user's own source."""

import asyncio
from collections.abc import Sequence

from colloquist.models import Caller, ModelFailure
from colloquist.nodes.messages import as_messages
from colloquist.nodes.verifying import Claim, check_numbers, entailment, show_claims
from colloquist.prompts import blocks, render
from colloquist.state.dialogue import Turn
from colloquist.state.settings import Settings
from colloquist.state.verification import ClaimCheck, ExtensionTruths


def extensions_of(turn: Turn) -> list[Claim]:
    """Return the sentences of an answer that go beyond the sources, numbered from 1."""
    return [(n, one) for n, one in enumerate(turn.get("labels", []), start=1) if one["kind"] == "extension"]


async def look_at_extensions(caller: Caller, turns: Sequence[Turn], claims: Sequence[Claim]) -> list[ClaimCheck]:
    """Return whether each extension of the last of `turns` stands: by the source, or because all samples say so.

    Raises ModelFailure, OutOfBudget: a sample that does not come is no vote.
    """
    settings, turn = caller.settings, turns[-1]
    if settings.source is not None:
        return [await asyncio.to_thread(_sourced, settings, turn, claim) for claim in claims]
    samples = await caller.all_of([lambda one: _sample(one, turns, claims)] * settings.samples_of_extension)
    return [_voted(turn, claim, samples) for claim in claims]


async def _sample(caller: Caller, turns: Sequence[Turn], claims: Sequence[Claim]) -> ExtensionTruths:
    labels, wanted = turns[-1].get("labels", []), [n for n, _ in claims]
    prompt = render(
        "verify_extension",
        caller.settings.prompts,
        conversation=blocks.transcript(turns[-2:-1], first=len(turns) - 1),
        answer=blocks.cut_answer(len(turns), [label["sentence"] for label in labels]),
        claims=show_claims(claims, ()),
    )
    return await caller.value(
        "verifier",
        as_messages(prompt),
        ExtensionTruths,
        lambda said: check_numbers((one.sentence for one in said.claims), wanted),
    )


def _voted(turn: Turn, claim: Claim, samples: Sequence[ExtensionTruths]) -> ClaimCheck:
    said = [one for sample in samples for one in sample.claims if one.sentence == claim[0]]
    against = [one for one in said if one.verdict != "true"]
    return ClaimCheck(
        turn_id=turn["id"],
        sentence=claim[1]["sentence"],
        kind="extension",
        verdict="doubtful" if against else "stands",
        why=(against or said)[0].why,
        by="verifier",
        votes=[one.verdict for one in said],
    )


def _sourced(settings: Settings, turn: Turn, claim: Claim) -> ClaimCheck:
    assert settings.source is not None
    sentence = claim[1]["sentence"]
    try:
        found = settings.source(sentence)
    except Exception as error:
        raise ModelFailure("error", f"the source function raised {type(error).__name__}: {error}") from error
    stands = bool(found) and (
        settings.entails is None or entailment(settings, found or "", sentence) == "supported"
    )
    check = ClaimCheck(
        turn_id=turn["id"],
        sentence=sentence,
        kind="extension",
        verdict="stands" if stands else "doubtful",
        why="the source bears it out" if stands else "the source does not bear it out",
        by="source",
    )
    return {**check, "evidence": found} if found else check
