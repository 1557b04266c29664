"""The record: a finished conversation tree with everything that made it, as one line of JSON."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from colloquist.state.snippet import Snippet
from colloquist.state.verification import Handling
from colloquist.state.voices import out_of_turn

SCHEMA_VERSION = 1


class Part(BaseModel):
    """Base of all parts of a record: closed and frozen, so that a wrong key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnLabel(Part):
    """What a sentence rests on: `cites` are `<snippet id>#<sentence number from 1>`."""

    sentence: str
    kind: Literal["grounded", "derived", "hypothetical", "extension", "refusal", "discourse"]
    cites: tuple[str, ...]


class RecordTurn(Part):
    """One message of the tree."""

    id: str
    parent_id: str | None
    path_id: str
    role: Literal["user", "assistant"]
    text: str = Field(min_length=1)
    made_by: Literal["seed", "model", "source"]
    persona_id: str | None
    move: str | None = None
    aim: str | None = None
    sources: tuple[str, ...] = ()
    labels: tuple[TurnLabel, ...] = ()
    revised: bool = False
    edited: bool = Field(default=False, description="somebody said this in place of a model")
    refused_well: Handling | None = Field(default=None, description="of an answer to a probe: how it was met")

    @property
    def message(self) -> dict[str, str]:
        """The turn as a chat message: role and content."""
        return {"role": self.role, "content": self.text}


class RecordStop(Part):
    """Why a path ended."""

    reason: Literal[
        "complete",
        "branched",
        "max_turns",
        "max_branches",
        "max_calls",
        "max_tokens",
        "max_cost",
        "unresolved_fault",
        "failed",
    ]
    detail: str


class PlannedStep(Part):
    """One exchange that was planned; `turn_id` is the message that went after it, None when it was not reached."""

    move: str
    stage: str
    aim: str
    brief: str
    draw_on: tuple[str, ...]
    turn_id: str | None


class RecordVoice(Part):
    """One of several people who speak the user's turns of a path."""

    persona_id: str
    name: str = Field(min_length=1, description="what stands in front of each of their messages")


class RecordPath(Part):
    """One root-to-leaf conversation and whether it may be trained on."""

    id: str
    parent_id: str | None
    fork: str
    leaf: str
    perspective: str
    why: str
    persona_id: str | None
    voices: tuple[RecordVoice, ...] = Field(
        default=(), description="who speaks the user's turns, in order, where it is not one person alone"
    )
    stop: RecordStop
    accepted: bool
    reasons: tuple[str, ...] = ()
    plan: tuple[PlannedStep, ...] = ()


class Preference(Part):
    """Two answers to one question, one of them to be preferred; p was taken from that many samples."""

    id: str
    question_id: str
    rule: str = Field(description="why the one is better: correct over refusal, refusal over wrong")
    prompt: str = Field(min_length=1)
    chosen: str = Field(min_length=1)
    rejected: str = Field(min_length=1)
    p_correct: float
    samples: int

    @model_validator(mode="after")
    def _differs(self) -> Self:
        if self.chosen == self.rejected:
            raise ValueError(f"preference {self.id}: chosen and rejected are the same")
        return self


class Record(Part):
    """A conversation tree. `status` is what became of its snippet."""

    schema_version: Literal[1] = 1
    id: str
    status: Literal["done", "rejected", "failed"]
    reasons: tuple[str, ...]
    strategy: str
    seed: int
    snippet: Snippet
    sources: tuple[Snippet, ...] = Field(description="snippets that joined later")
    personas: dict[str, dict[str, Any]]
    turns: tuple[RecordTurn, ...] = Field(description="turns that stand, parents before children")
    paths: tuple[RecordPath, ...]
    dropped_turns: tuple[RecordTurn, ...] = Field(description="turns that were cut off again")
    drafts: tuple[dict[str, Any], ...]
    verdicts: tuple[dict[str, Any], ...]
    reviews: tuple[dict[str, Any], ...] = Field(
        default=(), description="what critics said of answers: turn, angle, review; drafts that did not stand too"
    )
    summaries: tuple[dict[str, Any], ...]
    dropped_perspectives: tuple[dict[str, Any], ...]
    problems: tuple[dict[str, Any], ...] = Field(
        default=(), description="what was set, how each solver answered, and what the vote said"
    )
    misconceptions: tuple[dict[str, Any], ...] = Field(
        default=(), description="what a learner could have wrong, what shows it, and what is so instead"
    )
    questions: tuple[dict[str, Any], ...] = ()
    preferences: tuple[Preference, ...] = ()
    findings: tuple[dict[str, Any], ...] = Field(
        default=(), description="what the closing checks saw: kind, severity, turn, sentence, paths, fate"
    )
    claims: tuple[dict[str, Any], ...] = Field(
        default=(), description="what verifier, entailment model or source said of single claims"
    )
    forks: tuple[dict[str, Any], ...] = Field(
        default=(),
        description="where it was gone back to, in order: the turn, what it said, which settings changed",
    )
    failure: dict[str, Any] | None
    calls: tuple[dict[str, Any], ...]
    usage: dict[str, float | int | None]
    models: dict[str, str]
    settings: dict[str, Any]
    prompts: dict[str, str] = Field(description="fingerprint of every prompt that stood ready")
    strategy_fingerprint: str = Field(
        default="", description="names the strategy's file, graph, manner and the nodes in it that are not ours"
    )
    timings: dict[str, float] = Field(
        description="seconds; with the seconds of each call all that differs between equal runs"
    )

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        ids = [turn.id for turn in self.turns]
        if len(ids) != len(set(ids)):
            raise ValueError(f"record {self.id}: a turn id is used twice")
        for path in self.paths:
            if path.accepted:
                self._check_path(path)
        return self

    def _check_path(self, path: RecordPath) -> None:
        turns = self.path_turns(path)
        roles = [turn.role for turn in turns]
        if roles != ["user", "assistant"] * (len(roles) // 2):
            raise ValueError(f"record {self.id}, path {path.id}: roles do not alternate user, assistant")
        if path.voices:
            names = {voice.persona_id: voice.name for voice in path.voices}
            asked = [turn for turn in turns if turn.role == "user" and turn.made_by == "model"]
            wrong = out_of_turn(names, [(turn.persona_id, turn.text) for turn in asked])
            if wrong:
                raise ValueError(f"record {self.id}, path {path.id}: turn {asked[wrong[0]].id}: {wrong[1]}")
        elif len({turn.persona_id for turn in turns if turn.made_by == "model"}) > 1:
            raise ValueError(f"record {self.id}, path {path.id}: more than one user identity")

    def path_turns(self, path: RecordPath) -> list[RecordTurn]:
        """Return the turns of a path from the root to its leaf."""
        by_id = {turn.id: turn for turn in self.turns}
        chain: list[RecordTurn] = []
        at: str | None = path.leaf
        while at is not None:
            chain.append(by_id[at])
            at = chain[-1].parent_id
        return chain[::-1]

    @property
    def accepted(self) -> list[RecordPath]:
        """The paths that may be trained on."""
        return [path for path in self.paths if path.accepted]
