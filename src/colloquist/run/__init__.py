"""Running graphs: one conversation, or a whole corpus into a folder."""
