#!/usr/bin/env python3
"""Runs a command as it is and notes what it took.

Usage: measured.py NOTES STEP COMMAND... Appends {"step", "seconds", "peak_bytes"} as a line of JSON
to the file NOTES and exits as the command did.
"""

import json
import resource
import subprocess
import sys
import time


def main():
    notes, step, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    started = time.monotonic()
    status = subprocess.run(command, check=False).returncode
    seconds = time.monotonic() - started
    peak_bytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    with open(notes, "a", encoding="utf-8") as file:
        file.write(json.dumps({"step": step, "seconds": seconds, "peak_bytes": peak_bytes}) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
