"""Running graphs: one conversation, or a whole corpus into a folder."""

from colloquist.run.converse import aconverse, astream, converse, stream
from colloquist.run.folder import RunFolderError, read_records
from colloquist.run.generate import Outcome, RunStopped, agenerate, generate
from colloquist.run.tally import Tally

__all__ = [
    "Outcome",
    "RunFolderError",
    "RunStopped",
    "Tally",
    "aconverse",
    "agenerate",
    "astream",
    "converse",
    "generate",
    "read_records",
    "stream",
]
