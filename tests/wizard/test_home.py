"""The home screen: what is saved is shown at once, how it stands comes behind, and its keys do what they say."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event
from unittest import mock

import pytest
from textual.widgets import Button, Input

from multisite_tui.calling import CALLED
from multisite_tui.errors import AccessError, ExitCode, Problem
from multisite_tui.state.drafts import DraftFiles
from multisite_tui.wizard import themes
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking import setup_standings
from multisite_tui.wizard.asking.draft_answers import fingerprint
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.resuming import as_asked, new_session
from multisite_tui.wizard.asking.saved_drafts import SavedDrafts
from multisite_tui.wizard.asking.saved_rows import SavedRow, saved_rows
from multisite_tui.wizard.asking.setup_standings import Mood, Standing, standing_of
from multisite_tui.wizard.options import account_modes_of
from multisite_tui.wizard.run import last_words
from multisite_tui.wizard.screens.breaking import BreakingScreen
from multisite_tui.wizard.screens.doctor import DoctorScreen
from multisite_tui.wizard.screens.home import Home
from multisite_tui.wizard.screens.removal import RemovalScreen
from multisite_tui.wizard.screens.sign_in import SignInScreen
from multisite_tui.wizard.screens.verification import VerificationScreen
from multisite_tui.wizard.terminal.calm import Calm
from multisite_tui.wizard.widgets.setup_list import SetupList, columns

from .conftest import MADE
from .gallery import drafts_in, reference_draft
from .rig import (
    PATIENCE,
    Driver,
    at,
    go,
    options,
    piloted,
    press,
    say_yes,
    settled,
    text_of,
    to_review,
    to_sites,
    until,
    wizard,
    words_of,
    write,
)
from .test_themes import dull

pytestmark = pytest.mark.sampled(2)

SIZES = ((60, 20), (80, 24), (120, 40))
AWAY = Standing(Mood.UNKNOWN, "not signed in")
WELL = Standing(Mood.GOOD, "in service", Decimal("21.90"), datetime(2027, 6, 13, tzinfo=UTC))


def draft_of_aws(folder: Path, name: str) -> None:
    """Save a draft for the person's own account."""
    draft = Draft(name, "aws", page="certificate")
    draft.put(0, "domain", name.replace("-", "."))
    SavedDrafts(DraftFiles(options(folder, demo=False).store().folder)).save(draft)


def line_of(app: WizardApp, words: str) -> str:
    return next(line for line in text_of(app).split("\n") if words in line)


def highlighted(app: WizardApp) -> str:
    option = app.screen.query_one(SetupList).highlighted_option
    assert option is not None
    return str(option.id)


def removal_asks(app: WizardApp) -> bool:
    """Whether the removal has shown what goes, and waits for the name."""
    return isinstance(app.screen, RemovalScreen) and app.screen.query_one("#answer").display


async def looked(pilot: Driver) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, Home) and not pilot.app.screen.asking)
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_all_is_listed_by_its_kind_of_account(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        async with wizard(tmp_path, size=size) as (app, pilot):
            await looked(pilot)
            text = text_of(app)
            assert [line.split()[0] for line in text.split("\n") if "LIVE ACC" in line or "PRACTICE" in line] == [
                "LIVE", "PRACTICE",
            ]  # fmt: skip
            live, practice = text.index("LIVE ACCOUNT"), text.index("PRACTICE")
            assert live < text.index("blog-main-io") < practice < text.index("\n", practice) < text.rindex("main-io")
            assert "· not made yet" in line_of(app, "blog-main-io")
            assert app.screen.query_one("#open", Button).region.bottom <= size[1] - 1
            assert highlighted(app) == "practice main-io"
            assert "main-io: main.io, sub.main.io" in text
            assert [one.id for one in app.screen.query(Button) if one.display] == ["open", "remove"]

    reference_draft(tmp_path)
    draft_of_aws(tmp_path, "blog-main-io")
    run()


@piloted
async def test_the_names_are_drawn_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reference_draft(tmp_path)
    drawn: list[str] = []
    monkeypatch.setattr(Home, "_load", lambda self: drawn.append(text_of(self.app)))
    app = WizardApp(account_modes_of(options(tmp_path)), demo=True)
    async with app.run_test() as pilot:
        await until(pilot, lambda: drawn)
    assert "main-io  …" in drawn[0]
    assert "Set up sites in my AWS account" in drawn[0]
    assert "Practise first" in drawn[0]


@piloted
async def test_the_last_one_touched_of_the_account_that_was_asked_for_is_highlighted(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    draft_of_aws(tmp_path, "first-io")
    draft_of_aws(tmp_path, "another-io")
    draft_of_aws(tmp_path, "first-io")
    async with WizardApp(account_modes_of(options(tmp_path, demo=False))).run_test() as pilot:
        app = pilot.app
        assert isinstance(app, WizardApp)
        await looked(pilot)
        assert highlighted(app) == "aws first-io"
        await pilot.press("enter")
        await at(pilot, "certificate")
        assert app.session is not None
        assert (app.session.draft.id, app.session.account_mode.practice) == ("first-io", False)


@piloted
async def test_a_practised_setup_is_not_what_enter_opens_without_demo(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with WizardApp(account_modes_of(options(tmp_path, demo=False))).run_test() as pilot:
        app = pilot.app
        assert isinstance(app, WizardApp)
        await looked(pilot)
        assert highlighted(app) == "aws"
        assert "nothing is set up there yet" in text_of(app)
        assert "Nothing is made before you have seen the plan" in " ".join(text_of(app).split())


@piloted
async def test_how_a_setup_stands_comes_in_and_enter_shows_its_result(made: Path) -> None:
    async with wizard(made, size=(120, 40)) as (app, pilot):
        await looked(pilot)
        line = line_of(app, "✓ in service")
        assert line.split()[0] == "main-io"
        assert "21.90" in line
        assert "last run complete" in line
        await pilot.press("enter")
        await at(pilot, "result")
        await go(app, pilot, "account")
        await pilot.press("f7")
        await at(pilot, "home")


@pytest.mark.parametrize("page", ["result", "sites"])
def test_a_look_at_what_stands_leaves_nothing_to_go_on_with(made: Path, page: str) -> None:
    @piloted
    async def run() -> None:
        async with wizard(made) as (app, pilot):
            await looked(pilot)
            await pilot.press("enter")
            await at(pilot, "result")
            await go(app, pilot, page)
            await pilot.press("ctrl+q")
        assert app.return_value == ExitCode.DONE
        said = last_words(app.session)
        assert said.startswith("What was made stays: https://main.io/")
        assert said.endswith(" --resume main-io")
        async with wizard(made) as (app, pilot):
            await looked(pilot)
            await pilot.press("a")
            await at(pilot, "sites")
            assert app.session is not None
            app.session.put_for(0, "port", "6403")
            await pilot.press("ctrl+q")
        assert app.return_value == ExitCode.INTERRUPTED
        assert last_words(app.session).startswith("Saved. Go on with: ")

    run()


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_run_that_was_stopped_says_that_enter_goes_on_with_it(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "overview")
        await to_review(pilot)
        await say_yes(pilot)
        await until(pilot, lambda: "waiting" in text_of(app))
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running or (app.session is not None and not app.session.running))
    async with wizard(tmp_path, size=(120, 40)) as (app, pilot):
        await looked(pilot)
        text = text_of(app)
        assert "Enter goes on with making it at once" in text
        assert "Enter shows" not in text
        row = next(line for line in text.split("\n") if line.split()[:1] == ["main-io"])
        assert "interrupted" in row
        await pilot.press("enter")
        await at(pilot, "provision")
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)


def test_a_yes_to_other_answers_goes_on_with_nothing(tmp_path: Path) -> None:
    drafts = account_modes_of(options(tmp_path))[1].drafts
    draft = Draft("main-io", "practice", page="provision")
    draft.put(0, "domain", "main.io")
    draft.approved = fingerprint(draft, accept_leftovers=False)
    drafts.save(draft)
    assert [row.goes_on for row in saved_rows(account_modes_of(options(tmp_path))[1])] == [True]
    draft.put(0, "port", "6402")
    drafts.save(draft)
    assert [row.goes_on for row in saved_rows(account_modes_of(options(tmp_path))[1])] == [False]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_site_is_added_with_one_key_that_is_named(made: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        async with wizard(made, size=size) as (app, pilot):
            await looked(pilot)
            assert "a adds or changes one" in " ".join(text_of(app).split())
            assert "a Change" in text_of(app)
            await pilot.press("a")
            await at(pilot, "sites")
            await go(app, pilot, "result")
            assert "Your sites stay when you leave. Add or change: a." in words_of(app)
            assert app.screen.region.contains_region(app.screen.query_one("#change").region)
            await pilot.press("a")
            await at(pilot, "sites")

    run()


@piloted
async def test_what_was_never_made_has_nothing_to_change(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path) as (app, pilot):
        await looked(pilot)
        assert not app.screen.check_action("change", ())
        assert "a adds" not in text_of(app)


@piloted
async def test_a_look_that_breaks_by_our_mistake_is_said(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> Standing:
        raise AttributeError("boom")

    monkeypatch.setattr(setup_standings, "standing_of", broken)
    async with wizard(made, broken=True) as (app, _):
        assert "mistake of the program (AttributeError)" in " ".join(text_of(app).split())
        assert "asking AWS" not in text_of(app)


@piloted
async def test_one_setup_that_does_not_answer_holds_up_no_key(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Event()

    def slow(*named: object) -> Standing:
        answer.wait(PATIENCE)
        return WELL

    monkeypatch.setattr(setup_standings, "standing_of", slow)
    try:
        async with wizard(made) as (app, pilot):
            await until(pilot, lambda: "… asking AWS" in text_of(app))
            await pilot.press("enter")
            await at(pilot, "result")
    finally:
        answer.set()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ExpiredToken", "not signed in"),
        ("mfa_needed", "not signed in"),
        ("wrong_account", "other account"),
        ("AccessDenied", "not allowed"),
        ("EndpointConnectionError", "no answer"),
        ("something_else", "cannot be read"),
    ],
)
def test_an_account_that_cannot_be_asked_is_two_words_in_its_row(
    made: Path, monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    mine = options(made)
    mode = account_modes_of(mine)[1]

    def refuse(*named: object, asks: bool) -> None:
        assert not asks
        raise AccessError(Problem(code, "It is so."))

    monkeypatch.setattr(type(mode), "connect", refuse)
    found = standing_of(mode, "main-io")
    assert (found.mood, found.health, found.waits) == (Mood.UNKNOWN, words, ("It is so.",))


def test_a_look_changes_nothing_in_the_account(made: Path) -> None:
    mode = account_modes_of(options(made))[1]
    calls: list[str] = []
    from botocore.client import BaseClient

    whole = BaseClient._make_api_call

    def noted(self: BaseClient, name: str, how: object) -> object:
        calls.append(name)
        return whole(self, name, how)

    with mock.patch.object(BaseClient, "_make_api_call", noted):
        assert standing_of(mode, "main-io").mood is Mood.GOOD
    assert calls
    assert {name for name in calls if not name.startswith(("Describe", "List", "Get"))} == set()


@piloted
async def test_what_is_broken_is_found_by_the_doctor_and_mended(made: Path) -> None:
    async with wizard(made, size=(100, 40)) as (app, pilot):
        await looked(pilot)
        await press(pilot, "b")
        await until(pilot, lambda: isinstance(app.screen, BreakingScreen))
        await press(pilot, "enter")
        await until(pilot, lambda: "has ended: nothing listens on its port" in " ".join(text_of(app).split()))
        await press(pilot, "escape")
        await until(pilot, lambda: "0 of 1 in service" in text_of(app))
        await press(pilot, "d")
        await until(pilot, lambda: isinstance(app.screen, DoctorScreen) and "nobody_listens" in text_of(app))
        await press(pilot, "escape", "b")
        await until(pilot, lambda: isinstance(app.screen, BreakingScreen))
        await press(pilot, "end", "enter")
        await until(pilot, lambda: "runs again" in text_of(app))
        await press(pilot, "escape")
        await until(pilot, lambda: "✓ in service" in text_of(app))


def broken(folder: Path, what: str) -> Standing:
    """Break something of the site of the setup that was made; return how it stands then."""
    options(folder).break_practice(MADE, None, what)
    return standing_of(account_modes_of(options(folder))[1], "main-io")


def test_a_site_whose_name_leads_elsewhere_is_not_in_service(made: Path) -> None:
    standing = broken(made, "record")
    assert (standing.mood, standing.health) == (Mood.BAD, "0 of 1 in service")
    assert standing.waits[0] == "main.io does not lead to its load balancer"


def test_a_certificate_that_is_to_be_replaced_keeps_the_day_on_which_it_ends(made: Path) -> None:
    whole = standing_of(account_modes_of(options(made))[1], "main-io")
    standing = broken(made, "certificate")
    assert (standing.mood, standing.health, standing.renews) == (Mood.BAD, "needs a look", False)
    assert whole.ends is not None
    assert standing.ends is not None
    assert standing.ends < whole.ends
    assert "was not renewed" in standing.waits[0]


@piloted
async def test_nothing_is_broken_where_it_is_real_and_verify_visits(made: Path) -> None:
    async with wizard(made) as (app, pilot):
        await looked(pilot)
        screen = app.screen
        assert isinstance(screen, Home)
        row = screen._row
        assert row is not None
        assert screen.check_action("break_it", ()) is True
        assert screen.check_action("verify", ()) is False
        screen._rows = {row.key: mock.Mock(made=True, kind="aws")}
        assert screen.check_action("break_it", ()) is False
        assert screen.check_action("verify", ()) is True
        screen._rows = {row.key: row}
        screen._over("verify")
        await until(pilot, lambda: isinstance(app.screen, VerificationScreen))
        await until(pilot, lambda: "no visit was made" in text_of(app))


@piloted
async def test_a_setup_goes_only_when_its_name_is_typed(made: Path) -> None:
    mine = options(made)
    async with wizard(made, size=(100, 40)) as (app, pilot):
        await looked(pilot)
        await pilot.press("x")
        await until(pilot, lambda: removal_asks(app))
        assert "Goes (" in text_of(app)
        assert "Your instances, your programs and your hosted zones are not touched." in text_of(app)
        await press(pilot, "enter")
        await write(pilot, "main")
        await press(pilot, "enter")
        assert "That is not the name main-io" in text_of(app)
        await press(pilot, "escape")
        await looked(pilot)
        assert mine.store().names() == ("main-io",)
        assert app.session is None
        await pilot.press("x")
        await until(pilot, lambda: removal_asks(app))
        app.screen.query_one("#answer", Input).value = "main-io"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RemovalScreen) and app.screen.ended)
        assert "what main-io made is taken away" in " ".join(text_of(app).split())
        assert mine.store().names() == ()
        await press(pilot, "escape")
        await looked(pilot)
        assert "· not made yet" in line_of(app, "main-io")  # its answers stay


@piloted
async def test_who_leaves_at_the_question_has_nothing_to_go_on_with(made: Path) -> None:
    mine = options(made)
    async with wizard(made) as (app, pilot):
        await looked(pilot)
        await pilot.press("x")
        await until(pilot, lambda: removal_asks(app))
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)
        assert last_words(app.session) == ""
    assert app.return_value == ExitCode.DONE
    assert mine.store().names() == ("main-io",)


async def agreed(app: WizardApp, pilot: Driver) -> None:
    """Ask for a removal, and say yes to it."""
    await looked(pilot)
    await pilot.press("x")
    await until(pilot, lambda: removal_asks(app))
    app.screen.query_one("#answer", Input).value = "main-io"
    await pilot.press("enter")


@piloted
async def test_who_leaves_while_it_is_taken_away_reads_how_to_go_on(made: Path) -> None:
    mine = options(made)
    async with wizard(made) as (app, pilot):
        await agreed(app, pilot)
        await until(pilot, lambda: app.session is not None)
        assert app.session is not None
        assert app.session.running
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)
        assert last_words(app.session).startswith(f"Saved. Go on with: {mine.command()} destroy main-io")
    assert app.return_value == ExitCode.INTERRUPTED
    assert mine.store().names() == ("main-io",)


@piloted
async def test_a_removal_that_failed_names_keys_that_are_there_and_is_gone_on_with(made: Path) -> None:
    mine = options(made)
    mine._practice_account.deny("elasticloadbalancing:DeleteLoadBalancer")
    async with wizard(made, size=(100, 40)) as (app, pilot):
        await agreed(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, RemovalScreen) and app.screen.ended)
        await settled(pilot)
        told = " ".join(text_of(app).split())
        assert "F5" not in told
        assert last_words(app.session).startswith(f"Saved. Go on with: {mine.command()} destroy main-io")
        await press(pilot, "escape")
        await looked(pilot)
        assert app.session is None
        mine._practice_account.allow("elasticloadbalancing:DeleteLoadBalancer")
        await agreed(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, RemovalScreen) and app.screen.ended)
        assert mine.store().names() == ()
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)
        assert last_words(app.session) == ""
    assert app.return_value == ExitCode.DONE


@piloted
async def test_what_is_gone_already_is_not_said_to_stay(made: Path) -> None:
    options(made)._practice_account.deny("ec2:DeleteSecurityGroup")
    async with wizard(made, size=(100, 40)) as (app, pilot):
        await agreed(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, RemovalScreen) and app.screen.ended)
        await press(pilot, "escape")
        await looked(pilot)
        await pilot.press("x")
        await until(pilot, lambda: removal_asks(app))
        await settled(pilot)
        assert "Goes (1): security groups of main.io." in text_of(app)
        assert "Stays:" not in text_of(app)


@piloted
async def test_a_draft_is_deleted_by_the_second_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Calm, "SECONDS", 0.0)
    reference_draft(tmp_path)
    async with wizard(tmp_path) as (app, pilot):
        await press(pilot, "x")
        assert "Press x once more" in " ".join(text_of(app).split())
        await press(pilot, "down")
        assert "Press x once more" not in " ".join(text_of(app).split())
        await press(pilot, "up", "x")
        assert "Press x once more" in " ".join(text_of(app).split())
        await press(pilot, "x")
        await until(pilot, lambda: "The draft is deleted." in text_of(app))
        await until(pilot, lambda: "main-io" not in text_of(app))
        assert "nothing was practised yet" in text_of(app)


@piloted
async def test_a_key_that_is_held_down_deletes_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Calm, "SECONDS", 3600.0)
    reference_draft(tmp_path)
    async with wizard(tmp_path) as (app, pilot):
        await press(pilot, "x", "x", "x", "x", "x")
        assert "Press x once more" in " ".join(text_of(app).split())
        assert drafts_in(tmp_path).read("main-io") is not None


@piloted
async def test_a_click_moves_the_highlight_and_another_opens(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path) as (app, pilot):
        lines = text_of(app).split("\n")
        await pilot.click(offset=(6, next(at for at, line in enumerate(lines) if "Set up sites" in line)))
        await settled(pilot)
        assert highlighted(app) == "aws"
        row = next(at for at, line in enumerate(lines) if "not made yet" in line)
        await pilot.click(offset=(6, row))
        await settled(pilot)
        assert highlighted(app) == "practice main-io"
        await pilot.click(offset=(6, row))
        await at(pilot, "account")


@pytest.mark.parametrize(("key", "practice"), [("p", True), ("n", False), ("f3", False)])
def test_keys_begin_another_setup(tmp_path: Path, key: str, practice: bool) -> None:
    @piloted
    async def run() -> None:
        with mock.patch.object(WizardApp, "_show") as show:
            async with wizard(tmp_path) as (app, pilot):
                await pilot.press(key)
                await until(pilot, lambda: show.called)
                assert app.session is not None
                assert app.session.account_mode.practice is practice

    reference_draft(tmp_path)
    run()


@piloted
async def test_a_damaged_journal_is_named_and_holds_nobody_up(tmp_path: Path) -> None:
    journal = options(tmp_path).store().folder / "main-io" / "journal.jsonl"
    journal.parent.mkdir(parents=True, mode=0o700)
    journal.write_text('{"record":"opened","at":"2026-11-26T01:00:20.661+00:00","answers":5}\n')
    async with wizard(tmp_path, size=(120, 40)) as (app, pilot):
        await until(pilot, lambda: "what is saved cannot be used" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: "move the journal away" in " ".join(text_of(app).split()))
        assert app.crash is None


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_long_list_scrolls_and_pushes_nothing_out(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        async with wizard(tmp_path, size=size) as (app, pilot):
            await press(pilot, "end", "up")
            assert highlighted(app) == "practice site-29-io"
            assert "site-29-io: site-29.io" in text_of(app)
            assert app.screen.query_one("#open", Button).region.bottom <= size[1] - 1

    for number in range(10, 30):
        draft = Draft(f"site-{number}-io", "practice")
        draft.put(0, "domain", f"site-{number}.io")
        drafts_in(tmp_path).save(draft)
    run()


@pytest.mark.parametrize(
    ("standings", "words"),
    [
        ({"a": WELL, "b": WELL}, "it bills 43.80 USD a month for what is listed"),
        ({"a": WELL, "b": AWAY}, "it bills at least 21.90 USD a month; 1 not known"),
        ({"a": WELL, "b": None}, "it bills at least 21.90 USD a month; 1 not known"),
        ({"a": AWAY, "b": AWAY}, "your own AWS account; what it bills is not known"),
    ],
)
def test_a_total_says_what_it_leaves_out(tmp_path: Path, standings: dict[str, Standing | None], words: str) -> None:
    home = Home(account_modes_of(options(tmp_path)), demo=False, columns=80)
    home._standings = {f"aws {name}": standing for name, standing in standings.items()}
    draft = SavedRow("aws", "c", "c", "left at Sites")
    assert home._bills([*(SavedRow("aws", name, name, "", made=True) for name in standings), draft]) == words


@piloted
async def test_the_palette_leads_home_from_every_page(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        command = next(one for one in app.get_system_commands(app.screen) if one.title == "Your setups")
        command.callback()
        await at(pilot, "home")
        assert "Your setups" not in {one.title for one in app.get_system_commands(app.screen)}


def test_the_columns_fit_and_what_has_no_room_is_left_out() -> None:
    for width in range(37, 200):
        widths = columns(width, ["a-name", "a-very-long-name-that-somebody-has-chosen-for-it"])
        shown = [one for one in widths if one]
        assert sum(shown) + 2 * (len(shown) - 1) <= max(width, 59)
    assert columns(57, ["a-name-of-some-length"])[3:] == (0, 0)
    assert all(columns(75, ["main-io"]))


@pytest.mark.sampled
@pytest.mark.parametrize("theme", sorted(themes.PALETTES))
def test_every_word_of_these_screens_can_be_read(
    made: Path, tmp_path: Path, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")

    @piloted
    async def run() -> None:
        found: list[str] = []
        async with wizard(tmp_path / "empty", size=(100, 30)) as (app, pilot):
            app.theme = theme
            await settled(pilot)
            found += dull(app)
        async with wizard(made, size=(100, 30)) as (app, pilot):
            app.theme = theme
            await looked(pilot)
            found += dull(app)
            await press(pilot, "b")
            found += dull(app, app.screen.query_one("#offered").region)
            await press(pilot, "escape")
            await looked(pilot)
            await pilot.press("x")
            await until(
                pilot, lambda: isinstance(app.screen, RemovalScreen) and app.screen.query_one("#answer").display
            )
            await settled(pilot)
            found += dull(app, app.screen.query_one("#examined").region)
            await press(pilot, "escape")
            await looked(pilot)
            app.push_screen(SignInScreen(as_asked(app.account_modes[1], "main-io"), Problem("x", "Nobody.")))
            await settled(pilot)
            found += dull(app, app.screen.query_one("#offered").region)
        assert not found, "\n".join(dict.fromkeys(found))

    run()


@piloted
async def test_leaving_before_anything_is_typed_leaves_nothing_to_go_on_with(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await pilot.press("ctrl+q")
        assert (app.return_value, last_words(app.session)) == (ExitCode.DONE, "")


def test_what_is_denied_names_the_policy_of_the_setup_at_hand(made: Path) -> None:
    mode = account_modes_of(options(made))[1]
    as_asked(mode, "main-io")
    assert CALLED.policy.endswith(" policy main-io")
    new_session(mode)
    assert not CALLED.policy
