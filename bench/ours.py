"""Colloquist as a user runs it: documents in, a folder of conversations out, nothing left out."""

import argparse
import tempfile

from metering import main

from colloquist.run.generate import agenerate


async def work(options: argparse.Namespace, conversations: int) -> None:
    """Grow so many conversations into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = await agenerate(
            options.corpus,
            f"{folder}/run",
            model="bench",
            base_url=f"{options.url}/v1",
            limit=conversations,
            concurrency=options.in_flight,
            words=2000,
        )
    # The server's texts are drawn, and once in a while two of a path come out nearly alike.
    assert outcome.counts["done"] + outcome.counts["rejected"] == conversations, outcome.manifest


if __name__ == "__main__":
    main(work)
