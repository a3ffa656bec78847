"""Sparta's migrations as their operators type them, on the embedded store."""

import json
import os
import subprocess
import unittest
from pathlib import Path

from harness import PROGRAM, TIMEOUT_S, FunctionalTest, Result

MIGRATE = Path(__file__).resolve().parents[2] / "migrate"
SPARTA_TARGET = "sqlite:sparta.db"
OPERATORS = "operators"
REMOVE_NAMES = "04_remove_discord_username_attribute"


class Migrate(FunctionalTest):
    def setUp(self):
        super().setUp()
        (self.folder / ".env").write_text(f"NODE_OPERATORS_TABLE_NAME={OPERATORS}\n"
                                          "BACKEND_API_KEY=not-to-be-shown\n")

    def migrate(self, code, *arguments, **variables):
        variables.setdefault("WHIMBREL_TARGET", SPARTA_TARGET)
        done = subprocess.run(
            [str(MIGRATE), *arguments], cwd=self.folder, input="", text=True, capture_output=True,
            env=self.environment(WHIMBREL=PROGRAM, **variables), timeout=TIMEOUT_S, check=False)
        result = Result(done.returncode, done.stdout, done.stderr)
        self.assertEqual(result.code, code, result)
        self.assertNotIn("not-to-be-shown", result.out + result.err)
        return result

    def make_operators(self, count=12):
        lines = [json.dumps({"discordId": str(100 + i), "address": f"0x{i:040x}",
                             "discordUsername": f"name{i}", "createdAt": 1748000000000 + i})
                 for i in range(count)]
        (self.folder / "operators.jsonl").write_text("\n".join(lines) + "\n")
        self.expect(0, "import", "operators.jsonl", "--collection", OPERATORS, "--key", "discordId",
                    "--target", SPARTA_TARGET)

    def operators(self):
        self.expect(0, "export", "--collection", OPERATORS, "--target", SPARTA_TARGET, "-o",
                    "out.jsonl")
        text = (self.folder / "out.jsonl").read_text()
        os.remove(self.folder / "out.jsonl")
        return text

    def names_left(self):
        return self.operators().count("discordUsername")

    def test_lists_what_there_is_without_a_name(self):
        result = self.migrate(2)
        self.assertIn("usage: ", result.err)
        self.assertIn(REMOVE_NAMES, result.err)
        self.assertIn("test-migration", result.err)

    def test_names_the_nearest_of_what_it_does_not_know(self):
        result = self.migrate(2, "04_remove_discord_usernam_attribute")
        self.assertIn(f"did you mean {REMOVE_NAMES}?", result.err)

    def test_goes_there_and_back_again(self):
        self.make_operators()
        before = self.operators()
        self.migrate(0, REMOVE_NAMES, DRY_RUN="true")
        self.assertEqual(self.operators(), before)
        self.migrate(0, REMOVE_NAMES, "--yes")
        self.assertEqual(self.names_left(), 0)
        self.expect(0, "verify", REMOVE_NAMES, "--target", SPARTA_TARGET)
        self.migrate(3, REMOVE_NAMES, "--yes")
        self.expect(0, "down", REMOVE_NAMES, "--target", SPARTA_TARGET, "--confirm", "--yes")
        self.assertEqual(self.operators(), before)

    def test_tries_out_as_many_items_as_the_migration_says(self):
        self.make_operators()
        self.migrate(0, REMOVE_NAMES, "--yes", TEST_MODE="true")
        self.assertEqual(self.names_left(), 12 - 5)

    def test_asks_before_it_writes(self):
        self.make_operators()
        before = self.operators()
        self.migrate(3, REMOVE_NAMES)
        self.assertEqual(self.operators(), before)

    def test_tells_its_own_fields(self):
        self.make_operators()
        preview = self.expect(0, "preview", REMOVE_NAMES, "--target", SPARTA_TARGET, "--json")
        details = preview.document["result"]["details"]
        self.assertEqual(details["totalOperators"], 12)
        self.assertEqual(details["operatorsWithDiscordUsername"], 12)
        self.assertEqual(len(details["operatorsWithoutValidators"]), 12)
        text = self.expect(0, "preview", REMOVE_NAMES, "--target", SPARTA_TARGET).out
        self.assertIn("operators without validators", text)

    def test_the_test_migration_runs_however_often(self):
        self.make_operators()
        before = self.operators()
        for _ in range(2):
            self.migrate(0, "test-migration", "--yes")
        self.assertEqual(self.operators(), before)

    def test_up_without_a_name_leaves_out_what_runs_by_its_name_only(self):
        self.make_operators()
        self.migrate(0, "test-migration", "--yes")
        self.expect(0, "down", "test-migration", "--target", SPARTA_TARGET, "--confirm", "--yes")
        self.expect(0, "up", "--to", REMOVE_NAMES, "--target", SPARTA_TARGET, "--confirm", "--yes")
        runs = self.expect(0, "history", "--target", SPARTA_TARGET, "--json").document["result"]
        states = {run["migration_id"]: run["status"] for run in runs["runs"]}
        self.assertEqual(states["test-migration"], "rolled_back")
        self.assertEqual(states[REMOVE_NAMES], "completed")


if __name__ == "__main__":
    unittest.main()
