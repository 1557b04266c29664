"""A run by batch: its requests wait at a desk, are handed in together at half the price, and answered in a day.

The conversations know nothing of it. A shelf in the run folder keeps what was handed in and what came
back, so that a run that was killed at any instant takes up its batches again and asks for nothing twice.
"""
