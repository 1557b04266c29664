"""Data Designer at the rivals' job: one custom column that makes seven dependent calls per row, its quickest way.

Run by the interpreter of an environment of its own, where `data-designer` is installed; it imports
nothing of colloquist. Prompts are short, each holds the snippet and the replies before it.
"""

import argparse
import logging
import tempfile
from typing import Any

import data_designer.config as dd
from data_designer.interface import DataDesigner

CALLS = 7


@dd.custom_column_generator(required_columns=["text"], model_aliases=["bench"])
async def conversation(row: dict[str, Any], generator_params: None, models: dict[str, Any]) -> dict[str, Any]:
    """Ask the model seven times, each time with all that was said before."""
    said: list[str] = []
    for _ in range(CALLS):
        reply, _trace = await models["bench"].agenerate(prompt="\n\n".join([row["text"], *said]))
        said.append(reply)
    row["conversation"] = said
    return row


def main() -> None:
    """Make the rows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("corpus")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    provider = dd.ModelProvider(name="bench", endpoint=f"{options.url}/v1", api_key="none-needed")
    asked = dd.ChatCompletionInferenceParams(max_parallel_requests=options.in_flight, timeout=60)
    model = dd.ModelConfig(
        alias="bench", model="bench", provider="bench", inference_parameters=asked, skip_health_check=True
    )
    builder = dd.DataDesignerConfigBuilder(model_configs=[model])
    builder.with_seed_dataset(dd.LocalFileSeedSource(path=options.corpus))
    builder.add_column(dd.CustomColumnConfig(name="conversation", generator_function=conversation))
    with tempfile.TemporaryDirectory() as folder:
        made = DataDesigner(artifact_path=folder, model_providers=[provider]).create(
            builder, num_records=options.rows
        )
        assert len(made.load_dataset()) == options.rows


if __name__ == "__main__":
    main()
