"""Verification: what the closing step says of a conversation, as models reply it and as the record keeps it."""

from typing import Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from colloquist.state.finding import Finding
from colloquist.state.reply import ReplyPart

Support = Literal["supported", "contradicted", "not_in_source"]
Truth = Literal["true", "false", "cannot_tell"]
Handling = Literal["yes", "invented", "refused_too_much", "not_asked"]
Fate = Literal["seen", "repaired", "cut", "rejected"]
CLAIM_VERDICTS = ("supported", "contradicted", "not_in_source", "unsettled", "stands", "doubtful")
HANDLINGS: tuple[Handling, ...] = ("yes", "invented", "refused_too_much", "not_asked")
PROBES = ("probe", "false_premise")


class Seen(Finding):
    """A finding of the closing step, the paths it was on, and what became of it.

    "seen": a signal, or not decided yet; "repaired" and "cut": it was there and is gone; "rejected": it
    keeps its paths out.
    """

    paths: list[str]
    fate: Fate


class ClaimCheck(TypedDict):
    """What was said of one claim: of its support by the sources, or of an extension whether it stands.

    `by` is who said so: the verifier, an entailment model, or the user's own source; `votes` are the samples
    of an extension; `evidence` is what the source gave.
    """

    turn_id: str
    sentence: str
    kind: str
    verdict: Literal["supported", "contradicted", "not_in_source", "unsettled", "stands", "doubtful"]
    why: str
    by: Literal["verifier", "entailment", "source"]
    votes: NotRequired[list[str]]
    evidence: NotRequired[str]


class ClaimSupport(ReplyPart):
    """What the verifier says of one sentence, the reason first so that it is thought through."""

    sentence: int = Field(description="number n of the sentence marked [a<n>]")
    why: str = Field(description="what decides, in at most twenty words; the sum redone where there is one")
    verdict: Support


class Verification(ReplyPart):
    """The verifier's whole reply on one answer."""

    claims: list[ClaimSupport] = Field(description="one for each sentence that is to be checked, in that order")


class ExtensionTruth(ReplyPart):
    """What one sample says of one sentence that goes beyond the sources."""

    sentence: int = Field(description="number n of the sentence marked [a<n>]")
    why: str = Field(description="what decides, in at most twenty words")
    verdict: Truth


class ExtensionTruths(ReplyPart):
    """One sample's whole reply on the extensions of one answer."""

    claims: list[ExtensionTruth] = Field(description="one for each sentence that is to be checked, in that order")


class Edit(ReplyPart):
    """One sentence of an answer, mended."""

    sentence: int = Field(description="number n of the sentence marked [a<n>]")
    text: str = Field(description="what stands in its place; empty: the sentence goes")


class Repair(ReplyPart):
    """What the refiner changes of an answer that stands in a finished conversation."""

    edits: list[Edit] = Field(min_length=1, description="only the sentences that change")
