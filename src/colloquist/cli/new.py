"""`colloquist new`: a strategy of one's own, in one file that runs at once."""

import keyword
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from colloquist.cli.strategy_file import copied, first_draft
from colloquist.graphs import StrategyError, strategies

Name = Annotated[str, typer.Argument(help="Name of the strategy, and of its file.")]
Folder = Annotated[Path, typer.Option("--in", help="Folder that the file is written to.")]
From = Annotated[str | None, typer.Option("--from", help="Begin with a copy of this strategy of the box.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file of that name.")]


def new(name: Name, folder: Folder = Path(), base: From = None, force: Force = False) -> None:
    """Write a strategy file with everything in it that there is to edit, and say what comes next."""
    _check(name, base)
    path = folder / f"{name}.py"
    if path.exists() and not force:
        raise StrategyError(
            f"{path}: there is such a file already: choose another name, or --force writes over it"
        )
    try:
        path.write_text(copied(name, base) if base else first_draft(name), encoding="utf-8")
    except OSError as error:
        raise StrategyError(f"{path}: cannot be written ({error.strerror or error})") from None
    typer.echo(_next(path, name))


def _check(name: str, base: str | None) -> None:
    """Raise StrategyError for a name that no module can have, or that is taken."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise StrategyError(
            f"{name!r} cannot name a Python file: letters, digits and _ are wanted, a letter first"
        )
    if name in sys.stdlib_module_names:
        raise StrategyError(
            f"{name}.py would stand in the way of Python's own {name}; choose another name, such as my_{name}"
        )
    if name in strategies():
        raise StrategyError(f"{name} is a strategy of the box; choose another name, such as my_{name}")
    if base is not None and base not in strategies():
        raise StrategyError(f"no strategy is called {base!r}; --from takes one of: {', '.join(strategies())}")


def _next(path: Path, name: str) -> str:
    """Return the commands that come next, as they can be typed."""
    file, there = shlex.quote(str(path)), Path("examples").is_dir()
    documents = "examples" if there else "DOCUMENTS"
    lines = [
        f"{path} is a strategy and runs as it stands. Edit it; these show what it does:",
        "",
        f"  colloquist graph {file}",
        f"  colloquist generate {documents} --strategy {file} --out runs/{name} --limit 5",
        f"  colloquist show runs/{name}",
        f"  colloquist trace runs/{name}",
        f"  colloquist compare conversation {file} --on {documents} --out runs/compared --snippets 5",
    ]
    if not there:
        lines += ["", "DOCUMENTS is a file or folder of yours. Without --model, the model in the box speaks."]
    return "\n".join(lines)
