"""Options from a file: the same names as on the command line, in TOML or YAML; the command line wins."""

import tomllib
from pathlib import Path
from typing import Any

import typer
import yaml

from colloquist.state.settings import ROLES, RoleSettings, SettingsError, check_manner

ROLE_FIELDS = set(RoleSettings.__dataclass_fields__)


def read_config(path: Path) -> dict[str, Any]:
    """Return the options in a .toml, .yaml or .yml file, dashes and underscores alike.

    Raises SettingsError for a file that is missing or not what its name says.
    """
    if path.suffix not in (".toml", ".yaml", ".yml"):
        raise SettingsError(f"{path}: a configuration is a .toml, .yaml or .yml file")
    try:
        text = path.read_text(encoding="utf-8")
        options = tomllib.loads(text) if path.suffix == ".toml" else yaml.safe_load(text) or {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})") from None
    except (tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path}: {error}") from None
    if not isinstance(options, dict):
        raise SettingsError(f"{path}: a configuration is a table of options, such as max-turns = 8")
    return {str(key).replace("-", "_"): value for key, value in options.items()}


def apply_config(context: typer.Context, path: Path | None) -> Path | None:
    """Make the options of a file the defaults of the command that is being called."""
    if path is None:
        return None
    options = read_config(path)
    known = {param.name for param in context.command.params} | {"roles", "manner"}
    unknown = sorted(set(options) - known)
    if unknown:
        raise SettingsError(
            f"{path}: there is no option {unknown[0]!r}; there are: {', '.join(sorted(filter(None, known)))}"
        )
    roles, manner = role_settings(options.pop("roles", {}), path), manner_of(options.pop("manner", {}), path)
    context.obj = {"roles": roles, "manner": manner}
    context.default_map = {**(context.default_map or {}), **options}
    return path


def manner_of(table: Any, path: Path) -> dict[str, str]:
    """Return the words of a manner from their table."""
    if not isinstance(table, dict) or not all(isinstance(words, str) for words in table.values()):
        raise SettingsError(f'{path}: manner is a table of words by role, such as [manner] user = "..."')
    try:
        check_manner(table)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None
    return table


def role_settings(tables: Any, path: Path) -> dict[str, RoleSettings]:
    """Return the settings of single roles from their tables."""
    if not isinstance(tables, dict):
        raise SettingsError(f'{path}: roles is a table of tables, such as [roles.user] model = "..."')
    for role, fields in tables.items():
        if role not in ROLES:
            raise SettingsError(f"{path}: no role is called {role!r}; the roles are {', '.join(ROLES)}")
        if not isinstance(fields, dict):
            raise SettingsError(f'{path}: role {role} is a table, such as [roles.{role}] model = "..."')
        wrong = sorted(set(fields) - ROLE_FIELDS)
        if wrong:
            raise SettingsError(
                f"{path}: role {role}: no setting {wrong[0]!r}; there are {', '.join(sorted(ROLE_FIELDS))}"
            )
    return {role: RoleSettings(**fields) for role, fields in tables.items()}
