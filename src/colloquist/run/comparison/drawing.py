"""Drawing the snippets of a comparison: the documents are read once, and the same few go to every contestant."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import orjson

from colloquist.documents import Corpus, InputError
from colloquist.run.ended import EndedIds
from colloquist.run.intake import taken_in
from colloquist.run.lines import replace
from colloquist.run.order import Order
from colloquist.run.problem import RunFolderError
from colloquist.run.projection import places

DRAWN = "drawn.json"


class Drawn(NamedTuple):
    """The corpus that conversations may reach into, the ids of those they grow from, how many were wanted."""

    corpus: Corpus
    ids: list[str]
    wanted: int


async def draw(order: Order, out: Path, wanted: int) -> Drawn:
    """Return snippets evenly spread over the documents; those of an earlier call of the comparison stay.

    Raises InputError where there is none, RunFolderError where earlier ones are gone or more than wanted.
    """
    with closing(EndedIds(out)) as ended:
        corpus = (await taken_in(out, order.items, None, ended)).corpus
    try:
        ids = _ids(corpus)
        if not ids:
            raise InputError("there is no snippet to compare on")
        before = _before(out, ids, wanted)
        chosen = [ids[place] for place in spread(wanted, len(ids), [ids.index(id_) for id_ in before])]
    except BaseException:
        corpus.close()
        raise
    replace(out / DRAWN, [orjson.dumps({"of": len(ids), "snippets": chosen}, option=orjson.OPT_INDENT_2)])
    return Drawn(corpus, chosen, wanted)


def spread(wanted: int, whole: int, before: Sequence[int] = ()) -> list[int]:
    """Return `wanted` places out of `whole` in order, evenly spread, all of those `before` among them."""
    missing = min(wanted, whole) - len(before)
    free = [place for place in places(wanted, whole) if place not in before]
    chosen = [free[n] for n in places(missing, len(free))] if missing > 0 else []
    return sorted([*before, *chosen])


def pilots(ids: Sequence[str], sample: int) -> list[str]:
    """Return the few of the drawn snippets that are made first, to say what all will take."""
    return [ids[place] for place in places(sample, len(ids))]


def _ids(corpus: Corpus) -> list[str]:
    return [snippet.id for snippet in corpus]


def _before(out: Path, ids: Sequence[str], wanted: int) -> list[str]:
    if not (out / DRAWN).exists():
        return []
    try:
        before = [str(id_) for id_ in orjson.loads((out / DRAWN).read_bytes())["snippets"]]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise RunFolderError(f"{out / DRAWN}: damaged; restore it, or choose another folder") from None
    known = set(ids)
    if gone := [id_ for id_ in before if id_ not in known]:
        raise RunFolderError(
            f"{out}: this comparison was begun on snippet {gone[0]}, which is no longer in the documents: "
            "restore them, or choose another folder"
        )
    if len(before) > wanted:
        raise RunFolderError(
            f"{out}: this comparison was begun on {len(before)} snippets, not {wanted}: ask for as many or more, "
            "or choose another folder"
        )
    return before
