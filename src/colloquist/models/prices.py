"""What a call costs: US dollars per million tokens, from a table that users may add to."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from colloquist.state.settings import ROLES, Settings, SettingsError


class Price(NamedTuple):
    """US dollars per million tokens, and the share of them that is paid by batch."""

    input: float
    cached: float
    output: float
    batch: float = 0.5


def cost_of(
    model: str, prompt: int, cached: int, output: int, *, table: str | Path | None, batch: bool = False
) -> float | None:
    """Return the price of a call in US dollars, or None when the model's price is not known.

    Prompt tokens that came from the provider's cache are priced as such; by batch all is cheaper.
    """
    price = price_of(model, table)
    if price is None:
        return None
    whole = ((prompt - cached) * price.input + cached * price.cached + output * price.output) / 1_000_000
    return whole * price.batch if batch else whole


@lru_cache(maxsize=64)
def price_of(model: str, table: str | Path | None = None) -> Price | None:
    """Return the price of a model; the longest matching name wins."""
    prices = {**_boxed(), **(_own(str(table)) if table else {})}
    matches = [name for name in prices if model == name or model.startswith(f"{name}-20")]
    return prices[max(matches, key=len)] if matches else None


def check_prices(settings: Settings) -> None:
    """Raise SettingsError for a price table that cannot be read, or a money limit on a model without a price."""
    if settings.prices:
        _own(str(settings.prices))
    if settings.max_cost is not None:
        check_priced(settings)


def check_priced(settings: Settings) -> None:
    """Raise SettingsError for a model without a price."""
    for role in ROLES:
        name = settings.model_name(role)
        if price_of(name, settings.prices) is None:
            raise SettingsError(
                f"a limit in dollars needs a price for model {name!r}: add it with --prices FILE, a TOML table "
                f'such as ["{name}"] input = 1.0, cached = 0.1, output = 4.0 (US dollars per million tokens)'
            )


@lru_cache(maxsize=1)
def _boxed() -> dict[str, Price]:
    return _read(files("colloquist.models").joinpath("prices.toml").read_text(encoding="utf-8"), "prices.toml")


@lru_cache(maxsize=8)
def _own(path: str) -> dict[str, Price]:
    try:
        return _read(Path(path).read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise SettingsError(f"{path}: the price table cannot be read ({why})") from None


def _read(text: str, name: str) -> dict[str, Price]:
    try:
        rows = tomllib.loads(text)
        return {
            model: Price(
                float(row["input"]),
                float(row.get("cached", row["input"])),
                float(row["output"]),
                float(row.get("batch", 0.5)),
            )
            for model, row in rows.items()
        }
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f'{name}: not a price table ({error}); a row reads ["model"] input = 1.0, cached = 0.1, output = 4.0'
        ) from None
