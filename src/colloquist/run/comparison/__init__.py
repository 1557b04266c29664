"""Comparing strategies, prompts or models: the same snippets through each, read and counted alike."""
