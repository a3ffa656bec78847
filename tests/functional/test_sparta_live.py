"""Each of Sparta's migrations on Amazon's own DynamoDB Local: what is promised of all of them, and
what each does of its own."""

import json
import os
import signal
import unittest

from harness import MIGRATION
from sparta_live import BEFORE_DELETE_OLD, DELETE_OLD, MIGRATIONS, SpartaLiveTest
from sparta_world import HISTORY, NEW_OPERATORS, OPERATORS, SLASHING, VALIDATORS, address, \
    without_times

REMOVE_NAMES = "04_remove_discord_username_attribute"
SLASH = "03_add_wasslashed_field"
FILL_HISTORY = "05_populate_validator_history"
# How many entries the large one writes; 100000 takes some minutes.
LARGE = int(os.environ.get("WHIMBREL_TEST_SIZE", "4000"))
# The node's answer is one document, and held as a whole while it is read.
MEMORY_MAX = 96 << 20


class Promises(SpartaLiveTest):
    """One test a migration; see the end of this file."""

    # What differs between two runs of the same, and what tells that one of them is a dry one.
    OF_ONE_RUN = {"dry_run", "duration_ms", "run_id", "plan_digest", "digest", "backups", "phases",
                  "timeline", "peak_memory_bytes", "time", "next_step", "meaning",
                  "load"}

    def comparable(self, report):
        def kept(value):
            if isinstance(value, dict):
                return {name: kept(one) for name, one in value.items()
                        if name not in self.OF_ONE_RUN}
            return [kept(one) for one in value] if isinstance(value, list) else value

        report["headline"]["title"] = report["headline"]["title"].removeprefix("Dry run: ")
        return without_times(kept(report), self.begun_s)

    def prove(self, migration):
        self.prepare(migration)
        before, tables_before = self.tables.content(), self.tables.names()

        dry = self.up(migration, "--dry-run").document["result"]
        self.assertEqual(self.tables.content(), before)
        self.assertEqual(self.tables.names(), tables_before, "not even the ledger is made")

        wet = self.up(migration).document["result"]
        self.assertNotEqual(self.tables.content(), before)
        self.assertEqual(self.comparable(dry), self.comparable(wet))

        self.expect(0, "verify", migration)
        self.assertIn("already been completed", self.up(migration, code=3).out)
        self.down(migration)
        self.assertEqual(self.tables.content(), before)


class Each(SpartaLiveTest):
    """What it does, in the table's own terms."""

    def items_after_up(self, migration, table, **variables):
        self.prepare(migration)
        self.up(migration, **variables)
        return self.tables.items(table)

    def test_00_makes_indexes_and_asks_the_guild(self):
        items = self.items_after_up("00_update_node_operators", OPERATORS)
        self.assertEqual([name for name, _ in self.tables.content()[OPERATORS]["indexes"]],
                         ["AddressIndex", "DiscordUsernameIndex"])
        self.assertEqual({"S": "member 4"}, self.of(items, "discordId", self.world.discord_id(4))
                         ["discordUsername"])
        self.assertTrue(all("discordUsername" in item for item in items))

    def test_01_makes_the_table(self):
        self.items_after_up("01_migrate_validators", VALIDATORS)
        self.assertEqual([name for name, _ in self.tables.content()[VALIDATORS]["indexes"]],
                         ["NodeOperatorIndex"])

    def test_02_joins_wallets_and_validators(self):
        items = self.items_after_up("02_populate_validators", VALIDATORS)
        self.assertEqual(len(items), self.world.validators + 5)
        self.assertEqual(self.of(items, "validatorAddress", address(3))["nodeOperatorId"],
                         {"S": self.world.discord_id(3)})

    def test_03_moves_who_was_slashed_and_leaves_who_withdrew(self):
        self.items_after_up(SLASH, VALIDATORS)
        [moved] = self.tables.items(SLASHING)
        self.assertEqual(moved["validatorAddress"], {"S": address(4)})
        self.assertEqual(moved["wasSlashed"], {"BOOL": True})
        self.assertIn("slashed by 100000000000000000000 in block 900",
                      moved["slashingEvidence"]["S"])
        left = self.tables.items(VALIDATORS)
        self.assertEqual(len(left), self.world.validators - 1)
        self.assertTrue(self.of(left, "validatorAddress", address(9)))
        disapproved = [item["discordId"]["S"] for item in self.tables.items(OPERATORS)
                       if item["isApproved"] == {"BOOL": False}]
        self.assertEqual(disapproved, [self.world.discord_id(4)])

    def test_05_leaves_what_is_there(self):
        items = self.items_after_up(FILL_HISTORY, HISTORY)
        self.assertEqual(len(items), 6 * self.world.operators)
        kept = [item for item in items if "epoch" in item]
        self.assertEqual(len(kept), 3)

    def test_06_copies_and_then_deletes_in_a_second_step(self):
        self.prepare(BEFORE_DELETE_OLD)
        report = self.up(BEFORE_DELETE_OLD).document["result"]
        self.assertEqual(len(self.tables.items(OPERATORS)), self.world.operators)
        # The one without a validator stays behind, with the reason.
        self.assertEqual(len(self.tables.items(NEW_OPERATORS)), self.world.operators - 1)
        [skipped] = report["details"]["skippedNoAddress"]
        self.assertEqual(skipped["discordId"], self.world.discord_id(0))
        self.up(DELETE_OLD)
        self.assertEqual(len(self.tables.items(OPERATORS)), 1)

    @staticmethod
    def of(items, key, value):
        return next(item for item in items if item[key] == {"S": value})


class Trials(SpartaLiveTest):
    """TEST_MODE, and the seeds' own spelling."""

    def test_each_tries_out_as_many_as_it_says(self):
        for migration, table, changed in ((SLASH, SLASHING, 1), (REMOVE_NAMES, OPERATORS, 5),
                                          (FILL_HISTORY, HISTORY, 10),
                                          (BEFORE_DELETE_OLD, NEW_OPERATORS, 5)):
            with self.subTest(migration=migration):
                self.tables.clear()
                self.prepare(migration)
                if migration == SLASH:
                    # One more, so that there is something to leave.
                    self.services.slashed[address(9)] = 1
                before = self.tables.items(table) if table in self.tables.names() else []
                self.migrate(0, migration, "--yes", TEST_MODE="true")
                after = self.tables.items(table)
                self.assertEqual(sum(item not in before for item in after), changed)
                self.up(migration)
                self.up(migration, code=3)

    def test_dry_run_by_its_variable(self):
        self.prepare(REMOVE_NAMES)
        before = self.tables.names(), self.tables.content()
        self.migrate(0, REMOVE_NAMES, DRY_RUN="true", TEST_MODE="true")
        self.assertEqual((self.tables.names(), self.tables.content()), before)

    def test_names(self):
        usage = self.migrate(2)
        for migration in ("test-migration", *MIGRATIONS):
            self.assertIn(migration, usage.err)
        wrong = self.migrate(2, "03_add_wasslashd_field")
        self.assertIn(f"did you mean {SLASH}?", wrong.err)

    def test_the_test_migration_finds_everything_within_reach(self):
        self.prepare(REMOVE_NAMES)
        before = self.tables.content()
        for _ in range(2):
            self.migrate(0, "test-migration", "--yes")
        self.assertEqual(self.tables.content(), before)

    def test_tables_have_the_names_that_the_environment_gives_them(self):
        self.tables.make("our-operators", "discordId")
        self.tables.put("our-operators", [self.world.operator(1)])
        self.migrate(0, REMOVE_NAMES, "--yes", NODE_OPERATORS_TABLE_NAME="our-operators",
                     VALIDATORS_TABLE_NAME="our-validators")
        self.assertNotIn("discordUsername", self.tables.items("our-operators")[0])


class FromOutside(SpartaLiveTest):
    """Answers that are none stop a run before it writes."""

    BAD_ANSWERS = ((500, "{}"), (200, ""), (200, "{"), (200, "[]"), (200, "<html>"), (401, "{}"),
                   (200, '{"operators":[],"data":{"blockchainValidators":{"validators":[]}}}'),
                   (200, '{"jsonrpc":"2.0","id":1,"result":{"stats":{}}}'))

    def test_bad_answers_change_nothing(self):
        for migration in ("02_populate_validators", SLASH, FILL_HISTORY, BEFORE_DELETE_OLD):
            self.tables.clear()
            self.prepare(migration)
            before = self.tables.names(), self.tables.content()
            for answer in self.BAD_ANSWERS:
                with self.subTest(migration=migration, answer=answer):
                    self.services.answer = answer
                    result = self.run_program("up", migration, "--confirm", "--yes")
                    self.assertNotEqual(result.code, 0, result)
                    self.assertIn("data: Nothing was changed.", result.err)
                    self.assertEqual((self.tables.names(), self.tables.content()), before)
            self.services.answer = None

    def test_too_many_slashed_are_refused_unless_allowed(self):
        self.prepare(SLASH)
        for number in range(10, 14):
            self.services.on_chain.remove(address(number))
            self.services.slashed[address(number)] = 1
        before = self.tables.content()
        refused = self.up(SLASH, code=3)
        self.assertIn("--allow-affected", refused.document["error"]["remedy"])
        self.assertEqual(self.tables.content(), before)
        self.up(SLASH, code=3, ALLOW_AFFECTED="10%")
        self.up(SLASH, "--allow-affected", "15%", ALLOW_AFFECTED="10%")
        self.assertEqual(len(self.tables.items(SLASHING)), 5)

    def test_answers_are_pinned_and_kept_with_the_run(self):
        self.prepare(SLASH)
        self.expect(0, "preview", SLASH, "--plan", "plan.json")
        calls = self.services.calls
        self.up(SLASH, "--plan", "plan.json")
        self.assertEqual(self.services.calls, calls, "the run goes by what was previewed")
        told = self.expect(0, "report", SLASH, "--json").document["result"]
        self.assertEqual(told["details"]["totalValidatorsOnChain"], self.world.validators - 2)
        self.assertEqual(len(told["plan"]["inputs"]["documents"]["slashing"]["sha256"]), 64)


class Verbs(SpartaLiveTest):
    def test_every_verb_works_on_tables(self):
        self.prepare(REMOVE_NAMES)
        self.assertIn(REMOVE_NAMES, self.expect(0, "list").out)
        self.expect(0, "status", REMOVE_NAMES)
        self.expect(0, "preview", REMOVE_NAMES, "--report", "preview.html")
        self.up(REMOVE_NAMES, "--report", "up.html")
        self.assertIn(REMOVE_NAMES, self.expect(0, "history").out)
        self.assertTrue(self.expect(0, "history", "--verify", "--json")
                        .document["result"]["intact"])
        self.expect(0, "report", REMOVE_NAMES)
        page = (self.folder / "up.html").read_text()
        self.assertIn("operators with discord username", page)

    def test_an_export_can_be_brought_back(self):
        self.prepare(REMOVE_NAMES)
        before = self.tables.content()[OPERATORS]
        self.expect(0, "export", "--collection", OPERATORS, "-o", "operators.jsonl")
        self.tables.call("DeleteTable", TableName=OPERATORS)
        self.expect(0, "import", "operators.jsonl", "--collection", OPERATORS, "--key", "discordId")
        self.assertEqual(self.tables.content()[OPERATORS], before)

    def test_a_backup_takes_the_tables_of_the_pack(self):
        self.prepare(REMOVE_NAMES)
        self.tables.make("of-another-team", "id")
        self.tables.call("DeleteTable", TableName=HISTORY)
        made = self.expect(0, "backup", "create")
        self.assertIn(f"there is no table {HISTORY}", made.out)
        self.assertNotIn("of-another-team", made.out)

    def test_without_credentials_a_local_server_is_reached_all_the_same(self):
        self.expect(0, "history", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")

    def test_wallet_migrations_are_none_of_these_tables_business(self):
        self.prepare(REMOVE_NAMES)
        planned = self.run_program("plan")
        self.assertIn(REMOVE_NAMES, planned.out)
        self.assertNotIn(MIGRATION, planned.out)


class Stopped(SpartaLiveTest):
    OPERATORS = 150

    def test_ctrl_c_stops_at_a_border_and_the_run_can_be_resumed_at_once(self):
        self.prepare(REMOVE_NAMES)
        process = self.start_program("up", REMOVE_NAMES, "--confirm", "--yes", "--batch-size", "1")
        self.wait_for("the first write", lambda: any(
            "discordUsername" not in item for item in self.tables.items(OPERATORS)
            if int(item["discordId"]["S"]) % 4))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        self.assertNotEqual(process.returncode, 0, err)
        [run] = self.expect(0, "history", "--json").document["result"]["runs"]
        self.assertEqual(run["status"], "paused")
        self.expect(0, "resume", REMOVE_NAMES)
        self.assertFalse([item for item in self.tables.items(OPERATORS)
                          if "discordUsername" in item])


class Large(SpartaLiveTest):
    def test_memory_is_bounded_whatever_the_size(self):
        self.prepare(FILL_HISTORY)
        each = LARGE // 200
        self.services.history = {
            address(number): [(self.services.tip - back, "attestation-sent")
                              for back in range(each)] for number in range(200)}
        process = self.start_program("up", FILL_HISTORY, "--confirm", "--yes", "--json",
                                     "--no-backup")
        out, err = process.communicate()
        self.assertEqual(process.returncode, 0, err)
        report = json.loads(out)["result"]
        self.assertEqual(len(self.tables.items(HISTORY)), 200 * each)
        self.assertLess(report["peak_memory_bytes"], MEMORY_MAX)
        print(f"{200 * each} entries: {report['peak_memory_bytes'] >> 20} MiB, "
              f"{report['duration_ms']} ms")


def add_tests():
    for migration in MIGRATIONS:
        def test(self, migration=migration):
            self.prove(migration)
        setattr(Promises, f"test_{migration}", test)


add_tests()

if __name__ == "__main__":
    unittest.main()
