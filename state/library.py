"""The library: where a conversation finds more ground to stand on than its own snippet."""

from typing import Protocol

from colloquist.state.snippet import Snippet


class Library(Protocol):
    """Anything that can name the neighbours of a snippet and what else speaks of a subject."""

    def neighbours(self, snippet: Snippet) -> list[Snippet]:
        """Return the snippets next to this one in its document, nearest first."""
        ...

    def related(self, query: str, limit: int) -> list[Snippet]:
        """Return at most `limit` snippets that speak of `query`, best first, in a repeatable order."""
        ...


class NoLibrary:
    """A library without books: the conversation keeps to its snippet."""

    def neighbours(self, snippet: Snippet) -> list[Snippet]:
        """Return nothing."""
        return []

    def related(self, query: str, limit: int) -> list[Snippet]:
        """Return nothing."""
        return []
