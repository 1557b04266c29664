"""Settings: everything a run may choose about its conversations, with defaults that work without a key."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

from langchain_core.language_models import BaseChatModel
from pydantic import ConfigDict, TypeAdapter, ValidationError

from colloquist.state.batches import Batches
from colloquist.state.budget import Budget, NoBudget
from colloquist.state.floor import Floor, OpenFloor
from colloquist.state.form import OnlyPython, from_table
from colloquist.state.journal import Journal, NoJournal
from colloquist.state.library import Library, NoLibrary
from colloquist.state.pace import NoPace, Pace
from colloquist.state.persona import Persona

Role = Literal["seed", "persona", "user", "assistant", "refiner", "verifier", "student", "solver", "judge"]
ROLES: tuple[Role, ...] = get_args(Role)
SPEAKERS: tuple[Role, ...] = ("seed", "persona", "user", "assistant", "refiner")
"""The roles whose prompts have room for a manner."""
RENAMED = {
    "calls_each": "max_calls",
    "tokens_each": "max_tokens",
    "cost_each": "max_cost",
    "student_samples": "samples",
}
"""Settings by the names that the command line has for them, where it has others."""
_AS_IT_IS = OnlyPython()
Model = Annotated[BaseChatModel, _AS_IT_IS]


class SettingsError(ValueError):
    """A setting that cannot be meant; the message says which, why, and what would do."""


@dataclass(frozen=True, kw_only=True)
class RoleSettings:
    """What one role does differently from the others; None means: as everyone else."""

    model: str | Model | None = None
    base_url: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_output_tokens: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a value of another kind than its setting takes."""
        _check_kinds(self)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The context of a conversation graph. Limits are per conversation tree unless they say otherwise."""

    __pydantic_config__ = ConfigDict(use_attribute_docstrings=True)

    model: str | Model = "embedded"
    """Model of every role that names none: a name, "embedded", or any LangChain chat model."""
    base_url: str | None = None
    """Endpoint that speaks OpenAI's API; None means OPENAI_BASE_URL, or OpenAI itself."""
    temperature: float | None = None
    top_p: float | None = None
    max_output_tokens: int | None = None
    """Longest reply in tokens; a reply cut off there is asked again, never kept."""
    structured: Literal["auto", "json_schema", "json_object", "prompt"] = "auto"
    """How JSON replies are asked for; auto starts with a schema and steps down when refused."""
    timeout: float = 120.0
    """Seconds to wait for one reply."""
    retries: int = 5
    """How often a call is repeated after a rate limit, a server error or a lost connection."""
    roles: Mapping[str, RoleSettings] = field(default_factory=dict)
    """Settings of single roles: seed, persona, user, assistant, refiner, verifier, student, solver, judge."""
    manner: Mapping[str, str] = field(default_factory=dict)
    """What is particular to a conversation, in words, for seed, persona, user, assistant and refiner."""
    persona: bool | Persona = True
    """True: inferred from the snippet; False: none; or a persona of your own."""
    max_turns: int = 10
    """Messages per path, the seed exchange included; an odd number counts as the even one below."""
    min_turns: int = 6
    """A branch asked for before this many turns waits until the path can stand on its own."""
    max_branches: int = 1
    """Further perspectives per conversation."""
    max_calls: int | None = 80
    """Model calls per conversation."""
    max_tokens: int | None = None
    """Tokens in and out per conversation."""
    max_cost: float | None = None
    """US dollars per conversation; needs prices for every model used."""
    max_revisions: int = 1
    """Rewrites of one answer; one that is still at fault after that is taken out with its exchange."""
    tries: int = 3
    """How often a reply that cannot be used is asked for, the first time included."""
    summarise_after: int = 4000
    """Words of conversation after which the earlier turns are summarised."""
    sources: int = 4
    """Snippets that may join the first one as a conversation goes further; 0 keeps to the snippet."""
    questions: int = 3
    """Questions that are made from one snippet, where a strategy makes questions."""
    samples: int = 5
    """How often the student is asked each question."""
    usually: float = 0.5
    """Share of right answers from which on a student counts as usually right."""
    completion_tokens: int | None = None
    """Tokens that stay of both sides of a preference pair, from the first on; None keeps them whole."""
    solvers: int = 5
    """Independent solvers of each problem, where a strategy sets problems."""
    min_agreement: float = 0.4
    """Share of the solvers that must agree on an answer; with less, or a tie, a problem is ambiguous."""
    max_agreement: float = 0.95
    """Share of the solvers above which a problem is too easy; 1 keeps what all of them solve."""
    extensions: Literal["forbid", "check", "allow"] = "forbid"
    """What becomes of claims that no source holds: mended, checked and kept if they stand, or only labelled."""
    verify: Literal["checks", "claims"] = "checks"
    """What closes a conversation: checks that ask no model, or these and a verifier that looks at each claim.

    With "claims", a path whose claims could not all be looked at is not accepted."""
    max_repairs: int = 1
    """Rounds in which faulty answers of a finished conversation are mended and looked at again."""
    samples_of_extension: int = 3
    """Independent samples that must all call an extension true, where extensions are checked."""
    source: Annotated[Callable[[str], str | None] | None, _AS_IT_IS] = None
    """Your own source for extensions: gives what bears a claim out, or None; asked in place of the samples."""
    entails: Annotated[Callable[[str, str], str] | None, _AS_IT_IS] = None
    """Entailment of (premise, hypothesis): "supported", "contradicted" or "neutral"; asked before a verifier."""
    seed: int = 0
    """Seed of everything drawn: persona nudges, opening moves."""
    steering: bool = True
    """Whether a run deals persona nudges, opening moves and forms so as to cover them; else each is by lot."""
    prompts: str | Path | Mapping[str, str] | None = None
    """What replaces prompts of the same name: a folder of .md files, or texts by name."""
    prices: str | Path | None = None
    """TOML file of prices per model that adds to the ones in the box."""
    library: Annotated[Library, _AS_IT_IS] = field(default_factory=NoLibrary)
    """Where neighbouring and related snippets come from."""
    journal: Annotated[Journal, _AS_IT_IS] = field(default_factory=NoJournal)
    """Where replies are kept, so that a conversation that is begun again asks for none of them twice."""
    floor: Annotated[Floor, _AS_IT_IS] = field(default_factory=OpenFloor)
    """Which conversations of a run are worked on while others wait for a reply."""
    pace: Annotated[Pace, _AS_IT_IS] = field(default_factory=NoPace)
    """How fast and how many at a time the models of a run are asked."""
    budget: Annotated[Budget, _AS_IT_IS] = field(default_factory=NoBudget)
    """What all conversations of a run together may still ask for."""
    batches: Annotated[Batches | None, _AS_IT_IS] = None
    """Where requests wait to be handed in together; None sends each at once."""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, by name."""
        _take_tables(self)
        _check_kinds(self)
        if self.max_turns < 4:
            raise SettingsError(f"max_turns is {self.max_turns}: the seed exchange and one more take 4 turns")
        for name in ("max_branches", "max_revisions", "max_repairs", "sources", "retries"):
            if getattr(self, name) < 0:
                raise SettingsError(f"{name} is {getattr(self, name)}: it cannot be negative")
        above = (
            *("tries", "summarise_after", "timeout", "max_output_tokens", "max_calls", "max_tokens", "max_cost"),
            *("questions", "samples", "usually", "completion_tokens", "samples_of_extension"),
        )
        for name in above:
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise SettingsError(f"{name} is {value}: it must be above 0")
        _check_shares(self)
        for name in ("source", "entails"):
            if not callable(getattr(self, name) or str):
                raise SettingsError(f"{name} is {getattr(self, name)!r}: a function is wanted, or None")
        _check_roles(self.roles)
        check_manner(self.manner)

    def model_name(self, role: Role) -> str:
        """Return the name of the model that speaks for `role`."""
        chosen = self.of(role).model
        return chosen if isinstance(chosen, str) else _name(chosen)

    def of(self, role: Role) -> RoleSettings:
        """Return what `role` uses, with the common settings where it says nothing."""
        return self._by_role[role]

    def with_parts(self, **parts: Any) -> "Settings":
        """Return these settings with other `parts`: journal, budget and the like, of which nothing is derived.

        It costs next to nothing, so that each conversation of a run may have its own.
        """
        own = copy(self)
        vars(own).update(parts, _by_role=self._by_role)
        return own

    @cached_property
    def _by_role(self) -> dict[Role, RoleSettings]:
        return {role: self._with_common(self.roles.get(role, RoleSettings())) for role in ROLES}

    def _with_common(self, own: RoleSettings) -> RoleSettings:
        common = {f.name: getattr(self, f.name) for f in fields(own) if f.name != "extra"}
        chosen = {k: v if getattr(own, k) is None else getattr(own, k) for k, v in common.items()}
        return RoleSettings(**chosen, extra=own.extra)


@cache
def _kinds(of_all: bool) -> dict[str, TypeAdapter[Any]]:
    cls = Settings if of_all else RoleSettings
    hints = get_type_hints(cls, include_extras=True)
    return {f.name: TypeAdapter(hints[f.name]) for f in fields(cls) if f.name != "roles"}


def _check_kinds(settings: Settings | RoleSettings) -> None:
    """Raise SettingsError for the first value of another kind than its setting takes."""
    for name, kind in _kinds(isinstance(settings, Settings)).items():
        value = getattr(settings, name)
        try:
            kind.validate_python(value, strict=True)
        except ValidationError as error:
            raise SettingsError(f"{name} is {value!r}: {error.errors()[0]['msg'].lower()}") from None
    if not isinstance(settings.model, str | BaseChatModel | None):
        raise SettingsError(f"model is {settings.model!r}: a name or a LangChain chat model is wanted")


def _check_shares(settings: Settings) -> None:
    """Raise SettingsError for a share that is none, or for too few to agree."""
    if settings.solvers < 2:
        raise SettingsError(f"solvers is {settings.solvers}: it takes 2 to agree")
    least, most = settings.min_agreement, settings.max_agreement
    if not 0 <= least <= most <= 1:
        raise SettingsError(
            f"min_agreement is {least} and max_agreement {most}: they are shares from 0 to 1, the least first"
        )
    if settings.usually > 1:
        raise SettingsError(f"usually is {settings.usually}: it is a share, at most 1")


def _take_tables(settings: Settings) -> None:
    """Take roles and a persona that came as tables, as JSON and Studio have them, for what they say."""
    given = settings.roles
    try:
        persona = from_table("persona", settings.persona, Persona)
        if isinstance(given, Mapping):
            given = {role: from_table(f"role {role}", own, RoleSettings) for role, own in given.items()}
    except ValueError as error:
        raise SettingsError(str(error)) from None
    object.__setattr__(settings, "persona", persona)
    object.__setattr__(settings, "roles", given)


def _check_roles(roles: Mapping[str, RoleSettings]) -> None:
    """Raise SettingsError for a role that there is none of, or that is set to something else."""
    if not isinstance(roles, Mapping) or not all(isinstance(own, RoleSettings) for own in roles.values()):
        raise SettingsError('roles take RoleSettings, such as {"user": RoleSettings(model="gpt-4o-mini")}')
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise SettingsError(f"no role is called {unknown[0]!r}; the roles are {', '.join(ROLES)}")


def check_manner(manner: Mapping[str, str]) -> None:
    """Raise SettingsError for the manner of a role that has none."""
    unknown = sorted(set(manner) - set(SPEAKERS))
    if unknown:
        raise SettingsError(f"manner has no {unknown[0]!r}; it has words for {', '.join(SPEAKERS)}")


def _name(model: BaseChatModel | None) -> str:
    for attribute in ("model_name", "model", "name"):
        name = getattr(model, attribute, None)
        if isinstance(name, str) and name:
            return name
    return type(model).__name__
