"""Validating answers loads neither AWS's library nor the wizard's."""

import subprocess
import sys

PROGRAM = """
import sys
from multisite_tui.answers import load
load("schema: 1\\nsites: [{domain: main.io, port: 1}]\\n", "answers.yaml")
print(sorted({name.split(".")[0] for name in sys.modules} & {"boto3", "botocore", "moto", "textual", "rich", "click"}))
"""


def test_answers_load_in_a_fresh_interpreter():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
