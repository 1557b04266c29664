"""Whether anybody would see a model call: if so it is made as LangChain makes it, with runs and events.

What LangChain does around a call (run managers, merged tags and metadata, copies for a trace) costs more
than sending it. It is for whoever listens; where nobody does, the request and the reply are all there is.
"""

from langchain_core.globals import get_debug, get_llm_cache
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatResult
from langchain_core.runnables.config import var_child_runnable_config
from langsmith.utils import tracing_is_enabled


def unwatched(model: BaseChatModel) -> bool:
    """Whether `model` is asked by a step of a graph that nobody watches, and has no cache or limiter to pass.

    LangGraph hands every step the callbacks that are at work around it, tracers among them. A call from
    anywhere else counts as watched.
    """
    around = var_child_runnable_config.get()
    if around is None or model.callbacks or model.verbose or model.rate_limiter:
        return False
    callbacks = around.get("callbacks")
    if getattr(callbacks, "handlers", callbacks) or get_debug() or tracing_is_enabled():
        return False
    return model.cache is False or (model.cache is None and get_llm_cache() is None)


def message_of(result: ChatResult) -> AIMessage:
    """Return the first message of a result, with what came beside it where LangChain puts that."""
    first = result.generations[0]
    beside = result.llm_output if len(result.generations) == 1 else None
    message = first.message
    message.response_metadata = {**(beside or {}), **(first.generation_info or {}), **message.response_metadata}
    assert isinstance(message, AIMessage)
    return message
