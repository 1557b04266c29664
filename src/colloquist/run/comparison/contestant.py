"""A contestant: a strategy and what of the settings it does otherwise, as it is written on the command line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from colloquist.run.converse import Machine
from colloquist.run.recording import LEFT_OUT
from colloquist.state.settings import RENAMED, ROLES, RoleSettings, Settings, SettingsError

BASELINE = "single_call"
_WORDS: dict[str, object] = {"true": True, "false": False, "none": None}
_LABEL = re.compile(r"[\w .+-]+")


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """Who takes part. `settings` are fields of Settings that differ from the common ones."""

    label: str
    strategy: str | Machine
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the strategy, as records keep it."""
        return self.strategy if isinstance(self.strategy, str) else self.strategy.name

    @property
    def folder(self) -> str:
        """The name of its run folder."""
        return re.sub(r"[^\w.+-]+", "_", self.label).strip("._") or "contestant"

    def chosen(self, common: Settings) -> Settings:
        """Return the settings it speaks with. Raises SettingsError that says whose they are."""
        own = {name: value for name, value in self.settings.items() if not _role(name)}
        models = {role: value for name, value in self.settings.items() if (role := _role(name))}
        roles: dict[str, RoleSettings] = {
            **common.roles,
            **{
                role: replace(common.roles.get(role, RoleSettings()), model=model)
                for role, model in models.items()
            },
        }
        try:
            return replace(common, **own, roles={**roles, **own.get("roles", {})})
        except (SettingsError, TypeError) as error:
            raise SettingsError(f"contestant {self.label}: {error}") from None


def contestants(given: Sequence[str | Machine | Contestant], baseline: bool = False) -> list[Contestant]:
    """Return who takes part, in order; with `baseline`, the whole dialogue in one call too, unless it is there.

    Raises SettingsError for one that cannot be understood, for fewer than two, and for two of one label.
    """
    found = [one if isinstance(one, Contestant) else contestant(one) for one in given]
    if baseline and BASELINE not in (one.name for one in found):
        found.append(Contestant(label=BASELINE, strategy=BASELINE))
    if len(found) < 2:
        raise SettingsError("a comparison takes two contestants: name another one, or add --baseline")
    for n, one in enumerate(found):
        same = [other.label for other in found[:n] if other.folder.casefold() == one.folder.casefold()]
        if same:
            raise SettingsError(
                f"contestants {same[0]!r} and {one.label!r} cannot be told apart: put LABEL= before one of them"
            )
    return found


def contestant(given: str | Machine) -> Contestant:
    """Return the contestant that `[LABEL=]STRATEGY[,setting=value...]` or a compiled graph stands for.

    Raises SettingsError that says what of it cannot be understood.
    """
    if not isinstance(given, str):
        return Contestant(label=given.name, strategy=given)
    first, *rest = given.split(",")
    label, named, strategy = first.rpartition("=")
    if not strategy or (named and not _LABEL.fullmatch(label)):
        raise SettingsError(f"contestant {given!r}: write [LABEL=]STRATEGY[,setting=value...]")
    return Contestant(
        label=label or _label(strategy, rest), strategy=strategy, settings=dict(_settings(given, rest))
    )


def _label(strategy: str, rest: Sequence[str]) -> str:
    stem = strategy.rpartition("/")[2]
    return " ".join([stem.replace(".py:", " ").removesuffix(".py"), *(one.strip() for one in rest)])


def _settings(given: str, rest: Sequence[str]) -> Iterable[tuple[str, Any]]:
    for one in rest:
        written, equals, value = one.partition("=")
        name = written.strip().replace("-", "_")
        name = RENAMED.get(name, name)
        if not equals or not (name in _names() or _role(name)):
            raise SettingsError(
                f"contestant {given!r}: {one.strip()!r} is no setting=value; settings are "
                f"{', '.join(sorted(_names()))}, and user_model, assistant_model and the like"
            )
        if name == "judge_model":
            raise SettingsError(
                f"contestant {given!r}: one and the same judge reads all; name it with --judge-model"
            )
        yield name, _value(value.strip())


def _names() -> set[str]:
    """Return the settings that can be written: not the parts of a run, not what only Python can give."""
    return {f.name for f in fields(Settings)} - (LEFT_OUT - {"model", "persona"}) - {"source", "entails"}


def _role(name: str) -> str:
    role = name.removesuffix("_model")
    return role if role != name and role in ROLES else ""


def _value(written: str) -> object:
    if written.casefold() in _WORDS:
        return _WORDS[written.casefold()]
    for kind in (int, float):
        try:
            return kind(written)
        except ValueError:
            continue
    return written
