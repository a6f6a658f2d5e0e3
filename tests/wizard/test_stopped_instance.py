"""An instance that is stopped is no dead end: the pages lead to where it says how to start it."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui.aws.signed_in import SIGNED_IN
from multisite_tui.doctor.instances.unhealthy import start_words
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.wizard.app import WizardApp

from .rig import at, go, piloted, press, settled, text_of, until, wizard, words_of
from .standing_setups import provisioned


def instances(app: WizardApp) -> list[str]:
    assert app.session is not None
    pages = app.session.signed_in().ec2.describe_instances()["Reservations"]
    return [one["InstanceId"] for page in pages for one in page["Instances"]]


@pytest.mark.sampled
@pytest.mark.parametrize("page", ["overview", "review"])
def test_a_stopped_instance_leads_to_how_it_is_started(tmp_path: Path, page: str) -> None:
    @piloted
    async def run() -> None:
        provisioned(tmp_path)
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            assert app.session is not None
            ec2 = app.session.signed_in().ec2
            await go(app, pilot, page)
            await until(pilot, lambda: "Nothing to change" in text_of(app) or "Nothing is in the way" in text_of(app))
            assert "F9 Doctor" not in text_of(app)
            ec2.stop_instances(InstanceIds=instances(app))
            await press(pilot, "f5")
            await until(pilot, lambda: "No instance is running" in words_of(app))
            await settled(pilot)
            assert "F9 Doctor" in text_of(app)
            assert "Every step" not in text_of(app)
            await press(pilot, "f9")
            assert app.screen.NAME == "doctor"  # type: ignore[attr-defined]
            await press(pilot, "escape")
            await press(pilot, "f8")
            await at(pilot, "instances")
            told = words_of(app)
            assert "demo serve` says how the AWS CLI reaches it" in told
            assert "aws ec2" not in told  # in practice, no shell command may go to AWS
            assert "Then F5 looks again." in told
            await press(pilot, "f8")
            assert "Then F5 looks again." in words_of(app)
            ec2.start_instances(InstanceIds=instances(app))
            await press(pilot, "f5")
            await until(pilot, lambda: "1 picked, and running." in words_of(app))
            assert "F5 looks" not in words_of(app)

    run()


def test_the_command_that_starts_it_goes_to_the_same_account() -> None:
    SIGNED_IN.learn("work")
    account = Account("123456789012", "eu-west-1", AccountKind.AWS, "arn:aws:iam::123456789012:user/x")
    told = start_words(account, "i-0abc")
    assert "aws ec2 start-instances --instance-ids i-0abc --region eu-west-1 --profile work" in told
