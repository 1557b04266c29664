"""The input of every measurement: rows of consecutive sentences of the example documents, no two alike."""

import json
import random
import re
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
LENGTH = 10  # sentences of a snippet


def write_corpus(path: Path, number: int) -> None:
    """Write `number` rows with a column `text`."""
    texts = [file.read_text() for file in sorted(EXAMPLES.iterdir()) if file.suffix in (".md", ".txt")]
    pages = [re.split(r"(?<=[.?!])\s+", " ".join(text.split())) for text in texts]
    chance = random.Random(0)
    with path.open("w") as file:
        for n in range(number):
            page = pages[n % len(pages)]
            at = chance.randrange(len(page) - LENGTH)
            said = [f"This is note {n} of {number}.", *page[at : at + LENGTH]]
            file.write(json.dumps({"text": " ".join(said)}) + "\n")
