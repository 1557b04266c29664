"""A run as a LangSmith dataset, and back: one example per accepted conversation, under stable ids.

The question before the last answer is the input, the last answer the reference; the rest of the row is
metadata, so that a pulled file is the one that was pushed.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import orjson
from langsmith import Client
from langsmith.schemas import Example
from langsmith.utils import LangSmithError, LangSmithNotFoundError

from colloquist.run.derived import CONVERSATIONS
from colloquist.run.lines import replace, rows
from colloquist.run.tracing.door import Shut, client, knocked, said
from colloquist.run.tracing.problem import TraceError
from colloquist.run.tracing.sent import identity

TOGETHER = 100
"""Examples per request."""
MINUTE = 60_000
OURS = "colloquist"
"""The key under which an example keeps which run and which row it was."""


class Shelved(NamedTuple):
    """What a push of a dataset came to: how many examples were made, changed, and there already."""

    made: int
    changed: int
    there: int
    place: str


def push_dataset(run: str | Path, name: str) -> Shelved:
    """Put the accepted conversations of a run into the dataset `name`, which is made where there is none.

    Pushed again, each is the same example; one that was made anew since takes its place. Raises TraceError when
    LangSmith does not take them, RunFolderError when there is no run.
    """
    folder = Path(run)
    run_id = identity(folder)
    asked = _client()
    try:
        dataset = _dataset(asked, name)
        made = changed = there = 0
        numbered = enumerate(row for _, row in rows(folder / CONVERSATIONS))
        examples = (_example(row, number, run_id, dataset) for number, row in numbered)
        while batch := list(islice(examples, TOGETHER)):
            fresh, other = _put(asked, dataset, batch)
            made, changed, there = made + fresh, changed + other, there + len(batch) - fresh - other
    except (LangSmithError, OSError) as error:
        raise TraceError(f"dataset {name}: {asked.api_url} {said(error)}") from None
    return Shelved(made, changed, there, f"dataset {name} at {asked.api_url}")


def pull_dataset(name: str, path: str | Path) -> int:
    """Write the conversations of the dataset `name` to a file as they stood in their runs; return how many.

    Raises TraceError when there is no such dataset, or an example is no conversation.
    """
    asked = _client()
    try:
        examples = list(asked.list_examples(dataset_id=asked.read_dataset(dataset_name=name).id))
    except LangSmithNotFoundError:
        raise TraceError(f"there is no dataset {name} at {asked.api_url}") from None
    except (LangSmithError, OSError) as error:
        raise TraceError(f"dataset {name}: {asked.api_url} {said(error)}") from None
    told = [orjson.dumps(_row(example, name)) + b"\n" for example in sorted(examples, key=_place)]
    try:
        Path(path).resolve().parent.mkdir(parents=True, exist_ok=True)
        replace(Path(path), told)
    except OSError as error:
        raise TraceError(f"{path}: cannot be written ({error.strerror or error})") from None
    return len(told)


def _client() -> Client:
    try:
        return knocked(client(MINUTE))
    except Shut as shut:
        raise TraceError(f"LangSmith cannot be asked: {shut}") from None


def _dataset(asked: Client, name: str) -> UUID:
    try:
        dataset = asked.read_dataset(dataset_name=name)
    except LangSmithNotFoundError:
        dataset = asked.create_dataset(name, description="Conversations made by colloquist")
    return UUID(str(dataset.id))


def _put(asked: Client, dataset: UUID, batch: list[dict[str, Any]]) -> tuple[int, int]:
    """Make the examples that are not there, change those that are not the same; return how many of both."""
    ids = [example["id"] for example in batch]
    there = {str(one.id): one for one in asked.list_examples(dataset_id=dataset, example_ids=ids)}
    fresh = [one for one in batch if one["id"] not in there]
    changed = [one for one in batch if one["id"] in there and not _same(one, there[one["id"]])]
    if fresh:
        asked.create_examples(dataset_id=dataset, examples=[_created(one) for one in fresh])
    if changed:
        asked.update_examples(dataset_id=dataset, updates=changed)
    return len(fresh), len(changed)


def _example(row: dict[str, Any], number: int, run: str, dataset: UUID) -> dict[str, Any]:
    id_ = row["meta"]["id"]
    return {
        "id": str(uuid5(dataset, f"{run}/{id_}")),
        "inputs": {"messages": row["messages"][:-1]},
        "outputs": {"messages": row["messages"][-1:]},
        "metadata": {**row["meta"], OURS: {"run": run, "row": number}},
    }


def _created(example: dict[str, Any]) -> dict[str, Any]:
    """Return an example as one that is to be made names its parts."""
    return {("reference_outputs" if key == "outputs" else key): value for key, value in example.items()}


def _same(example: dict[str, Any], there: Example) -> bool:
    kept = {"inputs": there.inputs, "outputs": there.outputs, "metadata": _own(there.metadata)}
    return all(example[key] == kept[key] for key in kept)


def _own(metadata: dict[str, Any] | None) -> dict[str, Any]:
    """Return metadata without what the server adds to it."""
    return {key: value for key, value in (metadata or {}).items() if key != "dataset_split"}


def _place(example: Example) -> tuple[str, int]:
    ours = (example.metadata or {}).get(OURS) or {}
    return str(ours.get("run", "")), int(ours.get("row", 0))


def _row(example: Example, name: str) -> dict[str, Any]:
    said = [*_messages(example.inputs), *_messages(example.outputs)]
    if not said:
        raise TraceError(f"dataset {name}: example {example.id} is no conversation (it has no messages)")
    meta = {key: value for key, value in _own(example.metadata).items() if key != OURS}
    return {"messages": said, "meta": meta}


def _messages(part: dict[str, Any] | None) -> Iterator[Any]:
    found: Iterable[Any] = (part or {}).get("messages") or ()
    return iter(found)
