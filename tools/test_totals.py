#!/usr/bin/env python3
"""Adds up what ./dev test did.

Usage: test_totals.py CHECKS RESULTS.xml... CHECKS has a line "pass <name>" or "fail <name>" for
each check; RESULTS.xml are ctest's JUnit files. Prints each failure, then "N passed, N failed",
with ", N skipped" when there are any; exit 1 when anything failed or nothing ran.
"""

import sys
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

SKIPPED_BY_TEST = "SKIP_REGULAR_EXPRESSION_MATCHED"


def checks(path):
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in lines:
        verdict, name = line.split(" ", 1)
        yield {"pass": "passed", "fail": "failed"}[verdict], name


def verdict_of(case):
    """A test that could not start is a failure; one that skipped itself is not."""
    status = case.get("status")
    if status == "run":
        return "passed"
    skipped = case.find("skipped")
    if status == "disabled":
        return "skipped"
    if skipped is not None and SKIPPED_BY_TEST in (skipped.get("message") or ""):
        return "skipped"
    return "failed"


def cases(path):
    for case in xml.parse(path).getroot().iter("testcase"):
        yield verdict_of(case), f"{path.parent.name}: {case.get('name')}"


def main():
    found = list(checks(Path(sys.argv[1])))
    for name in sys.argv[2:]:
        found += cases(Path(name))
    totals = Counter(verdict for verdict, _ in found)
    for verdict, name in found:
        if verdict == "failed":
            print(f"  failed: {name}")
    line = f"{totals['passed']} passed, {totals['failed']} failed"
    print(line + (f", {totals['skipped']} skipped" if totals["skipped"] else ""))
    return 1 if totals["failed"] or not found else 0


if __name__ == "__main__":
    sys.exit(main())
