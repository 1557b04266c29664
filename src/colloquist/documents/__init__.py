"""From documents to snippets: what is read, how it is split, and the corpus that conversations draw on."""

from colloquist.documents.corpus import Corpus, Duplicate
from colloquist.documents.problem import CorpusError, InputError, Unreadable
from colloquist.documents.reading import SUFFIXES, read

__all__ = ["SUFFIXES", "Corpus", "CorpusError", "Duplicate", "InputError", "Unreadable", "read"]
