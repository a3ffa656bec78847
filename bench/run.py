#!/usr/bin/env python3
"""Times whimbrel's work against what it is compared to, and prints one table.

Both sides of a ratio run in turn, in this one run, each in a process of its own on a fresh copy of
the same database; figures are medians. usage: run.py TOOL WHIMBREL [--items N] [--runs N]
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from ratio_table import RatioTable

HERE = pathlib.Path(__file__).resolve().parent


class Bench:
    def __init__(self, tool, whimbrel, folder, items, runs):
        self.tool, self.whimbrel, self.folder, self.runs = tool, whimbrel, folder, runs
        self.base = folder / "base.db"
        self.items = items
        self.table = RatioTable()

    def work(self, *words):
        """One measured process; what it says of itself."""
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{words}: exit {done.returncode}\n{done.stderr}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def make(self, path, items):
        return self.work(self.tool, "make", path, items, 50)

    def fresh(self):
        """A copy of the base that no earlier run touched, on disk before the clock starts."""
        copy = self.folder / "copy.db"
        for suffix in ("", "-wal", "-shm"):
            pathlib.Path(f"{copy}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.base, copy)
        subprocess.run(["sync", str(copy)], check=True)
        return copy

    def engine(self, verb, *more):
        return lambda: self.work(self.tool, verb, self.fresh(), *more)

    def node(self, script, *more):
        return lambda: self.work("node", HERE / "node" / script, self.fresh(), *more)

    def in_turn(self, sides, writing=False):
        """Runs each side once a round; medians of the seconds by name. Sides that write must all
        have changed the same number of items: one that did nothing would be the fastest."""
        seconds = {name: [] for name in sides}
        changed = set()
        for _ in range(self.runs):
            for name, side in sides.items():
                result = side()
                parts = {name: result} if "seconds" in result else result
                for part, value in parts.items():
                    seconds.setdefault(part, []).append(value["seconds"])
                    changed.add(value["changed"])
        if writing and (len(changed) != 1 or 0 in changed):
            sys.exit(f"the sides did not do the same work: {sorted(changed)} items changed")
        return {name: statistics.median(values) for name, values in seconds.items() if values}

    def ratio(self, label, ours, other, goal):
        """How many times faster ours is; at least `goal`."""
        value = other / ours
        self.table.row(label, f"{ours:8.3f} s", f"{other:8.3f} s", f"{value:6.2f}", f">= {goal}",
                       value >= goal)

    def apply_and_rollback(self):
        copy = self.fresh()
        applied = self.work(self.tool, "apply", copy)
        undone = self.work(self.tool, "rollback", copy)
        return {"apply": applied, "rollback": undone}

    def archive(self):
        shutil.rmtree(self.folder / "archives", ignore_errors=True)
        return self.work(self.tool, "backup", self.fresh(), self.folder / "archives")

    def program(self, migration):
        """`whimbrel up` of one migration, built in or from bench/recipes; its apply phase."""
        def side():
            done = subprocess.run(
                [self.whimbrel, "up", migration, "--migrations", HERE / "recipes", "--target",
                 f"sqlite:{self.fresh()}", "--no-backup", "--confirm", "--yes", "--json"],
                capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"up {migration}: exit {done.returncode}\n{done.stdout}{done.stderr}")
            report = json.loads(done.stdout)["result"]
            apply_ms = sum(phase["duration_ms"] for phase in report["phases"]
                           if phase["phase"] == "apply")
            return {"seconds": apply_ms / 1000, "changed": report["run"]["counters"]["changed"]}
        return side

    def recipes(self):
        medians = self.in_turn({
            "built in": self.program("004_fix_melted_token_status"),
            "recipe": self.program("104_fix_melted_token_status"),
        }, writing=True)
        self.ratio("(i) recipe apply / built-in apply", medians["recipe"], medians["built in"], 0.8)

    def recipes_asking_others(self):
        self.base = self.folder / "small.db"
        items = self.items // 10
        self.make(self.base, items)
        medians = self.in_turn({
            "built in": self.program("004_fix_melted_token_status"),
            "jq": self.program("105_fix_with_jq"),
            "node": self.program("106_fix_with_node"),
        }, writing=True)
        for name, label in (("jq", "jq"), ("node", "a Node.js program")):
            ratio = medians["built in"] / medians[name]
            self.table.row(f"(j) apply by {label} / built-in apply, {items:,} tokens",
                           f"{medians[name]:8.3f} s", f"{medians['built in']:8.3f} s",
                           f"{ratio:6.2f}", "(told)", True)

    def writing(self):
        medians = self.in_turn({
            "bare": self.engine("bare"),
            "pair": self.apply_and_rollback,
            "up": self.engine("up"),
            "node": self.node("apply.mjs"),
        }, writing=True)
        self.ratio("(a) apply / bare C++ loop", medians["apply"], medians["bare"], 0.9)
        self.ratio("(b) apply / Node.js twin", medians["apply"], medians["node"], 3)
        self.ratio("(e) rollback / own apply, updates a second", medians["rollback"],
                   medians["apply"], 0.8)
        self.ratio("(f) whole up with plan and verify / bare loop", medians["up"],
                   medians["bare"], 0.45)

    def reading(self):
        medians = self.in_turn({
            "preview": self.engine("preview"),
            "node preview": self.node("preview.mjs"),
            "backup": self.archive,
            "node backup": self.node("backup.mjs", self.folder / "node-backup.gz"),
        })
        self.ratio("(c) preview / Node.js paging", medians["preview"], medians["node preview"], 8)
        self.ratio("(d) encrypted backup / Node.js gzip + sha256", medians["backup"],
                   medians["node backup"], 8)

    def memory(self):
        for items in (10_000, 1_000_000, 5_000_000):
            self.base = self.folder / f"memory-{items}.db"
            self.make(self.base, items)
            peak = self.work(self.tool, "up", self.fresh())["peak_kib"] / 1024
            self.table.row(f"(g) peak memory of up, {items:,} tokens", f"{peak:.1f} MiB", "", "",
                           "< 64 MiB", peak < 64)
            self.base.unlink()

    def status(self):
        times = []
        for _ in range(self.runs):
            started = time.monotonic()
            done = subprocess.run([self.whimbrel, "status", "004_fix_melted_token_status",
                                   "--target", f"sqlite:{self.base}", "--json"],
                                  capture_output=True)
            times.append((time.monotonic() - started) * 1000)
            if done.returncode != 0:
                sys.exit(f"status: exit {done.returncode}\n{done.stderr.decode()}")
        median = statistics.median(times)
        self.table.row("(h) whimbrel status", f"{median:.1f} ms", "", "", "< 30 ms", median < 30)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool")
    parser.add_argument("whimbrel")
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="whimbrel-bench-") as folder:
        bench = Bench(options.tool, options.whimbrel, pathlib.Path(folder), options.items,
                      options.runs)
        bench.make(bench.base, options.items)
        print(f"{options.items:,} compact tokens, half of them melted;"
              f" medians of {options.runs}, sides in turn")
        bench.status()
        bench.writing()
        bench.reading()
        bench.recipes()
        bench.recipes_asking_others()
        bench.memory()
        bench.table.print()


if __name__ == "__main__":
    main()
