"""Sparta's migrations killed at random, and over a network that does what networks do.

WHIMBREL_TEST_SEED chooses moments and faults, WHIMBREL_TEST_ROUNDS multiplies their number: with 24
each migration meets each kind of fault three times.
"""

import os
import random
import subprocess
import sys
import time
import unittest
from collections import Counter

from harness import PROGRAM
from live_servers import SERVERS
from sparta_live import MIGRATIONS, SpartaLiveTest

sys.path.append(str(SERVERS))
from fault_proxy import FAULTS, FaultProxy  # noqa: E402  pylint: disable=wrong-import-position

SEED = int(os.environ.get("WHIMBREL_TEST_SEED", "20250127"))
ROUNDS = int(os.environ.get("WHIMBREL_TEST_ROUNDS", "1"))
# Not repeat_request: a guarded write that somebody sends once more is answered "the item was
# changed meanwhile", and nobody can tell by whom; no client or server of DynamoDB does it.
KINDS = [kind for kind in FAULTS if kind != "repeat_request"]
SHARE = 0.08
RESUMES_MAX = 20
# So many batches that most kills meet one half done; a dead runner's lease is waited for.
IN_BATCHES = ("--batch-size", "10", "--lease-seconds", "1")
RESUMABLE = ("running", "verifying", "paused", "failed", "rolling_back")


class Disturbed(SpartaLiveTest):
    OPERATORS = 40

    def setUp(self):
        super().setUp()
        self.random = random.Random(f"{SEED} {self.id()}")
        self.met = Counter()
        print(f"seed {SEED}", file=sys.stderr)

    def tearDown(self):
        print(f"met: {dict(self.met)}", file=sys.stderr)

    def undisturbed(self, migration):
        """What is there before and after an `up` that nothing disturbs, and how long it takes."""
        self.prepare(migration)
        before = self.tables.content()
        begun_s = time.time()
        self.up(migration, *IN_BATCHES)
        self.duration_s = time.time() - begun_s
        after = self.timeless_content()
        return before, after

    def start_over(self):
        self.tables.clear()
        for path in self.folder.iterdir():
            if path.is_file():
                path.unlink()

    def run_of(self, migration):
        """The newest run in the ledger; None when there is none."""
        runs = self.expect(0, "history", "--json").document["result"]["runs"]
        runs = [run for run in runs if run["migration_id"] == migration]
        return max(runs, key=lambda run: run["started_at"], default=None)

    def go_on(self, migration, begin, ended):
        """Takes it to its end without disturbance, from wherever it stopped."""
        for _ in range(RESUMES_MAX):
            run = self.run_of(migration)
            status = run["status"] if run else "nothing recorded"
            self.met[status] += 1
            if status == ended:
                return
            if status in RESUMABLE:
                self.expect(0, "resume", migration, *IN_BATCHES)
            else:
                self.expect(0, *begin)
        self.fail(f"{migration} does not come to its end")

    def prove(self, migration, disturb):
        before, after = self.undisturbed(migration)
        up = ["up", migration, "--confirm", "--yes", *IN_BATCHES]
        down = ["down", migration, "--confirm", "--yes"]
        for number in range(ROUNDS):
            with self.subTest(migration=migration, seed=SEED, round=number):
                self.start_over()
                self.prepare(migration)
                disturb(number, up)
                self.go_on(migration, up, "completed")
                self.assertEqual(self.timeless_content(), after)
                self.expect(0, "verify", migration)
                disturb(number, down)
                self.go_on(migration, down, "rolled_back")
                self.assertEqual(self.tables.content(), before)


class Killed(Disturbed):
    def kill(self, _, arguments):
        delay_s = self.random.triangular(0, 1.05, 0.7) * self.duration_s
        process = subprocess.Popen([PROGRAM, *arguments], cwd=self.folder,
                                   env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(delay_s)
        process.kill()
        _, err = process.communicate()
        self.met["kill"] += process.returncode == -9
        self.assertIn(process.returncode, (0, -9), err)


class Faults(Disturbed):
    def strike(self, number, arguments):
        """Through a proxy with one kind of fault; it may stop, but not lie."""
        kind = KINDS[(SEED + number + sum(map(ord, arguments[1]))) % len(KINDS)]
        self.met[kind] += 1
        seed = self.random.randrange(1_000_000)
        with FaultProxy(self.tables.url, {kind: SHARE}, seed) as proxy:
            self.endpoint = proxy.url
            result = self.run_program(*arguments)
            self.endpoint = None
        if result.code != 0:
            self.met["stopped"] += 1
            self.assertIn("next: ", result.err, result)


def add_tests():
    for migration in MIGRATIONS:
        def killed(self, migration=migration):
            self.prove(migration, self.kill)

        def struck(self, migration=migration):
            self.prove(migration, self.strike)
        setattr(Killed, f"test_{migration}", killed)
        setattr(Faults, f"test_{migration}", struck)


add_tests()

if __name__ == "__main__":
    unittest.main()
