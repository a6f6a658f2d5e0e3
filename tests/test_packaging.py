"""The sdist and the wheel: built from each other as a packager does, installed into a fresh environment, and run."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from multisite_tui import __version__

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "multisite_tui"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FOLDERS = ("multisite_tui", "docs", "examples", "schema")
FILES = ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "CHANGELOG.md", "DESIGN.md", "screens.md")
BUILD = "import sys; from setuptools import build_meta; getattr(build_meta, f'build_{sys.argv[1]}')(sys.argv[2])"
CHANGES_PRESENT = 10
BROUGHT_ALONG = {"awscrt", "pydantic_core"}
"""What comes with a library that is declared, in the release that it needs: with botocore[crt], and with pydantic."""


def build(kind: str, source: Path, into: Path) -> Path:
    """Build in another folder than this one, where nothing is left of an earlier build."""
    into.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", BUILD, kind, str(into)], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packaging")
    source = folder / "source"
    source.mkdir()
    for name in FOLDERS:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, source)
    (source / "tests").mkdir()
    shutil.copy(__file__, source / "tests")
    return build("sdist", source, folder / "sdist")


@pytest.fixture(scope="module")
def wheel(sdist: Path) -> Path:
    """The wheel, from the unpacked sdist: what that lacks, the wheel lacks."""
    folder = sdist.parents[1]
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (source,) = (folder / "unpacked").iterdir()
    return build("wheel", source, folder / "wheel")


@pytest.fixture(scope="module")
def program(wheel: Path) -> Path:
    """The command, installed into an environment of its own that borrows the libraries of this one."""
    home = wheel.parents[1] / "environment"
    venv.create(home, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, env=environment(), check=True)
    (site_packages,) = home.glob("lib/python*/site-packages")
    (site_packages / "borrowed.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    return home / "bin" / "multisite-tui"


def environment(**more: str) -> dict[str, str]:
    """Return this environment without what leads Python and AWS elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "AWS_"))} | more


def run(program: Path, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *words],
        cwd=folder,
        env=environment(HOME=str(folder), AWS_EC2_METADATA_DISABLED="true"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_all_of_the_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix in (".py", ".tcss", ".json", ".typed")
    }
    info = f"multisite_tui-{__version__}.dist-info"
    assert {name for name in names if not name.startswith(info)} == wanted
    assert {"multisite_tui/py.typed", "multisite_tui/wizard/wizard.tcss", f"{info}/licenses/LICENSE"} <= names


def test_each_kind_of_file_of_the_package_is_known_here() -> None:
    kinds = {path.suffix for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert kinds == {".py", ".tcss", ".json", ".typed", ".md"}  # RULES.md is for those who work on it


def test_the_sdist_holds_what_the_readme_links_to_and_no_tests(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert not [name for name in names if name.startswith("tests")]
    for name in FILES:
        assert name in names
    links = re.findall(r"\]\(([^):#]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {link.rstrip("/") for link in links if not link.startswith("tests/")} <= names


def test_the_metadata_names_licence_versions_and_the_extra(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"multisite_tui-{__version__}.dist-info/METADATA").decode()
    head = metadata.partition("\n\n")[0].splitlines()
    for line in ("License-Expression: MIT", "Requires-Python: >=3.11", "Provides-Extra: demo"):
        assert line in head
    for minor in range(11, 15):
        assert f"Classifier: Programming Language :: Python :: 3.{minor}" in head
    assert (
        "Project-URL" not in metadata.partition("\n\n")[0]
    )  # it has no page yet; a wrong one would be worse than none


def test_the_installed_wheel_runs(program: Path, tmp_path: Path) -> None:
    version = run(program, "--version", folder=tmp_path)
    assert (version.returncode, __version__ in version.stdout) == (0, True), version.stderr
    assert run(program, "--help", folder=tmp_path).stdout.startswith("Usage: multisite-tui")
    words = ("--demo", "--state-dir", str(tmp_path / "state"), "--plan")
    planned = run(program, *words, "--answers", str(ROOT / "examples" / "main-io.yaml"), folder=tmp_path)
    assert planned.returncode == CHANGES_PRESENT, planned.stderr
    assert "https://" not in planned.stderr
    assert "Plan for main-io" in planned.stdout
    shown = subprocess.run(
        [program.with_name("python"), "-c", "import multisite_tui; print(multisite_tui.__file__)"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(shown.stdout).is_relative_to(program.parents[1])


def declared(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", one)[0].lower() for one in requirements}


@pytest.mark.parametrize("room", ["demo", "everything else"])
def test_every_library_that_is_imported_is_declared(room: str) -> None:
    demo = PACKAGE / "demo"
    known = declared(PROJECT["dependencies"])
    modules = sorted(PACKAGE.rglob("*.py"))
    if room == "demo":
        known |= declared(PROJECT["optional-dependencies"]["demo"])
        modules = [path for path in modules if path.is_relative_to(demo)]
    else:
        modules = [path for path in modules if not path.is_relative_to(demo)]
    provided = packages_distributions()
    names = {name for path in modules for name in imported(path)} - sys.stdlib_module_names - {"multisite_tui"}
    undeclared = {
        name: provided.get(name, [])
        for name in names
        if not name.startswith("mypy_boto3_") and not known & {one.lower() for one in provided.get(name, [])}
    }
    assert "botocore[crt]" in " ".join(PROJECT["dependencies"])
    assert undeclared.keys() == (set() if room == "demo" else BROUGHT_ALONG)


def imported(path: Path) -> set[str]:
    """Return the first names of what a module imports; also of what only a type checker imports (`mypy_boto3_`)."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found
