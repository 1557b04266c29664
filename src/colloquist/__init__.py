"""colloquist."""
