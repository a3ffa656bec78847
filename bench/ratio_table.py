"""The table of a benchmark: what was measured, beside what it is compared to, and its goal."""

import sys


class RatioTable:
    HEAD = ("what", "whimbrel", "compared to", "ratio", "goal", "met")

    def __init__(self):
        self.rows, self.failed = [], []

    def row(self, label, ours, other, value, goal, met):
        self.rows.append((label, ours, other, value, goal, "yes" if met else "NO"))
        if not met:
            self.failed.append(label)

    def beside(self, label, ours, other, value):
        """What helps to read the rows above it; it has no goal."""
        self.rows.append((label, ours, other, value, "", ""))

    def print(self):
        """Exits 1, naming the goals that were missed."""
        lines = [self.HEAD, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.HEAD))]
        for line in lines:
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
        if self.failed:
            sys.exit("goals missed: " + "; ".join(self.failed))
