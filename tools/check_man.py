#!/usr/bin/env python3
"""Holds the manual page against the program: every verb and every option that --help tells.

Usage: check_man.py WHIMBREL MANPAGE. Prints what is missing; exit 1 if there is any.
"""

import re
import subprocess
import sys
from pathlib import Path

VERB = re.compile(r"^ *([a-z][a-z-]*(?: [a-z][a-z-]*)?) {2,}\S", re.MULTILINE)
OPTION = re.compile(r"--[a-z][a-z-]+")


def help_of(program, *verb):
    command = [program, *verb, "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def page_text(path):
    """The page without roff's escapes and macros: words as a reader sees them."""
    text = path.read_text(encoding="utf-8").replace("\\-", "-")
    text = re.sub(r"\\f[A-Z]|\\", "", text)
    return re.sub(r"^\.[A-Z]+ ", "", text, flags=re.MULTILINE).replace('"', "")


def missing(program, page):
    verbs = VERB.findall(help_of(program))
    if not verbs:
        yield f"{program} --help lists no verb that this check understands"
    for verb in verbs:
        for word in verb.split():
            if not re.search(rf"\b{word}\b", page):
                yield f"verb '{verb}' is not in the manual page; describe it there"
        for option in sorted(set(OPTION.findall(help_of(program, *verb.split())))):
            if not re.search(rf"{option}(?![a-z-])", page):
                yield f"option {option} of '{verb}' is not in the manual page; describe it there"


def main():
    found = list(missing(sys.argv[1], page_text(Path(sys.argv[2]))))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
