"""Other people's schemas: a valid object of the least size, with the passage's sentences for its words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

Schema = Mapping[str, Any]
_DEEPEST = 6


def filled(schema: Schema, sentences: Sequence[str]) -> Any:
    """Return a value that is valid for a JSON schema."""
    words = cycle(sentences or ["Nothing was given to go on."])
    return _value(schema, schema.get("$defs") or schema.get("definitions") or {}, words, 0)


def _value(node: Schema, named: Mapping[str, Schema], words: Iterator[str], depth: int) -> Any:
    node = _resolved(node, named)
    if "const" in node:
        return node["const"]
    if node.get("enum"):
        return node["enum"][0]
    if "default" in node:
        return node["default"]
    options = node.get("anyOf") or node.get("oneOf")
    if options:
        return _value(_simplest(options, depth), named, words, depth)
    return _typed(node, named, words, depth)


def _typed(node: Schema, named: Mapping[str, Schema], words: Iterator[str], depth: int) -> Any:
    kind = node.get("type", "object" if "properties" in node else "string")
    kind = next(k for k in kind if k != "null") if isinstance(kind, list) else kind
    if kind == "object":
        wanted = node.get("required") or []
        properties = node.get("properties", {})
        return {key: _value(properties.get(key, {}), named, words, depth + 1) for key in wanted}
    if kind == "array":
        return [_value(node.get("items", {}), named, words, depth + 1) for _ in range(_items(node, depth))]
    if kind in ("integer", "number"):
        return _number(node, kind)
    if kind == "boolean":
        return False
    return None if kind == "null" else _words(node, words)


def _items(node: Schema, depth: int) -> int:
    return int(node.get("minItems", 1 if depth <= _DEEPEST and _plain(node) else 0))


def _plain(node: Schema) -> bool:
    return bool(node.get("items", {}).get("type") == "string")


def _number(node: Schema, kind: str) -> float | int:
    least = node.get(
        "minimum", node.get("exclusiveMinimum", 0 if node.get("maximum", 1) >= 0 else node["maximum"])
    )
    value = least + 1 if "exclusiveMinimum" in node and "minimum" not in node else least
    return int(value) if kind == "integer" else float(value)


def _words(node: Schema, words: Iterator[str]) -> str:
    text = next(words)
    text = text[: int(node["maxLength"])] if "maxLength" in node else text
    return text.ljust(int(node.get("minLength", 0)), ".")


def _resolved(node: Schema, named: Mapping[str, Schema]) -> Schema:
    for _ in range(_DEEPEST):
        if "$ref" in node:
            node = named.get(str(node["$ref"]).rsplit("/", 1)[-1], {})
        elif len(node.get("allOf", ())) == 1:
            node = node["allOf"][0]
    return node


def _simplest(options: Sequence[Schema], depth: int) -> Schema:
    null = next((option for option in options if option.get("type") == "null"), None)
    return null if null is not None else options[0]
