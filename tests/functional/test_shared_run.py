"""Several processes on one run, killed and started again at random, come to what one alone does.

WHIMBREL_TEST_SEED chooses the moments of the kills.
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
from pathlib import Path

import live_servers
from harness import MIGRATION, PROGRAM, FunctionalTest

SEED = int(os.environ.get("WHIMBREL_TEST_SEED", "20250127"))
PROCESSES = 4
KILLS_MIN = 8
DEADLINE_S = 300
IN_MEMORY = "/dev/shm"


class Worker:
    """A process of the run, and the file that takes what it says."""

    def __init__(self, test, arguments, log, variables):
        self.log = open(log, "ab")
        self.process = subprocess.Popen(
            [PROGRAM, *arguments], cwd=test.folder, env=test.environment(**variables),
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def kill(self):
        self.process.kill()
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log.close()


class SharedRunTest(FunctionalTest):
    variables = {}

    def setUp(self):
        super().setUp()
        if os.access(IN_MEMORY, os.W_OK):
            self.folder = Path(tempfile.mkdtemp(prefix="whimbrel-shared-", dir=IN_MEMORY))
            self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.random = random.Random(f"{SEED} {self.id()}")

    def start(self, number, arguments):
        worker = Worker(self, arguments, self.folder / f"worker-{number}.log", self.variables)
        self.addCleanup(worker.end)
        return worker

    def said(self):
        return "\n".join(f"{path.name}:\n{path.read_text(errors='replace')[-3000:]}"
                         for path in sorted(self.folder.glob("worker-*.log")))

    def work_with_kills(self, arguments, pause_s_max):
        """Runs the command in several processes until the run has ended in each that was left."""
        workers = [self.start(number, arguments) for number in range(PROCESSES)]
        kills = 0
        deadline = time.monotonic() + DEADLINE_S
        while any(worker.process.poll() is None for worker in workers):
            self.assertLess(time.monotonic(), deadline, self.said())
            time.sleep(self.random.uniform(0.05, pause_s_max))
            number = self.random.randrange(PROCESSES)
            if workers[number].process.poll() is None:
                workers[number].kill()
                workers[number] = self.start(number, arguments)
                kills += 1
        self.assertEqual([worker.process.returncode for worker in workers], [0] * PROCESSES,
                         self.said())
        print(f"seed {SEED}: {kills} kills", file=sys.stderr)
        self.assertGreaterEqual(kills, KILLS_MIN)


class OnTheEmbeddedStore(SharedRunTest):
    ITEMS = 200_000

    def test_ends_as_one_process_alone_does(self):
        target = ["--target", "sqlite:wallet.db"]
        self.expect(0, "generate", "wallet", "--count", str(self.ITEMS), "--melted-percent", "50",
                    "--compact", *target)
        before = self.export()
        self.expect(0, "preview", MIGRATION, "--plan", "plan.json", *target)
        shutil.copyfile(self.folder / "wallet.db", self.folder / "untouched.db")
        self.expect(0, "up", MIGRATION, "--plan", "plan.json", "--confirm", "--yes", "--no-backup",
                    *target)
        undisturbed = self.export()
        (self.folder / "untouched.db").replace(self.folder / "wallet.db")
        for suffix in ("-wal", "-shm"):
            (self.folder / f"wallet.db{suffix}").unlink(missing_ok=True)

        self.work_with_kills(
            ["work", "--plan", "plan.json", "--share", "16", "--batch-size", "1000", "--rate",
             "20000", "--confirm", "--yes", "--no-backup", *target], pause_s_max=0.6)
        self.assertEqual(self.export(), undisturbed)
        counters = self.expect(0, "report", MIGRATION, "--json", *target).document["result"]["run"]
        plan = json.loads((self.folder / "plan.json").read_text())
        self.assertEqual(counters["counters"]["changed"], plan["selection"]["items_selected"])
        self.expect(0, "down", MIGRATION, "--confirm", "--yes", *target)
        self.assertEqual(self.export(), before)


class OnDynamoDb(SharedRunTest):
    ITEMS = 10_000
    TABLE = "sparta-node-operators-dev"
    MIGRATION = "04_remove_discord_username_attribute"

    def setUp(self):
        super().setUp()
        # DynamoDB Local keeps the tables of different credentials apart.
        self.variables = {
            "AWS_REGION": "eu-west-2", "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_ACCESS_KEY_ID": f"SHARED{os.getpid()}{id(self)}",
            "DYNAMODB_ENDPOINT": live_servers.urls()["dynamodb_local"],
            "NODE_OPERATORS_TABLE_NAME": self.TABLE, "WHIMBREL_TARGET": "dynamodb"}

    def operators(self):
        for number in range(self.ITEMS):
            yield {"Item": {"discordId": {"S": str(number)},
                            "address": {"S": f"0x{number:040x}"},
                            "discordUsername": {"S": f"user {number}"},
                            "isApproved": {"BOOL": number % 2 == 0}}}

    def content(self):
        self.expect(0, "export", "--collection", self.TABLE, "-o", "export.jsonl",
                    **self.variables)
        lines = (self.folder / "export.jsonl").read_text().splitlines()
        return sorted(lines)

    def test_ends_with_every_item_changed_and_goes_back_whole(self):
        (self.folder / "operators.jsonl").write_text(
            "".join(json.dumps(line) + "\n" for line in self.operators()))
        self.expect(0, "import", "operators.jsonl", "--format", "dynamodb", "--collection",
                    self.TABLE, "--key", "discordId", **self.variables)
        before = self.content()
        self.assertEqual(len(before), self.ITEMS)
        self.expect(0, "preview", self.MIGRATION, "--plan", "plan.json", **self.variables)
        self.work_with_kills(["work", "--plan", "plan.json", "--share", "16", "--batch-size",
                              "100", "--confirm", "--yes", "--no-backup"], pause_s_max=2)
        after = self.content()
        self.assertEqual(len(after), self.ITEMS)
        self.assertFalse([line for line in after if "discordUsername" in line])
        self.expect(0, "down", self.MIGRATION, "--confirm", "--yes", **self.variables)
        self.assertEqual(self.content(), before)


if __name__ == "__main__":
    unittest.main()
