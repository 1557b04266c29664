"""The cheap checks: what code alone can see of a finished path, before any verifier is paid for.

Each check is a function in a file of its own that reads a `Transcript` and yields findings; CHECKS is the
order they run in. They see form, numbers, units, dates and names. They do not see a negation, a swapped
relation, a false generalisation or an invention without a name or a number in it: that is the verifier's work.
"""

from collections.abc import Callable, Iterable, Sequence

from colloquist.nodes.checks.alternation import alternation
from colloquist.nodes.checks.days import days
from colloquist.nodes.checks.figures import figures
from colloquist.nodes.checks.identities import identities
from colloquist.nodes.checks.labels_fit import labels_fit
from colloquist.nodes.checks.naming import naming
from colloquist.nodes.checks.overlap import overlap
from colloquist.nodes.checks.parting import last_goodbyes, parting
from colloquist.nodes.checks.persona_leak import persona_leak
from colloquist.nodes.checks.prompt_leak import prompt_leak
from colloquist.nodes.checks.repetition import repetition
from colloquist.nodes.checks.role_echo import role_echo
from colloquist.nodes.checks.source_talk import source_talk
from colloquist.nodes.checks.sums import sums
from colloquist.nodes.checks.tics import Tic, tics
from colloquist.nodes.checks.tongue import tongue
from colloquist.nodes.checks.transcript import Speaker, Transcript
from colloquist.nodes.checks.truncation import truncation
from colloquist.nodes.checks.voices import voices
from colloquist.state.dialogue import Turn
from colloquist.state.finding import Finding
from colloquist.state.persona import Persona
from colloquist.state.snippet import Snippet

Check = Callable[[Transcript], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (
    alternation,
    repetition,
    role_echo,
    prompt_leak,
    source_talk,
    truncation,
    tongue,
    parting,
    voices,
    identities,
    persona_leak,
    labels_fit,
    figures,
    days,
    naming,
    sums,
    overlap,
)
BLOCKING = ("reject", "repair")

__all__ = [
    "BLOCKING",
    "CHECKS",
    "Check",
    "Finding",
    "Speaker",
    "Tic",
    "Transcript",
    "check_path",
    "last_goodbyes",
    "tics",
]


def check_path(
    turns: Sequence[Turn],
    sources: Sequence[Snippet],
    persona: Persona | None = None,
    language: str = "en",
    speakers: Sequence[Speaker] = (),
) -> list[Finding]:
    """Return what the cheap checks find on one path, root to leaf, in the order of CHECKS.

    `sources` are the snippets that the path has met; `persona` is whoever asks, or None; `speakers` are those
    who speak for the user where it is not one person. Nothing is raised for what is odd in a text, and no
    model is asked.
    """
    path = Transcript(turns, sources, persona, language, speakers)
    return [finding for check in CHECKS for finding in check(path)]
