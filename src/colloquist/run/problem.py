"""What keeps a run from beginning or from going on: errors for the caller, each with what to do about it."""


class RunFolderError(ValueError):
    """A run folder that cannot be used; the message says why and what would do."""


class MadeOtherwise(RunFolderError):
    """A run folder that holds what another strategy, other settings or other prompts made."""


class RunStopped(RuntimeError):
    """A run that could only have failed on; what was done is kept and the same command goes on from it."""
