#!/usr/bin/env python3
"""Times migrations of DynamoDB items against what they are compared to, and prints one table.

All sides give the same one-KB items of one table a new revision, in turn, in this one run, on a
DynamoDB Local of its own, which is itself the bottleneck; figures are medians. The server has one
processor core and the clients have the others: its threads hand every statement to each other,
which across two cores took transacted writes up to twice as long.
usage: run_dynamodb.py BARE_LOOP WHIMBREL [--items N] [--runs N]
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from ratio_table import RatioTable

HERE = pathlib.Path(__file__).resolve().parent
SERVERS = HERE.parent / "tests" / "servers" / "servers.py"
TABLE = "bench-items"
CONCURRENCY = 16
RECIPE = """\
id: 900_new_revision
description: Give every item a new revision
collection: {table}
where: {{ revision: "{old}" }}
change:
  - set: {{ revision: "{new}" }}
"""


class Bench:
    def __init__(self, bare_loop, whimbrel, endpoint, folder, items, runs):
        self.bare_loop, self.whimbrel, self.endpoint = bare_loop, whimbrel, endpoint
        self.folder, self.items, self.runs = folder, items, runs
        self.variables = os.environ | {
            "AWS_REGION": "eu-west-2", "AWS_ACCESS_KEY_ID": "BENCH", "AWS_SECRET_ACCESS_KEY": "x",
            "DYNAMODB_ENDPOINT": endpoint, "WHIMBREL_TARGET": "dynamodb"}
        self.revision = 0
        self.table = RatioTable()

    def work(self, *words):
        """One measured process: what it prints, and the processor time that it took."""
        process = subprocess.Popen([str(word) for word in words], cwd=self.folder, text=True,
                                   env=self.variables, stdout=subprocess.PIPE)
        out = process.stdout.read()
        _, state, usage = os.wait4(process.pid, 0)
        process.stdout.close()
        process.returncode = os.waitstatus_to_exitcode(state)
        if process.returncode != 0:
            sys.exit(f"{words}: exit {process.returncode}\n{out}")
        return out, usage.ru_utime + usage.ru_stime

    def fill(self, table, *counts):
        self.work("node", HERE / "node" / "dynamodb-fill.mjs", self.endpoint, table, *counts)

    def revisions(self):
        old, self.revision = f"r{self.revision}", self.revision + 1
        return old, f"r{self.revision}"

    def bare(self):
        old, new = self.revisions()
        out, cpu_s = self.work(self.bare_loop, self.endpoint, TABLE, self.items, old, new,
                               CONCURRENCY)
        return json.loads(out) | {"cpu_s": cpu_s}

    def node(self, concurrency):
        def side():
            old, new = self.revisions()
            out, cpu_s = self.work("node", HERE / "node" / "dynamodb.mjs", self.endpoint,
                                   TABLE, old, new, concurrency)
            return json.loads(out) | {"cpu_s": cpu_s}
        return side

    def whimbrel_up(self, *options, table=TABLE, old=None):
        def side():
            before, new = self.revisions()
            (self.folder / "migrations").mkdir(exist_ok=True)
            name = f"{900 + self.revision}_new_revision"
            recipe = self.folder / "migrations" / f"{name}.yaml"
            recipe.write_text(RECIPE.format(table=table, old=old or before, new=new)
                              .replace("900_new_revision", name))
            out, cpu_s = self.work(self.whimbrel, "up", name, "--no-backup",
                                   "--confirm", "--yes", "--json", *options)
            report = json.loads(out)["result"]
            apply_ms = sum(phase["duration_ms"] for phase in report["phases"]
                           if phase["phase"] == "apply")
            return {"seconds": apply_ms / 1000, "cpu_s": cpu_s,
                    "peak_bytes": report["peak_memory_bytes"],
                    "changed": report["run"]["counters"]["changed"]}
        return side

    def in_turn(self, sides):
        """Each side once a round; medians of seconds and of processor time, by name."""
        measured = {name: [] for name in sides}
        for _ in range(self.runs):
            for name, side in sides.items():
                result = side()
                if result["changed"] != self.items:
                    sys.exit(f"{name} changed {result['changed']} of {self.items} items")
                measured[name].append(result)
        return {name: {what: statistics.median(one[what] for one in results)
                       for what in ("seconds", "cpu_s")}
                for name, results in measured.items()}

    def faster(self, label, ours, other, goal):
        value = other["seconds"] / ours["seconds"]
        rate = [f"{self.items / side['seconds']:,.0f} items/s" for side in (ours, other)]
        self.table.row(label, *rate, f"{value:.2f}", f">= {goal}", value >= goal)

    def writing(self):
        medians = self.in_turn({
            "bare": self.bare,
            "guarded": self.whimbrel_up(),
            "transact": self.whimbrel_up("--write-mode", "transact"),
            "awaited": self.node(1),
            "at once": self.node(CONCURRENCY),
        })
        guarded = medians["guarded"]
        self.faster("(a) guarded apply / bare C++ loop", guarded, medians["bare"], 0.9)
        self.faster("(b) guarded apply / Node.js, each update awaited", guarded,
                    medians["awaited"], 1.6)
        self.faster(f"(c) guarded apply / Node.js, {CONCURRENCY} at once", guarded,
                    medians["at once"], 1.0)
        cpu_ms = {name: 1000 * side["cpu_s"] / self.items for name, side in medians.items()}

        def beside_node(name):
            return (f"{cpu_ms[name]:.3f} ms", f"{cpu_ms['at once']:.3f} ms",
                    f"{cpu_ms[name] / cpu_ms['at once']:.2f}")
        self.table.row("(c) processor time an item, whole guarded up / Node.js",
                       *beside_node("guarded"), "<= 0.2",
                       cpu_ms["guarded"] <= 0.2 * cpu_ms["at once"])
        self.table.beside("    the same of the bare C++ loop, which only sends",
                          *beside_node("bare"))
        self.table.beside("    the same of the whole up with --write-mode transact",
                          *beside_node("transact"))
        self.faster("(d) --write-mode transact / Node.js, each update awaited",
                    medians["transact"], medians["awaited"], 4)

    def memory(self):
        for items in (10_000, 200_000):
            table = f"memory-{items}"
            self.fill(table, items, 5_000)
            peak_mib = self.whimbrel_up(table=table, old="r0")()["peak_bytes"] / 2**20
            self.table.row(f"(e) peak memory of up, {items:,} items scanned, 5,000 changed",
                           f"{peak_mib:.1f} MiB", "", f"{peak_mib / 64:.2f}", "< 1", peak_mib < 64)


def start_server():
    """Started on a core of its own, which this process and its children leave to it."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, cores[:1])
    servers = subprocess.Popen([sys.executable, str(SERVERS), "run"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    os.sched_setaffinity(0, cores[1:] or cores)
    return servers


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bare_loop")
    parser.add_argument("whimbrel")
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    servers = start_server()
    try:
        endpoint = json.loads(servers.stdout.readline())["dynamodb_local"]
        with tempfile.TemporaryDirectory(prefix="whimbrel-bench-") as folder:
            bench = Bench(options.bare_loop, options.whimbrel, endpoint, pathlib.Path(folder),
                          options.items, options.runs)
            bench.fill(TABLE, options.items)
            print(f"{options.items:,} items of one KB on DynamoDB Local, {CONCURRENCY} writes at a"
                  f" time; medians of {options.runs}, sides in turn")
            bench.writing()
            bench.memory()
            bench.table.print()
    finally:
        servers.communicate()


if __name__ == "__main__":
    main()
