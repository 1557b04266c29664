"""What a contestant made of a snippet: its record, and what the reader noted down of its accepted paths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from colloquist.state.reading import CLAIMS, ExchangeRead, PathReading
from colloquist.state.record import Record


@dataclass(frozen=True)
class Made:
    """A record and its readings by path id; a path that no reader could read has none."""

    record: Record
    readings: Mapping[str, PathReading]

    @property
    def read(self) -> list[PathReading]:
        """The readings there are."""
        return list(self.readings.values())

    def says(self, *kinds: str) -> int:
        """Count the sentences of the answers that say something of these kinds; of none, all claims."""
        wanted = kinds or CLAIMS
        return sum(one.says in wanted for reading in self.read for one in reading.sentences)

    def exchanges(self) -> Iterator[ExchangeRead]:
        """Yield what was noted down of every exchange."""
        return (one for reading in self.read for one in reading.exchanges)

    def beyond(self, *kinds: str) -> int:
        """Count the exchanges in which what the sources do not settle was met in one of these ways."""
        return sum(one.beyond in kinds for one in self.exchanges())

    def messages(self) -> list[list[dict[str, str]]]:
        """Return the accepted paths as messages."""
        return [[turn.message for turn in self.record.path_turns(path)] for path in self.record.accepted]

    def words(self, role: str = "assistant") -> tuple[int, int]:
        """Return the words of all turns of a role on accepted paths, and how many turns there are."""
        texts = [m["content"] for path in self.messages() for m in path if m["role"] == role]
        return sum(len(text.split()) for text in texts), len(texts)
