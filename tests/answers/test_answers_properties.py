"""What holds of every text and of every setup."""

import json

import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from multisite_tui.answers import AnswersError, dump, load, render, schema
from multisite_tui.answers.composing import compose
from multisite_tui.answers.tree import tree_of
from multisite_tui.model.setup import Setup

from .strategies import answers, shared_answers

moderate = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
VALIDATOR = jsonschema.Draft202012Validator(schema())

PIECES = [
    "schema: 1\n",
    "sites:\n",
    "  - domain: main.io\n",
    "    port: 6402\n",
    "listeners: [http:80",
    "]",
    "{",
    "}",
    '"',
    "'",
    "\t",
    "|\n",
    ">",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "? ",
    "- ",
    ": ",
    ",",
    "#",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "\\x",
    '"\\ud800"',
    "AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN KEY-----",
    "0x",
    "9" * 40,
    "1e999",
    ".nan",
    "null",
    "\x00",
    "\ufeff",
    "\x85",
    "\u2028",
]


def data_of(text):
    def fail(*told):
        raise AssertionError(told)

    return tree_of(compose(text, fail), fail).data


def ends_well(text):
    try:
        return load(text, "answers.yaml").setup
    except AnswersError as error:
        failure = error
    assert failure.exit_code == 2
    assert failure.positioned
    for problem in failure.positioned:
        assert problem.line >= 1
        assert problem.column >= 1
        assert "\x1b" not in render(problem)
    return None


@moderate
@given(st.text(st.characters()) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("")
@example("\ud800")
@example('a: "\\UFFFFFFFF"')
@example("%YAML 9.9999999999\n---\na: 1")
@example("%TAG !\n--- x")
@example("schema: 1\nsites: [{domain: main.io, port: " + "9" * 5000 + "}]")
@example("? {a: b}\n: 1")
def test_any_text_ends_in_a_setup_or_in_problems(text):
    ends_well(text)


@moderate
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["schema", "sites", "domain", "port", "tags", "listeners", "health_check", "dns", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_data_ends_in_a_setup_or_in_problems(data):
    text = json.dumps(data)
    if ends_well(text) is not None:
        VALIDATOR.validate(data_of(text))


@moderate
@given(answers() | shared_answers())
def test_a_setup_survives_its_file(data):
    setup = Setup.model_validate(data)
    text = dump(setup)
    loaded = load(text, "answers.yaml")
    assert loaded.setup == setup
    assert dump(loaded.setup) == text
    VALIDATOR.validate(data_of(text))


@moderate
@given(answers(), st.data())
def test_what_the_loader_takes_the_schema_takes(data, draw):
    """A site's value swapped for anything: whatever still loads is still within the schema."""
    data = {key: value for key, value in data.items() if key != "waits"}
    site = data["sites"][0]
    key = draw.draw(st.sampled_from(sorted(site)))
    site[key] = draw.draw(
        st.sampled_from([None, True, 0, 80, -1, 1.5, "", "main.io", "http:80", [], ["http:80"], {}, {"id": "x"}])
    )
    text = json.dumps(data)
    if ends_well(text) is not None:
        VALIDATOR.validate(data_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a:\n" * 50_000,
        "{a: " * 50_000,
        "- " * 100_000,
        "? " * 100_000,
        "x" * 300_000,
        '"' + "\\" * 200_000,
    ],
)
def test_bombs_are_refused(text):
    assert ends_well(text) is None
