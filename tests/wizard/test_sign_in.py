"""Getting in: profiles and regions are picked from lists, and who is not signed in is led to the ways to do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from textual.widgets import Input

from multisite_tui.errors import AccessError, Advice, AdviceKind, Problem
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.options import AccountMode, account_modes_of
from multisite_tui.wizard.screens import sign_in
from multisite_tui.wizard.screens.account import AccountPage
from multisite_tui.wizard.screens.choice import ChoiceScreen
from multisite_tui.wizard.screens.sign_in import SignInScreen
from multisite_tui.wizard.widgets.choices import Choices

from .rig import Driver, at, notice, options, piloted, press, settled, text_of, to_sites, until, wizard, write

pytestmark = pytest.mark.sampled(2)

EXPIRED = Problem("ExpiredToken", "AWS does not accept the credentials in use.").advised(
    Advice.of(AdviceKind.SIGN_IN, "Sign in ({command}).", command="aws sso login --profile work")
)
NONE = Problem("NoCredentialsError", "No AWS credentials were found.")
SIZES = ((60, 20), (80, 24), (120, 40))


class Door:
    """Stands for AWS: keeps who may enter, and who has tried."""

    def __init__(self, folder: Path) -> None:
        self.problem: Problem | None = NONE
        self.profiles: list[str] = []
        self._practice = account_modes_of(options(folder))[1]

    def connect(self, mode: AccountMode, profile: str, region: str, *, asks: bool = True) -> object:
        self.profiles.append(profile)
        if self.problem is not None:
            raise AccessError(self.problem)
        return self._practice.options.connector(mock.Mock(profile=None, region=None))()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nregion = eu-west-1\n[profile work]\nregion = us-east-2\n")
    return tmp_path


@contextmanager
def door(folder: Path) -> Iterator[Door]:
    found = Door(folder / "state")
    with mock.patch.object(AccountMode, "connect", lambda *named, **more: found.connect(*named, **more)):
        yield found


async def begin(pilot: Driver) -> None:
    """Begin a setup in one's own account."""
    await until(pilot, lambda: getattr(pilot.app.screen, "begun", False))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen | AccountPage))


def real(folder: Path) -> WizardApp:
    return WizardApp(account_modes_of(options(folder / "state", demo=False)))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_who_has_no_credentials_is_led_to_them_and_goes_on_by_itself(home: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        with door(home) as aws:
            async with real(home).run_test(size=size) as pilot:
                await begin(pilot)
                await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
                await until(pilot, lambda: "In another window:  aws configure" in text_of(pilot.app))
                assert "No AWS credentials were found" in text_of(pilot.app)
                assert "Use the profile work" in text_of(pilot.app)
                aws.problem = None
                (home / ".aws" / "credentials").write_text("[default]\naws_access_key_id = x\n")
                await at(pilot, "account")
                await until(pilot, lambda: "knows you" in text_of(pilot.app))

    with mock.patch.object(sign_in, "LOOKS", 0.05):
        run()


@piloted
async def test_nothing_is_tried_while_nothing_was_written_and_f5_tries_at_once(home: Path) -> None:
    with mock.patch.object(sign_in, "LOOKS", 0.02), door(home) as aws:
        async with real(home).run_test() as pilot:
            await begin(pilot)
            await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
            looks = mock.Mock(side_effect=sign_in.login_files)
            tried = len(aws.profiles)
            with mock.patch.object(sign_in, "login_files", looks):
                await until(pilot, lambda: looks.call_count > 5)
            assert len(aws.profiles) == tried
            aws.problem = None
            await pilot.press("f5")
            await at(pilot, "account")


@piloted
async def test_the_command_names_the_profile_and_is_copied(home: Path) -> None:
    with door(home) as aws:
        aws.problem = EXPIRED
        app = real(home)
        async with app.run_test() as pilot:
            await begin(pilot)
            await until(pilot, lambda: isinstance(app.screen, SignInScreen))
            await pilot.press("escape")
            await at(pilot, "account")
            assert "F3 shows how to sign in" in " ".join(notice(app).split())
            await write(pilot, "work")
            await settled(pilot)
            assert isinstance(app.screen, AccountPage)  # nothing comes up over what is typed
            await press(pilot, "f3")
            await until(pilot, lambda: "aws sso login --profile work" in text_of(app))
            with mock.patch.object(WizardApp, "copy_to_clipboard") as copy:
                await press(pilot, "c")
                copy.assert_called_once_with("aws sso login --profile work")
                assert "copied: aws sso login --profile work" in text_of(app)
                await press(pilot, "home", "enter")
                copy.assert_called_with("aws configure --profile work")


@piloted
async def test_a_profile_that_is_there_is_taken_with_enter(home: Path) -> None:
    with door(home) as aws:
        app = real(home)
        async with app.run_test() as pilot:
            await begin(pilot)
            await until(pilot, lambda: isinstance(app.screen, SignInScreen) and "Use the profile" in text_of(app))
            aws.problem = None
            await pilot.press("end", "enter")
            await at(pilot, "account")
            await until(pilot, lambda: "knows you" in text_of(app))
            assert app.session is not None
            assert app.session.draft.profile == "work"
            assert aws.profiles[-1] == "work"


@piloted
async def test_a_profile_whose_name_looks_like_markup_is_a_name(home: Path) -> None:
    (home / ".aws" / "config").write_text("[profile x[/b]]\n[profile team[bold]x]\n")
    with door(home):
        app = real(home)
        async with app.run_test() as pilot:
            await begin(pilot)
            await until(pilot, lambda: "Use the profile team[bold]x" in text_of(app))
            assert "Use the profile x[/b]" in text_of(app)


@piloted
async def test_next_leads_there_again(home: Path) -> None:
    with door(home):
        app = real(home)
        async with app.run_test() as pilot:
            await begin(pilot)
            await until(pilot, lambda: isinstance(app.screen, SignInScreen))
            await pilot.press("escape")
            await at(pilot, "account")
            await pilot.press("f8")
            await until(pilot, lambda: isinstance(app.screen, SignInScreen))


@piloted
async def test_profiles_and_regions_are_picked_from_lists(home: Path) -> None:
    with door(home) as aws:
        aws.problem = None
        app = real(home)
        async with app.run_test() as pilot:
            await begin(pilot)
            await at(pilot, "account")
            await until(pilot, lambda: "default, work" in " ".join(text_of(app).split()))
            await press(pilot, "f2")
            await until(pilot, lambda: isinstance(app.screen, ChoiceScreen) and "( ) work" in text_of(app))
            await pilot.press("end", "enter")
            await at(pilot, "account")
            assert app.screen.query_one("#profile Input", Input).value == "work"
            await press(pilot, "tab", "f2")
            await until(pilot, lambda: "as the profile says: us-east-2" in text_of(app))
            await write(pilot, "seoul")
            await until(pilot, lambda: "Asia Pacific (Seoul)" in text_of(app) and "Tokyo" not in text_of(app))
            await pilot.press("enter")
            await at(pilot, "account")
            assert app.session is not None
            assert (app.session.draft.profile, app.session.draft.region) == ("work", "ap-northeast-2")
            await press(pilot, "f2", "escape")
            assert app.session.draft.region == "ap-northeast-2"


@piloted
async def test_without_a_profile_the_list_says_so(home: Path) -> None:
    (home / ".aws" / "config").unlink()
    with door(home) as aws:
        aws.problem = None
        app = real(home)
        async with app.run_test() as pilot:
            await begin(pilot)
            await at(pilot, "account")
            await press(pilot, "f2")
            assert "No AWS profile is on this machine yet" in " ".join(text_of(app).split())


@piloted
async def test_practice_needs_neither(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await press(pilot, "enter")
        await at(pilot, "account")
        assert "Sign in" not in text_of(app)
        await press(pilot, "f2", "f3")
        assert isinstance(app.screen, AccountPage)
        assert not app.screen.query(Choices).filter("#ways")
        options(tmp_path)._practice_account.expire_after(0)
        await press(pilot, "f5")
        assert isinstance(app.screen, AccountPage)
        options(tmp_path)._practice_account.renew()
    async with wizard(tmp_path) as (_, pilot):
        await to_sites(pilot)
