"""What `doctor` found, as a person reads it and as one JSON object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from multisite_tui.doctor.diagnoses import Certainty, Diagnosis
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.model.setup import Setup
from multisite_tui.report import words as say
from multisite_tui.report.json_lines import utc_now, write_object
from multisite_tui.report.json_values import Json
from multisite_tui.report.marks import ASIDE, BAD, HEADING, UNKNOWN, WARNED
from multisite_tui.report.safe_stream import SafeStream

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

HEALTHY = "Nothing was found that keeps any of the {sites} sites of {setup} from being well."
HEALTHY_ONE = "Nothing was found that keeps the site of {setup} from being well."
SITE_HEALTHY = "{site}: nothing found"
NOT_ASKED = "Public DNS was not asked, for this account is not of AWS: only what stands in it was seen."
WHAT = "{certainty}, {subject}: {what}"
STYLES = {Certainty.CERTAIN: BAD, Certainty.LIKELY: WARNED, Certainty.CANNOT_TELL: UNKNOWN}


def write_diagnoses_json(
    setup: Setup,
    account: Account,
    diagnoses: Sequence[Diagnosis],
    stdout: TextIO,
    *,
    now: Callable[[], datetime] = utc_now,
) -> None:
    """Write all diagnoses as one JSON object on one line (`schema/doctor.schema.json`).

    Args:
        setup: The setup that was looked at.
        account: The account that was looked at.
        diagnoses: What was found, in its order.
        stdout: Where the line goes.
        now: The time, with a time zone.
    """
    values: Json = {
        "event": "doctor",
        "setup": setup.name,
        "account": account.id,
        "region": account.region,
        "kind": account.kind,
        "healthy": not diagnoses,
        "sites": [site.domain for site in setup.sites],
        "diagnoses": [diagnosis_values(one) for one in diagnoses],
    }
    write_object(SafeStream(stdout), values, now())


def diagnosis_values(diagnosis: Diagnosis) -> Json:
    """Return one diagnosis as plain values."""
    return {
        "site": diagnosis.site,
        "subject": diagnosis.subject,
        "code": diagnosis.code,
        "certainty": diagnosis.certainty,
        "what": diagnosis.what,
        "evidence": diagnosis.evidence,
        "fix": diagnosis.fix,
    }


def write_diagnoses_text(setup: Setup, account: Account, diagnoses: Sequence[Diagnosis], stdout: TextIO) -> None:
    """Write the reasons site by site on stdout, the most likely first; one sentence where there are none."""
    # rich is loaded here, so that the JSON form does not pay for it.
    from multisite_tui.report.console import console_for

    console = console_for(stdout)
    for part in diagnoses_text(setup, account, diagnoses):
        console.print(part)


def diagnoses_text(setup: Setup, account: Account, diagnoses: Sequence[Diagnosis]) -> Iterator[RenderableType]:
    """Yield the reasons site by site, the most likely first; one sentence where there are none."""
    from multisite_tui.report.console import styled

    if not diagnoses:
        sentence = HEALTHY if len(setup.sites) > 1 else HEALTHY_ONE
        yield styled(sentence.format(setup=setup.name, sites=len(setup.sites)))
    for site in setup.sites if diagnoses else ():
        yield from _of_site(site.domain, [one for one in diagnoses if one.site == site.domain])
    if account.kind is not AccountKind.AWS:
        yield styled(NOT_ASKED, ASIDE)


def _of_site(site: str, diagnoses: Sequence[Diagnosis]) -> Iterator[RenderableType]:
    from multisite_tui.report.console import styled
    from multisite_tui.report.layout import indented

    yield styled(site if diagnoses else SITE_HEALTHY.format(site=site), HEADING)
    for number, diagnosis in enumerate(diagnoses, start=1):
        yield indented(_numbered(number, diagnosis))


def _numbered(number: int, diagnosis: Diagnosis) -> Table:
    from rich.table import Table

    from multisite_tui.report.console import styled

    what = WHAT.format(certainty=diagnosis.certainty, subject=diagnosis.subject, what=diagnosis.what)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_row(styled(f"{number}.", STYLES[diagnosis.certainty]), styled(what))
    table.add_row("", _details(diagnosis))
    return table


def _details(diagnosis: Diagnosis) -> Table:
    from rich.table import Table

    from multisite_tui.report.console import styled

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style=ASIDE)
    table.add_column()
    details = (
        (say.PROBLEM_WHY, diagnosis.evidence), (say.PROBLEM_NEXT, diagnosis.fix), (say.PROBLEM_CODE, diagnosis.code)
    )  # fmt: skip
    for label, text in details:
        if text:
            table.add_row(styled(label), styled(text))
    return table
