"""From a name to a model: which chat model speaks for a role, made once per event loop.

HTTP clients belong to the loop they were made in, so the same settings in another loop get another model.
"""

import os
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from colloquist.models.loops import belongings, http_client
from colloquist.state.batches import Batches
from colloquist.state.settings import ROLES, Role, RoleSettings, Settings, SettingsError

if TYPE_CHECKING:
    from openai import DefaultAsyncHttpxClient

ENVIRONMENT = ("OPENAI_BASE_URL", "OPENAI_API_KEY")


@dataclass
class Speaker:
    """A chat model, how it is asked for JSON, the options of every request to it, and its lane in a pace."""

    model: BaseChatModel
    mode: str
    options: dict[str, Any]
    lane: str


def chat_model(settings: Settings, role: Role) -> Speaker:
    """Return the speaker of `role` for the running loop.

    Raises SettingsError for a name without a key or endpoint that could answer to it.
    """
    known: dict[object, Speaker] = belongings().speakers
    own = settings.of(role)
    model = own.model if isinstance(own.model, str) else id(own.model)
    limits = (own.temperature, own.top_p, own.max_output_tokens, settings.structured)
    extra = repr(sorted(own.extra.items()))
    key = (model, own.base_url, *limits, extra, *map(os.environ.get, ENVIRONMENT), settings.batches)
    if key not in known:
        known[key] = _speaker(own, settings)
    return known[key]


def check_models(settings: Settings) -> None:
    """Raise SettingsError for the first role whose model could never answer."""
    for role in ROLES:
        own = settings.of(role)
        if isinstance(own.model, str):
            _check_name(own.model, own.base_url)


def load_models(settings: Settings) -> None:
    """Import what speaks for the roles, so that a process forked after it need not: half a second if served."""
    served = any(settings.of(role).model not in (None, "embedded") for role in ROLES)
    import_module(f"colloquist.models.{'openai_compatible' if served else 'embedded'}")


def _speaker(own: RoleSettings, settings: Settings) -> Speaker:
    if own.model is None:
        raise SettingsError("no model is set")
    model = _made(own, settings.batches) if isinstance(own.model, str) else _given(own.model)
    wanted = {"temperature": own.temperature, "top_p": own.top_p, "max_tokens": own.max_output_tokens}
    options = {k: v for k, v in wanted.items() if v is not None} | dict(own.extra)
    return Speaker(model, _mode(model, settings), options, _lane(own.model, model))


def _lane(named: str | BaseChatModel, model: BaseChatModel) -> str:
    """Return the name of a model and, where it is told, of the server that it is asked at."""
    names = (getattr(model, attribute, None) for attribute in ("model_name", "model"))
    name = named if isinstance(named, str) else next(filter(None, names), type(model).__name__)
    server = getattr(model, "openai_api_base", None)
    return f"{name} at {server}" if server else str(name)


def _mode(model: BaseChatModel, settings: Settings) -> str:
    if settings.structured != "auto":
        return settings.structured
    if getattr(model, "takes_response_format", False):
        return "json_schema"
    return "tool" if type(model).bind_tools is not BaseChatModel.bind_tools else "prompt"


def _made(own: RoleSettings, batches: Batches | None) -> BaseChatModel:
    name = str(own.model)
    if name == "embedded":
        from colloquist.models.embedded import EmbeddedModel

        return EmbeddedModel()
    _check_name(name, own.base_url)
    from colloquist.models.connections import plain_client
    from colloquist.models.openai_compatible import OpenAICompatible

    base_url = own.base_url or os.environ.get("OPENAI_BASE_URL")
    return OpenAICompatible(
        model=name,
        base_url=base_url,
        api_key=SecretStr(os.environ.get("OPENAI_API_KEY") or "none-needed"),
        max_retries=0,
        http_client=plain_client(),
        http_async_client=_by_batch(batches) if batches else http_client(),
        http_socket_options=(),
        use_responses_api=False,
    )


def _by_batch(batches: Batches) -> "DefaultAsyncHttpxClient":
    from colloquist.models.by_batch import ByBatch

    return ByBatch(batches)


def _given(model: BaseChatModel) -> BaseChatModel:
    if model._llm_type != "openai-chat":
        return model
    from colloquist.models.openai_compatible import adopted

    return adopted(model, http_client())


def _check_name(name: str, base_url: str | None) -> None:
    if name == "embedded":
        if base_url:
            raise SettingsError(f"the embedded model is not at {base_url}: name the model to ask there")
        return
    if name == "scripted":
        raise SettingsError("a scripted model has no name: pass the ScriptedModel object itself")
    if not (base_url or os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_KEY")):
        raise SettingsError(
            f"model {name!r} needs OPENAI_API_KEY, or --base-url (OPENAI_BASE_URL) for a server of your own"
        )
