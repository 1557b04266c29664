"""What a comparison shows while it goes on: which step is how far, and what it is about to take."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import TaskID

from colloquist.cli.progress import counting, says
from colloquist.run.comparison.trial import Standing


@contextmanager
def watching(said: list[str]) -> Iterator[tuple[Callable[[Standing], object], Callable[[str], object]]]:
    """Show on stderr which step is how far, plain lines where there is no terminal; keep what was `said`."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(line: str) -> None:
        said.append(line)
        console.print(line, markup=False)

    if not console.is_terminal:
        yield _plain(say), say
        return
    with counting(console) as bar:
        tasks = dict[str, TaskID]()

        def watch(now: Standing) -> None:
            if now.step not in tasks:
                tasks[now.step] = bar.add_task(now.step, total=None, says="")
            bar.update(
                tasks[now.step], total=now.of, completed=now.done, says=says(now.tally) if now.tally else ""
            )

        yield watch, say


def _plain(say: Callable[[str], object]) -> Callable[[Standing], object]:
    ended = set[tuple[str, int]]()

    def watch(now: Standing) -> None:
        if now.done == now.of and (now.step, now.of) not in ended:
            ended.add((now.step, now.of))
            say(f"{now.step}: {now.done} of {now.of}" + (f"  {says(now.tally)}" if now.tally else ""))

    return watch
