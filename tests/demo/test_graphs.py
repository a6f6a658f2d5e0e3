from __future__ import annotations

import json
from collections import OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from typing import Any

import pytest

from multisite_tui.demo.control.graphs import Damaged, KeptClass, NotKept, decode, encode


class Node:
    """Runs nothing when it is restored, as the tests below see."""

    kind = "a node"

    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AssertionError("set by a method")

    def __setstate__(self, state: Any) -> None:
        raise AssertionError("restored by a method")

    @property
    def twice(self) -> int:
        return 2 * int(vars(self)["number"])

    def method(self) -> str:
        return f"method of {vars(self)['name']}"


class Table(dict[Any, Any]):
    pass


@dataclass
class Record:
    name: str
    tags: dict[str, str] = field(default_factory=dict)
    number: int = 7


KINDS = {
    "Node": KeptClass(Node, {"filters": lambda node: {"by method": node.method}}),
    "Table": KeptClass(Table),
    "Record": KeptClass(Record),
}


def there_and_back(root: Any) -> Any:
    return decode(json.loads(json.dumps(encode(root, KINDS), allow_nan=False)), KINDS)


@pytest.mark.parametrize(
    "value",
    [
        [None, True, 0, -1, 2**70, 1.5, "", "팀", "\ud800", "\x00"],
        {"a": {}, "b": [[], [[]]]},
        {1: "one", ("a", 2): "pair", IPv4Address("10.0.0.1"): (), None: (1, ("deep", ()))},
        {"a", "b", 3},
        [b"\x00\xff", IPv4Address("10.0.0.1"), IPv6Address("::1"), datetime(2026, 1, 2, 3, 4, 5, 6)],  # noqa: DTZ001
        [datetime(2026, 1, 2, tzinfo=UTC), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9)))],
        OrderedDict(b=1, a=2),
        deque([1, 2]),
        defaultdict(list, {"a": [1]}),
        defaultdict(None, {"a": 1}),
        Table(a=[1]),
        Record("x", {"a": "b"}),
    ],
)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    found = there_and_back(value)
    assert (found, type(found)) == (value, type(value))
    if isinstance(value, OrderedDict):
        assert list(found) == list(value)
    if isinstance(value, defaultdict):
        assert found.default_factory is value.default_factory


def test_shared_references_and_circles_stay() -> None:
    node = Node(name="a", nodes=[])
    vars(node)["nodes"].append(node)
    vars(node)["same"] = (node,)
    found = there_and_back({"nodes": [node, node]})["nodes"]
    assert found[0] is found[1] is vars(found[0])["nodes"][0] is vars(found[0])["same"][0]


@pytest.mark.parametrize("shared", [[], {}, set(), deque(), Table(), Record("x")], ids=str)
def test_a_container_has_one_place(shared: Any) -> None:
    with pytest.raises(NotKept, match="two places"):
        encode([shared, (shared,)], KINDS)


def test_a_container_holds_not_itself() -> None:
    itself: list[Any] = []
    itself.append(itself)
    with pytest.raises(NotKept, match="two places"):
        encode(itself, KINDS)


def test_a_chain_may_be_longer_than_the_stack_is_deep() -> None:
    chain: list[Any] = []
    for _ in range(20_000):
        chain = [chain]
    found, length = there_and_back(chain), 0
    while found:
        found, length = found[0], length + 1
    assert length == 20_000


def test_what_is_made_anew_is_not_saved() -> None:
    node = Node(name="a")
    vars(node)["filters"] = {"by method": node.method}
    assert "filters" not in json.dumps(encode([node], KINDS))
    assert vars(there_and_back([node])[0])["filters"]["by method"]() == "method of a"


def test_a_dataclass_takes_its_defaults_for_what_an_earlier_version_did_not_save() -> None:
    assert decode([["Record", {"name": "x"}]], KINDS) == Record("x")


def test_equal_sets_are_written_equally() -> None:
    names = [f"name-{number}" for number in range(50)]
    backward = {names.pop() for _ in range(50)}
    assert encode([{f"name-{number}" for number in range(50)}], KINDS) == encode([backward], KINDS)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        len,
        Node,
        Node(name="x").method,
        type("Node", (Node,), {})(name="x"),
        Node(method="hides the method"),
        Node(__class__="x"),
        defaultdict(lambda: 1),
        frozenset(),
        Exception("x"),
        IPv4Network("10.0.0.0/16"),
    ],
)
def test_what_is_not_in_the_table_is_not_saved(value: Any) -> None:
    with pytest.raises(NotKept):
        encode([value], KINDS)


NODE: dict[str, Any] = {"name": "a"}


@pytest.mark.parametrize(
    "things",
    [
        None,
        {},
        [],
        "ab",
        ["ab"],
        [["os.system", ["touch x"]]],
        [["builtins.eval", {}]],
        [["type", {}]],
        [["Node", NODE], ["object", {}]],
        [["Node", {"__class__": "Table"}]],
        [["Node", {"__reduce__": "x"}]],
        [["Node", {"__dict__": [0]}]],
        [["Node", {"method": "x"}]],
        [["Node", {"twice": 3}]],
        [["Node", {"kind": "x"}]],
        [["Node", {"a.b": 1}]],
        [["Node", [["name", "a"]]]],
        [["Node", 1]],
        [["Record", {"tags": [0]}]],
        [["Record", {"name": "x", "more": 1}]],
        [["dict", {"a": [1]}]],
        [["dict", {"a": [-1]}]],
        [["dict", {"a": [0]}]],
        [["dict", {"a": [1], "b": [1]}], ["list", []]],
        [["dict", {"a": [1], "b": {"tuple": [[1]]}}], ["Record", {"name": "x"}]],
        [["dict", {"a": {"IPv4Network": "0.0.0.0/0"}}]],
        [["dict", {"a": [True]}]],
        [["dict", {"a": ["0"]}]],
        [["dict", {"a": []}]],
        [["dict", {"a": [0, 0]}]],
        [["dict", {"a": {}}]],
        [["dict", {"a": {"eval": "1"}}]],
        [["dict", {"a": {"datetime": "today"}}]],
        [["dict", {"a": {"datetime": 5}}]],
        [["dict", {"a": {"bytes": "?"}}]],
        [["dict", {"a": {"IPv4Address": "10.0.0.0/99"}}]],
        [["dict", {"a": {"tuple": "ab"}}]],
        [["dict", {"a": float("inf")}]],
        [["dict", {"a": float("nan")}]],
        [["dict", [[[0], 1]]]],
        [["dict", [[1]]]],
        [["dict", 5]],
        [["list", {"a": 1}]],
        [["set", [[0]]]],
        [["defaultdict", ["os.system", {}]]],
        [["defaultdict", {}]],
        [[["dict"], {}]],
        [["dict"]],
    ],
    ids=str,
)
def test_json_of_another_form_is_refused(things: Any) -> None:
    with pytest.raises(Damaged):
        decode(things, KINDS)
