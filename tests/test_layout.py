"""The layout holds: imports go one way, names are the field's, files and functions stay small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import colloquist

ROOT = Path(__file__).parents[1]
PARTS = ("graphs", "nodes", "prompts", "state", "src/colloquist")
FILES = sorted({path.resolve() for part in PARTS for path in (ROOT / part).rglob("*.py")})
CATCH_ALLS = {"utils", "helpers", "common", "base", "manager", "misc", "core"}


def test_imports_go_one_way():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 kept, 0 broken" in ran.stdout


def test_no_module_is_a_catch_all():
    assert {path.stem for path in FILES} & CATCH_ALLS == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_says_what_it_is_and_its_functions_are_small(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "the first lines say what the module is"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.end_lineno - node.body[0].lineno + 1
            assert body <= 40, f"{node.name} has {body} lines"


def test_every_node_file_holds_the_node_of_its_name():
    from colloquist import nodes

    for name in nodes.__all__:
        assert getattr(nodes, name).__module__ == f"colloquist.nodes.{name}"


def test_public_names_are_sorted_and_all_there():
    assert colloquist.__all__ == sorted(colloquist.__all__, key=lambda name: (not name[0].isupper(), name))
    assert all(getattr(colloquist, name) is not None for name in colloquist.__all__)
    assert set(colloquist._HOMES) == set(colloquist.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        colloquist.nonsense  # noqa: B018


def test_importing_colloquist_loads_no_provider_and_no_reader():
    heavy = ["langchain_openai", "openai", "pypdf", "docx", "trafilatura", "pyarrow", "torch", "typer"]
    code = f"import colloquist, colloquist.run.generate, sys; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
