"""The endpoint's process: `python -m benchmarks.endpoint SETTINGS`, where the settings are JSON.

It writes its URL as one line, then answers each line of stdin by a line of JSON (`serving.py`), and ends with stdin.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import threading
import time
from dataclasses import astuple
from pathlib import Path

from benchmarks.endpoint.account import memory_account
from benchmarks.endpoint.answering import Answering
from benchmarks.endpoint.connection import Connection
from benchmarks.endpoint.settings import Settings
from benchmarks.endpoint.warming import warm_up

QUOTA = "classic-load-balancers"


async def _serve(settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        account = memory_account(Path(folder), settings.waits)
    account.set_quota(QUOTA, settings.load_balancers)
    answering = Answering(account, settings)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(answering), "127.0.0.1", 0)
    warm_up(account)
    began = time.process_time()
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    threading.Thread(target=_report, args=(answering, began), daemon=True).start()
    await server.serve_forever()


def _report(answering: Answering, began: float) -> None:
    for _line in sys.stdin:
        calls = [astuple(call) for call in list(answering.calls)]
        print(json.dumps({"calls": calls, "cpu": time.process_time() - began}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(_serve(Settings.from_json(sys.argv[1])))
