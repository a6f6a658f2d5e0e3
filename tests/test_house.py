"""The house keeps its shape: what loads when, who may look at whom, and that everything public says what it is."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from multisite_tui.aws.permissions import PERMISSIONS, ROWS
from multisite_tui.aws.policy_statements import LOOK

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "multisite_tui"
MODULES = sorted(PACKAGE.rglob("*.py"))
CLOUD = {"boto3", "botocore", "moto", "textual"}

PROBE = """
import sys
import tokenize
sys.argv = ["multisite-tui", *sys.argv[1:]]
try:
    from multisite_tui.cli import main
    main()
finally:
    print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@cache
def run(*arguments: str) -> tuple[int, str, frozenset[str]]:
    """Run the program in a fresh interpreter; return its exit code, its stdout and the packages that it loaded."""
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    loaded = next(line for line in ended.stderr.splitlines() if line.startswith("LOADED"))
    return ended.returncode, ended.stdout, frozenset(loaded.split()[1:])


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("answers") / "wrong.yaml"
    path.write_text("schema: 1\nsites: [{domain: main.io, port: 70000}]\n")
    return str(path)


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("list", "--help"), ("schema",)])
def test_what_needs_no_cloud_and_no_screen_loads_neither(arguments: tuple[str, ...]) -> None:
    code, output, loaded = run(*arguments)
    assert (code, bool(output)) == (0, True)
    assert loaded & CLOUD == set()


def test_refusing_a_wrong_answers_file_loads_neither(wrong: str) -> None:
    code, output, loaded = run("--answers", wrong)
    assert (code, output) == (2, "")
    assert loaded & CLOUD == set()
    assert "pydantic" in loaded


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_and_version_load_neither_model_nor_pen(arguments: tuple[str, ...]) -> None:
    _, _, loaded = run(*arguments)
    assert loaded & {"pydantic", "rich", "ruamel", "dns", "idna", "platformdirs"} == set()


@pytest.mark.parametrize("module", ["multisite_tui", "multisite_tui.aws", "multisite_tui.demo", "multisite_tui.engine"])
def test_a_package_imports_nothing_of_ours_by_itself(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(name for name in sys.modules if name.startswith('multisite_tui')))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(ended.stdout.split()) == {"multisite_tui", module}


@pytest.mark.parametrize("module", ["aws.facts.facts", "aws.resources.records", "plan.planner", "engine.run"])
def test_a_room_can_be_imported_without_boto3(module: str) -> None:
    code = f"import sys, multisite_tui.{module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(ended.stdout.split()) & CLOUD == set()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_nothing_is_asserted_in_the_program() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_everything_public_says_what_it_is() -> None:
    silent = [f"{path.relative_to(ROOT)}:{name}" for path in MODULES for name in _silent(tree_of(path), "module")]
    assert silent == []


def _silent(node: ast.Module | ast.ClassDef | ast.FunctionDef, name: str) -> list[str]:
    found = [] if ast.get_docstring(node) else [name]
    for inner in node.body if not isinstance(node, ast.FunctionDef) else ():
        if isinstance(inner, ast.ClassDef | ast.FunctionDef) and not inner.name.startswith("_"):
            found += _silent(inner, inner.name)
    return found


def test_imports_keep_their_contracts() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    ended = subprocess.run([lint, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_no_two_files_import_each_other_by_any_way_round() -> None:
    """`lint-imports` looks at rooms; a circle of files inside one is found here, one for type checkers alone too."""
    grimp = pytest.importorskip("grimp", reason="grimp comes with import-linter, which is not installed")
    house = grimp.build_graph("multisite_tui", exclude_type_checking_imports=False, cache_dir=None)
    left = {file: set(house.find_modules_directly_imported_by(file)) for file in house.modules}
    while leaves := {file for file, imported in left.items() if not imported & left.keys()}:
        left = {file: imported for file, imported in left.items() if file not in leaves}
    assert sorted(left) == []


def test_the_table_of_permissions_holds_every_call_of_the_program_and_no_other() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (PACKAGE / "aws").rglob("*.py"))
    reads = set(re.findall(r'translated\("([a-z0-9]+:[A-Za-z]+)"\)', source)) - {"sts:GetCallerIdentity"}
    writes = {":".join(found) for found in re.findall(r'(?:Call|cls)\(\s*"([a-z0-9]+)", "([A-Za-z]+)"', source)}
    assert len(reads) > 15
    assert len(writes) > 20
    assert {call for call, row in PERMISSIONS.items() if row.statements == (LOOK,)} == reads
    assert PERMISSIONS.keys() == reads | writes
    assert len(ROWS) == len(PERMISSIONS)


LAYERS = ("facts", "effects", "resources", "removals")
"""Rooms of `aws` that repeat a noun on purpose: one file reads it, one changes it, one removes it."""


def test_no_two_classes_have_one_name() -> None:
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in tree_of(path).body:  # a class inside another, such as a Textual message, has its owner's name too
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert len(places) > 100
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_two_files_of_a_room_have_one_name() -> None:
    places: dict[tuple[str, str], list[str]] = {}
    for path in MODULES:
        room, *folders = path.relative_to(PACKAGE).parts
        if folders and path.name != "__init__.py":
            layer = next((one for one in reversed(folders) if room == "aws" and one in LAYERS), "")
            places.setdefault((f"{room}/{layer}".rstrip("/"), path.name), []).append(str(path.relative_to(PACKAGE)))
    assert len(places) > 100
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


RIDDLES = re.compile(r"(?i)\b(wears?|told of|tells? of|the deed|by which|whoever|verdicts?|riddles?)\b")
"""Each cost a second reading: "told of" is reported, "wears" is validated by, "the deed" is the run, a verdict
is a check; "by which" and "whoever" turn a sentence round. An engineer searches for the term."""


def test_docstrings_and_comments_use_the_terms_of_the_field() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in MODULES
        for line, text in _prose(path)
        if RIDDLES.search(text)
    ]
    assert found == []


def test_the_words_that_make_a_riddle_are_found_in_docstrings_and_in_comments(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text('"""Whoever asks."""\nLIMIT = 1  # is told of it\n"""A limit."""\ntext = "a verdict for people"\n')
    assert [line for line, text in _prose(path) if RIDDLES.search(text)] == [1, 2]


def _prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file's docstrings and comments; its other strings may be sentences for people."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from enumerate(node.value.value.split("\n"), node.lineno)
    with path.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
