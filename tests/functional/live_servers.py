"""Where the servers of tests/servers listen, for tests that need one."""

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

SERVERS = Path(__file__).resolve().parent.parent / "servers"


@cache
def urls():
    """{"dynamodb_local": "http://127.0.0.1:…", "moto": "…"}: those that ctest has started, else
    ones of this process's own, which end with it."""
    state = os.environ.get("WHIMBREL_TEST_SERVERS")
    if state:
        return json.loads(Path(state).read_text(encoding="utf-8"))
    process = subprocess.Popen([sys.executable, str(SERVERS / "servers.py"), "run"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the servers did not start; see above")
    return json.loads(line)
