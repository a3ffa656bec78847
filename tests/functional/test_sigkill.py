"""SIGKILL at random moments of the real program; nothing is lost, nothing is done twice.

WHIMBREL_TEST_SEED chooses the moments, WHIMBREL_TEST_ROUNDS multiplies their number.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

from harness import MIGRATION, PROGRAM, TARGET, FunctionalTest
from wallet_oracle import WalletOracle

SEED = int(os.environ.get("WHIMBREL_TEST_SEED", "20250127"))
ROUNDS = int(os.environ.get("WHIMBREL_TEST_ROUNDS", "1"))
ODD_TOKENS = Path(__file__).resolve().parent.parent / "data" / "odd_tokens.jsonl"
RESUME_S_MAX = 5
# A kill leaves what was written, synced or not, so the disk need not take its time.
IN_MEMORY = "/dev/shm"
# So many batches that most kills meet one half done.
IN_BATCHES = ["--batch-size", "30"]
UP = ["up", MIGRATION, "--target", TARGET, "--confirm", "--yes", *IN_BATCHES]
DOWN = ["down", MIGRATION, "--target", TARGET, "--confirm", "--yes"]
RESUME = ["resume", MIGRATION, "--target", TARGET, *IN_BATCHES]


class SigkillTest(FunctionalTest):
    KILLS = 30  # at least, for each test

    def setUp(self):
        super().setUp()
        if os.access(IN_MEMORY, os.W_OK):
            self.folder = Path(tempfile.mkdtemp(prefix="whimbrel-sigkill-", dir=IN_MEMORY))
            self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.random = random.Random(f"{SEED} {self.id()}")
        self.kills = 0
        self.hit = Counter()
        self.deadline = time.monotonic() + 300 * ROUNDS
        print(f"seed {SEED}", file=sys.stderr)

    def tearDown(self):
        print(f"{self.kills} kills met: {dict(self.hit)}", file=sys.stderr)

    def prepare(self, generated):
        """prepared.db with generated and odd tokens, and the oracle over them."""
        self.expect(0, "generate", "wallet", "--count", str(generated), "--melted-percent", "50",
                    "-o", "generated.jsonl")
        tokens = (self.folder / "generated.jsonl").read_bytes() + ODD_TOKENS.read_bytes()
        (self.folder / "tokens.jsonl").write_bytes(tokens)
        self.expect(0, "import", "tokens.jsonl", "--collection", "cashu_tokens", "--target",
                    "sqlite:prepared.db")
        before = self.export("prepared.db")
        self.assertEqual(sorted(before.splitlines()), sorted(tokens.splitlines()))
        self.oracle = WalletOracle(before)
        self.assertGreater(self.oracle.selected_count, generated // 3)

    def start_over(self, name):
        """wallet.db is what `name` is, and nothing else is left of an earlier round."""
        for path in self.folder.iterdir():
            if path.name.startswith(("wallet.db", "migration-backup-")):
                path.unlink()
        if name:
            shutil.copyfile(self.folder / name, self.folder / "wallet.db")

    def duration_of(self, arguments, prepare):
        durations = []
        for _ in range(3):
            prepare()
            begun = time.monotonic()
            self.expect(0, *arguments)
            durations.append(time.monotonic() - begun)
        return sorted(durations)[1]

    def wants_more_kills(self):
        self.assertLess(time.monotonic(), self.deadline, f"only {self.kills} kills so far")
        return self.kills < self.KILLS * ROUNDS

    def kill(self, arguments, duration_s):
        """Whether the kill came before the end."""
        # Any moment, those of writing more often: reading comes first in each of the verbs.
        delay_s = self.random.triangular(0, 1.05, 0.7) * duration_s
        process = subprocess.Popen(
            [PROGRAM, *arguments], cwd=self.folder, env=self.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(delay_s)
        process.kill()
        _, err = process.communicate()
        if process.returncode == -9:
            self.kills += 1
            return True
        self.assertEqual(process.returncode, 0, f"{arguments} after {delay_s} s: {err}")
        return False

    def run_status(self):
        run = self.expect(0, "history", "--target", TARGET, "--json").document["result"]["runs"]
        self.assertLessEqual(len(run), 1, "one migration must not become two runs")
        return run[0] if run else None

    def go_on(self, begin, ended):
        """Takes the run to its end: resumed, or begun anew when nothing was recorded."""
        run = self.run_status()
        if run and run["status"] == ended:
            return
        resumable = run and run["status"] in ("running", "verifying", "rolling_back")
        begun = time.monotonic()
        self.expect(0, *(RESUME if resumable else begin))
        self.assertLess(time.monotonic() - begun, RESUME_S_MAX)

    def check_applied(self, started_ms):
        run = self.run_status()
        self.assertEqual(run["status"], "completed")
        self.assertEqual(run["counters"]["changed"], self.oracle.selected_count)
        self.assertEqual(run["counters"]["scanned"], len(self.oracle.lines))
        self.expect(0, "verify", MIGRATION, "--target", TARGET)
        faults = self.oracle.faults_after_up(self.export(), started_ms, time.time() * 1000)
        self.assertEqual(faults, [])

    def check_taken_back(self):
        self.assertEqual(self.run_status()["status"], "rolled_back")
        self.assertEqual(self.export(), self.oracle.before)
        self.check_ledger()

    def check_ledger(self):
        chain = self.expect(0, "history", "--verify", "--target", TARGET, "--json").document
        self.assertTrue(chain["result"]["intact"], chain)

    def check_backups(self):
        """Whatever bears a backup's name is whole, also after a kill in the middle of one."""
        for path in self.folder.glob("migration-backup-*.whb"):
            self.expect(0, "backup", "verify", path.name)


class Up(SigkillTest):
    KILLS = 70

    def test_a_killed_up_goes_on_to_what_an_undisturbed_one_leaves(self):
        self.prepare(generated=2_000)
        duration_s = self.duration_of(UP, lambda: self.start_over("prepared.db"))
        while self.wants_more_kills():
            with self.subTest(kills=self.kills, seed=SEED):
                self.start_over("prepared.db")
                started_ms = int(time.time() * 1000) - 1
                self.kill(UP, duration_s)
                self.note_phase()
                # A run that fails to get up may be knocked down again.
                while self.random.random() < 0.5 and self.is_half_done():
                    self.kill(RESUME, duration_s)
                    self.note_phase()
                self.check_backups()
                self.go_on(UP, ended="completed")
                self.check_applied(started_ms)
                self.expect(0, *DOWN)
                self.check_taken_back()
        self.assertGreaterEqual(self.hit["in the middle of applying"], 5 * ROUNDS)

    def is_half_done(self):
        run = self.run_status()
        return run is not None and run["status"] in ("running", "verifying")

    def note_phase(self):
        run = self.run_status()
        phase = run["status"] if run else "nothing recorded"
        if phase == "running":
            left = self.expect(0, "status", MIGRATION, "--target", TARGET, "--exact",
                               "--json").document["result"]["items_selected"]
            if 0 < left < self.oracle.selected_count:
                phase = "in the middle of applying"
        self.hit[phase] += 1


class Down(SigkillTest):
    KILLS = 50

    def test_a_killed_down_goes_on_to_the_bytes_from_before(self):
        self.prepare(generated=2_000)
        self.start_over("prepared.db")
        self.expect(0, *UP, "--no-backup")
        shutil.copyfile(self.folder / "wallet.db", self.folder / "applied.db")
        duration_s = self.duration_of(DOWN, lambda: self.start_over("applied.db"))
        while self.wants_more_kills():
            with self.subTest(kills=self.kills, seed=SEED):
                self.start_over("applied.db")
                self.kill(DOWN, duration_s)
                while self.random.random() < 0.3 and self.run_status()["status"] == "rolling_back":
                    self.hit["rolling_back"] += 1
                    self.kill(RESUME, duration_s)
                self.hit[self.run_status()["status"]] += 1
                self.go_on(DOWN, ended="rolled_back")
                self.check_taken_back()
        self.assertGreaterEqual(self.hit["rolling_back"], 5 * ROUNDS)


class Data(SigkillTest):
    # Several transactions of an import and a restore.
    GENERATED = 12_000

    def setUp(self):
        super().setUp()
        self.prepare(self.GENERATED)
        self.before = self.oracle.before

    def items_there(self, database):
        result = self.run_program("export", "--collection", "cashu_tokens", "--target",
                                  f"sqlite:{database}", "-o", "there.jsonl")
        if result.code != 0:
            self.assertRegex(result.err, "there is no (such database|collection)|was killed while")
            return 0
        return len((self.folder / "there.jsonl").read_bytes().splitlines())

    def kill_until(self, name, arguments, prepare, check):
        duration_s = self.duration_of(arguments, prepare)
        while self.wants_more_kills():
            with self.subTest(name, kills=self.kills, seed=SEED):
                prepare()
                if self.kill(arguments, duration_s):
                    check()

    def test_a_killed_import_is_completed_by_the_same_command(self):
        def check():
            there = self.items_there("wallet.db")
            self.hit["empty" if there == 0 else "whole" if there == len(self.oracle.lines)
                     else "part"] += 1
            result = self.expect(0, *arguments, "--existing", "skip", "--json").document["result"]
            self.assertEqual((result["skipped"], result["inserted"]),
                             (there, len(self.oracle.lines) - there))
            self.assertEqual(self.export(), self.before)

        arguments = ["import", "tokens.jsonl", "--collection", "cashu_tokens", "--target", TARGET]
        self.kill_until("import", arguments, lambda: self.start_over(None), check)
        self.assertGreater(self.hit["part"], 0)

    def test_a_killed_backup_leaves_no_half_of_one_and_can_be_made_again(self):
        def check():
            left = list(self.folder.glob("migration-backup-*.whb"))
            self.hit["whole" if left else "none"] += 1
            self.check_backups()
            path = self.expect(0, *arguments, "--json").document["result"]["path"]
            self.expect(0, "backup", "verify", path)
            self.assertEqual(self.export(), self.before)

        arguments = ["backup", "create", "--target", TARGET]
        self.kill_until("backup create", arguments, lambda: self.start_over("prepared.db"), check)

    def test_a_killed_restore_is_completed_by_the_same_command(self):
        def check():
            there = self.items_there("wallet.db")
            self.hit["empty" if there == 0 else "whole" if there == len(self.oracle.lines)
                     else "part"] += 1
            done = self.run_program(*arguments)
            # Killed after its last record was durable: it says that it is there.
            if done.code != 0:
                self.assertEqual((done.code, there), (3, len(self.oracle.lines)), done)
            self.assertEqual(self.export(), self.before)

        made = self.expect(0, "backup", "create", "--target", "sqlite:prepared.db",
                           "--json").document["result"]["path"]
        shutil.move(self.folder / made, self.folder / "archive.whb")
        arguments = ["backup", "restore", "archive.whb", "--target", TARGET]
        self.kill_until("backup restore", arguments, lambda: self.start_over(None), check)
        self.assertGreater(self.hit["part"], 0)


if __name__ == "__main__":
    unittest.main()
