"""Seeing how a conversation came about: watched while it is made, or played again from the journal of its run."""
