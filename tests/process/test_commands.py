"""Each command that is not a run."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from multisite_tui import __version__
from multisite_tui.answers import load, load_file
from multisite_tui.state.store import Store

from .running import REFERENCE, ROOT, Desk, copied

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def test_list_without_setups_says_so_on_stderr_and_nothing_on_stdout(desk: Desk) -> None:
    ended = desk.run("list")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.strip()


def test_list_names_the_setup_its_account_its_region_and_how_far_it_is(reference: Desk) -> None:
    ended = reference.run("list")
    line = next(line for line in ended.out.splitlines() if line.startswith("main-io "))
    assert ended.code == 0
    assert "123456789012" in line
    assert "ap-northeast-2" in line
    assert re.search(r"(\d+) of \1, complete", line)
    assert "last run" in ended.out  # how it is now, `list` does not know


def test_list_in_json_is_as_its_schema_says(reference: Desk) -> None:
    line = json.loads(reference.run("list", "--output", "json").out)
    schema = json.loads((ROOT / "schema" / "list.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(line)
    assert [(one["name"], one["outcome"]) for one in line["setups"]] == [("main-io", "complete")]


def test_list_says_how_far_the_others_are_once_a_site_is_gone(finished: Desk) -> None:
    assert finished.run("destroy", "main-io", "--site", "sub.main.io", "--yes").code == 0
    assert re.search(r" ap-northeast-2  (\d+) of \1, complete ", finished.run("list").out)
    line = json.loads(finished.run("list", "--output", "json").out)
    schema = json.loads((ROOT / "schema" / "list.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(line)
    [setup] = line["setups"]
    assert (setup["removal"], setup["removed_site"]) == (True, "sub.main.io")
    assert setup["whole"] == {"done": 10, "total": 10, "outcome": "complete"}


def test_practice_setups_are_not_listed_among_those_of_aws(reference: Desk) -> None:
    assert reference.run("list", demo=False).out == ""


def test_answers_prints_a_file_that_means_the_same_setup(reference: Desk) -> None:
    ended = reference.run("answers", "main-io")
    assert ended.code == 0
    assert load(ended.out, "printed.yaml").setup == load_file(str(REFERENCE)).setup


def test_answers_are_converted_for_the_other_topology(reference: Desk) -> None:
    ended = reference.run("answers", "main-io", "--topology", "shared")
    shared = load(ended.out, "printed.yaml").setup
    assert (ended.code, shared.topology) == (0, "shared")
    assert [site.target_group_name for site in shared.sites] == ["to-main", "to-sub"]
    same = reference.run("answers", "main-io", "--topology", "classic")
    assert load(same.out, "printed.yaml").setup == load_file(str(REFERENCE)).setup
    ended = reference.run("answers", "main-io", "--topology", "network")
    assert (ended.code, ended.out) == (2, "")
    assert "--topology is classic or shared" in ended.err


def test_answers_of_an_unknown_setup_names_the_saved_ones(reference: Desk) -> None:
    ended = reference.run("answers", "nothing-here")
    assert (ended.code, ended.out) == (4, "")
    assert "nothing-here" in ended.err
    assert "main-io" in ended.err


def test_policy_prints_what_iam_takes_of_a_saved_setup(reference: Desk) -> None:
    ended = reference.run("policy", "main-io")
    policy = json.loads(ended.out)
    zones = next(one["Resource"] for one in policy["Statement"] if one["Sid"] == "ChangeRecords")
    assert (ended.code, ended.err, policy["Version"]) == (0, "", "2012-10-17")
    assert re.fullmatch(r"arn:aws:route53:::hostedzone/Z\w+", zones)


def test_policy_of_a_file_needs_neither_credentials_nor_anything_saved(desk: Desk) -> None:
    ended = desk.run("policy", "--answers", REFERENCE, "--output", "json", demo=False)
    line = json.loads(ended.out)
    schema = json.loads((ROOT / "schema" / "policy.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(line)
    assert (ended.code, ended.err, line["setup"], line["coarse"]) == (0, "", "main-io", [])


def test_policy_says_what_has_no_room(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"  - {{domain: site-{port}.main.io, port: {port}}}\n" for port in range(6000, 6020))
    (tmp_path / "many.yaml").write_text(f"schema: 1\nsites:\n{rows}", encoding="utf-8")
    ended = desk.run("policy", "--answers", tmp_path / "many.yaml", demo=False)
    assert len("".join(json.dumps(json.loads(ended.out)).split())) <= 6144
    assert "MakeWithOwnerTag, TakeAwayWhatWasMade" in ended.err


def test_the_command_that_a_denial_names_prints_the_statement(desk: Desk) -> None:
    desk.told_to_fail({"operation": "ec2:DescribeInstances", "code": "Denied", "times": None})
    said = desk.run("--answers", REFERENCE, "--plan", "--output", "json").last["problems"][0]["next"]
    _, sid, *_ = re.split(r"The statement (\w+) in what", said)
    command = shlex.split(said.partition("in what `")[2].partition("`")[0])
    printed = json.loads(desk.run_bare(*command[1:]).out)
    assert {"--demo", "--state-dir", str(REFERENCE)} <= set(command)
    assert "ec2:DescribeInstances" in next(one["Action"] for one in printed["Statement"] if one["Sid"] == sid)


def test_policy_is_of_one_setup_the_only_one_where_none_is_named(reference: Desk) -> None:
    assert reference.run("policy").out == reference.run("policy", "main-io").out
    assert reference.run("policy", "main-io", "--answers", REFERENCE).code == 2
    ended = reference.run("policy", "nothing-here")
    assert (ended.code, ended.out, "main-io" in ended.err) == (4, "", True)


def test_policy_of_a_file_goes_without_a_journal_that_is_damaged(reference: Desk, tmp_path: Path) -> None:
    desk = copied(reference, tmp_path)
    (desk.setups / "main-io" / "journal.jsonl").write_text("nothing\nto\nread\n", encoding="utf-8")
    ended = desk.run("policy", "--answers", REFERENCE)
    assert (ended.code, bool(json.loads(ended.out)), "state_garbled" in ended.err) == (0, True, True)


def test_report_prints_what_a_bug_report_needs_and_no_name(reference: Desk) -> None:
    ended = reference.run("report")  # the only one that is saved
    assert ended.code == 0
    assert f"multisite-tui: {__version__}" in ended.out
    assert re.search(r"intent call=\d+ name=elb:CreateLoadBalancer steps=site-1\.example/load_balancer", ended.out)
    assert re.search(r"ended outcome=complete exit_code=0", ended.out)
    for name in ("main.io", "main-io", "to-main", "123456789012", str(reference.home)):
        assert name not in ended.out
    assert "Read it before you send it." in ended.err


def test_report_in_json_is_as_its_schema_says(reference: Desk) -> None:
    line = json.loads(reference.run("report", "main-io", "--output", "json").out)
    schema = json.loads((ROOT / "schema" / "report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(line)
    assert [one["domain"] for one in line["answers"]["sites"]] == ["site-1.example", "sub-1.site-1.example"]
    assert {one["finished"] for one in line["plan"]} == {True}


def test_report_tells_what_it_cannot_read_and_the_rest(reference: Desk, tmp_path: Path) -> None:
    desk = copied(reference, tmp_path)
    journal = desk.setups / "main-io" / "journal.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join([*lines[:3], "main.io\n", *lines[3:]]), encoding="utf-8")
    ended = desk.run("report", "main-io")
    assert (ended.code, "journal code=no_json line=4" in " ".join(ended.out.split())) == (0, True), ended.out
    assert "main.io" not in ended.out
    journal.unlink()
    journal.mkdir()
    ended = desk.run("report", "main-io", "--output", "json")
    line = json.loads(ended.out)
    assert (ended.code, line["journal"], len(line["unreadable"])) == (0, [], 1)


def test_report_of_an_unknown_setup_names_the_saved_ones(reference: Desk) -> None:
    ended = reference.run("report", "nothing-here")
    assert (ended.code, ended.out, "main-io" in ended.err) == (4, "", True)


@pytest.fixture(scope="module")
def printed_schema(tmp_path_factory: pytest.TempPathFactory) -> Draft202012Validator:
    ended = Desk(tmp_path_factory.mktemp("schema")).run_bare("schema")
    assert ended.code == 0
    schema = json.loads(ended.out)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_printed_schema_accepts_the_examples(printed_schema: Draft202012Validator, path: Path) -> None:
    printed_schema.validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def test_the_printed_schema_refuses_an_unknown_key(printed_schema: Draft202012Validator) -> None:
    assert not printed_schema.is_valid({"schema": 1, "sites": [{"domain": "main.io", "prot": 6402}]})


def test_demo_reset_forgets_the_practice_account_and_its_setups(finished: Desk) -> None:
    assert finished.run("demo", "reset", demo=False).code == 0
    assert not finished.setups.exists()
    assert [call.name for call in finished.writes] == []
    balancers = finished.account.session().client("elb").describe_load_balancers()
    assert balancers["LoadBalancerDescriptions"] == []


def test_demo_reset_leaves_the_setups_of_aws(finished: Desk) -> None:
    real = finished.state / "setups" / "mine" / "journal.jsonl"
    real.parent.mkdir(parents=True)
    real.touch()
    finished.run("demo", "reset")
    assert real.exists()


def test_the_bare_command_without_a_terminal_points_to_answers(desk: Desk) -> None:
    ended = desk.run()
    assert (ended.code, ended.out) == (4, "")
    assert "--answers" in ended.err
    assert "--help` shows all commands" in " ".join(ended.err.split())


def test_the_first_list_says_where_help_is(desk: Desk) -> None:
    for demo in (True, False):
        assert "--help` shows all commands" in " ".join(desk.run("list", demo=demo).err.split())


def test_an_unknown_option_is_a_usage_error(desk: Desk) -> None:
    ended = desk.run("--anwsers", "file.yaml")
    assert (ended.code, ended.out) == (2, "")
    assert "--anwsers" in ended.err


def test_an_unknown_command_is_a_usage_error(desk: Desk) -> None:
    assert desk.run("lits").code == 2


def test_plan_and_yes_together_are_a_usage_error(desk: Desk) -> None:
    ended = desk.run("--answers", REFERENCE, "--plan", "--yes")
    assert ended.code == 2
    assert "--plan" in ended.err


def test_version_is_the_packages_own(desk: Desk) -> None:
    assert __version__ in desk.run("--version").out


def test_help_names_every_option_of_this_version(desk: Desk) -> None:
    said = desk.run("--help").out
    for option in ("--answers", "--resume", "--yes", "--plan", "--profile", "--region", "--demo", "--state-dir"):
        assert option in said


def test_the_state_folder_of_the_command_line_is_where_setups_are_saved(reference: Desk) -> None:
    assert (reference.setups / "main-io" / "journal.jsonl").exists()
    assert not list(reference.home.iterdir())


def test_a_region_that_cannot_be_one_is_a_usage_error(desk: Desk) -> None:
    ended = desk.run("--answers", REFERENCE, "--plan", "--region", "seoul")
    assert (ended.code, "ap-northeast-2" in ended.err) == (2, True)


def test_a_reset_waits_for_no_run_and_takes_nothing_from_one(reference: Desk, tmp_path: Path) -> None:
    desk = copied(reference, tmp_path)
    with Store(desk.setups).lock("main-io"):
        ended = desk.run_bare("demo", "reset", "--state-dir", str(desk.state))
    assert ended.code == 7
    assert (desk.setups / "main-io" / "journal.jsonl").exists()


def test_a_name_that_is_nearly_right_is_guessed(reference: Desk) -> None:
    ended = reference.run("answers", "mainio")
    assert (ended.code, "Did you mean main-io?" in ended.err) == (4, True)


@pytest.mark.parametrize("command", ["answers", "schema"])
def test_every_command_answers_in_json(reference: Desk, command: str) -> None:
    ended = reference.run(command, *(["main-io"] if command == "answers" else []), "--output", "json")
    line = json.loads(ended.out)
    assert ended.code == 0
    assert command == "schema" or load(line["answers"], "saved").setup.name == line["setup"] == "main-io"


def test_a_reset_is_told_in_json(desk: Desk) -> None:
    ended = desk.run("demo", "reset", "--output", "json", demo=False)
    assert (ended.code, json.loads(ended.out)["event"]) == (0, "demo_reset")


def test_where_nothing_is_saved_the_practice_account_is_named(desk: Desk) -> None:
    assert "practice account" in desk.run("list").err
    assert "of AWS itself are listed without --demo" in " ".join(desk.run("status", "nobody").err.split())


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--finish", "--back"],
        ["--finish", "--found-by-tags"],
        ["--finish", "--accept-leftovers"],
    ],
)
def test_a_move_is_ended_in_one_way(desk: Desk, words: list[str]) -> None:
    assert desk.run("move", "main-io", *words).code == 2


def test_a_setup_that_was_never_moved_has_no_way_back_and_nothing_held(finished: Desk) -> None:
    back = finished.run("move", "main-io", "--back", "--yes")
    assert (back.code, "only ever had the topology `classic`" in back.err) == (4, True)
    finish = finished.run("move", "main-io", "--finish")
    assert (finish.code, "nothing of a former topology is there" in finish.err) == (0, True)
