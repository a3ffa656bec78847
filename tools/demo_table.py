#!/usr/bin/env python3
"""Prints the table that ends ./dev demo.

Usage: demo_table.py FOLDER. Reads FOLDER/notes.jsonl of measured.py, and beside it the report that
whimbrel wrote of a step, FOLDER/<step>.json, for the number of items.
"""

import json
import sys
from pathlib import Path


def items_of(folder, step, total):
    """A run counts its own phases; status looks at a moment's worth; the rest is the whole lot."""
    if step == "status":
        return None
    path = folder / f"{step}.json"
    if path.exists():
        phases = json.loads(path.read_text(encoding="utf-8")).get("phases", [])
        if counts := [phase["items"] for phase in phases]:
            return max(counts)
    return total


def rows(folder):
    preview = json.loads((folder / "preview.json").read_text(encoding="utf-8"))
    total = preview["plan"]["selection"]["items_total"]
    for line in (folder / "notes.jsonl").read_text(encoding="utf-8").splitlines():
        note = json.loads(line)
        items = items_of(folder, note["step"], total)
        count, rate = "", ""
        if items is not None:
            count, rate = f"{items:,}", f"{items / note['seconds']:,.0f}"
        memory = f"{note['peak_bytes'] / 2**20:.0f} MiB"
        yield note["step"], count, f"{note['seconds']:.2f} s", rate, memory


def main():
    table = [("step", "items", "time", "items a second", "memory"), *rows(Path(sys.argv[1]))]
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    for row in table:
        cells = [row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]
        print("  " + "  ".join(cells))


if __name__ == "__main__":
    main()
