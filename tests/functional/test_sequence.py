"""Several migrations in order: what is pending, what does not fit, and what it says then."""

import contextlib
import json
import sqlite3
import unittest

from recipe_harness import GO, ON, RecipeTest


class Order(RecipeTest):
    def test_all_pending_ones_run_in_the_order_of_their_dependencies(self):
        self.import_items()
        self.write_mark("2_first", depends_on=["10_base"])
        self.write_mark("10_base")
        self.write_mark("9_free")
        before = self.items()
        self.assertEqual([step["id"] for step in self.plan()["migrations"]],
                         ["9_free", "10_base", "2_first"])
        result = self.expect(0, "up", *ON, *GO, "--json").document["result"]
        self.assertEqual((result["done"], result["of"]), (3, 3))
        runs = sorted(self.runs(), key=lambda run: run["started_at"])
        self.assertEqual([run["migration_id"] for run in runs], ["9_free", "10_base", "2_first"])
        self.assertEqual(set(self.states().values()), {"applied"})
        self.assertIn("Nothing is pending.", self.expect(0, "up", *ON, *GO).out)

        self.expect(0, "down", "--to", "9_free", *ON, "--confirm", "--yes")
        self.assertEqual(self.states(),
                         {"9_free": "applied", "10_base": "rolled_back", "2_first": "rolled_back"})
        self.expect(0, "down", "9_free", *ON, "--confirm", "--yes")
        self.assertEqual(self.items(), before)

    def test_a_plan_sees_each_behind_those_before_it_and_writes_nothing(self):
        self.import_items(count=7)
        self.write_mark("1_one")
        self.write_recipe("2_two", """\
            description: Only marked ones
            collection: users
            where: { m1: 1, m2: { $exists: false } }
            change:
              - set: { m2: { value: true } }
            limit: { affected: 100% }
            """)
        before = self.hash_of("app.db")
        counts = [step["plan"]["items_selected"] for step in self.plan()["migrations"]]
        self.assertEqual(counts, [7, 7])
        self.assertEqual(self.hash_of("app.db"), before)

    def test_a_collection_that_an_earlier_one_makes_is_foreseen(self):
        self.import_items(count=9)
        before = self.items()
        self.write_recipe("1_move", """\
            description: Users move to people
            collection: users
            before: [{ create_collection: { name: people, key: _id } }]
            change:
              - rekey: { key: { jq: '"user:" + (._id | tostring)' }, collection: people }
            limit: { affected: 100% }
            """)
        self.write_mark("2_mark", "people", depends_on=["1_move"])
        counts = [step["plan"]["items_selected"] for step in self.plan()["migrations"]]
        self.assertEqual(counts, [9, 9])
        self.expect(0, "up", *ON, *GO)
        self.assertIn('"user:3"', self.items("people"))
        self.expect(0, "down", "--to", "1_move", *ON, "--confirm", "--yes")
        self.expect(0, "down", "1_move", *ON, "--confirm", "--yes")
        self.assertEqual(self.items(), before)

    def test_up_to_and_down_to_go_as_far_as_they_are_told(self):
        self.import_items()
        for name in ("1_a", "2_b", "3_c"):
            self.write_mark(name)
        self.expect(0, "up", "--to", "2", *ON, *GO)
        self.assertEqual(self.states(), {"1_a": "applied", "2_b": "applied", "3_c": "pending"})
        self.expect(0, "down", "--to", "1", *ON, "--confirm", "--yes")
        self.assertEqual(self.states(), {"1_a": "applied", "2_b": "rolled_back", "3_c": "pending"})

    def test_without_leave_it_is_a_preview(self):
        self.import_items()
        self.write_mark("1_a")
        before = self.hash_of("app.db")
        result = self.expect(3, "up", *ON)
        self.assertIn("changes 20 of 20 items", result.out)
        self.assertIn("--confirm is missing", result.err)
        self.assertEqual(self.hash_of("app.db"), before)

    def test_a_dry_run_goes_through_all_and_writes_nothing(self):
        self.import_items()
        self.write_mark("1_a")
        self.write_mark("2_b", depends_on=["1_a"])
        before = self.hash_of("app.db")
        result = self.expect(0, "up", *ON, "--dry-run", "--json").document["result"]
        self.assertEqual((result["dry_run"], result["done"]), (True, 2))
        self.assertEqual(self.hash_of("app.db"), before)

    def test_each_run_has_a_report_of_its_own(self):
        self.import_items()
        self.write_mark("1_a")
        self.write_mark("2_b")
        self.expect(0, "up", *ON, *GO, "--report", "run.html")
        self.assertIn("1_a", (self.folder / "run.1_a.html").read_text())
        self.assertIn("2_b", (self.folder / "run.2_b.html").read_text())


class Failure(RecipeTest):
    def test_what_would_fail_its_verification_is_refused_before_anything_is_written(self):
        self.import_items()
        self.write_mark("1_a")
        self.write_recipe("2_b", """\
            description: Its check does not hold
            collection: users
            where: { _id: 3 }
            change:
              - set: { seen: { value: true } }
            check:
              - all: { seen: true }
            """)
        self.write_mark("3_c")
        before = self.items()
        result = self.expect(3, "up", *ON, *GO)
        self.assertIn("2_b: carried out on a scratch copy", result.err)
        self.assertIn("3_c", result.out)
        self.assertIn("data: Nothing was changed.", result.err)
        self.assertEqual(self.items(), before)

    def test_what_fails_in_the_middle_leaves_the_rest_pending(self):
        self.import_items()
        self.import_items("teams")
        self.write_mark("1_a")
        self.write_recipe("2_b", """\
            description: Its check does not hold, and nobody builds on it
            collection: teams
            where: { _id: 3 }
            change:
              - set: { seen: { value: true } }
            check:
              - all: { seen: true }
            """)
        self.write_mark("3_c")
        document = self.expect(1, "up", *ON, *GO, "--json").document
        self.assertFalse(document["ok"])
        self.assertEqual([one["outcome"] for one in document["result"]["migrations"]],
                         ["applied", "failed", "not begun"])
        self.assertIn("whimbrel resume 2_b", document["error"]["remedy"])
        self.assertNotEqual(document["error"]["data"], "Nothing was changed.")
        self.assertEqual(self.states(), {"1_a": "applied", "2_b": "failed", "3_c": "pending"})
        result = self.expect(3, "up", *ON, *GO)
        self.assertIn("of 2_b has status failed and must end first", result.err)
        self.assertIn("`whimbrel resume 2_b`", result.err)


class Interruption(RecipeTest):
    def test_what_was_interrupted_can_be_resumed_and_the_rest_goes_on(self):
        self.import_items(count=3000)
        self.import_items("teams", count=3000)
        self.write_mark("1_users")
        self.write_mark("2_teams", "teams")
        self.write_mark("3_users", depends_on=["1_users"])
        process = self.start_program("up", *ON, *GO, "--json", "--rate", "1000", "--batch-size",
                                     "100", "--jobs", "2")
        self.wait_for("both to begin", lambda: len(self.runs()) == 2)
        process.terminate()
        document = json.loads(process.communicate(timeout=60)[0])
        self.assertEqual(document["exit_code"], 130)
        self.assertEqual([one["outcome"] for one in document["result"]["migrations"]],
                         ["interrupted", "interrupted", "not begun"])
        self.assertIn("whimbrel resume 1_users", document["error"]["remedy"])
        for name in ("1_users", "2_teams"):
            self.expect(0, "resume", name, *ON, "--no-backup")
        self.expect(0, "up", *ON, *GO)
        self.assertEqual(set(self.states().values()), {"applied"})


class Refusals(RecipeTest):
    def refusal(self, *arguments):
        error = self.expect(3, *arguments, *ON, "--json").document["error"]
        return ": ".join([*error["context"], error["message"]]), error["remedy"]

    def test_a_circle_is_named_whole(self):
        self.import_items()
        self.write_mark("1_a", depends_on=["3_c"])
        self.write_mark("2_b", depends_on=["1_a"])
        self.write_mark("3_c", depends_on=["2_b"])
        message, remedy = self.refusal("up", *GO)
        self.assertEqual(message, "migrations depend on each other in a circle: "
                                  "1_a -> 3_c -> 2_b -> 1_a")
        self.assertEqual(remedy,
                         "take 3_c out of depends_on of 1_a, or break the circle elsewhere")
        self.assertEqual(self.plan(code=3)["problems"][0]["problem"], "cycle")
        self.assertIn("in a circle", self.expect(1, "lint").out)

    def test_a_dependency_that_does_not_exist(self):
        self.import_items()
        self.write_mark("2_b", depends_on=["1_missing"])
        message, _ = self.refusal("plan")
        self.assertEqual(message,
                         "2_b (migrations/2_b.yaml) depends on 1_missing, which does not exist")

    def test_an_applied_one_whose_file_is_gone(self):
        self.import_items()
        path = self.write_mark("1_a")
        self.write_mark("2_b")
        self.expect(0, "up", "1_a", *ON, *GO)
        path.unlink()
        message, remedy = self.refusal("up", *GO)
        self.assertRegex(message, r"^run 1_a-\S+ applied 1_a, which is not known here$")
        self.assertIn("put 1_a.yaml back", remedy)
        self.assertIn("1_a-", self.expect(0, "history", "1_a", *ON).out)
        self.expect(0, "up", "2_b", *ON, *GO)

    def test_one_applied_before_what_it_depends_on(self):
        self.import_items()
        self.write_mark("1_a")
        self.write_mark("2_b", depends_on=["1_a"])
        self.expect(0, "up", *ON, *GO)
        # Behind the ledger's back: a restored copy of it, or a run that was taken back elsewhere.
        with contextlib.closing(sqlite3.connect(self.folder / "app.db")) as database:
            database.execute("DELETE FROM whimbrel_ledger WHERE key LIKE 'run/1_a-%'")
            database.commit()
        message, remedy = self.refusal("up", *GO)
        self.assertRegex(message, r"^2_b is applied \(run 2_b-\S+\), but 1_a, on which it depends, "
                                  r"is pending$")
        self.assertIn("`whimbrel baseline --to 1_a`", remedy)
        self.expect(0, "baseline", "--to", "1_a", *ON, "--confirm", "--yes")
        self.plan()

    def test_a_changed_file_names_both_checksums_and_repair_accepts_it(self):
        self.import_items()
        self.write_mark("1_a", value=1)
        self.expect(0, "up", *ON, *GO)
        self.write_mark("1_a", value=2)
        message, remedy = self.refusal("up", *GO)
        self.assertRegex(message, r"^1_a was changed after it was applied: run 1_a-\S+ has "
                                  r"checksum [0-9a-f]{12}, migrations/1_a.yaml has [0-9a-f]{12}$")
        self.assertIn("`whimbrel repair 1_a`", remedy)
        self.assertEqual(self.refusal("up", "1_a", *GO)[0], message)
        self.assertIn("repair", self.refusal("down", "1_a", "--confirm", "--yes")[1])

        self.expect(3, "repair", "1_a", *ON)
        self.expect(3, "repair", "1_a", *ON, "--confirm")
        repaired = self.expect(0, "repair", "1_a", *ON, "--confirm", "--yes",
                               "--json").document["result"]
        event = self.events()[-1]
        self.assertEqual(event["action"], "checksum repaired")
        self.assertEqual(event["detail"], f"{repaired['recorded']} -> {repaired['repaired']}")
        self.assertTrue(self.expect(0, "history", "--verify", *ON, "--json")
                        .document["result"]["intact"])
        self.assertIn("nothing to repair", self.refusal("repair", "1_a", "--confirm", "--yes")[0])
        self.expect(0, "down", "1_a", *ON, "--confirm", "--yes")

    def test_a_dependency_must_be_applied_first_and_stays_while_it_is_needed(self):
        self.import_items()
        self.write_mark("1_a")
        self.write_mark("2_b", depends_on=["1_a"])
        self.assertEqual(self.refusal("up", "2_b", *GO)[0], "2_b depends on 1_a, which is pending")
        self.assertIn("`up` would refuse: 2_b depends on 1_a",
                      self.expect(0, "preview", "2_b", *ON).out)
        self.expect(0, "up", *ON, *GO)
        self.assertEqual(self.refusal("down", "1_a", "--confirm", "--yes")[0],
                         "1_a cannot be taken back while 2_b, which depends on it, is applied")

    def test_a_recipe_with_errors_refuses_only_what_needs_it(self):
        self.import_items()
        self.write_mark("1_a")
        self.write_recipe("2_b", """\
            description: Wrong
            collection: users
            change:
              - sett: { a: { value: 1 } }
            """)
        self.write_mark("3_c", depends_on=["2_b"])
        self.expect(0, "status", "1_a", *ON)
        self.expect(0, "up", "--to", "1_a", *ON, *GO)
        self.assertIn("2_b (migrations/2_b.yaml) cannot be used", self.refusal("up", *GO)[0])
        self.assertIn("2_b", self.refusal("up", "3_c", *GO)[0])
        self.assertIn("cannot be used", self.expect(0, "list").out)


class Baseline(RecipeTest):
    def test_counts_as_applied_and_changes_nothing(self):
        self.import_items()
        self.write_mark("1_a")
        self.write_mark("2_b", depends_on=["1_a"])
        before = self.items()
        self.expect(3, "baseline", "--to", "1_a", *ON)
        self.expect(0, "baseline", "--to", "1", *ON, "--confirm", "--yes")
        self.assertEqual(self.states(), {"1_a": "baselined", "2_b": "pending"})
        self.assertEqual(self.items(), before)
        self.assertIn("baselined", self.expect(0, "status", "1_a", *ON).out)
        # It was not so, and that is found.
        self.expect(1, "verify", "1_a", *ON)
        result = self.expect(3, "down", "1_a", *ON, "--confirm", "--yes")
        self.assertIn("1_a was baselined", result.err)
        self.expect(0, "up", "2_b", *ON, *GO)

    def test_can_be_withdrawn(self):
        self.import_items()
        self.write_mark("1_a")
        self.expect(0, "baseline", *ON, "--confirm", "--yes")
        self.expect(0, "baseline", "--withdraw", "1_a", *ON, "--confirm", "--yes")
        self.assertEqual(self.states(), {"1_a": "rolled_back"})
        self.expect(0, "up", *ON, *GO)
        self.expect(0, "verify", "1_a", *ON)

    def test_asks_first(self):
        self.import_items()
        self.write_mark("1_a")
        result = self.answer_on_terminal("n", "baseline", *ON, "--confirm")
        self.assertEqual(result.code, 3, result)
        self.assertIn("Count 1 migration as applied without running it?", result.out)
        self.assertEqual(self.states(), {"1_a": "pending"})


class Jobs(RecipeTest):
    def test_independent_ones_run_side_by_side_and_come_out_the_same(self):
        collections = ["users", "teams", "bills"]
        for collection in collections:
            self.import_items(collection, count=300)
        for number, collection in enumerate(collections, 1):
            self.write_mark(f"{number}_{collection}", collection)
        self.write_mark("4_users", "users", depends_on=["1_users"])
        result = self.expect(0, "up", *ON, *GO, "--jobs", "3", "--json").document["result"]
        self.assertEqual((result["done"], result["of"]), (4, 4))
        reports = {one["id"]: one["report"]["run"] for one in result["migrations"]}
        self.assertGreaterEqual(reports["4_users"]["started_at"],
                                reports["1_users"]["finished_at"])
        for collection in collections:
            self.assertEqual(len(self.items(collection).splitlines()), 300)
        for name in reports:
            self.expect(0, "verify", name, *ON)


class Names(RecipeTest):
    def test_a_unique_beginning_is_enough(self):
        self.import_items()
        self.write_mark("005_a")
        self.write_mark("006_a")
        self.assertEqual(
            self.expect(0, "status", "005", *ON, "--json").document["result"]["migration_id"],
            "005_a")
        result = self.expect(2, "status", "00", *ON)
        self.assertIn('"00" begins several ids', result.err)
        self.assertIn("004_fix_melted_token_status, 005_a, 006_a", result.err)
        self.assertIn("did you mean 005_a", self.expect(2, "status", "005_b", *ON).err)

    def test_a_file_is_a_name_too(self):
        self.import_items()
        self.write_mark("005_a")
        (self.folder / "migrations").rename(self.folder / "elsewhere")
        self.expect(2, "status", "005_a", *ON)
        result = self.expect(3, "up", "./elsewhere/005_a.yaml", *ON)
        self.expect(0, "up", "elsewhere/005_a.yaml", *ON, *GO)
        status = self.expect(0, "status", "./elsewhere/005_a.yaml", *ON).out
        self.assertIn("completed", status)
        self.expect(0, "status", "005_a", *ON, "--migrations", "elsewhere")
        self.expect(0, "status", "005_a", *ON, WHIMBREL_MIGRATIONS="elsewhere")
        (self.folder / "whimbrel.yaml").write_text("defaults:\n  migrations: elsewhere\n")
        self.expect(0, "status", "005_a", *ON)
        self.assertIn("up", result.out + result.err)

    def test_a_folder_that_is_told_must_be_there(self):
        result = self.expect(2, "list", "--migrations", "nowhere")
        self.assertIn("--migrations: there is no folder nowhere", result.err)

    def test_two_of_one_id_are_named(self):
        self.make_wallet(database="app.db")
        self.write_mark("004_fix_melted_token_status", "cashu_tokens")
        result = self.expect(2, "status", "004_fix_melted_token_status", *ON)
        self.assertIn("two migrations have the id 004_fix_melted_token_status: built in and "
                      "migrations/004_fix_melted_token_status.yaml", result.err)

    def test_a_built_in_one_is_pending_where_its_collection_is(self):
        self.import_items()
        self.write_mark("005_a")
        self.assertEqual(list(self.states()), ["005_a"])
        self.make_wallet(database="app.db")
        self.assertEqual(list(self.states()), ["004_fix_melted_token_status", "005_a"])

    def test_names_that_contradict_are_usage(self):
        self.expect(2, "up", "005_a", "--to", "006", *ON)
        self.expect(2, "up", "--plan", "plan.json", *ON)
        self.expect(2, "down", *ON)
        self.expect(2, "down", "005_a", "--to", "004", *ON)
        self.expect(2, "baseline", "--to", "1", "--withdraw", "1", *ON)


class Documents(RecipeTest):
    def test_every_verb_answers_as_one_document(self):
        self.import_items()
        self.write_mark("1_a")
        for code, arguments in ((0, ["plan", *ON]), (0, ["lint"]), (0, ["test"]), (0, ["list"]),
                                (0, ["up", *ON, *GO]), (0, ["down", "--to", "1", *ON, *GO[:2]]),
                                (3, ["repair", "1", *ON, *GO[:2]]),
                                (0, ["baseline", *ON, *GO[:2]]), (0, ["new", "2_b"])):
            with self.subTest(arguments=arguments):
                document = self.expect(code, *arguments, "--json").document
                self.assertEqual(document["verb"], arguments[0])
                json.dumps(document["result"])


if __name__ == "__main__":
    unittest.main()
