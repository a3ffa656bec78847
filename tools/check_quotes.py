#!/usr/bin/env python3
"""Holds what the manual quotes against the files it quotes.

A fenced block behind a line `<!-- from PATH -->` must stand in that file, line by line. Usage:
check_quotes.py [ROOT]. Prints one line a quote that no longer fits; exit 1 if there is any.
"""

import re
import sys
from pathlib import Path

QUOTE = re.compile(r"<!-- from (\S+) -->\n```\w*\n(.*?)```", re.S)
MARK = re.compile(r"<!-- from (\S+) -->")


def complaints_of(page, root):
    text = page.read_text(encoding="utf-8")
    quotes = QUOTE.findall(text)
    if len(quotes) != len(MARK.findall(text)):
        yield f"{page}: a `<!-- from … -->` has no fenced block right behind it"
    for name, block in quotes:
        source = root / name
        if not source.is_file():
            yield f"{page}: quotes {name}, which is not there; name the file that is"
        elif block not in source.read_text(encoding="utf-8"):
            yield f"{page}: {name} no longer says what is quoted; copy it anew"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    complaints = [line for page in sorted(root.glob("docs/**/*.md"))
                  for line in complaints_of(page, root)]
    for line in complaints:
        print(line)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
