"""Every example is a file that works."""

import re
from pathlib import Path

import jsonschema
import pytest

from multisite_tui.answers import dump, load, load_file, schema
from multisite_tui.model.base import Part
from multisite_tui.model.health_checks import HealthCheck
from multisite_tui.model.listeners import Listener
from multisite_tui.model.maintenance import Maintenance
from multisite_tui.model.records import Dns, Verify
from multisite_tui.model.security_groups import NewSecurityGroup
from multisite_tui.model.setup import Expect, Setup
from multisite_tui.model.shared import SharedBalancer
from multisite_tui.model.sites import Site
from multisite_tui.model.waits import Waits

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
        "shared",
        "korean",
    }


def _keys(part: type[Part]) -> set[str]:
    return {(info.alias or name) for name, info in part.model_fields.items()}


def test_the_full_examples_and_the_document_have_every_key():
    full = "\n".join(path.read_text("utf-8") for path in EXAMPLES if path.stem in ("full", "shared"))
    document = (Path(__file__).parents[2] / "docs" / "answers.md").read_text("utf-8")
    parts = (
        Setup,
        SharedBalancer,
        Expect,
        Site,
        HealthCheck,
        Maintenance,
        Dns,
        Verify,
        Waits,
        NewSecurityGroup,
        Listener,
    )
    for part in parts:
        assert _keys(part)
        for key in _keys(part):
            assert re.search(rf"\b{key}:", full), f"examples/full.yaml and shared.yaml lack {key}"
            assert re.search(rf"\b{key}\b.*`|`.*\b{key}\b", document), f"docs/answers.md lacks {key}"
