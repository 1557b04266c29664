"""The README is true: its code runs, its tree is the repository's, its options exist.

Called as a program it writes the tree anew.
"""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
WIDTH = 104
PARTS = {
    "graphs": "the strategies: one file each; the only place with edges",
    "nodes": "the steps of a conversation; a node returns facts",
    "prompts": "the words: one Markdown file per prompt",
    "state": "what is true of a conversation; imports nothing of ours",
    "src/colloquist/models": "who speaks",
    "src/colloquist/documents": "from files to snippets",
    "src/colloquist/run": "one conversation, or a whole corpus",
    "src/colloquist/show": "what a person sees",
    "src/colloquist/cli": "the command line",
}
FOLDERS = {
    "src/colloquist/answers": "whether two final answers are the same by value",
    "notebooks": "run them without a key",
    "examples": "twelve documents to try it on",
    "docs": "a page per subject, and one per strategy",
    "tests": "one folder per part",
    "bench": "what a figure in the docs was measured with",
}
CITED = re.compile(r" \([^)]*\d{4}\.\d{5}[^)]*\)")


def tree() -> str:
    """Return the repository in a line per file or folder of a part, in the words of its modules."""
    lines = []
    for part, what in PARTS.items():
        lines.append(f"{part + '/':26}{what}")
        for path in sorted((ROOT / part).glob("*.py")):
            if path.stem != "__init__":
                lines.append(f"  {path.name:24}{first_words(path)}")
        for path in sorted((ROOT / part).glob("*/__init__.py")):
            lines.append(f"  {path.parent.name + '/':24}{first_words(path)}")
    return "\n".join([*lines, *(f"{folder + '/':26}{what}" for folder, what in FOLDERS.items())])


def first_words(path: Path) -> str:
    """Return what a module's first line says of it, without papers, shortened where it can be.

    What stands before a colon is left out where it only says the name of the file again.
    """
    said = (ast.get_docstring(ast.parse(path.read_text())) or "").splitlines()[0].rstrip(".:")
    said = CITED.sub("", said)
    subject, _, rest = said.partition(": ")
    names = {*path.stem.split("_"), "a", "the", "run", "strategy"}
    if rest and {word.lower() for word in subject.split()} <= names:
        said = rest
    if re.match(r"[A-Z][a-z]*\b(?!-)", said):
        said = said[0].lower() + said[1:]
    if len(said) <= WIDTH:
        return said
    return said[: max(said.rfind(sign, 0, WIDTH) for sign in (", ", "; ", ": "))]


def written() -> str:
    """Return the tree as it stands in the README."""
    found = re.search(r"<!-- tree -->\n```\n(.*?)\n```", README.read_text(), re.DOTALL)
    return found[1] if found else ""


def test_the_tree_is_the_repositorys():
    assert written() == tree(), "python tests/test_readme.py writes it anew"


def test_the_row_in_the_readme_is_what_the_demo_writes(tmp_path, monkeypatch):
    import colloquist as cq

    monkeypatch.chdir(ROOT)
    row, turn = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", README.read_text(), re.DOTALL))
    cq.generate("examples", out=tmp_path / "run")
    rows = map(json.loads, (tmp_path / "run" / "conversations.jsonl").read_text().splitlines())
    made = next(one for one in rows if one["meta"]["id"] == row["meta"]["id"])
    assert made["messages"][: len(row["messages"])] == row["messages"]
    assert len(made["messages"]) == len(row["messages"]) + 6
    assert row["meta"].items() <= made["meta"].items()
    record = next(one for one in cq.read_records(tmp_path / "run") if row["meta"]["id"].startswith(one.id))
    told = next(one for one in record.turns if one.id == turn["id"]).model_dump(mode="json")
    assert {name: told[name] for name in turn} == turn


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL))
def test_a_block_of_python_runs(block):
    names: dict[str, object] = {}
    exec(compile(block, "README.md", "exec"), names)
    if "build" in names:
        import colloquist as cq

        text = "Water boils sooner on a mountain. That is because the air presses on it less there than below."
        assert cq.converse(text, strategy=names["build"](), max_turns=4).status == "done"


def test_every_option_it_names_exists():
    told = "".join(help_of(command) for command in ("generate", "compare", "trace"))
    for option in set(re.findall(r"`(--[a-z-]+)", README.read_text())):
        assert option in told, option


def help_of(command: str) -> str:
    """Return what a command says of itself."""
    call = [sys.executable, "-c", "from colloquist.cli import main; main()", command, "--help"]
    environment = {"COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(call, capture_output=True, text=True, check=True, env=environment).stdout


if __name__ == "__main__":
    text = README.read_text()
    README.write_text(
        re.sub(r"<!-- tree -->(\n```.*?```)?", f"<!-- tree -->\n```\n{tree()}\n```", text, flags=re.DOTALL)
    )
