"""Reading a reply: what counts as something the model said, and what it cost."""

import json
import re
from contextlib import suppress
from functools import lru_cache
from typing import TypeVar

from langchain_core.messages import AIMessage
from pydantic import BaseModel, ValidationError

from colloquist.models.failure import FailureKind, Unusable

Value = TypeVar("Value", bound=BaseModel)

# Some chat templates open the thinking in the prompt, so that a reply holds only its end.
_HALF_THOUGHT = re.compile(r"\A(?!\s*<think).*?^\s*</think>\s*?$", re.DOTALL | re.MULTILINE)
_THOUGHT = re.compile(r"\A(?:\s*<(think|thinking|reasoning)>.*?</\1>\s*)+", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"\A\s*<(think|thinking|reasoning)>", re.DOTALL)
_FINISHES: dict[str, tuple[FailureKind, str]] = {
    **dict.fromkeys(
        ("length", "max_tokens", "MAX_TOKENS"), ("truncated", "the reply was cut off at its length limit")
    ),
    **dict.fromkeys(("error", "abort"), ("truncated", "the reply broke off")),
    **dict.fromkeys(("content_filter", "SAFETY"), ("filtered", "the provider's content filter stopped the reply")),
}


def usable_text(message: AIMessage) -> str:
    """Return what the model said, without its thinking.

    Raises Unusable for a truncated, empty, refused or filtered reply.
    """
    finish = message.response_metadata.get("finish_reason") or message.response_metadata.get("stop_reason")
    if finish in _FINISHES:
        raise Unusable(*_FINISHES[finish])
    refusal = message.additional_kwargs.get("refusal")
    if refusal or finish == "refusal":
        raise Unusable("refused", f"the provider refused: {refusal or 'no reason given'}")
    text = _joined(message.content)
    if "</" in text:
        text = _THOUGHT.sub("", _HALF_THOUGHT.sub("", text))
    text = text.strip()
    if _OPEN_THOUGHT.match(text):
        raise Unusable("truncated", "the reply ended inside the model's thinking")
    if not text:
        raise Unusable("empty", "the reply was empty")
    return text


def read_json(text: str, schema: type[Value]) -> Value:
    """Return the object that `text` holds, bare, fenced or in prose.

    Raises Unusable, with what is wrong in words that a model can act on.
    """
    with suppress(ValidationError):
        return schema.model_validate_json(text)
    try:
        return schema.model_validate_json(_object_in(text))
    except ValidationError as error:
        raise Unusable("unreadable", f"not a valid {schema.__name__}: {_plainly(error)}") from None


def _object_in(text: str) -> str:
    """Return the first JSON object of `text`, or all of it where there is none to be told apart."""
    start = text.find("{")
    if start < 0 or text.startswith("["):
        return text
    try:
        return text[start : json.JSONDecoder().raw_decode(text, start)[1]]
    except json.JSONDecodeError:
        return text[start:]


def _plainly(error: ValidationError) -> str:
    lines = [f"{'.'.join(map(str, fault['loc'])) or 'the reply'}: {fault['msg']}" for fault in error.errors()[:5]]
    return "; ".join(lines)


def _joined(content: str | list[str | dict[str, object]]) -> str:
    if isinstance(content, str):
        return content
    parts = [p if isinstance(p, str) else str(p.get("text", "")) for p in content]
    return "".join(parts)


@lru_cache(maxsize=32)
def schema_format(schema: type[BaseModel]) -> dict[str, object]:
    """Return the strict `response_format` of a schema, in the subset that OpenAI accepts."""
    return {
        "type": "json_schema",
        "json_schema": {"name": schema.__name__, "strict": True, "schema": _strict(schema.model_json_schema())},
    }


@lru_cache(maxsize=32)
def schema_in_words(schema: type[BaseModel]) -> str:
    """Return an instruction that asks for the schema where a server cannot enforce it."""
    shape = json.dumps(_strict(schema.model_json_schema()), ensure_ascii=False)
    return f"Reply with one JSON object and nothing else. It must be valid for this JSON schema:\n{shape}"


def _strict(node: object) -> object:
    """Close every object, require every field and leave out the keywords strict servers refuse."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    left_out = {"title", "default", "minimum", "maximum", "minItems", "maxItems", "minLength"}
    shut: dict[str, object] = {
        key: _strict_values(value) if key in ("properties", "$defs") else _strict(value)
        for key, value in node.items()
        if key not in left_out
    }
    if shut.get("type") == "object" and "properties" in shut:
        shut |= {"required": list(node["properties"]), "additionalProperties": False}
    return {"$ref": shut["$ref"]} if "$ref" in shut else shut


def _strict_values(named: dict[str, object]) -> dict[str, object]:
    return {name: _strict(value) for name, value in named.items()}
