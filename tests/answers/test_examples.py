"""Every example is a file that works."""

from pathlib import Path

import jsonschema
import pytest

from multisite_tui.answers import dump, load, load_file, schema

from .test_answers_properties import data_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path):
    loaded = load_file(path)
    assert loaded.warnings == ()
    assert load(dump(loaded.setup), "dumped.yaml").setup == loaded.setup
    for text in (path.read_text("utf-8"), dump(loaded.setup)):
        jsonschema.Draft202012Validator(schema()).validate(data_of(text))


def test_the_reference_case():
    setup = load_file(next(path for path in EXAMPLES if path.stem == "main-io")).setup
    assert [(site.domain, site.port, site.load_balancer) for site in setup.sites] == [
        ("main.io", 6402, "to-main"),
        ("sub.main.io", 6403, "to-sub"),
    ]
    assert setup.name == "main-io"
    assert [site.dns.replace for site in setup.sites] == [True, False]


def test_there_are_examples():
    assert {path.stem for path in EXAMPLES} >= {
        "main-io",
        "shortest",
        "full",
        "several-instances",
        "http-only",
        "korean",
    }
