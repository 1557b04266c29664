"""The limits of a whole run: how much all its conversations together may cost, take and last."""

from dataclasses import dataclass, fields

from colloquist.models.prices import check_priced
from colloquist.state.settings import Settings, SettingsError


@dataclass(frozen=True, kw_only=True)
class RunLimits:
    """Where a run has to stop; None is no limit. What is under way at that moment still arrives and is kept.

    Calls, tokens and dollars are those of the run folder, earlier calls of the command included;
    seconds are those of one call of the command from its start on, reading the input included: whoever sets a
    limit of time wants the command to end by then.
    """

    cost: float | None = None
    """US dollars; needs a price for every model."""
    tokens: int | None = None
    """Tokens in and out."""
    calls: int | None = None
    """Replies of models, usable or not."""
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no number above zero."""
        for field in fields(self):
            value = getattr(self, field.name)
            kinds = (int,) if field.name in ("tokens", "calls") else (int, float)
            if value is None or (type(value) in kinds and value > 0):
                continue
            kind = "whole number" if len(kinds) == 1 else "number"
            raise SettingsError(f"the run's limit of {field.name} is {value!r}: a {kind} above 0 is wanted")

    @property
    def need_usage(self) -> bool:
        """Whether they can only hold while servers say how many tokens a reply took."""
        return self.tokens is not None or self.cost is not None


def check_limits(limits: RunLimits, settings: Settings) -> None:
    """Raise SettingsError for a limit in dollars where a model has no price."""
    if limits.cost is not None:
        check_priced(settings)
