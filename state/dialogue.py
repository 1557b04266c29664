"""The dialogue: the state that a conversation graph carries, as plain data that any checkpointer can keep.

A dialogue is a tree of turns. Each path through it is one conversation with one user identity, or with
several voices that are told apart by a name in front of what they say; paths share the seed exchange (which
belongs to no persona) or turns spoken by the same people.
"""

from collections.abc import Mapping, Sequence
from operator import add
from typing import Annotated, Literal, NotRequired, TypeVar

from typing_extensions import TypedDict

from colloquist.state.persona import Cast
from colloquist.state.question import Question
from colloquist.state.snippet import Snippet
from colloquist.state.stop import Stop
from colloquist.state.verification import ClaimCheck, Handling, Seen


class Label(TypedDict):
    """What one sentence of a turn rests on; `cites` are `<snippet id>#<sentence number>`."""

    sentence: str
    kind: str
    cites: list[str]


class Turn(TypedDict):
    """One message. `path_id` is the path it was first spoken in; `sources` joined with it.

    `made_by`: the seed exchange, a model, or the source itself, whose words are said as they stand.
    """

    id: str
    parent_id: str | None
    path_id: str
    role: Literal["user", "assistant"]
    text: str
    made_by: Literal["seed", "model", "source"]
    persona_id: str | None
    move: NotRequired[str]
    aim: NotRequired[str]
    brief: NotRequired[str]
    draw_on: NotRequired[list[str]]
    sources: NotRequired[list[str]]
    labels: NotRequired[list[Label]]
    revised: NotRequired[bool]
    edited: NotRequired[bool]
    refused_well: NotRequired[Handling]


class Opening(TypedDict):
    """What the first exchange of a path goes for: the aim of the user, the brief and sources of the answer."""

    aim: NotRequired[str]
    brief: str
    draw_on: list[str]


class Step(TypedDict):
    """One exchange of a plan: what the user does and goes after, the brief and sources of the answer."""

    move: str
    stage: str
    aim: str
    brief: str
    draw_on: list[str]


class Voice(TypedDict):
    """One of several people who speak the user's turns of a path, and what they are called at the table."""

    persona_id: str
    name: str


class Path(TypedDict):
    """One root-to-leaf conversation: its newest turn, why it ended, and what keeps it out of training data.

    `plan` is what its own exchanges go for, where that was laid down before the first of them. Where several
    people speak for the user, `voices` are they in their order, and `persona_id` is nobody's.
    """

    id: str
    parent_id: str | None
    fork: str
    leaf: str
    perspective: str
    why: str
    persona_id: str | None
    voices: NotRequired[list[Voice]]
    opening: Opening | None
    stop: Stop | None
    faults: list[str]
    plan: NotRequired[list[Step]]


class Judgement(TypedDict):
    """A verdict as it is kept: which turn, which version of its text, and what was said of it."""

    turn_id: str
    of: Literal["draft", "revision", "repair"]
    verdict: dict[str, object]


class Reviewed(TypedDict):
    """What one critic said of an answer, from one angle."""

    turn_id: str
    angle: str
    review: dict[str, object]


class Draft(TypedDict):
    """A text that was judged and did not stand, kept beside the one that does (or did not either)."""

    turn_id: str
    parent_id: str
    text: str
    faults: list[dict[str, object]]
    of: NotRequired[Literal["repair"]]


class Call(TypedDict):
    """One reply of a model, usable or not. Tokens as the server counted them; cost in US dollars."""

    node: str
    role: str
    path_id: str
    model: str
    outcome: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float


class Summary(TypedDict):
    """What was said on a path up to and including a turn, in short."""

    path_id: str
    through: str
    text: str


class Wish(TypedDict):
    """A perspective that somebody asked for and that has no path yet."""

    name: str
    why: str
    same_person: bool
    fork: str
    opening: Opening


class Failure(TypedDict):
    """Why a conversation could not go on: the node, the kind of failure, and what was said."""

    node: str
    kind: str
    message: str


class Pair(TypedDict):
    """A preference pair: of two answers to one question, which is the better. `rule` says why."""

    id: str
    question_id: str
    rule: str
    prompt: str
    chosen: str
    rejected: str
    p_correct: float
    samples: int


T = TypeVar("T", bound=Mapping[str, object])


class DialogueError(ValueError):
    """What a node returned cannot become part of a dialogue; the message says what it lacks."""


def upsert(old: Sequence[T], new: Sequence[T]) -> list[T]:
    """Reducer: put `new` items over old ones of the same id, in place; append the others."""
    merged = {str(item["id"]): item for item in old}
    if lost := [item for item in new if "id" not in item]:
        raise DialogueError(f"there is no 'id' in {lost[0]!r:.100}; each turn, path and the like has one")
    merged.update({str(item["id"]): item for item in new})
    return list(merged.values())


class Dialogue(TypedDict):
    """The whole state. Start one with `open_dialogue`."""

    snippet: dict[str, object]
    position: int | None
    sources: Annotated[list[dict[str, object]], upsert]
    casts: Annotated[list[Cast], upsert]
    turns: Annotated[list[Turn], upsert]
    paths: Annotated[list[Path], upsert]
    judgements: Annotated[list[Judgement], add]
    reviews: Annotated[list[Reviewed], add]
    drafts: Annotated[list[Draft], add]
    summaries: Annotated[list[Summary], add]
    calls: Annotated[list[Call], add]
    wishes: list[Wish]
    dropped_wishes: Annotated[list[Wish], add]
    questions: Annotated[list[Question], upsert]
    preferences: Annotated[list[Pair], upsert]
    findings: list[Seen]
    claims: Annotated[list[ClaimCheck], add]
    rounds: int
    failure: Failure | None
    status: Literal["open", "done", "rejected", "failed"]
    reasons: list[str]


class Patch(TypedDict, total=False):
    """What a node may return: any keys of Dialogue, and no other."""

    sources: list[dict[str, object]]
    casts: list[Cast]
    turns: list[Turn]
    paths: list[Path]
    judgements: list[Judgement]
    reviews: list[Reviewed]
    drafts: list[Draft]
    summaries: list[Summary]
    calls: list[Call]
    wishes: list[Wish]
    dropped_wishes: list[Wish]
    questions: list[Question]
    preferences: list[Pair]
    findings: list[Seen]
    claims: list[ClaimCheck]
    rounds: int
    failure: Failure | None
    status: Literal["open", "done", "rejected", "failed"]
    reasons: list[str]


def open_dialogue(snippet: Snippet, position: int | None = None) -> Dialogue:
    """Return the state in which every conversation about `snippet` begins.

    `position` says how many snippets of the run come before it, where it is one of a run.
    """
    return Dialogue(
        snippet=snippet.model_dump(mode="json"),
        position=position,
        sources=[snippet.model_dump(mode="json")],
        casts=[],
        turns=[],
        paths=[],
        judgements=[],
        reviews=[],
        drafts=[],
        summaries=[],
        calls=[],
        wishes=[],
        dropped_wishes=[],
        questions=[],
        preferences=[],
        findings=[],
        claims=[],
        rounds=0,
        failure=None,
        status="open",
        reasons=[],
    )
