"""The scripted model: says what a test or a notebook told it to, node by node, and nothing else."""

import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import BaseModel, Field, PrivateAttr

Line = str | BaseModel | dict[str, Any] | AIMessage | Exception
Lines = Sequence[Line] | Callable[[list[BaseMessage]], Line]


class OutOfLines(LookupError):
    """The script has no line left for a node; a test asked for more than it wrote."""


class ScriptedModel(BaseChatModel):
    """A chat model that reads from a script keyed by node.

    A node's entry is a list of lines, spoken in order, or a function of the messages. A line is text,
    an object (sent as JSON), a whole AIMessage, or an exception to raise.
    """

    takes_response_format: ClassVar[bool] = True
    script: dict[str, Any] = Field(default_factory=dict)
    _spoken: dict[str, int] = PrivateAttr(default_factory=dict)
    _seen: list[tuple[str, list[BaseMessage]]] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "colloquist-scripted"

    @property
    def model_name(self) -> str:
        """The name under which records keep its turns."""
        return "scripted"

    @property
    def seen(self) -> list[tuple[str, list[BaseMessage]]]:
        """Every request so far: node and messages, in order."""
        return self._seen

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        node = str((run_manager.metadata if run_manager else {}).get("langgraph_node", ""))
        self._seen.append((node, messages))
        message = _as_message(self._next(node, messages))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _next(self, node: str, messages: list[BaseMessage]) -> Line:
        lines: Lines | None = self.script.get(node)
        if callable(lines):
            return lines(messages)
        at = self._spoken.get(node, 0)
        if lines is None or at >= len(lines):
            raise OutOfLines(f"the script has no line {at + 1} for node {node!r}")
        self._spoken[node] = at + 1
        return lines[at]


def _as_message(line: Line) -> AIMessage:
    if isinstance(line, Exception):
        raise line
    if isinstance(line, AIMessage):
        return line
    text = line if isinstance(line, str) else _as_json(line)
    words = len(text.split())
    usage = {"input_tokens": 100, "output_tokens": words, "total_tokens": 100 + words}
    return AIMessage(text, usage_metadata=usage, response_metadata={"finish_reason": "stop"})


def _as_json(line: BaseModel | dict[str, Any]) -> str:
    return line.model_dump_json() if isinstance(line, BaseModel) else json.dumps(line)
